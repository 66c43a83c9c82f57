// How many layers of clear surfaces a view has. The driver is asked after each layer whether it had any pixel, and
// answers a frame or more later; nothing waits for it. Drawn are two layers more than were there last time, so that a
// layer that comes into view is there at once; where even the last one had pixels, the frame is drawn again with half
// as many more.
const SPARE = 2;
const MORE = 1.5;

interface Asked {
    readonly layer: number;
    readonly query: WebGLQuery;
}

export class LayerCounter {
    readonly #gl: () => WebGL2RenderingContext;
    readonly #again: () => void;
    #asked: Asked[] = []; // of one frame; the next ones are not asked about until it is answered
    #asking = false;
    #most = 0;
    #drawn = 0;
    #seen = 1; // layers with pixels, by the last answer
    #lacking = false; // all that were drawn

    constructor(gl: () => WebGL2RenderingContext, again: () => void) {
        this.#gl = gl;
        this.#again = again;
    }

    /** How many layers this frame gets. */
    begin(most: number): number {
        this.#listen();
        this.#asking = this.#asked.length === 0;
        this.#most = most;
        this.#drawn = this.#wanted;
        return this.#drawn;
    }

    get #wanted(): number {
        return Math.min(this.#most, Math.max(this.#seen + SPARE, this.#lacking ? Math.ceil(this.#seen * MORE) : 0));
    }

    beginLayer(layer: number): void {
        if (!this.#asking) return;
        const gl = this.#gl(),
            query = gl.createQuery();
        if (!query) return;
        gl.beginQuery(gl.ANY_SAMPLES_PASSED, query);
        this.#asked.push({ layer, query });
    }

    endLayer(): void {
        if (this.#asking) this.#gl().endQuery(this.#gl().ANY_SAMPLES_PASSED);
    }

    /** The picture is drawn: polls for the answer, also when no further frame is drawn. */
    end(): void {
        if (this.#asking) setTimeout(() => this.#wait());
    }

    /** The context is another one, in which the queries of before are never answered. */
    contextRestored(): void {
        this.#asked = [];
        this.#asking = false;
    }

    #wait(): void {
        const before = this.#drawn;
        if (!this.#listen()) setTimeout(() => this.#wait(), 16);
        else if (this.#wanted > before) this.#again();
    }

    /** True when no answer is outstanding. */
    #listen(): boolean {
        const gl = this.#gl(),
            last = this.#asked.at(-1);
        if (!last || gl.isContextLost()) return this.#forget();
        if (!gl.isQuery(last.query)) return this.#forget(); // of a context that was lost since
        if (gl.getQueryParameter(last.query, gl.QUERY_RESULT_AVAILABLE) !== true) return false;
        const there = this.#asked.filter(({ query }) => gl.getQueryParameter(query, gl.QUERY_RESULT) !== 0);
        this.#seen = Math.max(1, there.length);
        this.#lacking = there.length === this.#asked.length;
        return this.#forget();
    }

    #forget(): boolean {
        for (const { query } of this.#asked) this.#gl().deleteQuery(query);
        this.#asked = [];
        return true;
    }
}

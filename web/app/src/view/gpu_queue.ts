// How far the graphics driver is behind. What is handed to a driver that is busy makes the page wait inside the call,
// for as long as a frame takes; so work is marked with fences, and nothing more is handed over while two marks are out.
const MOST_IN_FLIGHT = 2; // one being drawn, one waiting: enough to keep a fast card busy
const SLOW_MS = 80; // a fence two frames back is seen after 50 ms where pictures come in time

interface Mark {
    fence: WebGLSync;
    at: number;
    picture: boolean;
}

export class GpuQueue {
    readonly #gl: WebGL2RenderingContext;
    readonly #marks: Mark[] = [];
    #pictureMs = 0; // from handing the last finished picture over until it was seen to be done

    constructor(gl: WebGL2RenderingContext) {
        this.#gl = gl;
    }

    /** True while the driver has enough to do. Asks, never waits. */
    get full(): boolean {
        const { SYNC_STATUS, SIGNALED } = this.#gl;
        for (let first = this.#marks[0]; first; first = this.#marks[0]) {
            if (this.#gl.getSyncParameter(first.fence, SYNC_STATUS) !== SIGNALED && !this.#gl.isContextLost()) break;
            this.#gl.deleteSync(first.fence);
            if (first.picture) this.#pictureMs = performance.now() - first.at;
            this.#marks.shift();
        }
        return this.#marks.length >= MOST_IN_FLIGHT;
    }

    /** True where a picture takes so long that one should be drawn only when it shows something new. */
    get slow(): boolean {
        return this.#pictureMs > SLOW_MS;
    }

    /** Marks the end of what was handed over just now: a picture, or only a part of a mesh. */
    mark(picture: boolean): void {
        const fence = this.#gl.fenceSync(this.#gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
        if (fence) this.#marks.push({ fence, at: performance.now(), picture });
        this.#gl.flush(); // a fence that is not sent is never reached
    }
}

// When a frame is drawn: only when something changed, and never while the driver is behind. An idle page costs nothing.
import { GpuQueue } from "./gpu_queue";
import type { Progress } from "./layer";

export interface Drawer {
    /** What can be drawn can be compiled beside the page; nothing is drawn before. */
    readonly ready: boolean;
    /** Moves what moves by itself. */
    update(seconds: number): Progress;
    render(): void;
}

const LONGEST_SECONDS = 0.1; // after a rest, no jump

export class Frames {
    /** Since the start: frames drawn, milliseconds our own script took, and the worst frame's. */
    readonly counts = { frames: 0, scriptMs: 0, worstScriptMs: 0 };
    readonly #drawer: Drawer;
    #queue: GpuQueue;
    #changed = true; // the next frame is drawn even if no layer has changed
    #asked = 0; // of requestAnimationFrame; 0: none asked for
    #before = 0; // when the last frame came

    constructor(gl: WebGL2RenderingContext, drawer: Drawer) {
        this.#drawer = drawer;
        this.#queue = new GpuQueue(gl);
    }

    /** Draws a frame soon. */
    request(): void {
        this.#changed = true;
        this.ask();
    }

    /** Looks soon whether there is anything to draw. */
    ask(): void {
        if (this.#asked === 0) this.#asked = requestAnimationFrame((now) => this.#frame(now));
    }

    /** No frame comes any more. */
    stop(): void {
        cancelAnimationFrame(this.#asked);
        this.#asked = -1;
    }

    contextRestored(gl: WebGL2RenderingContext): void {
        this.#queue = new GpuQueue(gl);
        this.request();
    }

    /** Draws here and now, beside the row of frames. */
    renderNow(): void {
        this.#changed = false;
        this.counts.frames++;
        this.#drawer.render();
    }

    #frame(now: number): void {
        const began = performance.now();
        this.#asked = 0;
        if (this.#queue.full || !this.#drawer.ready) {
            this.ask();
            return;
        }
        const {
            redraw,
            again,
            uploading = false,
        } = this.#drawer.update(Math.min((now - this.#before) / 1000, LONGEST_SECONDS));
        this.#before = now;
        const wanted = redraw || this.#changed;
        const drawn = wanted && !(uploading && this.#queue.slow);
        if (drawn) this.renderNow();
        if (drawn || uploading) this.#queue.mark(drawn);
        this.#count(performance.now() - began);
        this.#changed = wanted && !drawn;
        if (again || this.#changed) this.ask();
    }

    #count(scriptMs: number): void {
        this.counts.scriptMs += scriptMs;
        this.counts.worstScriptMs = Math.max(this.counts.worstScriptMs, scriptMs);
    }
}

// How far the graphics driver is behind. What is handed to a driver that is busy makes the page wait inside the call, for
// as long as a frame takes; so work is marked with fences, and nothing more is handed over while two marks are out.
const MOST_IN_FLIGHT = 2;                   // one being drawn, one waiting: enough to keep a fast card busy

export class GpuQueue {
    readonly #gl: WebGL2RenderingContext;
    #fences: WebGLSync[] = [];

    constructor(gl: WebGL2RenderingContext) {
        this.#gl = gl;
    }

    /** True while the driver has enough to do. Asks, never waits. */
    get full(): boolean {
        const { SYNC_STATUS, SIGNALED } = this.#gl;
        for (let first = this.#fences[0]; first; first = this.#fences[0]) {
            if (this.#gl.getSyncParameter(first, SYNC_STATUS) !== SIGNALED && !this.#gl.isContextLost()) break;
            this.#gl.deleteSync(first);
            this.#fences.shift();
        }
        return this.#fences.length >= MOST_IN_FLIGHT;
    }

    /** Marks the end of what was handed over just now. */
    mark(): void {
        const fence = this.#gl.fenceSync(this.#gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
        if (fence) this.#fences.push(fence);
        this.#gl.flush();                   // a fence that is not sent is never reached
    }
}

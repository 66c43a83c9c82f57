// Smooth edges for a picture that is made in steps, where several samples a pixel are no longer possible: three.js's
// FXAA, over what the last pass has made.
import { WebGLRenderTarget } from "three";
import { FXAAPass } from "three/addons/postprocessing/FXAAPass.js";
import type { RenderContext } from "./render_context";

export class SmoothEdges {
    /** What is to be smoothed goes here, as the screen would show it. */
    readonly target: WebGLRenderTarget;
    readonly #context: RenderContext;
    readonly #pass = new FXAAPass();

    constructor(context: RenderContext) {
        const { x, y } = context.shared.frame_size.value;
        this.#context = context;
        this.#pass.renderToScreen = true;
        this.target = new WebGLRenderTarget(x, y, { depthBuffer: false });
        this.setSize(x, y);
    }

    setSize(width: number, height: number): void {
        this.target.setSize(width, height);
        this.#pass.setSize(width, height);
    }

    contextLost(): void {
        this.target.dispose();
        this.#pass.dispose();
    }

    render(): void {
        this.#pass.render(this.#context.renderer, this.target, this.target, 0, false);
    }
}

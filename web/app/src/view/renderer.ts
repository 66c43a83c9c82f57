// The WebGL renderer, made after what draws: where a processor stands in for a graphics card, smoothing edges by four
// samples a pixel costs three quarters of every frame, so it is left out there.
import { WebGLRenderer } from "three";

const SAMPLES = 4;
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Of the picture that the scene is drawn into: as many samples a pixel, for smooth edges. */
export interface Renderer {
    readonly renderer: WebGLRenderer;
    readonly samples: number;
}

/** Throws when the browser has no WebGL 2. */
export function makeRenderer(canvas: HTMLCanvasElement): Renderer {
    const samples = SOFTWARE.test(graphicsName()) ? 0 : SAMPLES;
    const renderer = new WebGLRenderer({
        canvas,
        antialias: false,
        depth: false,
        alpha: false,
        powerPreference: "high-performance",
    });
    clearToNothing(renderer);
    renderer.debug.checkShaderErrors = import.meta.env.DEV; // asking makes the page wait for the driver
    return { renderer, samples };
}

/** An empty picture holds no matter. three.js forgets it with the context. */
export function clearToNothing(renderer: WebGLRenderer): void {
    renderer.setClearColor(0x000000, 0);
}

function graphicsName(): string {
    const gl = document.createElement("canvas").getContext("webgl2");
    if (!gl) throw new Error("The browser has no WebGL 2.");
    let name = String(gl.getParameter(gl.RENDERER));
    if (/^webkit/i.test(name)) {
        // Chromium gives the name only through the extension
        const extension = gl.getExtension("WEBGL_debug_renderer_info");
        if (extension) name = String(gl.getParameter(extension.UNMASKED_RENDERER_WEBGL));
    }
    gl.getExtension("WEBGL_lose_context")?.loseContext();
    return name;
}

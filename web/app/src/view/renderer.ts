// The WebGL renderer, made after what draws: where a processor stands in for a graphics card, smoothing edges by four
// samples a pixel costs three quarters of every frame, so it is left out there.
import { WebGLRenderer } from "three";

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Throws when the browser has no WebGL 2. */
export function makeRenderer(canvas: HTMLCanvasElement): WebGLRenderer {
    const antialias = !SOFTWARE.test(graphicsName());
    const renderer = new WebGLRenderer({ canvas, antialias, alpha: false, powerPreference: "high-performance" });
    renderer.autoClearColor = false;        // the background covers every pixel
    renderer.debug.checkShaderErrors = import.meta.env.DEV;     // asking makes the page wait for the driver
    return renderer;
}

function graphicsName(): string {
    const gl = document.createElement("canvas").getContext("webgl2");
    if (!gl) throw new Error("The browser has no WebGL 2.");
    let name = String(gl.getParameter(gl.RENDERER));
    if (/^webkit/i.test(name)) {            // Chromium tells the name only through the extension
        const extension = gl.getExtension("WEBGL_debug_renderer_info");
        if (extension) name = String(gl.getParameter(extension.UNMASKED_RENDERER_WEBGL));
    }
    gl.getExtension("WEBGL_lose_context")?.loseContext();
    return name;
}

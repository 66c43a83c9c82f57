// How a picture is made of the scene. Every frame goes through one picture of light (half floats: light has no upper
// end) and comes to the screen through the last pass, which does the tone mapping; so what stands in the scene writes
// plain light, and blends in it as light does. In that order: what is solid, occlusion, what is clear
// (depth_peeling.ts), what is volumetric, overlays.

import {
    DepthTexture,
    FloatType,
    HalfFloatType,
    NearestFilter,
    type PerspectiveCamera,
    type RawShaderMaterial,
    type Scene,
    type WebGLRenderer,
    WebGLRenderTarget,
} from "three";
import { FullScreenQuad } from "three/addons/postprocessing/Pass.js";
import { AwaitedPart } from "../compute/load_part";
import { forgetQuad } from "./context";
import type { DepthPeeling } from "./depth_peeling";
import { PASS, type PassName, type SharedUniforms } from "./layer";
import type { Occlusion } from "./occlusion";
import outputFragment from "./output.frag.glsl?raw";
import { makeScreenMaterial, type RenderContext } from "./render_context";
import type { Renderer } from "./renderer";
import type { SmoothEdges } from "./smooth_edges";
import { SolidDepth } from "./solid_depth";

const LARGEST_PIXEL_RATIO = 2; // sharper than this is not seen, only paid for

export class Passes implements RenderContext {
    readonly renderer: WebGLRenderer;
    readonly scene: Scene;
    readonly camera: PerspectiveCamera;
    readonly shared: SharedUniforms;
    /** Called when a part that was needed has been loaded. */
    onLoaded: (() => void) | null = null;
    readonly #samples: number;
    readonly #output: FullScreenQuad;
    #light: WebGLRenderTarget;
    #depth: SolidDepth | null = null;
    #inSteps = false; // the picture is made in several steps: then with depth to read, and one sample a pixel
    #wantsOcclusion = false;
    readonly #depthPeeling = new AwaitedPart<DepthPeeling>(
        "what draws clear surfaces in their order",
        "depth_peeling",
        async () => new (await import("./depth_peeling")).DepthPeeling(this),
        () => this.onLoaded?.(),
    );
    readonly #occlusion = new AwaitedPart<Occlusion>(
        "the shading of hollows",
        "occlusion",
        async () => new (await import("./occlusion")).Occlusion(this),
        () => this.onLoaded?.(),
    );
    readonly #edges = new AwaitedPart<SmoothEdges>(
        "what smooths edges",
        "smooth_edges",
        async () => new (await import("./smooth_edges")).SmoothEdges(this),
        () => this.onLoaded?.(),
    );

    constructor({ renderer, samples }: Renderer, scene: Scene, camera: PerspectiveCamera, shared: SharedUniforms) {
        this.renderer = renderer;
        this.scene = scene;
        this.camera = camera;
        this.shared = shared;
        this.#samples = samples;
        this.#output = new FullScreenQuad(makeScreenMaterial(outputFragment, { ...shared, light: { value: null } }));
        this.#light = this.#makeLight();
    }

    /** The canvas has another size. */
    resize(): void {
        const { clientWidth, clientHeight } = this.renderer.domElement;
        this.setSize(clientWidth, clientHeight, Math.min(devicePixelRatio, LARGEST_PIXEL_RATIO));
        this.shared.resolution.value.copy(this.shared.frame_size.value);
    }

    setSize(width: number, height: number, pixelRatio: number): void {
        this.renderer.setDrawingBufferSize(width, height, pixelRatio);
        const size = this.renderer.getDrawingBufferSize(this.shared.frame_size.value);
        this.#light.setSize(size.x, size.y);
        this.#depth?.setSize(size.x, size.y);
        this.#occlusion.loaded?.setSize(size.x, size.y);
        this.#depthPeeling.loaded?.setSize(size.x, size.y);
        this.#edges.loaded?.setSize(size.x, size.y);
    }

    contextLost(): void {
        this.#light.dispose();
        forgetQuad(this.#output);
        for (const part of [this.#depth, this.#occlusion.loaded, this.#depthPeeling.loaded, this.#edges.loaded])
            part?.contextLost();
    }

    contextRestored(): void {
        this.#depthPeeling.loaded?.contextRestored();
    }

    /** Ambient occlusion, by three.js, loaded when first switched on. */
    set occlusion(on: boolean) {
        this.#wantsOcclusion = on;
    }

    /** Resolves when what the first picture needs is compiled, where the driver does that beside the page. */
    async compile(): Promise<void> {
        this.renderer.setRenderTarget(this.#light);
        const compiled = this.renderer.compileAsync(this.scene, this.camera);
        this.renderer.setRenderTarget(null);
        await compiled;
    }

    render(exact = false): void {
        const { clear, volumetric } = this.#wanted();
        this.#prepare(clear || volumetric || this.#wantsOcclusion);
        for (const part of this.#partsFor(clear, this.#inSteps)) part.want();
        if (this.#inSteps) this.#renderInSteps(clear, volumetric, exact);
        else this.#renderScene(["solid", "overlay"], true);
        this.#show(this.#inSteps ? this.#edges.loaded : null);
    }

    #show(edges: SmoothEdges | null): void {
        this.renderer.setRenderTarget(edges?.target ?? null);
        (this.#output.material as RawShaderMaterial).uniforms.light!.value = this.#light.texture;
        this.#output.render(this.renderer);
        edges?.render();
    }

    #renderInSteps(clear: boolean, volumetric: boolean, exact: boolean): void {
        const depthPeeling = this.#depthPeeling.loaded;
        this.#renderScene(depthPeeling ? ["solid"] : ["solid", "clear"], true);
        this.#depth!.render(this.#light.depthTexture!);
        this.shared.solid_depth.value = this.#depth!.texture;
        if (this.#wantsOcclusion) this.#occlusion.loaded?.render(this.#light);
        if (clear) depthPeeling?.render(this.#light, exact);
        if (volumetric) this.#renderScene(["volumetric"], false);
        this.shared.solid_depth.value = null;
        this.#renderScene(["overlay"], false);
    }

    #renderScene(passes: readonly PassName[], fresh: boolean): void {
        const { renderer, camera } = this;
        camera.layers.disableAll();
        for (const pass of passes) camera.layers.enable(PASS[pass]);
        renderer.setRenderTarget(this.#light);
        renderer.autoClear = fresh;
        renderer.render(this.scene, camera);
        renderer.autoClear = true;
    }

    #wanted(): { clear: boolean; volumetric: boolean } {
        let mask = 0;
        this.scene.traverseVisible((object) => (mask |= object.layers.mask));
        return { clear: ((mask >> PASS.clear) & 1) === 1, volumetric: ((mask >> PASS.volumetric) & 1) === 1 };
    }

    #prepare(inSteps: boolean): void {
        if (inSteps === this.#inSteps) return;
        this.#inSteps = inSteps;
        this.#light.depthTexture?.dispose();
        this.#light.dispose();
        this.#light = this.#makeLight();
        this.#depth?.dispose();
        this.#depth = inSteps ? new SolidDepth(this) : null;
    }

    #makeLight(): WebGLRenderTarget {
        const { x, y } = this.shared.frame_size.value;
        const light = new WebGLRenderTarget(x, y, {
            type: HalfFloatType,
            minFilter: NearestFilter,
            magFilter: NearestFilter,
            samples: this.#inSteps ? 0 : this.#samples,
        });
        if (this.#inSteps) light.depthTexture = new DepthTexture(x, y, FloatType);
        return light;
    }

    /** Of those that are loaded when they are first wanted, what the present settings need. */
    #partsFor(clear: boolean, inSteps: boolean): readonly AwaitedPart<unknown>[] {
        return [
            ...(clear ? [this.#depthPeeling] : []),
            ...(this.#wantsOcclusion ? [this.#occlusion] : []),
            ...(inSteps && this.#samples > 0 ? [this.#edges] : []),
        ];
    }

    /** Resolves when all of them are there. */
    async load(): Promise<void> {
        const { clear, volumetric } = this.#wanted(),
            inSteps = clear || volumetric || this.#wantsOcclusion;
        await Promise.all(this.#partsFor(clear, inSteps).map((part) => part.load()));
    }
}

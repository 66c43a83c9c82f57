// Correct transparency: the clear surfaces are peeled off layer by layer from the front, each layer one drawing of the
// scene that leaves out what is not behind the layer before (Everitt 2001, "Interactive Order-Independent
// Transparency"). A pixel gets its layers in their true order, whatever the order of triangles, so nothing pops when
// the picture turns.
//
// As many layers are drawn as there are, and no more than can be seen: a pixel whose layers hide what is behind them
// gets no more; the driver counts, a frame late, which layer was the first without a pixel, and a frame that turned out
// to lack a layer is drawn again.
import {
    AddEquation,
    CustomBlending,
    DepthTexture,
    FloatType,
    HalfFloatType,
    NearestFilter,
    OneFactor,
    OneMinusDstAlphaFactor,
    OneMinusSrcAlphaFactor,
    type RawShaderMaterial,
    WebGLRenderTarget,
} from "three";
import { FullScreenQuad } from "three/addons/postprocessing/Pass.js";
import { AnyPixel } from "./any_pixel";
import { forgetQuad } from "./context";
import { PASS } from "./layer";
import { LayerCounter } from "./layer_counter";
import { makeScreenMaterial, type RenderContext } from "./render_context";

export const MOST_LAYERS = 160; // at the display's least opacity, 0.05, hardly more than nothing comes through so many
const COPY =
    "uniform sampler2D layer;\nout vec4 colour;\nvoid main() { colour = texelFetch(layer, " +
    "ivec2(gl_FragCoord.xy), 0); }\n";

export class DepthPeeling {
    readonly #context: RenderContext;
    readonly #layers: [WebGLRenderTarget, WebGLRenderTarget];
    readonly #sum: WebGLRenderTarget;
    readonly #under: FullScreenQuad; // a layer goes under what is in front of it
    readonly #over: FullScreenQuad; // all of them go over what is solid
    readonly #counter: LayerCounter;
    readonly #any: AnyPixel;

    constructor(context: RenderContext) {
        const { x, y } = context.shared.frame_size.value;
        this.#context = context;
        this.#layers = [makeTarget(x, y, true), makeTarget(x, y, true)];
        this.#sum = makeTarget(x, y, false);
        this.#under = new FullScreenQuad(makeBlend(OneMinusDstAlphaFactor, OneFactor));
        this.#over = new FullScreenQuad(makeBlend(OneFactor, OneMinusSrcAlphaFactor));
        this.#any = new AnyPixel(context.renderer);
        this.#counter = new LayerCounter(
            () => context.renderer.getContext() as WebGL2RenderingContext,
            () => context.onLoaded?.(),
        );
    }

    setSize(width: number, height: number): void {
        for (const target of [...this.#layers, this.#sum]) target.setSize(width, height);
    }

    contextLost(): void {
        for (const target of [...this.#layers, this.#sum]) {
            target.depthTexture?.dispose();
            target.dispose();
        }
        for (const quad of [this.#under, this.#over]) forgetQuad(quad);
        this.#any.contextLost();
    }

    contextRestored(): void {
        this.#counter.contextRestored();
    }

    /**
     * Draws what is clear over what is solid, in front of solid_depth. Exact: all layers, at once, and waits for the
     * card.
     */
    render(solid: WebGLRenderTarget, exact: boolean): void {
        const { renderer, shared } = this.#context;
        const most = exact ? MOST_LAYERS : this.#counter.begin(MOST_LAYERS);
        shared.peel_sum.value = this.#sum.texture;
        renderer.setRenderTarget(this.#sum);
        renderer.clear();
        for (let layer = 0; layer < most; layer++) {
            if (!this.#peel(layer, exact)) break;
        }
        shared.peel.value = 0;
        shared.peel_before.value = shared.peel_sum.value = null;
        blend(this.#over, this.#sum, solid, this.#context);
        if (!exact) this.#counter.end();
    }

    /** Exact: false when there was nothing to peel off any more. */
    #peel(layer: number, exact: boolean): boolean {
        const { renderer, scene, camera, shared } = this.#context;
        const target = this.#layers[layer % 2]!,
            before = this.#layers[(layer + 1) % 2]!;
        shared.peel.value = layer === 0 ? 1 : 2;
        shared.peel_before.value = layer === 0 ? null : before.depthTexture;
        camera.layers.set(PASS.clear);
        renderer.setRenderTarget(target);
        if (!exact) this.#counter.beginLayer(layer);
        renderer.render(scene, camera);
        if (!exact) this.#counter.endLayer();
        blend(this.#under, target, this.#sum, this.#context);
        return !exact || this.#any.in(target);
    }
}

function blend(
    quad: FullScreenQuad,
    from: WebGLRenderTarget,
    into: WebGLRenderTarget,
    { renderer }: RenderContext,
): void {
    (quad.material as RawShaderMaterial).uniforms.layer!.value = from.texture;
    renderer.setRenderTarget(into);
    renderer.autoClear = false;
    quad.render(renderer);
    renderer.autoClear = true;
}

function makeTarget(width: number, height: number, withDepth: boolean): WebGLRenderTarget {
    const target = new WebGLRenderTarget(width, height, {
        type: HalfFloatType,
        minFilter: NearestFilter,
        magFilter: NearestFilter,
        depthBuffer: withDepth,
    });
    // A float depth holds exactly the value that the shader compares with.
    if (withDepth) target.depthTexture = new DepthTexture(width, height, FloatType);
    return target;
}

function makeBlend(
    source: typeof OneFactor | typeof OneMinusDstAlphaFactor,
    target: typeof OneFactor | typeof OneMinusSrcAlphaFactor,
): RawShaderMaterial {
    const material = makeScreenMaterial(COPY, { layer: { value: null } });
    material.transparent = true;
    material.blending = CustomBlending;
    material.blendEquation = AddEquation;
    material.blendSrc = material.blendSrcAlpha = source;
    material.blendDst = material.blendDstAlpha = target;
    return material;
}

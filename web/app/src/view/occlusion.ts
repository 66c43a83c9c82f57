// Ambient occlusion: three.js's GTAOPass (Jimenez et al. 2016, "Practical Realtime Strategies for Accurate Indirect
// Occlusion") looks at the depth of what is solid, from which it also has the normals, so that our packed vertices need
// no second drawing. It darkens the light of matter only; what fog has taken from it is sky and stays as it is.
import {
    CustomBlending,
    OneFactor,
    type RawShaderMaterial,
    SrcColorFactor,
    type WebGLRenderTarget,
    ZeroFactor,
} from "three";
import { GTAOPass } from "three/addons/postprocessing/GTAOPass.js";
import { FullScreenQuad } from "three/addons/postprocessing/Pass.js";
import { forgetQuad } from "./context";
import { makeScreenMaterial, type RenderContext } from "./render_context";

const RADIUS = 0.28; // scene units: what stands nearer takes from the sky
const STRENGTH = 1.6;
const DARKEN = `uniform sampler2D occlusion;
out vec4 colour;
void main() { colour = vec4(texelFetch(occlusion, ivec2(gl_FragCoord.xy), 0).rgb, 1.0); }
`;

export class Occlusion {
    readonly #context: RenderContext;
    readonly #pass: GTAOPass;
    readonly #darken: FullScreenQuad;

    constructor(context: RenderContext) {
        const { x, y } = context.shared.frame_size.value;
        this.#context = context;
        this.#pass = new GTAOPass(context.scene, context.camera, x, y);
        this.#pass.updateGtaoMaterial({
            radius: RADIUS,
            distanceExponent: 1,
            thickness: RADIUS,
            distanceFallOff: 0.3,
            scale: STRENGTH,
            samples: 16,
        });
        this.#pass.output = GTAOPass.OUTPUT.Off;
        this.#darken = new FullScreenQuad(makeDarken());
    }

    contextLost(): void {
        this.#pass.dispose();
        forgetQuad(this.#darken);
    }

    setSize(width: number, height: number): void {
        this.#pass.setSize(width, height);
    }

    render(solid: WebGLRenderTarget): void {
        const { renderer, shared } = this.#context,
            depth = shared.solid_depth.value!;
        if (this.#pass.gtaoMaterial.uniforms.tDepth!.value !== depth) this.#pass.setGBuffer(depth, undefined);
        this.#pass.render(renderer, solid, solid, 0, false);
        (this.#darken.material as RawShaderMaterial).uniforms.occlusion!.value = this.#pass.gtaoMap;
        renderer.setRenderTarget(solid);
        renderer.autoClear = false;
        this.#darken.render(renderer);
        renderer.autoClear = true;
    }
}

/** Light times what reaches it; the share of matter stays. */
function makeDarken(): RawShaderMaterial {
    const material = makeScreenMaterial(DARKEN, { occlusion: { value: null } });
    material.transparent = true;
    material.blending = CustomBlending;
    material.blendSrc = ZeroFactor;
    material.blendDst = SrcColorFactor;
    material.blendSrcAlpha = ZeroFactor;
    material.blendDstAlpha = OneFactor;
    return material;
}

// How deep the solid things of a picture lie, for passes that look at depth: as drawn, but at the wall where a wall
// cuts matter.
import { AlwaysDepth, DepthTexture, FloatType, type RawShaderMaterial, WebGLRenderTarget } from "three";
import { FullScreenQuad } from "three/addons/postprocessing/Pass.js";
import { forgetQuad } from "./context";
import { PASS } from "./layer";
import { makeScreenMaterial, type RenderContext } from "./render_context";

const COPY = `uniform highp sampler2D depth;
void main() { gl_FragDepth = texelFetch(depth, ivec2(gl_FragCoord.xy), 0).r; }
`;

export class SolidDepth {
    readonly #context: RenderContext;
    readonly #target: WebGLRenderTarget;
    readonly #copy = new FullScreenQuad(makeCopy());

    constructor(context: RenderContext) {
        const { x, y } = context.shared.frame_size.value;
        this.#context = context;
        this.#target = new WebGLRenderTarget(x, y);
        this.#target.depthTexture = new DepthTexture(x, y, FloatType);
    }

    get texture(): DepthTexture {
        return this.#target.depthTexture!;
    }

    setSize(width: number, height: number): void {
        this.#target.setSize(width, height);
    }

    render(drawn: DepthTexture): void {
        const { renderer, scene, camera, shared } = this.#context;
        renderer.setRenderTarget(this.#target);
        renderer.autoClear = false;
        (this.#copy.material as RawShaderMaterial).uniforms.depth!.value = shared.drawn_depth.value = drawn;
        this.#copy.render(renderer);
        camera.layers.set(PASS.cut);
        renderer.render(scene, camera);
        shared.drawn_depth.value = null;
        renderer.autoClear = true;
    }

    contextLost(): void {
        this.dispose();
        forgetQuad(this.#copy);
    }

    dispose(): void {
        this.texture.dispose();
        this.#target.dispose();
    }
}

function makeCopy(): RawShaderMaterial {
    const material = makeScreenMaterial(COPY, { depth: { value: null } });
    material.depthTest = material.depthWrite = true;
    material.depthFunc = AlwaysDepth;
    material.colorWrite = false;
    return material;
}

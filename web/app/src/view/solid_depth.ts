// How deep the solid things of a picture lie, for passes that look at depth: as drawn, but at the wall where a wall cuts matter.
import { AlwaysDepth, DepthTexture, FloatType, type RawShaderMaterial, WebGLRenderTarget } from "three";
import { FullScreenQuad } from "three/addons/postprocessing/Pass.js";
import { PASS } from "./layer";
import { makeScreenMaterial, type Passes } from "./passes";

const COPY = `uniform highp sampler2D depth;
void main() { gl_FragDepth = texelFetch(depth, ivec2(gl_FragCoord.xy), 0).r; }
`;

export class SolidDepth {
    readonly #passes: Passes;
    readonly #target: WebGLRenderTarget;
    readonly #copy = new FullScreenQuad(makeCopy());

    constructor(passes: Passes) {
        const { x, y } = passes.shared.frame_size.value;
        this.#passes = passes;
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
        const { renderer, scene, camera, shared } = this.#passes;
        renderer.setRenderTarget(this.#target);
        renderer.autoClear = false;
        (this.#copy.material as RawShaderMaterial).uniforms["depth"]!.value = shared.drawn_depth.value = drawn;
        this.#copy.render(renderer);
        camera.layers.set(PASS.cut);
        renderer.render(scene, camera);
        shared.drawn_depth.value = null;
        renderer.autoClear = true;
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

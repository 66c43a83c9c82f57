// Tests whether a picture has any pixel of matter, and waits for the answer: each texel of a small picture looks
// through a block of the large one, and only the small one is read back. For pictures that go into a file; on the
// screen nothing waits for the card (layer_counter.ts).
import { type RawShaderMaterial, type WebGLRenderer, WebGLRenderTarget } from "three";
import { FullScreenQuad } from "three/addons/postprocessing/Pass.js";
import { forgetQuad } from "./context";
import { makeScreenMaterial } from "./render_context";

const SIDE = 64;
const SAMPLE = `uniform sampler2D picture;
out vec4 colour;
void main() {
    ivec2 size = textureSize(picture, 0), block = (size + ${SIDE - 1}) / ${SIDE};
    ivec2 first = ivec2(gl_FragCoord.xy) * block;
    ivec2 last = min(first + block, size);
    bool any_matter = false;
    for (int y = first.y; y < last.y; y++) {
        for (int x = first.x; x < last.x; x++) any_matter = any_matter || texelFetch(picture, ivec2(x, y), 0).a > 0.0;
    }
    colour = vec4(any_matter);
}
`;

export class AnyPixel {
    readonly #renderer: WebGLRenderer;
    readonly #target = new WebGLRenderTarget(SIDE, SIDE, { depthBuffer: false });
    readonly #quad = new FullScreenQuad(makeScreenMaterial(SAMPLE, { picture: { value: null } }));
    readonly #read = new Uint8Array(4 * SIDE * SIDE);

    constructor(renderer: WebGLRenderer) {
        this.#renderer = renderer;
    }

    contextLost(): void {
        this.#target.dispose();
        forgetQuad(this.#quad);
    }

    in(picture: WebGLRenderTarget): boolean {
        (this.#quad.material as RawShaderMaterial).uniforms.picture!.value = picture.texture;
        this.#renderer.setRenderTarget(this.#target);
        this.#quad.render(this.#renderer);
        this.#renderer.readRenderTargetPixels(this.#target, 0, 0, SIDE, SIDE, this.#read);
        return this.#read.some((byte) => byte !== 0);
    }
}

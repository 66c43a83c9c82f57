// The faces of the clip box, painted with the field where they cut matter and left open where they do not.
import { type BufferGeometry, DoubleSide, GLSL3, Group, Mesh, RawShaderMaterial, Vector3 } from "three";
import air from "../air.glsl?raw";
import type { Layer, SharedUniforms } from "../layer";
import light from "../light.glsl?raw";
import { CUT_COLOUR, PRECISION } from "../materials";
import cutFragment from "./cut.frag.glsl?raw";
import cutVertex from "./cut.vert.glsl?raw";
import fieldSource from "./field.glsl?raw";
import type { FieldUniforms } from "./field_textures";
import { AXES, type ColourUniforms, fieldUniforms, makeQuad } from "./slices";

export class CutFaces implements Layer {
    readonly object3d = new Group();
    readonly #painted = { value: true };

    constructor(shared: SharedUniforms, field: FieldUniforms, colours: ColourUniforms) {
        const quad = makeQuad();
        for (const axis of AXES) {
            for (const side of [-1, 1]) {
                const material = new RawShaderMaterial({
                    glslVersion: GLSL3,
                    side: DoubleSide,
                    vertexShader: PRECISION + cutVertex,
                    fragmentShader: PRECISION + air + light + fieldSource + cutFragment,
                    uniforms: {
                        ...shared,
                        ...fieldUniforms(field),
                        ...colours,
                        painted: this.#painted,
                        cut_colour: { value: CUT_COLOUR },
                        outwards: { value: new Vector3().setComponent(axis, side) },
                    },
                });
                const face = new Mesh(quad, material);
                face.frustumCulled = false;
                this.object3d.add(face);
            }
        }
    }

    /** With the value's colours; else as the surface paints a cut. */
    set painted(on: boolean) {
        this.#painted.value = on;
    }

    dispose(): void {
        for (const face of this.object3d.children as Mesh<BufferGeometry, RawShaderMaterial>[]) {
            face.geometry.dispose();
            face.material.dispose();
        }
    }
}

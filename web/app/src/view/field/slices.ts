// Three planes across the box, each coloured by the value of the shown view where it stands.
import {
    BufferAttribute,
    BufferGeometry,
    DoubleSide,
    GLSL3,
    Group,
    type IUniform,
    Mesh,
    RawShaderMaterial,
    type Vector2,
    Vector3,
} from "three";
import type { Layer, SharedUniforms } from "../layer";
import { PRECISION } from "../materials";
import fieldSource from "./field.glsl?raw";
import type { FieldUniforms } from "./field_textures";
import sliceFragment from "./slice.frag.glsl?raw";
import sliceVertex from "./slice.vert.glsl?raw";

export const AXES = [0, 1, 2] as const;
export type Axis = (typeof AXES)[number];

/** Values are in textures' units (field.glsl), places in 0..1 along the box. */
export interface SliceStyle {
    readonly places: readonly [number | null, number | null, number | null]; // null: no slice across this axis
    readonly nearest: boolean;
    readonly contour: number;
}

/** What everything that is coloured by the field shares. */
export interface ColourUniforms {
    readonly colour_span: IUniform<Vector2>;
    readonly isovalue: IUniform<number>;
    [name: string]: IUniform;
}

/** The uniforms of field.glsl, of one role. */
export function fieldUniforms({ previous, newest, blend }: FieldUniforms): Record<string, IUniform> {
    return { field_previous: previous, field_newest: newest, field_blend: blend };
}

/** Two triangles, corners from -1 to 1. */
export function makeQuad(): BufferGeometry {
    const geometry = new BufferGeometry();
    geometry.setAttribute("corner", new BufferAttribute(new Float32Array([-1, -1, 1, -1, 1, 1, -1, 1]), 2));
    geometry.setIndex([0, 1, 2, 0, 2, 3]);
    return geometry;
}

export class Slices implements Layer {
    readonly object3d = new Group();
    readonly #style = { nearest: { value: false }, contour: { value: 1 } };
    readonly #planes: Mesh<BufferGeometry, RawShaderMaterial>[];

    constructor(shared: SharedUniforms, field: FieldUniforms, colours: ColourUniforms) {
        const quad = makeQuad();
        this.#planes = AXES.map((axis) => {
            const across = new Vector3().setComponent((axis + 1) % 3, 1),
                up = new Vector3().setComponent((axis + 2) % 3, 1);
            const material = new RawShaderMaterial({
                glslVersion: GLSL3,
                side: DoubleSide,
                polygonOffset: true,
                polygonOffsetFactor: -1,
                polygonOffsetUnits: -2, // before a face of the clip box at the same place
                vertexShader: PRECISION + sliceVertex,
                fragmentShader: PRECISION + fieldSource + sliceFragment,
                uniforms: {
                    ...shared,
                    ...fieldUniforms(field),
                    ...colours,
                    ...this.#style,
                    origin: { value: new Vector3() },
                    across: { value: across },
                    up: { value: up },
                },
            });
            const plane = new Mesh(quad, material);
            plane.frustumCulled = false;
            return plane;
        });
        this.object3d.add(...this.#planes);
    }

    set style(style: SliceStyle) {
        this.#style.nearest.value = style.nearest;
        this.#style.contour.value = style.contour;
        this.#planes.forEach((plane, axis) => {
            const place = style.places[axis] ?? null;
            plane.visible = place !== null;
            (plane.material.uniforms.origin!.value as Vector3).set(0, 0, 0).setComponent(axis, 2 * (place ?? 0) - 1);
        });
    }

    dispose(): void {
        for (const plane of this.#planes) {
            plane.geometry.dispose();
            plane.material.dispose();
        }
    }
}

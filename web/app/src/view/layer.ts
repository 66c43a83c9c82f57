// What stands in the picture is made of layers: the surface, the box around it, slices, a volume, the brush's cursor. A
// layer provides an object for the scene, is updated before every frame, and frees its GPU resources when it is
// removed. The viewer knows no more about it; all shaders share one block of uniforms.
//
// Scene units: the domain is centred on the origin and its longest edge is 1.
import {
    Color,
    type DataTexture,
    type DepthTexture,
    type IUniform,
    type Object3D,
    type PerspectiveCamera,
    type Texture,
    Vector2,
    Vector3,
} from "three";
import { makeColourTexture } from "./colour_map";

export interface Layer {
    readonly object3d: Object3D;
    /** Called before a frame that may be drawn; a layer without it never asks for one. */
    update?(moment: Moment): Progress;
    /**
     * The GPU has forgotten everything: textures and buffers that three.js does not send again by itself are made anew.
     */
    contextRestored?(): void;
    dispose?(): void;
}

export interface Moment {
    readonly seconds: number; // since the frame before, at most a tenth
    readonly camera: PerspectiveCamera;
}

/** What a layer did before a frame. */
export interface Progress {
    readonly redraw: boolean; // the picture is another one now
    readonly again: boolean; // there is more to do before the next frame, which is to come by itself
    /**
     * Data went to the GPU that is not to be seen yet: a driver that is slow gets the rest of it before another
     * picture.
     */
    readonly uploading?: boolean;
}

export const NOTHING_NEW: Progress = { redraw: false, again: false };

/**
 * When a thing is drawn: `solid` hides what is behind it; `clear` lets it through, exactly, if its shader asks
 * peel.glsl; `volumetric` lies over both and may read the depth of what is solid; `overlay` comes last. All write
 * premultiplied light. `cut` mends the depth where a wall cuts solid matter (solid_depth.ts).
 */
export const PASS = { solid: 0, clear: 1, volumetric: 2, overlay: 3, cut: 4 } as const; // channels of three.js's Layers
export type PassName = keyof typeof PASS;

export function drawIn(pass: PassName, object: Object3D): void {
    object.traverse((part) => part.layers.set(PASS[pass]));
}

/**
 * One object for each, held by every material, so that writing a value is enough. Spread it: `uniforms: { ...shared,
 * mine }`.
 */
export interface SharedUniforms {
    readonly resolution: IUniform<Vector2>; // of the whole picture, in pixels of the drawing buffer
    readonly frame_origin: IUniform<Vector2>; // of this frame in the whole picture, where a file is drawn in pieces
    readonly frame_size: IUniform<Vector2>; // of this frame, in pixels
    readonly half_size: IUniform<Vector3>; // of the domain, in scene units
    readonly clip_min: IUniform<Vector3>; // of the clip box, in scene units; what is outside is not drawn
    readonly clip_max: IUniform<Vector3>;
    readonly walls: IUniform<Vector3>; // half_size, or far away along an axis on which the box repeats
    readonly fog_density: IUniform<number>; // how fast depth fades, per scene unit
    readonly reach: IUniform<number>; // at this distance nothing is seen any more
    readonly translucency: IUniform<number>; // of matter: 0 clay, 1 wax
    readonly colour_map: IUniform<DataTexture>; // one row: what 0 to 1 looks like
    readonly sky_centre: IUniform<Color>; // behind everything
    readonly sky_rim: IUniform<Color>;
    readonly solid_depth: IUniform<DepthTexture | null>; // of what is solid, 0 to 1, while `volumetric` is drawn
    readonly drawn_depth: IUniform<DepthTexture | null>; // while `cut` is drawn
    // another view that colours the surface: two keyframes (field.glsl)
    readonly tint_previous: IUniform<Texture | null>;
    readonly tint_newest: IUniform<Texture | null>;
    readonly tint_blend: IUniform<number>;
    readonly tint_span: IUniform<Vector2>; // the first and the last colour's value
    readonly peel: IUniform<number>; // see peel.glsl
    readonly peel_before: IUniform<DepthTexture | null>;
    readonly peel_sum: IUniform<Texture | null>;
    [name: string]: IUniform;
}

export const FAR_AWAY = 1e6; // where a limit is while there is none

export function makeSharedUniforms(): SharedUniforms {
    return {
        resolution: { value: new Vector2(1, 1) },
        frame_origin: { value: new Vector2() },
        frame_size: { value: new Vector2(1, 1) },
        half_size: { value: new Vector3(0.5, 0.5, 0.5) },
        clip_min: { value: new Vector3().setScalar(-FAR_AWAY) },
        clip_max: { value: new Vector3().setScalar(FAR_AWAY) },
        walls: { value: new Vector3(0.5, 0.5, 0.5) },
        fog_density: { value: 0 },
        reach: { value: FAR_AWAY },
        translucency: { value: 0 },
        colour_map: { value: makeColourTexture() },
        sky_centre: { value: new Color() },
        sky_rim: { value: new Color() },
        solid_depth: { value: null },
        drawn_depth: { value: null },
        tint_previous: { value: null },
        tint_newest: { value: null },
        tint_blend: { value: 1 },
        tint_span: { value: new Vector2(0, 1) },
        peel: { value: 0 },
        peel_before: { value: null },
        peel_sum: { value: null },
    };
}

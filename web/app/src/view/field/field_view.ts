// What is drawn of the field itself: slices, the faces of the clip box, a cloud; and the textures they sample. Loaded
// when one of them is first switched on.
import { Group, Vector2, Vector3 } from "three";
import type { Vector3 as Triple } from "../../compute/base";
import type { ShownMesh, ShownTexture } from "../../compute/frontend_shown";
import { drawIn, FAR_AWAY, type Layer, type Moment, type Progress } from "../layer";
import { drawOutlineIn, makeOutline } from "../materials";
import type { Viewer } from "../viewer";
import { CutFaces } from "./cut_faces";
import { type FieldScale, FieldTextures } from "./field_textures";
import { type HandleSpec, Handles } from "./handles";
import { type ColourUniforms, type SliceStyle, Slices } from "./slices";
import { Volume, type VolumeStyle } from "./volume";

/** In 0..1 along the box. */
export interface Box {
    readonly min: Triple;
    readonly max: Triple;
}

export interface FieldStyle {
    readonly slices: SliceStyle | null;
    readonly clip: Box | null;
    readonly volume: VolumeStyle | null;
    /** Of the surface; 0: there is none, and nothing is cut. */
    readonly opacity: number;
    /** Of the shown view: the values of the first and the last colour, and of the surface. */
    readonly span: readonly [number, number];
    readonly isovalue: number;
}

/** Where a ray through a point of the picture meets a slice, in 0..1 along the box. */
export interface SliceHit {
    readonly place: Triple;
    readonly distance: number; // in scene units
    readonly origin: Triple; // of the ray, in 0..1 along the box
    readonly direction: Triple; // in scene units, of length 1
}

export class FieldView implements Layer {
    readonly object3d = new Group();
    readonly textures: FieldTextures;
    /** Called when a texture has arrived. */
    onArrived: (() => void) | null = null;
    /** Called when the GPU has forgotten the textures. */
    onForgotten: (() => void) | null = null;
    readonly #viewer: Viewer;
    readonly #colours: ColourUniforms = {
        colour_span: { value: new Vector2(0, 1) },
        isovalue: { value: 0.5 },
    };
    readonly #slices: Slices;
    readonly #faces: CutFaces;
    readonly #volume: Volume;
    readonly #handles: Handles;
    #style: FieldStyle = { slices: null, clip: null, volume: null, opacity: 1, span: [0, 1], isovalue: 0.5 };
    readonly #frame: ReturnType<typeof makeOutline>;

    constructor(viewer: Viewer, handles: readonly HandleSpec[]) {
        this.#viewer = viewer;
        const { shared } = viewer;
        this.textures = new FieldTextures(viewer.renderer, {
            previous: shared.tint_previous,
            newest: shared.tint_newest,
            blend: shared.tint_blend,
        });
        const shown = this.textures.uniforms("shown");
        this.#slices = new Slices(shared, shown, this.#colours);
        this.#faces = new CutFaces(shared, shown, this.#colours);
        this.#volume = new Volume(shared, shown, this.textures.ranges, this.#colours);
        this.#volume.onUnsettled = () => viewer.requestUpdate();
        this.#handles = new Handles(viewer.canvas, handles);
        this.#frame = makeOutline(shared);
        this.#frame.material.uniforms.line_colour!.value = viewer.outlineColour;
        drawOutlineIn("solid", this.#frame);
        drawIn("solid", this.#slices.object3d);
        drawIn("solid", this.#faces.object3d);
        this.object3d.add(this.#slices.object3d, this.#faces.object3d, this.#volume.object3d, this.#frame);
        this.#hideAll();
        // A surface is shown together with the field of its keyframe.
        viewer.surfaceGate = ({ run, keyframe }) => !this.textures.isWaiting(run, keyframe);
    }

    /** Of the cloud: the share of the picture's edge it was last made with. */
    get fineness(): number {
        return this.#volume.fineness;
    }

    get settled(): boolean {
        return this.#volume.settled;
    }

    scale(role: "shown" | "colour"): FieldScale | null {
        return this.textures.scale(role);
    }

    set style(style: FieldStyle) {
        this.#style = style;
        if (style.slices) this.#slices.style = style.slices;
        if (style.volume) this.#volume.style = style.volume;
        this.#clip(style.clip);
        this.#viewer.requestDraw();
    }

    take(texture: ShownTexture): void {
        this.textures.take(texture);
        this.#viewer.requestUpdate();
    }

    /** The surface of this moment is on the screen now. */
    shows(mesh: ShownMesh): void {
        this.textures.show(mesh);
        this.#clip(this.#style.clip); // another box may have another shape
    }

    /** Another engine counts its keyframes anew. */
    forget(): void {
        this.textures.forget();
    }

    update(moment: Moment): Progress {
        const whole = this.textures.advance();
        if (whole) this.onArrived?.();
        this.#apply();
        this.#handles.place(moment.camera, this.#viewer.shared.half_size.value);
        const cloud = this.#volume.update(moment),
            sending = this.textures.isBusy;
        // whole: a surface may wait for it
        return { redraw: whole || cloud.redraw, again: whole || sending || cloud.again, uploading: sending };
    }

    contextRestored(): void {
        this.textures.contextRestored();
        this.#volume.contextRestored();
        this.onForgotten?.();
    }

    dispose(): void {
        this.#viewer.surfaceGate = null;
        this.#clip(null);
        this.#slices.dispose();
        this.#faces.dispose();
        this.#volume.dispose();
        this.#frame.geometry.dispose();
        this.#frame.material.dispose();
        this.#handles.dispose();
        this.textures.dispose();
    }

    /** The same for a point of the canvas, in pixels of the page. */
    hitAt(x: number, y: number): SliceHit | null {
        const { camera } = this.#viewer.rig,
            { clientWidth, clientHeight } = this.#viewer.canvas;
        const far = new Vector3((2 * x) / clientWidth - 1, 1 - (2 * y) / clientHeight, 0.5).unproject(camera);
        const origin = new Vector3().setFromMatrixPosition(camera.matrixWorld);
        return this.hit(origin, far.sub(origin).normalize());
    }

    /** The nearest slice that a ray from the camera meets; origin and direction in scene units. */
    hit(origin: Vector3, direction: Vector3): SliceHit | null {
        const half = this.#viewer.shared.half_size.value,
            hits: SliceHit[] = [];
        this.#style.slices?.places.forEach((place, axis) => {
            if (place === null) return;
            const distance =
                ((2 * place - 1) * half.getComponent(axis) - origin.getComponent(axis)) / direction.getComponent(axis);
            const at = origin.clone().addScaledVector(direction, distance).divide(half);
            const shares: Triple = [0.5 + 0.5 * at.x, 0.5 + 0.5 * at.y, 0.5 + 0.5 * at.z];
            const inside = shares.every((share, i) => i === axis || (share >= 0 && share <= 1));
            const from = origin.clone().divide(half).multiplyScalar(0.5).addScalar(0.5);
            if (distance > 0 && inside)
                hits.push({ place: shares, distance, origin: from.toArray(), direction: direction.toArray() });
        });
        return hits.sort((a, b) => a.distance - b.distance)[0] ?? null;
    }

    // -------------------------------------------------------------------------------------------------- inside

    #hideAll(): void {
        for (const part of this.object3d.children) part.visible = false;
    }

    /** What is seen: nothing before a texture has come. */
    #apply(): void {
        const scale = this.textures.scale("shown");
        if (scale === null) {
            this.#hideAll();
            return;
        }
        const style = this.#style,
            { slices, clip, volume, span, isovalue } = style,
            { colour_span, isovalue: threshold } = this.#colours;
        const share = (value: number): number => (value - scale.low) / (scale.high - scale.low);
        colour_span.value.set(share(span[0]), share(span[1]));
        threshold.value = share(isovalue);
        this.#slices.object3d.visible = slices !== null;
        // What the box's own walls cut needs a depth among slices; the surface alone paints it without.
        this.#faces.object3d.visible = style.opacity > 0 && (clip !== null || (slices !== null && style.opacity === 1));
        this.#faces.painted = clip !== null;
        this.#frame.visible = clip !== null;
        this.#volume.object3d.visible = volume !== null;
    }

    #clip(box: Box | null): void {
        const { clip_min, clip_max, half_size } = this.#viewer.shared;
        if (box === null) {
            clip_min.value.setScalar(-FAR_AWAY);
            clip_max.value.setScalar(FAR_AWAY);
            return;
        }
        const place = (share: Triple, into: Vector3): void => {
            into.set(...share)
                .multiplyScalar(2)
                .subScalar(1)
                .multiply(half_size.value);
        };
        place(box.min, clip_min.value);
        place(box.max, clip_max.value);
        this.#frame.position.addVectors(clip_min.value, clip_max.value).multiplyScalar(0.5);
        this.#frame.scale.subVectors(clip_max.value, clip_min.value);
    }
}

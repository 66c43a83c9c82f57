// Camera controls that know that panes cover sides of the canvas: what the eye takes for the middle of the picture is
// the middle of what is left free, for turning as for "the wheel comes closer to what is under the pointer".
import CameraControls from "camera-controls";
import {
    Box3,
    Matrix4,
    type PerspectiveCamera,
    Quaternion,
    Raycaster,
    Sphere,
    Spherical,
    Vector2,
    Vector3,
    Vector4,
} from "three";

CameraControls.install({
    THREE: { Vector2, Vector3, Vector4, Quaternion, Matrix4, Spherical, Box3, Sphere, Raycaster },
});

/** Pixels of the canvas that panes cover. */
export interface Covered {
    readonly left: number;
    readonly right: number;
    readonly bottom: number;
}

export const UNCOVERED: Covered = { left: 0, right: 0, bottom: 0 };

export class Orbit extends CameraControls {
    covered = UNCOVERED;

    protected override _getClientRect(target: DOMRect): DOMRect | undefined {
        const rect = super._getClientRect(target);
        const { left, right, bottom } = this.covered ?? UNCOVERED; // the base class asks before there are fields
        if (rect) {
            rect.x += (left - right) / 2;
            rect.y -= bottom / 2;
        }
        return rect;
    }

    /** Delays between pointer and picture; none where the person prefers reduced motion. */
    set easing(on: boolean) {
        this.smoothTime = on ? SMOOTH_SECONDS : 0;
        this.draggingSmoothTime = on ? DRAGGING_SECONDS : 0;
    }

    /** Moves camera and centre together, at once and whatever else is under way. */
    shiftBy(by: Vector3): void {
        this._target.add(by);
        this._targetEnd.add(by);
        this._needsUpdate = true;
    }
}

const SMOOTH_SECONDS = 0.18,
    DRAGGING_SECONDS = 0.08;

/** Damped, the wheel to the pointer, distances in scene units. */
export function makeOrbit(camera: PerspectiveCamera, canvas: HTMLCanvasElement): Orbit {
    const orbit = new Orbit(camera, canvas);
    orbit.easing = true;
    orbit.dollyToCursor = true;
    orbit.dollySpeed = 0.6;
    orbit.minDistance = 0.05;
    orbit.infinityDolly = true; // nearer than that, the wheel goes on into the box
    orbit.maxDistance = 6;
    return orbit;
}

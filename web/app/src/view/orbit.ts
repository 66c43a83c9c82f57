// Camera controls that know that a panel covers the right side of the canvas: what the eye takes for the middle of the
// picture is the middle of what is left free, for turning as for "the wheel comes closer to what is under the pointer".
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

export class Orbit extends CameraControls {
    /** Pixels at the right that something covers. */
    covered = 0;

    protected override _getClientRect(target: DOMRect): DOMRect | undefined {
        const rect = super._getClientRect(target);
        if (rect) rect.x -= this.covered / 2;
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

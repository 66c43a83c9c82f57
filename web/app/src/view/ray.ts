// From the pointer to the model and back: a ray through a pixel in the model's unit of length, and a place of the model
// in the scene.
import { type PerspectiveCamera, Vector3 } from "three";
import type { PickRay, Vector3 as Triple } from "../compute/base";

export function rayThrough(
    camera: PerspectiveCamera,
    canvas: HTMLCanvasElement,
    x: number,
    y: number,
    extent: Triple,
): PickRay {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    camera.updateMatrixWorld();
    const through = new Vector3((2 * (x - left)) / width - 1, 1 - (2 * (y - top)) / height, 0.5).unproject(camera);
    const direction = through.sub(camera.position).normalize();
    return { origin: toModel(camera.position, extent), direction: direction.toArray() };
}

export function toModel({ x, y, z }: Vector3, extent: Triple): Triple {
    const longest = Math.max(...extent);
    return [x * longest + extent[0] / 2, y * longest + extent[1] / 2, z * longest + extent[2] / 2];
}

export function toScene(place: Triple, extent: Triple): Vector3 {
    const longest = Math.max(...extent);
    return new Vector3(...place).sub(new Vector3(...extent).multiplyScalar(0.5)).divideScalar(longest);
}

/** Where the ray meets the plane through a place that faces the eye; null: behind the eye, or outside the box. */
export function onFacingPlane(
    { origin, direction }: PickRay,
    facing: Vector3,
    through: Triple,
    extent: Triple,
): Triple | null {
    const from = new Vector3(...origin),
        along = new Vector3(...direction);
    const slope = along.dot(facing);
    if (slope === 0) return null;
    const distance = new Vector3(...through).sub(from).dot(facing) / slope;
    if (distance <= 0) return null;
    const place = from.addScaledVector(along, distance).toArray();
    return place.every((value, axis) => value >= 0 && value <= extent[axis]!) ? place : null;
}

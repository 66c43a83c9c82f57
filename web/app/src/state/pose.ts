// Where a camera may stand.
import { every, number, shown, tuple } from "../compute/refusals";
import type { Pose } from "./launch_options";

const FARTHEST = 1000; // box edges
const NEAREST = 1e-6; // from what it looks at
const PLACE = tuple(
    number(-FARTHEST, FARTHEST),
    3,
    `three numbers from ${-FARTHEST} to ${FARTHEST}, in box edges, such as [2, 1, 1]`,
);
const POSE = every({ position: PLACE, target: PLACE });

/** Why a camera cannot stand so; null: it can. */
export function poseRefusal(pose: unknown): string | null {
    const refusal = POSE(pose, "camera");
    if (refusal !== null) return refusal;
    const {
        position: [x, y, z],
        target: [a, b, c],
    } = pose as Pose;
    return Math.hypot(x - a, y - b, z - c) > NEAREST
        ? null
        : `The camera at ${shown([x, y, z])} would look at the place where it stands: choose another target.`;
}

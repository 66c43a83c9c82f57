// How a cell is moved by keys as one sees it: right, up and deeper are the axes of the box that the camera sees most
// that way.
import type { Boundary, Vector3 } from "../compute/base";

export interface Way {
    readonly axis: 0 | 1 | 2;
    readonly sign: 1 | -1;
}
export interface Ways {
    readonly right: Way;
    readonly up: Way;
    readonly deep: Way;
}

const AXES = [0, 1, 2] as const;

/**
 * The camera's directions, in the box; of the three axes each gets its own, depth first, since there one sees least.
 */
export function waysOf(right: Vector3, up: Vector3, deep: Vector3): Ways {
    const along = (direction: Vector3, free: readonly (0 | 1 | 2)[]): Way => {
        const [axis] = [...free].sort((a, b) => Math.abs(direction[b]) - Math.abs(direction[a])) as [0 | 1 | 2];
        return { axis, sign: direction[axis] < 0 ? -1 : 1 };
    };
    const into = along(deep, AXES),
        flat = AXES.filter((axis) => axis !== into.axis),
        sideways = along(right, flat);
    return {
        deep: into,
        right: sideways,
        up: along(
            up,
            flat.filter((axis) => axis !== sideways.axis),
        ),
    };
}

/** So many cells that way: on a periodic axis round the box, else up to the wall. */
export function walked(
    cell: Vector3,
    { axis, sign }: Way,
    by: number,
    size: Vector3,
    boundary: readonly Boundary[],
): Vector3 {
    const cells = size[axis],
        to = cell[axis] + sign * by;
    const place = boundary[axis] === "periodic" ? ((to % cells) + cells) % cells : Math.min(cells - 1, Math.max(0, to));
    return [0, 1, 2].map((i) => (i === axis ? place : cell[i]!)) as unknown as Vector3;
}

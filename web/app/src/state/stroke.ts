// A stroke of the brush: from the places that the pointer met, as often as the machine found time to ask, to touches at
// even distances, so that a quick hand paints the same line as a slow one.
import type { Vector3 } from "../compute/base";

const FARTHEST = 3; // radii between two places of one line; farther, the pointer went over an edge

export class Stroke {
    readonly #spacing: number;
    readonly #farthest: number;
    #last: Vector3 | null = null; // where the brush touched last
    #end: Vector3 | null = null; // where the pointer was last

    constructor(radius: number, spacing: number) {
        this.#spacing = spacing * radius;
        this.#farthest = FARTHEST * radius;
    }

    /** The touches up to this place of the pointer; the first place is always one. */
    to(place: Vector3): Vector3[] {
        const before = this.#end;
        this.#end = place;
        if (before === null || this.#last === null || distance(before, place) > this.#farthest) {
            this.#last = place;
            return [place];
        }
        const touches: Vector3[] = [];
        const length = distance(before, place);
        // The first place on this piece that is a spacing away from the touch before, then every spacing.
        let along = this.#spacing - distance(this.#last, before);
        for (; along <= length && length > 0; along += this.#spacing) {
            const touch = between(before, place, Math.max(0, along) / length);
            touches.push(touch);
            this.#last = touch;
        }
        return touches;
    }
}

function distance(a: Vector3, b: Vector3): number {
    return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function between(a: Vector3, b: Vector3, part: number): Vector3 {
    return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]), a[2] + part * (b[2] - a[2])];
}

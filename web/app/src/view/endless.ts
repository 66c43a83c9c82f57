// The periodic box without end: the same buffers drawn once more for every copy of the box that is near and in view, so
// that a copy costs no meshing and there is no seam. The camera comes back into the central box whenever it leaves it,
// which is invisible; what lies beyond the copies is faded out (air.glsl, reach). Axes with walls have no copies.
import { Box3, Frustum, InstancedBufferAttribute, Matrix4, type PerspectiveCamera, Vector3 } from "three";
import { FAR_AWAY, type SharedUniforms } from "./layer";

export type Axes = readonly [boolean, boolean, boolean];

const LONGEST_REACH = 2; // scene units, which are longest edges of the box
const SHORTEST_REACH = 1; // nearer, one would see that the copies end
const TRIANGLES_FAR = 300_000; // up to these all of the longest reach is drawn: some ten million triangles in view
const MOST_COPIES = 343; // of a flat box, too; fewer are in view at once

export class Endless {
    /** Where the copies stand: three numbers each, nearest first; one copy at the origin while the box stands alone. */
    readonly offsets = new InstancedBufferAttribute(new Float32Array(3 * MOST_COPIES), 3);
    count = 1;
    readonly #shared: SharedUniforms;
    #axes: Axes = [false, false, false];
    #radius = FAR_AWAY;
    #triangles = 0; // of one box
    #reach = FAR_AWAY;
    readonly #seen = new Matrix4(); // the view the copies were chosen for

    constructor(shared: SharedUniforms) {
        this.#shared = shared;
    }

    /** The axes on which the box repeats, and how far one sees at most, in scene units. */
    set(axes: Axes, radius: number): void {
        this.#axes = axes;
        this.#radius = radius;
        this.#seen.identity();
        if (!this.on) this.#standAlone();
        this.resize();
    }

    #standAlone(): void {
        this.offsets.array.fill(0);
        this.offsets.needsUpdate = true;
        this.count = 1;
    }

    /** How much one copy costs: a box full of triangles is seen less far. */
    set triangles(count: number) {
        this.#triangles = count;
        this.resize();
    }

    /** Triangles in view grow as the cube of the reach. */
    #longestReach(): number {
        const full = LONGEST_REACH * Math.cbrt(TRIANGLES_FAR / Math.max(this.#triangles, 1));
        return Math.min(LONGEST_REACH, Math.max(SHORTEST_REACH, full));
    }

    /** The box has another shape. */
    resize(): void {
        const { half_size, walls, reach } = this.#shared,
            half = half_size.value;
        walls.value.set(...this.#map((axis) => (this.#axes[axis] ? FAR_AWAY : half.getComponent(axis))));
        this.#reach = this.on ? Math.min(this.#radius, this.#longestReach()) : this.#radius;
        while (this.on && this.#copiesWithin(this.#reach) > MOST_COPIES) this.#reach *= 0.9;
        if (reach.value !== this.#reach) this.#seen.identity();
        reach.value = this.#reach;
    }

    get on(): boolean {
        return this.#axes.some((repeats) => repeats);
    }

    /** Brings a place back into the central box, along the axes on which the box repeats. */
    readonly wrap = (place: Vector3): void => {
        for (const axis of [0, 1, 2] as const) {
            const edge = 2 * this.#shared.half_size.value.getComponent(axis),
                at = place.getComponent(axis);
            if (this.#axes[axis]) place.setComponent(axis, at - edge * Math.round(at / edge));
        }
    };

    /** Chooses the copies for this view; false when they are the same as before. */
    choose(camera: PerspectiveCamera): boolean {
        const seen = new Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
        if (seen.equals(this.#seen)) return false;
        this.#seen.copy(seen);
        const frustum = new Frustum().setFromProjectionMatrix(seen),
            box = new Box3(),
            half = this.#shared.half_size.value;
        const near: { offset: Vector3; away: number }[] = [];
        for (const offset of this.#grid()) {
            box.min.copy(offset).sub(half);
            box.max.copy(offset).add(half);
            const away = box.distanceToPoint(camera.position);
            if (away < this.#reach && frustum.intersectsBox(box)) near.push({ offset, away });
        }
        near.sort((a, b) => a.away - b.away);
        near.forEach(({ offset }, i) => offset.toArray(this.offsets.array, 3 * i));
        this.offsets.needsUpdate = true;
        this.count = near.length;
        return true;
    }

    *#grid(): Generator<Vector3> {
        const [x, y, z] = this.#map((axis) => this.#copiesAlong(axis, this.#reach));
        const { x: a, y: b, z: c } = this.#shared.half_size.value;
        for (let k = -z; k <= z; k++) {
            for (let j = -y; j <= y; j++)
                for (let i = -x; i <= x; i++) yield new Vector3(2 * a * i, 2 * b * j, 2 * c * k);
        }
    }

    #copiesAlong(axis: 0 | 1 | 2, reach: number): number {
        return this.#axes[axis] ? Math.ceil(reach / (2 * this.#shared.half_size.value.getComponent(axis))) : 0;
    }

    #copiesWithin(reach: number): number {
        return this.#map((axis) => 2 * this.#copiesAlong(axis, reach) + 1).reduce((product, count) => product * count);
    }

    #map(of: (axis: 0 | 1 | 2) => number): [number, number, number] {
        return [of(0), of(1), of(2)];
    }
}

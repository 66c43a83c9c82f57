// Finds what is under the pointer by asking the worker, which holds the field.
import type { Picked, PickRay, Vector3 as Triple } from "../../compute/base";
import type { Session } from "../../state/session";
import { rayThrough } from "../../view/ray";
import type { Viewer } from "../../view/viewer";
import type { FieldController } from "../field/field_controller";

export class Picker {
    readonly session: Session;
    readonly viewer: Viewer;

    readonly #field: FieldController;

    constructor(session: Session, viewer: Viewer, field: FieldController) {
        this.session = session;
        this.viewer = viewer;
        this.#field = field;
    }

    /** Through a place in the window. */
    ray(x: number, y: number): PickRay {
        const { rig, canvas } = this.viewer;
        return rayThrough(rig.camera, canvas, x, y, this.session.state.extent);
    }

    /** The surface under a place in the window; where there is none, a slice; null: neither. */
    async at(x: number, y: number): Promise<Picked | null> {
        const ray = this.ray(x, y);
        return (await this.session.compute.pick(ray)) ?? this.#onSlice(x, y, ray);
    }

    /** Where the slice across an axis stands, 0..1; null: there is none. */
    sliceAcross(axis: 0 | 1 | 2): number | null {
        return this.#field.sliceAcross(axis);
    }

    async #onSlice(x: number, y: number, { origin, direction }: PickRay): Promise<Picked | null> {
        const place = this.#field.sliceAt(x, y);
        if (place === null) return null;
        const {
            extent,
            config: { size, dx },
        } = this.session.state;
        const position: Triple = [place[0] * extent[0], place[1] * extent[1], place[2] * extent[2]];
        const nearest = (axis: 0 | 1 | 2): number => Math.round(position[axis] / dx) % size[axis];
        const cell: Triple = [nearest(0), nearest(1), nearest(2)];
        const distance = Math.hypot(...position.map((value, axis) => value - origin[axis]!));
        const normal: Triple = [-direction[0], -direction[1], -direction[2]];
        return { cut: true, position, normal, cell, distance, ...(await this.session.compute.readCell(cell)) };
    }
}

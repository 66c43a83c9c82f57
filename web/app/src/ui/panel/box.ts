// The section about the box: how many cells, what happens at its walls, how long a cell is.
import type { Boundary, SimConfig, Vector3 } from "../../compute/base";
import type { Session } from "../../state/session";
import { type Reading, readDx, readSize } from "../../state/value_text";
import type { Controls } from "./controls";
import type { Folder } from "./folder";

const SIZES = [32, 48, 64, 96, 128, 160, 192, 256];
const BOUNDARIES: Record<string, Boundary> = { periodic: "periodic", "wall (no flux)": "no_flux" };

export function addBox(folder: Folder, controls: Controls, session: Session): void {
    addSize(folder, controls, session);
    for (const axis of [0, 1, 2] as const) addBoundary(folder, controls, session, axis);
    controls.add(
        folder,
        "cell edge dx",
        "Edge of a cell in the model's unit of length.",
        null,
        () => String(session.state.config.dx),
        (text: string) => take(session, readDx(text), (dx) => ({ dx })),
        true,
    );
}

function sizeText([x, y, z]: Vector3): string {
    return x === y && y === z ? String(x) : `${x}x${y}x${z}`;
}

function addSize(folder: Folder, controls: Controls, session: Session): void {
    const cubes = SIZES.map(String),
        now = (): string => sizeText(session.state.config.size);
    controls.add(
        folder,
        "cells",
        "How many cells the box has along its edges. Another size starts anew.",
        Object.fromEntries([...cubes.map((n) => [`${n}³`, n]), ["other…", "other"]]),
        () => (cubes.includes(now()) ? now() : "other"),
        (text: string) => {
            if (text !== "other") take(session, readSize(text), (size) => ({ size }));
        },
    );
    controls.add(
        folder,
        "cells x, y, z",
        "Any box: one number, or three such as 40x52x33.",
        null,
        now,
        (text: string) => take(session, readSize(text), (size) => ({ size })),
        true,
    );
}

function addBoundary(folder: Folder, controls: Controls, session: Session, axis: 0 | 1 | 2): void {
    controls.add(
        folder,
        `boundary ${"xyz"[axis]}`,
        "Periodic: what leaves comes in on the other side. Wall: nothing passes.",
        BOUNDARIES,
        () => session.state.config.boundary[axis],
        (wanted: Boundary) => {
            const boundary = [...session.state.config.boundary] as [Boundary, Boundary, Boundary];
            boundary[axis] = wanted;
            session.attempt(() => session.configure({ boundary }));
        },
    );
}

/** Reads what was typed as an address is read; what cannot be used is refused with the same sentence. */
function take<T>(session: Session, { value, refusal }: Reading<T>, changes: (value: T) => Partial<SimConfig>): void {
    session.attempt(() => (value === null ? Promise.reject(new Error(refusal!)) : session.configure(changes(value))));
}

// The section about the box: how many cells, what happens at its walls, how long a cell is.
import type { Boundary, SimConfig, Vector3 } from "../../compute/base";
import type { Session } from "../../state/session";
import { readDx, readSize } from "../../state/url";
import type { Controls } from "./controls";
import type { Folder } from "./folder";

const SIZES = [32, 48, 64, 96, 128, 160, 192, 256];
const BOUNDARIES: Record<string, Boundary> = { periodic: "periodic", "wall (no flux)": "no_flux" };

export function addBox(folder: Folder, controls: Controls, session: Session): void {
    const configure = (changes: Partial<SimConfig>): void => session.attempt(() => session.configure(changes));
    const sizes = Object.fromEntries(SIZES.map((n) => [`${n}³`, String(n)]));
    const asText = ([x, y, z]: Vector3): string => (x === y && y === z ? String(x) : `${x}x${y}x${z}`);
    sizes["other…"] = "other";
    controls.add(
        folder,
        "cells",
        "How many cells the box has along its edges. Another size starts anew.",
        sizes,
        () =>
            SIZES.map(String).includes(asText(session.state.config.size)) ? asText(session.state.config.size) : "other",
        (text: string) => {
            if (text !== "other") configure({ size: [Number(text), Number(text), Number(text)] });
        },
    );
    controls.add(
        folder,
        "cells x, y, z",
        "Any box: one number, or three such as 40x52x33.",
        null,
        () => asText(session.state.config.size),
        (text: string) => take(session, text.replace(/\s|³/g, ""), readSize, (size) => ({ size })),
        true,
    );
    for (const axis of [0, 1, 2] as const) {
        controls.add(
            folder,
            `boundary ${"xyz"[axis]}`,
            "Periodic: what leaves comes in on the other side. Wall: nothing passes.",
            BOUNDARIES,
            () => session.state.config.boundary[axis],
            (boundary: Boundary) => {
                const all = [...session.state.config.boundary] as [Boundary, Boundary, Boundary];
                all[axis] = boundary;
                configure({ boundary: all });
            },
        );
    }
    controls.add(
        folder,
        "cell edge dx",
        "Edge of a cell in the model's unit of length.",
        null,
        () => String(session.state.config.dx),
        (text: string) => take(session, text.trim(), readDx, (dx) => ({ dx })),
        true,
    );
}

/** Reads what was typed as an address is read; what cannot be used is refused with the same sentence. */
function take<T>(
    session: Session,
    text: string,
    read: (text: string, problems: string[]) => T | null,
    changes: (value: T) => Partial<SimConfig>,
): void {
    const problems: string[] = [],
        value = read(text, problems);
    session.attempt(() =>
        value === null ? Promise.reject(new Error(problems[0])) : session.configure(changes(value)),
    );
}

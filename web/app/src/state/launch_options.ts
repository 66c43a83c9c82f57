// What an address, a picture or the last visit asks for, before it is held against the tables of the models.
import type { Boundary, JournalEntry, Vector3 } from "../compute/base";
import type { DisplayValues } from "./display";

/** Where the camera is and looks, in box edges from the middle of the box. */
export interface Pose {
    readonly position: Vector3;
    readonly target: Vector3;
}

export interface LaunchOptions {
    model: string | null;
    size: Vector3 | null;
    seed: bigint | null;
    threads: number | null;
    paused: boolean;
    seeding: string | null;
    boundary: readonly [Boundary, Boundary, Boundary] | null;
    isovalue: number | null;
    view: string | null;
    dx: number | null;
    params: Record<string, number>; // at the start; what was changed later is in the journal
    journal: readonly JournalEntry[];
    steps: number | null; // where to go
    network: string | null; // packed (packing.ts)
    camera: Pose | null;
    display: Partial<DisplayValues>;
    hash: string | null; // what the state had when the link was made
    problems: string[];
}

export const DEFAULT_MODEL = "gray_scott";

/** The options of an address without a query. */
export function emptyLaunch(): LaunchOptions {
    return {
        model: null,
        size: null,
        seed: null,
        threads: null,
        paused: false,
        seeding: null,
        boundary: null,
        isovalue: null,
        view: null,
        dx: null,
        params: Object.create(null) as Record<string, number>,
        journal: [],
        steps: null,
        network: null,
        camera: null,
        display: {},
        hash: null,
        problems: [],
    };
}

// A call into the library that may take long. The page gets its progress a few times a second and may end it where
// nothing is lost by that. A seeding counts the planes made, a file the bytes written or read; the fraction is null if
// it is unknown.
import {
    type Instance,
    type Mesh,
    MG_GLB_TRIANGLE_BYTES,
    MG_GLB_VERTEX_BYTES,
    MG_PLY_TRIANGLE_BYTES,
    MG_PLY_VERTEX_BYTES,
    MG_STL_TRIANGLE_BYTES,
    storedFields,
} from "@morphogen/engine";
import type { Run } from "./backend_run";
import type { Busy, ExportFormat } from "./base";

const REPORT_EVERY_MS = 150;
const FLOAT_BYTES = 4;

export class LongCall {
    stopped = false;
    readonly #instance: Instance;
    readonly #doing: string;
    #bytes: number;
    readonly #stop: Int32Array | null;
    readonly #report: (busy: Busy | null) => void;
    #reportAt = performance.now() + REPORT_EVERY_MS;

    /** bytes: of the file that it reads or writes; 0: none. stop: the word that ends it; null: nothing does. */
    constructor(
        instance: Instance,
        doing: string,
        bytes: number,
        stop: Int32Array | null,
        report: (busy: Busy | null) => void,
    ) {
        this.#instance = instance;
        this.#doing = doing;
        this.#bytes = bytes;
        this.#stop = stop;
        this.#report = report;
    }

    /** Sets the length of the file, where it is known only after the call has begun. */
    expects(bytes: number): void {
        this.#bytes = bytes;
    }

    make<T>(act: () => T): T {
        const instance = this.#instance;
        if (this.#stop !== null) Atomics.store(this.#stop, 0, 0);
        this.#reportFraction(null);
        instance.onPart = (part) => this.#progressTo(part);
        instance.onBytes = (bytes) => this.#progressTo(this.#bytes === 0 ? null : Math.min(1, bytes / this.#bytes));
        try {
            return act();
        } finally {
            instance.onPart = instance.onBytes = null;
            this.#report(null);
        }
    }

    /** Reports the progress. false: the call should end. */
    #progressTo(fraction: number | null): boolean {
        const now = performance.now();
        if (now >= this.#reportAt) {
            this.#reportAt = now + REPORT_EVERY_MS;
            this.#reportFraction(fraction);
        }
        this.stopped = this.#stop !== null && Atomics.load(this.#stop, 0) !== 0;
        return !this.stopped;
    }

    #reportFraction(fraction: number | null): void {
        this.#report({ doing: this.#doing, fraction, stoppable: this.#stop !== null });
    }
}

/** About how long the file is: all fields, and in a .vti the shown view where it is none of them. */
export function volumeBytes(
    { cells, model, engine }: Pick<Run, "cells" | "model" | "engine">,
    what: "vti" | "nrrd" | "npy",
    field: string | null,
): number {
    const fields = storedFields(model);
    const computed = what === "vti" && !fields.some(({ id }) => id === engine.view) ? 1 : 0;
    return FLOAT_BYTES * cells * (field === null ? fields.length + computed : 1);
}

/** Of each vertex and each triangle. */
const SURFACE_BYTES = {
    ply: [MG_PLY_VERTEX_BYTES, MG_PLY_TRIANGLE_BYTES],
    stl: [0, MG_STL_TRIANGLE_BYTES],
    glb: [MG_GLB_VERTEX_BYTES, MG_GLB_TRIANGLE_BYTES],
} as const;

/** About how long the file is. */
export function surfaceBytes(
    { vertexCount, triangleCount }: Pick<Mesh, "vertexCount" | "triangleCount">,
    what: Exclude<ExportFormat, "vti" | "nrrd" | "npy">,
): number {
    const [vertex, triangle] = SURFACE_BYTES[what];
    return vertex * vertexCount + triangle * triangleCount;
}

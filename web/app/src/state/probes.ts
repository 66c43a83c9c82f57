// The cells that a person watches, each with the values that the worker has reported.
import type { FieldStatsSample, Vector3 } from "../compute/base";
import { Signal } from "./signal";

const MOST_ROWS = 4000; // beyond, every other row goes: a plot has fewer pixels
export const MOST_PROBES = 8; // as many as there are colours

export interface ProbeRow {
    readonly steps: number;
    readonly time: number;
    readonly values: readonly number[];
}

export interface Probe {
    readonly cell: Vector3;
    readonly colour: number; // its place among the colours
    readonly rows: ProbeRow[];
}

export class Probes {
    /** Another set of probes. */
    readonly changed = new Signal<void>();
    /** New values. */
    readonly updated = new Signal<void>();
    #all: readonly Probe[] = [];

    get all(): readonly Probe[] {
        return this.#all;
    }

    get cells(): readonly Vector3[] {
        return this.#all.map(({ cell }) => cell);
    }

    /** A cell is watched once; the oldest goes when there are too many. */
    add(cell: Vector3, first: ProbeRow): Probe {
        const there = this.#all.find((probe) => sameCell(probe.cell, cell));
        if (there) return there;
        const remaining = this.#all.slice(Math.max(0, this.#all.length - MOST_PROBES + 1));
        const used = new Set(remaining.map(({ colour }) => colour));
        const colour = Array.from({ length: MOST_PROBES }, (_, i) => i).find((i) => !used.has(i)) ?? 0;
        const probe: Probe = { cell, colour, rows: [first] };
        this.#all = [...remaining, probe];
        this.changed.emit();
        return probe;
    }

    remove(probe: Probe): void {
        this.#all = this.#all.filter((other) => other !== probe);
        this.changed.emit();
    }

    /** Another run: what was seen belongs to the one before, and cells may lie outside. */
    restart([nx, ny, nz]: Vector3): void {
        const before = this.#all.length;
        this.#all = this.#all.filter(({ cell: [x, y, z] }) => x < nx && y < ny && z < nz);
        for (const { rows } of this.#all) rows.length = 0;
        if (this.#all.length !== before) this.changed.emit();
    }

    /** Values come in the order of the cells that were sent; a set that has changed since is known by its cells. */
    take({ steps, time, cells }: Pick<FieldStatsSample, "steps" | "time" | "cells">): void {
        for (const { cell, values } of cells) {
            const rows = this.#all.find((probe) => sameCell(probe.cell, cell))?.rows;
            if (rows === undefined) continue;
            while ((rows.at(-1)?.steps ?? -1) >= steps) rows.pop(); // back in time, or the same moment again
            rows.push({ steps, time, values });
            if (rows.length > MOST_ROWS) rows.splice(0, rows.length, ...rows.filter((_, i) => i % 2 === 0));
        }
        if (cells.length > 0) this.updated.emit();
    }
}

/** step,time and every field. */
export function probeCsv(probe: Probe, fields: readonly string[]): string {
    const lines = probe.rows.map(({ steps, time, values }) => [steps, time, ...values]);
    return [["step", "time", ...fields], ...lines].map((line) => `${line.join()}\n`).join("");
}

function sameCell(a: Vector3, b: Vector3): boolean {
    return a.every((value, axis) => value === b[axis]);
}

// tests/golden/hashes.txt as the browser tests use it: the same file that the C tests and node read.
import { readFileSync } from "node:fs";

export interface GoldenRun {
    readonly row: string;
    readonly search: string; // the address that asks for this run, paused
    readonly cells: number;
    readonly steps: number;
    readonly hash: string;
}

export function goldenRuns(): GoldenRun[] {
    const text = readFileSync(new URL("../../tests/golden/hashes.txt", import.meta.url), "utf8");
    return text
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map(readRow);
}

function readRow(row: string): GoldenRun {
    const [model = "", size = "", boundary = "", seeding = "", seed = "", steps = "", settings = "", hash = ""] =
        row.split(/\s+/);
    const search = new URLSearchParams({ model, size, boundary, seed, paused: "1" });
    if (seeding !== "-") search.set("seeding", seeding);
    for (const pair of settings === "-" ? [] : settings.split(",")) {
        const [name = "", value = ""] = pair.split("=");
        search.set(name, value);
    }
    const cells = size
        .split("x")
        .map(Number)
        .reduce((product, n) => product * n, 1);
    return { row, search: `?${search}`, cells, steps: Number(steps), hash };
}

// What the tests of this package share: pools that are closed whatever happens, and the repository's files.
import { readFileSync } from "node:fs";
import { Engine, load, type MgConfig, type NodePool } from "@morphogen/engine/node";
import { afterEach } from "vitest";

export const repository = (path: string): URL => new URL(`../../../${path}`, import.meta.url);
export const readLines = (path: string): string[] =>
    readFileSync(repository(path), "utf8")
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"));

const open: NodePool[] = [];

/** Closed after the test. */
export async function pool(options: Parameters<typeof load>[0] = {}): Promise<NodePool> {
    const made = await load(options);
    open.push(made);
    return made;
}

afterEach(async () => {
    await Promise.all(open.splice(0).map((made) => made.close()));
});

export const SMALL: Partial<MgConfig> = { size: [40, 24, 33], seed: 5n, threads: 0 };

export async function smallEngine(options: Parameters<typeof load>[0] = {}, changes: Partial<MgConfig> = {}) {
    const made = await pool(options);
    return { ...made, engine: Engine.create(made.instance, { ...SMALL, ...changes }) };
}

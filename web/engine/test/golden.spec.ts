// The same bits as every native build: tests/golden/hashes.txt, in both modules, on 1, 2 and 4 threads.
import { describe, expect, it } from "vitest";

import { Boundary, Engine } from "@morphogen/engine/node";
import { pool, readLines } from "./support.ts";

const BUILDS = [
    { name: "without threads", options: { single: true } }, { name: "1 thread", options: { threads: 1 } },
    { name: "2 threads", options: { threads: 2 } }, { name: "4 threads", options: { threads: 4 } },
];

function boundaries(text: string): readonly [Boundary, Boundary, Boundary] {
    const one = (word: string | undefined): Boundary => word === "no_flux" ? Boundary.NoFlux : Boundary.Periodic;
    const words = text.split(",");
    return words.length === 1 ? [one(text), one(text), one(text)] : [one(words[0]), one(words[1]), one(words[2])];
}

describe.each(BUILDS)("golden hashes, $name", ({ options }) => {
    it.each(readLines("tests/golden/hashes.txt"))("%s", async (row) => {
        const [model = "", size = "", boundary = "", seeding = "", seed = "", steps = "", settings = "", hash] = row.split(/\s+/);
        const [nx = 0, ny = 0, nz = 0] = size.split("x").map(Number);
        const { instance } = await pool(options);
        const engine = Engine.create(instance, { model, size: [nx, ny, nz], boundary: boundaries(boundary), threads: 0 });
        for (const setting of settings === "-" ? [] : settings.split(",")) {
            const [parameter = "", value] = setting.split("=");
            engine.set(parameter, Number(value));
        }
        engine.seed(seeding === "-" ? null : seeding, BigInt(seed));
        engine.step(Number(steps));
        expect(engine.threads).toBe(options.threads ?? 1);
        expect(engine.hash()).toBe(hash);
    });
});

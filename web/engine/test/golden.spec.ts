// The same bits as every native build: tests/golden/hashes.txt and painted.txt, in both modules, on 1, 2 and 4 threads.

import { Engine, type Instance, MgBoundary } from "@morphogen/engine/node";
import { describe, expect, it } from "vitest";
import { pool, readLines } from "./support.ts";

const BUILDS = [
    { name: "without threads", options: { single: true } },
    { name: "1 thread", options: { threads: 1 } },
    { name: "2 threads", options: { threads: 2 } },
    { name: "4 threads", options: { threads: 4 } },
];

function boundaries(text: string): readonly [MgBoundary, MgBoundary, MgBoundary] {
    const one = (word: string | undefined): MgBoundary =>
        word === "no_flux" ? MgBoundary.NoFlux : MgBoundary.Periodic;
    const words = text.split(",");
    return words.length === 1 ? [one(text), one(text), one(text)] : [one(words[0]), one(words[1]), one(words[2])];
}

/**
 * "20:3:10:15:6:0.5:0.8:add": after so many steps, centre, radius, softness, strength and mode of a touch of the brush.
 */
function touch(engine: Engine, text: string): void {
    const words = text.split(":"),
        [steps = 0, x = 0, y = 0, z = 0, radius = 0, softness = 0, strength = 0] = words.map(Number);
    engine.step(steps - engine.steps);
    engine.paint({ centre: [x, y, z], radius, softness, strength, erase: words.at(-1) === "erase" });
}

function made(instance: Instance, row: string): Engine {
    const [model = "", size = "", boundary = "", seeding = "", seed = "", steps = "", settings = "", ...rest] =
        row.split(/\s+/);
    const [nx = 0, ny = 0, nz = 0] = size.split("x").map(Number);
    const engine = Engine.create(instance, { model, size: [nx, ny, nz], boundary: boundaries(boundary), threads: 0 });
    for (const setting of settings === "-" ? [] : settings.split(",")) {
        const [parameter = "", value] = setting.split("=");
        engine.set(parameter, Number(value));
    }
    engine.seed(seeding === "-" ? null : seeding, BigInt(seed));
    if (rest.length > 1) for (const text of rest[0]!.split(",")) touch(engine, text);
    engine.step(Number(steps) - engine.steps);
    return engine;
}

describe.each(BUILDS)("golden hashes, $name", ({ options }) => {
    it.each([...readLines("tests/golden/hashes.txt"), ...readLines("tests/golden/painted.txt")])("%s", async (row) => {
        const { instance } = await pool(options);
        const engine = made(instance, row);
        expect(engine.threads).toBe(options.threads ?? 1);
        expect(engine.hash()).toBe(row.split(/\s+/).at(-1));
    });
});

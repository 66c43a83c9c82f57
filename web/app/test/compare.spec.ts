import type { ModelDescription, ParamDescription } from "@morphogen/engine";
import { describe, expect, it } from "vitest";
import type { SimState } from "../src/compute/base";
import { differencesOf } from "../src/ui/compare/differences";
import { turned } from "../src/ui/persistence/video";

const param = (id: string, initial: number): ParamDescription => ({
    id,
    symbol: id,
    unit: "",
    doc: "",
    kind: "real",
    initial,
    min: 0,
    max: 9,
});
const model = {
    id: "m",
    label: "M",
    parameters: [param("feed", 0.0367), param("k_1", 2)],
    views: [],
    seedings: [{ id: "perlin", label: "", doc: "", parameters: [param("frequency", 6)] }],
} as unknown as ModelDescription;
const run = (params: Record<string, number>, changes: Partial<SimState["config"]> = {}, isovalue = 0.2) => ({
    model,
    isovalue,
    state: {
        config: {
            model: "m",
            size: [8, 8, 8],
            boundary: ["periodic", "periodic", "periodic"],
            dx: 1,
            seed: 1n,
            seeding: null,
            params,
            network: null,
            ...changes,
        },
        view: "v",
        extent: [8, 8, 8],
        steps: 0,
        time: 0,
        warning: null,
        model: null,
    } as SimState,
});

describe("what differs between two runs", () => {
    it("is nothing between two alike, even where one names the first seeding", () =>
        expect(differencesOf(run({}), run({}, { seeding: "perlin" }))).toEqual([]));
    it("is told with both values, defaults included", () =>
        expect(differencesOf(run({ feed: 0.05 }), run({ k_1: 3, "perlin.frequency": 7 }, { seed: 2n }, 0.3))).toEqual([
            { what: "seed", a: "1", b: "2" },
            { what: "threshold", a: "0.2", b: "0.3" },
            { what: "feed", a: "0.05", b: "0.0367" },
            { what: "k 1", a: "2", b: "3" },
            { what: "perlin.frequency", a: "6", b: "7" },
        ]));
});

describe("a view that turns", () => {
    it("goes around what is looked at, and comes back after a full turn", () => {
        const pose = { position: [2, 1, 0.5], target: [1, 0, 0] } as const;
        const {
            position: [x, y, z],
        } = turned(pose, 90);
        expect([x, y, z].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([1.5, 1, -1]);
        turned(pose, 360).position.forEach((v, i) => expect(v).toBeCloseTo(pose.position[i]!, 12));
    });
});

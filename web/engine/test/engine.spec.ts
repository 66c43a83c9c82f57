// The nouns and verbs of morphogen.h from TypeScript: what goes in comes out, and a refusal is a sentence.

import { readFileSync } from "node:fs";
import {
    configBytes,
    configDefault,
    Engine,
    MG_MESH_SLOTS,
    MG_TEXTURE_SLOTS,
    MG_VERTEX_FLOAT,
    MG_VERTEX_PACKED,
    MgBoundary,
    MgError,
    MgStatus,
    MgVertexFormat,
    snapshotInfo,
    storedFields,
    TEXEL_BYTES,
    textureBlocks,
    textureBytes,
    Volume,
} from "@morphogen/engine/node";
import { describe, expect, it } from "vitest";
import { pool, SMALL, smallEngine } from "./support.ts";

function refusal(run: () => void): MgError {
    try {
        run();
    } catch (error) {
        if (error instanceof MgError) return error;
        throw error;
    }
    throw new Error("was not refused");
}

describe("configuration", () => {
    it("has the header's defaults", async () => {
        const { instance } = await pool();
        expect(configDefault(instance)).toEqual({
            model: "gray_scott",
            size: [128, 128, 128],
            boundary: [MgBoundary.Periodic, MgBoundary.Periodic, MgBoundary.Periodic],
            dx: 1,
            seed: 1337n,
            threads: 0,
            memoryBudgetBytes: 0n,
            network: null,
            seeding: null,
            settings: null,
            unseeded: false,
        });
    });

    it("tells the memory before it is taken", async () => {
        const { instance } = await pool();
        const bytes = configBytes(instance, { size: [128, 128, 128] });
        const before = instance.exports.mg_wasm_used_bytes();
        const engine = Engine.create(instance, { size: [128, 128, 128], threads: 1 });
        const taken = instance.exports.mg_wasm_used_bytes() - before;
        expect(taken).toBeGreaterThan(4 * 4 * 128 ** 3); // two fields, twice
        expect(Math.abs(taken - bytes) / bytes).toBeLessThan(0.01);
        engine.destroy();
    });

    it("refuses what does not fit, with both numbers, and goes on", async () => {
        const { instance, engine } = await smallEngine();
        const hash = engine.hash();
        const error = refusal(() => Engine.create(instance, { size: [2048, 2048, 2048] }));
        expect(error.status).toBe(MgStatus.OverBudget);
        expect(error.message).toMatch(/\d.*\d/);
        expect(error.isAboutMemory).toBe(true);
        expect(engine.hash()).toBe(hash);
    });

    it.each([
        [{ model: "phlogiston" }, MgStatus.UnknownName, /phlogiston/],
        [{ size: [7, 64, 64] as const }, MgStatus.InvalidArgument, /7/],
        [{ dx: -1 }, MgStatus.InvalidArgument, /-1/],
    ])("refuses %o", async (changes, status, sentence) => {
        const { instance } = await pool();
        const error = refusal(() => Engine.create(instance, changes));
        expect(error.status).toBe(status);
        expect(error.message).toMatch(sentence);
    });
});

describe("an engine", () => {
    it("sets and gets, and refuses what is out of range or unknown", async () => {
        const { engine } = await smallEngine();
        engine.set("feed", 0.03);
        expect(engine.get("feed")).toBeCloseTo(0.03, 7);
        expect(refusal(() => engine.set("feed", 2)).status).toBe(MgStatus.InvalidArgument);
        expect(refusal(() => engine.set("appetite", 1)).status).toBe(MgStatus.UnknownName);
        expect(refusal(() => engine.set("x".repeat(5000), 1)).status).toBe(MgStatus.UnknownName);
        expect(engine.get("feed")).toBeCloseTo(0.03, 7);
    });

    it("counts steps and time", async () => {
        const { engine } = await smallEngine();
        engine.set("dt", 0.5);
        engine.step(30);
        const more = engine.stepFor(1, 7);
        expect(more).toBeGreaterThanOrEqual(1);
        expect(more).toBeLessThanOrEqual(7);
        expect(engine.steps).toBe(30 + more);
        expect(engine.time).toBeCloseTo(0.5 * (30 + more), 9);
        engine.seed("spheres", 2n ** 64n - 1n);
        expect([engine.steps, engine.time]).toEqual([0, 0]);
    });

    it("knows when dt is beyond the limit, with both numbers", async () => {
        const { engine } = await smallEngine();
        expect(engine.checkDt().unstable).toBeNull();
        engine.set("dt", 4);
        const { limit, unstable } = engine.checkDt();
        expect(unstable).toContain("4");
        expect(unstable).toContain(limit.toPrecision(3));
        engine.set("dt", 0.99 * limit);
        expect(engine.checkDt()).toEqual({ limit, unstable: null });
    });

    it("sums fields up", async () => {
        const { engine } = await smallEngine();
        engine.step(10);
        const v = engine.readField("v"),
            { min, mean, max, total } = engine.fieldStatistics("v");
        expect([min, max]).toEqual([v.reduce((a, b) => Math.min(a, b)), v.reduce((a, b) => Math.max(a, b))]);
        expect(total).toBeCloseTo(
            v.reduce((a, b) => a + b, 0),
            6,
        );
        expect(mean).toBeCloseTo(total / v.length, 12);
        expect(refusal(() => engine.fieldStatistics("w")).status).toBe(MgStatus.UnknownName);
    });

    it("knows when cells are too small for molecules to meet", async () => {
        const network = "species A D = 0.001 initial = 5\nreaction 2 A -> 0 rate 0.05\n";
        const { engine } = await smallEngine({}, { network, size: [8, 8, 8] });
        const { smallest, unstable } = engine.checkVoxel();
        expect(smallest).toBeGreaterThan(1);
        expect(unstable).toContain(String(Math.floor(smallest)));
        const field = await smallEngine();
        expect(field.engine.checkVoxel()).toEqual({ smallest: 0, unstable: null });
    });

    it("gives fields out and takes them back", async () => {
        const { engine } = await smallEngine();
        engine.step(10);
        const hash = engine.hash(),
            u = engine.readField("u"),
            v = engine.readField("v");
        expect(u.length).toBe(40 * 24 * 33);
        engine.seed(null, 99n);
        expect(engine.hash()).not.toBe(hash);
        engine.writeField("u", u);
        engine.writeField("v", v);
        expect(engine.hash()).toBe(hash);
        expect(refusal(() => engine.writeField("u", u.subarray(1))).message).toContain(String(u.length - 1));
    });

    it("refuses what C would take for another number, and changes nothing", async () => {
        const { engine } = await smallEngine();
        engine.step(3);
        const hash = engine.hash(),
            tiling = engine.tiling;
        const calls: [act: () => unknown, sentence: string][] = [
            [() => engine.step(NaN), "count = NaN should be a whole number from 0 to 2147483647."],
            [() => engine.step(1.5), "count = 1.5 should be a whole number from 0 to 2147483647."],
            [() => engine.step(-1), "count = -1 should be a whole number from 0 to 2147483647."],
            [() => engine.step(2 ** 32 + 1), "count = 4294967297 should be"],
            [() => engine.stepFor(NaN, 5), "milliseconds = NaN should be a number."],
            [() => engine.stepFor(5, NaN), "maxSteps = NaN should be a whole number from 1 to 2147483647."],
            [() => engine.stepFor(5, 0), "maxSteps = 0 should be"],
            [() => engine.set("feed", NaN), "feed = nan is outside"],
            [() => engine.setThreads(NaN), "threads = NaN should be"],
            [() => engine.setTiling({ steps: NaN, rows: 8, planes: 8 }), "steps = NaN should be"],
            [() => engine.readCell([NaN, 0, 0], 2), "cell = NaN should be"],
            [() => engine.paint({ centre: [NaN, 0, 0], radius: 3, softness: 0, strength: 1, erase: false }), "nan"],
        ];
        for (const [act, sentence] of calls) expect(act).toThrow(sentence);
        expect([engine.steps, engine.hash(), engine.tiling]).toEqual([3, hash, tiling]);
    });

    it("finds the first value that is no number", async () => {
        const { engine } = await smallEngine();
        expect(engine.findBadCell()).toBeNull();
        const v = engine.readField("v");
        v[3 + 40 * (5 + 24 * 7)] = NaN;
        engine.writeField("v", v);
        expect(engine.findBadCell()).toEqual({ field: "v", cell: [3, 5, 7], step: 0 });
    });

    it("publishes a keyframe that is the field itself", async () => {
        const { instance, engine } = await smallEngine();
        engine.set("dt", 0.5);
        engine.step(5);
        const v = engine.readField("v");
        const keyframe = engine.publish();
        expect(keyframe.size).toEqual([40, 24, 33]);
        expect([keyframe.step, keyframe.time]).toEqual([5, 2.5]);
        expect(keyframe.chunks).toEqual([3, 2, 3]);
        const row = instance.floats(keyframe.values + 4 * (2 * keyframe.rowStride + 3 * keyframe.planeStride), 40);
        expect([...row]).toEqual([...v.subarray(40 * (2 + 24 * 3), 40 * (3 + 24 * 3))]);
        expect(keyframe.range[0]).toBe(v.reduce((a, b) => Math.min(a, b)));
        expect(keyframe.range[1]).toBe(v.reduce((a, b) => Math.max(a, b)));
    });

    it("shows the views of the description", async () => {
        const { instance, engine } = await smallEngine();
        const { models, version } = instance.describe();
        expect(version).toBe(instance.version());
        const model = models.find((entry) => entry.id === "gray_scott");
        expect(engine.view).toBe(model?.views[0]?.id);
        engine.setView("u");
        expect(engine.view).toBe("u");
        expect(refusal(() => engine.setView("w")).message).toContain("w");
    });

    it("times its stages by name", async () => {
        const { engine } = await smallEngine();
        engine.step(3);
        engine.mesh();
        const stages = engine.profile();
        expect(stages.map((stage) => stage.name)).toContain("react and diffuse");
        expect(stages.every((stage) => stage.seconds >= 0 && stage.calls > 0)).toBe(true);
        engine.resetProfile();
        expect(engine.profile().every((stage) => stage.calls === 0)).toBe(true);
    });

    it("exports PLY", async () => {
        const { engine } = await smallEngine();
        const mesh = engine.mesh({ isovalue: 0.2, format: MgVertexFormat.Float });
        expect(mesh.triangleCount).toBeGreaterThan(100);
        const file = engine.exportPly(mesh);
        const header = new TextDecoder().decode(file.slice(0, 400));
        expect(header).toMatch(/^ply\nformat binary_little_endian 1\.0\n/);
        expect(header).toContain(`element vertex ${mesh.vertexCount}\n`);
        expect(file.length - (header.indexOf("end_header\n") + 11)).toBe(
            31 * mesh.vertexCount + 13 * mesh.triangleCount,
        );
        const packed = engine.mesh({ isovalue: 0.2, format: MgVertexFormat.Packed });
        expect(() => engine.exportPly(packed)).toThrow();
    });

    it("exports STL, glTF, VTK and NumPy files of the right size", async () => {
        const { engine } = await smallEngine();
        const mesh = engine.mesh({ isovalue: 0.2, format: MgVertexFormat.Float }),
            text = new TextDecoder();
        const stl = engine.exportStl(mesh);
        expect(stl.length).toBe(84 + 50 * mesh.triangleCount);
        expect(new DataView(stl.buffer).getUint32(80, true)).toBe(mesh.triangleCount);
        const glb = engine.exportGlb(mesh);
        expect(text.decode(glb.slice(0, 4))).toBe("glTF");
        expect(new DataView(glb.buffer).getUint32(8, true)).toBe(glb.length);
        expect(text.decode(engine.exportVti().slice(0, 200))).toContain("<VTKFile");
        const cells = 40 * 24 * 33,
            one = engine.exportNpy("v"),
            all = engine.exportNpy(null);
        expect(text.decode(one.slice(0, 128))).toContain("(33, 24, 40)");
        expect(text.decode(all.slice(0, 128))).toContain("(2, 33, 24, 40)");
        expect([...new Float32Array(one.slice(one.length - 4 * cells).buffer)]).toEqual([...engine.readField("v")]);
        expect(all.length - one.length).toBe(4 * cells);
        expect(refusal(() => engine.exportNpy("w")).message).toContain("w");
    });

    it("starts from a volume that another program wrote", async () => {
        const { instance, engine } = await smallEngine();
        engine.step(10);
        const hash = engine.hash(),
            npy = engine.exportNpy(null),
            v = engine.readField("v");
        const volume = Volume.parse(instance, npy);
        expect(volume.info()).toMatchObject({ size: [40, 24, 33], names: ["", ""], model: "" });
        expect([...volume.values(1)]).toEqual([...v]);
        engine.seed("spheres", 3n);
        engine.step(5);
        engine.start(volume);
        expect([engine.steps, engine.hash()]).toEqual([0, hash]);
        volume.destroy();
        const raw = Volume.fromRaw(instance, new Uint8Array(v.buffer), [40, 24, 33], 1, "f4");
        expect([...raw.values(0)]).toEqual([...v]);
        expect(raw.info()).toMatchObject({ dx: 1, spacing: [1, 1, 1], origin: [0, 0, 0], turned: false });
        raw.place([0.5, 0.5, -2], [3, 4, 5], true);
        expect(raw.info()).toMatchObject({ dx: 0.5, spacing: [0.5, 0.5, 2], origin: [3, 4, 5], turned: true });
        raw.destroy();
        expect(refusal(() => Volume.parse(instance, new Uint8Array(100))).status).toBe(MgStatus.BadFile);
    });

    it("describes itself as the list of all models does", async () => {
        const { instance, engine } = await smallEngine();
        expect(engine.describe()).toEqual(instance.describe().models.find((model) => model.id === "gray_scott"));
    });

    it("runs a network of one's own, and refuses one that is none with line and column", async () => {
        const { instance } = await pool();
        const network = [
            'parameter birth = 1 in 0..4 "How fast prey is born."',
            "species prey D = 0.1 initial = 40",
            "reaction prey -> 2 prey rate birth",
            "reaction prey -> 0 rate 0.6",
            "",
        ].join("\n");
        const engine = Engine.create(instance, { network, size: [16, 16, 16], threads: 1 });
        expect(engine.describe().parameters.map((parameter) => parameter.id)).toEqual(
            expect.arrayContaining(["birth", "dt"]),
        );
        engine.set("birth", 0.5);
        engine.step(5);
        expect(engine.readField("prey").every((count) => Number.isInteger(count))).toBe(true);
        const misspelt = network.replace("reaction", "raection");
        const refused = refusal(() => Engine.create(instance, { network: misspelt, size: [16, 16, 16] }));
        expect(refused).toMatchObject({
            status: MgStatus.InvalidArgument,
            message: expect.stringMatching(/line 3, column \d+/) as string,
        });
    });

    it("runs equations with the golden bits of the built-in model, in both modules and after a snapshot", async () => {
        const network = readFileSync(new URL("../../../models/gray_scott.pde", import.meta.url), "utf8");
        const changes = { network, size: [40, 52, 33] as const, seed: 7n };
        const equations = true;
        const two = Engine.create((await pool({ equations, threads: 2 })).instance, { ...changes, threads: 2 });
        const single = Engine.create((await pool({ equations, single: true })).instance, changes);
        for (const engine of [two, single]) engine.step(60);
        const again = Engine.load((await pool({ equations })).instance, two.save());
        for (const engine of [two, single, again]) engine.step(40);
        const golden = "a3a5a74f8067bc0f"; // gray_scott 40x52x33 periodic perlin 7 100 of tests/golden/hashes.txt
        expect([two.hash(), single.hash(), again.hash()]).toEqual([golden, golden, golden]);
        const { instance } = await pool(); // a page's module has none, and says so
        for (const refused of [() => Engine.create(instance, changes), () => Engine.load(instance, two.save())])
            expect(refused).toThrow(/this text is equations, which are in morphogen-equations.wasm/);
    });

    it("tells derived fields, which cannot be read, from stored ones", async () => {
        const network = "field c in -1..1\ndc/dt = lap(c^3 - c - 0.5 * lap(c))\nstart flat: c = 0.25\n";
        const engine = Engine.create((await pool({ equations: true })).instance, { network, size: [8, 8, 8] });
        const model = engine.describe();
        expect(model.fields.map(({ role }) => role)).toEqual(["state", "derived"]);
        const stored = storedFields(model);
        expect(stored.map(({ id }) => id)).toEqual(["c"]);
        expect(engine.readCell([1, 2, 3], stored.length)).toEqual([0.25]);
        expect(() => engine.readField(model.fields[1]!.id)).toThrow();
    });

    it("gives a network the same bits on one thread and on two, in both modules, and after a snapshot", async () => {
        const network =
            "species A D = 0.2 initial = poisson(9)\nspecies B D = 0.1\nreaction 2 A -> B rate 0.05\nreaction B " +
            "-> 2 A rate 0.3\n";
        const changes = { network, size: [24, 17, 20] as const, seed: 5n };
        const one = Engine.create((await pool()).instance, { ...changes, threads: 1 });
        const two = Engine.create((await pool({ threads: 2 })).instance, { ...changes, threads: 2 });
        const single = Engine.create((await pool({ single: true })).instance, changes);
        for (const engine of [one, two, single]) engine.step(12);
        expect([two.threads, two.hash(), single.hash()]).toEqual([2, one.hash(), one.hash()]);
        const again = Engine.load((await pool()).instance, two.save());
        expect(again.describe()).toEqual(one.describe());
        for (const engine of [again, one]) engine.step(9);
        expect([again.steps, again.hash()]).toEqual([21, one.hash()]);
    });

    it.each([0.05, 0.5, 5])("tells molecules at the right time in every way, dt %d", async (dt) => {
        const network = "species X initial = 100\nreaction X -> 0 rate 0.1\n";
        const { instance } = await pool();
        const engine = Engine.create(instance, { network, size: [24, 24, 24], threads: 1 });
        engine.set("dt", dt);
        engine.step(Math.round(10 / dt));
        const cells = 24 ** 3;
        const left = Math.exp(-1);
        const values = engine.readField("X");
        const total = values.reduce((sum, count) => sum + count, 0);
        expect(Math.abs(total - 100 * cells * left)).toBeLessThan(4.5 * Math.sqrt(100 * cells * left * (1 - left)));
        const told = engine.fieldStatistics("X");
        expect(told.total).toBe(total);
        expect(engine.readCell([5, 7, 11], 1)).toEqual([values[5 + 24 * (7 + 24 * 11)]]);
        expect(engine.publish().range).toEqual([told.min, told.max]);
        expect(Engine.load(instance, engine.save()).readField("X")).toEqual(values);
        engine.step(1);
        expect(engine.readField("X").every((count, i) => count <= (values[i] ?? 0))).toBe(true);
    });

    it("goes on from a snapshot as if it had never stopped", async () => {
        const { instance, engine } = await smallEngine();
        engine.set("feed", 0.033);
        engine.seed("spheres", 12n);
        engine.setView("u");
        engine.step(20);
        const file = engine.save();
        const info = snapshotInfo(instance, file);
        expect(info).toMatchObject({
            model: "gray_scott",
            seeding: "spheres",
            view: "u",
            size: [40, 24, 33],
            dx: 1,
            seed: 12n,
            steps: 20,
            time: engine.time,
            hash: engine.hash(),
            version: instance.version(),
        });
        expect(info.parameters.get("feed")).toBeCloseTo(0.033, 7);
        expect(info.parameters.get("spheres.count")).toBe(engine.get("spheres.count"));
        engine.step(20);
        const again = Engine.load((await pool({ single: true })).instance, file);
        expect([again.steps, again.view, again.get("feed")]).toEqual([20, "u", engine.get("feed")]);
        again.step(20);
        expect(again.hash()).toBe(engine.hash());
    });

    it("refuses a snapshot that is damaged or cut short", async () => {
        const { instance, engine } = await smallEngine();
        const file = engine.save(),
            used = instance.exports.mg_wasm_used_bytes();
        const damaged = file.slice();
        damaged[file.length >> 1] = (damaged[file.length >> 1] ?? 0) ^ 1;
        for (const bad of [damaged, file.subarray(0, file.length - 1), file.subarray(0, 10), new Uint8Array()])
            expect(refusal(() => Engine.load(instance, bad)).status).toBe(MgStatus.BadFile);
        expect(instance.exports.mg_wasm_used_bytes()).toBe(used);
    });

    it("is not used after its end", async () => {
        const { engine } = await smallEngine();
        engine.destroy();
        engine.destroy();
        expect(() => engine.step(1)).toThrow(/destroyed/);
    });
});

describe("meshes", () => {
    it.each([MgVertexFormat.Float, MgVertexFormat.Packed])(
        "are the same bytes on 1, 2 and 4 threads (format %i)",
        async (format) => {
            const bytes: Uint8Array[] = [];
            for (const options of [{ single: true }, { threads: 1 }, { threads: 2 }, { threads: 4 }]) {
                const { instance, engine } = await smallEngine(options, { size: [70, 48, 65] });
                engine.publish();
                engine.step(40);
                engine.publish();
                const mesh = engine.mesh({ isovalue: 0.21, blend: 0.3, format });
                expect(mesh.triangleCount).toBeGreaterThan(1000);
                const vertexBytes =
                    mesh.vertexCount * (format === MgVertexFormat.Packed ? MG_VERTEX_PACKED : MG_VERTEX_FLOAT).bytes;
                bytes.push(
                    Uint8Array.from([
                        ...instance.bytes(mesh.vertices, vertexBytes),
                        ...instance.bytes(mesh.indices, 12 * mesh.triangleCount),
                    ]),
                );
            }
            for (const other of bytes.slice(1)) expect(Buffer.compare(bytes[0] ?? new Uint8Array(), other)).toBe(0);
        },
    );

    it("keep their slots apart, and honour sphere and box", async () => {
        const { instance, engine } = await smallEngine();
        const whole = engine.mesh({ slot: 0, isovalue: 0.2 });
        const before = instance.bytes(whole.vertices, 28 * 100).slice();
        const part = engine.mesh({ slot: 1, isovalue: 0.2, sphereCentre: [20, 12, 16], sphereRadius: 8 });
        expect(part.triangleCount).toBeLessThan(whole.triangleCount);
        const half = engine.mesh({ slot: 2, isovalue: 0.2, boxMin: [0, 0, 0], boxMax: [20, 24, 33] });
        expect(half.triangleCount).toBeLessThan(whole.triangleCount);
        expect([...instance.bytes(whole.vertices, 28 * 100)]).toEqual([...before]);
        expect(whole.extent).toEqual([40, 24, 33]);
    });

    it("refuses a slot that is none", async () => {
        const { engine } = await smallEngine();
        expect(refusal(() => engine.mesh({ slot: MG_MESH_SLOTS })).status).toBe(MgStatus.InvalidArgument);
    });
});

describe("tilings", () => {
    it("change no bit, and one that cannot be is refused", async () => {
        const { engine } = await smallEngine();
        engine.seed(null, 1337n);
        engine.setTiling({ steps: 3, rows: 8, planes: 5 });
        expect(engine.tiling).toEqual({ steps: 3, rows: 8, planes: 5 });
        engine.step(12);
        const tiled = engine.hash();
        engine.seed(null, 1337n);
        engine.setTiling({ steps: 0, rows: 0, planes: 0 });
        engine.step(12);
        expect(engine.hash()).toBe(tiled);
        expect(refusal(() => engine.setTiling({ steps: 99, rows: 0, planes: 0 })).status).toBe(
            MgStatus.InvalidArgument,
        );
    });
});

describe("volumes", () => {
    it("go from one kind of file to another with every value", async () => {
        const { instance, engine } = await smallEngine();
        engine.step(5);
        const nrrd = Volume.parse(instance, engine.exportNrrd());
        for (const format of ["vti", "npy", "nrrd"] as const) {
            const again = Volume.parse(instance, nrrd.export(format));
            expect(again.info().size).toEqual(nrrd.info().size);
            for (const array of [0, 1]) expect(again.values(array)).toEqual(nrrd.values(array));
            again.destroy();
        }
        nrrd.destroy();
    });
});

describe("textures", () => {
    it("hold keyframes and views as half floats, the same on any number of threads", async () => {
        const bytes: Uint8Array[] = [];
        for (const options of [{ single: true }, { threads: 1 }, { threads: 4 }]) {
            const { instance, engine } = await smallEngine(options);
            engine.publish();
            engine.step(10);
            engine.publish();
            const first = engine.texture({ slot: 0, previous: true }),
                newest = engine.texture({ slot: 1 });
            const coarse = engine.texture({ slot: 2, view: "u", size: [20, 0, 11] });
            expect([first.step, newest.step, coarse.step]).toEqual([0, 10, 10]);
            expect(newest).toMatchObject({ size: [40, 24, 33], slot: 1, low: 0, high: 1 });
            expect(coarse.size).toEqual([20, 24, 11]);
            expect(textureBlocks(coarse.size)).toEqual([5, 6, 3]);
            expect(coarse.ranges - coarse.texels).toBe(TEXEL_BYTES * 20 * 24 * 11);
            const ranges = instance.bytes(newest.ranges, 2 * TEXEL_BYTES * 10 * 6 * 9);
            expect([...new Set(ranges)].length).toBeGreaterThan(10);
            bytes.push(
                Uint8Array.from(
                    [first, newest, coarse].flatMap(({ texels, size }) => [
                        ...instance.bytes(texels, textureBytes(size)),
                    ]),
                ),
            );
        }
        for (const other of bytes) expect(Buffer.compare(bytes[0] ?? new Uint8Array(), other)).toBe(0);
        expect(new Set(bytes[0]).size).toBeGreaterThan(100);
    });

    it("give their memory back, and are refused with a sentence", async () => {
        const { instance, engine } = await smallEngine();
        const before = instance.exports.mg_wasm_used_bytes();
        for (let slot = 0; slot < MG_TEXTURE_SLOTS; slot++) engine.texture({ slot });
        expect(instance.exports.mg_wasm_used_bytes() - before).toBeGreaterThanOrEqual(
            MG_TEXTURE_SLOTS * TEXEL_BYTES * 40 * 24 * 33,
        );
        engine.dropTextures();
        expect(instance.exports.mg_wasm_used_bytes()).toBe(before);
        expect(refusal(() => engine.texture({ slot: 4 })).message).toContain("slot 4");
        expect(refusal(() => engine.texture({ slot: 0, view: "phlogiston" })).status).toBe(MgStatus.UnknownName);
        expect(refusal(() => engine.texture({ slot: 0, size: [41, 0, 0] })).message).toContain("41 texels");
    });
});

it("several engines live side by side", async () => {
    const { instance, engine } = await smallEngine({ threads: 2 });
    const other = Engine.create(instance, { ...SMALL, seed: 6n, threads: 0 }); // the parked worker is taken: one thread
    expect([engine.threads, other.threads]).toEqual([2, 1]);
    engine.setThreads(1);
    other.setThreads(2);
    expect([engine.threads, other.threads]).toEqual([1, 2]);
    engine.step(20);
    other.seed(null, 5n);
    other.step(20);
    expect(other.hash()).toBe(engine.hash());
});

describe("a hand in the field", () => {
    it("paints, finds the surface of what was painted, reads its cell, and goes back", async () => {
        const { instance } = await pool({ single: true });
        const engine = Engine.create(instance, { size: [32, 24, 40], dx: 0.5 });
        const zero = new Float32Array(32 * 24 * 40);
        engine.writeField("v", zero);
        engine.writeField(
            "u",
            zero.map(() => 1),
        );
        const file = engine.save(),
            before = engine.hash();
        engine.paint({ centre: [8, 6, 10], radius: 2, softness: 0.5, strength: 1, erase: false });
        expect(engine.readCell([16, 12, 20], 2)).toEqual([Math.fround(0.3), Math.fround(0.4)]);
        engine.publish();
        const ray = { origin: [8, 6, -30], direction: [0, 0, 2], isovalue: 0.2, blend: 1, box: null } as const;
        const hit = engine.raycast(ray);
        expect(hit?.position[2]).toBeCloseTo(8.5, 1); // half way through the soft rim
        expect(hit?.distance).toBeCloseTo(30 + (hit?.position[2] ?? 0), 9);
        expect(hit?.normal[2]).toBeCloseTo(-1, 3);
        expect(hit?.cell).toEqual([16, 12, 17]);
        expect(engine.raycast({ ...ray, direction: [0, 0, -1] })).toBeNull();
        const cut = engine.raycast({ ...ray, box: { min: [0, 0, 10], max: [16, 12, 20] } });
        expect(cut).toMatchObject({ cut: true, position: [8, 6, 10] });
        expect(() => engine.paint({ centre: [0, 0, 0], radius: -1, softness: 0, strength: 1, erase: true })).toThrow(
            /radius -1/,
        );
        engine.step(3);
        engine.restore(file);
        expect(engine.hash()).toBe(before);
        expect(engine.steps).toBe(0);
        expect(() => engine.restore(file.subarray(0, 900))).toThrow(/snapshot/);
    });
});

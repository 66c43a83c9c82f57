// What a person makes can be shared, taken back and taken along, and nothing of it is lost.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { ALL_FORMATS, BufferSource, type EncodedPacket, EncodedPacketSink, Input } from "mediabunny";
import type { Mesh } from "three";
import { GLTFLoader } from "three/addons/loaders/GLTFLoader.js";
import { PLYLoader } from "three/addons/loaders/PLYLoader.js";
import { STLLoader } from "three/addons/loaders/STLLoader.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BROWSERS, type Browser, launch, type SavedFile, type Tab } from "./browsers.ts";
import { hash, notices, open } from "./page.ts";
import { readPicture } from "./picture.ts";
import { type PageServer, servePage } from "./server.ts";
import { setting } from "./setting.ts";
import { keepShot } from "./shots.ts";

const NETWORK = `parameter v = 0.5 in 0..4 "Called like the key of a link."
species prey D = 0.2 initial = 20 patch = 30
species hunter D = 0.1 initial = poisson(3)
reaction prey -> 2 prey rate v
reaction prey + hunter -> 2 hunter rate 0.02
reaction hunter -> 0 rate 0.6
`;

let server: PageServer;
beforeAll(async () => void (server = await servePage()));
afterAll(() => server?.close());

describe("a share link", () => {
    const browsers = new Map<string, Browser>();
    beforeAll(async () => {
        for (const name of BROWSERS) browsers.set(name, await launch(name));
    });
    afterAll(async () => {
        for (const browser of browsers.values()) await browser.close();
    });

    /** In a tab of each browser that knows nothing but the link. */
    async function expectEverywhere(link: string, made: { hash: string; steps: number }, look: object): Promise<void> {
        expect(link.length).toBeLessThanOrEqual(2048);
        for (const [name, browser] of browsers) {
            const tab = await browser.tab();
            await open(tab, link);
            expect(await notices(tab), name).toEqual([]);
            expect(await hash(tab), name).toBe(made.hash);
            expect(
                await tab.evaluate(() => {
                    const { state, isovalue, camera, running } = window.morphogen;
                    return {
                        steps: state.steps,
                        view: state.view,
                        isovalue,
                        at: camera.position.map((x) => Math.round(x * 1000)),
                        running,
                    };
                }),
                name,
            ).toEqual({ steps: made.steps, ...look, running: false });
            expect(tab.complaints).toEqual([]);
            await tab.close();
        }
    }

    it("restores the exact run in a fresh tab and in the other browser", async () => {
        const tab = await browsers.get("chromium")!.tab();
        await open(
            tab,
            `${server.url}?size=32x40x24&boundary=periodic,no_flux,periodic&dx=1.1&seed=77&seeding=spheres` +
                "&spheres.count=9&paused=1",
        );
        const { link, ...made } = await tab.evaluate(async () => {
            const { morphogen } = window;
            await morphogen.step(40);
            await morphogen.set("feed", 0.031);
            await morphogen.step(25);
            await morphogen.set("kill", 0.0611111);
            await morphogen.set("spheres.count", 12);
            await morphogen.view("u");
            morphogen.isovalue = 0.55;
            morphogen.camera = { position: [1, 0.5, 1.5], target: [0, 0.1, 0] };
            const { steps } = await morphogen.step(30);
            return { steps, hash: await morphogen.hash(), link: await morphogen.link() };
        });
        await expectEverywhere(link, made, { view: "u", isovalue: 0.55, at: [1000, 500, 1500] });

        await tab.click("#share");
        await tab.until(() => document.querySelector("#share-link") !== null);
        expect(await tab.evaluate(() => document.querySelector<HTMLInputElement>("#share-link")!.value)).toBe(link);
        await keepShot(tab, "share");
        await tab.press("Escape");
        await tab.click("#share"); // as often as one likes
        await tab.until(() => document.querySelector("#share-link") !== null);
        await tab.close();
    });

    it("carries a network of one's own", async () => {
        const tab = await browsers.get("firefox")!.tab();
        await open(tab, `${server.url}?size=16&paused=1`);
        const { link, ...made } = await tab.evaluate(async (text) => {
            const { morphogen } = window;
            await morphogen.network(text);
            await morphogen.step(5);
            await morphogen.set("v", 0.25);
            const { steps } = await morphogen.step(6);
            morphogen.camera = { position: [2, 0, 0], target: [0, 0, 0] };
            return { steps, hash: await morphogen.hash(), link: await morphogen.link() };
        }, NETWORK);
        const look = await tab.evaluate(() => ({
            view: window.morphogen.state.view,
            isovalue: window.morphogen.isovalue,
            at: [2000, 0, 0],
        }));
        await tab.close();
        await expectEverywhere(link, made, look);
    });

    it("that was changed on its way is told, and one that leads far can be stopped", async () => {
        const tab = await browsers.get("chromium")!.tab();
        await open(tab, `${server.url}?v=1&size=16&step=3&hash=0123456789abcdef`);
        expect((await notices(tab)).join()).toContain("0123456789abcdef");
        await tab.goto(`${server.url}?v=1&size=48&step=90000000`);
        await tab.until(() => document.querySelector("#busy .task button") !== null);
        await keepShot(tab, "journey");
        await tab.click("#busy .task button");
        await tab.evaluate(() => window.morphogen.ready);
        const steps = await tab.evaluate(() => window.morphogen.state.steps);
        expect(steps).toBeGreaterThan(0);
        expect(steps).toBeLessThan(90_000_000);
        expect(await tab.evaluate(() => document.querySelector("#busy .task"))).toBeNull();
        await tab.close();
    });
});

describe.each(["chromium"] as const)("keeping in %s", (name) => {
    const { server, tab } = setting(name);

    it("every change can be undone and done again, and a run that ended comes back with its fields", async () => {
        await open(tab, `${server.url}?size=32&paused=1`);
        const look = (): Promise<unknown> =>
            tab.evaluate(async () => {
                const {
                    state: { config, steps, view },
                    isovalue,
                    hash,
                } = window.morphogen;
                return JSON.stringify([
                    config.model,
                    config.size,
                    String(config.seed),
                    config.seeding,
                    config.params,
                    steps,
                    view,
                    isovalue,
                    await window.morphogen.hash(),
                    hash.length,
                ]);
            });
        await tab.evaluate(() => window.morphogen.step(30));
        const acts: [string, () => Promise<unknown>][] = [
            ["feed", () => tab.evaluate(() => window.morphogen.set("feed", 0.04))],
            ["threshold", () => tab.evaluate(() => void (window.morphogen.isovalue = 0.3))],
            ["what is shown", () => tab.evaluate(() => window.morphogen.view("u"))],
            ["another size", () => tab.evaluate(() => window.morphogen.configure({ size: [24, 24, 32] }))],
            ["another seed", () => tab.evaluate(() => window.morphogen.seed("perlin", 5))],
            ["another model", () => tab.evaluate(() => window.morphogen.configure({ model: "rdme" }))],
            ["start again", () => tab.evaluate(() => window.morphogen.seed())],
            [
                "another model",
                () =>
                    tab.evaluate(() =>
                        window.morphogen.scene(
                            '{"model": "gray_scott", "size": 24, "view": "u", ' +
                                '"iso": 0.4, "parameters": {"feed": 0.03}}',
                        ),
                    ),
            ],
        ];
        const before: unknown[] = [],
            after: unknown[] = [];
        for (const [label, act] of acts) {
            before.push(await look());
            await act();
            await tab.until((expected) => window.morphogen.edits.undo === expected, label);
            after.push(await look());
        }
        for (const state of [...before].reverse()) {
            await tab
                .press(name === "chromium" ? "Control+z" : "Control+KeyZ")
                .catch(() => tab.evaluate(() => window.morphogen.undo()));
            await tab.evaluate(() => window.morphogen.redo().then(() => window.morphogen.undo())); // there and back
            expect(await look()).toBe(state);
        }
        expect(await tab.evaluate(() => window.morphogen.edits.undo)).toBeNull();
        for (const state of after) {
            await tab.evaluate(() => window.morphogen.redo());
            expect(await look()).toBe(state);
        }
        await keepShot(tab, `${name}_undo`);
    });
});

describe.each(BROWSERS)("a video in %s", (name) => {
    let browser: Browser;
    beforeAll(async () => void (browser = await launch(name)));
    afterAll(() => browser?.close());

    it("has the frames, the size and the length that were asked for, and the run makes exactly its steps", async () => {
        const tab = await browser.tab({ width: 640, height: 480 });
        await open(tab, `${server.url}?size=24&seed=3&paused=1`);
        const recorded = await tab.evaluate(async () => {
            const { morphogen } = window,
                base64 = (blob: Blob): Promise<string> =>
                    new Promise((resolve) => {
                        const reader = new FileReader();
                        reader.onload = () => resolve(String(reader.result).split(",")[1]!);
                        reader.readAsDataURL(blob);
                    });
            const video = (await morphogen.record({ frames: 12, every: 5, fps: 24, turn: 3 }))!;
            const pictures = (await morphogen.record({ frames: 3, every: 2, kind: "pictures" }))!;
            return {
                type: video.type,
                video: await base64(video),
                pictures: await base64(pictures),
                steps: morphogen.state.steps,
                hash: await morphogen.hash(),
            };
        });
        expect(recorded.steps).toBe(11 * 5 + 2 * 2);
        expect(recorded.hash).toBe(
            await tab.evaluate(async () => {
                await window.morphogen.seed();
                await window.morphogen.step(59);
                return window.morphogen.hash();
            }),
        );
        const frames = Object.entries(unzipSync(Buffer.from(recorded.pictures, "base64")));
        expect(frames.map(([file]) => file)).toEqual(["frame-00000.png", "frame-00001.png", "frame-00002.png"]);
        expect(frames.map(([, png]) => readPicture(Buffer.from(png)).covered > 0.01)).toEqual([true, true, true]);
        if (recorded.type !== "application/zip") {
            const input = new Input({
                source: new BufferSource(Buffer.from(recorded.video, "base64")),
                formats: ALL_FORMATS,
            });
            const track = (await input.getPrimaryVideoTrack())!;
            const { packetCount } = await track.computePacketStats();
            const exact = await tab.evaluate(() => typeof VideoEncoder !== "undefined");
            if (exact) expect(packetCount).toBe(12);
            if (exact) expect(await input.computeDuration()).toBeCloseTo(12 / 24, 2);
            expect(packetCount).toBeGreaterThan(3);
            expect([track.displayWidth, track.displayHeight]).toEqual([640, 480]);
            console.log(`${name}: ${recorded.type} ${track.codec}`);
        }
        expect(tab.complaints).toEqual([]);
        await tab.close();
    });

    it("is recorded without WebCodecs, its frames at their times; or refused without a recorder", async () => {
        const tab = await browser.tab({ width: 320, height: 240 });
        await tab.prepare(() => void delete (globalThis as { VideoEncoder?: unknown }).VideoEncoder);
        await open(tab, `${server.url}?size=24&seed=3&paused=1`);
        const recorded = await tab.evaluate(async () => {
            const video = (await window.morphogen.record({ frames: 10, every: 5, fps: 20, turn: 3 }))!;
            return {
                type: video.type,
                bytes: [...new Uint8Array(await video.arrayBuffer())],
                steps: window.morphogen.state.steps,
            };
        });
        expect([recorded.type, recorded.steps]).toEqual(["video/webm", 9 * 5]);
        const input = new Input({ source: new BufferSource(Uint8Array.from(recorded.bytes)), formats: ALL_FORMATS });
        const track = (await input.getPrimaryVideoTrack())!,
            packets: EncodedPacket[] = [];
        for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet);
        expect([track.displayWidth, track.displayHeight, packets[0]?.type]).toEqual([320, 240, "key"]);
        expect(packets.every(({ byteLength }) => byteLength > 20)).toBe(true);
        // A recorder may leave out what it has no time for, or repeat one; then the times are its own.
        if (packets.length === 10) packets.forEach(({ timestamp }, i) => expect(timestamp).toBeCloseTo(i / 20, 2));
        else expect(packets.length).toBeGreaterThan(2);
        console.log(`${name}: ${packets.length} of 10 frames recorded, ${track.codec}`);

        const refusals = await tab.evaluate(async () => {
            delete (globalThis as { MediaRecorder?: unknown }).MediaRecorder;
            const { morphogen } = window,
                refusal = (kind: string): Promise<string> =>
                    morphogen.record({ frames: 2, every: 1, kind }).then(
                        () => "",
                        (error: Error) => error.message,
                    );
            const best = await morphogen.record({ frames: 2, every: 1 });
            return [await refusal("recorder"), await refusal("encoder"), best?.type];
        });
        expect(refusals[0]).toMatch(/records no video: choose pictures/);
        expect(refusals[1]).toMatch(/encodes no video of 320 x 240 pixels: choose pictures/);
        expect(refusals[2]).toBe("application/zip");
        expect(tab.complaints).toEqual([]);
        await tab.close();
    });

    it.skipIf(name === "firefox")("is chosen in a dialog, shows how far it is, and can be stopped", async () => {
        const tab = await browser.tab();
        await open(tab, `${server.url}?size=48&paused=1`);
        await tab.click("#save");
        await tab.until(() => document.getElementById("save-video") !== null);
        await tab.click("#save-video");
        await tab.until(() => document.getElementById("video-frames") !== null);
        await keepShot(tab, `${name}_video`);
        await tab.evaluate(() => {
            const field = document.querySelector<HTMLInputElement>("#video-frames")!;
            field.value = "20000";
            field.dispatchEvent(new Event("input", { bubbles: true }));
        });
        await tab.click("#video-start");
        await tab.until(() => document.querySelector("#busy button") !== null);
        await keepShot(tab, `${name}_recording`);
        await tab.click("#busy button");
        await tab.until(() => document.querySelector("#busy button") === null);
        expect(await tab.evaluate(() => window.morphogen.state.steps)).toBeLessThan(199_990);
        expect(tab.complaints).toEqual([]);
        await tab.close();
    });
});

describe("files", () => {
    let browser: Browser;
    let tab: Tab;
    beforeAll(async () => {
        browser = await launch("chromium");
        tab = await browser.tab();
        await open(tab, `${server.url}?size=32x24x40&seed=9&paused=1&boundary=periodic,no_flux,periodic`);
        await tab.evaluate(async () => {
            await window.morphogen.step(20);
            await window.morphogen.set("feed", 0.035);
            await window.morphogen.step(40);
        });
    });
    afterAll(async () => {
        expect(tab.complaints).toEqual([]);
        await browser.close();
    });

    /** What is saved when a row of the dialog is chosen. */
    async function saved(row: string): Promise<SavedFile> {
        await tab.click("#save");
        await tab.until((id) => document.getElementById(id) !== null, row);
        return tab.download!(() => tab.click(`#${row}`));
    }

    it("of the surface are what other programs read: glTF, STL, PLY", async () => {
        await tab.click("#save");
        await tab.until(() => document.getElementById("save-glb") !== null);
        await keepShot(tab, "save");
        await tab.press("Escape");
        await tab.until(() => window.morphogen.stats()?.steps === window.morphogen.state.steps);
        const shown = await tab.evaluate(() => window.morphogen.stats()?.triangles ?? 0);
        const [glb, stl, ply] = [await saved("save-glb"), await saved("save-stl"), await saved("save-ply")];
        expect([glb.name, stl.name, ply.name]).toEqual(
            ["glb", "stl", "ply"].map((ending) => `gray_scott-60.${ending}`),
        );
        const scene = await new GLTFLoader().parseAsync(new Uint8Array(glb.bytes).buffer, "");
        const meshes: Mesh[] = [];
        scene.scene.traverse((object) => {
            if ((object as Mesh).isMesh) meshes.push(object as Mesh);
        });
        const { geometry } = meshes[0]!;
        const surface = new PLYLoader().parse(new Uint8Array(ply.bytes).buffer),
            soup = new STLLoader().parse(new Uint8Array(stl.bytes).buffer);
        expect(geometry.index!.count / 3).toBe(surface.index!.count / 3);
        expect(geometry.index!.count).toBe(soup.getAttribute("position").count);
        expect(Math.abs(geometry.index!.count / 3 - shown)).toBeLessThan(shown * 0.02);
        surface.computeBoundingBox();
        expect(surface.boundingBox!.max.toArray().every((x, i) => x <= [32, 24, 40][i]!)).toBe(true);
    });

    it("of the fields are what VTK and NumPy read, and NRRD by its definition, value for value", async () => {
        const folder = mkdtempSync(join(tmpdir(), "morphogen-keep-"));
        try {
            for (const row of ["save-vti", "save-npy", "save-nrrd"])
                writeFileSync(join(folder, row.slice(5)), (await saved(row)).bytes);
            const told = execFileSync(
                "/usr/bin/python3",
                [
                    "-c",
                    `
import json, numpy, sys, vtk
from vtk.util.numpy_support import vtk_to_numpy
reader = vtk.vtkXMLImageDataReader(); reader.SetFileName(sys.argv[1] + "/vti"); reader.Update()
image, array = reader.GetOutput(), numpy.load(sys.argv[1] + "/npy")
u = vtk_to_numpy(image.GetPointData().GetArray("u")).reshape(array.shape[1:])
header, values = open(sys.argv[1] + "/nrrd", "rb").read().split(b"\\n\\n", 1)
told = dict(line.split(": ", 1) for line in header.decode().splitlines() if ": " in line)
nrrd = numpy.frombuffer(values, {"little": "<", "big": ">"}[told["endian"]] + {"float": "f4"}[told["type"]])
nrrd = numpy.moveaxis(nrrd.reshape([int(n) for n in told["sizes"].split()][::-1]), -1, 0)     # fields are the fastest
print(json.dumps([image.GetDimensions(), array.shape, str(array.dtype), bool((u == array[0]).all()),
    told["encoding"], nrrd.shape,
    bool((nrrd == array).all()), float(array[1].astype("f8").sum())]))
`,
                    folder,
                ],
                { encoding: "utf8" },
            );
            const [sum, ...facts] = (JSON.parse(told) as [...unknown[], number]).toReversed() as [number, ...unknown[]];
            expect(facts.toReversed()).toEqual([
                [32, 24, 40],
                [2, 40, 24, 32],
                "float32",
                true,
                "raw",
                [2, 40, 24, 32],
                true,
            ]);
            const total = await tab.evaluate(async () => (await window.morphogen.statistics())[1]!.total);
            expect(Math.abs(sum - total)).toBeLessThan(1e-9 * Math.abs(total));
        } finally {
            rmSync(folder, { recursive: true });
        }
    });

    it("come back when dropped: snapshot, volume, picture, network, scene; others are refused by name", async () => {
        const there = await hash(tab);
        const files = new Map<string, SavedFile>();
        for (const row of ["save-mgs", "save-npy", "save-nrrd", "save-png", "save-csv"])
            files.set(row, await saved(row));
        expect(files.get("save-csv")!.bytes.toString().split("\n")[0]).toMatch(/^step,time,u_min/);
        const png = files.get("save-png")!.bytes,
            words = textOf(png);
        expect(words.get("Software")).toMatch(/^Morphogen \d/);
        expect(words.get("Morphogen link")).toMatch(/^http.*v=1.*j=feed~20~.035.*step=60.*hash=/);
        expect(JSON.parse(words.get("Morphogen run")!)).toMatchObject({
            model: "gray_scott",
            size: [32, 24, 40],
            steps: 60,
            hash: there,
            seed: "9",
        });
        expect(readPicture(png).covered).toBeGreaterThan(0.01);

        const drop = (name: string, bytes: Buffer): Promise<void> =>
            tab.evaluate(
                async ([file, base64]) => {
                    const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
                    await window.morphogen.open(new File([data], file));
                },
                [name, bytes.toString("base64")] as const,
            );
        for (const row of ["save-mgs", "save-png", "save-npy", "save-nrrd"]) {
            await tab.evaluate(() => window.morphogen.configure({ size: [16, 16, 16] }));
            const { name, bytes } = files.get(row)!,
                little = await hash(tab);
            await drop(name, bytes);
            await tab.evaluate(() => window.morphogen.undo()); // however many parts it has, it is one edit
            expect(await hash(tab), row).toBe(little);
            await tab.evaluate(() => window.morphogen.redo());
            expect(await hash(tab), row).toBe(there);
            expect(await tab.evaluate(() => window.morphogen.state.config.size), row).toEqual([32, 24, 40]);
        }
        await tab.evaluate(() => window.morphogen.undo());
        expect(await tab.evaluate(() => window.morphogen.state.config.size)).toEqual([16, 16, 16]);
        await drop("scene.json", Buffer.from('{"model": "rdme", "size": 16, "seed": 4}'));
        expect(await tab.evaluate(() => window.morphogen.state.config)).toMatchObject({
            model: "rdme",
            size: [16, 16, 16],
        });
        // What a run leaves aside of its file is shown.
        const turned = `NRRD0004\ntype: uchar\ndimension: 3\nsizes: 12 10 9\nspacings: -0.5 0.5 1\nencoding: raw\n\n`;
        await drop("turned.nrrd", Buffer.concat([Buffer.from(turned), Buffer.alloc(1080)]));
        expect((await notices(tab)).join()).toContain(
            "turned.nrrd: The spacing along x is -0.5: that axis points backwards. The file's axes are turned; " +
                "here they are x, y and z. Its 12x10x9 values, 0.5 x 0.5 x 1 apart, are resampled to " +
                "12x10x18 cubes of 0.5.",
        );
        expect(await tab.evaluate(() => window.morphogen.state.config.size)).toEqual([12, 10, 18]);
        await tab.evaluate(async () => {
            const arriving = document.getElementById("notices")!.getAnimations({ subtree: true });
            await Promise.all(arriving.map(({ finished }) => finished));
        });
        await keepShot(tab, "noted");
        const pattern =
            '<VTKFile type="ImageData"><RD><rule name="Gray-Scott" type="inbuilt"><param name="D_a">0,082</param>' +
            '</rule></RD><ImageData WholeExtent="0 0 0 0 0 0"><Piece Extent="0 0 0 0 0 0"><PointData>' +
            '<DataArray type="UInt8" Name="a">1</DataArray></PointData></Piece></ImageData></VTKFile>';
        const before = await hash(tab);
        const wrong: [string, Buffer, RegExp][] = [
            ["a.gif", Buffer.from("GIF89a"), /a\.gif is none/],
            ["b.mgs", Buffer.from("nothing"), /b\.mgs/],
            ["c.npy", png, /c\.npy/],
            ["d.png", Buffer.from("no"), /d\.png: This is no PNG/],
            ["e.json", Buffer.from("{"), /e\.json/],
            ["f.vti", Buffer.from("<x/>"), /f\.vti/],
            ["h.vti", Buffer.from(pattern), /h\.vti: no run begins with it: the pattern's parameter D_a is '0,082'/],
            ["g.mgs", files.get("save-mgs")!.bytes.subarray(0, 9000), /g\.mgs/],
        ];
        for (const [name, bytes, told] of wrong) {
            await drop(name, bytes);
            expect((await notices(tab)).join(), name).toMatch(told);
        }
        expect(await hash(tab)).toBe(before);
        await keepShot(tab, "refused");
    });
});

/** The words of a PNG by their keywords, as the specification has them. */
function textOf(png: Buffer): Map<string, string> {
    const words = new Map<string, string>();
    for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
        if (png.toString("latin1", at + 4, at + 8) !== "iTXt") continue;
        const data = png.subarray(at + 8, at + 8 + png.readUInt32BE(at)),
            end = data.indexOf(0);
        words.set(data.toString("latin1", 0, end), data.toString("utf8", end + 5));
    }
    return words;
}

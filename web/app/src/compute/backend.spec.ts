// The backend without a worker around it: the test plays both the page and the event loop.
import { readFile } from "node:fs/promises";

import { MgStatus } from "@morphogen/engine";
import { beforeAll, describe, expect, it, vi } from "vitest";

import { Backend } from "./backend";
import type {
    Bounds,
    Busy,
    Checkpoint,
    FromWorker,
    InitMessage,
    LiveSettings,
    MeshMessage,
    Picked,
    Request,
    SimConfig,
    SimState,
    VolumeStart,
} from "./base";

const CONFIG: SimConfig = {
    model: "gray_scott",
    size: [32, 24, 40],
    boundary: ["periodic", "no_flux", "periodic"],
    dx: 1,
    seed: 7n,
    seeding: null,
    params: {},
    network: null,
};

const NETWORK = "species prey D = 0.1 initial = 4\nreaction prey -> 2 prey rate 0.1\n";

let module: WebAssembly.Module;
beforeAll(async () => {
    module = await WebAssembly.compile(
        await readFile(new URL("../../../engine/wasm/morphogen-single.wasm", import.meta.url)),
    );
});

class Page {
    readonly heard: FromWorker[] = [];
    onBusy: (busy: Busy | null) => void = () => {
        /* nobody does anything about it */
    };
    readonly backend = new Backend(
        (message) => {
            this.heard.push(message);
            if (message.type === "busy") this.onBusy(message.busy);
        },
        () => {
            /* the test calls slice() itself */
        },
    );
    private nextId = 1;

    static async start(changes: Partial<InitMessage> = {}): Promise<Page> {
        const page = new Page();
        await page.backend.receive({
            type: "init",
            module,
            memory: null,
            limitPages: 0,
            threads: 1,
            config: CONFIG,
            view: null,
            liveSettings: { running: false, isovalue: 0.2 },
            resume: null,
            stop: null,
            livenessLock: null,
            ...changes,
        });
        return page;
    }

    of<T extends FromWorker["type"]>(type: T): Extract<FromWorker, { type: T }>[] {
        return this.heard.filter((message): message is Extract<FromWorker, { type: T }> => message.type === type);
    }

    liveSettings(liveSettings: Partial<LiveSettings>): void {
        void this.backend.receive({ type: "live_settings", liveSettings });
    }
    slices(count: number): void {
        for (let i = 0; i < count; i++) this.backend.slice();
    }

    /** Slices until something has been heard; meshes are let go at once. */
    until(what: () => boolean): void {
        const givenUp = performance.now() + 30_000;
        while (!what() && performance.now() < givenUp) {
            this.backend.slice();
            for (const { run, slot } of this.of("mesh")) void this.backend.receive({ type: "mesh_shown", run, slot });
        }
        expect(what()).toBe(true);
    }

    send(request: Request): number {
        const id = this.nextId++;
        void this.backend.receive({ type: "request", id, request });
        return id;
    }

    answer(id: number): FromWorker | undefined {
        return this.heard.find(
            (message) => (message.type === "reply" || message.type === "refused") && message.id === id,
        );
    }

    ask<T>(request: Request): T {
        const id = this.send(request);
        this.until(() => this.answer(id) !== undefined);
        const answer = this.answer(id);
        if (answer?.type !== "reply") throw new Error(JSON.stringify(answer));
        return answer.value as T;
    }

    hash(): string {
        return this.ask({ type: "hash" });
    }
}

const PATIENCE_MS = 30_000; // snapshots come five seconds apart, and later on a busy machine

describe("what takes long", () => {
    /** A clock that goes on by a fifth of a second whenever somebody looks. */
    const slowly = (act: () => void): void => {
        let now = performance.now();
        const clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 200));
        try {
            act();
        } finally {
            clock.mockRestore();
        }
    };
    const fractions = (page: Page): number[] => page.of("busy").flatMap(({ busy }) => busy?.fraction ?? []);
    const expectRising = (told: readonly number[]): void => {
        expect(told.length).toBeGreaterThan(3);
        for (const [i, fraction] of told.entries())
            if (fraction < 1) expect(fraction).toBeGreaterThan(told[i - 1] ?? 0);
        expect(told.filter((fraction) => fraction >= 1).length, "a head is short").toBeLessThanOrEqual(2);
    };

    it.each(["gray_scott", "rdme"])("tells how far a seeding of %s is", async (model) => {
        const page = await Page.start();
        slowly(() => page.ask({ type: "sim_config", config: { ...CONFIG, model }, view: null }));
        expectRising(fractions(page));
        page.heard.length = 0;
        slowly(() => page.ask({ type: "seed", seeding: null, seed: 5n }));
        expectRising(fractions(page));
        expect(page.of("busy").at(-1)?.busy).toBeNull();
        expect(page.of("busy")[0]?.busy).toMatchObject({ doing: "seeding", fraction: null, stoppable: false });
    });

    it.each(["ply", "stl", "glb", "vti", "nrrd", "npy"] as const)(
        "tells how far a file is, %s, to its end, and gives it up when it is told to",
        async (what) => {
            const stop = new SharedArrayBuffer(4),
                page = await Page.start({ stop });
            page.ask({ type: "step", count: 20, journal: [] });
            const hash = page.hash(),
                request = { type: "export", what, isovalue: 0.1, field: null, cap: false } as const;
            let file = new ArrayBuffer(0);
            slowly(() => (file = page.ask<ArrayBuffer>(request)));
            expectRising(fractions(page));
            expect(fractions(page).at(-1)).toBeGreaterThan(0.9); // its length was known well enough
            page.heard.length = 0;
            page.onBusy = (busy) => {
                if (busy?.stoppable) new Int32Array(stop)[0] = 1;
            };
            expect(page.ask(request)).toBeNull();
            page.onBusy = () => {
                /* nobody stops the next */
            };
            expect(page.ask<ArrayBuffer>(request)).toEqual(file);
            expect(page.ask<ArrayBuffer>({ type: "save" }).byteLength).toBeGreaterThan(0);
            expect(page.hash()).toBe(hash);
        },
    );

    it("says that it cannot be stopped meanwhile where the page cannot be heard", async () => {
        const page = await Page.start();
        page.ask({ type: "export", what: "npy", isovalue: 0, field: null, cap: false });
        expect(page.of("busy")[0]?.busy).toMatchObject({ fraction: null, stoppable: false });
    });
});

describe("requests", () => {
    it("begins with ready", async () => {
        const page = await Page.start();
        const [ready] = page.of("ready");
        expect(page.heard[0]).toBe(ready);
        expect(ready?.threads).toBe(1);
        expect(ready?.state).toMatchObject({ config: CONFIG, steps: 0, time: 0, warning: null, extent: [32, 24, 40] });
        expect(ready?.description.models.map((model) => model.id)).toContain("gray_scott");
    });

    it("are answered in order, a step only when all its steps are made", async () => {
        const page = await Page.start();
        const ids = [
            page.send({ type: "step", count: 25, journal: [] }),
            page.send({ type: "hash" }),
            page.send({ type: "step", count: 5, journal: [] }),
            page.send({ type: "get", parameter: "feed" }),
        ];
        page.until(() => page.answer(ids[3] ?? 0) !== undefined);
        const replies = page.of("reply");
        expect(replies.map((reply) => reply.id)).toEqual(ids);
        expect(replies.map((reply) => (reply.value as Partial<SimState>).steps)).toEqual([
            25,
            undefined,
            30,
            undefined,
        ]);
        const other = await Page.start();
        other.ask({ type: "step", count: 25, journal: [] });
        expect(replies[1]?.value).toBe(other.hash());
    });

    it("that are refused leave everything as it was", async () => {
        const page = await Page.start();
        page.ask({ type: "step", count: 3, journal: [] });
        const hash = page.hash();
        const refused = [
            page.send({ type: "set", parameter: "feed", value: 9 }),
            page.send({ type: "view", view: "nothing" }),
            page.send({ type: "seed", seeding: "nothing", seed: 1n }),
            page.send({ type: "sim_config", config: { ...CONFIG, size: [4096, 4096, 4096] }, view: null }),
            page.send({ type: "sim_config", config: { ...CONFIG, params: { feed: 9 } }, view: null }),
        ];
        page.until(() => refused.every((id) => page.answer(id)?.type === "refused"));
        expect(page.of("refused").map((message) => message.status)).toEqual([
            MgStatus.InvalidArgument,
            MgStatus.UnknownName,
            MgStatus.UnknownName,
            MgStatus.OverBudget,
            MgStatus.InvalidArgument,
        ]);
        expect(page.hash()).toBe(hash);
        expect(page.ask<SimState>({ type: "step", count: 1, journal: [] })).toMatchObject({ steps: 4, config: CONFIG });
    });

    it("read the text of a network without touching what runs", async () => {
        const page = await Page.start();
        page.ask({ type: "step", count: 3, journal: [] });
        const hash = page.hash();
        expect(page.ask<number>({ type: "check", network: NETWORK })).toBeGreaterThan(1000);
        const refused = page.send({ type: "check", network: NETWORK.replace("rate 0.1", "rat 0.1") });
        page.until(() => page.answer(refused) !== undefined);
        expect(page.answer(refused)).toMatchObject({
            type: "refused",
            sentence: expect.stringMatching(/line 2, column \d+/) as string,
        });
        expect(page.hash()).toBe(hash);
    });

    it("make an engine of a network, which describes itself and comes back after a failure", async () => {
        const page = await Page.start();
        const config: SimConfig = { ...CONFIG, model: "network", network: NETWORK, size: [16, 8, 8] };
        const state = page.ask<SimState>({ type: "sim_config", config, view: null });
        expect(state.model?.fields.map(({ id }) => id)).toEqual(["prey"]);
        expect(state.config.network).toBe(NETWORK);
        page.ask({ type: "step", count: 7, journal: [] });
        const hash = page.hash(),
            file = page.ask<ArrayBuffer>({ type: "save" });
        for (const snapshot of [null, { steps: 7, file }]) {
            const resume: Checkpoint = {
                config: state.config,
                view: state.view,
                journal: [],
                snapshot,
                fromSeed: true,
                steps: 7,
            };
            const again = await Page.start({ config: state.config, resume });
            expect(again.hash()).toBe(hash);
            expect(again.ask<SimState>({ type: "set", parameter: "dt", value: 0.1 }).config.network).toBe(NETWORK);
        }
        expect(page.ask<SimState>({ type: "load", file }).config).toMatchObject({ model: "network", network: NETWORK });
        expect(page.hash()).toBe(hash);
        expect(page.ask<SimState>({ type: "sim_config", config: CONFIG, view: null }).model).toBeNull();
    });

    it("make a new engine", async () => {
        const page = await Page.start();
        const config: SimConfig = {
            ...CONFIG,
            size: [16, 16, 20],
            params: { feed: 0.03, "spheres.count": 5 },
            seeding: "spheres",
        };
        const state = page.ask<SimState>({ type: "sim_config", config, view: "u" });
        expect(state).toMatchObject({ view: "u", steps: 0, extent: [16, 16, 20], config: { ...config, params: {} } });
        expect(state.config.params.feed).toBeCloseTo(0.03, 7);
        expect(state.config.params["spheres.count"]).toBe(5);
    });

    it("tell which parameters differ from their defaults", async () => {
        const page = await Page.start();
        const feed = page.ask<number>({ type: "get", parameter: "feed" });
        expect(Object.keys(page.ask<SimState>({ type: "set", parameter: "feed", value: 0.05 }).config.params)).toEqual([
            "feed",
        ]);
        expect(page.ask<SimState>({ type: "set", parameter: "feed", value: feed }).config.params).toEqual({});
        const unstable = page.ask<SimState>({ type: "set", parameter: "dt", value: 4 });
        expect(unstable.warning?.kind).toBe("unstable");
        expect(unstable.warning?.sentence).toContain("4");
    });

    it("show a mesh that holds what it says", async () => {
        const page = await Page.start();
        page.until(() => page.of("mesh").length > 0);
        const [mesh] = page.of("mesh");
        const [surface] = mesh?.surfaces ?? [];
        expect(surface?.triangleCount).toBeGreaterThan(100);
        expect(mesh?.copy?.byteLength).toBe(12 * ((surface?.vertexCount ?? 0) + (surface?.triangleCount ?? 0)));
        const indices = new Uint32Array(mesh?.copy ?? new ArrayBuffer(0), surface?.indexOffset);
        expect(indices.reduce((a, b) => Math.max(a, b))).toBe((surface?.vertexCount ?? 0) - 1);
    });

    it("show surfaces of several isovalues together, each as it is alone", async () => {
        const page = await Page.start();
        const shown = (): MeshMessage => {
            const before = page.of("mesh").length;
            page.until(() => page.of("mesh").length > before);
            return page.of("mesh").at(-1)!;
        };
        const bytesOf = ({ copy, surfaces }: MeshMessage, surface: number): Uint8Array => {
            const { vertexOffset, indexOffset, triangleCount } = surfaces[surface]!;
            return new Uint8Array(copy!, vertexOffset, indexOffset + 12 * triangleCount - vertexOffset);
        };
        page.until(() => page.of("mesh").length > 0);
        const isovalues = [0.15, 0.2, 0.3];
        const alone = isovalues.map((isovalue) => {
            page.liveSettings({ isovalue, moreIsovalues: [] });
            return bytesOf(shown(), 0);
        });
        page.liveSettings({ isovalue: 0.15, moreIsovalues: [0.2, 0.3] });
        const together = shown();
        expect(together.surfaces.map(({ isovalue }) => isovalue)).toEqual(isovalues);
        isovalues.forEach((_, i) => expect(Buffer.compare(bytesOf(together, i), alone[i]!)).toBe(0));
    });
});

describe("the loop", () => {
    it("steps while there is no free slot, and meshes again when there is", async () => {
        const page = await Page.start({ liveSettings: { running: true, isovalue: 0.2, ticks: 60 } });
        while (page.of("mesh").length < 3) page.slices(1);
        const before = page.of("mesh").at(-1)?.steps ?? 0;
        page.slices(50);
        expect(page.of("mesh").length).toBe(3); // none has been released
        page.until(() => page.of("mesh").length > 3);
        expect(page.of("mesh").at(-1)?.steps).toBeGreaterThan(before);
    });

    it("rests when it is paused and everything is shown", async () => {
        const page = await Page.start({ liveSettings: { running: true, isovalue: 0.2 } });
        page.slices(10);
        page.liveSettings({ running: false });
        page.until(() => page.backend.slice() === Infinity);
        const steps = page.ask<SimState>({ type: "step", count: 0, journal: [] }).steps;
        page.slices(5);
        expect(page.ask<SimState>({ type: "step", count: 0, journal: [] }).steps).toBe(steps);
        expect(page.of("mesh").at(-1)?.steps).toBe(steps); // the last state is on the screen
    });

    it("meshes the same again for a page that has lost it, paused or not", async () => {
        const page = await Page.start();
        page.until(() => page.backend.slice() === Infinity && page.of("mesh").length > 0);
        const count = page.of("mesh").length;
        page.slices(3);
        expect(page.of("mesh").length).toBe(count);
        void page.backend.receive({ type: "mesh_again" });
        page.until(() => page.of("mesh").length > count);
        expect(page.of("mesh").at(-1)?.surfaces).toEqual(page.of("mesh")[count - 1]?.surfaces);
    });

    it("tells of the last steps and the last surface before it rests", async () => {
        const page = await Page.start();
        for (const count of [3, 40, 1]) {
            const { steps } = page.ask<SimState>({ type: "step", count, journal: [] });
            page.until(() => page.backend.slice() === Infinity);
            const stats = page.of("stats").at(-1)?.stats,
                mesh = page.of("mesh").at(-1);
            expect(stats?.steps).toBe(steps);
            expect(stats?.triangles).toBe(mesh?.surfaces.reduce((sum, surface) => sum + surface.triangleCount, 0));
        }
    });

    it("answers a ping and counts in its statistics", async () => {
        const page = await Page.start({ liveSettings: { running: true, isovalue: 0.2 } });
        void page.backend.receive({ type: "ping" });
        expect(page.of("pong").length).toBe(1);
        page.until(() => page.of("stats").length > 2);
        const stats = page.of("stats").at(-1)?.stats;
        expect(stats?.running).toBe(true);
        expect(stats?.stepsPerSecond).toBeGreaterThan(0);
        expect(stats?.stepMs).toBeGreaterThan(0);
        expect(stats?.chunks).toBe(2 * 2 * 3);
    });
});

describe("textures", () => {
    const WANTED = { shown: true, colour: "u", largest: 2048 };
    const take = (page: Page): void => {
        for (const { run, slot } of page.of("texture")) void page.backend.receive({ type: "texture_taken", run, slot });
    };

    it("are not made before they are wanted, and then hold both keyframes", async () => {
        const page = await Page.start();
        page.until(() => page.of("mesh").length > 0);
        page.ask({ type: "step", count: 5, journal: [] });
        page.until(() => page.of("mesh").at(-1)?.keyframe === 1);
        expect(page.of("texture")).toEqual([]);
        page.liveSettings({ textures: WANTED });
        page.slices(2);
        const textures = page.of("texture");
        expect(textures.map(({ role, view, keyframe }) => [role, view, keyframe])).toEqual([
            ["shown", "v", 0],
            ["shown", "v", 1],
            ["colour", "u", 1],
        ]);
        expect(textures[0]).toMatchObject({
            size: [32, 24, 40],
            periodic: [true, false, true],
            low: 0,
            high: 1,
            offset: 0,
        });
        for (const { copy } of textures) expect(copy?.byteLength).toBe(2 * (32 * 24 * 40 + 2 * 8 * 6 * 10));
        const u = new Uint16Array(textures[2]?.copy ?? new ArrayBuffer(0), 0, 32 * 24 * 40),
            field = new Float32Array(page.ask({ type: "field", field: "u" }));
        const half = (value: number): number =>
            value < 2 ** -14
                ? value / 2 ** -24
                : ((Math.floor(Math.log2(value)) + 15) << 10) +
                  Math.round((value / 2 ** Math.floor(Math.log2(value)) - 1) * 1024);
        for (let i = 0; i < u.length; i += 97)
            expect(Math.abs((u[i] ?? 0) - half(field[i] ?? 0))).toBeLessThanOrEqual(1);
    });

    it("come before the first mesh of their keyframe, and no keyframe is left out", async () => {
        const page = await Page.start({ liveSettings: { running: true, isovalue: 0.2, ticks: 60, textures: WANTED } });
        page.until(() => {
            take(page);
            return (page.of("mesh").at(-1)?.keyframe ?? 0) > 6;
        });
        const heard = page.heard.filter((message) => message.type === "mesh" || message.type === "texture");
        const shown = page
            .of("texture")
            .filter(({ role }) => role === "shown")
            .map(({ keyframe }) => keyframe);
        expect(shown.slice(0, 6)).toEqual([0, 1, 2, 3, 4, 5]);
        for (const mesh of page.of("mesh")) {
            const before = heard
                .slice(0, heard.indexOf(mesh))
                .filter((message) => message.type === "texture" && message.keyframe === mesh.keyframe);
            expect(before.length).toBe(2);
            expect(mesh.blend).toBeGreaterThanOrEqual(0);
            expect(mesh.blend).toBeLessThanOrEqual(1);
        }
    });

    it("wait for the page: while it has not taken them, nothing is published, and the run goes on", async () => {
        const page = await Page.start({ liveSettings: { running: true, isovalue: 0.2, ticks: 60, textures: WANTED } });
        page.until(() => page.of("texture").filter(({ role }) => role === "shown").length === 2);
        const steps = page.of("stats").at(-1)?.stats.steps ?? 0;
        page.until(() => (page.of("stats").at(-1)?.stats.steps ?? 0) > steps + 20);
        expect(page.of("texture").length).toBe(4);
        take(page);
        page.until(() => page.of("texture").length > 4);
    });

    it("are coarser where the graphics card takes less, and go with what wanted them", async () => {
        const page = await Page.start({
            liveSettings: { running: false, isovalue: 0.2, textures: { shown: true, colour: null, largest: 20 } },
        });
        page.until(() => page.of("texture").length > 0);
        expect(page.of("texture")[0]?.size).toEqual([16, 12, 20]);
        page.liveSettings({ textures: { shown: false, colour: null, largest: 20 } });
        take(page);
        page.ask({ type: "step", count: 1, journal: [] });
        page.until(() => page.of("mesh").at(-1)?.keyframe === 1);
        expect(page.of("texture").length).toBe(1);
    });

    it("that cannot be had are told, and the run goes on", async () => {
        const page = await Page.start({
            liveSettings: { running: false, isovalue: 0.2, textures: { shown: false, colour: "nothing", largest: 64 } },
        });
        page.until(() => page.of("stats").some(({ stats }) => stats.warning?.kind === "texture"));
        expect(page.of("stats").at(-1)?.stats.warning?.sentence).toContain("nothing");
        page.liveSettings({ textures: { shown: true, colour: null, largest: 64 } });
        page.until(() => page.of("stats").at(-1)?.stats.warning === null);
        expect(page.ask<SimState>({ type: "step", count: 1, journal: [] }).steps).toBe(1);
    });

    it("let an empty surface through as quickly as a full one", async () => {
        const page = await Page.start({ liveSettings: { running: false, isovalue: 0.2, surface: false } });
        page.until(() => page.of("mesh").length > 0);
        expect(page.of("mesh")[0]).toMatchObject({ surfaces: [{ triangleCount: 0 }], blend: 1, keyframe: 0 });
        page.liveSettings({ surface: true });
        page.until(() => (page.of("mesh").at(-1)?.surfaces[0]?.triangleCount ?? 0) > 100);
    });
});

// Messages that the page would not send: whatever they hold, the engine goes on as it was.
describe("a message that nobody can answer", () => {
    const BAD = [
        NaN,
        Infinity,
        -Infinity,
        -1,
        1.5,
        2 ** 60,
        1e300,
        "",
        "x",
        null,
        undefined,
        true,
        [],
        [NaN, 1, 2],
        {},
        5n,
        -1n,
        2n ** 64n,
        () => 1,
        new ArrayBuffer(3),
    ];
    /** What is no bad value of a member. */
    const FINE: Readonly<Record<string, readonly unknown[]>> = {
        view: [null],
        seeding: [null],
        field: [null],
        journal: [],
        reason: ["", "x"],
        exact: [true],
        cap: [true],
        isovalue: [-1, 1.5, 2 ** 60, 1e300],
        seed: [5n],
    };
    const isFine = (key: string, value: unknown): boolean =>
        (FINE[key] ?? []).includes(value) || (key === "journal" && Array.isArray(value) && value.length === 0);
    const KEYS: Readonly<Record<string, readonly string[]>> = {
        sim_config: ["config", "view"],
        set: ["parameter", "value"],
        get: ["parameter"],
        paint: ["brush"],
        scrub: ["steps", "exact"],
        mark: ["reason"],
        pick: ["ray"],
        cell: ["cell"],
        check: ["network"],
        seed: ["seeding", "seed"],
        step: ["count", "journal"],
        view: ["view"],
        threads: ["threads"],
        field: ["field"],
        export: ["what", "isovalue", "field", "cap"],
        start: ["file"],
        value_at: ["place"],
        load: ["file"],
        resume: ["checkpoint"],
        dance: ["partner"],
    };
    const GOOD: Readonly<Record<string, unknown>> = {
        config: CONFIG,
        view: "v",
        parameter: "feed",
        value: 0.03,
        steps: 3,
        exact: true,
        seeding: null,
        seed: 7n,
        count: 3,
        journal: [],
        what: "npy",
        isovalue: 0.2,
        field: null,
        cap: false,
    };
    const messages = Object.entries(KEYS).flatMap(([type, keys]) =>
        keys.flatMap((key) =>
            BAD.filter((bad) => !isFine(key, bad)).map((bad) => ({
                type,
                ...Object.fromEntries(keys.map((other) => [other, other === key ? bad : GOOD[other]])),
            })),
        ),
    );

    it("is refused with a sentence, five hundred times", async () => {
        const page = await Page.start(),
            before = page.ask<SimState>({ type: "step", count: 5, journal: [] }),
            hash = page.ask<string>({ type: "hash" });
        const asked = messages.map((message) => ({ message, id: page.send(message as unknown as Request) }));
        expect(asked.length).toBeGreaterThan(500);
        page.slices(40);
        expect(page.of("error")).toEqual([]);
        const refused = new Map(page.of("refused").map(({ id, sentence }) => [id, sentence]));
        const taken = asked
            .filter(({ id }) => (refused.get(id) ?? "").length < 15)
            .map(({ message }) => Object.entries(message).join(" "));
        expect(taken).toEqual([]);
        for (const bad of BAD) {
            page.liveSettings({ isovalue: bad, ticks: bad, box: bad } as unknown as LiveSettings);
            void page.backend.receive({ type: "camera", sphere: bad } as never);
        }
        page.slices(3);
        expect(page.of("error")).toEqual([]);
        expect(page.ask<SimState>({ type: "step", count: 0, journal: [] }).config).toEqual(before.config);
        expect(page.ask<string>({ type: "hash" })).toBe(hash);
    });
});

describe("after a failure", () => {
    const JOURNAL = [
        { steps: 10, parameter: "feed", value: 0.03 },
        { steps: 25, parameter: "kill", value: 0.06 },
    ];

    function live(page: Page): string {
        page.ask({ type: "step", count: 10, journal: [] });
        page.ask({ type: "set", parameter: "feed", value: 0.03 });
        page.ask({ type: "step", count: 15, journal: [] });
        page.ask({ type: "set", parameter: "kill", value: 0.06 });
        page.ask({ type: "step", count: 15, journal: [] });
        return page.hash();
    }

    it("repeats the steps and the changes since the seed", async () => {
        const hash = live(await Page.start());
        const resume: Checkpoint = {
            config: CONFIG,
            view: "u",
            journal: JOURNAL,
            snapshot: null,
            fromSeed: true,
            steps: 40,
        };
        const page = await Page.start({ resume });
        expect(page.hash()).toBe(hash);
        expect(page.ask<SimState>({ type: "step", count: 0, journal: [] })).toMatchObject({ steps: 40, view: "u" });
    });

    it("takes a snapshot as a shortcut", async () => {
        const first = await Page.start();
        first.ask({ type: "step", count: 10, journal: [] });
        first.ask({ type: "set", parameter: "feed", value: 0.03 });
        first.ask({ type: "step", count: 5, journal: [] });
        const file = first.ask<ArrayBuffer>({ type: "save" });
        const hash = live(await Page.start());
        const page = await Page.start({
            resume: {
                config: CONFIG,
                view: null,
                journal: JOURNAL,
                snapshot: { steps: 15, file },
                fromSeed: true,
                steps: 40,
            },
        });
        expect(page.hash()).toBe(hash);
        expect(page.ask<SimState>({ type: "step", count: 0, journal: [] }).steps).toBe(40);
        expect(page.ask<SimState>({ type: "seed", seeding: null, seed: 7n }).steps).toBe(0);
    });

    it("goes to another run, by its snapshot or from its start, and gives up the one before", async () => {
        const hash = live(await Page.start());
        const page = await Page.start({ config: { ...CONFIG, size: [16, 16, 16], seed: 1n } });
        page.ask({ type: "step", count: 5, journal: [] });
        const other = page.hash();
        const checkpoint: Checkpoint = {
            config: CONFIG,
            view: "u",
            journal: JOURNAL,
            snapshot: null,
            fromSeed: true,
            steps: 40,
        };
        expect(page.ask<SimState>({ type: "resume", checkpoint })).toMatchObject({
            steps: 0,
            view: "u",
            extent: [32, 24, 40],
        });
        expect(page.ask<SimState>({ type: "step", count: 40, journal: JOURNAL })).toMatchObject({
            steps: 40,
            view: "u",
        });
        expect(page.hash()).toBe(hash);
        const [replacedRun] = page.of("replaced_run");
        expect(replacedRun?.steps).toBe(5);
        const back: Checkpoint = {
            config: CONFIG,
            view: null,
            journal: [],
            snapshot: { steps: 5, file: replacedRun?.file ?? new ArrayBuffer(0) },
            fromSeed: false,
            steps: 5,
        };
        expect(page.ask<SimState>({ type: "resume", checkpoint: back }).steps).toBe(5);
        expect(page.hash()).toBe(other);
    });

    it("ends a journey that is no longer wanted, as a run that was never asked for more", async () => {
        const page = await Page.start();
        const id = page.send({ type: "step", count: 100_000, journal: [{ steps: 3, parameter: "feed", value: 0.03 }] });
        page.until(() => page.of("busy").length > 1);
        void page.backend.receive({ type: "stop" });
        page.until(() => page.answer(id) !== undefined);
        const answer = page.answer(id),
            { steps, config } = (answer?.type === "reply" ? answer.value : null) as SimState;
        expect(steps).toBeLessThan(100_000);
        const told = page.of("busy").map(({ busy }) => busy?.fraction ?? null);
        expect(told.at(-1), "it is over").toBeNull();
        expect(told.slice(0, -1).every((fraction, i) => fraction! > (told[i - 1] ?? 0) && fraction! < 1)).toBe(true);
        expect(config.params.feed).toBeCloseTo(0.03, 7);
        const other = await Page.start();
        other.ask({ type: "step", count: 3, journal: [] });
        other.ask({ type: "set", parameter: "feed", value: 0.03 });
        other.ask({ type: "step", count: steps - 3, journal: [] });
        expect(page.hash()).toBe(other.hash());
    });

    it("leaves a snapshot every some seconds", async () => {
        const page = await Page.start({ liveSettings: { running: true, isovalue: 0.2 } });
        page.until(() => page.of("snapshot").length > 0);
        const [message] = page.of("snapshot");
        const other = await Page.start();
        const state = other.ask<SimState>({ type: "load", file: message?.snapshot.file ?? new ArrayBuffer(0) });
        expect(state.steps).toBe(message?.snapshot.steps);
        expect(state.config).toEqual({ ...CONFIG, seeding: "perlin" });
    });

    it("leaves a snapshot at once where no seed leads back: after a start from a volume", async () => {
        const page = await Page.start();
        page.ask({ type: "step", count: 9, journal: [] });
        const hash = page.hash();
        const file = page.ask<ArrayBuffer>({ type: "export", what: "npy", isovalue: 0, field: null, cap: false });
        page.ask({ type: "seed", seeding: "spheres", seed: 3n });
        const before = page.of("snapshot").length;
        expect(page.ask<VolumeStart>({ type: "start", file }).state.steps).toBe(0);
        expect(page.hash()).toBe(hash);
        const message = page.of("snapshot")[before];
        const other = await Page.start({
            resume: {
                config: CONFIG,
                view: null,
                journal: [],
                snapshot: message?.snapshot ?? null,
                fromSeed: false,
                steps: 0,
            },
        });
        expect(other.hash()).toBe(hash);
    });

    it(
        "leaves a copy with every snapshot where one is wanted, and a snapshot of what was loaded or came back",
        async () => {
            const page = await Page.start({ liveSettings: { copies: true } });
            page.ask({ type: "step", count: 3, journal: [] });
            const hash = page.hash(),
                file = page.ask<ArrayBuffer>({ type: "save" });
            page.ask({ type: "load", file });
            const { snapshot, copy } = page.of("snapshot").at(-1)!;
            expect(snapshot.steps).toBe(3);
            expect(copy).not.toBe(snapshot.file);
            expect(new Uint8Array(copy!)).toEqual(new Uint8Array(snapshot.file));
            const resume = (of: ArrayBuffer | null): unknown =>
                page.ask({
                    type: "resume",
                    checkpoint: {
                        config: CONFIG,
                        view: null,
                        journal: [],
                        snapshot: of && { steps: 3, file: of },
                        fromSeed: true,
                        steps: 3,
                    },
                });
            const before = page.of("snapshot").length;
            resume(copy);
            expect(page.of("snapshot")).toHaveLength(before + 1);
            expect(page.hash()).toBe(hash);
            resume(null); // at its start the seed leads there at once
            expect(page.of("snapshot")).toHaveLength(before + 1);

            const quiet = await Page.start();
            quiet.ask({ type: "load", file });
            expect(quiet.of("snapshot")).toEqual([]); // whoever asked has the file
        },
        PATIENCE_MS,
    );

    it("takes the size of a volume; what is too flat gets thicker, and what are no cubes become cubes", async () => {
        const small = await Page.start({ config: { ...CONFIG, size: [16, 8, 12], dx: 1 } });
        const file = small.ask<ArrayBuffer>({ type: "export", what: "npy", isovalue: 0, field: null, cap: false });
        const page = await Page.start();
        expect(page.ask<VolumeStart>({ type: "start", file })).toMatchObject({
            state: { steps: 0, config: { size: [16, 8, 12], boundary: CONFIG.boundary } },
            notes: [],
        });
        expect(page.hash()).toBe(small.hash());
        const header = `${"{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4, 4), }".padEnd(117)}\n`;
        const flat = new Uint8Array([
            0x93,
            ...new TextEncoder().encode("NUMPY"),
            1,
            0,
            118,
            0,
            ...new TextEncoder().encode(header),
            ...new Uint8Array(64),
        ]);
        expect(page.ask<VolumeStart>({ type: "start", file: flat.buffer })).toMatchObject({
            state: { config: { size: [8, 8, 8] } },
            notes: ["Its 4x4x1 values are resampled to 8x8x8 cubes of 1."],
        });
        const nrrd = (spacings: string): ArrayBuffer =>
            new TextEncoder().encode(
                `NRRD0004\ntype: uchar\ndimension: 3\nsizes: 12 10 9\nspacings: ${spacings}\nencoding: ` +
                    `raw\n\n${"\0".repeat(1080)}`,
            ).buffer;
        for (const [spacings, expected, notes] of [
            ["2 2 2", { size: [12, 10, 9], dx: 2 }, []],
            [
                "2 2 5",
                { size: [12, 10, 23], dx: 2 },
                ["Its 12x10x9 values, 2 x 2 x 5 apart, are resampled to 12x10x23 cubes of 2."],
            ],
            [
                "4 2 2",
                { size: [24, 10, 9], dx: 2 },
                ["Its 12x10x9 values, 4 x 2 x 2 apart, are resampled to 24x10x9 cubes of 2."],
            ],
        ] as const)
            expect(page.ask<VolumeStart>({ type: "start", file: nrrd(spacings) })).toMatchObject({
                state: { config: expected },
                notes,
            });
    });

    it("says what a run leaves aside of a volume, and takes where the file leaves it open", async () => {
        const page = await Page.start();
        const vti = (image: string, data = "PointData", side = 7): ArrayBuffer =>
            new TextEncoder().encode(
                `<VTKFile type="ImageData"><ImageData WholeExtent="0 ${side} 0 ${side} 0 ${side}" ${image}>` +
                    `<Piece Extent="0 ${side} 0 ${side} 0 ${side}"><${data}><DataArray type="UInt8" Name="v">` +
                    `${"1 ".repeat(512)}</DataArray></${data}></Piece></ImageData></VTKFile>`,
            ).buffer;
        const nrrd = (lines: string): ArrayBuffer =>
            new TextEncoder().encode(
                `NRRD0004\ntype: uchar\ndimension: 3\nsizes: 8 8 8\n${lines}\nencoding: raw\n\n${"\0".repeat(512)}`,
            ).buffer;
        for (const [file, notes] of [
            [vti(""), []],
            [
                vti('Origin="1 0 -2.5"'),
                ["The first value stands at (1, 0, -2.5) in the file; here it stands at (0, 0, 0)."],
            ],
            [vti('Direction="0 1 0 1 0 0 0 0 1"'), ["The file's axes are turned; here they are x, y and z."]],
            [
                vti('Spacing="0.5 0.5 0.5"', "CellData", 8),
                [
                    "The values are of cells: the first stands half a spacing behind the file's origin.",
                    "The first value stands at (0.25, 0.25, 0.25) in the file; here it stands at (0, 0, 0).",
                ],
            ],
            [
                nrrd("spacings: 1 -1 NaN"),
                [
                    "The spacing along y is -1: that axis points backwards.",
                    "The spacing along z is unknown and taken as 1.",
                    "The file's axes are turned; here they are x, y and z.",
                ],
            ],
        ] as const)
            expect(page.ask<VolumeStart>({ type: "start", file }).notes).toEqual(notes);
    });

    it("refuses a pattern whose rule it does not know, with the reason, and keeps the run", async () => {
        const page = await Page.start();
        page.ask({ type: "step", count: 3, journal: [] });
        const hash = page.hash();
        const pattern = (parameter: string): ArrayBuffer =>
            new TextEncoder().encode(
                `<VTKFile type="ImageData"><RD><rule name="Gray-Scott" type="inbuilt"><param name="D_a">${parameter}` +
                    '</param></rule></RD><ImageData WholeExtent="0 0 0 0 0 0"><Piece Extent="0 0 0 0 0 0"><PointData>' +
                    '<DataArray type="UInt8" Name="a">1</DataArray></PointData></Piece></ImageData></VTKFile>',
            ).buffer;
        const id = page.send({ type: "start", file: pattern("0,082") });
        page.until(() => page.answer(id) !== undefined);
        expect(page.answer(id)).toMatchObject({
            type: "refused",
            sentence: "no run begins with it: the pattern's parameter D_a is '0,082', which is no number",
        });
        expect(page.hash()).toBe(hash);
    });

    it("refuses a damaged snapshot and keeps the run", async () => {
        const page = await Page.start();
        page.ask({ type: "step", count: 4, journal: [] });
        const hash = page.hash(),
            file = page.ask<ArrayBuffer>({ type: "save" }).slice(0, 5000);
        const id = page.send({ type: "load", file });
        page.until(() => page.answer(id) !== undefined);
        expect(page.answer(id)).toMatchObject({ type: "refused", status: MgStatus.BadFile });
        expect(page.hash()).toBe(hash);
    });

    it("says what it died of, and then nothing", async () => {
        const page = await Page.start();
        void page.backend.receive({ type: "debug", action: "trap" });
        expect(page.of("error")).toEqual([
            { type: "error", failure: "trap", sentence: "The engine has stopped itself: a trap was asked for." },
        ]);
        const heard = page.heard.length;
        page.send({ type: "hash" });
        page.slices(3);
        expect(page.heard.length).toBe(heard);
    });

    it("comes up with something smaller than what the machine cannot hold", async () => {
        const page = await Page.start({ config: { ...CONFIG, size: [4096, 4096, 4096] } });
        expect(page.of("fallback")[0]?.sentence).toMatch(/\d/);
        expect(page.of("ready")[0]?.state.extent).toEqual([64, 64, 64]);
    });

    it.each([
        { network: NETWORK.replace("rate", "rat") },
        { network: NETWORK, params: { "no such": 1 } },
        { network: NETWORK, size: [4096, 4096, 4096] as const },
    ])("leaves a refused network to the page, in the smallest box", async (changes) => {
        const page = await Page.start({ config: { ...CONFIG, model: "network", ...changes } });
        expect(page.of("fallback")).toEqual([]);
        expect(page.of("ready")[0]?.state).toMatchObject({ extent: [8, 8, 8], config: { network: null } });
    });

    it("begins with the network of an address", async () => {
        const page = await Page.start({ config: { ...CONFIG, model: "network", network: NETWORK } });
        expect(page.of("ready")[0]?.state).toMatchObject({ extent: CONFIG.size, config: { network: NETWORK } });
    });
});

describe("brush and probe", () => {
    const BRUSH = { centre: [16, 12, 20], radius: 5, softness: 0.5, strength: 0.75, erase: false } as const;
    const EMPTY = { "spheres.count": 1, "spheres.u": 1, "spheres.v": 0, "spheres.noise": 0 };
    const config: SimConfig = { ...CONFIG, seeding: "spheres", params: EMPTY };

    it("paints between two steps, shows it at once, and finds the place that a ray meets", async () => {
        const page = await Page.start({ config });
        const ray = { origin: [16, 12, -50], direction: [0, 0, 1] } as const;
        page.until(() => page.of("mesh").length > 0);
        expect(page.of("mesh").at(-1)?.surfaces[0]?.triangleCount).toBe(0);
        expect(page.ask({ type: "pick", ray })).toBeNull();
        expect(page.ask({ type: "bounds" })).toBeNull();
        page.ask({ type: "step", count: 3, journal: [] });
        expect(page.ask<SimState>({ type: "paint", brush: BRUSH })).toMatchObject({ steps: 3 });
        page.until(() => (page.of("mesh").at(-1)?.surfaces[0]?.triangleCount ?? 0) > 50);
        const pick = page.ask<Picked>({ type: "pick", ray });
        expect(pick.position[2]).toBeGreaterThan(15);
        expect(pick.position[2]).toBeLessThan(20);
        expect(pick.cell.slice(0, 2)).toEqual([16, 12]);
        expect(page.ask({ type: "cell", cell: pick.cell })).toEqual({ steps: 3, time: pick.time, values: pick.values });
        expect(pick.values[1]).toBeGreaterThan(0.05);
        const bounds = page.ask<Bounds>({ type: "bounds" });
        for (const [axis, middle] of BRUSH.centre.entries()) {
            expect(bounds.min[axis]).toBeGreaterThan(middle - 5);
            expect(bounds.max[axis]).toBeLessThan(middle + 5);
        }
        const refused = page.send({ type: "paint", brush: { ...BRUSH, radius: -1 } });
        page.until(() => page.answer(refused) !== undefined);
        expect(page.answer(refused)).toMatchObject({
            type: "refused",
            sentence: "radius = -1 should be a number above 0.",
        });
    });

    it("is in the journal: from the seed and from a snapshot, also of the same step, the run is the same", async () => {
        const page = await Page.start({ config, liveSettings: { running: false, isovalue: 0.2 } });
        page.ask({ type: "step", count: 4, journal: [] });
        page.ask({ type: "paint", brush: BRUSH });
        const file = page.ask<ArrayBuffer>({ type: "save" });
        page.ask({ type: "paint", brush: { ...BRUSH, erase: true, radius: 3 } });
        page.ask({ type: "set", parameter: "feed", value: 0.03 });
        page.ask({ type: "step", count: 6, journal: [] });
        const hash = page.hash();
        const journal = [
            { steps: 4, brush: BRUSH },
            { steps: 4, brush: { ...BRUSH, erase: true, radius: 3 } },
            { steps: 4, parameter: "feed", value: 0.03 },
        ];
        for (const snapshot of [null, { steps: 4, file, changes: 1 }]) {
            const checkpoint: Checkpoint = { config, view: null, journal, snapshot, fromSeed: true, steps: 10 };
            const again = await Page.start({ resume: checkpoint });
            expect(again.hash()).toBe(hash);
            const other = await Page.start();
            other.ask({ type: "resume", checkpoint });
            other.ask({ type: "step", count: snapshot === null ? 10 : 6, journal });
            expect(other.hash()).toBe(hash);
        }
    });
});

describe("back in time", () => {
    const BRUSH = { centre: [16, 12, 20], radius: 5, softness: 0.5, strength: 0.75, erase: false } as const;

    /** 60 steps with a stroke and a change on the way, and the hash after each multiple of 5. */
    async function lived(): Promise<{ page: Page; hashes: Map<number, string> }> {
        const page = await Page.start(),
            hashes = new Map<number, string>();
        const stepTo = (steps: number): void => {
            for (let now = page.ask<SimState>({ type: "step", count: 0, journal: [] }).steps; now < steps; now += 5) {
                page.ask({ type: "step", count: 5, journal: [] });
                hashes.set(now + 5, page.hash());
            }
        };
        stepTo(20);
        page.ask({ type: "paint", brush: BRUSH });
        hashes.set(20, page.hash());
        page.slices(3);
        await new Promise((resolve) => setTimeout(resolve, 400)); // a state is stored some time after the start
        stepTo(40);
        page.slices(3);
        page.ask({ type: "set", parameter: "feed", value: 0.03 });
        stepTo(60);
        return { page, hashes };
    }

    it("every step is reached to the bit, there and back, and nothing is left", async () => {
        const { page, hashes } = await lived();
        page.until(() => page.of("stats").some(({ stats }) => stats.stored.length > 0));
        for (const steps of [40, 15, 55, 20, 0, 45, 60]) {
            expect(page.ask<SimState>({ type: "scrub", steps, exact: true }).steps).toBe(steps);
            if (steps > 0) expect(page.hash(), `step ${steps}`).toBe(hashes.get(steps));
        }
        expect(page.ask<SimState>({ type: "scrub", steps: 1000, exact: true }).steps).toBe(60);
        expect(page.of("branched")).toEqual([]);
        page.ask({ type: "step", count: 5, journal: [] });
        expect(page.of("replaced_run")).toEqual([]); // it was where it had come to
    });

    it("a stored state is shown at once while a person drags", async () => {
        const { page, hashes } = await lived();
        page.until(() => page.of("stats").some(({ stats }) => stats.stored.length > 0));
        const stored = page
            .of("stats")
            .at(-1)!
            .stats.stored.findLast((steps) => steps <= 58)!;
        expect(stored % 5).toBe(0);
        expect(page.ask<SimState>({ type: "scrub", steps: 58, exact: false }).steps).toBe(stored);
        expect(page.hash()).toBe(hashes.get(stored));
        page.until(() => page.of("mesh").at(-1)?.steps === stored);
        page.until(() => page.of("stats").at(-1)?.stats.newest === 60);
    });

    it("going on from an earlier state leaves the later one, which comes back whole", async () => {
        const { page, hashes } = await lived();
        page.ask({ type: "scrub", steps: 25, exact: true });
        page.ask({ type: "set", parameter: "kill", value: 0.05 });
        expect(page.of("branched")).toMatchObject([{ changes: 1 }]); // the stroke stays, the later change goes
        const [replacedRun] = page.of("replaced_run");
        expect(replacedRun).toMatchObject({ steps: 60, changes: 2 });
        page.ask({ type: "step", count: 5, journal: [] });
        const other = await Page.start();
        const journal = [
            { steps: 20, brush: BRUSH },
            { steps: 25, parameter: "kill", value: 0.05 },
        ];
        other.ask({ type: "step", count: 30, journal });
        expect(page.hash()).toBe(other.hash());
        const checkpoint: Checkpoint = {
            config: CONFIG,
            view: null,
            journal: [
                { steps: 20, brush: BRUSH },
                { steps: 40, parameter: "feed", value: 0.03 },
            ],
            snapshot: { steps: 60, file: replacedRun!.file!, changes: 2 },
            fromSeed: true,
            steps: 60,
        };
        page.ask({ type: "resume", checkpoint });
        expect(page.hash()).toBe(hashes.get(60));
    });

    it("keeps to a pace", async () => {
        const page = await Page.start({
            liveSettings: { running: true, isovalue: 0.2, pace: { unit: "steps", perSecond: 20 } },
        });
        const steps = (): number => page.of("stats").at(-1)?.stats.steps ?? 0;
        page.until(() => steps() > 0);
        const began = performance.now(),
            first = steps();
        page.until(() => performance.now() > began + 1500);
        const made = page.ask<SimState>({ type: "step", count: 0, journal: [] }).steps - first;
        expect(made).toBeGreaterThan(5);
        expect(made).toBeLessThanOrEqual((20 * (performance.now() - began)) / 1000 + 10);
        page.liveSettings({ pace: null });
        page.until(() => steps() > first + 200);
    });
});

describe("statistics of the fields", () => {
    it("come after a seed, after steps that were asked for, and while it runs", async () => {
        const page = await Page.start({ config: { ...CONFIG, model: "rdme", size: [16, 16, 16] } });
        const steps = (): number[] => page.of("field_stats").map(({ fieldStats }) => fieldStats.steps);
        page.slices(2);
        expect(steps()).toEqual([0]);
        page.ask({ type: "step", count: 4, journal: [] });
        page.slices(2);
        expect(steps()).toEqual([0, 4]);
        const [, { fieldStats } = { fieldStats: null }] = page.of("field_stats");
        expect(fieldStats?.fields.map(({ field }) => field)).toEqual(["food", "autocatalyst", "inhibitor"]);
        expect(fieldStats?.time).toBeCloseTo(4 * page.ask<number>({ type: "get", parameter: "dt" }), 6);
        const food = new Float32Array(page.ask<ArrayBuffer>({ type: "field", field: "food" }));
        expect(fieldStats?.fields[0]?.total).toBe(food.reduce((sum, count) => sum + count, 0));
        page.ask({ type: "seed", seeding: "uniform", seed: 3n });
        page.slices(2);
        expect(steps()).toEqual([0, 4, 0]);
        page.liveSettings({ running: true });
        page.until(() => steps().length >= 5);
        expect(steps().at(-1)).toBeGreaterThan(steps().at(-2) ?? Infinity);
    });
});

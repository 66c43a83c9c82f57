// A link says everything that leads to the state it was made of, and url.ts reads it back.
import type { ModelDescription, ParamDescription } from "@morphogen/engine";
import { describe, expect, it } from "vitest";
import type { Checkpoint, JournalEntry } from "../src/compute/base";
import { journalText } from "../src/state/journal_text";
import { shortNumber } from "../src/state/number_text";
import { pack, unpack } from "../src/state/packing";
import { composeLink, type Shared } from "../src/state/share";
import { parseLaunch } from "../src/state/url";

const feed: ParamDescription = {
    id: "feed",
    symbol: "F",
    unit: "1/t",
    doc: "",
    kind: "real",
    initial: 0.0367,
    min: 0,
    max: 0.1,
};
const model: ModelDescription = {
    id: "gray_scott",
    label: "Gray-Scott",
    doc: "",
    equations: "",
    source: "",
    molecules: false,
    fields: [],
    parameters: [feed],
    presets: [],
    views: [{ id: "v", label: "v", doc: "", min: 0, max: 1, isovalue: 0.2, gradientMax: 0.15 }],
    seedings: [
        { id: "perlin", label: "Perlin", doc: "", parameters: [{ ...feed, id: "frequency", min: 1, max: 64 }] },
        { id: "spheres", label: "Spheres", doc: "", parameters: [] },
    ],
};
const checkpoint: Checkpoint = {
    config: {
        model: "gray_scott",
        size: [40, 52, 33],
        boundary: ["periodic", "no_flux", "periodic"],
        dx: 0.5,
        seed: 2n ** 64n - 1n,
        seeding: "spheres",
        params: { feed: 0.03, "perlin.frequency": 3 },
        network: null,
    },
    view: "u",
    steps: 1234,
    snapshot: null,
    fromSeed: true,
    journal: [
        { steps: 100, parameter: "feed", value: 0.031 },
        { steps: 250, parameter: "feed", value: 0.0312345678 },
    ],
};
const shared: Shared = {
    checkpoint,
    model,
    isovalue: 0.21,
    hash: "0123456789abcdef",
    camera: { position: [1.25, -0.5, 2], target: [0, 0.125, 0] },
    display: { fog: 0, outline: false },
};
const PAGE = "https://example.org/m/";
const link = async (changes: Partial<Shared> = {}): Promise<string> => {
    const { href, refusal } = await composeLink({ ...shared, ...changes }, PAGE);
    expect(refusal).toBeNull();
    return href!;
};

describe("a share link", () => {
    it("reads back as what it was made of", async () => {
        const href = await link();
        const { config, view, steps, journal } = checkpoint;
        expect(href.startsWith(`${PAGE}?v=1&`)).toBe(true);
        expect(parseLaunch(href.slice(PAGE.length))).toEqual({
            ...config,
            threads: null,
            paused: false,
            isovalue: 0.21,
            view,
            steps,
            journal,
            camera: shared.camera,
            display: shared.display,
            hash: shared.hash,
            problems: [],
        });
    });

    it("is plain: nothing in it needs to be escaped, and defaults are left out", async () => {
        expect(await link()).toMatch(/^[\w:/.?&=~,-]+$/);
        const plain = {
            ...checkpoint,
            config: {
                ...checkpoint.config,
                boundary: ["periodic", "periodic", "periodic"],
                dx: 1,
                seeding: null,
                params: {},
            },
            view: null,
            journal: [],
            steps: 0,
        } as const;
        expect(await link({ checkpoint: plain, camera: null, display: {}, hash: null })).toBe(
            `${PAGE}?v=1&model=gray_scott&size=40x52x33&seed=18446744073709551615&iso=.21`,
        );
    });

    it("carries a network's text, and parameters called like keys", async () => {
        const network = "species v D = 0.1 initial = 4 # ünï\n".repeat(20);
        const href = await link({
            checkpoint: {
                ...checkpoint,
                config: { ...checkpoint.config, model: "network", network, params: { v: 2, step: 3 } },
            },
        });
        const launch = parseLaunch(href.slice(PAGE.length));
        expect(launch.params).toEqual({ v: 2, step: 3 });
        expect(await unpack(launch.network!, 65536)).toBe(network);
    });

    it("says why there is none, with both numbers, and what to do instead", async () => {
        const journal: JournalEntry[] = Array.from({ length: 400 }, (_, i) => ({
            steps: i,
            parameter: "feed",
            value: 0.03 + i / 12345,
        }));
        const long = await composeLink({ ...shared, checkpoint: { ...checkpoint, journal } }, PAGE);
        expect(long.href).toBeNull();
        expect(long.refusal).toMatch(/\d{4,} characters.*400 changes.*2048.*snapshot/);
        const file = await composeLink({ ...shared, checkpoint: { ...checkpoint, fromSeed: false } }, PAGE);
        expect(file.refusal).toMatch(/began from a file.*snapshot/);
    });

    it("leaves out changes that another one made void", () => {
        const entry = (steps: number, parameter: string, value: number): JournalEntry => ({ steps, parameter, value });
        expect(journalText([entry(5, "feed", 0.1), entry(5, "feed", 0.2), entry(6, "feed", 0.3)], model)).toBe(
            "feed~5~.2~1~.3",
        );
        expect(
            journalText(
                [entry(1, "perlin.frequency", 4), entry(5, "feed", 0.2), entry(9, "perlin.frequency", 8)],
                model,
            ),
        ).toBe("feed~5~.2~perlin.frequency~4~8");
    });

    it("holds every touch of the brush, and leaves out what is no brush", () => {
        const brush = { centre: [12.5, 3, -0.75], radius: 4.5, softness: 0.5, strength: 0.9, erase: false } as const;
        const journal: JournalEntry[] = [
            { steps: 5, brush },
            { steps: 5, brush: { ...brush, centre: [1, 2, 3] } },
            { steps: 7, parameter: "feed", value: 0.03 },
            { steps: 9, brush: { ...brush, erase: true } },
        ];
        const text = journalText(journal, model);
        expect(text).toBe("*a~4.5~.5~.9~5~12.5~3~-.75~0~1~2~3~feed~2~.03~*e~4.5~.5~.9~2~12.5~3~-.75");
        expect(parseLaunch(`?v=1&step=9&j=${text}`).journal).toEqual(journal);
        for (const bad of ["*a~4~1~1~5~1~2", "*a~4~1~1~5~1~2~x", "*a~4~1~1~-5~1~2~3"]) {
            const { journal: read, problems } = parseLaunch(`?v=1&step=9&j=${bad}`);
            expect(read).toEqual([]);
            expect(problems.join()).toContain("cannot be understood");
        }
    });

    it.each([0, 1, -0.25, 0.1 + 0.2, 1e-7, 1.5e300, 123456789012345680000, 0.0367])(
        "writes %d so that it reads the same",
        (value) => expect(Number(shortNumber(value))).toBe(value),
    );
});

describe("text in an address", () => {
    it.each(["", "a", "ünï→\n".repeat(500)])("comes back", async (text) => {
        const packed = await pack(text);
        expect(packed).toMatch(/^[\w-]*$/);
        expect(await unpack(packed, 65536)).toBe(text);
    });

    it("is not unpacked beyond what it may have", async () => {
        const bomb = await pack("a".repeat(3_000_000));
        expect(bomb.length).toBeLessThan(5000);
        await expect(unpack(bomb, 65536)).rejects.toThrow("65536");
    });

    it.each(["abc", "____", "AAAA", "a"])("that is damaged is refused: %s", async (packed) => {
        await expect(unpack(packed, 100)).rejects.toThrow(/damaged/);
    });
});

// Addresses that anybody may make: thousands of random and mutated ones. Reading never throws, never passes a value that was not
// checked, says a sentence for what it drops, and what it kept it keeps again. The draws are the same each time.
import { describe, expect, it } from "vitest";

import type { Description, ModelDescription, ParamDescription } from "@morphogen/engine";
import { checkAgainst, readUrl, type Wish } from "../src/state/url";

const param = (id: string, kind: ParamDescription["kind"], min: number, max: number): ParamDescription =>
    ({ id, symbol: id, unit: "", doc: "", kind, initial: min, min, max });
const view = (id: string) => ({ id, label: id, doc: "", min: 0, max: 1, isovalue: 0.2, gradientMax: 1 });
const model = (id: string, parameters: ParamDescription[]): ModelDescription => ({
    id, label: id, doc: "", equations: "", source: "", molecules: false, parameters, presets: [],
    fields: [{ id: "v", label: "v", unit: "", matter: 0.5, nothing: 0 }],
    views: [view("u"), view("v")],
    seedings: [{ id: "perlin", label: "Perlin", doc: "", parameters: [param("frequency", "real", 1, 64), param("octaves", "integer", 1, 8)] }],
});
const description: Description = {
    version: "0",
    models: [
        model("rdme", [param("dt", "real", 0.001, 2), param("k1", "real", 0, 1)]),
        model("gray_scott", [param("feed", "real", 0, 0.1), param("kill", "real", 0, 0.1), param("laplacian", "choice", 0, 1)]),
    ],
};

// mulberry32: small, and enough to draw letters.
function randomFrom(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
    };
}

const seeds = [
    "?model=gray_scott&size=40x52x33&seed=18446744073709551615&threads=3&paused=1&seeding=perlin&boundary=periodic,no_flux,periodic&iso=0.3"
    + "&view=v&dx=0.5&feed=0.03&perlin.frequency=3&laplacian=1",
    "?v=1&model=gray_scott&size=64&step=90&feed=.03&j=feed~10~.03~5~.031~laplacian~0~1~*a~5~.5~.9~10~3~4~5~*e~.1~0~1~0~.5~.5~.5&net=aB_-9"
    + "&cam=1~2~3~0~0~0.5&d.fog=1&d.light=.4&hash=0123456789abcdef&p.kill=.06",
    "?v=1&step=7&j=perlin.octaves~1~2.5~laplacian~1~0.5~feed~1~9~kill~1~.05", "?v=2&j=1", "?v=1&step=5&j=*a~1~1~1~1~.5~.5~.5~kill~0~.01",
    "?model=rdme&size=64&k1=0.002&dt=0.05&iso=1e-3", "?", "", "?size=8&seed=0", "?__proto__=1&constructor=2&toString.valueOf=3&perlin.__proto__=4",
    "?perlin.octaves=3&hasOwnProperty=1", "?perlin.octaves=2.5&laplacian=1&perlin.frequency.octaves=3", "?a=%F0%9F%98%80&b=%00&c=%E0%A4%A&%=%&==&&&", "#model=rdme",
];
const pieces = [
    "model", "size", "seed", "threads", "paused", "seeding", "boundary", "iso", "view", "dx", "feed", "perlin.frequency", "gray_scott", "rdme",
    "j", "step", "cam", "net", "hash", "d.fog", "d.", "p.", "v=1", "v=2", "~", "~~", "*a", "*e", "1~2~3", "~.5", "~-1",
    "periodic", "no_flux", "NaN", "Infinity", "-Infinity", "1e999", "-0", "0x10", "1e-320", "9007199254740993", "18446744073709551616", "=", "&",
    "?", "#", "+", "%20", "%", "%00", "%2B", "x", ",", ".", "-", "__proto__", "constructor", "prototype", "null", "undefined", "true", "[]",
    "{}", "<script>", "\u0000", "\ud800", "\u{1f600}", " ", "\n", "1", "8", "64", "4096", "4097", "0.5",
];

function mutated(draw: (below: number) => number): string {
    let text = seeds[draw(seeds.length)]!;
    if (draw(4) === 0) text = Array.from({ length: draw(12) }, () => pieces[draw(pieces.length)]).join("");
    for (let edits = draw(6); edits > 0; edits--) {
        const at = draw(text.length + 1), cut = draw(Math.min(8, text.length - at + 1));
        const put = draw(3) === 0 ? String.fromCharCode(draw(draw(2) === 0 ? 128 : 65536)) : pieces[draw(pieces.length)]!;
        text = text.slice(0, at) + (draw(3) === 0 ? "" : put) + text.slice(at + cut);
        if (draw(20) === 0) text += text.slice(draw(text.length + 1));
    }
    return text;
}

const isWhole = (value: number, min: number, max: number): boolean => Number.isInteger(value) && value >= min && value <= max;

function expectForm(wish: Wish): void {
    if (wish.size !== null) expect(wish.size.length === 3 && wish.size.every((n) => isWhole(n, 8, 4096))).toBe(true);
    if (wish.seed !== null) expect(wish.seed >= 0n && wish.seed < 2n ** 64n).toBe(true);
    if (wish.threads !== null) expect(isWhole(wish.threads, 1, 64)).toBe(true);
    if (wish.boundary !== null) {
        expect(wish.boundary.length === 3 && wish.boundary.every((wall) => wall === "periodic" || wall === "no_flux")).toBe(true);
    }
    if (wish.isovalue !== null) expect(Number.isFinite(wish.isovalue)).toBe(true);
    if (wish.dx !== null) expect(Number.isFinite(wish.dx) && wish.dx > 0).toBe(true);
    expect(typeof wish.paused).toBe("boolean");
    for (const value of Object.values(wish.params)) expect(Number.isFinite(value)).toBe(true);
    let steps = 0;
    for (const entry of wish.journal) {
        expect(Number.isInteger(entry.steps) && entry.steps >= steps).toBe(true);
        steps = entry.steps;
        if ("parameter" in entry) expect(Number.isFinite(entry.value)).toBe(true);
        else expect(entry.brush.centre.every(Number.isFinite)).toBe(true);
    }
    if (wish.camera !== null) expect([...wish.camera.position, ...wish.camera.target].every(Number.isFinite)).toBe(true);
    if (wish.steps !== null) expect(isWhole(wish.steps, 0, 1e9)).toBe(true);
    if (wish.network !== null) expect(wish.network).toMatch(/^[A-Za-z0-9_-]+$/);
    if (wish.hash !== null) expect(wish.hash).toMatch(/^[0-9a-f]{16}$/);
    for (const problem of wish.problems) expect(problem.length).toBeGreaterThan(0);
}

function expectOfModel(wanted: ModelDescription, name: string, value: number): void {
    const owner = name.split("."), list = owner.length === 1 ? wanted.parameters : wanted.seedings.find(({ id }) => id === owner[0])?.parameters;
    expect(owner.length).toBeLessThanOrEqual(2);
    const found = list?.find(({ id }) => id === owner.at(-1));
    expect(found, name).toBeDefined();
    if (found!.kind !== "real") expect(Number.isInteger(value), `${name} = ${value}`).toBe(true);
    expect(value >= found!.min && value <= found!.max, `${name} = ${value}`).toBe(true);
}

function expectChecked(wish: Wish): void {
    const wanted = description.models.find(({ id }) => id === (wish.model ?? "gray_scott"))!;
    expect(wanted).toBeDefined();
    if (wish.view !== null) expect(wanted.views.map(({ id }) => id)).toContain(wish.view);
    if (wish.seeding !== null) expect(wanted.seedings.map(({ id }) => id)).toContain(wish.seeding);
    for (const [name, value] of Object.entries(wish.params)) expectOfModel(wanted, name, value);
    for (const entry of wish.journal) {
        expect(entry.steps).toBeLessThanOrEqual(wish.steps ?? 0);
        if ("parameter" in entry) expectOfModel(wanted, entry.parameter, entry.value);
        else expect([...entry.brush.centre, entry.brush.radius, entry.brush.softness, entry.brush.strength].every(Number.isFinite)).toBe(true);
    }
    expect(({} as Record<string, unknown>)["1"] ?? (Object.prototype as Record<string, unknown>)["feed"]).toBeUndefined();
}

describe("an address that anybody made", () => {
    it.each([1, 2, 3, 4])("is read without harm (5000 of them, draw %i)", (seed) => {
        const draw = randomFrom(seed);
        let dropped = 0, kept = 0;
        for (let i = 0; i < 5000; i++) {
            const search = mutated(draw), read = readUrl(search);
            expectForm(read);
            const checked = checkAgainst(read, description);
            expectForm(checked);
            expectChecked(checked);
            const again = checkAgainst({ ...checked, problems: [] }, description);
            expect(again).toEqual({ ...checked, problems: [] });
            dropped += Number(checked.problems.length > 0);
            kept += Number(checked.problems.length === 0 && Object.keys(checked.params).length > 0);
        }
        expect(dropped).toBeGreaterThan(500);
        expect(kept).toBeGreaterThan(50);                            // and not everything is nonsense
    });
});

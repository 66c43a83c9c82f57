// What an address may ask for, and what becomes of what it may not.
import type { Description, ParamDescription } from "@morphogen/engine";
import { describe, expect, it } from "vitest";
import { checkAgainst, readUrl } from "../src/state/url";

const feed: ParamDescription = {
    id: "feed", symbol: "F", unit: "1/t", doc: "", kind: "real", initial: 0.0367, min: 0, max: 0.1,
};
const description: Description = {
    version: "0",
    models: [{
        id: "another", label: "Another", doc: "", equations: "", source: "", molecules: false, fields: [], parameters: [], presets: [], views: [],
        seedings: [],
    }, {
        id: "gray_scott", label: "Gray-Scott", doc: "", equations: "", source: "", molecules: false, fields: [], parameters: [feed], presets: [],
        views: [{ id: "v", label: "v", doc: "", min: 0, max: 1, isovalue: 0.2, gradientMax: 0.15 }],
        seedings: [{ id: "perlin", label: "Perlin", doc: "", parameters: [{ ...feed, id: "frequency", min: 1, max: 64 }] }],
    }],
};

describe("readUrl", () => {
    it("asks for nothing when the address says nothing", () => {
        const wish = readUrl("");
        expect(wish).toMatchObject({ model: null, size: null, seed: null, threads: null, paused: false, params: {}, problems: [] });
    });

    it("reads every key", () => {
        const wish = readUrl("?model=gray_scott&size=40x52x33&seed=18446744073709551615&threads=3&paused=1&seeding=perlin"
            + "&boundary=periodic,no_flux,periodic&iso=0.3&view=v&dx=0.5&feed=0.03&perlin.frequency=3");
        expect(wish).toEqual({
            model: "gray_scott", size: [40, 52, 33], seed: 2n ** 64n - 1n, threads: 3, paused: true, seeding: "perlin",
            boundary: ["periodic", "no_flux", "periodic"], isovalue: 0.3, view: "v", dx: 0.5,
            params: { "feed": 0.03, "perlin.frequency": 3 }, problems: [],
        });
    });

    it("takes one number for a cube and one word for all walls", () => {
        expect(readUrl("?size=64").size).toEqual([64, 64, 64]);
        expect(readUrl("?boundary=no_flux").boundary).toEqual(["no_flux", "no_flux", "no_flux"]);
        expect(readUrl("?paused=0").paused).toBe(false);
    });

    it.each([
        "size=7", "size=64x64", "size=64x64x64x64", "size=1e3", "size=99999", "size=-8", "size=", "seed=-1", "seed=1.5", "seed=abc",
        "seed=18446744073709551616", "threads=0", "threads=65", "threads=2.5", "boundary=open", "boundary=periodic,periodic",
        "iso=high", "iso=Infinity", "dx=0", "dx=-1", "feed=", "feed=1,5",
    ])("turns %s into a sentence and keeps the default", (search) => {
        const wish = readUrl(`?${search}`);
        expect(wish.problems).toHaveLength(1);
        expect(wish.problems[0]).toContain(search.split("=")[0]);
        expect({ ...wish, problems: [] }).toEqual(readUrl(""));
    });
});

describe("checkAgainst", () => {
    const check = (search: string): ReturnType<typeof checkAgainst> => checkAgainst(readUrl(search), description);

    it("keeps what the tables know", () => {
        const wish = check("?model=gray_scott&seeding=perlin&view=v&feed=0.1&perlin.frequency=64");
        expect(wish.problems).toEqual([]);
        expect(wish).toMatchObject({ model: "gray_scott", seeding: "perlin", view: "v" });
        expect(wish.params).toEqual({ "feed": 0.1, "perlin.frequency": 64 });
    });

    it("takes names for those of the default model, wherever that stands in the list", () => {
        expect(check("?feed=0.05").params).toEqual({ feed: 0.05 });
        expect(check("?model=another&feed=0.05").params).toEqual({});
    });

    it.each([
        ["model=nothing", "nothing"], ["seeding=stars", "stars"], ["view=w", "view"], ["feed=0.2", "0.0367"],
        ["perlin.frequency=0", "perlin.frequency"], ["colour=1", "colour"], ["stars.count=2", "stars.count"], ["__proto__=1", "__proto__"],
    ])("drops %s and says so", (search, word) => {
        const wish = check(`?${search}`);
        expect(wish.problems.join()).toContain(word);
        expect(wish).toMatchObject({ model: null, seeding: null, view: null, params: {} });
    });
});

// What an address may ask for, and what becomes of what it may not.
import type { Description, ParamDescription } from "@morphogen/engine";
import { describe, expect, it } from "vitest";
import { validateLaunch } from "../src/state/launch_check";
import { asksForRun, parseLaunch } from "../src/state/url";

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
const description: Pick<Description, "models"> = {
    models: [
        {
            id: "another",
            label: "Another",
            doc: "",
            equations: "",
            source: "",
            molecules: false,
            fields: [],
            parameters: [],
            presets: [],
            views: [],
            seedings: [],
        },
        {
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
            ],
        },
    ],
};

describe("readUrl", () => {
    it("asks for nothing when the address says nothing", () => {
        const launch = parseLaunch("");
        expect(launch).toMatchObject({
            model: null,
            size: null,
            seed: null,
            threads: null,
            paused: false,
            params: {},
            problems: [],
        });
    });

    it("reads every key", () => {
        const launch = parseLaunch(
            "?model=gray_scott&size=40x52x33&seed=18446744073709551615&threads=3&paused=1&seeding=perlin" +
                "&boundary=periodic,no_flux,periodic&iso=0.3&view=v&dx=0.5&feed=0.03&perlin.frequency=3",
        );
        expect(launch).toEqual({
            model: "gray_scott",
            size: [40, 52, 33],
            seed: 2n ** 64n - 1n,
            threads: 3,
            paused: true,
            seeding: "perlin",
            boundary: ["periodic", "no_flux", "periodic"],
            isovalue: 0.3,
            view: "v",
            dx: 0.5,
            params: { feed: 0.03, "perlin.frequency": 3 },
            journal: [],
            steps: null,
            network: null,
            camera: null,
            display: {},
            hash: null,
            problems: [],
        });
    });

    it("takes one number for a cube and one word for all walls", () => {
        expect(parseLaunch("?size=64").size).toEqual([64, 64, 64]);
        expect(parseLaunch("?boundary=no_flux").boundary).toEqual(["no_flux", "no_flux", "no_flux"]);
        expect(parseLaunch("?paused=0").paused).toBe(false);
    });

    it.each([
        "size=7",
        "size=64x64",
        "size=64x64x64x64",
        "size=1e3",
        "size=99999",
        "size=-8",
        "size=",
        "seed=-1",
        "seed=1.5",
        "seed=abc",
        "seed=18446744073709551616",
        "threads=0",
        "threads=65",
        "threads=2.5",
        "boundary=open",
        "boundary=periodic,periodic",
        "step=-1",
        "step=1.5",
        "step=1e12",
        "j=1~2",
        "j=feed~1",
        "j=feed~-1~2",
        "j=feed~1.5~2",
        "j=feed~1~x",
        "j=feed~1~2~",
        "net=a+b",
        "net=",
        "cam=1~2~3",
        "cam=1~2~3~1~2~3",
        "cam=1~2~3~4~5~6~7",
        "cam=1~2~3~4~5~1e9",
        "hash=12",
        "hash=00112233445566GG",
        "d.fog=thick",
        "d.fog=99",
        "d.outline=yes",
        "d.nothing=1",
        "d.__proto__=1",
        "iso=high",
        "iso=Infinity",
        "dx=0",
        "dx=-1",
        "dx=1e9",
        "feed=",
        "feed=1,5",
    ])("turns %s into a sentence and keeps the default", (search) => {
        const launch = parseLaunch(`?${search}`);
        expect(launch.problems).toHaveLength(1);
        expect(launch.problems[0]).toContain(search.split("=")[0]);
        expect({ ...launch, problems: [] }).toEqual(parseLaunch(""));
    });
});

describe("a link", () => {
    it("tells the changes while it ran: a name holds until the next, steps count from the change before", () => {
        const { journal, problems } = parseLaunch("?v=1&step=90&j=feed~10~.03~5~.031~kill~0~.06~20~5e-2");
        expect(problems).toEqual([]);
        expect(journal).toEqual([
            { steps: 10, parameter: "feed", value: 0.03 },
            { steps: 15, parameter: "feed", value: 0.031 },
            { steps: 15, parameter: "kill", value: 0.06 },
            { steps: 35, parameter: "kill", value: 0.05 },
        ]);
    });

    it("tells how it is looked at", () => {
        const launch = parseLaunch("?v=1&cam=1~-.5~2~0~0~.1&d.fog=0.5&d.outline=0&hash=0123456789abcdef&net=abc-_");
        expect(launch).toMatchObject({
            camera: { position: [1, -0.5, 2], target: [0, 0, 0.1] },
            display: { fog: 0.5, outline: false },
            hash: "0123456789abcdef",
            network: "abc-_",
            problems: [],
        });
    });

    it("of another version, or longer than links are, is told in one sentence and not used at all", () => {
        for (const search of ["?v=2&size=64&feed=x", `?size=64&feed=${"1".repeat(3000)}`]) {
            const launch = parseLaunch(search);
            expect(launch.problems).toHaveLength(1);
            expect({ ...launch, problems: [] }).toEqual(parseLaunch(""));
        }
    });

    it("may name a parameter that is called like a key", () =>
        expect(parseLaunch("?p.v=2&p.size=3").params).toEqual({ v: 2, size: 3 }));

    it("asks for a run, where it does", () => {
        expect(["", "?paused=1", "?threads=2&paused=1", "?size=32", "?v=1"].map(asksForRun)).toEqual([
            false,
            false,
            false,
            true,
            true,
        ]);
    });
});

describe("checkAgainst", () => {
    const check = (search: string): ReturnType<typeof validateLaunch> =>
        validateLaunch(parseLaunch(search), description);

    it("keeps what the tables know", () => {
        const launch = check("?model=gray_scott&seeding=perlin&view=v&feed=0.1&perlin.frequency=64");
        expect(launch.problems).toEqual([]);
        expect(launch).toMatchObject({ model: "gray_scott", seeding: "perlin", view: "v" });
        expect(launch.params).toEqual({ feed: 0.1, "perlin.frequency": 64 });
    });

    it("takes names for those of the default model, wherever that stands in the list", () => {
        expect(check("?feed=0.05").params).toEqual({ feed: 0.05 });
        expect(check("?model=another&feed=0.05").params).toEqual({});
    });

    it("leaves out changes that cannot be made, and says that the run is another one", () => {
        const launch = check("?step=20&j=feed~5~.03~1~7~nothing~1~1~feed~30~.03");
        expect(launch.journal).toEqual([{ steps: 5, parameter: "feed", value: 0.03 }]);
        expect(launch.problems).toHaveLength(1);
        expect(launch.problems[0]).toMatch(/3 changes.*feed = 7 at step 6/);
    });

    it.each([
        ["model=nothing", "nothing"],
        ["seeding=stars", "stars"],
        ["view=w", "view"],
        ["feed=0.2", "0.0367"],
        ["perlin.frequency=0", "perlin.frequency"],
        ["colour=1", "colour"],
        ["stars.count=2", "stars.count"],
        ["__proto__=1", "__proto__"],
    ])("drops %s and says so", (search, word) => {
        const launch = check(`?${search}`);
        expect(launch.problems.join()).toContain(word);
        expect(launch).toMatchObject({ model: null, seeding: null, view: null, params: {} });
    });
});

// What the engine may be asked: every kind of value with the sentence that refuses it, and the texts that stand for
// values.
import { describe, expect, it } from "vitest";
import { CHANGES, liveSettingsRefusal, PACE, requestRefusal, SEED, SIZE, shown } from "../src/compute/refusals";
import { poseRefusal } from "../src/state/pose";
import { readBoundary, readSeed, readSize } from "../src/state/value_text";

describe("a value that cannot be used", () => {
    it.each<[string, unknown, string]>([
        [
            "a size that is one number",
            { size: 24 },
            "size = 24 should be three whole numbers from 8 to 4096, such as [24, 24, 24].",
        ],
        [
            "a size with a hole",
            { size: [24, undefined, 24] },
            "size = [24,null,24] should be three whole numbers from 8 to 4096, such as [24, 24, 24].",
        ],
        [
            "a seed that is a number",
            { seed: 5 },
            "seed = 5 should be a bigint from 0n to 18446744073709551615n: write 5n.",
        ],
        ["a cell edge below the engine's", { dx: 1e-9 }, "dx = 1e-9 should be a number from 0.000001 to 1000000."],
        ["a parameter that is no number", { params: { feed: NaN } }, "feed = NaN should be a number."],
        [
            "what a configuration does not have",
            { sizes: 3 },
            'a configuration has no "sizes"; there is model, size, boundary, dx, seed, seeding, params, network.',
        ],
        [
            "no object at all",
            7,
            "a configuration = 7 should be an object of model, size, boundary, dx, seed, seeding, params, network.",
        ],
        [
            "a name as long as a book",
            { model: "x".repeat(1000) },
            `model = "${"x".repeat(39)}… should be a name, as a text.`,
        ],
    ])("%s", (_, changes, sentence) => {
        expect(CHANGES(changes, "a configuration")).toBe(sentence);
    });

    it("of a request, a setting, a pace and a camera", () => {
        expect(requestRefusal({ type: "step", count: NaN, journal: [] })).toBe(
            "count = NaN should be a whole number from 0 to 1000000000.",
        );
        expect(requestRefusal({ type: "dance" })).toBe('request = {"type":"dance"} should be one of the page\'s.');
        expect(requestRefusal({ type: "constructor" })).toContain("should be one of the page's");
        expect(requestRefusal({ type: "hash", extra: 1 })).toBe('hash has no "extra"; there is .');
        expect(liveSettingsRefusal({ isovalue: NaN })).toBe("isovalue = NaN should be a number.");
        expect(PACE({ unit: "steps", perSecond: 0 }, "pace")).toBe("perSecond = 0 should be a number above 0.");
        expect(poseRefusal({ position: [NaN, 0, 0], target: [0, 0, 0] })).toContain(
            'position = ["NaN",0,0] should be three numbers from -1000 to 1000',
        );
        expect(poseRefusal({ position: [1, 2, 3], target: [1, 2, 3] })).toBe(
            "The camera at [1,2,3] would look at the place where it stands: choose another target.",
        );
    });

    it("is shown whatever it is", () => {
        const circle: unknown[] = [];
        circle.push(circle);
        expect([
            shown(circle),
            shown(() => 1),
            shown(Symbol("x")),
            shown(5n),
            shown([5n]),
            shown(new ArrayBuffer(3)),
            shown(undefined),
        ]).toEqual(["an object that holds itself", "a function", "a symbol", "5n", '["5"]', "3 bytes", "undefined"]);
    });

    it("is none where it can be used", () => {
        expect(SIZE([8, 4096, 24], "size")).toBeNull();
        expect(SEED(2n ** 64n - 1n, "seed")).toBeNull();
        expect(CHANGES({}, "a configuration")).toBeNull();
        expect(PACE(null, "pace")).toBeNull();
    });
});

describe("a value as it is written", () => {
    it.each(["20x24x16", "20×24×16", "20 24 16", "20, 24, 16", " 20 X 24 X 16 ", "20*24*16"])(
        "%s is three extents",
        (text) => {
            expect(readSize(text)).toEqual({ value: [20, 24, 16], refusal: null });
        },
    );

    it.each(["64", "64³", " 64 "])("%s is a cube", (text) => {
        expect(readSize(text)).toEqual({ value: [64, 64, 64], refusal: null });
    });

    it.each(["", "20x24", "20x24x16x8", "7", "4097", "20x24x16cells", "2e1", "-20", "8x8x8x8"])(
        "%j is told",
        (text) => {
            expect(readSize(text)).toEqual({
                value: null,
                refusal:
                    `size = "${text}" should be three whole numbers from 8 to 4096, such as [24, 24, 24], ` +
                    "or as a text: 64, 40x52x33, 40 52 33.",
            });
        },
    );

    it("a seed and the walls", () => {
        expect(readSeed(" 18446744073709551615 ").value).toBe(2n ** 64n - 1n);
        expect(readSeed("18446744073709551616").refusal).toContain(
            "should be a whole number from 0 to 18446744073709551615",
        );
        expect(readBoundary("no_flux, periodic, no_flux").value).toEqual(["no_flux", "periodic", "no_flux"]);
        expect(readBoundary("open").refusal).toContain('boundary = "open" should be periodic or no_flux');
    });
});

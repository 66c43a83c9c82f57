import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readScene } from "../src/state/scene";

const SCENES = new URL("../../../scenes/", import.meta.url);
const files = readdirSync(SCENES).filter((file) => file.endsWith(".json"));

describe("a scene", () => {
    it("has first values for what it leaves out", () => {
        expect(readScene("{}")).toMatchObject({
            model: "gray_scott",
            size: null,
            boundary: ["periodic", "periodic", "periodic"],
            dx: 1,
            seed: null,
        });
    });

    it("may name in an object of its own, and in a text, what the scene names", () => {
        const scene = readScene('{"dx": 2, "title": "\\"dx\\": 3", "parameters": {"dx": 1}}');
        expect(scene).toMatchObject({ dx: 2, title: '"dx": 3', parameters: { dx: 1 } });
    });

    it("takes every form of size, boundary and seed that the command line takes", () => {
        expect(readScene('{"size": 64}').size).toEqual([64, 64, 64]);
        expect(readScene('{"size": "40x52x33", "boundary": "no_flux"}')).toMatchObject({
            size: [40, 52, 33],
            boundary: ["no_flux", "no_flux", "no_flux"],
        });
        expect(
            readScene('{"boundary": ["periodic", "no_flux", "periodic"], "seed": "18446744073709551615"}'),
        ).toMatchObject({ seed: 2n ** 64n - 1n });
    });

    it.each([
        ["{", "The scene is not JSON"],
        ["", "The scene is not JSON"],
        ['{"dx": 1,}', "with commas between and none at the end"],
        ['{"dx": 0x10}', "The scene is not JSON"],
        ['{"dx": NaN}', "The scene is not JSON"],
        ['{"size": 8} x', "The scene is not JSON"],
        ['{"size": 8, "size": 16}', 'The scene names "size" twice'],
        ['{"size": 8, "s\\u0069ze": 16}', 'The scene names "size" twice'],
        ['{"parameters": {"feed": 0.03, "kill": 0.06, "feed": 0.04}}', 'names "feed" twice'],
        ['{"size": "8x8x8x"}', '"size"'],
        ['{"size": [8, 8, "8y"]}', '"size"'],
        ['{"size": ["8x8", 8]}', '"size"'],
        ['{"size": [[8], 8, 8]}', '"size"'],
        ['{"boundary": [["periodic"], "periodic", "periodic"]}', '"boundary"'],
        ['{"boundary": ["periodic,periodic", "periodic"]}', '"boundary"'],
        ['{"dx": "0.5"}', '"dx"'],
        ['{"seed": 9007199254740993.0}', '"seed"'],
        ['{"seed": "7th"}', '"seed"'],
        ['{"steps": 1.5}', '"steps"'],
        ['{"steps": "10 steps"}', '"steps"'],
        ["[]", "object"],
        ["null", "object"],
        ['{"size": 4}', '"size"'],
        ['{"size": [1, 2]}', '"size"'],
        ['{"seed": -1}', '"seed"'],
        ['{"seed": 18446744073709551615}', '"seed"'],
        ['{"boundary": "round"}', '"boundary"'],
        ['{"boundary": ["periodic", "periodic"]}', '"boundary"'],
        ['{"steps": -1}', '"steps"'],
        ['{"dx": 0}', '"dx"'],
        ['{"dx": 1e9}', '"dx"'],
        ['{"iso": "high"}', '"iso"'],
        ['{"parameters": [1]}', '"parameters"'],
        ['{"parameters": {"feed": null}}', '"parameters"'],
        ['{"title": 3}', '"title"'],
        ['{"colour": "blue"}', '"colour"'],
        ['{"__proto__": 1, "x": 2}', '"'],
    ])("%s is refused, naming %s", (text, word) => expect(() => readScene(text)).toThrow(word));
});

describe("the gallery", () => {
    it("has at least 24 scenes", () => expect(files.length).toBeGreaterThanOrEqual(24));

    it.each(files)("%s says what grows, whence it comes and what to try, and has its picture", (file) => {
        const scene = readScene(readFileSync(new URL(file, SCENES), "utf8"));
        for (const text of [scene.title, scene.doc, scene.hint, scene.source, scene.shape, scene.motion])
            expect(text).not.toBe("");
        expect(scene.steps).toBeGreaterThan(0);
        expect(existsSync(new URL(`../public/gallery/${file.replace(".json", ".webp")}`, import.meta.url))).toBe(true);
    });
});

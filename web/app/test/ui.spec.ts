import { describe, expect, it } from "vitest";
import { bytes, count, formatNumber, sliderStep } from "../src/ui/numbers";

describe("numbers", () => {
    it.each([
        [0, "0"],
        [12.4, "12"],
        [1234, "1,234"],
        [54_321, "54 k"],
        [3_210_000, "3.21 M"],
        [32_100_000, "32.1 M"],
    ])("count %d is %s", (value, text) => expect(count(value)).toBe(text));
    it.each([
        [183_000_000, "183 MB"],
        [4_300_000_000, "4.30 GB"],
    ])("%d bytes are %s", (value, text) => expect(bytes(value)).toBe(text));
    it.each([
        [0, "0"],
        [0.195, "0.195"],
        [0.0001, "1.0e-4"],
        [1234567, "1.2e+6"],
        [12.345, "12.3"],
    ])("figure %d is %s", (value, text) => expect(formatNumber(value)).toBe(text));
    it.each([
        [0, 0.1, 0.0001],
        [0, 1, 0.001],
        [0.001, 4, 0.001],
        [1, 64, 0.1],
    ])("a slider from %d to %d moves by %d", (min, max, step) => expect(sliderStep(min, max)).toBeCloseTo(step, 10));
});

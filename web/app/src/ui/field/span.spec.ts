import { expect, it } from "vitest";
import { roundSpan, roundUp, steadySpan } from "./span";

it("rounds sizes up to what a legend can say", () => {
    expect([0.31, 1, 1.2, 2.4, 3, 99, 0].map(roundUp)).toEqual([0.5, 1, 2, 2.5, 5, 100, 0]);
    expect(roundUp(0.2)).toBeCloseTo(0.2, 12);
});

it("puts round ends around a range", () => {
    expect(roundSpan([0, 0.39])).toEqual([0, 0.4]);
    expect(roundSpan([-0.97, 1.02])).toEqual([-1, 1.2]);
    expect(roundSpan([3, 212])).toEqual([0, 225]);
    expect(roundSpan([4, 4])).toEqual([4, 9]);
    expect(roundSpan([0, 0])).toEqual([0, 1]);
});

it("keeps the ends while they fit, and lets go of them when they say nothing any more", () => {
    const first = steadySpan(null, [0, 0.39]);
    expect(first).toEqual([0, 0.4]);
    expect(steadySpan(first, [0.01, 0.33])).toBe(first);
    expect(steadySpan(first, [0, 0.43])).toEqual([0, 0.45]);
    expect(steadySpan([0, 1], [0, 0.39])).toEqual([0, 0.4]);
    expect(steadySpan(first, [NaN, Infinity])).toBe(first);
    expect(steadySpan(null, [NaN, 1])).toBeNull();
});

import { describe, expect, it } from "vitest";
import { decades } from "../src/ui/decades";

describe("the ticks of a logarithmic axis", () => {
    it.each([
        [0, 2500, 1, [0, 10, 100, 1000]],
        [-20, 5, 1, [-10, 0]],
        [30, 900, 1, [100]],
        [0, 0, 1, [0]],
        [0, 3e12, 1, [0, 100, 1e4, 1e6, 1e8, 1e10, 1e12]],
    ])("from %d to %d", (min, max, smallest, ticks) => expect(decades(min, max, smallest)).toEqual(ticks));
    it("may begin below one", () =>
        decades(0, 1, 1e-4).forEach((tick, i) => expect(tick).toBeCloseTo([0, 1e-3, 1e-2, 1e-1, 1][i]!, 12)));
});

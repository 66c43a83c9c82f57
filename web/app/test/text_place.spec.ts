import { describe, expect, it } from "vitest";
import type { FieldStatsSample } from "../src/compute/base";
import { FieldStatsHistory } from "../src/state/field_stats_history";
import { nearestName, offsetOf, placeOf } from "../src/state/text_place";

describe("where a refusal points", () => {
    it("is read from its sentence", () => {
        expect(placeOf("line 3, column 14: expected '->', found 'rate'")).toEqual({ line: 3, column: 14 });
        expect(placeOf("the network has 70000 bytes; at most 65536 are read")).toBeNull();
        expect(nearestName("line 1, column 2: there is no lpa; did you mean lap?")).toBe("lap");
        expect(nearestName("line 1, column 2: there is no q")).toBeNull();
    });
    it.each([
        [1, 1, 0],
        [2, 1, 3],
        [2, 3, 5],
        [3, 1, 7],
        [9, 9, 9],
    ])("line %d, column %d is character %d", (line, column, at) =>
        expect(offsetOf("ab\ncde\nf\n", { line, column })).toBe(at),
    );
});

describe("statistics over time", () => {
    const at = (steps: number, total = steps, names = ["a", "b"]): FieldStatsSample => ({
        run: 1,
        steps,
        time: steps / 10,
        fields: names.map((field) => ({ field, min: 0, mean: total / 8, max: total, total })),
        cells: [],
    });
    const steps = (history: FieldStatsHistory): number[] => history.rows.map((row) => row.steps);

    it("are kept in order; going back forgets what came after", () => {
        const history = new FieldStatsHistory();
        for (const step of [0, 10, 20, 30]) history.add(at(step));
        history.add(at(15));
        expect(steps(history)).toEqual([0, 10, 15]);
        history.add(at(0));
        expect(steps(history)).toEqual([0]);
    });

    it("of other fields begin anew", () => {
        const history = new FieldStatsHistory();
        history.add(at(1));
        history.add(at(5, 5, ["c"]));
        expect([steps(history), history.fields]).toEqual([[5], ["c"]]);
    });

    it("stay few however long a run lasts, from its beginning to its end", () => {
        const history = new FieldStatsHistory();
        for (let step = 0; step <= 20_000; step++) history.add(at(step));
        expect(history.rows.length).toBeLessThanOrEqual(4000);
        expect([steps(history)[0], steps(history).at(-1)]).toEqual([0, 20_000]);
    });

    it("leave as a table with a header", () => {
        const history = new FieldStatsHistory();
        history.add(at(2, 16));
        expect(history.csv()).toBe(
            "step,time,a_min,a_mean,a_max,a_total,b_min,b_mean,b_max,b_total\n2,0.2,0,2,16,16,0,2,16,16\n",
        );
        expect(history.column(1, "mean")).toEqual([2]);
    });
});

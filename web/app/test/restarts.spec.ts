// How many failures of the engine count as a row.
import { describe, expect, it } from "vitest";
import { RestartBudget } from "../src/compute/frontend_restarts";

const SECOND = 1000;

describe("restarts of the engine", () => {
    it("end after four failures in a row at the same place", () => {
        const budget = new RestartBudget();
        budget.reached(0, 120);
        expect(
            Array.from({ length: 5 }, (_, i) => {
                budget.reached(0, 100 + i); // on the way back to where it failed
                return budget.allowsAnother(i * SECOND);
            }),
        ).toEqual([true, true, true, true, false]);
        expect(budget.inARow).toBe(5);
    });

    it("go on as long as the run gets further in between", () => {
        const budget = new RestartBudget();
        for (let i = 0; i < 50; i++) {
            budget.reached(0, i);
            expect(budget.allowsAnother(i * SECOND)).toBe(true);
        }
    });

    it("count anew for another run, though it has made fewer steps", () => {
        const budget = new RestartBudget();
        budget.reached(0, 5000);
        for (let i = 0; i < 4; i++) expect(budget.allowsAnother(i)).toBe(true);
        budget.reached(1, 0);
        expect(budget.allowsAnother(5)).toBe(true);
    });

    it("forget failures of minutes ago", () => {
        const budget = new RestartBudget();
        for (let i = 0; i < 20; i++) expect(budget.allowsAnother(i * 60 * SECOND)).toBe(true);
    });
});

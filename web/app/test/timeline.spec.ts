// Which states of a run stay within a budget, and how a pace is kept.
import { describe, expect, it } from "vitest";
import { PaceLimiter } from "../src/compute/backend_pace";
import { type Stored, Timeline } from "../src/compute/backend_timeline";

describe("the timeline", () => {
    const state = (steps: number, bytes = 100): Stored => ({
        steps,
        time: steps,
        changes: 0,
        file: new ArrayBuffer(bytes),
    });

    it("stays under its budget, keeps the first and the newest, and lies evenly along the run", () => {
        const timeline = new Timeline(1000);
        timeline.clear(0);
        for (let steps = 10, now = 1000; steps <= 5000; steps += 10, now += 1000) {
            if (timeline.isDue(now, steps, 100)) timeline.add(state(steps), now, now);
            expect(timeline.bytes).toBeLessThanOrEqual(1000);
        }
        const { steps } = timeline;
        expect(steps.length).toBeGreaterThanOrEqual(6);
        expect(steps[0]).toBe(10);
        expect(steps.at(-1)).toBeGreaterThan(4000);
        const gaps = steps.slice(1).map((step, i) => step - steps[i]!);
        expect(Math.max(...gaps)).toBeLessThan(2000);
        expect(timeline.before(steps[2]! + 1)?.steps).toBe(steps[2]);
        expect(timeline.before(5)).toBeNull();
        timeline.cut(steps[3]!);
        expect(timeline.steps.at(-1)).toBe(steps[3]);
    });

    it("holds some hundred states of a small box, however long it runs, and they lie evenly", () => {
        const timeline = new Timeline(),
            taken: number[] = [];
        timeline.clear(0);
        for (let steps = 4, now = 1000; steps <= 400_000; steps += 4, now += 1000) {
            if (!timeline.isDue(now, steps, 4096)) continue;
            timeline.add(state(steps, 16), now, now);
            taken.push(timeline.steps.length);
        }
        expect(Math.max(...taken)).toBeLessThanOrEqual(300);
        expect(timeline.steps.length).toBeGreaterThan(100);
        expect(timeline.steps[0]).toBe(4);
        const gaps = timeline.steps.slice(1).map((step, i) => step - timeline.steps[i]!);
        expect(Math.max(...gaps)).toBeLessThan(400_000 / 50);
    });

    it("takes its share of the time and no more, and nothing that does not fit twice", () => {
        const timeline = new Timeline(1000);
        timeline.clear(0);
        expect(timeline.isDue(10, 5, 100)).toBe(false);
        expect(timeline.isDue(400, 5, 100)).toBe(true);
        timeline.add(state(5), 400, 410); // took 10 ms
        expect(timeline.isDue(800, 50, 100)).toBe(false);
        expect(timeline.isDue(911, 50, 100)).toBe(true);
        expect(timeline.isDue(911, 50, 600)).toBe(false);
    });
});

describe("a pace", () => {
    it("is kept in steps and in simulated time, and does not make up for a long rest", () => {
        const keeper = new PaceLimiter(),
            pace = { unit: "steps", perSecond: 10 } as const;
        keeper.due(pace, 1, 0);
        expect(keeper.due(pace, 1, 50)).toBe(0);
        expect(keeper.millisecondsUntilStep(pace, 1)).toBeCloseTo(50, 6);
        expect(keeper.due(pace, 1, 100)).toBe(1);
        keeper.made(1);
        expect(keeper.due(pace, 1, 60_000)).toBeLessThanOrEqual(3);
        const inTime = new PaceLimiter();
        inTime.due({ unit: "time", perSecond: 5 }, 0.5, 0);
        expect(inTime.due({ unit: "time", perSecond: 5 }, 0.5, 100)).toBe(1);
        expect(keeper.due(null, 1, 0)).toBe(Infinity);
    });
});

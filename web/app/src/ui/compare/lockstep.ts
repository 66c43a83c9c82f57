// Two runs that make the same steps: both are asked for as many, and go on when both have made them, so that what is
// seen side by side is the same step of each.
import type { Session } from "../../state/session";

const ROUND_MS = 120; // of steps, between two pictures
const MOST_STEPS = 5000;

/** Makes rounds while `goesOn`; the one behind first catches up. */
export async function runTogether(a: Session, b: Session, goesOn: () => boolean): Promise<void> {
    await catchUp(a, b);
    for (let count = 1; goesOn(); ) {
        const began = performance.now();
        await Promise.all([a.compute.step(count), b.compute.step(count)]);
        const took = Math.max(1, performance.now() - began);
        // Uses the workers' own step times where they are known: a page that draws slowly gets its messages late.
        const eachMs = Math.max(a.latestStats?.stepMs ?? 0, b.latestStats?.stepMs ?? 0) || took / count;
        count = Math.max(1, Math.min(MOST_STEPS, 2 * count, Math.round(ROUND_MS / eachMs)));
    }
    await Promise.all([a.step(0), b.step(0)]); // and everybody knows where they stand
}

export async function catchUp(a: Session, b: Session): Promise<void> {
    const [first, second] = await Promise.all([a.step(0), b.step(0)]);
    if (first.steps < second.steps) await a.step(second.steps - first.steps);
    else if (second.steps < first.steps) await b.step(first.steps - second.steps);
}

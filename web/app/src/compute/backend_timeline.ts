// The states of this run that can be gone back to: snapshots, thinned as the run grows, so that they stay under a
// budget and lie evenly along the run. Any state between two of them is made again from the one before, with the
// journal's changes: the same bits. Later states stay until the run goes on from an earlier one.

const BUDGET_BYTES = 256 * 1024 * 1024; // a desktop spares it; a phone's heap is far smaller, and so are its boxes
const MOST_STATES = 300; // of a small box the budget holds ten thousands: more than a slider has pixels
const SHARE = 0.02; // of the time, for taking snapshots
const FIRST_AFTER_MS = 300;

/** A state that can be gone back to at once. */
export interface Stored {
    readonly steps: number;
    readonly time: number; // simulated
    readonly changes: number; // entries of the journal that are in it
    readonly file: ArrayBuffer;
}

export class Timeline {
    private states: Stored[] = [];
    private nextAt = 0;
    private readonly budget: number;

    constructor(budget = BUDGET_BYTES) {
        this.budget = budget;
    }

    get steps(): readonly number[] {
        return this.states.map(({ steps }) => steps);
    }
    get bytes(): number {
        return this.states.reduce((sum, { file }) => sum + file.byteLength, 0);
    }

    clear(now: number): void {
        this.states = [];
        this.nextAt = now + FIRST_AFTER_MS;
    }

    /**
     * Whether it is time for another one: not too often, and not nearer to the last than the budget can hold along the
     * run.
     */
    isDue(now: number, steps: number, fileBytes: number): boolean {
        if (now < this.nextAt || 2 * fileBytes > this.budget) return false;
        const last = this.states.at(-1)?.steps ?? 0;
        return steps > last && steps - last >= steps / Math.min(MOST_STATES, Math.floor(this.budget / fileBytes));
    }

    /** began: when it was begun to be taken, for the share of the time. */
    add(state: Stored, began: number, now: number): void {
        this.states = [...this.states.filter(({ steps }) => steps < state.steps), state];
        while ((this.bytes > this.budget || this.states.length > MOST_STATES) && this.states.length > 2)
            this.states.splice(this.leastMissed(), 1);
        this.nextAt = now + (now - began) / SHARE;
    }

    /** Neither the first nor the last: the one whose neighbours are nearest to each other. */
    private leastMissed(): number {
        let least = 1;
        const gap = (i: number): number => this.states[i + 1]!.steps - this.states[i - 1]!.steps;
        for (let i = 2; i + 1 < this.states.length; i++) if (gap(i) < gap(least)) least = i;
        return least;
    }

    /** The last one at this step or before; null: only the start is. */
    before(steps: number): Stored | null {
        return this.states.findLast((state) => state.steps <= steps) ?? null;
    }

    /** The run goes on from this step: what came later is another run's. */
    cut(steps: number): void {
        this.states = this.states.filter((state) => state.steps <= steps);
    }
}

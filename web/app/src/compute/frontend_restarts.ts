// How often the engine may be started again: a failure that comes back at the same place is not helped by another
// start, one that comes after the run has got further is a failure of its own.
const MOST_IN_A_ROW = 4;
const WITHIN_MS = 120_000; // failures that lie further apart are no row

export class RestartBudget {
    #failures: number[] = []; // when; without progress in between
    #generation = 0; // of the run that is watched
    #farthest = -1; // steps that it has been seen to reach

    /** The run stands at this step now. generation: another one, another run. */
    reached(generation: number, steps: number): void {
        if (generation === this.#generation && steps <= this.#farthest) return;
        this.#generation = generation;
        this.#farthest = steps;
        this.#failures = [];
    }

    /** Counts a failure; false: one too many in a row. */
    allowsAnother(now: number): boolean {
        this.#failures = this.#failures.filter((at) => at >= now - WITHIN_MS);
        this.#failures.push(now);
        return this.#failures.length <= MOST_IN_A_ROW;
    }

    get inARow(): number {
        return this.#failures.length;
    }
}

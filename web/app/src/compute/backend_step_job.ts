// Steps to be made before the next request is looked at, with the changes that belong on the way: a `step` request, or
// the way back after a failure.
import type { Run } from "./backend_run";
import type { Busy, JournalEntry } from "./base";

const REPORT_EVERY_MS = 150; // how far it is

export class StepJob {
    readonly id: number | null; // of the request; null: a way back
    /** The page knows that it takes long. */
    reported = false;
    private readonly from: number;
    private readonly until: number;
    private readonly journal: readonly JournalEntry[];
    private at: number; // the next entry of the journal
    private reportAt = performance.now() + REPORT_EVERY_MS;

    constructor(until: number, journal: readonly JournalEntry[], from: number, at: number, id: number | null) {
        this.until = until;
        this.journal = journal;
        this.from = from;
        this.at = at;
        this.id = id;
    }

    /** Steps up to the next change, or makes it. true: it is done. */
    advance(run: Run, milliseconds: number, apply: (entry: JournalEntry) => void): boolean {
        const next = this.journal[this.at];
        const until = next !== undefined && next.steps < this.until ? next.steps : this.until;
        if (run.steps < until) run.engine.stepFor(milliseconds, until - run.steps);
        if (next === undefined || next.steps > run.steps) return run.steps >= this.until;
        apply(next);
        this.at++;
        return false;
    }

    /** It ends here, with what was changed until here. */
    catchUp(run: Run, apply: (entry: JournalEntry) => void): void {
        for (
            let next = this.journal[this.at];
            next !== undefined && next.steps <= run.steps;
            next = this.journal[++this.at]
        )
            apply(next);
    }

    /** How far it is, where it is time to say so. */
    progress(steps: number, now: number): Busy | null {
        if (now < this.reportAt || this.until === this.from) return null;
        this.reportAt = now + REPORT_EVERY_MS;
        this.reported = true;
        const doing = this.id === null ? `going back to step ${this.until}` : `stepping to ${this.until}`;
        return { doing, fraction: (steps - this.from) / (this.until - this.from), stoppable: true };
    }
}

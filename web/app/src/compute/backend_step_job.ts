// Steps that are made before the next request is answered, with the journal's changes at their steps: a `step` request,
// or the replay after a failure.
import type { Run } from "./backend_run";
import type { Busy, JournalEntry } from "./base";

const REPORT_EVERY_MS = 150; // how far it is

export class StepJob {
    readonly id: number | null; // of the request; null: a way back
    /** The page has been told that it takes long. */
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

    /** Makes steps up to the next change, or applies it. true: the job is done. */
    advance(run: Run, milliseconds: number, apply: (entry: JournalEntry) => void): boolean {
        const next = this.journal[this.at];
        const until = next !== undefined && next.steps < this.until ? next.steps : this.until;
        if (run.steps < until) run.engine.stepFor(milliseconds, until - run.steps);
        if (next === undefined || next.steps > run.steps) return run.steps >= this.until;
        apply(next);
        this.at++;
        return false;
    }

    /** Applies the changes up to the present step, where the job ends early. */
    catchUp(run: Run, apply: (entry: JournalEntry) => void): void {
        for (
            let next = this.journal[this.at];
            next !== undefined && next.steps <= run.steps;
            next = this.journal[++this.at]
        )
            apply(next);
    }

    /** The progress, where a report is due; null: not yet. */
    progress(steps: number, now: number): Busy | null {
        if (now < this.reportAt || this.until === this.from) return null;
        this.reportAt = now + REPORT_EVERY_MS;
        this.reported = true;
        const doing = this.id === null ? `going back to step ${this.until}` : `stepping to ${this.until}`;
        return { doing, fraction: (steps - this.from) / (this.until - this.from), stoppable: true };
    }
}

// What the main thread keeps of the run: its start, its journal and the last snapshot. That is enough to reproduce the
// run bit for bit after a worker has died, or when a person wants it back.
import type { Checkpoint, JournalEntry, SimConfig, SimState, Snapshot } from "./base";

export class RunCheckpoint {
    config: SimConfig; // as last seeded
    view: string | null;
    journal: JournalEntry[] = [];
    snapshot: Snapshot | null = null;
    fromSeed = true; // else the snapshot is the only way here
    steps = 0; // as last heard of
    /** Counts what makes earlier snapshots useless: another run, or another continuation of an earlier state. */
    generation = 0;

    constructor(config: SimConfig, view: string | null) {
        this.config = config;
        this.view = view;
    }

    /** The run starts again from a seed. */
    restartFromSeed({ config, view, steps }: SimState): void {
        Object.assign(this, { config, view, steps, fromSeed: true, journal: [], snapshot: null });
        this.generation++;
    }

    /** The run went on from an earlier state: so many entries of the journal stay. */
    branch(changes: number): void {
        this.journal = this.journal.slice(0, changes);
        this.generation++;
        if (this.snapshot !== null && this.snapshot.steps > this.steps) this.snapshot = null;
    }

    /** Where a new engine would go on. */
    get checkpoint(): Checkpoint {
        return this.checkpointAt(Math.max(this.steps, this.snapshot?.steps ?? 0), null);
    }

    /** changes: how many entries of the journal belong to that state; untold, those until its step. */
    checkpointAt(steps: number, file: ArrayBuffer | null, changes?: number): Checkpoint {
        const { config, view, fromSeed } = this;
        const journal =
            changes === undefined
                ? this.journal.filter((entry) => entry.steps <= steps)
                : this.journal.slice(0, changes);
        const earlier = this.snapshot !== null && this.snapshot.steps <= steps ? this.snapshot : null;
        const snapshot = file === null ? earlier : { steps, file, changes: journal.length };
        return { config, view, journal, snapshot, fromSeed, steps };
    }
}

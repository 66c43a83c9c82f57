// The history of a run, enough to return to any of its states: the journal of changes since the seed, the stored
// states, the snapshots sent to the page, and the newest state while a person looks at an earlier one.
import { MgError, MgStatus } from "@morphogen/engine";
import type { Run } from "./backend_run";
import { type Stored, Timeline } from "./backend_timeline";
import type { Checkpoint, JournalEntry, Post } from "./base";

// A snapshot makes a restart quick. Taking it is kept below a hundredth of the time, and is left out where the fields
// are so large that the page would have to hold hundreds of megabytes for a case that hardly ever comes: there a
// restart repeats the steps since the seed, which gives the same bits.
const SNAPSHOT_EVERY_MS = 5000;
const SNAPSHOT_SHARE = 0.01;
const SNAPSHOT_MOST_BYTES = 128 * 1024 * 1024;

export class RunHistory {
    private readonly post: Post;
    private readonly run: Run;
    private readonly timeline = new Timeline();
    private journal: JournalEntry[] = []; // of this run, also of what comes after the state that was gone back to
    private changes = 0; // entries of it that are in the state as it is
    private fromSeed = true; // else the first stored state is the earliest there is
    private newest: Stored | null = null; // where this run had come to before a person went back; null: it is there
    private snapshotAt: number;
    private snapshotSteps: number;
    /** Every snapshot is sent twice: the page keeps one and gives the other to the browser's storage. */
    copies = false;

    constructor(post: Post, run: Run, now: number) {
        this.post = post;
        this.run = run;
        this.snapshotAt = now;
        this.snapshotSteps = run.steps;
        this.timeline.clear(now);
    }

    /** Steps of the states that can be gone back to at once. */
    get stored(): readonly number[] {
        return this.timeline.steps;
    }
    /** How far this run had come. */
    get newestSteps(): number {
        return this.newest?.steps ?? this.run.steps;
    }
    /** Entries of the journal that are in the state as it is. */
    get appliedCount(): number {
        return this.changes;
    }
    get all(): readonly JournalEntry[] {
        return this.journal;
    }

    /** The run starts again from a seed. */
    reset(): void {
        this.journal = [];
        this.changes = 0;
        this.newest = null;
        this.fromSeed = true;
        this.snapshotSteps = this.run.steps;
        this.timeline.clear(performance.now());
    }

    adopt(checkpoint: Checkpoint): void {
        this.journal = [...checkpoint.journal];
        this.changes = changesIn(checkpoint, this.run.steps);
        this.fromSeed = checkpoint.fromSeed;
    }

    /** The steps that follow apply these entries on the way. */
    setJournal(journal: readonly JournalEntry[]): void {
        if (journal.length > 0) this.journal = [...journal];
    }

    /** Applies a change and appends it to the journal; a change that is refused is not recorded. */
    applyNew(entry: JournalEntry): void {
        this.run.apply(entry);
        this.branch();
        this.journal.push(entry);
        this.changes++;
    }

    /** Applies an entry that is in the journal already. */
    replay(entry: JournalEntry): void {
        this.run.apply(entry);
        this.changes++;
    }

    /** No seed reproduces a run that began from a file, so its first state is stored. */
    markStartedFromFile(): void {
        const now = performance.now();
        this.fromSeed = false;
        this.timeline.add(this.state(), now, now);
    }

    private state(): Stored {
        const { run } = this;
        return { steps: run.steps, time: run.time, changes: this.changes, file: run.engine.save().buffer };
    }

    /** Stores the state where it is time for one. */
    store(now: number): void {
        const { run } = this;
        if (this.newest !== null || !this.timeline.isDue(now, run.steps, run.fieldBytes)) return;
        this.timeline.add(this.state(), now, performance.now());
    }

    // ------------------------------------------------------------------------------------------------ back in time

    /** To the stored state from which the wanted one is made again; returns the steps of that one. */
    goBack(wanted: number): number {
        this.newest ??= this.state();
        const steps = Math.min(Math.max(0, Math.floor(wanted)), this.newest.steps);
        this.goBackTo(steps === this.newest.steps ? this.newest : this.timeline.before(steps));
        return steps;
    }

    private goBackTo(state: Stored | null): void {
        const { run } = this;
        if (state !== null) run.restore(state.file);
        else if (this.fromSeed) run.rewind();
        else
            throw new MgError(
                MgStatus.InvalidArgument,
                "This run began from a file: before the first state that is stored there is none.",
            );
        this.changes = state?.changes ?? 0;
        this.clearNewestIfReached();
    }

    // Back at the newest state, nothing has been gone back on.
    private clearNewestIfReached(): void {
        if (this.newest?.steps === this.run.steps && this.newest.changes === this.changes) this.newest = null;
    }

    /** The requested steps are made or were ended early; entries that were not reached are dropped. */
    finishSteps(): void {
        this.clearNewestIfReached();
        if (this.newest === null) this.journal.length = Math.min(this.journal.length, this.changes);
    }

    /** The run goes on from an earlier state: the later part goes to the page, so that undo can restore it. */
    branch(): void {
        const { newest } = this;
        if (newest === null) return;
        this.newest = null;
        this.post({ type: "replaced_run", steps: newest.steps, file: newest.file, changes: newest.changes }, [
            newest.file,
        ]);
        this.post({ type: "branched", changes: this.changes });
        this.journal.length = this.changes;
        this.timeline.cut(this.run.steps);
        if (!this.fromSeed) this.postSnapshot(); // nothing else leads here
    }

    // -------------------------------------------------------------------------------------------------- for the page

    /** Sends the run that is about to be replaced to the page, so that undo can restore it. */
    saveReplacedRun(): void {
        const { run } = this;
        const quick = run.steps === 0 && this.changes === 0 && this.fromSeed; // the seed leads there at once
        const file = !quick && run.fieldBytes <= SNAPSHOT_MOST_BYTES ? this.trySave() : null;
        this.post({ type: "replaced_run", steps: run.steps, file, changes: this.changes }, file === null ? [] : [file]);
    }

    // null where memory is short: the new run matters more than a copy of the old one.
    private trySave(): ArrayBuffer | null {
        try {
            return this.run.engine.save().buffer;
        } catch (error) {
            if (!(error instanceof MgError)) throw error;
            return null;
        }
    }

    /** Sends a snapshot every few seconds, except while busy. */
    snapshot(now: number, busy: boolean): void {
        const { run } = this;
        if (now < this.snapshotAt) return;
        this.snapshotAt = now + SNAPSHOT_EVERY_MS;
        if (busy || run.steps === this.snapshotSteps || run.fieldBytes > SNAPSHOT_MOST_BYTES) return;
        if (!run.checkFinite()) return; // nothing to come back to
        this.postSnapshot();
        this.snapshotAt = Math.max(this.snapshotAt, now + (performance.now() - now) / SNAPSHOT_SHARE);
    }

    /**
     * Of a run that was loaded: the page holds its file already, except for a volume, but the browser's storage does
     * not.
     */
    saveFirstSnapshot(fromVolume: boolean): void {
        const { run, fromSeed } = this,
            isAtStart = fromSeed && run.steps === 0 && this.changes === 0;
        const isStored = this.copies && !isAtStart && (!fromSeed || run.fieldBytes <= SNAPSHOT_MOST_BYTES);
        if (fromVolume || isStored) this.postSnapshot();
    }

    private postSnapshot(): void {
        const snapshot = { ...this.run.snapshot(), changes: this.changes },
            copy = this.copies ? copyOf(snapshot.file) : null;
        this.snapshotSteps = snapshot.steps;
        this.post({ type: "snapshot", snapshot, copy }, copy === null ? [snapshot.file] : [snapshot.file, copy]);
    }
}

/** Copied in the worker, so that the main thread copies nothing; null where there is no memory for it. */
function copyOf(file: ArrayBuffer): ArrayBuffer | null {
    try {
        return file.slice(0);
    } catch {
        return null;
    }
}

/** The number of journal entries that are contained in the state a checkpoint begins from. */
function changesIn({ journal, snapshot }: Checkpoint, steps: number): number {
    if (snapshot?.changes !== undefined) return snapshot.changes;
    const first = snapshot === null ? 0 : journal.findIndex((entry) => entry.steps >= steps);
    return first < 0 ? journal.length : first;
}

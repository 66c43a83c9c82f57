// Stores the run, so that it survives a reload and a crash. The small entry (start, journal, camera and display) is
// written soon after a change; a snapshot when the worker sends one, by the storage thread. A page holds a lock while
// it is open, so that its run is not offered to another page as the last one.
import type { Checkpoint, Snapshot } from "../compute/base";
import { canComeBack } from "./edits";
import type { RunStore, StoredRun, StoredSnapshot } from "./run_store";
import { Signal } from "./signal";

const SMALL_EVERY_MS = 1000;
const SHARE = 0.02; // of the time, for writing snapshots
const MOST_KEPT = 3; // runs of pages that are gone; older ones are forgotten

/** The state of a page, enough to restore it. */
export interface Standing {
    readonly checkpoint: Checkpoint;
    readonly serial: number; // another one: snapshots of before are of no use
    readonly appearance: Pick<StoredRun, "isovalue" | "preset" | "camera" | "display">;
}

export class Autosave {
    /** The browser could not write: a sentence, emitted once. */
    readonly refused = new Signal<string>();
    readonly #store: RunStore;
    readonly #page: string;
    readonly #stand: () => Standing;
    #stored: number | null = null; // the run whose snapshot is in the store
    #smallAt: ReturnType<typeof setTimeout> | null = null;
    #large: Promise<void> | null = null; // a snapshot that is being written
    #next: StoredSnapshot | null = null; // and the newest that came meanwhile
    #largeAfter = -Infinity; // milliseconds; until then only another run's
    #largeOf = -1; // the run whose snapshot was given to the store last
    #reported = false;
    #small: Promise<void> = Promise.resolve();

    constructor(store: RunStore, page: string, stand: () => Standing) {
        this.#store = store;
        this.#page = page;
        this.#stand = stand;
        store.lost.listen(() => {
            this.#stored = null;
            this.#largeAfter = -Infinity; // the next snapshot is written, whenever it comes
            this.changed();
        });
    }

    /** Something that is stored may have changed. */
    changed(): void {
        this.#smallAt ??= setTimeout(() => this.now(), SMALL_EVERY_MS);
    }

    /** The page may end: at once. */
    now(): void {
        if (this.#smallAt !== null) clearTimeout(this.#smallAt);
        this.#smallAt = null;
        const run = this.#run();
        // Until the only way back is stored, what is in the store is the run before, and that stays.
        if (!run.checkpoint.fromSeed && this.#stored !== run.serial) return;
        this.#small = this.#store.putRun(run).catch((error: unknown) => this.#reportRefusal(error, 0));
    }

    /** The worker has sent a snapshot; its file goes to the store. */
    snapshot(snapshot: Snapshot): void {
        const run = this.#run(),
            { page, serial } = run;
        if (performance.now() < this.#largeAfter && this.#largeOf === serial) return;
        this.#largeOf = serial;
        const stored = { page, serial, snapshot, run };
        if (this.#large === null) this.#large = this.#write(stored);
        else this.#next = stored;
    }

    /** Takes over the entries of a page that has ended; they stay where they are until that is written. */
    async adopt(last: StoredRun): Promise<void> {
        const run = this.#run();
        try {
            await this.#store.adopt(last, run);
        } catch (error) {
            this.#reportRefusal(error, last.checkpoint.snapshot?.file.byteLength ?? 0);
            return;
        }
        if (last.checkpoint.snapshot !== null) this.#stored ??= run.serial;
        this.changed();
    }

    /** What was asked to be written is written. */
    async settled(): Promise<void> {
        while (this.#large !== null) await this.#large;
        await this.#small;
    }

    #run(): StoredRun {
        const { checkpoint, serial, appearance } = this.#stand();
        return {
            page: this.#page,
            serial,
            savedAt: Date.now(),
            checkpoint: { ...checkpoint, snapshot: null },
            ...appearance,
        };
    }

    async #write(stored: StoredSnapshot): Promise<void> {
        this.#largeAfter = Infinity;
        const bytes = stored.snapshot.file.byteLength; // asked now: the file is given away
        let took = 0;
        try {
            took = await this.#store.putSnapshot(stored);
            this.#stored = stored.serial;
            this.changed();
        } catch (error) {
            this.#reportRefusal(error, bytes);
        }
        const next = this.#next;
        this.#largeAfter = performance.now() + took / SHARE;
        this.#next = null;
        this.#large = next === null ? null : this.#write(next);
    }

    #reportRefusal(error: unknown, bytes: number): void {
        if (this.#reported) return;
        this.#reported = true;
        const what = bytes > 0 ? `${sizeOf(bytes)} of fields` : "its parameters and its place";
        this.refused.emit(
            `The browser did not keep this run for the next visit (${what}): ${causeOf(error)}. ` +
                "Save a snapshot before you close the page.",
        );
    }
}

/** "3.2 MB", "45 KB": at least 1 KB. */
function sizeOf(bytes: number): string {
    return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} KB`;
}

/** Browsers give some of these errors a name and no message. */
function causeOf(error: unknown): string {
    if (!(error instanceof Error)) return String(error) || "it gave no reason";
    if (error.name === "QuotaExceededError") return "its storage for this page is full";
    return error.message === "" ? error.name : error.message;
}

/** The last run of a page that is gone, with its snapshot where there is one; others that are too old are forgotten. */
export async function lastRun(store: RunStore, isOpen: (page: string) => boolean): Promise<StoredRun | null> {
    const gone = [...(await store.runs())].filter(({ page }) => !isOpen(page)).sort((a, b) => b.savedAt - a.savedAt);
    for (const { page } of gone.slice(MOST_KEPT)) await store.forget(page);
    for (const run of gone.slice(0, MOST_KEPT)) {
        const last = joined(run, await store.snapshot(run.page).catch(() => null));
        if (canComeBack(last.checkpoint)) return last;
    }
    return null;
}

/** The two entries of a page are not written together: what is newer tells how it stood. */
function joined(entry: StoredRun, stored: StoredSnapshot | null): StoredRun {
    const isNewer = (run: StoredRun): boolean =>
        run.serial > entry.serial || (run.serial === entry.serial && run.savedAt > entry.savedAt);
    const run = stored?.run !== undefined && isNewer(stored.run) ? stored.run : entry;
    const snapshot = stored !== null && stored.serial === run.serial ? stored.snapshot : null;
    const steps = Math.max(run.checkpoint.steps, snapshot?.steps ?? 0);
    return { ...run, checkpoint: { ...run.checkpoint, snapshot, steps } };
}

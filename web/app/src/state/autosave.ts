// The last run survives a reload and a crash. What is small (how the run began, what was changed, how it is looked at) is
// written soon after it changed; a snapshot whenever the worker leaves one, which is at most one part in a hundred of its time.
// A page holds a lock while it lives, so that the run of a page that is still open is nobody's last run.
import type { Checkpoint, Snapshot } from "../compute/base";
import { Signal } from "./signal";
import type { KeptRun, KeptSnapshot, Vault } from "./vault";

const SMALL_EVERY_MS = 1000;
const SHARE = 0.01;                         // of the main thread's time, for handing a snapshot to the browser
const MOST_KEPT = 3;                        // runs of pages that are gone; older ones are forgotten

/** What a page looks like now: enough to come back to. */
export interface Standing {
    readonly checkpoint: Checkpoint;
    readonly look: Pick<KeptRun, "isovalue" | "preset" | "camera" | "display">;
}

export class Autosave {
    /** The browser has no room: a sentence, told once. */
    readonly refused = new Signal<string>();
    readonly #vault: Vault;
    readonly #page: string;
    readonly #stand: () => Standing;
    #serial = 0;
    #snapshotOf = -1;                       // the run whose snapshot is in the vault
    #smallAt: ReturnType<typeof setTimeout> | null = null;
    #largeAfter = -Infinity;
    #told = false;
    #last: Promise<void> = Promise.resolve();

    constructor(vault: Vault, page: string, stand: () => Standing) {
        this.#vault = vault;
        this.#page = page;
        this.#stand = stand;
    }

    /** Something that is kept may have changed. */
    changed(): void {
        this.#smallAt ??= setTimeout(() => this.now(), SMALL_EVERY_MS);
    }

    /** Another run has begun. */
    replaced(): void {
        this.#serial++;
        this.changed();
    }

    /** The page may end: at once. */
    now(): void {
        if (this.#smallAt !== null) clearTimeout(this.#smallAt);
        this.#smallAt = null;
        const { checkpoint } = this.#stand();
        this.#put(this.#snapshotOf === this.#serial ? null : checkpoint.snapshot);
    }

    /** The worker has left a snapshot. */
    snapshot(snapshot: Snapshot): void {
        if (performance.now() < this.#largeAfter && this.#snapshotOf === this.#serial) return;
        this.#put(snapshot);
    }

    /** What was asked to be written is written. */
    settled(): Promise<void> { return this.#last; }

    #put(snapshot: Snapshot | null): void {
        const { checkpoint, look } = this.#stand(), page = this.#page, serial = this.#serial;
        const run: KeptRun = { page, serial, savedAt: Date.now(), checkpoint: { ...checkpoint, snapshot: null }, ...look };
        const began = performance.now();
        const written = this.#vault.put(run, snapshot === null ? null : { page, serial, snapshot });
        const end = performance.now();
        if (snapshot !== null) {
            this.#largeAfter = end + (end - began) / SHARE;
            this.#snapshotOf = serial;
        }
        this.#last = written.catch((error: unknown) => this.#tell(error, snapshot));
    }

    #tell(error: unknown, snapshot: Snapshot | null): void {
        if (snapshot !== null) this.#snapshotOf = -1;
        if (this.#told) return;
        this.#told = true;
        const megabytes = Math.ceil((snapshot?.file.byteLength ?? 0) / 1e6), why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        this.refused.emit(`The browser did not keep this run for the next visit (${megabytes} MB; ${why}). Save a snapshot before you close the page.`);
    }
}

/** The last run of a page that is gone, with its snapshot where there is one; others that are too old are forgotten. */
export async function lastRun(vault: Vault, isOpen: (page: string) => boolean): Promise<KeptRun | null> {
    const gone = [...await vault.runs()].filter(({ page }) => !isOpen(page)).sort((a, b) => b.savedAt - a.savedAt);
    for (const { page } of gone.slice(MOST_KEPT)) await vault.forget(page);
    const [last] = gone;
    if (last === undefined) return null;
    const kept: KeptSnapshot | null = await vault.snapshot(last.page);
    const snapshot = kept !== null && kept.serial === last.serial ? kept.snapshot : null;
    const steps = Math.max(last.checkpoint.steps, snapshot?.steps ?? 0);
    return { ...last, checkpoint: { ...last.checkpoint, snapshot, steps } };
}

// What the compute side reports to the page.
import type { Busy, Checkpoint, Failure, FieldStatsSample, ReadyMessage, Snapshot, Stats } from "./base";
import type { ShownMesh, ShownTexture } from "./frontend_shown";

/** `ready`, with what the main thread alone knows. */
export interface Ready extends Omit<ReadyMessage, "type"> {
    readonly threaded: boolean;
    readonly whyNotThreaded: string | null; // a sentence for a person, with the way out
}

/** A worker or the engine has failed. `sentence` gives the cause, the numbers and the next action. */
export interface FailureReport {
    readonly failure: Failure;
    readonly sentence: string;
    readonly fatal: boolean; // true: nothing is started again, the page must offer a reload
}

/** copy: of its file, for the browser's storage; null: none was wanted. */
export interface SentSnapshot extends Snapshot {
    readonly copy: ArrayBuffer | null;
}

export interface ComputeEvents {
    ready: Ready; // after the start and after every restart
    stats: Stats; // four times a second
    fieldStats: FieldStatsSample; // at most a few times a second, and after every seed
    mesh: ShownMesh;
    texture: ShownTexture;
    failure: FailureReport;
    restarted: { readonly steps: number; readonly sentence: string };
    replaced: Checkpoint; // the run that made way for another one, enough to come back to it
    snapshot: SentSnapshot; // every few seconds, where that is cheap
    busy: Busy | null; // what takes longer than a slice, again while it goes on; null: over
}

type Listeners = { [E in keyof ComputeEvents]: Set<(value: ComputeEvents[E]) => void> };

export class ComputeEmitter {
    readonly #listeners: Listeners = {
        ready: new Set(),
        stats: new Set(),
        fieldStats: new Set(),
        mesh: new Set(),
        texture: new Set(),
        failure: new Set(),
        restarted: new Set(),
        replaced: new Set(),
        snapshot: new Set(),
        busy: new Set(),
    };

    /** Returns how to stop listening. */
    on<E extends keyof ComputeEvents>(event: E, listener: (value: ComputeEvents[E]) => void): () => void {
        this.#listeners[event].add(listener);
        return () => this.#listeners[event].delete(listener);
    }

    emit<E extends keyof ComputeEvents>(event: E, value: ComputeEvents[E]): void {
        for (const listener of this.#listeners[event]) listener(value);
    }
}

// What a person did, in order, so that it can be undone and done again. An edit holds how things were before and after;
// one that made the run start anew also holds that run, so that its fields come back to the bit. Knows nothing of
// engines.
import type { Checkpoint } from "../compute/base";
import type { DisplayValues } from "./display";

/** Everything that an edit may change without starting a new run. */
export interface UndoState {
    readonly params: Readonly<Record<string, number>>; // that differ from their defaults
    readonly view: string;
    readonly isovalue: number;
    readonly display: Partial<DisplayValues>;
    readonly preset: string | null;
}

/** Whose edits they are: one run. */
export interface Editor {
    readonly replacedRun: Checkpoint | null; // replaced when an edit was applied
    apply(run: Checkpoint | null, undoState: UndoState): Promise<void>;
    accept(): void;
}

export interface Edit {
    readonly by: Editor;
    readonly label: string;
    readonly key: string; // edits of the same thing, one soon after the other, are one
    readonly before: UndoState;
    after: UndoState;
    /** The run on the other side: while the edit stands, the one it ended; while it is undone, the one it began. */
    run: Checkpoint | null;
    at: number; // milliseconds
}

const MOST_EDITS = 200;
const TOGETHER_MS = 700; // a slider that is dragged, a wheel that is turned
export const MOST_UNDO_BYTES = 256 * 2 ** 20; // of runs that may come back, in this page's memory

export class EditHistory {
    readonly #done: Edit[] = [];
    readonly #undone: Edit[] = [];
    #sealed = true;
    readonly #mostBytes: number;

    constructor(mostBytes = MOST_UNDO_BYTES) {
        this.#mostBytes = mostBytes;
    }

    get toUndo(): Edit | null {
        return this.#done.at(-1) ?? null;
    }
    get toRedo(): Edit | null {
        return this.#undone.at(-1) ?? null;
    }

    get bytes(): number {
        return [...this.#done, ...this.#undone].reduce((sum, edit) => sum + bytesOf(edit), 0);
    }

    add(edit: Edit): void {
        this.#undone.length = 0;
        const last = this.toUndo;
        if (
            last !== null &&
            !this.#sealed &&
            last.key === edit.key &&
            edit.run === null &&
            last.run === null &&
            edit.at < last.at + TOGETHER_MS
        ) {
            last.after = edit.after;
            last.at = edit.at;
        } else this.#done.push(edit);
        this.#sealed = false;
        this.#stayInBudget();
    }

    /** What comes next is an edit of its own, however soon it comes. */
    seal(): void {
        this.#sealed = true;
    }

    /** run: the one that made way when the edit was undone. Another run's edits may have come meanwhile. */
    undone(run: Checkpoint | null, edit = this.toUndo): void {
        this.#move(this.#done, this.#undone, run, edit);
    }
    redone(run: Checkpoint | null, edit = this.toRedo): void {
        this.#move(this.#undone, this.#done, run, edit);
    }

    /** Of a run that has ended. */
    drop(by: Editor): void {
        for (const edits of [this.#done, this.#undone])
            edits.splice(0, edits.length, ...edits.filter((edit) => edit.by !== by));
        this.seal();
    }

    clear(): void {
        this.#done.length = this.#undone.length = 0;
    }

    #move(from: Edit[], to: Edit[], run: Checkpoint | null, edit: Edit | null): void {
        const at = edit === null ? -1 : from.indexOf(edit);
        if (edit === null || at < 0) return;
        from.splice(at, 1);
        if (edit.run !== null) edit.run = run;
        if (run !== null && !canComeBack(run)) to.length = 0;
        else to.push(edit);
        this.seal();
        this.#stayInBudget();
    }

    // The oldest runs first give up their shortcut, where a seed leads back to them; else they go, with what came
    // before.
    #stayInBudget(): void {
        this.#done.splice(0, Math.max(0, this.#done.length - MOST_EDITS));
        for (let i = 0; this.bytes > this.#mostBytes && i < this.#done.length; i++) {
            const { run } = this.#done[i]!;
            if (run === null || run.snapshot === null) continue;
            if (run.fromSeed) this.#done[i]!.run = { ...run, snapshot: null };
            else {
                this.#done.splice(0, i + 1);
                i = -1;
            }
        }
    }
}

/** A run that no seed and no snapshot leads back to is gone. */
export function canComeBack(run: Checkpoint): boolean {
    return run.fromSeed || run.snapshot !== null;
}

function bytesOf({ run }: Edit): number {
    return run?.snapshot?.file.byteLength ?? 0;
}

// What a person changed, taken back and made again, one edit after the other: those of the run, and of a second one
// beside it, in the order in which they were made.
import type { Checkpoint } from "../compute/base";
import type { Display } from "./display";
import { type Edited, EditedRun } from "./edited_run";
import { type Edit, EditHistory, type UndoState } from "./edits";
import { Signal } from "./signal";

export type { Edited } from "./edited_run";

export class Undo {
    /** What can be undone or done again may have changed. */
    readonly changed = new Signal<void>();
    /** A run was too large to be held for undo: a sentence for the person. */
    readonly lost = new Signal<string>();
    readonly history = new EditHistory();
    readonly #first: EditedRun;
    readonly #runs: EditedRun[] = [];
    #turn: Promise<void> = Promise.resolve(); // one after the other

    constructor(run: Edited, display: Display) {
        this.#first = this.#watch(run, display);
    }

    #watch(run: Edited, display: Display | null, name?: string): EditedRun {
        const edited = new EditedRun(run, display, this.history, name);
        this.#runs.push(edited);
        edited.changed.listen(() => this.changed.emit());
        edited.lost.listen(() =>
            this.lost.emit(
                "The run before this one was too large to keep in memory and began from a file, " +
                    "so undo cannot bring it back. Save a snapshot before you start another run.",
            ),
        );
        return edited;
    }

    /** From now on: what the page begins with is no edit. */
    begin(): void {
        this.#first.accept();
    }

    /** Watches a second run, whose display is that of the first; returns how to let go of it and of its edits. */
    beside(run: Edited, name: string): () => void {
        const edited = this.#watch(run, null, name);
        edited.accept();
        return () => {
            edited.end();
            this.#runs.splice(this.#runs.indexOf(edited), 1);
            this.changed.emit();
        };
    }

    /** What is done here is not the person's doing. */
    quietly(act: () => void): void {
        this.#first.capture();
        act();
        if (this.#first.isWatched) this.#first.accept();
    }

    /** What comes next is an edit of its own: a press of the pointer begins, a script calls. */
    seal(): void {
        this.history.seal();
    }

    get undoLabel(): string | null {
        return this.history.toUndo?.label ?? null;
    }
    get redoLabel(): string | null {
        return this.history.toRedo?.label ?? null;
    }

    undo(): Promise<void> {
        return this.#inTurn(
            () => this.history.toUndo,
            (edit) => edit.before,
            (run, edit) => this.history.undone(run, edit),
        );
    }

    redo(): Promise<void> {
        return this.#inTurn(
            () => this.history.toRedo,
            (edit) => edit.after,
            (run, edit) => this.history.redone(run, edit),
        );
    }

    #inTurn(
        next: () => Edit | null,
        undoStateOf: (edit: Edit) => UndoState,
        done: (run: Checkpoint | null, edit: Edit) => void,
    ): Promise<void> {
        const turn = this.#turn.then(async () => {
            for (const run of this.#runs) run.capture();
            const edit = next();
            if (edit === null) return;
            await edit.by.apply(edit.run, undoStateOf(edit));
            done(edit.by.replacedRun, edit);
            edit.by.accept();
            this.changed.emit();
        });
        this.#turn = turn.catch(() => {
            /* whoever asked is told */
        });
        return turn;
    }
}

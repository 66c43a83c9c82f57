// Watches the run and the display, keeps what a person changes as edits, and takes them back. It looks at what has become
// different, whoever changed it: panel, keys and scripts are all undone alike.
import type { ModelDescription } from "@morphogen/engine";
import type { Checkpoint, SimState } from "../compute/base";
import { rowOf, type Display, type DisplayId, type DisplayValues } from "./display";
import { canComeBack, EditHistory, type Edit, type Look } from "./edits";
import { Signal } from "./signal";
import { findParam } from "./url";

/** The part of a session that edits act on. */
export interface Edited {
    readonly changed: Signal<void>;
    readonly replaced: Signal<Checkpoint>;
    readonly state: SimState;
    readonly model: ModelDescription;
    readonly isovalue: number;
    /** A change of several parts is under way; `changed` tells when it is whole. */
    readonly isChanging: boolean;
    preset: string | null;
    set(name: string, value: number): Promise<unknown>;
    setView(view: string): Promise<unknown>;
    setIsovalue(isovalue: number): void;
    resume(checkpoint: Checkpoint): Promise<unknown>;
}

export class Undo {
    /** What can be undone or done again may have changed. */
    readonly changed = new Signal<void>();
    /** A run could not be kept: a sentence for the person. */
    readonly lost = new Signal<string>();
    readonly history = new EditHistory();

    readonly #run: Edited;
    readonly #display: Display;
    #last: Look | null = null;              // null: nothing is watched yet
    #lastState: SimState | null = null;
    #left: Checkpoint | null = null;
    #due = false;
    #turn: Promise<void> = Promise.resolve();      // one after the other
    #applying = false;

    constructor(run: Edited, display: Display) {
        this.#run = run;
        this.#display = display;
        run.replaced.listen((checkpoint) => (this.#left ??= checkpoint));
        run.changed.listen(() => this.#lookSoon());
        display.changed.listen(() => this.#lookSoon());
    }

    /** From now on: what the page begins with is no edit. */
    begin(): void {
        this.#accept();
    }

    /** What is done here is not the person's doing. */
    quietly(act: () => void): void {
        this.#capture();
        act();
        if (this.#last !== null) this.#accept();
    }

    /** What comes next is an edit of its own: a press of the pointer begins, a script calls. */
    seal(): void {
        this.history.seal();
    }

    get undoLabel(): string | null { return this.history.toUndo?.label ?? null; }
    get redoLabel(): string | null { return this.history.toRedo?.label ?? null; }

    undo(): Promise<void> {
        return this.#inTurn(() => this.history.toUndo, (edit) => edit.before, (run) => this.history.undone(run));
    }

    redo(): Promise<void> {
        return this.#inTurn(() => this.history.toRedo, (edit) => edit.after, (run) => this.history.redone(run));
    }

    #inTurn(next: () => Edit | null, lookOf: (edit: Edit) => Look, done: (run: Checkpoint | null) => void): Promise<void> {
        const turn = this.#turn.then(async () => {
            this.#capture();
            const edit = next();
            if (edit === null) return;
            await this.#apply(edit.run, lookOf(edit));
            done(this.#left);
            this.#accept();
            this.changed.emit();
        });
        this.#turn = turn.catch(() => { /* whoever asked is told */ });
        return turn;
    }

    async #apply(run: Checkpoint | null, look: Look): Promise<void> {
        this.#applying = true;
        this.#left = null;
        try {
            this.#display.restore(look.display);         // first: what a person changes while the run comes back stays
            if (run !== null) await this.#run.resume(run);
            else await this.#setParams(look.params);
            if (this.#run.state.view !== look.view) await this.#run.setView(look.view);
            this.#run.preset = look.preset;
            this.#run.setIsovalue(look.isovalue);
        } finally {
            this.#applying = false;
        }
    }

    async #setParams(wanted: Look["params"]): Promise<void> {
        const now = this.#run.state.config.params;
        for (const name of new Set([...Object.keys(now), ...Object.keys(wanted)])) {
            const value = wanted[name] ?? findParam(this.#run.model, name)?.initial;
            if (value !== undefined && value !== now[name]) await this.#run.set(name, value);
        }
    }

    // ----------------------------------------------------------------------------------------------- watching

    /** After all that happens at once: another view comes with another isovalue. */
    #lookSoon(): void {
        if (this.#due || this.#applying || this.#run.isChanging) return;
        this.#due = true;
        queueMicrotask(() => {
            this.#due = false;
            this.#capture();
        });
    }

    #capture(): void {
        const { state } = this.#run, before = this.#last, stateBefore = this.#lastState;
        if (before === null || stateBefore === null || this.#applying) return;
        const after = this.#look(), left = this.#left, things = left === null ? differing(before, after) : [left.leftBy === undefined ? runEdit(stateBefore, state, after) : `run ${left.leftBy}`];
        if (things.length > 0) {
            if (left !== null && !canComeBack(left)) this.#tellLost();
            else this.history.add({ label: this.#labelOf(things), key: things.join(), before, after, run: left, at: performance.now() });
            this.changed.emit();
        }
        this.#accept();
    }

    #tellLost(): void {
        this.history.clear();
        this.lost.emit("The run before this one was too large to keep in memory and began from a file, so undo cannot bring it back. "
            + "Save a snapshot before you start another run.");
    }

    #accept(): void {
        this.#last = this.#look();
        this.#lastState = this.#run.state;
        this.#left = null;
    }

    #look(): Look {
        const { state, isovalue, preset } = this.#run;
        return { params: state.config.params, view: state.view, isovalue, preset, display: this.#display.differences };
    }

    #labelOf([first = "", ...more]: readonly string[]): string {
        const [kind, id = ""] = first.split(/ (.*)/s);
        const name = kind === "display" ? rowOf(id as DisplayId).label : kind === "preset" ? this.#presetLabel(id) : id.replaceAll("_", " ");
        return more.length === 0 ? name : `${name} and ${more.length} more`;
    }

    #presetLabel(id: string): string {
        return this.#run.model.presets.find((preset) => preset.id === id)?.label ?? id;
    }
}

/** "param feed", "look threshold", "display fog": kind and name of everything that is not as it was. */
function differing(before: Look, after: Look): string[] {
    const names = <T extends object>(a: T, b: T): string[] =>
        [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name as keyof T] !== b[name as keyof T]);
    const things = [
        ...names(before.params, after.params).map((name) => `param ${name}`),
        ...names<Partial<DisplayValues>>(before.display, after.display).map((id) => `display ${id}`),
    ];
    if (before.view !== after.view) return [...things, "look what is shown"];      // its isovalue comes with it
    return before.isovalue === after.isovalue ? things : [...things, "look threshold"];
}

/** What made the run start anew. */
function runEdit(before: SimState, after: SimState, look: Look): string {
    const a = before.config, b = after.config;
    if (look.preset !== null) return `preset ${look.preset}`;
    if (a.model !== b.model || a.network !== b.network) return "run another model";
    if (a.size.join() !== b.size.join()) return "run another size";
    if (a.boundary.join() !== b.boundary.join()) return "run boundary";
    if (a.dx !== b.dx) return "run cell edge";
    if (a.seeding !== b.seeding) return "run another seeding";
    return a.seed === b.seed ? "run start again" : "run another seed";
}

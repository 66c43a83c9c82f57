// Records the changes of one run as edits by comparing states, whatever changed them: panel, keys and scripts are all
// undone alike.
import type { ModelDescription } from "@morphogen/engine";
import type { Checkpoint, SimState } from "../compute/base";
import { type Display, type DisplayId, type DisplayValues, rowOf } from "./display";
import { canComeBack, type Edit, type EditHistory, type Editor, type UndoState } from "./edits";
import { findParam, own } from "./model_tables";
import { Signal } from "./signal";

/** The part of a session that edits act on. */
export interface Edited {
    readonly changed: Signal<void>;
    readonly replaced: Signal<Checkpoint>;
    readonly state: SimState;
    readonly model: ModelDescription;
    readonly isovalue: number;
    /** A change of several parts is under way; `changed` is emitted when it is complete. */
    readonly isChanging: boolean;
    preset: string | null;
    set(name: string, value: number): Promise<unknown>;
    setView(view: string): Promise<unknown>;
    setIsovalue(isovalue: number): void;
    resume(checkpoint: Checkpoint): Promise<unknown>;
}

export class EditedRun implements Editor {
    /** The history has changed. */
    readonly changed = new Signal<void>();
    /** A run was too large to be held for undo. */
    readonly lost = new Signal<void>();
    readonly #run: Edited;
    readonly #display: Display | null;
    readonly #history: EditHistory;
    readonly #name: string; // "": there is but one
    readonly #stops: (() => void)[] = [];
    #last: UndoState | null = null; // null: nothing is watched yet
    #lastState: SimState | null = null;
    #replacedRun: Checkpoint | null = null;
    #due = false;
    #applying = false;

    /** display: null where it is another run's. */
    constructor(run: Edited, display: Display | null, history: EditHistory, name = "") {
        this.#run = run;
        this.#display = display;
        this.#history = history;
        this.#name = name;
        this.#stops.push(
            run.replaced.listen((checkpoint) => (this.#replacedRun ??= checkpoint)),
            run.changed.listen(() => this.#captureSoon()),
            ...(display === null ? [] : [display.changed.listen(() => this.#captureSoon())]),
        );
    }

    /** Stops watching the run and removes its edits. */
    end(): void {
        for (const stop of this.#stops) stop();
        this.#last = null;
        this.#history.drop(this);
    }

    get isWatched(): boolean {
        return this.#last !== null;
    }
    /** The run that the present one has replaced. */
    get replacedRun(): Checkpoint | null {
        return this.#replacedRun;
    }

    /** Goes to the other side of an edit. */
    async apply(run: Checkpoint | null, undoState: UndoState): Promise<void> {
        this.#applying = true;
        this.#replacedRun = null;
        try {
            this.#display?.restore(undoState.display); // first: what a person changes while the run comes back stays
            if (run !== null) await this.#run.resume(run);
            else await this.#setParams(undoState.params);
            if (this.#run.state.view !== undoState.view) await this.#run.setView(undoState.view);
            this.#run.preset = undoState.preset;
            this.#run.setIsovalue(undoState.isovalue);
        } finally {
            this.#applying = false;
        }
    }

    async #setParams(wanted: UndoState["params"]): Promise<void> {
        const now = this.#run.state.config.params;
        for (const name of new Set([...Object.keys(now), ...Object.keys(wanted)])) {
            const value = own(wanted, name) ?? findParam(this.#run.model, name)?.initial;
            if (value !== undefined && value !== own(now, name)) await this.#run.set(name, value);
        }
    }

    // ----------------------------------------------------------------------------------------------- watching

    /** Captures after all changes of this task: another view comes with another isovalue. */
    #captureSoon(): void {
        if (this.#due || this.#applying || this.#run.isChanging) return;
        this.#due = true;
        queueMicrotask(() => {
            this.#due = false;
            this.capture();
        });
    }

    capture(): void {
        const { state } = this.#run,
            before = this.#last,
            stateBefore = this.#lastState;
        if (before === null || stateBefore === null || this.#applying) return;
        const after = this.#undoState(),
            replacedRun = this.#replacedRun;
        const made =
            replacedRun?.replacedBy === undefined
                ? runEdit(stateBefore, state, after, this.#run.model)
                : `run ${replacedRun.replacedBy}`;
        const things = replacedRun === null ? differing(before, after) : [made];
        if (things.length > 0) {
            if (replacedRun !== null && !canComeBack(replacedRun)) this.#lose();
            else
                this.#history.add({
                    by: this,
                    ...this.#named(things),
                    before,
                    after,
                    run: replacedRun,
                    at: performance.now(),
                });
            this.changed.emit();
        }
        this.accept();
    }

    #lose(): void {
        this.#history.clear();
        this.lost.emit();
    }

    /** Takes the present state as the one to compare with: it is no edit. */
    accept(): void {
        this.#last = this.#undoState();
        this.#lastState = this.#run.state;
        this.#replacedRun = null;
    }

    #undoState(): UndoState {
        const { state, isovalue, preset } = this.#run;
        return {
            params: state.config.params,
            view: state.view,
            isovalue,
            preset,
            display: this.#display?.differences ?? {},
        };
    }

    #named(things: readonly string[]): Pick<Edit, "label" | "key"> {
        return { label: this.#labelOf(things), key: [this.#name, ...things].join() };
    }

    #labelOf([first = "", ...more]: readonly string[]): string {
        const [kind, id = ""] = first.split(/ (.*)/s);
        const name =
            kind === "display"
                ? rowOf(id as DisplayId).label
                : kind === "preset"
                  ? this.#presetLabel(id)
                  : id.replaceAll("_", " ");
        const others = more.length === 0 ? "" : ` and ${more.length} more`;
        return `${name}${others}${this.#name === "" ? "" : ` (${this.#name})`}`;
    }

    #presetLabel(id: string): string {
        return this.#run.model.presets.find((preset) => preset.id === id)?.label ?? id;
    }
}

/** "param feed", "look threshold", "display fog": kind and name of everything that is not as it was. */
function differing(before: UndoState, after: UndoState): string[] {
    const names = <T extends object>(a: T, b: T): string[] =>
        [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
            (name) => own(a as Record<string, unknown>, name) !== own(b as Record<string, unknown>, name),
        );
    const things = [
        ...names(before.params, after.params).map((name) => `param ${name}`),
        ...names<Partial<DisplayValues>>(before.display, after.display).map((id) => `display ${id}`),
    ];
    if (before.view !== after.view) return [...things, "look what is shown"]; // its isovalue comes with it
    return before.isovalue === after.isovalue ? things : [...things, "look threshold"];
}

/** The label of a change that made the run start again. */
function runEdit(before: SimState, after: SimState, undoState: UndoState, { seedings }: ModelDescription): string {
    const a = before.config,
        b = after.config;
    if (undoState.preset !== null) return `preset ${undoState.preset}`;
    if (a.model !== b.model || a.network !== b.network) return "run another model";
    if (a.size.join() !== b.size.join()) return "run another size";
    if (a.boundary.join() !== b.boundary.join()) return "run boundary";
    if (a.dx !== b.dx) return "run cell edge";
    const first = seedings[0]?.id ?? null; // what null means
    if ((a.seeding ?? first) !== (b.seeding ?? first)) return "run another seeding";
    return a.seed === b.seed ? "run start again" : "run another seed";
}

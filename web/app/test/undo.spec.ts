// Undo as a person expects it: against a model that simply keeps every state there was.
import type { ModelDescription, ParamDescription } from "@morphogen/engine";
import { describe, expect, it } from "vitest";
import type { Checkpoint, SimState } from "../src/compute/base";
import { Display } from "../src/state/display";
import { type Edit, EditHistory, type UndoState } from "../src/state/edits";
import { Signal } from "../src/state/signal";
import { type Edited, Undo } from "../src/state/undo";

const param = (id: string): ParamDescription => ({
    id,
    symbol: id,
    unit: "",
    doc: "",
    kind: "real",
    initial: 1,
    min: 0,
    max: 9,
});
const MODEL = {
    parameters: [param("feed"), param("kill")],
    seedings: [],
    presets: [{ id: "worms", label: "Worms", doc: "", settings: "" }],
};

/** A run without an engine: its "fields" are the name it was started with, and the steps it has made. */
class FakeRun implements Edited {
    readonly changed = new Signal<void>();
    readonly replaced = new Signal<Checkpoint>();
    readonly model = MODEL as unknown as ModelDescription;
    isovalue = 0.2;
    isChanging = false;
    preset: string | null = null;
    name = "first";
    steps = 0;
    fileBytes = 10;
    fromSeed = true;
    params: Record<string, number> = {};
    view = "v";

    get state(): SimState {
        const config = { ...CONFIG, seed: BigInt(this.name.length), params: this.params };
        return { config, view: this.view, extent: [8, 8, 8], steps: this.steps, time: 0, warning: null, model: null };
    }

    get all(): unknown {
        const { name, steps, params, view, isovalue } = this;
        return { name, steps, params, view, isovalue };
    }

    async set(name: string, value: number): Promise<void> {
        await Promise.resolve();
        const params = { ...this.params, [name]: value };
        if (value === 1) delete params[name];
        this.params = params;
        this.changed.emit();
    }
    async setView(view: string): Promise<void> {
        await Promise.resolve();
        this.view = view;
        this.changed.emit();
        this.setIsovalue(view === "v" ? 0.2 : 0.7);
    }
    setIsovalue(isovalue: number): void {
        this.isovalue = isovalue;
        this.changed.emit();
    }
    async start(name: string): Promise<void> {
        await Promise.resolve();
        this.leave();
        Object.assign(this, { name, steps: 0, fromSeed: true });
        this.changed.emit();
    }
    async resume(checkpoint: Checkpoint): Promise<void> {
        await Promise.resolve();
        this.leave();
        const kept = KEPT.get(checkpoint)!;
        Object.assign(this, kept);
        this.changed.emit();
    }
    private leave(): void {
        const { name, steps, params, view, fromSeed } = this;
        const snapshot = this.fileBytes > 0 ? { steps, file: new ArrayBuffer(this.fileBytes) } : null;
        const checkpoint: Checkpoint = { config: this.state.config, view, journal: [], snapshot, fromSeed, steps };
        KEPT.set(checkpoint, { name, steps, params, view, fromSeed });
        this.replaced.emit(checkpoint);
    }
}
const KEPT = new WeakMap<Checkpoint, object>();
const CONFIG: SimState["config"] = {
    model: "gray_scott",
    size: [8, 8, 8],
    boundary: ["periodic", "periodic", "periodic"],
    dx: 1,
    seed: 1n,
    seeding: null,
    params: {},
    network: null,
};
const settle = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await Promise.resolve();
};

function begin(): { run: FakeRun; display: Display; undo: Undo } {
    const run = new FakeRun(),
        display = new Display(),
        undo = new Undo(run, display);
    undo.begin();
    return { run, display, undo };
}

/** What there is before the first edit and after each, and what undo then calls it. */
async function edited(
    undo: Undo,
    acts: readonly (() => unknown)[],
    all: () => unknown,
): Promise<{ states: unknown[]; labels: (string | null)[] }> {
    const states = [all()],
        labels: (string | null)[] = [];
    for (const act of acts) {
        undo.seal();
        await act();
        await settle();
        states.push(all());
        labels.push(undo.undoLabel);
    }
    return { states, labels };
}

describe("undo", () => {
    it("takes back parameters, views with their isovalue, the display, and runs with their fields", async () => {
        const { run, display, undo } = begin();
        run.steps = 70;
        const all = (): unknown => ({ ...(run.all as object), display: display.differences });
        const acts: (() => unknown)[] = [
            () => run.set("feed", 2),
            () => run.setView("u"),
            () => display.set("fog", 0.5),
            () => run.start("another"),
            () => run.setIsovalue(0.5),
            () => run.set("feed", 1),
        ];
        const { states, labels } = await edited(undo, acts, all);
        expect(labels).toEqual(["feed", "what is shown", "fog", "another seed", "threshold", "feed"]);
        for (let round = 0; round < 2; round++) {
            for (const state of states.slice(0, -1).reverse()) {
                await undo.undo();
                expect(all()).toEqual(state);
            }
            expect(undo.undoLabel).toBeNull();
            for (const state of states.slice(1)) {
                await undo.redo();
                expect(all()).toEqual(state);
            }
            expect(undo.redoLabel).toBeNull();
        }
        await undo.redo();
        expect(all()).toEqual(states.at(-1));
    });

    it("leaves alone what is changed in the picture while a run comes back", async () => {
        const { run, display, undo } = begin();
        await run.start("another");
        await settle();
        const undone = undo.undo();
        await Promise.resolve();
        display.set("fog", 0.5);
        await undone;
        expect([run.name, display.values.fog]).toEqual(["first", 0.5]);
    });

    it("follows a long row of edits, undos and redos at random", async () => {
        const { run, display, undo } = begin();
        const all = (): string => JSON.stringify({ ...(run.all as object), display: display.differences });
        let random = 12345;
        const draw = (below: number): number => (random = (random * 1103515245 + 12345) % 2147483648) % below;
        let states = [all()],
            at = 0;
        for (let i = 0; i < 300; i++) {
            const what = draw(8);
            undo.seal();
            if (what < 2) {
                await undo.undo();
                at = Math.max(0, at - 1);
            } else if (what === 2) {
                await undo.redo();
                at = Math.min(states.length - 1, at + 1);
            } else {
                if (what === 3) await run.set(["feed", "kill"][draw(2)]!, draw(9));
                if (what === 4) await run.setView(["u", "v"][draw(2)]!);
                if (what === 5) run.setIsovalue(draw(10) / 10);
                if (what === 6) display.set("fog", draw(5));
                if (what === 7) await run.start("x".repeat(1 + draw(5)));
                await settle();
                if (what === 7 || all() !== states[at]) {
                    states = [...states.slice(0, at + 1), all()];
                    at++;
                }
            }
            expect(all()).toBe(states[at]);
        }
    });

    it("makes one edit of a slider that is dragged, two of two presses", async () => {
        const { run, undo } = begin();
        undo.seal();
        for (const value of [2, 3, 4]) {
            await run.set("feed", value);
            await settle();
        }
        undo.seal();
        for (const value of [5, 6]) {
            await run.set("feed", value);
            await settle();
        }
        await undo.undo();
        expect(run.params).toEqual({ feed: 4 });
        await undo.undo();
        expect(run.params).toEqual({});
        expect(undo.undoLabel).toBeNull();
    });

    it("does not take for an edit what the page does by itself, nor what comes before it begins", async () => {
        const run = new FakeRun(),
            display = new Display(),
            undo = new Undo(run, display);
        await run.set("feed", 3);
        undo.begin();
        undo.quietly(() => display.set("turning", false));
        await settle();
        expect(undo.undoLabel).toBeNull();
    });

    it("takes a change of several parts back in one go", async () => {
        const { run, undo } = begin(),
            before = run.all;
        run.isChanging = true;
        await run.start("other");
        await settle();
        await run.setView("w");
        await settle();
        run.setIsovalue(0.4);
        run.isChanging = false;
        run.changed.emit();
        await settle();
        const after = run.all;
        await undo.undo();
        expect(run.all).toEqual(before);
        expect(undo.undoLabel).toBeNull();
        await undo.redo();
        expect(run.all).toEqual(after);
    });

    it("takes back the edits of two runs side by side in their order, and lets go of one that ends", async () => {
        const { run, display, undo } = begin(),
            second = new FakeRun();
        const all = (): unknown => ({ a: run.all, b: second.all, display: display.differences });
        const stop = undo.beside(second, "run B");
        const acts: (() => unknown)[] = [
            () => run.set("feed", 2),
            () => second.set("feed", 2),
            () => second.set("feed", 3),
            () => display.set("fog", 0.5),
            () => second.start("another"),
        ];
        const { states, labels } = await edited(undo, acts, all);
        expect(labels).toEqual(["feed", "feed (run B)", "feed (run B)", "fog", "another seed (run B)"]);
        for (let round = 0; round < 2; round++) {
            for (const state of states.slice(0, -1).reverse()) {
                await undo.undo();
                expect(all()).toEqual(state);
            }
            for (const state of states.slice(1)) {
                await undo.redo();
                expect(all()).toEqual(state);
            }
        }
        await undo.undo();
        stop();
        expect([undo.undoLabel, undo.redoLabel]).toEqual(["fog", null]);
        await second.set("kill", 5);
        await settle();
        expect(undo.undoLabel).toBe("fog");
        for (let i = 0; i < 2; i++) await undo.undo();
        expect([run.params, undo.undoLabel]).toEqual([{}, null]);
    });

    it("takes back what was asked for, though the other run's display is changed meanwhile", async () => {
        const { display, undo } = begin(),
            second = new FakeRun();
        undo.beside(second, "run B");
        await second.start("another");
        await settle();
        const undone = undo.undo();
        await Promise.resolve();
        display.set("fog", 0.5);
        await undone;
        expect([second.name, display.values.fog, undo.undoLabel]).toEqual(["first", 0.5, "fog"]);
        await undo.undo();
        expect(display.differences).toEqual({});
    });

    it("says when a run cannot come back, and forgets what lies beyond it", async () => {
        const { run, undo } = begin(),
            told: string[] = [];
        undo.lost.listen((sentence) => told.push(sentence));
        await run.set("feed", 3);
        await settle();
        Object.assign(run, { fromSeed: false, fileBytes: 0 });
        await run.start("other");
        await settle();
        expect(told.join()).toMatch(/too large.*snapshot/i);
        expect(undo.undoLabel).toBeNull();
    });
});

describe("the budget of undo", () => {
    const NOBODY: Edit["by"] = {
        replacedRun: null,
        apply: () => Promise.resolve(),
        accept: () => {
            /* nothing */
        },
    };
    const LOOK: UndoState = { params: {}, view: "v", isovalue: 0, display: {}, preset: null };
    const edit = (bytes: number, fromSeed = true): Edit => ({
        by: NOBODY,
        label: "run",
        key: "run",
        before: LOOK,
        after: LOOK,
        at: 0,
        run: {
            config: CONFIG,
            view: null,
            journal: [],
            snapshot: { steps: 1, file: new ArrayBuffer(bytes) },
            fromSeed,
            steps: 1,
        },
    });
    const count = (history: EditHistory): number => {
        let edits = 0;
        for (; history.toUndo !== null; edits++) history.undone(history.toUndo.run);
        return edits;
    };

    it("takes the shortcut from the oldest runs that a seed leads back to", () => {
        const history = new EditHistory(1000);
        for (let i = 0; i < 5; i++) history.add(edit(400));
        expect(history.bytes).toBe(800);
        expect(count(history)).toBe(5);
    });

    it("lets go of the oldest that have no seed, with what came before", () => {
        const history = new EditHistory(1000);
        history.add({ ...edit(0), run: null });
        for (let i = 0; i < 5; i++) history.add(edit(400, false));
        expect(history.bytes).toBe(800);
        expect(count(history)).toBe(2);
    });

    it("keeps a bounded number of edits", () => {
        const history = new EditHistory();
        for (let i = 0; i < 500; i++) history.add({ ...edit(0), run: null, key: String(i) });
        expect(count(history)).toBe(200);
    });
});

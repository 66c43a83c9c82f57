// Two runs side by side: B begins as A stands, on a compute worker of its own, and is then changed. The panel belongs
// to one of them at a time, the camera and the pointer's tool to both. Closing keeps the one that is chosen.
import "./compare.css";
import type { Checkpoint } from "../../compute/base";
import { byId, make, putOnShelf } from "../../dom/elements";
import { Display } from "../../state/display";
import { emptyLaunch } from "../../state/launch_options";
import { Session } from "../../state/session";
import type { ThemeChoice } from "../../state/theme";
import type { Undo } from "../../state/undo";
import { UNCOVERED } from "../../view/orbit";
import { Viewer } from "../../view/viewer";
import { bindDisplay } from "../display_binding";
import { FieldController, type FieldState } from "../field/field_controller";
import { atRest } from "../persistence/moment";
import type { Plots } from "../plots";
import type { PointerTools } from "../tools/pointer_tools";
import { differencesOf } from "./differences";
import { makeDivider } from "./divider";
import { linkCameras } from "./link";
import { catchUp, runTogether } from "./lockstep";

/** What a comparison needs of the page. */
export interface Page {
    readonly session: Session;
    readonly viewer: Viewer;
    readonly display: Display;
    readonly theme: ThemeChoice;
    readonly plots: Plots;
    readonly field: FieldController;
    readonly pointerTools: PointerTools;
    readonly undo: Undo;
    /** The panel shows this run from now on. */
    use(session: Session): void;
    notify(sentence: string): void;
    ended(): void;
}

export type Side = "A" | "B";
const OF_B = "-b"; // ends the ids of what is there once more

export class Comparison {
    readonly a: Session;
    readonly b: Session;
    readonly #page: Page;
    readonly #viewer: Viewer;
    readonly #canvas = make("canvas", "");
    readonly #legends = secondLegends();
    readonly #bar = make("section", "");
    readonly #list = make("p", "compare-list");
    readonly #tabs: Record<Side, HTMLButtonElement>;
    readonly #lock = make("input", "");
    readonly #divider: HTMLElement;
    readonly #stops: (() => void)[] = [];
    readonly #threads: number;
    readonly #mirror = new Display();
    readonly #field: FieldController;
    #side: Side = "B";
    #together = false;

    static async open(page: Page): Promise<Comparison> {
        const threads = Math.max(1, Math.floor(page.session.threads / 2)),
            checkpoint = await standing(page.session);
        const b = new Session({ ...emptyLaunch(), threads, paused: true }, checkpoint);
        try {
            await b.ready;
            if (b.problems.length > 0) throw new Error(b.problems.join(" "));
        } catch (error) {
            b.compute.dispose();
            throw new Error(
                "There is no room for a second run beside this one: " +
                    `${error instanceof Error ? error.message : String(error)}`,
                { cause: error },
            );
        }
        b.setIsovalue(page.session.isovalue);
        return new Comparison(page, b, threads);
    }

    private constructor(page: Page, b: Session, threads: number) {
        this.#page = page;
        this.a = page.session;
        this.b = b;
        this.#threads = this.a.threads;
        this.#canvas.id = "view-b";
        this.#canvas.tabIndex = 0;
        this.#canvas.setAttribute("aria-label", "Run B. Drag to turn: both pictures turn.");
        page.viewer.canvas.after(this.#canvas);
        document.body.classList.add("compare");
        this.#viewer = new Viewer(this.#canvas);
        this.#mirror.restore({ ...page.display.differences, turning: false });
        this.#field = new FieldController(b, this.#viewer, this.#mirror, OF_B);
        this.#divider = makeDivider(coveredByPanel(), () => this.#cover());
        this.#tabs = { A: this.#tab("A"), B: this.#tab("B") };
        this.#makeBar();
        page.plots.beside(b);
        this.#join();
        if (this.#threads > 1) this.a.attempt(() => this.a.setThreads(threads));
        else
            page.notify("This machine gives the page one core, so two runs take turns on it and each is half as fast.");
        this.choose("B");
    }

    /** What is drawn of B's field; null: nothing. */
    get fieldOfB(): FieldState | null {
        return this.#field.state;
    }

    /** Whose parameters the panel shows. */
    choose(side: Side): void {
        this.#side = side;
        for (const [name, tab] of Object.entries(this.#tabs)) tab.setAttribute("aria-pressed", String(name === side));
        const run = side === "A" ? this.a : this.b;
        this.#page.use(run);
        this.#page.plots.use(run);
        this.#page.pointerTools.turnTo(run);
    }

    get side(): Side {
        return this.#side;
    }

    set locked(locked: boolean) {
        this.#lock.checked = locked;
        this.#follow();
    }

    get steps(): Record<Side, number> {
        return {
            A: this.a.latestStats?.steps ?? this.a.state.steps,
            B: this.b.latestStats?.steps ?? this.b.state.steps,
        };
    }

    /** The other run ends; the page goes on with this one. B's fields come along, and undo brings A's back. */
    async keep(side: Side): Promise<void> {
        this.a.pause();
        this.b.pause();
        const checkpoint = side === "B" ? await standing(this.b) : null,
            { isovalue } = this.b;
        this.#close();
        if (checkpoint === null) return;
        await this.a.asOne(async () => {
            await this.a.resume(checkpoint);
            this.a.setIsovalue(isovalue);
        });
    }

    // -------------------------------------------------------------------------------------------------- joining

    #join(): void {
        const { display, viewer, theme, field: fieldOfA, pointerTools, undo } = this.#page,
            mirror = this.#mirror;
        this.#field.leader = fieldOfA;
        fieldOfA.beside = this.b;
        fieldOfA.onSpan = () => this.#field.refit();
        const cover = (): void => this.#cover();
        addEventListener("resize", cover);
        this.#cover();
        this.#stops.push(
            () => removeEventListener("resize", cover),
            bindDisplay(this.b, this.#viewer, mirror, theme, OF_B),
            pointerTools.beside(this.b, this.#viewer, this.#field),
            undo.beside(this.b, "run B"),
            () => this.#field.dispose(),
            () => {
                fieldOfA.beside = fieldOfA.onSpan = null;
            },
            same(display, mirror),
            same(mirror, display), // also what is dragged on B's picture
            linkCameras(viewer.rig, this.#viewer.rig),
            this.a.changed.listen(() => this.#follow()),
            this.b.changed.listen(() => this.#showDifferences()),
            this.a.stats.listen(() => this.#showSteps()),
            this.b.stats.listen(() => this.#showSteps()),
            this.b.refused.listen((sentence) => this.#page.notify(`Run B: ${sentence}`)),
        );
        this.b.setIsovalue(this.b.isovalue); // asks for a surface
        this.#showDifferences();
        this.#showSteps();
    }

    /** B plays when A does: freely, or step by step together. */
    #follow(): void {
        this.#showDifferences();
        if (this.#lock.checked && this.a.running) {
            this.b.pause();
            this.a.compute.pause(); // the page still shows it as running
            if (!this.#together) void this.#runTogether();
        } else if (!this.#lock.checked && this.b.running !== this.a.running) {
            if (this.a.running) this.b.play();
            else this.b.pause();
        }
    }

    async #runTogether(): Promise<void> {
        this.#together = true;
        try {
            await runTogether(this.a, this.b, () => this.a.running && this.#lock.checked);
        } catch {
            /* one of them died and starts again: it catches up at the next play */
        }
        this.#together = false;
        if (this.a.running) this.a.play();
    }

    // --------------------------------------------------------------------------------------------------- the bar

    #tab(side: Side): HTMLButtonElement {
        const button = make("button", "", side);
        button.type = "button";
        button.id = `compare-${side.toLowerCase()}`;
        button.title = `The panel shows run ${side}`;
        button.addEventListener("click", () => this.choose(side));
        return button;
    }

    #makeBar(): void {
        const lock = make("label", "", "same steps"),
            keep = (["A", "B"] as const).map((side) => {
                const button = make("button", "", `Keep ${side}`);
                button.type = "button";
                button.id = `compare-keep-${side.toLowerCase()}`;
                button.addEventListener("click", () => this.a.attempt(() => this.keep(side)));
                return button;
            });
        this.#lock.type = "checkbox";
        this.#lock.id = "compare-lock";
        this.#lock.checked = true;
        this.#lock.addEventListener("change", () => {
            if (this.#lock.checked && !this.a.running) this.a.attempt(() => catchUp(this.a, this.b));
            this.#follow();
        });
        lock.prepend(this.#lock);
        this.#bar.id = "comparison";
        this.#bar.setAttribute("aria-label", "Comparison");
        const row = make("div", "compare-row");
        row.append(this.#tabs.A, this.#tabs.B, lock, ...keep);
        this.#bar.append(row, this.#list);
        this.#canvas.after(this.#divider); // under every pane
        putOnShelf(this.#bar);
    }

    #showDifferences(): void {
        const all = differencesOf(this.a, this.b);
        this.#list.textContent =
            all.length === 0
                ? "The same in everything: change a parameter of B."
                : all.map(({ what, a, b }) => `${what}: ${a} | ${b}`).join("\n");
    }

    #showSteps(): void {
        for (const side of ["A", "B"] as const)
            this.#tabs[side].textContent = `${side} · step ${this.steps[side].toLocaleString("en")}`;
    }

    /** The panel lies over B. */
    #cover(): void {
        this.#page.viewer.covered = UNCOVERED;
        this.#viewer.covered = { ...UNCOVERED, right: coveredByPanel() };
    }

    #close(): void {
        for (const stop of this.#stops) stop();
        this.b.compute.dispose();
        this.#viewer.dispose();
        for (const element of [this.#canvas, this.#divider, this.#bar, this.#legends]) element.remove();
        this.#page.plots.beside(null);
        document.body.classList.remove("compare");
        dispatchEvent(new Event("resize")); // A has the window to itself again
        this.#page.use(this.a);
        if (this.#threads > 1) this.a.attempt(() => this.a.setThreads(this.#threads));
        this.#page.ended();
    }
}

/** What is set of one is set of the other; returns how to stop. Each picture turns by itself or not. */
function same(from: Display, to: Display): () => void {
    return from.changed.listen((id) => {
        if (id !== "turning") to.set(id, from.values[id] as never);
    });
}

/** What B's colours mean, at the other end of the bar: another view or model has other ends. */
function secondLegends(): HTMLElement {
    const copy = byId("legends").cloneNode(true) as HTMLElement;
    copy.querySelector("#field-legend")?.remove();
    for (const element of [copy, ...copy.querySelectorAll<HTMLElement>("[id]")]) element.id += OF_B;
    byId("bar").append(copy);
    return copy;
}

function coveredByPanel(): number {
    return parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--covered")) || 0;
}

/** Where a run stands, with its fields. */
function standing(session: Session): Promise<Checkpoint> {
    return atRest(session, async () => {
        const file = await session.compute.save(),
            { checkpoint } = await session.stand();
        return { ...checkpoint, snapshot: { steps: checkpoint.steps, file } };
    });
}

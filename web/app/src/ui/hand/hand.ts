// Joins what the hand does in the picture: probe and brush, their panes, their marks, and their commands.
import type { Picked, Vector3 } from "../../compute/base";
import { Probes } from "../../state/probes";
import type { Session } from "../../state/session";
import type { ThemeChoice } from "../../state/theme";
import { Tools } from "../../state/tools";
import type { Viewer } from "../../view/viewer";
import type { Command } from "../commands";
import type { BrushKeys } from "./brush_keys";
import { hasFingers } from "../dom";
import type { FieldRoom } from "../field/field_room";
import type { Notices } from "../notices";
import type { ToolHint } from "../tool_hint";
import { Picker } from "./picker";
import { ProbeTool } from "./probe_tool";

const FINER = 0.9;                          // a press of [

const ARROWS = ["ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"], PAGES = ["PageUp", "PageDown"];

const HINTS = {
    look: null,
    probe: "Click the surface to watch a cell there, Esc ends",
    brush: "Drag on the surface to paint, Shift or Alt erases, a drag beside it turns; or arrow keys and Enter; [ and ] set the size, Esc ends",
};
const FINGER_HINTS: typeof HINTS = {
    look: null,
    probe: "Tap the surface to watch a cell there; the probe in the menu ends it",
    brush: "One finger paints on the surface, two move the camera",
};

export class Hand {
    readonly tools = new Tools();
    readonly probes = new Probes();
    readonly #session: Session;
    readonly #theme: ThemeChoice;
    readonly #picker: Picker;
    readonly #probeTool: ProbeTool;
    #bench: Promise<BrushKeys> | null = null;       // brush, panes and marks are there, or on their way

    constructor(session: Session, viewer: Viewer, field: FieldRoom, theme: ThemeChoice, hint: ToolHint, notices: Notices) {
        this.#session = session;
        const picker = new Picker(session, viewer, field), { tools, probes } = this;
        this.#picker = picker;
        this.#probeTool = new ProbeTool(picker, probes, tools, (sentence) => notices.show("info", sentence, { key: "probe" }));
        this.#theme = theme;
        tools.changed.listen(() => {
            if (tools.pointer === "brush") {
                this.#open();
                viewer.canvas.focus({ preventScroll: true });  // else Space would belong to the button that was pressed
            }
            viewer.rig.arrowsFly = tools.pointer !== "brush";
            hint.tell("hand", (hasFingers() ? FINGER_HINTS : HINTS)[tools.pointer]);
            document.body.dataset["tool"] = tools.pointer;
        });
        this.#watchRun();
    }

    #watchRun(): void {
        const { probes } = this, session = this.#session;
        let run = 0, goesOn = false;
        session.restarted.listen(() => (goesOn = true));
        session.figures.listen((figures) => {
            if (figures.run !== run && !goesOn) probes.restart(session.state.config.size);
            run = figures.run;
            goesOn = false;
            probes.take(figures);
        });
        probes.changed.listen(() => {
            session.setProbes(probes.cells);
            this.#open();
        });
    }

    #open(): void {
        this.#session.attempt(() => (this.#bench ??= import("./bench").then(({ openBench }) => openBench(this.#picker, this.tools, this.probes, this.#theme))));
    }

    #byKeys(act: (keys: BrushKeys) => void): void {
        void this.#bench?.then(act, () => { /* that it did not come is told already */ });
    }

    /** What is under a place in the window. */
    pick(x: number, y: number): Promise<Picked | null> {
        return this.#picker.at(x, y);
    }

    /** Watches a cell from now on. */
    async probe(cell: Vector3): Promise<readonly number[]> {
        const now = await this.#session.compute.readCell(cell);
        this.probes.add(cell, now);
        return now.values;
    }

    commands(): Command[] {
        const { tools } = this;
        const resize = (times: number): void => tools.setBrush({ radius: tools.brush.radius * times });
        const painting = (): boolean => tools.pointer === "brush";
        const move = (press?: string): void => this.#byKeys((keys) => keys.move(press ?? "Home"));
        const byKeys = (id: string, label: string, keys: string[], run: Command["run"] = move): Command => ({ id, group: "Edit", label, keys, isEnabled: painting, run });
        return [
            { id: "probe-tool", group: "Look", label: "Probe: watch the cells you click", bar: "tools", icon: "probe",
                isOn: () => tools.pointer === "probe", run: () => tools.toggle("probe") },
            { id: "probe", group: "Look", label: "Watch the cell under the pointer (or double-click it)", keys: ["P"], run: () => this.#probeTool.probeHere() },
            { id: "brush", group: "Edit", label: "Brush: paint and erase matter", bar: "tools", icon: "brush", keys: ["B"], isOn: painting,
                run: () => tools.toggle("brush") },
            { id: "brush-smaller", group: "Edit", label: "A smaller brush", keys: ["["], isEnabled: painting, run: () => resize(FINER) },
            { id: "brush-larger", group: "Edit", label: "A larger brush", keys: ["]"], isEnabled: painting, run: () => resize(1 / FINER) },
            byKeys("brush-move", "The brush goes over the surface, cell by cell", ARROWS),
            byKeys("brush-deep", "nearer and deeper, through the lattice", PAGES),
            { ...byKeys("brush-leap", "with any of these: eight cells at once", [...ARROWS, ...PAGES].map((key) => `Shift+${key}`)), caps: ["Shift"] },
            byKeys("brush-home", "back to the surface", ["Home"]),
            byKeys("brush-paint", "The brush paints there", ["Enter", "Space"], (_, again) => this.#byKeys((keys) => keys.paint(false, again === true))),
            byKeys("brush-erase", "The brush erases there", ["Shift+Enter", "Shift+Space"], (_, again) => this.#byKeys((keys) => keys.paint(true, again === true))),
            { id: "tool-down", group: "Look", label: "Put the tool down", keys: ["Escape"], isEnabled: () => tools.pointer !== "look",
                run: () => (tools.pointer = "look") },
        ];
    }
}

// The pointer's tools, probe and brush, and their commands. The active tool is the same in every picture.

import type { Picked, Vector3 } from "../../compute/base";
import { loadPart } from "../../compute/load_part";
import { hasFingers } from "../../dom/elements";
import type { Probes } from "../../state/probes";
import type { Session } from "../../state/session";
import type { ThemeChoice } from "../../state/theme";
import { Tools } from "../../state/tools";
import type { Viewer } from "../../view/viewer";
import type { Command } from "../commands";
import type { FieldController } from "../field/field_controller";
import type { Notices } from "../notices";
import type { ToolHint } from "../tool_hint";
import type { BrushKeys } from "./brush_keys";
import type { BrushWorkspace } from "./brush_workspace";
import { type Shared, ToolBinding } from "./tool_binding";

const FINER = 0.9; // a press of [

const ARROWS = ["ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"],
    PAGES = ["PageUp", "PageDown"];

const HINTS = {
    camera: null,
    probe: "Click the surface to watch a cell there, Esc ends",
    brush:
        "Drag on the surface to paint, Shift or Alt erases, a drag beside it turns; or arrow keys and Enter; " +
        "[ and ] set the size, Esc ends",
};
const FINGER_HINTS: typeof HINTS = {
    camera: null,
    probe: "Tap the surface to watch a cell there; the probe in the menu ends it",
    brush: "One finger paints on the surface, two move the camera",
};

export class PointerTools {
    readonly tools = new Tools();
    readonly #session: Session;
    readonly #shared: Shared;
    readonly #first: ToolBinding;
    #second: ToolBinding | null = null; // on the picture of the run beside it
    #now: ToolBinding; // where the pointer was last, or the keyboard, or what the panel shows

    constructor(
        session: Session,
        viewer: Viewer,
        field: FieldController,
        theme: ThemeChoice,
        hint: ToolHint,
        notices: Notices,
    ) {
        const { tools } = this;
        let made: BrushWorkspace | null = null;
        this.#session = session;
        this.#shared = {
            tools,
            workspace: async () => {
                const { BrushWorkspace: Workspace } = await loadPart(
                    "the tools' own panes",
                    "brush_workspace",
                    () => import("./brush_workspace"),
                );
                return (made ??= new Workspace(tools, theme));
            },
            notify: (sentence) => notices.show("info", sentence, { key: "probe" }),
            turnTo: (binding) => (this.#now = binding),
        };
        this.#first = this.#now = new ToolBinding(session, viewer, field, this.#shared);
        tools.changed.listen(() => {
            for (const binding of this.#bindings) this.#applyTool(binding);
            this.#focusCanvas();
            hint.show("tool", (hasFingers() ? FINGER_HINTS : HINTS)[tools.pointer]);
            document.body.dataset.tool = tools.pointer;
        });
    }

    get #bindings(): readonly ToolBinding[] {
        return this.#second === null ? [this.#first] : [this.#first, this.#second];
    }

    get probes(): Probes {
        return this.#first.probes;
    }

    #applyTool(binding: ToolBinding): void {
        const { pointer } = this.tools;
        if (pointer === "brush") binding.open();
        binding.picker.viewer.rig.arrowsFly = pointer !== "brush";
    }

    /** A second run is drawn beside the first; returns how to let go of it. */
    beside(session: Session, viewer: Viewer, field: FieldController): () => void {
        const second = new ToolBinding(session, viewer, field, this.#shared, "B");
        this.#second = second;
        this.#nameFirst("A");
        this.#applyTool(second);
        return () => {
            second.end();
            this.#second = null;
            this.#now = this.#first;
            this.#nameFirst("");
        };
    }

    #nameFirst(name: string): void {
        this.#first.name = name;
        this.#first.probes.updated.emit();
    }

    /** The keys belong to this run's picture, until the pointer goes to another. */
    turnTo(session: Session): void {
        this.#now = this.#bindings.find(({ picker }) => picker.session === session) ?? this.#first;
        this.#focusCanvas();
    }

    /** While the brush paints by keys; else Space would belong to the button that was pressed. */
    #focusCanvas(): void {
        if (this.tools.pointer === "brush") this.#now.picker.viewer.canvas.focus({ preventScroll: true });
    }

    #byKeys(act: (keys: BrushKeys) => void): void {
        void this.#now.whenReady(({ keys }) => act(keys));
    }

    /** What is under a place in the window. */
    pick(x: number, y: number): Promise<Picked | null> {
        const isIn = ({
            picker: {
                viewer: { canvas },
            },
        }: ToolBinding): boolean => {
            const { left, right } = canvas.getBoundingClientRect();
            return x >= left && x < right;
        };
        return (this.#bindings.find(isIn) ?? this.#first).picker.at(x, y);
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
        const byKeys = (id: string, label: string, keys: string[], run: Command["run"] = move): Command => ({
            id,
            group: "Edit",
            label,
            keys,
            isEnabled: painting,
            run,
        });
        return [
            {
                id: "probe-tool",
                group: "View",
                label: "Probe: watch the cells you click",
                bar: "tools",
                icon: "probe",
                isOn: () => tools.pointer === "probe",
                run: () => tools.toggle("probe"),
            },
            {
                id: "probe",
                group: "View",
                label: "Watch the cell under the pointer (or double-click it)",
                keys: ["P"],
                run: () => this.#now.probeTool.probeHere(),
            },
            {
                id: "brush",
                group: "Edit",
                label: "Brush: paint and erase matter",
                bar: "tools",
                icon: "brush",
                keys: ["B"],
                isOn: painting,
                run: () => tools.toggle("brush"),
            },
            {
                id: "brush-smaller",
                group: "Edit",
                label: "A smaller brush",
                keys: ["["],
                isEnabled: painting,
                run: () => resize(FINER),
            },
            {
                id: "brush-larger",
                group: "Edit",
                label: "A larger brush",
                keys: ["]"],
                isEnabled: painting,
                run: () => resize(1 / FINER),
            },
            byKeys("brush-move", "The brush goes over the surface, cell by cell", ARROWS),
            byKeys("brush-deep", "nearer and deeper, through the lattice", PAGES),
            {
                ...byKeys(
                    "brush-leap",
                    "with any of these: eight cells at once",
                    [...ARROWS, ...PAGES].map((key) => `Shift+${key}`),
                ),
                caps: ["Shift"],
            },
            byKeys("brush-home", "back to the surface", ["Home"]),
            byKeys("brush-paint", "The brush paints there", ["Enter", "Space"], (_, again) =>
                this.#byKeys((keys) => keys.paint(false, again === true)),
            ),
            byKeys("brush-erase", "The brush erases there", ["Shift+Enter", "Shift+Space"], (_, again) =>
                this.#byKeys((keys) => keys.paint(true, again === true)),
            ),
            {
                id: "tool-down",
                group: "View",
                label: "Put the tool down",
                keys: ["Escape"],
                isEnabled: () => tools.pointer !== "camera",
                run: () => (tools.pointer = "camera"),
            },
        ];
    }
}

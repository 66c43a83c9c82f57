// Probing: a double click, or the key, or a click while the probe is the active tool, watches the cell under the
// pointer.
import type { Picked } from "../../compute/base";
import type { Probe, Probes } from "../../state/probes";
import type { Tools } from "../../state/tools";
import type { Picker } from "./picker";

const STILL = 5; // pixels: a click moves less
const NOTHING =
    "There is no surface under the pointer, so there is nothing to probe: point at the surface, or change the " +
    "threshold.";

interface Place {
    readonly x: number;
    readonly y: number;
}

export class ProbeTool {
    readonly #picker: Picker;
    readonly #probes: Probes;
    readonly #notify: (sentence: string) => void;
    #pointer: Place | null = null; // null: not over the picture
    #pressed: Place | null = null;

    constructor(picker: Picker, probes: Probes, tools: Tools, notify: (sentence: string) => void) {
        this.#picker = picker;
        this.#probes = probes;
        this.#notify = notify;
        const { canvas } = picker.viewer;
        canvas.addEventListener("pointermove", ({ clientX: x, clientY: y }) => (this.#pointer = { x, y }));
        canvas.addEventListener("pointerleave", () => (this.#pointer = null));
        canvas.addEventListener("pointerdown", ({ clientX: x, clientY: y }) => (this.#pressed = { x, y }));
        canvas.addEventListener("click", ({ clientX: x, clientY: y }) => {
            const still = this.#pressed !== null && Math.hypot(x - this.#pressed.x, y - this.#pressed.y) < STILL;
            if (tools.pointer === "probe" && still) this.probeAt(x, y);
        });
        canvas.addEventListener("dblclick", ({ clientX: x, clientY: y }) => {
            if (tools.pointer === "camera") this.probeAt(x, y);
        });
    }

    /** Under the pointer, or in the middle of what the panes leave free. */
    probeHere(): void {
        const { x, y } = this.#pointer ?? this.#picker.viewer.rig.middle;
        this.probeAt(x, y);
    }

    probeAt(x: number, y: number): void {
        this.#picker.session.attempt(async () => {
            const pick = await this.#picker.at(x, y);
            if (pick === null) this.#notify(NOTHING);
            else this.watch(pick);
        });
    }

    watch({ cell, steps, time, values }: Picked): Probe {
        return this.#probes.add(cell, { steps, time, values });
    }
}

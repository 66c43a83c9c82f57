// The active tool of the pointer and the settings of the brush. Radius is a part of the box's longest edge, so that it
// looks the same in every box.
import { Signal } from "./signal";

export type PointerTool = "camera" | "probe" | "brush";

export interface BrushSettings {
    readonly radius: number; // of the longest edge
    readonly strength: number; // 0..1
    readonly softness: number; // 0..1
    readonly erase: boolean;
}

export const BRUSH_RANGES = {
    radius: {
        min: 0.01,
        max: 0.3,
        label: "radius",
        doc: "The radius of the brush, as a fraction of the longest edge.  ( [ and ] )",
    },
    strength: {
        min: 0.05,
        max: 1,
        label: "strength",
        doc: "How far one touch moves the cells towards matter, or towards its absence.",
    },
    softness: { min: 0, max: 1, label: "softness", doc: "The outer fraction of the radius in which the brush fades." },
} as const;
export type BrushNumber = keyof typeof BRUSH_RANGES;

const FIRST_BRUSH: BrushSettings = { radius: 0.06, strength: 0.9, softness: 0.5, erase: false };

export class Tools {
    readonly changed = new Signal<void>();
    #pointer: PointerTool = "camera";
    #brush = FIRST_BRUSH;

    get pointer(): PointerTool {
        return this.#pointer;
    }

    set pointer(tool: PointerTool) {
        if (tool === this.#pointer) return;
        this.#pointer = tool;
        this.changed.emit();
    }

    /** Takes a tool up, or puts it down again. */
    toggle(tool: PointerTool): void {
        this.pointer = this.#pointer === tool ? "camera" : tool;
    }

    get brush(): BrushSettings {
        return this.#brush;
    }

    setBrush(changes: Partial<BrushSettings>): void {
        const wanted = { ...this.#brush, ...changes };
        const within = (name: BrushNumber): number =>
            Math.min(BRUSH_RANGES[name].max, Math.max(BRUSH_RANGES[name].min, wanted[name]));
        this.#brush = {
            ...wanted,
            radius: within("radius"),
            strength: within("strength"),
            softness: within("softness"),
        };
        this.changed.emit();
    }
}

// The tools that look into the field: slices, the clip box, the cloud.
import type { Display } from "../../state/display";
import type { Command } from "../commands";

const SLICES = ["slice_x", "slice_y", "slice_z"] as const;

export function fieldCommands(display: Display): Command[] {
    let last: readonly (typeof SLICES)[number][] = ["slice_z"]; // that were there when they were put away
    const slices = (): readonly (typeof SLICES)[number][] => SLICES.filter((id) => display.values[id]);
    return [
        {
            id: "slices",
            group: "View",
            label: "Slices",
            doc: "Planes across the box, coloured by the value; drag their knobs",
            bar: "tools",
            icon: "slices",
            keys: ["I"],
            isOn: () => slices().length > 0,
            run: () => {
                const on = slices();
                if (on.length > 0) last = on;
                for (const id of on.length > 0 ? on : last) display.set(id, on.length === 0);
            },
        },
        {
            id: "clip",
            group: "View",
            label: "Clip box",
            doc: "Cuts the box open and paints what the cut shows",
            bar: "tools",
            icon: "clip",
            keys: ["J"],
            isOn: () => display.values.clip,
            run: () => display.set("clip", !display.values.clip),
        },
        {
            id: "volume",
            group: "View",
            label: "Cloud",
            doc: "The field as a cloud of its values",
            bar: "tools",
            icon: "volume",
            keys: ["V"],
            isOn: () => display.values.volume,
            run: () => {
                const on = !display.values.volume;
                display.set("volume", on);
                display.set("surface", !on); // a surface around it hides most of a cloud
            },
        },
    ];
}

// How the picture is drawn, as a person may choose it. One table: a setting's range, first value, label and sentence
// stand together here, and the panel, the address and undo are made from it. A new setting is a new row and whoever
// draws it.

import { type Check, shown, some } from "../compute/refusals";
import { Signal } from "./signal";

export const VIEW_ID = /^\w{0,63}$/;
export const COLOUR = /^#[0-9a-f]{6}$/i;

interface Row {
    readonly id: string;
    readonly group: "Display" | "Light" | "More surfaces" | "Slices" | "Clip box" | "Cloud"; // the folder of the panel
    readonly label: string;
    readonly doc: string;
}
interface NumberRow extends Row {
    readonly kind: "number";
    readonly min: number;
    readonly max: number;
    readonly initial: number;
    /**
     * The number is a share, 0 to 1, of the range of the scalar that is shown, so that it means something for every
     * model.
     */
    readonly of?: "view";
}
interface SwitchRow extends Row {
    readonly kind: "switch";
    readonly initial: boolean;
}
interface ChoiceRow extends Row {
    readonly kind: "choice";
    readonly choices: Readonly<Record<string, string>>;
    readonly initial: string;
}
interface ColourRow extends Row {
    readonly kind: "colour";
    readonly initial: string;
} // "#rrggbb"
/** One of the model's views by its id; "": the first that is not shown. The model defines which there are. */
interface ViewRow extends Row {
    readonly kind: "view";
    readonly initial: string;
}
export type DisplayRow = NumberRow | SwitchRow | ChoiceRow | ColourRow | ViewRow;

export const DISPLAY = [
    {
        id: "camera",
        group: "Display",
        label: "camera",
        kind: "choice",
        choices: { orbit: "turn around", fly: "fly freely" },
        initial: "orbit",
        doc: "Turn around the pattern, or fly through it with W A S D, Q E and the mouse.",
    },
    {
        id: "colour_source",
        group: "Display",
        label: "colour by",
        kind: "choice",
        choices: {
            gradient: "gradient",
            x: "height x",
            y: "height y",
            z: "height z",
            centre: "way from middle",
            field: "another view",
            plain: "one colour",
        },
        initial: "gradient",
        doc: "The quantity that colours the surface; the legend shows it with its range.",
    },
    {
        id: "colour_view",
        group: "Display",
        label: "which view",
        kind: "view",
        initial: "",
        doc: "The view that colours the surface, where it is coloured by another view.",
    },
    {
        id: "colour_map",
        group: "Display",
        label: "colour map",
        kind: "choice",
        choices: {
            viridis: "viridis",
            inferno: "inferno",
            magma: "magma",
            plasma: "plasma",
            cividis: "cividis",
            turbo: "turbo",
        },
        initial: "viridis",
        doc: "All but turbo are even in brightness, so they read well for the colour-blind and in grey.",
    },
    {
        id: "colours",
        group: "Display",
        label: "colour span",
        kind: "number",
        min: 0.2,
        max: 4,
        initial: 1.3,
        doc: "The gradient that gets the last colour, as a multiple of the model's default.",
    },
    {
        id: "plain_colour",
        group: "Display",
        label: "one colour",
        kind: "colour",
        initial: "#d8d2c4",
        doc: "Of the surface, where it has one colour.",
    },
    {
        id: "opacity",
        group: "Display",
        label: "opacity",
        kind: "number",
        min: 0.05,
        max: 1,
        initial: 1,
        doc: "Below 1 the surface is translucent; every layer is drawn in its true order.",
    },
    {
        id: "surface",
        group: "Display",
        label: "surface",
        kind: "switch",
        initial: true,
        doc: "The surface at the threshold.",
    },
    { id: "outline", group: "Display", label: "outline", kind: "switch", initial: true, doc: "The edges of the box." },
    {
        id: "endless",
        group: "Display",
        label: "endless",
        kind: "switch",
        initial: false,
        doc: "Repeats the box along its periodic axes: fly as far as you like.",
    },
    {
        id: "radius",
        group: "Display",
        label: "view radius",
        kind: "number",
        min: 0.1,
        max: 4,
        initial: 4,
        doc: "What is farther from the camera, in edges of the box, is neither meshed nor shown. 4: everything.",
    },
    {
        id: "turning",
        group: "Display",
        label: "turn by itself",
        kind: "switch",
        initial: true,
        doc: "Turns the box slowly until you drag it.",
    },
    {
        id: "fog",
        group: "Light",
        label: "fog",
        kind: "number",
        min: 0,
        max: 4,
        initial: 1.4,
        doc: "How fast the surface fades with depth, per edge of the box.",
    },
    {
        id: "occlusion",
        group: "Light",
        label: "ambient occlusion",
        kind: "switch",
        initial: false,
        doc: "Corners and hollows are darker, because less of the sky reaches them.",
    },
    {
        id: "translucency",
        group: "Light",
        label: "translucency",
        kind: "number",
        min: 0,
        max: 1,
        initial: 0,
        doc: "From clay to wax: light goes into the matter, bends round it and comes through where it is thin.",
    },
    {
        id: "second",
        group: "More surfaces",
        label: "second surface",
        kind: "switch",
        initial: false,
        doc: "A second surface, at another threshold.",
    },
    {
        id: "second_at",
        group: "More surfaces",
        label: "its threshold",
        kind: "number",
        min: 0,
        max: 1,
        initial: 0.5,
        of: "view",
        doc: "The value at which the second surface is drawn.",
    },
    {
        id: "second_opacity",
        group: "More surfaces",
        label: "its opacity",
        kind: "number",
        min: 0.05,
        max: 1,
        initial: 1,
        doc: "Of the second surface.",
    },
    {
        id: "second_colour",
        group: "More surfaces",
        label: "its colour",
        kind: "colour",
        initial: "#f0a848",
        doc: "Of the second surface.",
    },
    {
        id: "third",
        group: "More surfaces",
        label: "third surface",
        kind: "switch",
        initial: false,
        doc: "A third surface, at another threshold.",
    },
    {
        id: "third_at",
        group: "More surfaces",
        label: "its threshold",
        kind: "number",
        min: 0,
        max: 1,
        initial: 0.75,
        of: "view",
        doc: "The value at which the third surface is drawn.",
    },
    {
        id: "third_opacity",
        group: "More surfaces",
        label: "its opacity",
        kind: "number",
        min: 0.05,
        max: 1,
        initial: 1,
        doc: "Of the third surface.",
    },
    {
        id: "third_colour",
        group: "More surfaces",
        label: "its colour",
        kind: "colour",
        initial: "#d9506a",
        doc: "Of the third surface.",
    },
    {
        id: "slice_x",
        group: "Slices",
        label: "across x",
        kind: "switch",
        initial: false,
        doc: "A plane across x, coloured by the value.",
    },
    {
        id: "slice_x_at",
        group: "Slices",
        label: "at x",
        kind: "number",
        min: 0,
        max: 1,
        initial: 0.5,
        doc: "Where it stands: 0 is the box's beginning, 1 its end. Or drag its knob on the picture.",
    },
    {
        id: "slice_y",
        group: "Slices",
        label: "across y",
        kind: "switch",
        initial: false,
        doc: "A plane across y, coloured by the value.",
    },
    {
        id: "slice_y_at",
        group: "Slices",
        label: "at y",
        kind: "number",
        min: 0,
        max: 1,
        initial: 0.5,
        doc: "Where it stands: 0 is the box's beginning, 1 its end. Or drag its knob on the picture.",
    },
    {
        id: "slice_z",
        group: "Slices",
        label: "across z",
        kind: "switch",
        initial: false,
        doc: "A plane across z, coloured by the value.",
    },
    {
        id: "slice_z_at",
        group: "Slices",
        label: "at z",
        kind: "number",
        min: 0,
        max: 1,
        initial: 0.5,
        doc: "Where it stands: 0 is the box's beginning, 1 its end. Or drag its knob on the picture.",
    },
    {
        id: "slice_sampling",
        group: "Slices",
        label: "between cells",
        kind: "choice",
        initial: "linear",
        choices: { linear: "smooth", nearest: "cells as they are" },
        doc: "Interpolated between cells, or each cell as a square of one colour.",
    },
    {
        id: "slice_contour",
        group: "Slices",
        label: "threshold line",
        kind: "switch",
        initial: true,
        doc: "A white line where the value is the threshold: there the surface cuts the slice.",
    },
    {
        id: "clip",
        group: "Clip box",
        label: "cut the box",
        kind: "switch",
        initial: false,
        doc: "Shows only what is inside a smaller box, and paints what its faces cut with the value.",
    },
    {
        id: "clip_x_min",
        group: "Clip box",
        label: "x from",
        kind: "number",
        min: 0,
        max: 1,
        initial: 0,
        doc: "Where the cut box begins along x: 0 is the whole box's beginning. Or drag its knob on the picture.",
    },
    {
        id: "clip_x_max",
        group: "Clip box",
        label: "x to",
        kind: "number",
        min: 0,
        max: 1,
        initial: 1,
        doc: "Where the cut box ends along x: 1 is the whole box's end. Or drag its knob on the picture.",
    },
    {
        id: "clip_y_min",
        group: "Clip box",
        label: "y from",
        kind: "number",
        min: 0,
        max: 1,
        initial: 0,
        doc: "Where the cut box begins along y: 0 is the whole box's beginning. Or drag its knob on the picture.",
    },
    {
        id: "clip_y_max",
        group: "Clip box",
        label: "y to",
        kind: "number",
        min: 0,
        max: 1,
        initial: 1,
        doc: "Where the cut box ends along y: 1 is the whole box's end. Or drag its knob on the picture.",
    },
    {
        id: "clip_z_min",
        group: "Clip box",
        label: "z from",
        kind: "number",
        min: 0,
        max: 1,
        initial: 0,
        doc: "Where the cut box begins along z: 0 is the whole box's beginning. Or drag its knob on the picture.",
    },
    {
        id: "clip_z_max",
        group: "Clip box",
        label: "z to",
        kind: "number",
        min: 0,
        max: 1,
        initial: 0.5,
        doc: "Where the cut box ends along z: 1 is the whole box's end. Or drag its knob on the picture.",
    },
    {
        id: "volume",
        group: "Cloud",
        label: "cloud",
        kind: "switch",
        initial: false,
        doc: "The field as a cloud: every value has its colour and how much it hides.",
    },
    {
        id: "volume_shape",
        group: "Cloud",
        label: "opaque",
        kind: "choice",
        initial: "ramp",
        choices: { ramp: "what is above", band: "a band of values" },
        doc: "Which values are opaque: all above the centre, or a band around it.",
    },
    {
        id: "volume_centre",
        group: "Cloud",
        label: "centre",
        kind: "number",
        min: 0,
        max: 1,
        initial: 0.45,
        doc: "Of the ramp or the band, from the first colour (0) to the last (1).",
    },
    {
        id: "volume_width",
        group: "Cloud",
        label: "width",
        kind: "number",
        min: 0.01,
        max: 1,
        initial: 0.4,
        doc: "Over how much of the colours opacity rises, or how wide the band is.",
    },
    {
        id: "volume_strength",
        group: "Cloud",
        label: "strength",
        kind: "number",
        min: 0,
        max: 1,
        initial: 0.5,
        doc: "The opacity of the most opaque values.",
    },
    {
        id: "volume_shaded",
        group: "Cloud",
        label: "light",
        kind: "switch",
        initial: true,
        doc: "Light and shade by the gradient of the value.",
    },
] as const satisfies readonly DisplayRow[];

type TableRow = (typeof DISPLAY)[number];
export type DisplayId = TableRow["id"];
type ValueOf<R> = R extends { kind: "number" } ? number : R extends { kind: "switch" } ? boolean : string;
export type DisplayValues = { [R in TableRow as R["id"]]: ValueOf<R> };
export type DisplayValue = number | boolean | string;

export class Display {
    /** Tells which setting has another value. */
    readonly changed = new Signal<DisplayId>();
    readonly #values = initialValues();

    get values(): Readonly<DisplayValues> {
        return this.#values;
    }

    /** A number beyond its range becomes the nearest in it; what is no value of the setting at all changes nothing. */
    set<I extends DisplayId>(id: I, value: DisplayValues[I]): void {
        const valid = validated(rowOf(id), value);
        if (valid === null || valid === this.#values[id]) return;
        (this.#values as Record<string, DisplayValue>)[id] = valid;
        this.changed.emit(id);
    }

    /** Why these settings cannot be made; null: they can. */
    refusal(changes: unknown): string | null {
        return some(Object.fromEntries(DISPLAY.map((row) => [row.id, checkOf(row)])))(changes, "the display");
    }

    /** What differs from the first values: enough to come back to this picture. */
    get differences(): Partial<DisplayValues> {
        const first = initialValues();
        return Object.fromEntries(
            Object.entries(this.#values).filter(([id, value]) => value !== first[id as DisplayId]),
        );
    }

    /** Everything as at first, but for what is given. */
    restore(differences: Partial<DisplayValues>): void {
        for (const [id, value] of Object.entries({ ...initialValues(), ...differences }))
            this.set(id as DisplayId, value);
    }
}

export function rowOf(id: DisplayId): DisplayRow {
    return DISPLAY.find((row) => row.id === id)!;
}

function initialValues(): DisplayValues {
    return Object.fromEntries(DISPLAY.map((row) => [row.id, row.initial])) as DisplayValues;
}

function checkOf(row: DisplayRow): Check {
    return (value, name) =>
        validated(row, value) !== null ? null : `${name} = ${shown(value)} should be ${expected(row)}.`;
}

function expected(row: DisplayRow): string {
    switch (row.kind) {
        case "number":
            return `a number from ${row.min} to ${row.max}`;
        case "switch":
            return "true or false";
        case "colour":
            return 'a colour, such as "#d8d2c4"';
        case "view":
            return "the id of a view";
        case "choice":
            return `one of ${Object.keys(row.choices).join(", ")}`;
    }
}

function validated(row: DisplayRow, value: unknown): DisplayValue | null {
    switch (row.kind) {
        case "number":
            return typeof value === "number" && !Number.isNaN(value)
                ? Math.min(row.max, Math.max(row.min, value))
                : null;
        case "switch":
            return typeof value === "boolean" ? value : null;
        case "colour":
            return typeof value === "string" && COLOUR.test(value) ? value.toLowerCase() : null;
        case "view":
            return typeof value === "string" && VIEW_ID.test(value) ? value : null;
        case "choice":
            return typeof value === "string" && Object.hasOwn(row.choices, value) ? value : null;
    }
}

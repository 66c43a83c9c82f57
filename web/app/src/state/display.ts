// How the picture is drawn, as a person may choose it. One table: a setting's range, first value, label and sentence stand
// together here, and the panel, the address and undo are made from it. A new setting is a new row and whoever draws it.
import { Signal } from "./signal";

interface Row {
    readonly id: string;
    readonly group: "Display";              // the folder of the panel; "" would be none
    readonly label: string;
    readonly doc: string;
}
interface NumberRow extends Row { readonly kind: "number"; readonly min: number; readonly max: number; readonly initial: number }
interface SwitchRow extends Row { readonly kind: "switch"; readonly initial: boolean }
interface ChoiceRow extends Row { readonly kind: "choice"; readonly choices: Readonly<Record<string, string>>; readonly initial: string }
export type DisplayRow = NumberRow | SwitchRow | ChoiceRow;

export const DISPLAY = [
    { id: "camera", group: "Display", label: "camera", kind: "choice", choices: { orbit: "turn around", fly: "fly freely" }, initial: "orbit",
        doc: "Turn around the pattern, or fly through it with W A S D, Q E and the mouse." },
    { id: "colours", group: "Display", label: "colour span", kind: "number", min: 0.2, max: 4, initial: 1.3,
        doc: "How steep a gradient gets the last colour, beside the model's own choice." },
    { id: "fog", group: "Display", label: "fog", kind: "number", min: 0, max: 4, initial: 1.4,
        doc: "How fast the depth of the box fades, per domain edge." },
    { id: "opacity", group: "Display", label: "opacity", kind: "number", min: 0.05, max: 1, initial: 1,
        doc: "Below 1 the surface lets through what is behind it, every layer in its true order." },
    { id: "occlusion", group: "Display", label: "ambient occlusion", kind: "switch", initial: false,
        doc: "Corners and hollows get less light, as they do under an open sky." },
    { id: "translucency", group: "Display", label: "translucency", kind: "number", min: 0, max: 1, initial: 0,
        doc: "From clay to wax: light goes into the matter, bends round it and comes through where it is thin." },
    { id: "outline", group: "Display", label: "outline", kind: "switch", initial: true, doc: "The edges of the box." },
    { id: "turning", group: "Display", label: "turn by itself", kind: "switch", initial: true,
        doc: "Turns slowly until you take hold of it." },
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

    /** What differs from the first values: enough to come back to this picture. */
    get differences(): Partial<DisplayValues> {
        const first = initialValues();
        return Object.fromEntries(Object.entries(this.#values).filter(([id, value]) => value !== first[id as DisplayId]));
    }

    /** Everything as at first, but for what is given. */
    restore(differences: Partial<DisplayValues>): void {
        for (const [id, value] of Object.entries({ ...initialValues(), ...differences })) this.set(id as DisplayId, value);
    }
}

export function rowOf(id: DisplayId): DisplayRow {
    return DISPLAY.find((row) => row.id === id)!;
}

function initialValues(): DisplayValues {
    return Object.fromEntries(DISPLAY.map((row) => [row.id, row.initial])) as DisplayValues;
}

function validated(row: DisplayRow, value: unknown): DisplayValue | null {
    switch (row.kind) {
        case "number": return typeof value === "number" && !Number.isNaN(value) ? Math.min(row.max, Math.max(row.min, value)) : null;
        case "switch": return typeof value === "boolean" ? value : null;
        case "choice": return typeof value === "string" && Object.hasOwn(row.choices, value) ? value : null;
    }
}

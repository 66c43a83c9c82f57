// A scene: a named run as scenes/*.json hold it, for the gallery, the command line (`morphogen run --scene`) and
// whoever drops one on the page. Reading is strict: what a scene names and the page does not know is refused with its
// name.

import { MG_LARGEST_DX, MG_LARGEST_EXTENT, MG_SMALLEST_DX, MG_SMALLEST_EXTENT } from "@morphogen/engine/binding";
import type { Boundary, Vector3 } from "../compute/base";
import { type Check, DX, MAX_STEPS, STEPS } from "../compute/refusals";
import { readBoundary, readSeed, readSize } from "./value_text";

export interface Scene {
    readonly title: string;
    readonly doc: string;
    readonly hint: string; // what to try; "try" in the file
    readonly source: string;
    readonly shape: string; // what the surface is like: balls, tubes, sheets, holes
    readonly motion: string; // settles, creeps, restless
    readonly model: string;
    readonly size: Vector3 | null; // null, here and below: what the page has
    readonly boundary: readonly [Boundary, Boundary, Boundary];
    readonly dx: number;
    readonly seed: bigint | null;
    readonly seeding: string | null;
    readonly view: string | null;
    readonly isovalue: number | null;
    readonly steps: number; // of the picture in the gallery
    readonly parameters: Readonly<Record<string, number | string>>; // a text is the name of a choice
}

/** Flags of the command line that a scene may hold and that mean nothing here. */
const OF_THE_COMMAND_LINE = [
    "threads",
    "memory-mb",
    "every",
    "volume",
    "mesh",
    "image",
    "slice",
    "stats",
    "snapshot",
    "json",
    "quiet",
];

export function readScene(text: string): Scene {
    let object: unknown;
    try {
        object = JSON.parse(text);
    } catch (error) {
        throw new Error(notJson(error));
    }
    const name = repeatedName(text);
    if (name !== null) throw new Error(`The scene names "${name.slice(0, 60)}" twice.`);
    return sceneFrom(object);
}

// Browsers have sentences of their own; common to them is the position, where they give one.
function notJson(error: unknown): string {
    const place = /line (\d+),? column (\d+)/.exec(String(error));
    const where = place === null ? "" : `, line ${place[1]}, column ${place[2]}`;
    return (
        `The scene is not JSON${where}: expected are names and texts in double quotes, numbers, true, false, lists ` +
        "and objects, with commas between and none at the end."
    );
}

/** A name that an object of a text has twice, of which JSON.parse keeps the last; null: there is none. */
function repeatedName(json: string): string | null {
    const open: Set<string>[] = [];
    let word = "";
    for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}:]/g)) {
        if (token === "{") open.push(new Set());
        else if (token === "}") open.pop();
        else if (token !== ":") word = JSON.parse(token) as string;
        else if (open.at(-1)?.has(word)) return word;
        else open.at(-1)?.add(word);
    }
    return null;
}

export function sceneFrom(object: unknown): Scene {
    if (typeof object !== "object" || object === null || Array.isArray(object)) {
        throw new Error('A scene is an object such as { "model": "gray_scott", "steps": 1000 }.');
    }
    const entries = new Entries(object);
    const scene: Scene = { ...descriptionFrom(entries), ...runFrom(entries) };
    entries.expectNoMore();
    return scene;
}

type DescriptionKey = "title" | "doc" | "hint" | "source" | "shape" | "motion";

function descriptionFrom(entries: Entries): Pick<Scene, DescriptionKey> {
    return {
        title: entries.text("title"),
        doc: entries.text("doc"),
        hint: entries.text("try"),
        source: entries.text("source"),
        shape: entries.text("shape"),
        motion: entries.text("motion"),
    };
}

function runFrom(entries: Entries): Omit<Scene, DescriptionKey> {
    const size = `a size such as 64 or [40, 52, 33], each side ${MG_SMALLEST_EXTENT} to ${MG_LARGEST_EXTENT}`;
    const seed = "a whole number below 2^64, as a text if it is above 2^53";
    const periodic: Scene["boundary"] = ["periodic", "periodic", "periodic"];
    return {
        model: entries.name("model") ?? "gray_scott",
        size: entries.take<Vector3 | null>("size", null, sizeFrom, size),
        boundary: entries.take("boundary", periodic, boundaryFrom, "periodic or no_flux, or a list of three"),
        dx: entries.checked("dx", 1, DX, `a number from ${MG_SMALLEST_DX} to ${MG_LARGEST_DX}`),
        seed: entries.take<bigint | null>("seed", null, seedFrom, seed),
        seeding: entries.name("seeding"),
        view: entries.name("view"),
        isovalue: entries.number("iso", null, -1e30, 1e30),
        steps: entries.checked("steps", 0, STEPS, `a whole number from 0 to ${MAX_STEPS}`),
        parameters: entries.take("parameters", {}, parametersFrom, "an object of numbers and names of choices"),
    };
}

/** The entries of an object, each taken once and checked; what is not taken in the end is unknown. */
class Entries {
    readonly #left: Map<string, unknown>;

    constructor(object: object) {
        this.#left = new Map(Object.entries(object));
        for (const key of OF_THE_COMMAND_LINE) this.#left.delete(key);
    }

    /** what: as the refusal calls it. */
    take<T>(key: string, otherwise: T, read: (value: unknown) => T | null, what: string): T {
        const value = this.#left.get(key);
        this.#left.delete(key);
        if (value === undefined) return otherwise;
        const taken = read(value);
        if (taken !== null) return taken;
        throw new Error(`"${key}" of the scene should be ${what}; it is ${JSON.stringify(value).slice(0, 60)}.`);
    }

    text(key: string): string {
        return this.take(key, "", (value) => (typeof value === "string" ? value : null), "a text");
    }

    name(key: string): string | null {
        return this.take<string | null>(key, null, (value) => (typeof value === "string" ? value : null), "a name");
    }

    number<T>(key: string, otherwise: T, min: number, max: number): number | T {
        const read = (value: unknown): number | null =>
            typeof value === "number" && value >= min && value <= max ? value : null;
        return this.take<number | T>(key, otherwise, read, `a number from ${min} to ${max}`);
    }

    checked(key: string, otherwise: number, check: Check, what: string): number {
        return this.take(key, otherwise, (value) => (check(value, key) === null ? Number(value) : null), what);
    }

    expectNoMore(): void {
        const [unknown] = this.#left.keys();
        if (unknown !== undefined) throw new Error(`The scene names "${unknown}", which the page does not know.`);
    }
}

function sizeFrom(value: unknown): Vector3 | null {
    if (!Array.isArray(value)) return readSize(String(value)).value;
    const sides = value.every((side) => typeof side === "number" || (typeof side === "string" && /^\d+$/.test(side)));
    return sides ? readSize(value.join("x")).value : null;
}

// JSON's numbers are exact to 2^53 only.
function seedFrom(value: unknown): bigint | null {
    return typeof value === "string" || Number.isSafeInteger(value) ? readSeed(String(value)).value : null;
}

function boundaryFrom(value: unknown): Scene["boundary"] | null {
    if (!Array.isArray(value)) return readBoundary(String(value)).value;
    const walls = value.every((wall) => typeof wall === "string" && !wall.includes(","));
    return walls ? readBoundary(value.join(",")).value : null;
}

function parametersFrom(value: unknown): Record<string, number | string> | null {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    const entries = Object.entries(value);
    const good = entries.every(
        ([, entry]) => typeof entry === "string" || (typeof entry === "number" && Number.isFinite(entry)),
    );
    return good ? (Object.fromEntries(entries) as Record<string, number | string>) : null;
}

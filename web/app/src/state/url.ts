// What an address asks for: ?model=&size=&seed=&threads=&paused=1&seeding=&boundary=&iso=&view=&dx= and any parameter
// by its name. Reading happens in two steps, because names and ranges are only known once the engine has described
// itself: readUrl looks at the form, checkAgainst at the tables. Nothing here throws; what cannot be used becomes a
// sentence in `problems` and the default stands.
import type { Description, ModelDescription, ParamDescription } from "@morphogen/engine";
import type { Boundary, Vector3 } from "../compute/base";

export interface Wish {
    model: string | null;
    size: Vector3 | null;
    seed: bigint | null;
    threads: number | null;
    paused: boolean;
    seeding: string | null;
    boundary: readonly [Boundary, Boundary, Boundary] | null;
    isovalue: number | null;
    view: string | null;
    dx: number | null;
    params: Record<string, number>;
    problems: string[];
}

export const DEFAULT_MODEL = "gray_scott";
export const SMALLEST_EXTENT = 8;           // MG_SMALLEST_EXTENT
export const LARGEST_EXTENT = 4096;         // MG_LARGEST_EXTENT
export const MOST_THREADS = 64;
const LARGEST_SEED = 2n ** 64n - 1n;

export function readUrl(search: string): Wish {
    const wish: Wish = {
        model: null, size: null, seed: null, threads: null, paused: false, seeding: null, boundary: null,
        isovalue: null, view: null, dx: null, params: Object.create(null) as Record<string, number>, problems: [],
    };
    for (const [key, text] of new URLSearchParams(search)) readPair(wish, key, text);
    return wish;
}

function readPair(wish: Wish, key: string, text: string): void {
    switch (key) {
        case "model": wish.model = text; return;
        case "seeding": wish.seeding = text; return;
        case "view": wish.view = text; return;
        case "paused": wish.paused = text !== "0"; return;
        case "size": wish.size = readSize(text, wish.problems); return;
        case "seed": wish.seed = readSeed(text, wish.problems); return;
        case "boundary": wish.boundary = readBoundary(text, wish.problems); return;
        case "threads": wish.threads = readNumber(key, text, 1, MOST_THREADS, true, wish.problems); return;
        case "iso": wish.isovalue = readNumber(key, text, -Infinity, Infinity, false, wish.problems); return;
        case "dx": wish.dx = readNumber(key, text, 1e-9, 1e9, false, wish.problems); return;
        default: {
            const value = readNumber(key, text, -Infinity, Infinity, false, wish.problems);
            if (value !== null) wish.params[key] = value;
        }
    }
}

/** "64" or "40x52x33". */
export function readSize(text: string, problems: string[]): Vector3 | null {
    const parts = text.split("x");
    const numbers = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
    const good = numbers.every((n) => n >= SMALLEST_EXTENT && n <= LARGEST_EXTENT);
    if (good && numbers.length === 1) return [numbers[0]!, numbers[0]!, numbers[0]!];
    if (good && numbers.length === 3) return [numbers[0]!, numbers[1]!, numbers[2]!];
    problems.push(`size = "${text}" is not a size: write one number or three, such as 64 or 40x52x33, `
        + `each ${SMALLEST_EXTENT} to ${LARGEST_EXTENT}.`);
    return null;
}

export function readSeed(text: string, problems: string[]): bigint | null {
    if (/^\d{1,20}$/.test(text) && BigInt(text) <= LARGEST_SEED) return BigInt(text);
    problems.push(`seed = "${text}" is not a whole number from 0 to ${LARGEST_SEED}.`);
    return null;
}

function readBoundary(text: string, problems: string[]): Wish["boundary"] {
    const names = text.split(",");
    const axes = names.length === 1 ? [names[0], names[0], names[0]] : names;
    if (axes.length === 3 && axes.every((name): name is Boundary => name === "periodic" || name === "no_flux")) {
        return [axes[0]!, axes[1]!, axes[2]!];
    }
    problems.push(`boundary = "${text}" is unknown: write periodic or no_flux, or three of them with commas (x,y,z).`);
    return null;
}

function readNumber(
    key: string, text: string, min: number, max: number, whole: boolean, problems: string[],
): number | null {
    const value = text.trim() === "" ? NaN : Number(text);
    if (Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
    const kind = whole ? "a whole number" : "a number";
    problems.push(`${key} = "${text}" is not ${kind}${Number.isFinite(min) ? ` from ${min} to ${max}` : ""}.`);
    return null;
}

// -------------------------------------------------------------------------------------------- against the tables

/** Drops what the engine does not know or would refuse, and says so in `problems`. */
export function checkAgainst(wish: Wish, description: Description): Wish {
    const problems = [...wish.problems];
    const wanted = description.models.find((model) => model.id === wish.model);
    if (wish.model !== null && !wanted) {
        problems.push(unknown("model", wish.model, description.models));
    }
    const model = wanted ?? description.models.find(({ id }) => id === DEFAULT_MODEL) ?? description.models[0]!;
    const known = <T extends { id: string }>(kind: string, id: string | null, list: readonly T[]): string | null => {
        if (id === null || list.some((entry) => entry.id === id)) return id;
        problems.push(unknown(kind, id, list));
        return null;
    };
    return {
        ...wish,
        model: wanted ? wanted.id : null,
        seeding: known("seeding", wish.seeding, model.seedings),
        view: known("view", wish.view, model.views),
        params: knownParams(wish.params, model, problems),
        problems,
    };
}

function knownParams(params: Record<string, number>, model: ModelDescription, problems: string[]): Record<string, number> {
    const kept = Object.create(null) as Record<string, number>;      // a parameter may be called anything
    for (const [name, value] of Object.entries(params)) {
        const param = findParam(model, name);
        if (!param) {
            problems.push(`The address names "${name}", which ${model.label} does not have.`);
        } else if (value < param.min || value > param.max) {
            problems.push(`${name} = ${value} is outside ${param.min} to ${param.max}; ${param.initial} is used instead.`);
        } else if (param.kind !== "real" && !Number.isInteger(value)) {
            problems.push(`${name} = ${value} is no whole number; ${param.initial} is used instead.`);
        } else {
            kept[name] = value;
        }
    }
    return kept;
}

/** "feed" of the model, "perlin.frequency" of a seeding. */
export function findParam(model: ModelDescription, name: string): ParamDescription | undefined {
    const [first, second, rest] = name.split(".");
    if (rest !== undefined) return undefined;
    if (second === undefined) return model.parameters.find((param) => param.id === first);
    return model.seedings.find((seeding) => seeding.id === first)?.parameters.find((param) => param.id === second);
}

function unknown(kind: string, id: string, list: readonly { id: string }[]): string {
    return `${kind} "${id}" is unknown; there is ${list.map((entry) => entry.id).join(", ")}.`;
}

// What an address asks for: ?model=&size=&seed=&threads=&paused=1&seeding=&boundary=&iso=&view=&dx= and any parameter
// by its name; a share link (share.ts writes it, docs/web.md tells its form) also how to come to an exact state: v=1, step=,
// j= (the changes on the way), net= (one's own network), cam=, d.fog= (how it is drawn), hash=. Reading happens in two
// steps, because names and ranges are only known once the engine has described itself: readUrl looks at the form,
// checkAgainst at the tables. Nothing here throws; what cannot be used becomes a sentence in `problems` and the default
// stands. An address is never code.
import type { Description, ModelDescription, ParamDescription } from "@morphogen/engine";
import type { Boundary, Brush, JournalEntry, ParameterEntry, Vector3 } from "../compute/base";
import { COLOUR, DISPLAY, type DisplayRow, type DisplayValue, type DisplayValues, VIEW_ID } from "./display";

/** Where the camera is and looks, in box edges from the middle of the box. */
export interface Pose { readonly position: Vector3; readonly target: Vector3 }

export interface LaunchOptions {
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
    params: Record<string, number>;         // at the start; what was changed later is in the journal
    journal: readonly JournalEntry[];
    steps: number | null;                   // where to go
    network: string | null;                 // packed (packing.ts)
    camera: Pose | null;
    display: Partial<DisplayValues>;
    hash: string | null;                    // what the state had when the link was made
    problems: string[];
}

export const DEFAULT_MODEL = "gray_scott";
export const SMALLEST_EXTENT = 8;           // MG_SMALLEST_EXTENT
export const LARGEST_EXTENT = 4096;         // MG_LARGEST_EXTENT
export const MOST_THREADS = 64;
export const LINK_VERSION = "1";
export const LONGEST_ADDRESS = 2048;        // characters: what every program passes on unharmed
export const MOST_STEPS = 1e9;
const LARGEST_SEED = 2n ** 64n - 1n;
const FARTHEST = 1000;                      // box edges: of a camera
/** Keys with a meaning of their own; a parameter of such a name is written "p.NAME". */
export const RESERVED: ReadonlySet<string> = new Set(["v", "model", "seeding", "view", "paused", "size", "seed", "boundary", "threads", "iso", "dx",
    "step", "j", "net", "cam", "hash"]);

/** longest: a picture carries the same words as an address, and has room for more of them. */
export function parseLaunch(search: string, longest = LONGEST_ADDRESS): LaunchOptions {
    const launch = emptyLaunch();
    if (search.length > longest) {
        launch.problems.push(`The address has ${search.length} characters; at most ${longest} are read, so nothing of it was used.`);
        return launch;
    }
    const pairs = new URLSearchParams(search), version = pairs.get("v");
    if (version !== null && version !== LINK_VERSION) {
        launch.problems.push(`The link is of version "${version.slice(0, 20)}"; this page reads version ${LINK_VERSION}, so nothing of it was used.`);
        return launch;
    }
    for (const [key, text] of pairs) readPair(launch, key, text);
    return launch;
}

/** An address that says nothing. */
export function emptyLaunch(): LaunchOptions {
    return {
        model: null, size: null, seed: null, threads: null, paused: false, seeding: null, boundary: null,
        isovalue: null, view: null, dx: null, params: Object.create(null) as Record<string, number>,
        journal: [], steps: null, network: null, camera: null, display: {}, hash: null, problems: [],
    };
}

/** True where an address asks for a run of its own, beyond how it is to be run. */
export function asksForRun(search: string): boolean {
    return [...new URLSearchParams(search).keys()].some((key) => key !== "threads" && key !== "paused");
}

function readPair(launch: LaunchOptions, key: string, text: string): void {
    switch (key) {
        case "model": launch.model = text; return;
        case "seeding": launch.seeding = text; return;
        case "view": launch.view = text; return;
        case "paused": launch.paused = text !== "0"; return;
        case "size": launch.size = readSize(text, launch.problems); return;
        case "seed": launch.seed = readSeed(text, launch.problems); return;
        case "boundary": launch.boundary = readBoundary(text, launch.problems); return;
        case "threads": launch.threads = readNumber(key, text, 1, MOST_THREADS, true, launch.problems); return;
        case "iso": launch.isovalue = readNumber(key, text, -Infinity, Infinity, false, launch.problems); return;
        case "dx": launch.dx = readNumber(key, text, 1e-9, 1e9, false, launch.problems); return;
        case "v": return;
        case "step": launch.steps = readNumber(key, text, 0, MOST_STEPS, true, launch.problems); return;
        case "j": launch.journal = readJournal(text, launch.problems); return;
        case "net": launch.network = readPacked(text, launch.problems); return;
        case "cam": launch.camera = readCamera(text, launch.problems); return;
        case "hash": launch.hash = readHash(text, launch.problems); return;
        default:
            if (key.startsWith("d.")) readDisplay(launch, key, text);
            else readParam(launch, key.replace(/^p\./, ""), text);
    }
}

function readParam(launch: LaunchOptions, name: string, text: string): void {
    const value = readNumber(name, text, -Infinity, Infinity, false, launch.problems);
    if (value !== null) launch.params[name] = value;
}

/**
 * "feed~100~.03~25~.031~kill~5~.06": a name holds for the pairs behind it; each pair is the steps since the entry before, and a
 * value. "*a~5~.5~.9~10~3~4~5": a brush that adds (*e: erases), its radius, softness and strength, holds for what stands behind it:
 * the steps since the entry before, and a place.
 */
function readJournal(text: string, problems: string[]): JournalEntry[] {
    const tokens = text.split("~"), journal: JournalEntry[] = [];
    let make: EntryReader | null = null, steps = 0;
    for (let i = 0; i < tokens.length;) {
        const token = tokens[i]!;
        if (/^[A-Za-z_]/.test(token)) { make = ofParameter(token); i++; continue; }
        if (token === "*a" || token === "*e") { make = ofBrush(token === "*e", tokens.slice(i + 1, i + 4).map(numberOf)); i += 4; continue; }
        const count = 1 + (make?.numbers ?? 1), [later = NaN, ...numbers] = tokens.slice(i, i + count).map(numberOf);
        steps += later;
        const good = Number.isInteger(later) && later >= 0 && steps <= MOST_STEPS && numbers.length === count - 1 && !numbers.some(Number.isNaN);
        if (make === null || !good) {
            problems.push(`j, the changes while it ran, cannot be understood at "${tokens.slice(i, i + 2).join("~").slice(0, 40)}"; they are left out.`);
            return [];
        }
        journal.push(make.entry(steps, numbers));
        i += count;
    }
    return journal;
}

interface EntryReader { readonly numbers: number; entry(steps: number, numbers: readonly number[]): JournalEntry }

function ofParameter(parameter: string): EntryReader {
    return { numbers: 1, entry: (steps, [value = NaN]) => ({ steps, parameter, value }) };
}

function ofBrush(erase: boolean, [radius = NaN, softness = NaN, strength = NaN]: readonly number[]): EntryReader {
    return { numbers: 3, entry: (steps, [x = NaN, y = NaN, z = NaN]) => ({ steps, brush: { centre: [x, y, z], radius, softness, strength, erase } }) };
}

function readPacked(text: string, problems: string[]): string | null {
    if (/^[A-Za-z0-9_-]+$/.test(text)) return text;
    problems.push("net, the network, is damaged: it should hold letters, digits, - and _ alone.");
    return null;
}

function readCamera(text: string, problems: string[]): Pose | null {
    const [a, b, c, d, e, f, ...more] = text.split("~").map(numberOf);
    const all = [a, b, c, d, e, f] as number[];
    const far = Math.hypot(a! - d!, b! - e!, c! - f!);
    if (more.length === 0 && all.every((number) => Math.abs(number) <= FARTHEST) && far > 1e-6) {
        return { position: [a!, b!, c!], target: [d!, e!, f!] };
    }
    problems.push(`cam = "${text.slice(0, 60)}" is no camera: six numbers with ~ between them, its place and what it looks at.`);
    return null;
}

function readHash(text: string, problems: string[]): string | null {
    if (/^[0-9a-f]{16}$/.test(text)) return text;
    problems.push(`hash = "${text.slice(0, 40)}" should be 16 hexadecimal digits.`);
    return null;
}

function readDisplay(launch: LaunchOptions, key: string, text: string): void {
    const row = DISPLAY.find(({ id }) => id === key.slice(2));
    const value = row === undefined ? null : displayValue(row, key, text, launch.problems);
    if (row === undefined) launch.problems.push(`The address names "${key.slice(0, 40)}", which the display does not have.`);
    else if (value !== null) Object.assign(launch.display, { [row.id]: value });
}

function displayValue(row: DisplayRow, key: string, text: string, problems: string[]): DisplayValue | null {
    switch (row.kind) {
        case "number": return readNumber(key, text, row.min, row.max, false, problems);
        case "colour":
            if (COLOUR.test(text)) return text.toLowerCase();
            problems.push(`${key} = "${text.slice(0, 40)}" is no colour: write it as #d8d2c4.`);
            return null;
        case "switch":
            if (text === "0" || text === "1") return text === "1";
            problems.push(`${key} = "${text.slice(0, 40)}" should be 0 or 1.`);
            return null;
        case "view":
            if (VIEW_ID.test(text)) return text;
            problems.push(`${key} = "${text.slice(0, 40)}" is not the id of a view.`);
            return null;
        case "choice":
            if (Object.hasOwn(row.choices, text)) return text;
            problems.push(`${key} = "${text.slice(0, 40)}" is unknown; there is ${Object.keys(row.choices).join(", ")}.`);
            return null;
    }
}

/** NaN for what is no finite number. */
function numberOf(text: string): number {
    const value = /^-?[\d.]/.test(text) ? Number(text) : NaN;
    return Number.isFinite(value) ? value : NaN;
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

function readBoundary(text: string, problems: string[]): LaunchOptions["boundary"] {
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
export function validateLaunch(launch: LaunchOptions, description: Pick<Description, "models">): LaunchOptions {
    const problems = [...launch.problems];
    const wanted = description.models.find((model) => model.id === launch.model);
    if (launch.model !== null && !wanted) {
        problems.push(unknown("model", launch.model, description.models));
    }
    const model = wanted ?? description.models.find(({ id }) => id === DEFAULT_MODEL) ?? description.models[0]!;
    const known = <T extends { id: string }>(kind: string, id: string | null, list: readonly T[]): string | null => {
        if (id === null || list.some((entry) => entry.id === id)) return id;
        problems.push(unknown(kind, id, list));
        return null;
    };
    return {
        ...launch,
        model: wanted ? wanted.id : null,
        seeding: known("seeding", launch.seeding, model.seedings),
        view: known("view", launch.view, model.views),
        params: knownParams(launch.params, model, problems),
        journal: knownEntries(launch, model, problems),
        problems,
    };
}

/** Changes of what there is, to what it may be, before the step to go to. */
function knownEntries({ journal, steps }: LaunchOptions, model: ModelDescription, problems: string[]): JournalEntry[] {
    const wrong = new Set<string>();
    const good = journal.filter((entry) => {
        const fits = entry.steps <= (steps ?? 0) && ("brush" in entry ? isPossibleBrush(entry.brush, model) : isPossibleValue(entry, model));
        if (!fits) wrong.add(`${"brush" in entry ? `a brush of radius ${entry.brush.radius}` : `${entry.parameter} = ${entry.value}`} at step ${entry.steps}`);
        return fits;
    });
    const [first] = wrong;
    if (first !== undefined) {
        problems.push(`${wrong.size === 1 ? "A change" : `${wrong.size} changes`} while it ran cannot be made and ${wrong.size === 1 ? "is" : "are"} `
            + `left out, so this is not the run that was shared: ${first.slice(0, 60)}.`);
    }
    return good;
}

function isPossibleValue({ parameter, value }: ParameterEntry, model: ModelDescription): boolean {
    const param = findParam(model, parameter);
    return param !== undefined && value >= param.min && value <= param.max && isOfKind(value, param);
}

/** What counts, and choices, are whole numbers. */
const isOfKind = (value: number, { kind }: ParamDescription): boolean => kind === "real" || Number.isInteger(value);

/** What mg_engine_paint takes. */
function isPossibleBrush({ centre, radius, softness, strength }: Brush, model: ModelDescription): boolean {
    const isPart = (value: number): boolean => value >= 0 && value <= 1;
    return [...centre, radius].every(Number.isFinite) && radius > 0 && isPart(softness) && isPart(strength)
        && model.fields.some(({ matter, nothing }) => matter !== nothing);
}

function knownParams(params: Record<string, number>, model: ModelDescription, problems: string[]): Record<string, number> {
    const kept = Object.create(null) as Record<string, number>;      // a parameter may be called anything
    for (const [name, value] of Object.entries(params)) {
        const param = findParam(model, name);
        if (!param) {
            problems.push(`The address names "${name}", which ${model.label} does not have.`);
        } else if (value < param.min || value > param.max) {
            problems.push(`${name} = ${value} is outside ${param.min} to ${param.max}; ${param.initial} is used instead.`);
        } else if (!isOfKind(value, param)) {
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

// Reads an address: ?model=&size=&seed=&threads=&paused=1&seeding=&boundary=&iso=&view=&dx= and any parameter by its
// name; in a share link (written by share.ts, described in docs/web.md) also the way to an exact state: v=1, step=, j=
// (the changes on the way), net= (the text of a network), cam=, d.fog= (how it is drawn), hash=. This file looks at the
// form; launch_check.ts holds names and ranges against the tables. Nothing here throws: what cannot be used becomes a
// sentence in `problems`, and the default stands.
import {
    MG_LARGEST_DX,
    MG_LARGEST_EXTENT,
    MG_MAX_THREADS,
    MG_SMALLEST_DX,
    MG_SMALLEST_EXTENT,
} from "@morphogen/engine/binding";
import type { Boundary, Vector3 } from "../compute/base";
import { COLOUR, DISPLAY, type DisplayRow, type DisplayValue, VIEW_ID } from "./display";
import { readJournal } from "./journal_text";
import { emptyLaunch, type LaunchOptions, type Pose } from "./launch_options";
import { LARGEST_SEED, MOST_STEPS } from "./limits";
import { numberOf } from "./number_text";

export const LINK_VERSION = "1";
export const LONGEST_ADDRESS = 2048; // characters: what every program passes on unharmed
const FARTHEST = 1000; // box edges: of a camera
/** Keys with a meaning of their own; a parameter of such a name is written "p.NAME". */
export const RESERVED: ReadonlySet<string> = new Set([
    "v",
    "model",
    "seeding",
    "view",
    "paused",
    "size",
    "seed",
    "boundary",
    "threads",
    "iso",
    "dx",
    "step",
    "j",
    "net",
    "cam",
    "hash",
]);

/** longest: a picture carries the same words as an address, and has room for more of them. */
export function parseLaunch(search: string, longest = LONGEST_ADDRESS): LaunchOptions {
    const launch = emptyLaunch();
    if (search.length > longest) {
        launch.problems.push(
            `The address has ${search.length} characters; at most ${longest} are read, so nothing of it was used.`,
        );
        return launch;
    }
    const pairs = new URLSearchParams(search),
        version = pairs.get("v");
    if (version !== null && version !== LINK_VERSION) {
        launch.problems.push(
            `The link is of version "${version.slice(0, 20)}"; this page reads version ${LINK_VERSION}, so ` +
                "nothing of it was used.",
        );
        return launch;
    }
    for (const [key, text] of pairs) readPair(launch, key, text);
    return launch;
}

/** True where an address asks for a run, and not only for threads or a pause. */
export function asksForRun(search: string): boolean {
    return [...new URLSearchParams(search).keys()].some((key) => key !== "threads" && key !== "paused");
}

function readPair(launch: LaunchOptions, key: string, text: string): void {
    switch (key) {
        case "model":
            launch.model = text;
            return;
        case "seeding":
            launch.seeding = text;
            return;
        case "view":
            launch.view = text;
            return;
        case "paused":
            launch.paused = text !== "0";
            return;
        case "size":
            launch.size = readSize(text, launch.problems);
            return;
        case "seed":
            launch.seed = readSeed(text, launch.problems);
            return;
        case "boundary":
            launch.boundary = readBoundary(text, launch.problems);
            return;
        case "threads":
            launch.threads = readNumber(key, text, 1, MG_MAX_THREADS, true, launch.problems);
            return;
        case "iso":
            launch.isovalue = readNumber(key, text, -Infinity, Infinity, false, launch.problems);
            return;
        case "dx":
            launch.dx = readDx(text, launch.problems);
            return;
        case "v":
            return;
        case "step":
            launch.steps = readNumber(key, text, 0, MOST_STEPS, true, launch.problems);
            return;
        case "j":
            launch.journal = readJournal(text, launch.problems);
            return;
        case "net":
            launch.network = readPacked(text, launch.problems);
            return;
        case "cam":
            launch.camera = readCamera(text, launch.problems);
            return;
        case "hash":
            launch.hash = readHash(text, launch.problems);
            return;
        default:
            if (key.startsWith("d.")) readDisplay(launch, key, text);
            else readParam(launch, key.replace(/^p\./, ""), text);
    }
}

function readParam(launch: LaunchOptions, name: string, text: string): void {
    const value = readNumber(name, text, -Infinity, Infinity, false, launch.problems);
    if (value !== null) launch.params[name] = value;
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
    problems.push(
        `cam = "${text.slice(0, 60)}" is no camera: six numbers with ~ between them, its place and what it looks at.`,
    );
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
    if (row === undefined)
        launch.problems.push(`The address names "${key.slice(0, 40)}", which the display does not have.`);
    else if (value !== null) Object.assign(launch.display, { [row.id]: value });
}

function displayValue(row: DisplayRow, key: string, text: string, problems: string[]): DisplayValue | null {
    switch (row.kind) {
        case "number":
            return readNumber(key, text, row.min, row.max, false, problems);
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
            problems.push(
                `${key} = "${text.slice(0, 40)}" is unknown; there is ${Object.keys(row.choices).join(", ")}.`,
            );
            return null;
    }
}

/** "64" or "40x52x33". */
export function readSize(text: string, problems: string[]): Vector3 | null {
    const parts = text.split("x");
    const numbers = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
    const good = numbers.every((n) => n >= MG_SMALLEST_EXTENT && n <= MG_LARGEST_EXTENT);
    if (good && numbers.length === 1) return [numbers[0]!, numbers[0]!, numbers[0]!];
    if (good && numbers.length === 3) return [numbers[0]!, numbers[1]!, numbers[2]!];
    problems.push(
        `size = "${text}" is not a size: write one number or three, such as 64 or 40x52x33, ` +
            `each ${MG_SMALLEST_EXTENT} to ${MG_LARGEST_EXTENT}.`,
    );
    return null;
}

export function readSeed(text: string, problems: string[]): bigint | null {
    if (/^\d{1,20}$/.test(text) && BigInt(text) <= LARGEST_SEED) return BigInt(text);
    problems.push(`seed = "${text}" is not a whole number from 0 to ${LARGEST_SEED}.`);
    return null;
}

/** The edge of a cell, in the range of the engine. */
export function readDx(text: string, problems: string[]): number | null {
    return readNumber("dx", text, MG_SMALLEST_DX, MG_LARGEST_DX, false, problems);
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
    key: string,
    text: string,
    min: number,
    max: number,
    whole: boolean,
    problems: string[],
): number | null {
    const value = text.trim() === "" ? NaN : Number(text);
    if (Number.isFinite(value) && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
    const kind = whole ? "a whole number" : "a number";
    problems.push(`${key} = "${text}" is not ${kind}${Number.isFinite(min) ? ` from ${min} to ${max}` : ""}.`);
    return null;
}

// Reads an address: ?model=&size=&seed=&threads=&paused=1&seeding=&boundary=&iso=&view=&dx= and any parameter by its
// name; in a share link (written by share.ts, described in docs/web.md) also the way to an exact state: v=1, step=, j=
// (the changes on the way), net= (the text of a network), cam=, d.fog= (how it is drawn), hash=. This file looks at the
// form; launch_check.ts holds names and ranges against the tables. Nothing here throws: what cannot be used becomes a
// sentence in `problems`, and the default stands.

import { type Check, DX, NUMBER, number, STEPS, THREADS } from "../compute/refusals";
import { COLOUR, DISPLAY, type DisplayRow, type DisplayValue, VIEW_ID } from "./display";
import { readJournal } from "./journal_text";
import { emptyLaunch, type LaunchOptions, type Pose } from "./launch_options";
import { numberOf } from "./number_text";
import { poseRefusal } from "./pose";
import { type Reading, readBoundary, readSeed, readSize } from "./value_text";

export const LINK_VERSION = "1";
export const LONGEST_ADDRESS = 2048; // characters: what every program passes on unharmed
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
            launch.size = used(readSize(text), launch.problems);
            return;
        case "seed":
            launch.seed = used(readSeed(text), launch.problems);
            return;
        case "boundary":
            launch.boundary = used(readBoundary(text), launch.problems);
            return;
        case "threads":
            launch.threads = readNumber(key, text, THREADS, launch.problems);
            return;
        case "iso":
            launch.isovalue = readNumber(key, text, NUMBER, launch.problems);
            return;
        case "dx":
            launch.dx = readNumber(key, text, DX, launch.problems);
            return;
        case "v":
            return;
        case "step":
            launch.steps = readNumber(key, text, STEPS, launch.problems);
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
    const value = readNumber(name, text, NUMBER, launch.problems);
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
    const pose: Pose = { position: [a!, b!, c!], target: [d!, e!, f!] };
    if (more.length === 0 && all.every(Number.isFinite) && poseRefusal(pose) === null) return pose;
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
            return readNumber(key, text, number(row.min, row.max), problems);
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

/** The value that was read; what could not be used becomes a sentence, and null. */
function used<T>({ value, refusal }: Reading<T>, problems: string[]): T | null {
    if (refusal !== null) problems.push(refusal);
    return value;
}

function readNumber(key: string, text: string, check: Check, problems: string[]): number | null {
    const value = text.trim() === "" ? NaN : Number(text);
    return used(
        check(value, key) === null ? { value, refusal: null } : { value: null, refusal: check(text.slice(0, 60), key) },
        problems,
    );
}

// What may be asked of the engine, in one place: the address, scenes, the panel, the console and the worker itself hold
// values against these tables. A check returns null, or a sentence that names the value and what to give instead.

import { MgError } from "@morphogen/engine";
import {
    MG_LARGEST_DX,
    MG_LARGEST_EXTENT,
    MG_LARGEST_TEXT_BYTES,
    MG_MAX_THREADS,
    MG_SMALLEST_DX,
    MG_SMALLEST_EXTENT,
    MgStatus,
} from "@morphogen/engine/binding";
import type { CameraSphere, LiveSettings, Request } from "./base";

export type Check = (value: unknown, name: string) => string | null;
type Checks = Readonly<Record<string, Check>>;

export const MAX_STEPS = 1e9;
export const LARGEST_SEED = 2n ** 64n - 1n;
const LARGEST_NAME = 256;
const SHOWN_CHARACTERS = 40;
const SHOWN_NAMES = 12;

/** Throws the sentence of a value that cannot be used. */
export function expectUsable(refusal: string | null): void {
    if (refusal !== null) throw new MgError(MgStatus.InvalidArgument, refusal);
}

/** A value as a sentence shows it. */
export function shown(value: unknown): string {
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "number" || value === undefined) return String(value);
    if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
    if (value instanceof ArrayBuffer) return `${value.byteLength} bytes`;
    const text = jsonOf(value);
    return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function jsonOf(value: unknown): string {
    try {
        const plain = (_: string, part: unknown): unknown =>
            typeof part === "bigint" || (typeof part === "number" && !Number.isFinite(part)) ? String(part) : part;
        return JSON.stringify(value, plain) ?? String(value);
    } catch {
        return "an object that holds itself";
    }
}

const should = (value: unknown, name: string, be: string): string => `${name} = ${shown(value)} should be ${be}.`;

// ------------------------------------------------------------------------------------------------- kinds of values

function where(test: (value: unknown) => boolean, be: string): Check {
    return (value, name) => (test(value) ? null : should(value, name, be));
}

export function number(min = -Infinity, max = Infinity): Check {
    const range = Number.isFinite(min) ? ` from ${min} to ${max}` : "";
    return where((value) => Number.isFinite(value) && Number(value) >= min && Number(value) <= max, `a number${range}`);
}

export function whole(min: number, max: number): Check {
    return where(
        (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
        `a whole number from ${min} to ${max}`,
    );
}

export function oneOf(...names: readonly string[]): Check {
    return where(
        (value) => typeof value === "string" && names.includes(value),
        `one of ${names.map((name) => `"${name}"`).join(", ")}`,
    );
}

export function orNull(check: Check): Check {
    return (value, name) => (value === null ? null : check(value, name));
}

/** So many of a kind. */
export function tuple(check: Check, count: number, be: string): Check {
    return where(
        (value) => Array.isArray(value) && value.length === count && value.every((part) => check(part, "") === null),
        be,
    );
}

function list(check: Check): Check {
    return (value, name) =>
        !Array.isArray(value)
            ? should(value, name, "a list")
            : value.reduce<string | null>((refusal, part, i) => refusal ?? check(part, `${name}[${i}]`), null);
}

/** A plain object: no list, no buffer. */
function isObject(value: unknown): value is Record<string, unknown> {
    if (typeof value !== "object" || value === null) return false;
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null;
}

function listed(names: readonly string[]): string {
    const more = names.length - SHOWN_NAMES;
    return more > 1 ? `${names.slice(0, SHOWN_NAMES).join(", ")} and ${more} more` : names.join(", ");
}

/** Some of the members of a table, or with `all` every one; nothing else. */
function members(checks: Checks, all: boolean): Check {
    const names = listed(Object.keys(checks));
    return (value, name) => {
        if (!isObject(value)) return should(value, name, `an object of ${names}`);
        const unknown = Object.keys(value).find((key) => !Object.hasOwn(checks, key));
        if (unknown !== undefined) return `${name} has no ${shown(unknown)}; there is ${names}.`;
        const asked = all ? Object.keys(checks) : Object.keys(value);
        return asked.reduce<string | null>((refusal, key) => refusal ?? checks[key]!(value[key], key), null);
    };
}

export const some = (checks: Checks): Check => members(checks, false);
export const every = (checks: Checks): Check => members(checks, true);

function dictionary(check: Check, be: string): Check {
    return (value, name) =>
        !isObject(value)
            ? should(value, name, be)
            : Object.entries(value).reduce<string | null>((refusal, [key, part]) => refusal ?? check(part, key), null);
}

// ------------------------------------------------------------------------------------------------ values of a run

export const NAME = where(
    (value) => typeof value === "string" && value.length > 0 && value.length <= LARGEST_NAME,
    "a name, as a text",
);
export const NUMBER = number();
export const FLAG = where((value) => typeof value === "boolean", "true or false");
export const TEXT: Check = (value, name) =>
    typeof value !== "string"
        ? should(value, name, "a text")
        : value.length > MG_LARGEST_TEXT_BYTES
          ? `${name} has ${value.length} characters; at most ${MG_LARGEST_TEXT_BYTES} bytes are read.`
          : null;
const FILE = where((value) => value instanceof ArrayBuffer, "the bytes of a file");
const PLACE = tuple(NUMBER, 3, "three numbers, such as [10, 12.5, 3]");
const EXTENT = whole(MG_SMALLEST_EXTENT, MG_LARGEST_EXTENT);

export const SIZE = tuple(
    EXTENT,
    3,
    `three whole numbers from ${MG_SMALLEST_EXTENT} to ${MG_LARGEST_EXTENT}, such as [24, 24, 24]`,
);
export const BOUNDARY = tuple(
    oneOf("periodic", "no_flux"),
    3,
    '"periodic" or "no_flux" for each axis, such as ["no_flux", "no_flux", "periodic"]',
);
export const SEED: Check = (value, name) => {
    if (typeof value === "bigint" && value >= 0n && value <= LARGEST_SEED) return null;
    const written = Number.isSafeInteger(value) && Number(value) >= 0 ? `: write ${String(value)}n` : "";
    return should(value, name, `a bigint from 0n to ${LARGEST_SEED}n${written}`);
};
export const DX = number(MG_SMALLEST_DX, MG_LARGEST_DX);
export const THREADS = whole(1, MG_MAX_THREADS);
export const STEPS = whole(0, MAX_STEPS);
export const CELL = tuple(whole(0, MG_LARGEST_EXTENT - 1), 3, "three whole numbers from 0, such as [10, 12, 3]");
export const ISOVALUE = NUMBER;
export const EXPORT_FORMAT = oneOf("ply", "stl", "glb", "vti", "nrrd", "npy");

const CONFIG: Checks = {
    model: NAME,
    size: SIZE,
    boundary: BOUNDARY,
    dx: DX,
    seed: SEED,
    seeding: orNull(NAME),
    params: dictionary(NUMBER, "an object of numbers, such as { feed: 0.03 }"),
    network: orNull(TEXT),
};
/** A part of a configuration: what configure() is given. */
export const CHANGES = some(CONFIG);

export const BRUSH = every({
    centre: PLACE,
    radius: where((value) => Number.isFinite(value) && Number(value) > 0, "a number above 0"),
    softness: number(0, 1),
    strength: number(0, 1),
    erase: FLAG,
});
const JOURNAL = list((value, name) =>
    !isObject(value)
        ? should(value, name, "a change")
        : "brush" in value
          ? every({ steps: STEPS, brush: BRUSH })(value, name)
          : every({ steps: STEPS, parameter: NAME, value: NUMBER })(value, name),
);
const SNAPSHOT: Check = (value, name) =>
    isObject(value) && FILE(value.file, name) === null && STEPS(value.steps, name) === null
        ? null
        : should(value, name, "a snapshot");
const CHECKPOINT: Check = (value, name) =>
    !isObject(value)
        ? should(value, name, "a checkpoint")
        : (every(CONFIG)(value.config, "config") ??
          orNull(NAME)(value.view, "view") ??
          JOURNAL(value.journal, "journal") ??
          orNull(SNAPSHOT)(value.snapshot, "snapshot") ??
          FLAG(value.fromSeed, "fromSeed") ??
          STEPS(value.steps, "steps"));

export const PACE = orNull(
    every({
        unit: oneOf("steps", "time"),
        perSecond: where((value) => Number.isFinite(value) && Number(value) > 0, "a number above 0"),
    }),
);

const ENDS = tuple(
    where((value) => typeof value === "number" && !Number.isNaN(value), "a number"),
    3,
    "three numbers",
);
const LIVE_SETTINGS: { readonly [K in keyof LiveSettings]: Check } = {
    running: FLAG,
    ticks: NUMBER,
    meshesPerSecond: NUMBER,
    isovalue: NUMBER,
    moreIsovalues: list(NUMBER),
    box: orNull(every({ min: ENDS, max: ENDS })),
    pace: PACE,
    probes: list(CELL),
    scalarMax: NUMBER,
    surface: FLAG,
    textures: every({ shown: FLAG, colour: orNull(NAME), largest: whole(0, 65536) }),
    copies: FLAG,
};

const NOTHING: Checks = {};
const REQUESTS: { readonly [T in Request["type"]]: Checks } = {
    sim_config: { config: every(CONFIG), view: orNull(NAME) },
    set: { parameter: NAME, value: NUMBER },
    get: { parameter: NAME },
    paint: { brush: BRUSH },
    scrub: { steps: STEPS, exact: FLAG },
    mark: { reason: TEXT },
    pick: { ray: every({ origin: PLACE, direction: PLACE }) },
    cell: { cell: CELL },
    check: { network: TEXT },
    seed: { seeding: orNull(NAME), seed: SEED },
    step: { count: STEPS, journal: JOURNAL },
    hash: NOTHING,
    view: { view: NAME },
    threads: { threads: THREADS },
    field: { field: NAME },
    export: { what: EXPORT_FORMAT, isovalue: ISOVALUE, field: orNull(NAME), cap: FLAG },
    save: NOTHING,
    start: { file: FILE },
    bounds: NOTHING,
    statistics: NOTHING,
    value_at: { place: PLACE },
    describe_text: { text: TEXT },
    describe: NOTHING,
    load: { file: FILE },
    resume: { checkpoint: CHECKPOINT },
    profile: NOTHING,
};

/** Why a request cannot be answered; null: it can be asked. */
export function requestRefusal(request: unknown): string | null {
    if (!isObject(request) || typeof request.type !== "string" || !Object.hasOwn(REQUESTS, request.type))
        return should(request, "request", "one of the page's");
    const { type, ...rest } = request;
    return every(REQUESTS[type as Request["type"]])(rest, type);
}

export const liveSettingsRefusal = (changes: unknown): string | null => some(LIVE_SETTINGS)(changes, "settings");
export const cameraRefusal = (sphere: unknown): string | null =>
    every({ centre: PLACE, radius: NUMBER } satisfies Record<keyof CameraSphere, Check>)(sphere, "camera");

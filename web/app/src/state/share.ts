// The link that restores a run: where it began, what was changed and when, the step it stands at, and how it is looked
// at. url.ts reads what this writes. Same seed, same changes at the same steps: the same bits, on any machine.
import type { ModelDescription } from "@morphogen/engine";
import type { Checkpoint, Vector3 } from "../compute/base";
import { DISPLAY, type DisplayValues } from "./display";
import { journalText } from "./journal_text";
import type { Pose } from "./launch_options";
import { shortNumber } from "./number_text";
import { pack } from "./packing";
import { LINK_VERSION, LONGEST_ADDRESS, RESERVED } from "./url";

/** A run with its camera and display, as a link holds it. */
export interface Shared {
    readonly checkpoint: Checkpoint;
    readonly model: ModelDescription;
    readonly isovalue: number;
    readonly camera: Pose | null;
    readonly display: Partial<DisplayValues>;
    readonly hash: string | null;
}

export type Link =
    | { readonly href: string; readonly refusal: null }
    | { readonly href: null; readonly refusal: string };

/** page: the address without what stands behind "?". A refusal says why, and what to do instead. */
export async function composeLink(shared: Shared, page: string): Promise<Link> {
    const { checkpoint } = shared;
    if (!checkpoint.fromSeed) return refuse("This run began from a file, and a link cannot hold its fields");
    const href = page + (await searchOf(shared));
    if (href.length <= LONGEST_ADDRESS) return { href, refusal: null };
    const { journal, config } = checkpoint;
    const cause =
        journal.length > 0
            ? `${journal.length} changes while it ran`
            : config.network === null
              ? "its settings"
              : "its network";
    return refuse(
        `The link would have ${href.length} characters, most of them for ${cause}; ${LONGEST_ADDRESS} are what ` +
            "every program passes on",
    );
}

/** What stands behind the page's address, however long it is; a picture holds it, too. */
export async function searchOf(shared: Shared): Promise<string> {
    return `?${(await pairsOf(shared)).join("&")}`;
}

function refuse(why: string): Link {
    return {
        href: null,
        refusal: `${why}. Save a snapshot instead: it holds the run to the bit, and opens when dropped on the page.`,
    };
}

/** What the link brings back, in words for the person who sends it. */
export function describeLink({ checkpoint, display, model }: Shared): string {
    const { config, journal, steps } = checkpoint,
        [nx, ny, nz] = config.size;
    const changed = Object.keys(config.params).length,
        seen = Object.keys(display).length;
    return [
        `${model.label}, ${nx} × ${ny} × ${nz} cells, seed ${config.seed}`,
        ...(changed > 0 ? [`${changed} parameter${changed > 1 ? "s" : ""} of its own`] : []),
        ...(journal.length > 0 ? [`${journal.length} change${journal.length > 1 ? "s" : ""} while it ran`] : []),
        ...(steps > 0 ? [`the way to step ${steps.toLocaleString("en")}`] : []),
        `the camera, the threshold${seen > 0 ? ` and ${seen} setting${seen > 1 ? "s" : ""} of the display` : ""}`,
    ].join(", ");
}

async function pairsOf({ checkpoint, model, isovalue, camera, display, hash }: Shared): Promise<string[]> {
    const { config, journal, steps, view } = checkpoint,
        { boundary } = config;
    const pair = (key: string, value: string): string => `${encodeURIComponent(key)}=${value}`;
    return [
        pair("v", LINK_VERSION),
        config.network === null
            ? pair("model", encodeURIComponent(config.model))
            : pair("net", await pack(config.network)),
        pair("size", sizeText(config.size)),
        ...(boundary.every((axis) => axis === "periodic")
            ? []
            : [pair("boundary", new Set(boundary).size === 1 ? boundary[0] : boundary.join())]),
        ...(config.dx === 1 ? [] : [pair("dx", shortNumber(config.dx))]),
        pair("seed", String(config.seed)),
        ...(config.seeding === null || config.seeding === model.seedings[0]?.id
            ? []
            : [pair("seeding", encodeURIComponent(config.seeding))]),
        ...Object.entries(config.params).map(([name, value]) =>
            pair(isReserved(name) ? `p.${name}` : name, shortNumber(value)),
        ),
        ...(journal.length === 0 ? [] : [pair("j", journalText(journal, model))]),
        ...(steps === 0 ? [] : [pair("step", String(steps))]),
        ...(view === null || view === model.views[0]?.id ? [] : [pair("view", encodeURIComponent(view))]),
        pair("iso", shortNumber(isovalue)),
        ...(camera === null
            ? []
            : [
                  pair(
                      "cam",
                      [...camera.position, ...camera.target].map((x) => shortNumber(Number(x.toFixed(4)))).join("~"),
                  ),
              ]),
        ...DISPLAY.filter(({ id }) => display[id] !== undefined).map(({ id }) =>
            pair(`d.${id}`, displayText(display[id]!)),
        ),
        ...(hash === null ? [] : [pair("hash", hash)]),
    ];
}

function isReserved(name: string): boolean {
    return RESERVED.has(name) || /^[pd]\./.test(name);
}

function sizeText([nx, ny, nz]: Vector3): string {
    return nx === ny && ny === nz ? String(nx) : `${nx}x${ny}x${nz}`;
}

function displayText(value: number | boolean | string): string {
    if (typeof value === "number") return shortNumber(value);
    return typeof value === "string" ? encodeURIComponent(value) : value ? "1" : "0";
}

// The run in a saved picture, as PNG text: the query of a share link, of any length, so that a picture dropped on the
// page restores its run; and the same numbers as JSON, for other programs.

import type { LaunchOptions } from "./launch_options";
import { textOf, withText } from "./png";
import { describeLink, type Link, type Shared, searchOf } from "./share";
import { parseLaunch } from "./url";

const ADDRESS = "Morphogen address",
    RUN = "Morphogen run",
    LINK = "Morphogen link";
const LONGEST = 256 * 1024; // of the words in a picture

export async function withRun(
    png: Uint8Array,
    shared: Shared,
    link: Link,
    version: string,
): Promise<Uint8Array<ArrayBuffer>> {
    const {
        checkpoint: { fromSeed },
    } = shared;
    return withText(png, {
        Software: `Morphogen ${version}`,
        Description: describeLink(shared),
        [RUN]: runAsJson(shared),
        ...(fromSeed ? { [ADDRESS]: await searchOf(shared) } : {}),
        ...(link.href === null ? {} : { [LINK]: link.href }),
    });
}

function runAsJson({ checkpoint, isovalue, camera, display, hash }: Shared): string {
    const { config, view, steps, journal, fromSeed } = checkpoint,
        { params, seed, ...rest } = config;
    return JSON.stringify({
        ...rest,
        seed: String(seed),
        parameters: params,
        view,
        steps,
        hash,
        fromSeed,
        journal,
        isovalue,
        camera,
        display,
    });
}

/** Reads the run of a picture; throws a sentence where there is none. */
export function runOfPng(png: Uint8Array): LaunchOptions {
    const texts = textOf(png),
        address = texts.get(ADDRESS);
    if (address !== undefined) return parseLaunch(address, LONGEST);
    if (texts.has(RUN))
        throw new Error(
            "The run of this picture began from a file, so the picture alone cannot bring it back; its numbers " +
                "are in the " +
                `picture's text "${RUN}".`,
        );
    throw new Error("There is no run in this picture: only pictures that this page saved hold one.");
}

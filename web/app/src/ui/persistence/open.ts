// What opening a file does, by its kind.

import { MG_LARGEST_TEXT_BYTES } from "@morphogen/engine/binding";
import { loadPart } from "../../compute/load_part";
import type { LaunchOptions } from "../../state/launch_options";
import type { Session } from "../../state/session";
import type { FileTaker } from "../drop";

const MEGABYTE = 2 ** 20;
const LARGEST_SCENE_BYTES = MEGABYTE / 16;
const LARGEST_FIELDS_BYTES = 1024 * MEGABYTE; // read whole, and held twice while they are
const LARGEST_PICTURE_BYTES = 256 * MEGABYTE;

/** restore: goes to the run that is stored in a picture. notify: shows what a run leaves aside of its file. */
export function takersOf(
    session: Session,
    network: (text: string) => Promise<void>,
    restore: (launch: LaunchOptions) => Promise<void>,
    notify: (sentence: string) => void,
): FileTaker[] {
    const volume = async (file: File): Promise<void> => {
        const notes = await session.startFrom(await file.arrayBuffer());
        if (notes.length > 0) notify(`${file.name}: ${notes.join(" ")}`);
    };
    return [
        {
            ending: ".mgs",
            largestBytes: LARGEST_FIELDS_BYTES,
            take: async (file) => void (await session.load(await file.arrayBuffer())),
        },
        ...[".npy", ".vti", ".nrrd"].map(
            (ending): FileTaker => ({ ending, largestBytes: LARGEST_FIELDS_BYTES, take: volume }),
        ),
        ...[".rxn", ".pde"].map((ending) => ({
            ending,
            largestBytes: MG_LARGEST_TEXT_BYTES,
            take: async (file: File) => network(await file.text()),
        })),
        {
            ending: ".json",
            largestBytes: LARGEST_SCENE_BYTES,
            take: async (file) => {
                const { readScene } = await loadPart("what reads scenes", "scene", () => import("../../state/scene"));
                await session.runScene(readScene(await file.text()));
            },
        },
        {
            ending: ".png",
            largestBytes: LARGEST_PICTURE_BYTES,
            take: async (file) => {
                const { runOfPng } = await loadPart(
                    "what reads pictures",
                    "png_metadata",
                    () => import("../../state/png_metadata"),
                );
                await restore(runOfPng(new Uint8Array(await file.arrayBuffer())));
            },
        },
    ];
}

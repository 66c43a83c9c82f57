// What a run that starts from a volume leaves aside of the file, or takes where the file leaves it open: sentences for
// the person, as the command line warns.

import type { VolumeInfo } from "@morphogen/engine";
import type { SimConfig, Vector3 } from "./base";

const NEARLY = 1e-5; // spacings that differ by less are those of cubes, written as text

/** config: of the run. */
export function volumeNotes(volume: VolumeInfo, config: SimConfig): string[] {
    const { origin, turned, note } = volume;
    const notes = note === "" ? [] : note.split("; ").map(asSentence);
    if (origin.some((place) => place !== 0))
        notes.push(`The first value stands at (${list(origin, ", ")}) in the file; here it stands at (0, 0, 0).`);
    if (turned) notes.push("The file's axes are turned; here they are x, y and z.");
    const resampled = resampling(volume, config);
    return resampled === null ? notes : [...notes, resampled];
}

function resampling({ size, spacing }: VolumeInfo, config: SimConfig): string | null {
    if (size.every((cells, axis) => cells === config.size[axis])) return null;
    const cubes = spacing.every((length) => Math.abs(length - spacing[0]) <= NEARLY * spacing[0]);
    const apart = cubes ? "" : `, ${list(spacing, " x ")} apart,`;
    return `Its ${list(size, "x")} values${apart} are resampled to ${list(config.size, "x")} cubes of ${config.dx}.`;
}

function list(numbers: Vector3, between: string): string {
    return numbers.map((value) => String(Number(value.toPrecision(6)))).join(between);
}

function asSentence(words: string): string {
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

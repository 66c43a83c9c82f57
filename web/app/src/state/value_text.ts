// Sizes, seeds and boundaries as a person writes them, in an address, in the panel or in a scene.
import type { Boundary, Vector3 } from "../compute/base";
import { BOUNDARY, DX, LARGEST_SEED, SEED, SIZE, shown } from "../compute/refusals";

export interface Reading<T> {
    readonly value: T | null;
    readonly refusal: string | null;
}

const read = <T>(value: T): Reading<T> => ({ value, refusal: null });
const refused = <T>(refusal: string): Reading<T> => ({ value: null, refusal });

/** "64", "64³", "40x52x33", "40×52×33", "40 52 33", "40, 52, 33". */
export function readSize(text: string): Reading<Vector3> {
    const parts = text
        .trim()
        .replace(/³$/, "")
        .split(/\s*[x×*,;]\s*|\s+/i)
        .map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
    const size = parts.length === 1 ? [parts[0], parts[0], parts[0]] : parts;
    return SIZE(size, "size") === null
        ? read(size as unknown as Vector3)
        : refused(`${SIZE(text.slice(0, 40), "size")!.slice(0, -1)}, or as a text: 64, 40x52x33, 40 52 33.`);
}

export function readSeed(text: string): Reading<bigint> {
    const digits = text.trim(),
        seed = /^\d{1,20}$/.test(digits) ? BigInt(digits) : -1n;
    return SEED(seed, "seed") === null
        ? read(seed)
        : refused(`seed = ${shown(text)} should be a whole number from 0 to ${LARGEST_SEED}.`);
}

/** "no_flux", or one for each axis: "periodic,no_flux,periodic". */
export function readBoundary(text: string): Reading<readonly [Boundary, Boundary, Boundary]> {
    const names = text.split(",").map((name) => name.trim()),
        axes = names.length === 1 ? [names[0], names[0], names[0]] : names;
    return BOUNDARY(axes, "boundary") === null
        ? read(axes as unknown as readonly [Boundary, Boundary, Boundary])
        : refused(`boundary = ${shown(text)} should be periodic or no_flux, or three of them with commas between.`);
}

/** The edge of a cell, in the range of the engine. */
export function readDx(text: string): Reading<number> {
    const value = text.trim() === "" ? NaN : Number(text);
    return DX(value, "dx") === null ? read(value) : refused(DX(text.slice(0, 40), "dx")!);
}

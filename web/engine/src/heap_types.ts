// How C's types lie in the heap: little-endian, at the places that generated/binding.ts has from the compiler.

const LEAST_INT32 = -(2 ** 31),
    MOST_INT32 = 2 ** 31 - 1;

/** What C takes as an int32. JavaScript would make 0 of NaN, and 1 of 1.5, and call C with it. */
export function wholeNumber(name: string, value: number, least = LEAST_INT32): number {
    if (Number.isInteger(value) && value >= least && value <= MOST_INT32) return value;
    throw new RangeError(`${name} = ${value} should be a whole number from ${least} to ${MOST_INT32}.`);
}

/** A type of a known size that can be read and written at a place of the heap. */
export interface HeapType<T> {
    readonly bytes: number;
    read(heap: DataView, at: number): T;
    /** name: of the value, for a refusal. */
    write(heap: DataView, at: number, value: T, name?: string): void;
}

function scalar<T>(bytes: number, read: (heap: DataView, at: number) => T, write: HeapType<T>["write"]): HeapType<T> {
    return { bytes, read, write };
}

export const bool = scalar(
    1,
    (heap, at) => heap.getUint8(at) !== 0,
    (heap, at, value: boolean) => heap.setUint8(at, value ? 1 : 0),
);
export const uint8 = scalar(
    1,
    (heap, at) => heap.getUint8(at),
    (heap, at, value: number) => heap.setUint8(at, value),
);
export const uint16 = scalar(
    2,
    (heap, at) => heap.getUint16(at, true),
    (heap, at, value: number) => heap.setUint16(at, value, true),
);
export const int32 = scalar(
    4,
    (heap, at) => heap.getInt32(at, true),
    (heap, at, value: number, name = "the value") => heap.setInt32(at, wholeNumber(name, value), true),
);
export const uint32 = scalar(
    4,
    (heap, at) => heap.getUint32(at, true),
    (heap, at, value: number) => heap.setUint32(at, value, true),
);
export const int64 = scalar(
    8,
    (heap, at) => heap.getBigInt64(at, true),
    (heap, at, value: bigint) => heap.setBigInt64(at, value, true),
);
export const uint64 = scalar(
    8,
    (heap, at) => heap.getBigUint64(at, true),
    (heap, at, value: bigint) => heap.setBigUint64(at, value, true),
);
export const float32 = scalar(
    4,
    (heap, at) => heap.getFloat32(at, true),
    (heap, at, value: number) => heap.setFloat32(at, value, true),
);
export const float64 = scalar(
    8,
    (heap, at) => heap.getFloat64(at, true),
    (heap, at, value: number) => heap.setFloat64(at, value, true),
);
export const pointer = uint32;

/** An enum of C, by the numbers of the generated one. */
export function enumeration<E extends number>(): HeapType<E> {
    return int32 as HeapType<number> as HeapType<E>;
}

/** As many of a type as an array has; pairs and triples are tuples. */
export type Row<T, N extends number> = N extends 2 ? readonly [T, T] : N extends 3 ? readonly [T, T, T] : readonly T[];

export function array<T, N extends number>(type: HeapType<T>, count: N): HeapType<Row<T, N>> {
    const place = (at: number, i: number): number => at + i * type.bytes;
    return {
        bytes: count * type.bytes,
        read: (heap, at) =>
            Array.from({ length: count }, (_, i) => type.read(heap, place(at, i))) as readonly T[] as Row<T, N>,
        write: (heap, at, values) => values.forEach((value: T, i: number) => type.write(heap, place(at, i), value)),
    };
}

/** Text in a place of its own, up to its 0. */
export function text(bytes: number): HeapType<string> {
    return {
        bytes,
        read: (heap, at) => {
            // a decoder refuses shared memory
            const place = new Uint8Array(heap.buffer, heap.byteOffset + at, bytes).slice();
            const end = place.indexOf(0);
            return new TextDecoder().decode(place.subarray(0, end < 0 ? bytes : end));
        },
        write: (heap, at, value) => {
            const encoded = new TextEncoder().encode(value);
            if (encoded.length >= bytes)
                throw new RangeError(`"${value}" takes ${encoded.length} bytes of ${bytes - 1}.`);
            const place = new Uint8Array(heap.buffer, heap.byteOffset + at, bytes);
            place.fill(0);
            place.set(encoded);
        },
    };
}

type Members = Readonly<Record<string, readonly [offset: number, type: HeapType<unknown>]>>;
type ValueOf<M> = M extends readonly [number, HeapType<infer T>] ? T : never;

export interface Struct<T> extends HeapType<T> {
    /** Writes the members that are given; the others stay as they are. */
    put(heap: DataView, at: number, some: Partial<T>): void;
    /** Where a member stands. */
    offset(member: keyof T): number;
}

export function struct<M extends Members>(
    bytes: number,
    members: M,
): Struct<{ readonly [K in keyof M]: ValueOf<M[K]> }> {
    type T = { readonly [K in keyof M]: ValueOf<M[K]> };
    const rows = Object.entries(members);
    const put = (heap: DataView, at: number, some: Partial<T>): void => {
        for (const [name, [offset, type]] of rows)
            if (some[name] !== undefined) type.write(heap, at + offset, some[name], name);
    };
    return {
        bytes,
        put,
        write: put,
        read: (heap, at) =>
            Object.fromEntries(rows.map(([name, [offset, type]]) => [name, type.read(heap, at + offset)])) as T,
        offset: (member) => members[member]![0],
    };
}

// One WebAssembly instance of the library: its memory, its calls, and views into its heap. A view is good until the
// next call that may allocate: memory grows, and a grown memory has a new buffer.

import type { Description, ModelDescription } from "./describe.ts";
import { MgError, MgStatus, MgTrap } from "./error.ts";
import { type Exports, type Imports, MG_PAGE_BYTES, MG_SCRATCH_BYTES } from "./generated/binding.ts";
import { type HeapType, type Struct, uint32 } from "./heap_types.ts";

const FIRST_PAGES = 256; // 16 MiB: stacks and data, and a little to begin with
const LIMITS_PAGES = [65536, 32768, 16384, 8192]; // 4 GiB; small devices refuse, then half, and so on

/** Of the modules that run equations. */
export interface TableExport {
    readonly __indirect_function_table?: WebAssembly.Table;
}

export interface HeapMemory {
    readonly memory: WebAssembly.Memory;
    readonly limitPages: number;
}

/** The largest memory the machine will promise. Shared: for morphogen.wasm; else for morphogen-single.wasm. */
export function createMemory(shared: boolean): HeapMemory {
    for (const maximum of LIMITS_PAGES) {
        try {
            return { memory: new WebAssembly.Memory({ initial: FIRST_PAGES, maximum, shared }), limitPages: maximum };
        } catch (error) {
            if (!(error instanceof RangeError)) throw error;
        }
    }
    const mib = ((LIMITS_PAGES.at(-1) ?? 0) * MG_PAGE_BYTES) / (1 << 20);
    throw new MgError(
        MgStatus.OutOfMemory,
        `The browser refused even ${mib} MiB of memory; close other tabs and reload.`,
    );
}

/** A view of the bytes from..from+bytes of a memory that another thread may have grown. */
export function bufferReaching(memory: WebAssembly.Memory, end: number): ArrayBufferLike {
    if (memory.buffer.byteLength < end) memory.grow(0); // makes the engine look how long it is by now
    return memory.buffer;
}

/**
 * link_code of wasm/host.h: compiles code that the library wrote into its memory (src/equations/emit_wasm.h) and puts
 * its functions into the table of the thread that is about to call them, which cannot wait for a promise.
 */
export function linker(memory: WebAssembly.Memory, table: () => WebAssembly.Table | undefined) {
    return (bytes: number, count: number, first: number): number => {
        try {
            const from = bytes >>> 0,
                code = new Uint8Array(bufferReaching(memory, from + count), from, count).slice();
            const functions = Object.values(
                new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } }).exports,
            );
            const at = first || (table()?.grow(functions.length) ?? 0);
            functions.forEach((each, i) => table()?.set(at + i, each));
            return at;
        } catch {
            return 0;
        }
    };
}

/** Text up to the 0. Copied first: a decoder refuses shared memory. */
export function readText(memory: WebAssembly.Memory, pointer: number): string {
    const heap = new Uint8Array(memory.buffer);
    const end = heap.indexOf(0, pointer);
    return new TextDecoder().decode(heap.slice(pointer, end < 0 ? pointer : end));
}

export class Instance {
    readonly exports: Exports & TableExport;
    readonly memory: WebAssembly.Memory;
    readonly limitBytes: number;
    private readonly scratch: number;
    /** The host's functions as the callbacks that C takes; their context is 0. */
    readonly progress: number;
    readonly writer: number;
    readonly reader: number;
    /** Hears how far a seeding is, 0..1, while it is made. */
    onPart: ((part: number) => void) | null = null;
    /** Hears how many bytes of a file are written or read so far; false ends the call, which is then refused. */
    onBytes: ((bytes: number) => boolean) | null = null;
    private written: Uint8Array[] = [];
    private passed = 0; // bytes of the file that is written or read now
    private toRead: Uint8Array = new Uint8Array();

    private constructor(exports: Exports, heap: HeapMemory) {
        this.exports = exports;
        this.memory = heap.memory;
        this.limitBytes = heap.limitPages * MG_PAGE_BYTES;
        this.scratch = exports.mg_wasm_scratch() >>> 0;
        this.progress = exports.mg_wasm_progress();
        this.writer = exports.mg_wasm_writer();
        this.reader = exports.mg_wasm_reader();
    }

    /** threads: 1 and the workers that are parked on this memory; what "0 threads" means to the engine. */
    static async create(module: WebAssembly.Module, heap: HeapMemory, threads = 1): Promise<Instance> {
        const late: { instance: Instance | null } = { instance: null }; // nothing is read or written before it is there
        const env: Imports = {
            now_seconds: () => performance.now() / 1000,
            write_bytes: (pointer, count) => late.instance?.receive(pointer >>> 0, count >>> 0) ?? 0,
            read_bytes: (pointer, count) => late.instance?.provide(pointer >>> 0, count >>> 0) ?? 0,
            report_progress: (part) => late.instance?.onPart?.(part),
            link_code: linker(heap.memory, () => late.instance?.exports.__indirect_function_table),
        };
        const { exports } = await WebAssembly.instantiate(module, { env: { ...env, memory: heap.memory } });
        const instance = (late.instance = new Instance(exports as unknown as Exports, heap));
        instance.exports.mg_wasm_start(heap.limitPages, threads);
        return instance;
    }

    get memoryBytes(): number {
        return this.memory.buffer.byteLength;
    }

    view(): DataView {
        return new DataView(this.memory.buffer);
    }
    bytes(pointer: number, count: number): Uint8Array {
        return new Uint8Array(this.memory.buffer, pointer, count);
    }
    floats(pointer: number, count: number): Float32Array {
        return new Float32Array(this.memory.buffer, pointer, count);
    }
    text(pointer: number): string {
        return readText(this.memory, pointer >>> 0);
    }

    /** What stands at a place of the heap. */
    read<T>(type: HeapType<T>, at: number): T {
        return type.read(this.view(), at);
    }

    /** Writes the members that are given. */
    write<T>(type: Struct<T>, at: number, some: Partial<T>): void {
        type.put(this.view(), at, some);
    }

    /** Calls into the module; a trap becomes an MgTrap with the sentence the module left. */
    call<T>(run: () => T): T {
        try {
            return run();
        } catch (error) {
            if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) throw this.trapOf(error);
            throw error;
        }
    }

    private trapOf(error: Error): MgTrap {
        const sentence = this.text(this.exports.mg_wasm_panic_sentence());
        return new MgTrap(sentence !== "" ? sentence : `WebAssembly stopped: ${error.message}`);
    }

    /** Throws the sentence of a refused call. */
    expectOk(status: number): void {
        if (status !== MgStatus.Ok) throw new MgError(status, this.text(this.exports.mg_error_message()));
    }

    // One call's names, what it is given beside them, and its results have places of their own, 8-byte aligned.
    get request(): number {
        return this.scratch + MG_SCRATCH_BYTES / 2;
    }
    get out(): number {
        return this.scratch + (MG_SCRATCH_BYTES / 4) * 3;
    }

    /** Puts a name where the next call can read it. */
    name(text: string): number {
        const encoded = new TextEncoder().encode(text);
        if (encoded.length >= MG_SCRATCH_BYTES / 2 || encoded.includes(0))
            throw new MgError(MgStatus.UnknownName, `A name of ${encoded.length} bytes is not one of ours.`);
        const place = this.bytes(this.scratch, encoded.length + 1);
        place.set(encoded);
        place[encoded.length] = 0;
        return this.scratch;
    }

    /** Borrows a block of the heap for one call. */
    withBlock<T>(bytes: number, use: (pointer: number) => T): T {
        const pointer = this.call(() => this.exports.mg_platform_allocate(bytes)) >>> 0;
        if (pointer === 0)
            throw new MgError(MgStatus.OutOfMemory, `No ${bytes} bytes are left in WebAssembly's memory.`);
        try {
            return use(pointer);
        } finally {
            this.exports.mg_platform_free(pointer);
        }
    }

    /** Puts bytes into the heap for one call. */
    withBytes<T>(bytes: Uint8Array, use: (pointer: number) => T): T {
        return this.withBlock(Math.max(1, bytes.length), (pointer) => {
            this.bytes(pointer, bytes.length).set(bytes);
            return use(pointer);
        });
    }

    /** A text of any length for one call; null is a null pointer. */
    withText<T>(text: string | null, use: (pointer: number) => T): T {
        return text === null ? use(0) : this.withBytes(new TextEncoder().encode(`${text}\0`), use);
    }

    /** Several texts for one call. */
    withTexts<T>(texts: readonly (string | null)[], use: (pointers: readonly number[]) => T): T {
        const [first, ...rest] = texts;
        if (first === undefined) return use([]);
        return this.withText(first, (pointer) => this.withTexts(rest, (others) => use([pointer, ...others])));
    }

    /** The model that a text of one's own makes; no engine is needed. Refused with line and column. */
    describeText(text: string): ModelDescription {
        const json = this.withText(text, (pointer) =>
            this.long((buffer, capacity) => {
                this.expectOk(this.exports.mg_describe_text(pointer, buffer, capacity, this.out));
                return uint32.read(this.view(), this.out);
            }),
        );
        const [model] = (JSON.parse(json) as Pick<Description, "models">).models;
        if (model === undefined) throw new Error("The text described no model.");
        return model;
    }

    /** What the module writes while run() lasts, as one piece. */
    collect(run: () => void): Uint8Array<ArrayBuffer> {
        this.written = [];
        this.passed = 0;
        run();
        const whole = new Uint8Array(this.written.reduce((sum, piece) => sum + piece.length, 0));
        let at = 0;
        for (const piece of this.written) {
            whole.set(piece, at);
            at += piece.length;
        }
        this.written = [];
        return whole;
    }

    /** Lets the module read `file` from its beginning while run() lasts. */
    reading<T>(file: Uint8Array, run: () => T): T {
        this.toRead = file;
        this.passed = 0;
        try {
            return run();
        } finally {
            this.toRead = new Uint8Array();
        }
    }

    private provide(pointer: number, count: number): number {
        const next = this.toRead.subarray(0, count);
        this.bytes(pointer, next.length).set(next);
        this.toRead = this.toRead.subarray(next.length);
        return this.goesOn(next.length) ? next.length : 0;
    }

    private receive(pointer: number, count: number): number {
        this.written.push(this.bytes(pointer, count).slice());
        return this.goesOn(count) ? 1 : 0;
    }

    private goesOn(bytes: number): boolean {
        this.passed += bytes;
        return this.onBytes?.(this.passed) ?? true;
    }

    version(): string {
        return this.text(this.exports.mg_version());
    }

    /** mg_describe_json, parsed. */
    describe(): Description {
        return JSON.parse(this.describeJson()) as Description;
    }

    describeJson(): string {
        return this.long((buffer, capacity) => this.exports.mg_describe_json(buffer, capacity));
    }

    /** Text of any length: write() tells the length when it is given no room. */
    long(write: (buffer: number, capacity: number) => number): string {
        const length = this.call(() => write(0, 0)) >>> 0;
        return this.withBlock(length + 1, (buffer) => {
            this.call(() => write(buffer, length + 1));
            return new TextDecoder().decode(this.bytes(buffer, length).slice());
        });
    }
}

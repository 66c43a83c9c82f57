// The allocator of wasm/runtime.c: nothing overlaps, nothing leaks, what is free comes together again.

import { Engine, type Instance, MgVertexFormat } from "@morphogen/engine/node";
import { describe, expect, it } from "vitest";
import { pool, SMALL } from "./support.ts";

const LINE = 64;

/** A small generator of our own: the same run every time. */
function random(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
    };
}

interface Piece {
    readonly at: number;
    readonly bytes: number;
    readonly mark: number;
}

function expectUntouched(instance: Instance, piece: Piece): void {
    const bytes = instance.bytes(piece.at, piece.bytes);
    for (const i of [0, piece.bytes >> 1, piece.bytes - 1]) expect(bytes[i]).toBe(piece.mark);
}

describe("the allocator", () => {
    it("survives ten thousand calls in any order", async () => {
        const { instance } = await pool();
        const { exports } = instance,
            next = random(1),
            pieces: Piece[] = [];
        const firstBlocks = exports.mg_wasm_block_count();
        for (let call = 0; call < 10_000; call++) {
            if (pieces.length > 0 && (next() < 0.48 || pieces.length > 200)) {
                const [piece] = pieces.splice(Math.floor(next() * pieces.length), 1);
                if (piece === undefined) continue;
                expectUntouched(instance, piece);
                exports.mg_platform_free(piece.at);
            } else {
                const bytes = 1 + Math.floor(2 ** (next() * 20)); // 1 byte to 1 MiB
                const at = exports.mg_platform_allocate(bytes) >>> 0,
                    mark = call & 0xff;
                expect(at).toBeGreaterThan(0);
                expect(at % LINE).toBe(0);
                instance.bytes(at, bytes).fill(mark);
                pieces.push({ at, bytes, mark });
            }
        }
        const sorted = [...pieces].sort((a, b) => a.at - b.at);
        sorted.forEach((piece, i) => expect(piece.at + piece.bytes).toBeLessThanOrEqual(sorted[i + 1]?.at ?? Infinity));
        for (const piece of pieces) {
            expectUntouched(instance, piece);
            exports.mg_platform_free(piece.at);
        }
        expect(exports.mg_wasm_used_bytes()).toBe(0);
        expect(exports.mg_wasm_block_count()).toBeLessThanOrEqual(Math.max(1, firstBlocks));
    });

    it("uses freed memory again before it grows", async () => {
        const { instance } = await pool();
        const { exports } = instance;
        exports.mg_platform_free(exports.mg_platform_allocate(64 << 20));
        const bytes = instance.memoryBytes;
        for (let i = 0; i < 10; i++) exports.mg_platform_free(exports.mg_platform_allocate((64 - i) << 20));
        expect(instance.memoryBytes).toBe(bytes);
    });

    it("refuses more than there is, up to the last byte of size_t", async () => {
        const { instance } = await pool();
        const { exports } = instance;
        for (const bytes of [0xffffffff, 0xffffffc0, 0xffff0000, 0xfff00001, 0xf0000000])
            if (bytes > instance.limitBytes - (64 << 20)) expect(exports.mg_platform_allocate(bytes)).toBe(0);
        const small = exports.mg_platform_allocate(100);
        expect(small).not.toBe(0);
        exports.mg_platform_free(small);
    });

    it("stops when a block is freed twice or its header was written over", async () => {
        const first = await pool(),
            block = first.instance.exports.mg_platform_allocate(100);
        first.instance.exports.mg_platform_free(block);
        const twice = () => first.instance.call(() => first.instance.exports.mg_platform_free(block));
        expect(twice).toThrow(/not an allocated block/);

        const { instance } = await pool();
        const low = instance.exports.mg_platform_allocate(64),
            high = instance.exports.mg_platform_allocate(64);
        instance.bytes(low, 128).fill(0xaa); // runs over into the header of `high`
        expect(high).toBeGreaterThan(low);
        expect(() => instance.call(() => instance.exports.mg_platform_allocate(64))).toThrow(/written over/);
    });
});

describe("engines", () => {
    it.each([{ single: true }, { threads: 3 }])("leak nothing over 40 lives (%o)", async (options) => {
        const { instance } = await pool(options);
        let grown = 0;
        for (let life = 0; life < 40; life++) {
            const engine = Engine.create(instance, { ...SMALL, seed: BigInt(life) });
            engine.step(3);
            for (let slot = 0; slot < 3; slot++) engine.mesh({ slot, isovalue: 0.2, format: MgVertexFormat.Packed });
            engine.setThreads(1 + (life % 3));
            engine.destroy();
            expect(instance.exports.mg_wasm_used_bytes()).toBe(0);
            if (life === 10) grown = instance.memoryBytes;
        }
        expect(instance.memoryBytes).toBe(grown);
    });

    it.each([
        ["gray_scott", 4096, 4096, 4096],
        ["gray_scott", 2048, 2048, 512],
        ["gray_scott", 1024, 1024, 1024],
        ["rdme", 4096, 4096, 4096],
        ["rdme", 2048, 2048, 512],
    ] as const)(
        "say what a box needs that has more bytes than 32 bits tell: %s, %i x %i x %i",
        async (model, nx, ny, nz) => {
            const { instance } = await pool();
            const bytesACell = model === "rdme" ? 3 * 2 : 6 * 4; // counts; two buffers a field and two keyframes
            let told = "";
            try {
                Engine.create(instance, { model, size: [nx, ny, nz] });
            } catch (error) {
                told = (error as Error).message;
            }
            const needed = Number(/need ([\d.e+]+) MB/.exec(told)?.[1]);
            expect(needed).toBeGreaterThan((nx * ny * nz * bytesACell) / 1e6);
            expect(instance.exports.mg_wasm_used_bytes()).toBe(0);
        },
    );

    it("leave nothing behind when they are refused", async () => {
        const { instance } = await pool();
        expect(() => Engine.create(instance, { size: [1000, 1000, 1000] })).toThrow();
        expect(instance.exports.mg_wasm_used_bytes()).toBe(0);
    });
});

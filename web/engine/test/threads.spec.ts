// Threads that come, go and die: what C and the host owe each other (wasm/runtime.c, src/pool.ts).
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { Engine, type FromPool, markFailed, type PoolInit } from "@morphogen/engine/node";
import { describe, expect, it } from "vitest";
import { pool, SMALL, smallEngine } from "./support.ts";

const THREAD_FILE = new URL("../dist/node_thread.js", import.meta.url);

async function expectedHash(steps: number): Promise<string> {
    const { engine } = await smallEngine({ single: true });
    engine.step(steps);
    return engine.hash();
}

describe("a pool thread", () => {
    it("that is killed while idle is not missed", async () => {
        const { engine, workers } = await smallEngine({ threads: 3 });
        engine.step(10);
        await new Promise((resolve) => setTimeout(resolve, 50)); // asleep by now
        await workers[1]?.terminate();
        engine.step(30);
        expect(engine.hash()).toBe(await expectedHash(40));
        expect(engine.threads).toBe(3);
    });

    it("is replaced by another that takes up its place", async () => {
        const { engine, workers, module, heap } = await smallEngine({ threads: 2 });
        engine.step(10);
        await workers[0]?.terminate();
        const init: PoolInit = { type: "pool_init", module, memory: heap.memory, number: 1 };
        const other = new Worker(THREAD_FILE, { workerData: init });
        await once(other, "message");
        engine.step(30);
        expect(engine.hash()).toBe(await expectedHash(40));
        engine.setThreads(1); // joins: the newcomer obeys
        engine.setThreads(2);
        expect(engine.threads).toBe(2);
        await other.terminate();
    });

    it("that runs over its stack is reported to both sides", async () => {
        const { engine, instance, canaries, traps, workers } = await smallEngine(
            { threads: 2 },
            { size: [64, 64, 64] },
        );
        const canary = canaries.get(1) ?? 0;
        const said = once(workers[0] ?? new Worker(""), "message") as Promise<[FromPool]>;
        instance.bytes(canary, 1)[0] = 0;
        engine.step(1); // wakes it; it looks when it goes to sleep again
        const [message] = await said;
        expect(() => engine.setThreads(1)).toThrow(/run over its stack/);
        expect(message).toMatchObject({ type: "pool_trap", number: 1 });
        expect(traps[0]).toMatch(/run over its stack/);
    });

    it("that is lost ends the wait for it", async () => {
        const { engine, heap, control, workers } = await smallEngine({ threads: 2 });
        engine.step(1);
        await workers[0]?.terminate();
        markFailed(heap.memory, control(), 1); // what a host does that knows it is gone
        expect(() => engine.setThreads(1)).toThrow(/thread .*lost/);
    });
});

describe("thread counts", () => {
    it("change at run time and never the result", async () => {
        const { engine } = await smallEngine({ threads: 4 });
        for (const threads of [4, 1, 3, 2, 4]) {
            engine.setThreads(threads);
            expect(engine.threads).toBe(threads);
            engine.step(8);
        }
        expect(engine.hash()).toBe(await expectedHash(40));
    });

    it("are what is there when more is asked for", async () => {
        const { engine } = await smallEngine({ threads: 2 });
        engine.setThreads(64);
        expect(engine.threads).toBe(2);
        const { instance } = await pool({ single: true });
        expect(Engine.create(instance, { ...SMALL, threads: 8 }).threads).toBe(1);
    });
});

it("a panic on thread 0 carries its sentence", async () => {
    const { instance } = await pool();
    expect(() => instance.call(() => instance.exports.mg_wasm_debug_trap())).toThrow(/a trap was asked for/);
});

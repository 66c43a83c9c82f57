// The engine in node: the module from the file next to the package, pool threads as worker_threads.

import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";

import { createMemory, Instance } from "./instance.ts";
import type { HeapMemory } from "./instance.ts";
import type { FromPool, PoolInit } from "./pool.ts";

export * from "./index.ts";

export interface NodePool {
    readonly instance: Instance;
    readonly workers: readonly Worker[];
    readonly traps: string[];                       // sentences of pool threads that have trapped
    close(): Promise<void>;
}

/** threads 1 and single: the module without threads. Close it, or node will not end. */
export async function load(options: { readonly threads?: number; readonly single?: boolean } = {}): Promise<NodePool> {
    const threads = options.single === true ? 1 : options.threads ?? 1;
    const file = options.single === true ? "morphogen-single.wasm" : "morphogen.wasm";
    const module = await WebAssembly.compile(await readFile(new URL(`../wasm/${file}`, import.meta.url)));
    const heap = createMemory(options.single !== true);
    const traps: string[] = [];
    const numbers = Array.from({ length: threads - 1 }, (_, i) => i + 1);
    const workers = await Promise.all(numbers.map((number) => startWorker(module, heap, number, traps)));
    const instance = await Instance.create(module, heap, threads);
    return { instance, workers, traps, close: async () => { await Promise.all(workers.map((w) => w.terminate())); } };
}

function startWorker(module: WebAssembly.Module, heap: HeapMemory, number: number, traps: string[]): Promise<Worker> {
    const init: PoolInit = { type: "pool_init", module, memory: heap.memory, number };
    const worker = new Worker(new URL("./node_thread.js", import.meta.url), { workerData: init });
    return new Promise((resolve, reject) => {
        worker.once("error", reject);
        worker.on("message", (message: FromPool) => {
            if (message.type === "parked") resolve(worker);
            else traps.push(message.sentence);
        });
    });
}

// The engine in node: the module from the file next to the package, pool threads as worker_threads.

import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import type { HeapMemory } from "./instance.ts";
import { createMemory, Instance } from "./instance.ts";
import type { FromPool, PoolInit } from "./pool.ts";

export * from "./index.ts";

export interface NodePool {
    readonly instance: Instance;
    readonly module: WebAssembly.Module;
    readonly heap: HeapMemory;
    readonly workers: readonly Worker[];
    readonly traps: string[]; // sentences of pool threads that have trapped
    readonly canaries: ReadonlyMap<number, number>; // thread -> the first byte of its stack
    control(): number; // where the heap holds the table of threads
    close(): Promise<void>;
}

export interface LoadOptions {
    readonly threads?: number;
    readonly single?: boolean; // the module without threads
    readonly equations?: boolean; // the module that runs equations as text, and is larger by a seventh
}

/** Close it, or node will not end. */
export async function load(options: LoadOptions = {}): Promise<NodePool> {
    const threads = options.single === true ? 1 : (options.threads ?? 1);
    const parts = ["morphogen", options.equations === true && "equations", options.single === true && "single"];
    const file = `${parts.filter(Boolean).join("-")}.wasm`;
    const module = await WebAssembly.compile(await readFile(new URL(`../wasm/${file}`, import.meta.url)));
    const heap = createMemory(options.single !== true);
    const traps: string[] = [],
        canaries = new Map<number, number>();
    let control = 0;
    const numbers = Array.from({ length: threads - 1 }, (_, i) => i + 1);
    const workers = await Promise.all(
        numbers.map((number) =>
            startWorker(module, heap, number, (message) => {
                if (message.type === "pool_trap") traps.push(message.sentence);
                else {
                    canaries.set(number, message.canary);
                    control = message.control;
                }
            }),
        ),
    );
    const instance = await Instance.create(module, heap, threads);
    const close = async (): Promise<void> => {
        await Promise.all(workers.map((worker) => worker.terminate()));
    };
    return { instance, module, heap, workers, traps, canaries, control: () => control, close };
}

function startWorker(
    module: WebAssembly.Module,
    heap: HeapMemory,
    number: number,
    listen: (message: FromPool) => void,
): Promise<Worker> {
    const init: PoolInit = { type: "pool_init", module, memory: heap.memory, number };
    const worker = new Worker(new URL("./node_thread.js", import.meta.url), { workerData: init });
    return new Promise((resolve, reject) => {
        worker.once("error", reject);
        worker.on("message", (message: FromPool) => {
            listen(message);
            resolve(worker);
        });
    });
}

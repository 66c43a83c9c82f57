// All workers of one engine instance: the compute worker and the threads of its pool, on one memory. Detects when one
// of them ends. A thread that ended while it slept, or between two blocks, is replaced without effect on the run.

import { type FromPool, type HeapMemory, isAsleep, markFailed } from "@morphogen/engine";

import type { Failure, FromWorker, InitMessage, ToWorker } from "./base";
import { memoryFor, type Program } from "./frontend_program";
import { supportsLocks, watchLivenessLock } from "./liveness_lock";

const POOL_START_MS = 20_000; // a machine under load, with tools open; beyond, it will not come
const ANSWER_MS = 2000; // a worker that still answers has no unfinished block to wait for

export interface WorkerGroupListener {
    message(workers: WorkerGroup, message: FromWorker): void;
    failed(workers: WorkerGroup, failure: Failure, sentence: string): void;
    replaced(workers: WorkerGroup, sentence: string): void;
}

interface PoolThread {
    worker: Worker;
    stopWatching: () => void;
}

let locksNamed = 0; // names of locks are shared by all pages of the origin
const PAGE = typeof crypto === "undefined" || !("randomUUID" in crypto) ? String(Math.random()) : crypto.randomUUID();

export class WorkerGroup {
    private readonly program: Program;
    private readonly listener: WorkerGroupListener;
    private readonly heap: HeapMemory | null;
    private readonly pool = new Map<number, PoolThread>();
    private worker: Worker | null = null;
    private stopWatchingWorker: () => void = () => {
        /* nobody yet */
    };
    private control = 0; // where the heap holds the table of threads
    private readonly canaries = new Map<number, number>();
    private answered = (): void => {
        /* nobody asks */
    };
    private ended = false;

    constructor(program: Program, listener: WorkerGroupListener) {
        this.program = program;
        this.listener = listener;
        this.heap = memoryFor(program);
    }

    get memory(): WebAssembly.Memory | null {
        return this.heap?.memory ?? null;
    }

    // -------------------------------------------------------------------------------------------------- start

    async startWorker(
        init: Pick<InitMessage, "threads" | "config" | "view" | "liveSettings" | "resume" | "stop">,
    ): Promise<void> {
        const worker = new Worker(new URL("./compute_worker.ts", import.meta.url), { type: "module", name: "compute" });
        const livenessLock = nextLockName();
        this.worker = worker;
        worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
            this.answered();
            // A worker takes its lock before its first message; waiting for the lock any earlier could take it first.
            if (data.type === "ready")
                this.stopWatchingWorker = watchLivenessLock(livenessLock, () =>
                    this.fail("lost_worker", "The compute worker has ended."),
                );
            if (!this.ended) this.listener.message(this, data);
        };
        worker.onerror = (event) => {
            event.preventDefault();
            this.fail("start", `The compute worker failed: ${event.message || "its script could not be loaded"}.`);
        };
        this.send({
            type: "init",
            ...init,
            livenessLock,
            module: this.program.module,
            memory: this.memory,
            limitPages: this.heap?.limitPages ?? 0,
        });
    }

    /** Resolves to how many pool threads there are: fewer than wanted where some did not start. */
    async growPool(wanted: number): Promise<number> {
        const missing = Array.from({ length: wanted }, (_, i) => i + 1).filter((number) => !this.pool.has(number));
        await Promise.all(missing.map((number) => this.startThread(number)));
        return this.pool.size;
    }

    private async startThread(number: number): Promise<boolean> {
        const { memory } = this,
            livenessLock = nextLockName();
        if (memory === null) return false;
        const worker = new Worker(new URL("./pool_worker.ts", import.meta.url), {
            type: "module",
            name: `pool ${number}`,
        });
        const parked = await new Promise<boolean>((resolve) => {
            const late = setTimeout(() => resolve(false), POOL_START_MS);
            const settle = (value: boolean): void => {
                clearTimeout(late);
                resolve(value);
            };
            worker.onerror = (event) => {
                event.preventDefault();
                settle(false);
            };
            worker.onmessage = ({ data }: MessageEvent<FromPool>) => {
                if (data.type === "parked") {
                    this.control = data.control;
                    this.canaries.set(number, data.canary);
                    settle(true);
                } else this.fail("trap", `Thread ${number} has stopped: ${data.sentence}.`);
            };
            worker.postMessage({ type: "pool_init", module: this.program.module, memory, number, livenessLock });
        });
        if (!parked || this.ended) {
            worker.terminate();
            return false;
        }
        this.pool.set(number, { worker, stopWatching: watchLivenessLock(livenessLock, () => void this.lost(number)) });
        return true;
    }

    send(message: ToWorker): void {
        if (!this.ended) this.worker?.postMessage(message);
    }

    // ---------------------------------------------------------------------------------------------- failures

    private fail(failure: Failure, sentence: string): void {
        if (!this.ended) this.listener.failed(this, failure, sentence);
    }

    // A thread that slept had no block. For any other: if the compute worker still answers, it waits for no block, so
    // none is unfinished; if it does not, the heap is marked as failed, and the compute worker stops with a sentence.
    private async lost(number: number): Promise<void> {
        const { memory } = this,
            thread = this.pool.get(number);
        if (this.ended || memory === null || thread === undefined) return;
        thread.worker.terminate();
        this.pool.delete(number);
        const unharmed = isAsleep(memory, this.control, number) || (await this.workerAnswers());
        if (this.ended) return;
        if (!unharmed) markFailed(memory, this.control, number);
        else if (await this.startThread(number))
            this.listener.replaced(
                this,
                `Thread ${number} has ended; another one took its place and nothing was lost.`,
            );
        else this.fail("lost_thread", `Thread ${number} has ended and no other could be started.`);
    }

    private workerAnswers(): Promise<boolean> {
        return new Promise((resolve) => {
            const late = setTimeout(() => settle(false), ANSWER_MS);
            const settle = (value: boolean): void => {
                clearTimeout(late);
                this.answered = () => {
                    /* nobody asks */
                };
                resolve(value);
            };
            this.answered = () => settle(true);
            this.send({ type: "ping" });
        });
    }

    end(): void {
        this.ended = true;
        this.stopWatchingWorker();
        this.worker?.terminate();
        for (const { worker, stopWatching } of this.pool.values()) {
            stopWatching();
            worker.terminate();
        }
        this.pool.clear();
    }

    // -------------------------------------------------------------------------------------------- tests only

    killPoolThread(number: number): void {
        this.pool.get(number)?.worker.terminate();
    }
    killWorker(): void {
        this.worker?.terminate();
    }

    /** Writes over the end of its stack, as a runaway recursion would. */
    trapPoolThread(number: number): void {
        const canary = this.canaries.get(number);
        if (canary !== undefined && this.memory !== null) new Uint8Array(this.memory.buffer)[canary] = 0;
    }
}

function nextLockName(): string | null {
    return supportsLocks() ? `morphogen ${PAGE} ${++locksNamed}` : null;
}

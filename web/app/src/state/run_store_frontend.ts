// The run store as the main thread sees it. Small entries are written here, so that they are written even while the
// page ends; entries with fields are written and read by the storage thread, and travel there and back without a copy.
import { supportsLocks, watchLivenessLock } from "../compute/liveness_lock";
import {
    type Fetched,
    type FromStorage,
    openDatabase,
    type RunStore,
    type StorageRequest,
    type ToStorage,
} from "./run_store";

/** null: this browser has no storage. */
export async function openRunStore(): Promise<RunStore | null> {
    try {
        const { lost, putRun, runs, forget } = await openDatabase(),
            storage = new StorageThread();
        return {
            lost,
            putRun,
            runs,
            forget,
            putSnapshot: (entry) => storage.ask("putSnapshot", [entry], [entry.snapshot.file]),
            snapshot: (page) => storage.ask("snapshot", [page]),
            adopt: (from, run) =>
                storage.ask("adopt", [{ ...from, checkpoint: { ...from.checkpoint, snapshot: null } }, run]),
        };
    } catch {
        return null;
    }
}

/** The error of the other thread. */
function refusalOf({ name, message }: { readonly name: string; readonly message: string }): Error {
    const error = new Error(message);
    error.name = name;
    return error;
}

interface Waiting {
    readonly resolve: (value: Fetched) => void;
    readonly reject: (error: Error) => void;
}

/** Started by the first request; after it has died the next request starts another. */
class StorageThread {
    readonly #waiting = new Map<number, Waiting>();
    #worker: Worker | null = null;
    #livenessLock: string | null = null;
    #watched = false;
    #asked = 0;

    ask<E extends StorageRequest>(
        request: E,
        args: Parameters<RunStore[E]>,
        transfer: ArrayBuffer[] = [],
    ): ReturnType<RunStore[E]> {
        const worker = (this.#worker ??= this.#start()),
            id = ++this.#asked;
        return new Promise<Fetched>((resolve, reject) => {
            this.#waiting.set(id, { resolve, reject });
            worker.postMessage({ id, request, args, livenessLock: this.#livenessLock } as ToStorage, transfer);
        }) as ReturnType<RunStore[E]>;
    }

    #start(): Worker {
        const worker = new Worker(new URL("./run_store_backend.ts", import.meta.url), {
            type: "module",
            name: "storage",
        });
        this.#livenessLock = supportsLocks() ? `morphogen storage ${crypto.randomUUID()}` : null;
        this.#watched = false;
        worker.onmessage = ({ data }: MessageEvent<FromStorage>) => this.#hear(data);
        worker.onerror = (event) => {
            event.preventDefault();
            this.#ended(event.message || "its script could not be loaded");
        };
        return worker;
    }

    #hear(message: FromStorage): void {
        const waiting = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        // it holds its lock since before it spoke
        if (!this.#watched) watchLivenessLock(this.#livenessLock, () => this.#ended("it has ended"));
        this.#watched = true;
        if ("refusal" in message) waiting?.reject(refusalOf(message.refusal));
        else waiting?.resolve(message.value);
    }

    #ended(why: string): void {
        this.#worker?.terminate();
        this.#worker = null;
        for (const { reject } of this.#waiting.values())
            reject(new Error(`the thread that writes has stopped: ${why}`));
        this.#waiting.clear();
    }
}

// Where autosaved runs lie: IndexedDB, one entry a page for what is small and one for its snapshot, which is large and
// comes seldom. A transaction is written whole or not at all, so a page that is closed in the middle leaves the entry
// before. The two lie in stores of their own: while a large one is written, a small one need not wait. Where the
// browser gives no storage (private windows, policies) there is no store, and the page works without one.
import type { Checkpoint, Snapshot } from "../compute/base";
import type { DisplayValues } from "./display";
import type { Pose } from "./launch_options";
import { Signal } from "./signal";

export interface StoredRun {
    readonly page: string; // the page that it ran in
    readonly savedAt: number; // milliseconds since 1970
    readonly serial: number; // of the run in its page: a snapshot of another one is of no use
    readonly checkpoint: Checkpoint; // without its snapshot
    readonly isovalue: number;
    readonly preset: string | null;
    readonly camera: Pose;
    readonly display: Partial<DisplayValues>;
}

/** run: as it stood then, since the two entries are not written together; entries of before have none. */
export interface StoredSnapshot {
    readonly page: string;
    readonly serial: number;
    readonly snapshot: Snapshot;
    readonly run?: StoredRun;
}

export interface RunStore {
    /** The browser has closed the storage, and perhaps cleared it: what was written may be gone. */
    readonly lost: Signal<void>;
    putRun(run: StoredRun): Promise<void>;
    runs(): Promise<readonly StoredRun[]>;
    /** Takes the file with it; resolves to the milliseconds that writing it took. */
    putSnapshot(entry: StoredSnapshot): Promise<number>;
    snapshot(page: string): Promise<StoredSnapshot | null>;
    /** Moves the entries of a page that has ended to this run, with the snapshot if it belongs to the same run. */
    adopt(from: StoredRun, run: StoredRun): Promise<void>;
    forget(page: string): Promise<void>;
}

// ------------------------------------------------------------------------------- to the storage's own thread, and back

/** Everything in which fields travel. */
export type StorageRequest = "putSnapshot" | "snapshot" | "adopt";
export type ToStorage = {
    [E in StorageRequest]: { readonly request: E; readonly args: Parameters<RunStore[E]> } & Asked;
}[StorageRequest];
/** livenessLock: the name of the lock to hold while the thread runs; null: no locks here. */
interface Asked {
    readonly id: number;
    readonly livenessLock: string | null;
}
export type Fetched = StoredSnapshot | number | null;
export type FromStorage =
    | { readonly id: number; readonly value: Fetched }
    | { readonly id: number; readonly refusal: { readonly name: string; readonly message: string } };

// ---------------------------------------------------------------------------------------------------- the database

const NAME = "morphogen",
    VERSION = 1,
    RUNS = "runs",
    SNAPSHOTS = "snapshots";

/** Rejects where the browser gives no storage. */
export async function openDatabase(): Promise<RunStore> {
    const connection = new Connection();
    await connection.open();
    return storeIn(connection);
}

/**
 * The connection to the database. A browser closes it when a person clears the storage of the page, or when the disk
 * fails; the next transaction then opens another one, and `lost` is emitted, since stored entries may be gone.
 */
class Connection {
    readonly lost = new Signal<void>();
    #database: IDBDatabase | null = null;

    async open(): Promise<IDBDatabase> {
        const opening = indexedDB.open(NAME, VERSION);
        opening.onupgradeneeded = () => {
            opening.result.createObjectStore(RUNS, { keyPath: "page" });
            opening.result.createObjectStore(SNAPSHOTS, { keyPath: "page" });
        };
        const database = await answer(opening);
        database.onclose = () => this.#forget(database);
        database.onversionchange = () => {
            // somebody deletes the database
            database.close();
            this.#forget(database);
        };
        return (this.#database = database);
    }

    #forget(database: IDBDatabase): void {
        if (this.#database !== database) return;
        this.#database = null;
        this.lost.emit();
    }

    /** At once where there is a connection, so that also a page that ends has begun it. */
    transaction<T>(
        stores: string[],
        mode: IDBTransactionMode,
        act: (transaction: IDBTransaction) => Promise<T>,
    ): Promise<T> {
        const now = this.#begin(stores, mode);
        if (now !== null) return act(now);
        return this.open().then((database) => act(database.transaction(stores, mode)));
    }

    #begin(stores: string[], mode: IDBTransactionMode): IDBTransaction | null {
        const database = this.#database;
        try {
            return database?.transaction(stores, mode) ?? null;
        } catch (error) {
            // closed, and the event is still on its way
            if (database === null || !(error instanceof DOMException) || error.name !== "InvalidStateError")
                throw error;
            this.#forget(database);
            return null;
        }
    }
}

function storeIn(connection: Connection): RunStore {
    const write = (stores: string[], act: (all: IDBObjectStore[]) => unknown): Promise<void> =>
        connection.transaction(stores, "readwrite", (transaction) => {
            const done = finished(transaction);
            act(stores.map((name) => transaction.objectStore(name)));
            return done;
        });
    /** Committed at once, so that it is written even if this thread ends before the answer. */
    const put = (name: string, entry: StoredRun | StoredSnapshot): Promise<void> =>
        write([name], ([store]) => {
            store!.put(entry);
            store!.transaction.commit();
        });
    const read = <T>(name: string, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
        connection.transaction([name], "readonly", (transaction) => answer(ask(transaction.objectStore(name))));
    return {
        lost: connection.lost,
        putRun: (run) => put(RUNS, run),
        runs: () => read(RUNS, (store) => store.getAll() as IDBRequest<StoredRun[]>),
        putSnapshot: async (entry) => {
            const began = performance.now();
            await put(SNAPSHOTS, entry);
            return performance.now() - began;
        },
        snapshot: async (page) =>
            (await read(SNAPSHOTS, (store) => store.get(page) as IDBRequest<StoredSnapshot | undefined>)) ?? null,
        adopt: (from, run) => write([RUNS, SNAPSHOTS], ([runs, snapshots]) => adopt(runs!, snapshots!, from, run)),
        forget: (page) => write([RUNS, SNAPSHOTS], (all) => all.forEach((store) => store.delete(page))),
    };
}

function adopt(runs: IDBObjectStore, snapshots: IDBObjectStore, from: StoredRun, run: StoredRun): void {
    const stored = snapshots.get(from.page) as IDBRequest<StoredSnapshot | undefined>;
    const there = runs.get(run.page) as IDBRequest<StoredRun | undefined>; // answered last
    there.onsuccess = () => {
        const entry = stored.result;
        if (entry?.serial === from.serial)
            snapshots.put({ page: run.page, serial: run.serial, snapshot: entry.snapshot, run });
        if ((there.result?.savedAt ?? -Infinity) <= run.savedAt) runs.put(run);
        for (const store of [runs, snapshots]) store.delete(from.page);
    };
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error("the browser's storage refused"));
    });
}

function finished(transaction: IDBTransaction): Promise<void> {
    return new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = transaction.onerror = () =>
            reject(transaction.error ?? new Error("the browser's storage refused"));
    });
}

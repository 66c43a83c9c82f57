// Where autosaved runs lie: IndexedDB, one entry a page for what is small and one for its snapshot, which is large and comes
// seldom. Where the browser gives no storage (private windows, policies) there is no vault, and nobody is bothered with it.
import type { Checkpoint, Snapshot } from "../compute/base";
import type { DisplayValues } from "./display";
import type { Pose } from "./url";

export interface KeptRun {
    readonly page: string;                  // the page that it ran in
    readonly savedAt: number;               // milliseconds since 1970
    readonly serial: number;                // of the run in its page: a snapshot of another one is of no use
    readonly checkpoint: Checkpoint;        // without its snapshot
    readonly isovalue: number;
    readonly preset: string | null;
    readonly camera: Pose;
    readonly display: Partial<DisplayValues>;
}

export interface KeptSnapshot { readonly page: string; readonly serial: number; readonly snapshot: Snapshot }

export interface Vault {
    /** Either may be null: it stays as it is. Both are written, or none. */
    put(run: KeptRun | null, snapshot: KeptSnapshot | null): Promise<void>;
    runs(): Promise<readonly KeptRun[]>;
    snapshot(page: string): Promise<KeptSnapshot | null>;
    forget(page: string): Promise<void>;
}

const NAME = "morphogen", VERSION = 1, RUNS = "runs", SNAPSHOTS = "snapshots";

/** null: this browser keeps nothing. */
export async function openVault(): Promise<Vault | null> {
    try {
        const opening = indexedDB.open(NAME, VERSION);
        opening.onupgradeneeded = () => {
            opening.result.createObjectStore(RUNS, { keyPath: "page" });
            opening.result.createObjectStore(SNAPSHOTS, { keyPath: "page" });
        };
        return vaultIn(await answer(opening));
    } catch {
        return null;
    }
}

function vaultIn(database: IDBDatabase): Vault {
    const begin = (mode: IDBTransactionMode): IDBTransaction => database.transaction([RUNS, SNAPSHOTS], mode);
    return {
        async put(run, snapshot) {
            const both = begin("readwrite"), done = finished(both);
            if (run !== null) both.objectStore(RUNS).put(run);
            if (snapshot !== null) both.objectStore(SNAPSHOTS).put(snapshot);
            await done;
        },
        runs: () => answer(begin("readonly").objectStore(RUNS).getAll() as IDBRequest<KeptRun[]>),
        async snapshot(page) {
            return await answer(begin("readonly").objectStore(SNAPSHOTS).get(page) as IDBRequest<KeptSnapshot | undefined>) ?? null;
        },
        async forget(page) {
            const both = begin("readwrite"), done = finished(both);
            both.objectStore(RUNS).delete(page);
            both.objectStore(SNAPSHOTS).delete(page);
            await done;
        },
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
        transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("the browser's storage refused"));
    });
}

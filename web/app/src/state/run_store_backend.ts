// The storage's own thread: writes and reads what is large, for which a browser takes tenths of a second on the thread
// that asks.
import { holdLivenessLock } from "../compute/liveness_lock";
import { type Fetched, type FromStorage, openDatabase, type RunStore, type ToStorage } from "./run_store";

const scope = self as unknown as {
    onmessage: ((event: MessageEvent<ToStorage>) => void) | null;
    postMessage(message: FromStorage, transfer?: ArrayBuffer[]): void;
};

let store: Promise<RunStore> | null = null,
    livenessLock: Promise<void> | null = null,
    turn: Promise<void> = Promise.resolve();

scope.onmessage = ({ data }) => {
    turn = turn.then(() => take(data)); // in the order in which they were asked
};

async function take(message: ToStorage): Promise<void> {
    const { id } = message;
    try {
        await (livenessLock ??= holdLivenessLock(message.livenessLock));
        const value = await run(message, await (store ??= openDatabase()));
        scope.postMessage({ id, value }, typeof value === "object" && value !== null ? [value.snapshot.file] : []);
    } catch (error) {
        store = null; // perhaps it opens the next time
        const { name, message: why } = error instanceof Error ? error : new Error(String(error));
        scope.postMessage({ id, refusal: { name, message: why } });
    }
}

async function run({ request, args }: ToStorage, to: RunStore): Promise<Fetched> {
    switch (request) {
        case "putSnapshot":
            return to.putSnapshot(...args);
        case "snapshot":
            return to.snapshot(...args);
        case "adopt":
            await to.adopt(...args);
            return null;
    }
}

// Detects that a worker has ended: it holds a Web Lock while it runs, and the browser releases the lock when the worker
// ends, for whatever reason. The page waits for the lock and gets it at once: no polling, and no false alarm for a
// thread that is merely busy, as a heartbeat would give. Locks need a secure context; isolated pages are one.

export function supportsLocks(): boolean {
    return typeof navigator !== "undefined" && navigator.locks !== undefined;
}

/** In the worker: resolves when the lock is held; it is never given back. */
export function holdLivenessLock(name: string | null): Promise<void> {
    if (name === null || !supportsLocks()) return Promise.resolve();
    return new Promise((resolve, reject) => {
        navigator.locks
            .request(name, () => {
                resolve();
                return new Promise<never>(() => {
                    /* until the worker ends */
                });
            })
            .catch(reject);
    });
}

/** On the main thread: calls when the worker that holds the name has ended; returns how to stop watching. */
export function watchLivenessLock(name: string | null, ended: () => void): () => void {
    if (name === null || !supportsLocks())
        return () => {
            /* nothing to stop */
        };
    const stop = new AbortController();
    navigator.locks
        .request(name, { signal: stop.signal }, () => ended())
        .catch(() => {
            /* stopped watching */
        });
    return () => stop.abort();
}

// A promise that is settled from outside.
export interface Deferred<T> {
    readonly promise: Promise<T>;
    readonly resolve: (value: T) => void;
    readonly reject: (error: Error) => void;
}

/** A rejection without a listener is not reported as an unhandled error. */
export function deferred<T>(): Deferred<T> {
    let resolve: (value: T) => void = () => {
            /* set at once */
        },
        reject: (error: Error) => void = () => {
            /* set at once */
        };
    const promise = new Promise<T>((yes, no) => {
        resolve = yes;
        reject = no;
    });
    promise.catch(() => {
        /* reported by the failure event, too */
    });
    return { promise, resolve, reject };
}

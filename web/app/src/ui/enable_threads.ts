// Threads on a host that cannot send the isolation headers: the page's own service worker (public/isolate.js) adds
// them, from the moment a person switches threads on until they are switched off again.
const SCRIPT = "isolate.js";

/** True where the page has no threads only because the host sends no headers. */
export function canEnableThreads(): boolean {
    return isSecureContext && !crossOriginIsolated && "serviceWorker" in navigator;
}

/** True while the service worker stands between the page and its host. */
export function isolatedByWorker(): boolean {
    return (
        "serviceWorker" in navigator && navigator.serviceWorker.controller?.scriptURL.endsWith(`/${SCRIPT}`) === true
    );
}

/** Registers the service worker and loads the page again, which then is isolated. */
export async function enableThreads(): Promise<void> {
    await navigator.serviceWorker
        .register(new URL(SCRIPT, document.baseURI), { scope: "./" })
        .catch((error: unknown) => {
            throw new Error(
                "This browser did not take the service worker " +
                    `(${error instanceof Error ? error.message : String(error)}). ` +
                    "A private window often refuses one: open the page in an ordinary window.",
            );
        });
    await navigator.serviceWorker.ready;
    location.reload();
}

/** Unregisters it and loads the page again, as the host sends it. */
export async function disableThreads(): Promise<void> {
    const ours = new URL(SCRIPT, document.baseURI).href;
    for (const registration of await navigator.serviceWorker.getRegistrations()) {
        const { active, waiting, installing } = registration; // other pages of the origin may have workers of their own
        if ([active, waiting, installing].some((worker) => worker?.scriptURL === ours)) await registration.unregister();
    }
    location.reload();
}

// The cure for a host that cannot send headers: a service worker of the page's own adds them (public/isolate.js), from the moment a
// person asks for it until it is taken out again.
const SCRIPT = "isolate.js";

/** True where the cure can work: the page has no threads only because the host sends no headers. */
export function canBeCured(): boolean {
    return isSecureContext && !crossOriginIsolated && "serviceWorker" in navigator;
}

/** True while the service worker stands between the page and its host. */
export function isCured(): boolean {
    return "serviceWorker" in navigator && navigator.serviceWorker.controller?.scriptURL.endsWith(`/${SCRIPT}`) === true;
}

/** Puts the service worker in and loads the page again, which then is isolated. */
export async function cure(): Promise<void> {
    await navigator.serviceWorker.register(new URL(SCRIPT, document.baseURI), { scope: "./" }).catch((error: unknown) => {
        throw new Error(`This browser did not take the service worker (${error instanceof Error ? error.message : String(error)}). `
            + "A private window often refuses one: open the page in an ordinary window.");
    });
    await navigator.serviceWorker.ready;
    location.reload();
}

/** Takes it out and loads the page again, as the host sends it. */
export async function takeOut(): Promise<void> {
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
    location.reload();
}

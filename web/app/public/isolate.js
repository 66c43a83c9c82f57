// Service worker for a host that cannot send headers: it adds the two that a page needs to share memory between threads, to all
// that comes from this folder, and nothing else: nothing is kept, nothing is changed. It is registered only when a person asks for
// it (src/ui/enable_threads.ts), and taken out again in the panel's section about the machine.
const HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
};

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
    const { request } = event;
    if (request.cache === "only-if-cached" && request.mode !== "same-origin") return;      // a request that may not be repeated
    if (new URL(request.url).origin === location.origin) event.respondWith(withHeaders(request));
});

async function withHeaders(request) {
    const answer = await fetch(request);
    if (answer.type !== "basic" && answer.type !== "default") return answer;               // a redirect, which goes on by itself
    const headers = new Headers(answer.headers);
    for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
    return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

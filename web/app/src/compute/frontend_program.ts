// Which of the modules this page runs, why, and fetching it: with threads or without; with equations as text, which the
// larger two read, or without, as at first.

import { createMemory, type HeapMemory } from "@morphogen/engine";
import threadedUrl from "@morphogen/engine/morphogen.wasm?url";
import equationsUrl from "@morphogen/engine/morphogen-equations.wasm?url";
import equationsSingleUrl from "@morphogen/engine/morphogen-equations-single.wasm?url";
import singleUrl from "@morphogen/engine/morphogen-single.wasm?url";

const DEFAULT_MOST_THREADS = 8; // the page draws, too, and each costs memory; ?threads= asks for more

export interface Program {
    readonly module: WebAssembly.Module;
    readonly threaded: boolean;
}

/** max(1, min(cores, 8)) */
export function defaultThreads(): number {
    return Math.max(1, Math.min(navigator.hardwareConcurrency, DEFAULT_MOST_THREADS));
}

/** null: threads work here. Else a sentence for a person, with the way out. */
export function whyNotThreaded(): string | null {
    if (!globalThis.isSecureContext) {
        return (
            "One thread only: the page did not come over https (or from this machine), so the browser shares no " +
            "memory between threads. Serve it over https."
        );
    }
    if (!globalThis.crossOriginIsolated || typeof SharedArrayBuffer === "undefined") {
        return (
            "One thread only: the page is not cross-origin isolated, so the browser shares no memory between " +
            "threads. " +
            "Serve it with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp."
        );
    }
    return null;
}

const URLS = { threaded: [threadedUrl, equationsUrl], single: [singleUrl, equationsSingleUrl] } as const;

export async function loadProgram(threaded: boolean, equations: boolean): Promise<Program> {
    const [without, including] = URLS[threaded ? "threaded" : "single"];
    return { threaded, module: await compile(equations ? including : without) };
}

/**
 * Whether a text may be one of equations: a line that begins with a field or a rate. Only the library knows; where this
 * is wrong, the engine starts twice, or with the larger module.
 */
export function mayBeEquations(text: string | null): boolean {
    return text !== null && /^[ \t]*(?:field\b|model\b|d[ \t]*\w+[ \t]*\/[ \t]*d[ \t]*t\b)/m.test(text);
}

async function compile(url: string): Promise<WebAssembly.Module> {
    const response = await fetch(url).catch(() => {
        throw new Error("The engine could not be loaded: no answer. Try again when the server can be reached.");
    });
    if (!response.ok) throw new Error(`${url} could not be had: the server answered ${response.status}.`);
    // A server that does not know the type of .wasm files costs only the head start of compiling while loading.
    if (response.headers.get("Content-Type")?.startsWith("application/wasm") === true)
        return WebAssembly.compileStreaming(response);
    return WebAssembly.compile(await response.arrayBuffer());
}

export function memoryFor(program: Program): HeapMemory | null {
    return program.threaded ? createMemory(true) : null;
}

// The life of a pool thread, in a browser's worker or in node's: another instance of the module on the same memory,
// with its own stack, which enters C and stays there.

import { type Exports, type Imports, MG_THREAD, MgThreadState, type ThreadFunctions } from "./generated/binding.ts";
import { linker, readText, type TableExport } from "./instance.ts";

/** What the module with threads shows to a thread of the pool; the first three are the linker's. */
interface ThreadExports extends ThreadFunctions, TableExport, Pick<Exports, "mg_wasm_panic_sentence"> {
    readonly __stack_pointer: WebAssembly.Global;
    readonly __tls_size: WebAssembly.Global;
    readonly __tls_align: WebAssembly.Global;
    __wasm_init_tls(block: number): void;
}

export interface PoolInit {
    readonly type: "pool_init";
    readonly module: WebAssembly.Module;
    readonly memory: WebAssembly.Memory;
    readonly number: number; // 1..63; 0 is the thread that owns the engine
}

export type FromPool =
    // About to enter C, where it sleeps. `control` is where the heap holds the table of threads, `canary` the first
    // byte of this thread's stack, which no other thread may write.
    | { readonly type: "parked"; readonly number: number; readonly control: number; readonly canary: number }
    // Over. A thread that waits for this one in C finds out by itself; the host must start everything again.
    | { readonly type: "pool_trap"; readonly number: number; readonly sentence: string };

/** Returns only when the thread has trapped; until then its worker answers no message. */
export function runPoolThread(init: PoolInit, post: (message: FromPool) => void): void {
    const { module, memory, number } = init;
    const onlyThread0 = (): number => 0;
    const env: Imports = {
        now_seconds: () => performance.now() / 1000,
        write_bytes: onlyThread0,
        read_bytes: onlyThread0,
        report_progress: onlyThread0,
        link_code: linker(memory, () => exports.__indirect_function_table),
    };
    const exports: ThreadExports = new WebAssembly.Instance(module, { env: { ...env, memory } })
        .exports as unknown as ThreadExports;
    enterStack(exports, number);
    exports.mg_wasm_thread_park(number);
    const control = exports.mg_wasm_threads() >>> 0;
    post({ type: "parked", number, control, canary: exports.mg_wasm_stack_begin(number) >>> 0 });
    try {
        exports.mg_wasm_thread_run(number);
    } catch (error) {
        post({ type: "pool_trap", number, sentence: reportTrap(exports, memory, number, control, error) });
    }
}

// Thread-local variables lie at the end of the stack's block, the stack grows down from there.
function enterStack(exports: ThreadExports, number: number): void {
    const align = Math.max(16, exports.__tls_align.value as number);
    const end = exports.mg_wasm_stack_end(number) >>> 0;
    const top = Math.floor((end - (exports.__tls_size.value as number)) / align) * align;
    exports.__stack_pointer.value = top;
    exports.__wasm_init_tls(top);
}

// Leaves the sentence where thread 0 will find it, and marks the thread as failed.
function reportTrap(
    exports: ThreadExports,
    memory: WebAssembly.Memory,
    number: number,
    control: number,
    error: unknown,
): string {
    const at = exports.mg_wasm_panic_sentence() >>> 0;
    const there = readText(memory, at);
    const sentence = there !== "" ? there : `thread ${number} of the pool stopped: ${String(error)}`.slice(0, 200);
    if (there === "") new Uint8Array(memory.buffer).set(new TextEncoder().encode(sentence).subarray(0, 255), at);
    markFailed(memory, control, number);
    return sentence;
}

function threadWord(control: number, number: number, member: "state" | "asleep"): number {
    return (control + number * MG_THREAD.bytes + MG_THREAD.offset(member)) / Int32Array.BYTES_PER_ELEMENT;
}

/** Thread 0 traps, with a sentence, as soon as it waits: within a quarter of a second. */
export function markFailed(memory: WebAssembly.Memory, control: number, number: number): void {
    Atomics.store(new Int32Array(memory.buffer), threadWord(control, number, "state"), MgThreadState.Failed);
}

/** Whether a thread sleeps between two jobs. One that was lost asleep can be replaced and nobody notices. */
export function isAsleep(memory: WebAssembly.Memory, control: number, number: number): boolean {
    return Atomics.load(new Int32Array(memory.buffer), threadWord(control, number, "asleep")) === 1;
}

// What the module and its host agree on beside morphogen.h: the functions the host gives, those it calls, and what it
// finds in the heap. wasm/generate_binding.py reads both headers and writes the same in TypeScript.
#ifndef MG_WASM_HOST_H
#define MG_WASM_HOST_H

#include <stdatomic.h>

#include "morphogen/morphogen.h"

// ------------------------------------------------------------------------------------------------- from the host

#define MG_HOST(name) __attribute__((import_module("env"), import_name(#name))) host_##name

double MG_HOST(now_seconds)(void);
void MG_HOST(report_progress)(double part);                 // of a long call, 0..1
bool MG_HOST(write_bytes)(const void *bytes, size_t count); // false: stop
size_t MG_HOST(read_bytes)(void *bytes, size_t count);      // returns how many there were

// Only of the modules with equations. Compiles a module, which imports the memory as env.memory, and puts the functions
// that it exports into this thread's table: from place `first` on, or, where that is 0, at its end. Returns the first's
// place; 0: refused.
uint32_t MG_HOST(link_code)(const void *bytes, size_t count, uint32_t first);

// ------------------------------------------------------------------------------------------------- for the host

#define MG_PAGE_BYTES 65536 // of WebAssembly's memory
#define MG_SCRATCH_BYTES 4096
#define MG_THREAD_BYTES 64 // a cache line, so that threads do not share one

// Once, on thread 0, before anything else. limit_pages is the maximum of the memory that the host made.
void mg_wasm_start(uint32_t limit_pages, int32_t threads);

// MG_SCRATCH_BYTES in which the host puts names and receives results; of thread 0 and of one call at a time.
void *mg_wasm_scratch(void);

// The host's functions as the callbacks that morphogen.h takes; their context is NULL.
MgProgress mg_wasm_progress(void);
MgWrite mg_wasm_writer(void);
MgRead mg_wasm_reader(void);

const char *mg_wasm_panic_sentence(void);
size_t mg_wasm_used_bytes(void); // of the heap; tests
int32_t mg_wasm_block_count(void);
_Noreturn void mg_wasm_debug_trap(void); // tests

// FAILED is written by the host: the worker has trapped, or is gone and was not asleep.
typedef enum MgThreadState {
    MG_THREAD_ABSENT = 0,
    MG_THREAD_PARKED = 1,
    MG_THREAD_RUNNING = 2,
    MG_THREAD_FAILED = 3,
} MgThreadState;

// The host reads asleep to see what a lost thread was doing: asleep it can be replaced, else it may have left a block
// unfinished, and what the engine holds is no state.
typedef struct MgThread {
    _Alignas(MG_THREAD_BYTES) _Atomic(uint32_t) state;
    _Atomic(uint32_t) asleep;
    void (*entry)(void *);
    void *argument;
} MgThread;

// Only in the module with threads. Of the first three the host makes use before a thread has a stack.
MgThread *mg_wasm_threads(void);
void *mg_wasm_stack_begin(int32_t number);
void *mg_wasm_stack_end(int32_t number);
void mg_wasm_thread_park(int32_t number);
_Noreturn void mg_wasm_thread_run(int32_t number); // never returns to the host

#endif

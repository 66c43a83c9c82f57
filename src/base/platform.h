// What the library needs of the platform: memory, threads, a clock. The build chooses one implementation:
// platform_native.c (POSIX) or wasm/runtime.c. Nothing else in src/ depends on the platform.
#ifndef MG_BASE_PLATFORM_H
#define MG_BASE_PLATFORM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MG_CACHE_LINE 64

void *mg_platform_allocate(size_t bytes); // aligned to MG_CACHE_LINE, not cleared; NULL when refused
void mg_platform_free(void *block);       // NULL is fine
uint64_t mg_platform_memory_bytes(void);  // what one engine may plan with by default
size_t mg_platform_cache_bytes(void);     // of a core's second cache; a guess if unknown

// Starting may fail (NULL); fewer threads is slower, never wrong. The wasm host keeps idle workers: starting sends a
// message to one, joining returns it.
typedef struct MgThread MgThread;
MgThread *mg_platform_thread_start(void (*entry)(void *), void *argument);
void mg_platform_thread_join(MgThread *thread); // waits for its entry to return; the handle is gone
int32_t mg_platform_parallelism(void);          // hardware threads this process may use, at least 1

// Sleeps while *word == expected, until woken or the time is over; may return early.
void mg_platform_wait(_Atomic(uint32_t) *word, uint32_t expected, int64_t timeout_ns); // timeout < 0: forever
void mg_platform_wake_all(_Atomic(uint32_t) *word);
void mg_platform_relax(void); // a hint inside a spin

// Code made at run time, where the platform is WebAssembly: a module with functions of this kind, which every thread
// links when it first asks for one. Loaded and unloaded by thread 0, between loops. bytes must stay until then.
typedef void (*MgCodeFunction)(const void *block, const void *behind, const float *made);
uint32_t mg_platform_load_code(const void *bytes, size_t count); // 0: refused, or not on this platform
void mg_platform_unload_code(uint32_t code);                     // 0 is fine
MgCodeFunction mg_platform_code(uint32_t code, int32_t number);  // on this thread; NULL: it could not link it

double mg_platform_seconds(void); // monotonic, fine enough for microseconds
_Noreturn void mg_platform_panic(const char *sentence);

#endif

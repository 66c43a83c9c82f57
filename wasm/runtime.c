// The platform on WebAssembly: implements src/base/platform.h on linear memory, idle workers of the host and one
// imported clock. Built twice: with threads on shared memory, and without on plain memory.
//
// Thread 0 is the instance that the host calls. Every other thread is a worker of the host with an instance of the same
// module on the same memory; it enters through mg_wasm_thread_run and sleeps in C until it is given something to do.
// wasm has no guard pages: thread 0's stack lies lowest, so that running over it traps, the others carry a canary.
#include "base/platform.h"

#include <string.h>

#include "host.h"

#define PAGE_BYTES ((size_t)MG_PAGE_BYTES)
#define GROW_BYTES ((size_t)1 << 20)  // growing calls the host, so not for every small block
#define STACK_BYTES ((size_t)1 << 17) // of threads 1..63; equations keep 50 KB on it, other kernels 8
#define PANIC_CAPACITY 256

extern unsigned char __heap_base; // the linker's: the first byte after stack and data

static size_t memory_limit_bytes = 0;
static int32_t parallelism = 1;
static char panic_sentence[PANIC_CAPACITY];
static _Thread_local int32_t thread_number = 0;

void mg_wasm_start(uint32_t limit_pages, int32_t threads) {
    // 65536 pages are 2^32 bytes, one more than a size_t holds.
    memory_limit_bytes = limit_pages >= 65536 ? SIZE_MAX : limit_pages * PAGE_BYTES;
    parallelism = threads;
}

const char *mg_wasm_panic_sentence(void) { return panic_sentence; }

// The first message is kept: later failures follow from it.
_Noreturn void mg_platform_panic(const char *sentence) {
    size_t i = 0;
    if (panic_sentence[0] != 0) __builtin_trap();
    for (; i + 1 < PANIC_CAPACITY && sentence[i] != 0; i++) panic_sentence[i] = sentence[i];
    panic_sentence[i] = 0;
    __builtin_trap(); // the host catches it and reads the message
}

double mg_platform_seconds(void) { return host_now_seconds(); }

int32_t mg_platform_parallelism(void) { return parallelism; }

// ------------------------------------------------------------------------------------------------------- memory
// Every block, used or free, is in one list in the order of addresses, so neighbours can be merged. An engine has some
// dozens of blocks and allocates at create and mesh growth only: the best fit is found by walking the list.

#define BLOCK_USED 0x75736564u // "used"
#define BLOCK_FREE 0x66726565u // "free"; any other value: something has written over the header

typedef struct Block {
    _Alignas(MG_CACHE_LINE) size_t bytes; // of what follows the header, a multiple of MG_CACHE_LINE
    struct Block *previous, *next;
    uint32_t mark;
} Block;

static Block *first_block, *last_block;
static size_t used_bytes;

static size_t round_up(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

static unsigned char *block_data(Block *block) { return (unsigned char *)(block + 1); }

static void expect_thread_0(void) {
    if (thread_number != 0) mg_platform_panic("memory was asked for by a thread of the pool; only thread 0 may");
}

static void expect_sound(const Block *block) {
    if (block->mark != BLOCK_USED && block->mark != BLOCK_FREE)
        mg_platform_panic("the header of a memory block was written over");
}

static Block *best_fit(size_t bytes) {
    Block *best = NULL;
    for (Block *block = first_block; block != NULL; block = block->next) {
        expect_sound(block);
        if (block->mark != BLOCK_FREE || block->bytes < bytes) continue;
        if (best == NULL || block->bytes < best->bytes) best = block;
    }
    return best;
}

// Joins a block with the next one; both are free.
static void absorb_next(Block *block) {
    Block *next = block->next;
    block->bytes += sizeof(Block) + next->bytes;
    block->next = next->next;
    if (next->next != NULL) next->next->previous = block;
    else last_block = block;
    next->mark = 0; // a stale pointer to it is found out
}

static Block *append_block(unsigned char *at, size_t bytes) {
    Block *block = (Block *)(void *)at;
    *block = (Block){ .bytes = bytes - sizeof(Block), .previous = last_block, .mark = BLOCK_FREE };
    if (last_block != NULL) last_block->next = block;
    else first_block = block;
    last_block = block;
    if (block->previous != NULL && block->previous->mark == BLOCK_FREE) {
        block = block->previous;
        absorb_next(block);
    }
    return block;
}

// The memory between the end of our data and the end of the first pages is the first block.
static void take_initial_memory(void) {
    uintptr_t begin = round_up((uintptr_t)&__heap_base, MG_CACHE_LINE);
    size_t end = __builtin_wasm_memory_size(0) * PAGE_BYTES;
    if (end > begin + 2 * sizeof(Block)) append_block((unsigned char *)begin, end - begin);
}

// Grows the memory so that the last block is free and holds at least bytes; NULL when the host refuses.
static Block *grow(size_t bytes) {
    size_t there = last_block != NULL && last_block->mark == BLOCK_FREE ? last_block->bytes + sizeof(Block) : 0;
    size_t exact = round_up(bytes + sizeof(Block) - there, PAGE_BYTES);
    size_t generous = round_up(exact, GROW_BYTES);
    size_t grown = generous, old_pages = __builtin_wasm_memory_grow(0, generous / PAGE_BYTES);
    if (old_pages == SIZE_MAX) grown = exact, old_pages = __builtin_wasm_memory_grow(0, exact / PAGE_BYTES);
    if (old_pages == SIZE_MAX) return NULL;
    return append_block((unsigned char *)(old_pages * PAGE_BYTES), grown);
}

static void split(Block *block, size_t bytes) {
    if (block->bytes - bytes < sizeof(Block) + MG_CACHE_LINE) return;
    Block *rest = (Block *)(void *)(block_data(block) + bytes);
    *rest = (Block){ block->bytes - bytes - sizeof(Block), block, block->next, BLOCK_FREE };
    if (block->next != NULL) block->next->previous = rest;
    else last_block = rest;
    block->next = rest;
    block->bytes = bytes;
}

void *mg_platform_allocate(size_t bytes) {
    expect_thread_0();
    if (bytes > memory_limit_bytes - GROW_BYTES) return NULL; // also keeps the sums below from wrapping
    if (first_block == NULL) take_initial_memory();
    bytes = round_up(bytes > 0 ? bytes : 1, MG_CACHE_LINE);
    Block *block = best_fit(bytes);
    if (block == NULL) block = grow(bytes);
    if (block == NULL) return NULL;
    split(block, bytes);
    block->mark = BLOCK_USED;
    used_bytes += block->bytes;
    return block_data(block);
}

void mg_platform_free(void *data) {
    if (data == NULL) return;
    expect_thread_0();
    Block *block = (Block *)data - 1;
    if (block->mark != BLOCK_USED) mg_platform_panic("freed what is not an allocated block");
    block->mark = BLOCK_FREE;
    used_bytes -= block->bytes;
    if (block->next != NULL && block->next->mark == BLOCK_FREE) absorb_next(block);
    if (block->previous != NULL && block->previous->mark == BLOCK_FREE) absorb_next(block->previous);
}

// Tests: a leak shows in the first, fragmentation in the second.
size_t mg_wasm_used_bytes(void) { return used_bytes; }
int32_t mg_wasm_block_count(void) {
    int32_t count = 0;
    for (const Block *block = first_block; block != NULL; block = block->next) expect_sound(block), count++;
    return count;
}

// A fifth stays for meshes, which grow with the surface.
uint64_t mg_platform_memory_bytes(void) { return (uint64_t)memory_limit_bytes / 5 * 4; }

// A module cannot query it. Second caches of 0.5 to 2 MB are common; rings that are a little too large lose little.
size_t mg_platform_cache_bytes(void) { return (size_t)1 << 20; }

// ------------------------------------------------------------------------------------------------------ threads

#ifdef __wasm_atomics__

#define CANARY 0x6d6f7270686f6765u // "morphoge"
#define CANARY_WORDS 8

#define NS_BETWEEN_LOOKS ((int64_t)250000000) // how soon thread 0 finds that it waits for a thread that has failed

typedef struct Stack {
    _Alignas(MG_CACHE_LINE) uint64_t canary[CANARY_WORDS];
    unsigned char bytes[STACK_BYTES - CANARY_WORDS * sizeof(uint64_t)];
} Stack;

static MgThread threads[MG_MAX_THREADS];
static Stack stacks[MG_MAX_THREADS]; // untouched pages cost address space only

// Leaf functions that need no stack.
MgThread *mg_wasm_threads(void) { return threads; }
void *mg_wasm_stack_begin(int32_t number) { return &stacks[number]; }
void *mg_wasm_stack_end(int32_t number) { return &stacks[number] + 1; }

static void check_canary(void) {
    for (int32_t i = 0; thread_number > 0 && i < CANARY_WORDS; i++)
        if (stacks[thread_number].canary[i] != CANARY) mg_platform_panic("a thread of the pool has run over its stack");
}

// A worker registers. Where another worker of that number was lost, its work stands there to be taken up:
// a thread of the scheduler keeps nothing of its own between two blocks.
void mg_wasm_thread_park(int32_t number) {
    thread_number = number;
    for (int32_t i = 0; i < CANARY_WORDS; i++) stacks[number].canary[i] = CANARY;
    atomic_store(&threads[number].asleep, 0);
    uint32_t absent = MG_THREAD_ABSENT;
    atomic_compare_exchange_strong(&threads[number].state, &absent, MG_THREAD_PARKED);
}

_Noreturn void mg_wasm_thread_run(int32_t number) {
    MgThread *thread = &threads[number];
    for (;;) {
        if (atomic_load(&thread->state) == MG_THREAD_RUNNING) {
            thread->entry(thread->argument);
            check_canary();
            atomic_store(&thread->state, MG_THREAD_PARKED);
            mg_platform_wake_all(&thread->state);
        }
        mg_platform_wait(&thread->state, MG_THREAD_PARKED, -1);
    }
}

MgThread *mg_platform_thread_start(void (*entry)(void *), void *argument) {
    for (int32_t i = 1; i < MG_MAX_THREADS; i++) {
        if (atomic_load(&threads[i].state) != MG_THREAD_PARKED) continue;
        threads[i].entry = entry, threads[i].argument = argument;
        atomic_store(&threads[i].state, MG_THREAD_RUNNING);
        mg_platform_wake_all(&threads[i].state);
        return &threads[i];
    }
    return NULL;
}

static void expect_no_failed_thread(void) {
    for (int32_t i = 1; i < MG_MAX_THREADS; i++)
        if (atomic_load(&threads[i].state) == MG_THREAD_FAILED) mg_platform_panic("a thread of the pool is lost");
}

void mg_platform_thread_join(MgThread *thread) {
    while (atomic_load(&thread->state) == MG_THREAD_RUNNING) mg_platform_wait(&thread->state, MG_THREAD_RUNNING, -1);
    expect_no_failed_thread();
}

void mg_platform_wait(_Atomic(uint32_t) *word, uint32_t expected, int64_t timeout_ns) {
    check_canary();
    if (thread_number == 0) {
        expect_no_failed_thread();
        if (timeout_ns < 0 || timeout_ns > NS_BETWEEN_LOOKS) timeout_ns = NS_BETWEEN_LOOKS;
    }
    atomic_store(&threads[thread_number].asleep, 1);
    __builtin_wasm_memory_atomic_wait32((int *)word, (int)expected, timeout_ns);
    atomic_store(&threads[thread_number].asleep, 0);
}

void mg_platform_wake_all(_Atomic(uint32_t) *word) { __builtin_wasm_memory_atomic_notify((int *)word, UINT32_MAX); }

#else

MgThread *mg_platform_thread_start(void (*entry)(void *), void *argument) {
    (void)entry, (void)argument;
    return NULL;
}
void mg_platform_thread_join(MgThread *thread) { (void)thread; }
void mg_platform_wait(_Atomic(uint32_t) *word, uint32_t expected, int64_t timeout_ns) {
    (void)word, (void)expected, (void)timeout_ns;
}
void mg_platform_wake_all(_Atomic(uint32_t) *word) { (void)word; }

#endif

// wasm has no hint for spinning. A fence takes about as long as a pause does (10 ns), which the scheduler's count
// expects.
void mg_platform_relax(void) { atomic_thread_fence(memory_order_seq_cst); }

// --------------------------------------------------------------------------------------- code made at run time
// Every thread is an instance of its own, with a table of its own, so each links what is loaded when it first calls it.

#define MAX_CODES 8

typedef struct Code {
    uint32_t number; // 1 + its place, plus a multiple of MAX_CODES that grows; 0: none
    const void *bytes;
    size_t count;
} Code;

typedef struct Linked {
    uint32_t number;      // of what is there; 0: nothing yet
    uint32_t first, here; // place in the table, which is used again; the same, or 0 where linking was refused
} Linked;

static Code codes[MAX_CODES];
static uint32_t codes_loaded;
static _Thread_local Linked linked[MAX_CODES];

MgCodeFunction mg_platform_code(uint32_t number, int32_t function) {
    const Code *code = &codes[(number - 1) % MAX_CODES];
    Linked *link = &linked[(number - 1) % MAX_CODES];
    if (link->number != number) {
        link->number = number;
        link->here = host_link_code(code->bytes, code->count, link->first);
        if (link->here != 0) link->first = link->here;
    }
    return link->here != 0 ? (MgCodeFunction)(uintptr_t)(link->here + (uint32_t)function) : NULL;
}

uint32_t mg_platform_load_code(const void *bytes, size_t count) {
    for (uint32_t i = 0; i < MAX_CODES; i++) {
        if (codes[i].number != 0) continue;
        codes[i] = (Code){ 1 + i + MAX_CODES * codes_loaded++, bytes, count };
        if (mg_platform_code(codes[i].number, 0) != NULL) return codes[i].number;
        codes[i].number = 0;
        return 0;
    }
    return 0;
}

void mg_platform_unload_code(uint32_t number) {
    if (number != 0) codes[(number - 1) % MAX_CODES].number = 0;
}

// ---------------------------------------------------------------------------------------- what a compiler expects
// With bulk memory the built-ins below are single instructions, not calls to the functions they stand in.

void *(memcpy)(void *restrict to, const void *restrict from, size_t count) { return memcpy(to, from, count); }
void *(memmove)(void *to, const void *from, size_t count) { return memmove(to, from, count); }
void *(memset)(void *to, int value, size_t count) { return memset(to, value, count); }

// clang turns a product of 64 by 64 bits that is written in halves into one of 128 bits, which is a call here. Not
// optimised, or this would become a call to itself.
__attribute__((optnone, noinline)) unsigned __int128 __multi3(unsigned __int128 a, unsigned __int128 b) {
    const uint64_t half = UINT32_MAX, al = (uint64_t)a & half, ah = (uint64_t)a >> 32, bl = (uint64_t)b & half,
                   bh = (uint64_t)b >> 32;
    const uint64_t low = al * bl, middle = ah * bl + (low >> 32), other = al * bh + (middle & half);
    const uint64_t high = ah * bh + (middle >> 32) + (other >> 32) + (uint64_t)a * (uint64_t)(b >> 64) +
                          (uint64_t)(a >> 64) * (uint64_t)b;
    return (unsigned __int128)high << 64 | (other << 32 | (low & half));
}

int memcmp(const void *a, const void *b, size_t count) {
    const unsigned char *p = a, *q = b;
    for (size_t i = 0; i < count; i++)
        if (p[i] != q[i]) return p[i] - q[i];
    return 0;
}

int strcmp(const char *a, const char *b) {
    while (*a != 0 && *a == *b) a++, b++;
    return (unsigned char)*a - (unsigned char)*b;
}

char *strchr(const char *string, int c) {
    for (; *string != (char)c; string++)
        if (*string == 0) return NULL;
    return (char *)string;
}

size_t strlen(const char *string) {
    size_t length = 0;
    while (string[length] != 0) length++;
    return length;
}

// Tests only: ways to die, reached through the host's debug hooks.
_Noreturn void mg_wasm_debug_trap(void) { mg_platform_panic("a trap was asked for"); }

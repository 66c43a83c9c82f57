// The platform on POSIX: pthreads, a futex where available, a monotonic clock.
#define _GNU_SOURCE
#include "base/platform.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#endif

#define HUGE_PAGE_BYTES ((size_t)2 << 20) // one TLB entry covers thirty planes' rows instead of one

void *mg_platform_allocate(size_t bytes) {
    bool large = bytes >= HUGE_PAGE_BYTES;
    void *block = NULL;
    if (posix_memalign(&block, large ? HUGE_PAGE_BYTES : MG_CACHE_LINE, bytes) != 0) return NULL;
#ifdef MADV_HUGEPAGE
    if (large) (void)madvise(block, bytes, MADV_HUGEPAGE); // failure costs speed only
#endif
    return block;
}

void mg_platform_free(void *block) { free(block); }

uint64_t mg_platform_memory_bytes(void) {
    long pages = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGE_SIZE);
    uint64_t physical = pages > 0 && page_bytes > 0 ? (uint64_t)pages * (uint64_t)page_bytes : (uint64_t)1 << 32;
    return physical / 5 * 4; // a fifth is left for meshes and other programs
}

#define USUAL_CACHE_BYTES ((size_t)1 << 20)
#define SMALLEST_CACHE_BYTES ((size_t)256 << 10) // no processor of this century has less: a wrong report
#define LARGEST_CACHE_BYTES ((size_t)4 << 20)    // more is shared by several cores

size_t mg_platform_cache_bytes(void) {
#ifdef _SC_LEVEL2_CACHE_SIZE
    long told = sysconf(_SC_LEVEL2_CACHE_SIZE);
    if (told >= (long)SMALLEST_CACHE_BYTES)
        return (size_t)told < LARGEST_CACHE_BYTES ? (size_t)told : LARGEST_CACHE_BYTES;
#endif
    return USUAL_CACHE_BYTES;
}

struct MgThread {
    pthread_t handle;
    void (*entry)(void *);
    void *argument;
};

static void *thread_main(void *argument) {
    MgThread *thread = argument;
    thread->entry(thread->argument);
    return NULL;
}

MgThread *mg_platform_thread_start(void (*entry)(void *), void *argument) {
    MgThread *thread = malloc(sizeof *thread);
    if (thread == NULL) return NULL;
    *thread = (MgThread){ .entry = entry, .argument = argument };
    if (pthread_create(&thread->handle, NULL, thread_main, thread) == 0) return thread;
    free(thread);
    return NULL;
}

void mg_platform_thread_join(MgThread *thread) {
    pthread_join(thread->handle, NULL);
    free(thread);
}

int32_t mg_platform_parallelism(void) {
#ifdef __linux__
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int32_t)online : 1;
}

#ifdef __linux__

void mg_platform_wait(_Atomic(uint32_t) *word, uint32_t expected, int64_t timeout_ns) {
    struct timespec timeout = { timeout_ns / 1000000000, timeout_ns % 1000000000 };
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, timeout_ns < 0 ? NULL : &timeout, NULL, 0);
}

void mg_platform_wake_all(_Atomic(uint32_t) *word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

#else

// One lock for all words: sleeping is rare, and a wake that reaches too many is only an early return.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t woken = PTHREAD_COND_INITIALIZER;

void mg_platform_wait(_Atomic(uint32_t) *word, uint32_t expected, int64_t timeout_ns) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    int64_t ns = until.tv_nsec + (timeout_ns < 0 ? 0 : timeout_ns % 1000000000);
    until.tv_sec += (timeout_ns < 0 ? 3600 : timeout_ns / 1000000000) + ns / 1000000000;
    until.tv_nsec = ns % 1000000000;
    pthread_mutex_lock(&lock);
    if (atomic_load(word) == expected) pthread_cond_timedwait(&woken, &lock, &until);
    pthread_mutex_unlock(&lock);
}

void mg_platform_wake_all(_Atomic(uint32_t) *word) {
    (void)word;
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&woken);
    pthread_mutex_unlock(&lock);
}

#endif

void mg_platform_relax(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

// A native program runs C that was compiled from a text instead (mg_engine_use_compiled).
uint32_t mg_platform_load_code(const void *bytes, size_t count) {
    (void)bytes, (void)count;
    return 0;
}
void mg_platform_unload_code(uint32_t code) { (void)code; }
MgCodeFunction mg_platform_code(uint32_t code, int32_t number) {
    (void)code, (void)number;
    return NULL;
}

double mg_platform_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

_Noreturn void mg_platform_panic(const char *sentence) {
    fprintf(stderr, "morphogen: %s\n", sentence);
    abort();
}

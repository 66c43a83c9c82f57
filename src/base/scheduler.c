#include "base/scheduler.h"

#include <stdatomic.h>

#include "base/base.h"
#include "base/memory.h"
#include "base/platform.h"

// As many as were measured; the last eight still bring something (bench/bench_scaling.c).
#define DEFAULT_MAX_THREADS 16
#define SPINS_BEFORE_SLEEP 2000 // some 20 microseconds: longer than the gap between two passes of a step

// The job word: number of the job in the high half, blocks not yet claimed in the low half.
#define BLOCKS_LEFT(word) ((uint32_t)(word))
#define WITH_NUMBER(number, blocks) (((uint64_t)(number) << 32) | (uint32_t)(blocks))

struct MgScheduler {
    // Each of these words is written by different threads: a cache line each.
    _Alignas(MG_CACHE_LINE) _Atomic(uint64_t) job;
    _Alignas(MG_CACHE_LINE) _Atomic(uint32_t) blocks_finished;
    _Atomic(bool) caller_sleeps;
    _Alignas(MG_CACHE_LINE) _Atomic(uint32_t) wake_word; // changes with every job; sleepers wait on it
    _Atomic(uint32_t) sleepers;
    _Atomic(bool) stopping;

    // The job, written before the job word is and not while a block of it is unfinished.
    _Alignas(MG_CACHE_LINE) MgBlockFunction function;
    void *context;
    int32_t count, grain, block_count;

    uint32_t job_number;
    int32_t thread_count; // the caller included
    MgThread *threads[MG_MAX_THREADS];
    struct Worker {
        MgScheduler *scheduler;
        int32_t index;
    } workers[MG_MAX_THREADS];
};

// Runs one block if any is left. A claimed block keeps its job's fields in place until it is counted as finished.
static bool run_one_block(MgScheduler *s, int32_t worker) {
    uint64_t word = atomic_load_explicit(&s->job, memory_order_acquire);
    do {
        if (BLOCKS_LEFT(word) == 0) return false;
    } while (
        !atomic_compare_exchange_weak_explicit(&s->job, &word, word - 1, memory_order_acquire, memory_order_acquire));
    int32_t block_count = s->block_count;
    int32_t begin = (block_count - (int32_t)BLOCKS_LEFT(word)) * s->grain;
    int32_t end = s->count - begin > s->grain ? begin + s->grain : s->count;
    s->function(s->context, begin, end, worker);
    bool last = atomic_fetch_add(&s->blocks_finished, 1) + 1 == (uint32_t)block_count;
    if (last && atomic_load(&s->caller_sleeps)) mg_platform_wake_all(&s->blocks_finished);
    return true;
}

// Sleeping and waking cannot miss each other: the caller sets caller_sleeps before it reads the count, the last
// block is counted before its thread reads caller_sleeps.
static void wait_for_blocks(MgScheduler *s) {
    for (int32_t spin = 0; spin < SPINS_BEFORE_SLEEP; spin++) {
        if (atomic_load_explicit(&s->blocks_finished, memory_order_acquire) == (uint32_t)s->block_count) return;
        mg_platform_relax();
    }
    atomic_store(&s->caller_sleeps, true);
    for (;;) {
        uint32_t finished = atomic_load(&s->blocks_finished);
        if (finished == (uint32_t)s->block_count) break;
        mg_platform_wait(&s->blocks_finished, finished, -1);
    }
    atomic_store(&s->caller_sleeps, false);
}

static void sleep_until_next_job(MgScheduler *s, uint32_t seen) {
    for (int32_t spin = 0; spin < SPINS_BEFORE_SLEEP; spin++) {
        if (atomic_load_explicit(&s->wake_word, memory_order_acquire) != seen) return;
        mg_platform_relax();
    }
    atomic_fetch_add(&s->sleepers, 1);
    mg_platform_wait(&s->wake_word, seen, -1);
    atomic_fetch_sub(&s->sleepers, 1);
}

// wake_word is read before `stopping` and the job, which are written before it: a change that is missed here has
// changed the word by the time the thread would sleep on it.
static void worker_main(void *argument) {
    struct Worker *worker = argument;
    MgScheduler *s = worker->scheduler;
    for (;;) {
        uint32_t seen = atomic_load(&s->wake_word);
        if (atomic_load(&s->stopping)) return;
        if (!run_one_block(s, worker->index)) sleep_until_next_job(s, seen);
    }
}

// The order of the two words makes a lost wake-up impossible: a sleeper counts itself before it waits on wake_word, so
// either it is seen here, or its wait finds the word already changed.
static void wake_workers(MgScheduler *s) {
    atomic_fetch_add(&s->wake_word, 1);
    if (atomic_load(&s->sleepers) > 0) mg_platform_wake_all(&s->wake_word);
}

void mg_parallel_for(MgScheduler *s, int32_t count, int32_t grain, MgBlockFunction function, void *context) {
    MG_ASSERT(count >= 0 && grain > 0);
    if (count == 0) return;
    if (s->thread_count == 1 || count <= grain) {
        for (int32_t begin = 0; begin < count; begin += grain)
            function(context, begin, count - begin > grain ? begin + grain : count, 0);
        return;
    }
    s->function = function, s->context = context;
    s->count = count, s->grain = grain;
    s->block_count = (count - 1) / grain + 1;
    atomic_store_explicit(&s->blocks_finished, 0, memory_order_relaxed);
    atomic_store_explicit(&s->job, WITH_NUMBER(++s->job_number, s->block_count), memory_order_release);
    wake_workers(s);
    while (run_one_block(s, 0)) {}
    wait_for_blocks(s);
}

static void start_threads(MgScheduler *s, int32_t threads) {
    for (int32_t i = 1; i < threads; i++) {
        s->workers[i] = (struct Worker){ s, i };
        s->threads[i] = mg_platform_thread_start(worker_main, &s->workers[i]);
        if (s->threads[i] == NULL) break;
        s->thread_count++; // fewer threads is slower, never wrong
    }
}

int32_t mg_scheduler_default_threads(void) { return mg_clamp_i32(mg_platform_parallelism(), 1, DEFAULT_MAX_THREADS); }

uint64_t mg_scheduler_bytes(void) { return sizeof(MgScheduler); }

MgScheduler *mg_scheduler_create(int32_t threads) {
    if (threads <= 0) threads = mg_scheduler_default_threads();
    MgScheduler *s = mg_allocate_cleared(sizeof *s);
    if (s == NULL) return NULL;
    s->thread_count = 1;
    start_threads(s, mg_min_i32(threads, MG_MAX_THREADS));
    return s;
}

void mg_scheduler_destroy(MgScheduler *s) {
    if (s == NULL) return;
    atomic_store(&s->stopping, true);
    wake_workers(s);
    for (int32_t i = 1; i < s->thread_count; i++) mg_platform_thread_join(s->threads[i]);
    mg_free(s);
}

int32_t mg_scheduler_threads(const MgScheduler *s) { return s->thread_count; }

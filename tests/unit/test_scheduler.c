// The pool: every item exactly once, for any count, grain and number of threads; many small jobs in a row; threads that
// never start or die while idle make it slower, never wrong. The link wraps mg_platform_thread_start to let threads
// die.
#include "support/test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/base.h"
#include "base/platform.h"
#include "base/scheduler.h"

// ---- threads that can be taken away

enum Fate { LIVES, DIES_AT_BIRTH, NEVER_STARTS };
static enum Fate fate = LIVES;
static _Atomic(int32_t) born;
static pthread_t handles[MG_MAX_THREADS];

typedef struct Birth {
    void (*entry)(void *);
    void *argument;
} Birth;
static Birth births[MG_MAX_THREADS];

MgThread *__real_mg_platform_thread_start(void (*entry)(void *), void *argument);
MgThread *__wrap_mg_platform_thread_start(void (*entry)(void *), void *argument);

static void remembered_entry(void *argument) {
    Birth *birth = argument;
    handles[birth - births] = pthread_self();
    atomic_fetch_add(&born, 1);
    birth->entry(birth->argument);
}

static void dead_entry(void *argument) { (void)argument; }

MgThread *__wrap_mg_platform_thread_start(void (*entry)(void *), void *argument) {
    static int32_t started;
    if (fate == NEVER_STARTS) return NULL;
    if (fate == DIES_AT_BIRTH) return __real_mg_platform_thread_start(dead_entry, argument);
    Birth *birth = &births[started++ % MG_MAX_THREADS];
    *birth = (Birth){ entry, argument };
    return __real_mg_platform_thread_start(remembered_entry, birth);
}

// ---- a job that counts its visits

#define MAX_ITEMS 5000

typedef struct Visits {
    _Atomic(int32_t) visits[MAX_ITEMS];
    _Atomic(int32_t) wrong_blocks;
    int32_t count, grain, threads;
} Visits;

static void visit(void *context, int32_t begin, int32_t end, int32_t worker) {
    Visits *v = context;
    bool right = begin >= 0 && begin < end && end <= v->count && end - begin <= v->grain && begin % v->grain == 0 &&
                 worker >= 0 && worker < v->threads;
    if (!right) atomic_fetch_add(&v->wrong_blocks, 1);
    for (int32_t i = begin; i < end; i++) atomic_fetch_add(&v->visits[i], 1);
}

static void expect_each_item_once(MgScheduler *scheduler, int32_t count, int32_t grain) {
    static Visits v;
    memset(&v, 0, sizeof v);
    v.count = count, v.grain = grain, v.threads = mg_scheduler_threads(scheduler);
    mg_parallel_for(scheduler, count, grain, visit, &v);
    assert_int_equal(v.wrong_blocks, 0);
    for (int32_t i = 0; i < MAX_ITEMS; i++) assert_int_equal(v.visits[i], i < count ? 1 : 0);
}

static void every_item_is_visited_once(void **state) {
    (void)state;
    const int32_t threads[] = { 1, 2, 3, 7, 16 }, grains[] = { 1, 2, 3, 64, 9999 };
    const int32_t counts[] = { 0, 1, 2, 3, 16, 17, 1000, 4999 };
    for (size_t t = 0; t < sizeof threads / sizeof threads[0]; t++) {
        MgScheduler *scheduler = mg_scheduler_create(threads[t]);
        assert_int_equal(mg_scheduler_threads(scheduler), threads[t]);
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++)
            for (size_t g = 0; g < sizeof grains / sizeof grains[0]; g++)
                expect_each_item_once(scheduler, counts[c], grains[g]);
        mg_scheduler_destroy(scheduler);
    }
    mg_scheduler_destroy(NULL);
}

// Two passes follow each other as in a step: the second reads what other threads wrote in the first.
typedef struct Passes {
    int64_t *from, *to;
    int32_t count;
} Passes;

static void add_neighbours(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    Passes *p = context;
    for (int32_t i = begin; i < end; i++) {
        int32_t left = (i + p->count - 1) % p->count, right = (i + 1) % p->count;
        p->to[i] = (p->from[left] + p->from[right]) % 1000003; // a prime, so that the sums keep mixing
    }
}

static void many_small_jobs_see_each_others_writes(void **state) {
    (void)state;
    enum { ITEMS = 37, JOBS = 20000 };
    int64_t a[ITEMS], b[ITEMS], expected[ITEMS], next[ITEMS];
    MgScheduler *scheduler = mg_scheduler_create(4);
    for (int32_t i = 0; i < ITEMS; i++) a[i] = expected[i] = i * i + 1;
    for (int32_t job = 0; job < JOBS; job++) {
        Passes pass = { job % 2 ? b : a, job % 2 ? a : b, ITEMS };
        mg_parallel_for(scheduler, ITEMS, 1 + job % 5, add_neighbours, &pass);
        Passes reference = { expected, next, ITEMS };
        add_neighbours(&reference, 0, ITEMS, 0);
        memcpy(expected, next, sizeof next);
    }
    assert_memory_equal(JOBS % 2 ? b : a, expected, sizeof expected);
    mg_scheduler_destroy(scheduler);
}

static void jobs_after_a_long_rest_run(void **state) {
    (void)state;
    MgScheduler *scheduler = mg_scheduler_create(3);
    for (int32_t i = 0; i < 5; i++) {
        usleep(20000); // the pool is asleep by now
        expect_each_item_once(scheduler, 1000, 3);
    }
    mg_scheduler_destroy(scheduler);
}

// A pool ends at whatever point its threads are: looking for a job, on their way to sleep, asleep.
static void pools_end_at_any_moment(void **state) {
    (void)state;
    Visits visits = { .count = 3, .grain = 1, .threads = 3 };
    for (int32_t i = 0; i < 1000; i++) {
        MgScheduler *scheduler = mg_scheduler_create(3);
        if (i % 3 > 0) mg_parallel_for(scheduler, 3, 1, visit, &visits);
        for (int32_t spin = 0; spin < i * 37 % 5000; spin++) mg_platform_relax();
        mg_scheduler_destroy(scheduler);
    }
}

static void threads_that_never_start_are_not_counted(void **state) {
    (void)state;
    fate = NEVER_STARTS;
    MgScheduler *scheduler = mg_scheduler_create(4);
    fate = LIVES;
    assert_int_equal(mg_scheduler_threads(scheduler), 1);
    expect_each_item_once(scheduler, 1000, 7);
    mg_scheduler_destroy(scheduler);
}

static void threads_dead_from_birth_are_not_missed(void **state) {
    (void)state;
    fate = DIES_AT_BIRTH;
    MgScheduler *scheduler = mg_scheduler_create(4);
    fate = LIVES;
    for (int32_t i = 0; i < 100; i++) expect_each_item_once(scheduler, 1000, 7);
    mg_scheduler_destroy(scheduler);
}

#ifndef MG_UNDER_TSAN // which cannot follow a cancelled thread
static void threads_killed_while_idle_are_not_missed(void **state) {
    (void)state;
    memset(handles, 0, sizeof handles);
    atomic_store(&born, 0);
    MgScheduler *scheduler = mg_scheduler_create(4);
    expect_each_item_once(scheduler, 1000, 7);
    while (atomic_load(&born) < 3) usleep(1000);
    usleep(50000); // asleep by now, so nothing is in their hands
    int32_t killed = 0;
    for (int32_t i = 0; i < MG_MAX_THREADS; i++)
        if (handles[i] != 0 && killed < 2) pthread_cancel(handles[i]), killed++;
    assert_int_equal(killed, 2);
    for (int32_t i = 0; i < 100; i++) expect_each_item_once(scheduler, 1000, 7);
    mg_scheduler_destroy(scheduler);
}
#endif

static void zero_means_what_the_machine_has(void **state) {
    (void)state;
    MgScheduler *scheduler = mg_scheduler_create(0);
    assert_int_equal(mg_scheduler_threads(scheduler), mg_clamp_i32(mg_platform_parallelism(), 1, 8));
    mg_scheduler_destroy(scheduler);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_is_visited_once),
        cmocka_unit_test(many_small_jobs_see_each_others_writes),
        cmocka_unit_test(jobs_after_a_long_rest_run),
        cmocka_unit_test(pools_end_at_any_moment),
        cmocka_unit_test(threads_that_never_start_are_not_counted),
        cmocka_unit_test(threads_dead_from_birth_are_not_missed),
#ifndef MG_UNDER_TSAN
        cmocka_unit_test(threads_killed_while_idle_are_not_missed),
#endif
        cmocka_unit_test(zero_means_what_the_machine_has),
    };
    return MG_RUN_TESTS(tests);
}

// A call that is ended early changes nothing but how far it came: steps that were cut are not made, and a run that goes
// on from there is the run that was never cut. What is counted is questions asked after the first yes, not time.
#include "support/setup.h"

#include <stdatomic.h>

enum { STEPS = 7, THREADS = 3, MOST_QUESTIONS = 200 };

typedef struct Asked {
    _Atomic(int32_t) questions;
    int32_t yes_from; // the question that is answered with yes, and all behind it
} Asked;

static bool is_to_end(void *context) {
    Asked *asked = context;
    return atomic_fetch_add(&asked->questions, 1) + 1 >= asked->yes_from;
}

// Steps to the end, cut once at a question, then not again.
static uint64_t hash_of_cut_run(const Setup *setup, int32_t threads, int32_t yes_from, bool *was_cut) {
    MgEngine *engine = engine_of(setup, threads);
    Asked asked = { .yes_from = yes_from };
    mg_engine_set_cancel(engine, is_to_end, &asked);
    mg_engine_step(engine, STEPS);
    const int32_t made = (int32_t)mg_engine_steps(engine);
    *was_cut = made < STEPS;
    assert_true(made >= 0 && made <= STEPS);
    if (*was_cut) assert_true(atomic_load(&asked.questions) < yes_from + threads + 1); // nobody asks on
    mg_engine_set_cancel(engine, NULL, NULL);
    if (made < STEPS) mg_engine_step(engine, STEPS - made);
    assert_true(mg_engine_steps(engine) == STEPS);
    const uint64_t hash = mg_engine_hash(engine);
    mg_engine_destroy(engine);
    return hash;
}

static void cut_steps_are_not_made(const Setup *setup) {
    MgEngine *whole = engine_of(setup, 1);
    mg_engine_step(whole, STEPS);
    const uint64_t hash = mg_engine_hash(whole);
    mg_engine_destroy(whole);
    int32_t cuts = 0;
    for (int32_t at = 1; at <= MOST_QUESTIONS; at = at * 2 + 1)
        for (int32_t threads = 1; threads <= THREADS; threads += THREADS - 1) {
            bool was_cut;
            assert_true(hash_of_cut_run(setup, threads, at, &was_cut) == hash);
            cuts += was_cut;
        }
    assert_true(cuts >= 2);
}

static void a_cut_step_is_not_made(void **state) {
    (void)state;
    in_every_small_setup(cut_steps_are_not_made);
}

// As a command line does it: slices of time, which come back with no step made.
static void slices_end(const Setup *setup) {
    MgEngine *engine = engine_of(setup, THREADS);
    Asked asked = { .yes_from = 1 };
    const uint64_t before = mg_engine_hash(engine);
    mg_engine_set_cancel(engine, is_to_end, &asked);
    assert_int_equal(mg_engine_step_for(engine, 1e9, INT32_MAX), 0);
    assert_true(mg_engine_steps(engine) == 0 && mg_engine_hash(engine) == before);
    mg_engine_destroy(engine);
}

static void a_slice_of_time_ends(void **state) {
    (void)state;
    in_every_small_setup(slices_end);
}

static void seedings_end(const Setup *setup) {
    MgEngine *engine = engine_of(setup, THREADS);
    Asked asked = { .yes_from = 3 };
    const uint64_t before = mg_engine_hash(engine);
    mg_engine_set_cancel(engine, is_to_end, &asked);
    assert_int_equal(mg_engine_seed(engine, NULL, config_of(setup, THREADS).seed), MG_CANCELLED);
    mg_engine_set_cancel(engine, NULL, NULL);
    assert_int_equal(mg_engine_seed(engine, NULL, config_of(setup, THREADS).seed), MG_OK);
    assert_true(mg_engine_hash(engine) == before);
    mg_engine_destroy(engine);
}

static void a_seeding_ends_and_is_made_again(void **state) {
    (void)state;
    in_every_small_setup(seedings_end);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MG_LAW(a_cut_step_is_not_made),
        MG_LAW(a_slice_of_time_ends),
        MG_LAW(a_seeding_ends_and_is_made_again),
    };
    return MG_RUN_TESTS(tests);
}

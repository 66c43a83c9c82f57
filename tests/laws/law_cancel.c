// A call that is ended early changes nothing but how far it came: steps that were cut are not made, and a run that goes
// on from there is the run that was never cut. What is counted is questions asked after the first yes, not time.
#include "support/setup.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

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

// A copy of a mesh's bytes; free() it.
static unsigned char *bytes_of(const MgMesh *mesh, size_t *count) {
    const size_t vertices = (size_t)mesh->vertex_count * sizeof(MgVertexFloat),
                 indices = 3 * (size_t)mesh->triangle_count * sizeof *mesh->indices;
    unsigned char *bytes = malloc(vertices + indices + 1);
    assert_non_null(bytes);
    if (vertices > 0) memcpy(bytes, mesh->vertices, vertices);
    if (indices > 0) memcpy(bytes + vertices, mesh->indices, indices);
    *count = vertices + indices;
    return bytes;
}

static void assert_same_mesh(const MgMesh *mesh, const unsigned char *expected, size_t count) {
    size_t made;
    unsigned char *bytes = bytes_of(mesh, &made);
    assert_int_equal(made, count);
    assert_memory_equal(bytes, expected, count);
    free(bytes);
}

// Ended at every question that a mesh asks, one after the other; the next mesh is whole.
static void meshes_end(const Setup *setup) {
    MgEngine *engine = engine_of(setup, THREADS);
    MgMeshRequest request = mg_mesh_request_default(engine);
    const MgMesh *mesh;
    size_t count;
    request.cap = true, request.format = MG_VERTEX_FLOAT;
    assert_int_equal(mg_engine_mesh(engine, &request, &mesh), MG_OK);
    unsigned char *whole = bytes_of(mesh, &count);
    int32_t cuts = 0;
    for (bool was_cut = true; was_cut; cuts += was_cut) {
        Asked asked = { .yes_from = cuts + 1 };
        mg_engine_set_cancel(engine, is_to_end, &asked);
        const MgStatus status = mg_engine_mesh(engine, &request, &mesh);
        was_cut = atomic_load(&asked.questions) >= asked.yes_from;
        assert_int_equal(status, was_cut ? MG_CANCELLED : MG_OK);
        if (was_cut) assert_null(mesh);
        mg_engine_set_cancel(engine, NULL, NULL);
        assert_int_equal(mg_engine_mesh(engine, &request, &mesh), MG_OK);
        assert_same_mesh(mesh, whole, count);
    }
    assert_true(cuts >= 4); // classify, count twice, emit
    free(whole);
    mg_engine_destroy(engine);
}

static void a_mesh_ends_and_is_made_again(void **state) {
    (void)state;
    in_every_small_setup(meshes_end);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MG_LAW(a_cut_step_is_not_made),
        MG_LAW(a_slice_of_time_ends),
        MG_LAW(a_seeding_ends_and_is_made_again),
        MG_LAW(a_mesh_ends_and_is_made_again),
    };
    return MG_RUN_TESTS(tests);
}

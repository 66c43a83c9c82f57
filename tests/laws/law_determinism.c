// The result is a function of model, size, seed, parameters and steps: it sees neither threads, nor how the steps were
// cut, nor where the origin is, nor which way an axis points. And it is what a plain loop over the model's rows gives.
#include "support/setup.h"

#include "base/hash.h"
#include "engine/passes.h"

// More steps than are ever fused, and no multiple of any number of fused steps.
enum { STEPS = 13 };

// ---- threads

static void same_for_any_number_of_threads(const Setup *setup) {
    const int32_t threads[] = { 1, 2, 7 };
    uint64_t hashes[3], keyframes[3];
    for (int32_t i = 0; i < 3; i++) {
        MgEngine *engine = engine_of(setup, threads[i]);
        assert_int_equal(mg_engine_threads(engine), threads[i]);
        mg_engine_step(engine, STEPS);
        hashes[i] = mg_engine_hash(engine);
        const MgKeyframe *k = mg_engine_publish(engine);
        size_t chunks = (size_t)k->chunks_x * (size_t)k->chunks_y * (size_t)k->chunks_z;
        keyframes[i] =
            hash_of_bytes(k->chunk_ranges, chunks * sizeof(MgRange)) ^ hash_of_bytes(&k->range, sizeof k->range);
        mg_engine_destroy(engine);
    }
    for (int32_t i = 1; i < 3; i++) {
        assert_true(hashes[i] == hashes[0]);
        assert_true(keyframes[i] == keyframes[0]);
    }
}

static void threads_change_nothing(void **state) {
    (void)state;
    in_every_setup(same_for_any_number_of_threads);
}

static void same_after_changing_threads(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 1), *other = engine_of(setup, 3);
    const int32_t threads[] = { 4, 1, 2, 7 };
    for (int32_t i = 0; i < 4; i++) {
        mg_engine_step(engine, 3);
        mg_engine_step(other, 3);
        assert_int_equal(mg_engine_set_threads(engine, threads[i]), MG_OK);
        assert_int_equal(mg_engine_threads(engine), threads[i]);
        assert_true(mg_engine_hash(engine) == mg_engine_hash(other));
    }
    mg_engine_destroy(engine);
    mg_engine_destroy(other);
}

static void threads_may_change_on_the_way(void **state) {
    (void)state;
    in_every_small_setup(same_after_changing_threads);
}

// ---- steps

static void any_split_gives_the_same(const Setup *setup) {
    MgEngine *whole = engine_of(setup, 0), *split = engine_of(setup, 0);
    mg_engine_step(whole, STEPS);
    uint64_t expected = mg_engine_hash(whole);
    for (int32_t first = 0; first <= STEPS; first++) {
        assert_int_equal(mg_engine_seed(split, NULL, 7), MG_OK);
        mg_engine_step(split, first);
        mg_engine_step(split, STEPS - first);
        assert_true(mg_engine_hash(split) == expected);
        assert_int_equal(mg_engine_steps(split), STEPS);
    }
    assert_int_equal(mg_engine_seed(split, NULL, 7), MG_OK);
    for (int32_t i = 0; i < STEPS; i++) { // one by one, looking in between
        mg_engine_step(split, 1);
        if (i % 3 == 0) mg_engine_publish(split);
        if (i % 4 == 0) mg_engine_hash(split);
    }
    assert_true(mg_engine_hash(split) == expected);
    assert_true(mg_engine_hash(split) == expected); // looking changes nothing
    mg_engine_destroy(whole);
    mg_engine_destroy(split);
}

static void steps_add_up(void **state) {
    (void)state;
    in_every_setup(any_split_gives_the_same);
}

static void step_for_is_step(const Setup *setup) {
    MgEngine *timed = engine_of(setup, 0), *counted = engine_of(setup, 0);
    int32_t made = mg_engine_step_for(timed, 2.0, 50);
    assert_in_range(made, 1, 50);
    made += mg_engine_step_for(timed, 0.0, 1); // no time at all still makes a step, and max_steps holds
    mg_engine_step(counted, made);
    assert_int_equal(mg_engine_steps(timed), made);
    assert_true(mg_engine_hash(timed) == mg_engine_hash(counted));
    mg_engine_destroy(timed);
    mg_engine_destroy(counted);
}

static void stepping_by_time_makes_whole_steps(void **state) {
    (void)state;
    in_every_small_setup(step_for_is_step);
}

// ---- tiles: however many steps are fused, whatever a tile holds

// A parameter changes and a cell is written between steps that would have been fused.
static uint64_t hash_of_a_disturbed_run(const Setup *setup, MgEngine *engine) {
    assert_int_equal(mg_engine_seed(engine, NULL, 7), MG_OK);
    mg_engine_step(engine, STEPS);
    double dt;
    assert_int_equal(mg_engine_get(engine, "dt", &dt), MG_OK);
    assert_int_equal(mg_engine_set(engine, "dt", 0.5 * dt), MG_OK);
    mg_engine_step(engine, 3);
    float *fields = read_fields(setup, engine);
    fields[cells_of(setup) / 2] += 0.125f;
    write_fields(setup, engine, fields);
    free(fields);
    mg_engine_step(engine, 5);
    assert_int_equal(mg_engine_set(engine, "dt", dt), MG_OK);
    return mg_engine_hash(engine);
}

static void same_for_any_tiling(const Setup *setup) {
    if (setup->model->stage_count == 0) return; // molecules have no tiles
    // On one thread and on three; under a sanitizer in turns.
    const MgTiling requests[] = { { 1, 0, 0 }, { 1, 5, 9 }, { 2, 0, 0 },  { 2, 8, 5 },       { 3, 7, 0 },
                                  { 4, 0, 3 }, { 5, 1, 1 }, { 6, 11, 6 }, { 7, 4096, 4096 }, { 8, 0, 0 },
                                  { 8, 9, 8 }, { 0, 0, 0 }, { 0, 0, 0 } };
    MgEngine *engine = engine_of(setup, 1);
    uint64_t expected = 0;
    const int32_t runs = mg_test_quick() ? 1 : 2;
    for (int32_t i = 0; i < runs * MG_COUNT_OF(requests); i++) {
        MgTiling requested = requests[i / runs];
        assert_int_equal(mg_engine_set_threads(engine, i % 2 == 0 ? 1 : 3), MG_OK);
        assert_int_equal(mg_engine_set_tiling(engine, &requested), MG_OK);
        MgTiling used = mg_engine_tiling(engine);
        if (requested.steps > 0) assert_int_equal(used.steps, requested.steps);
        if (requested.rows > 0) assert_int_equal(used.rows, mg_min_i32(requested.rows, setup->ny));
        uint64_t hash = hash_of_a_disturbed_run(setup, engine);
        if (i == 0) expected = hash;
        assert_true(hash == expected);
    }
    mg_engine_destroy(engine);
}

static void tiles_change_nothing(void **state) {
    (void)state;
    in_every_setup(same_for_any_tiling);
}

static void a_tiling_that_cannot_be_is_refused(void **state) {
    (void)state;
    const struct {
        const char *model;
        MgTiling requested;
    } wrong[] = {
        { "gray_scott", { MG_MAX_FUSED_STEPS + 1, 0, 0 } },
        { "gray_scott", { -1, 0, 0 } },
        { "gray_scott", { 2, -1, 0 } },
        { "gray_scott", { 2, 0, -1 } },
        { "rdme", { 1, 0, 0 } },
    };
    for (int32_t i = 0; i < MG_COUNT_OF(wrong); i++) {
        MgConfig config = mg_config_default();
        config.model = wrong[i].model, config.nx = config.ny = config.nz = 8;
        MgEngine *engine;
        assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
        MgTiling before = mg_engine_tiling(engine);
        assert_int_equal(mg_engine_set_tiling(engine, &wrong[i].requested), MG_INVALID_ARGUMENT);
        MgTiling after = mg_engine_tiling(engine);
        assert_memory_equal(&before, &after, sizeof before);
        mg_engine_destroy(engine);
    }
}

// ---- places and directions: the box is moved or mirrored before the steps, or after them

typedef struct Motion {
    int32_t shift[3]; // cells, along periodic axes
    int32_t mirrored; // axis, or -1
} Motion;

static int32_t moved(int32_t i, int32_t n, int32_t shift, bool mirror) {
    return ((mirror ? n - 1 - i : i) + shift) % n;
}

static float *moved_fields(const Setup *setup, const float *from, Motion m) {
    size_t count = cells_of(setup) * (size_t)fields_of(setup);
    float *to = malloc(count * sizeof(float));
    for (int32_t plane = 0; plane < setup->nz * fields_of(setup); plane++) {
        int32_t field = plane / setup->nz, z = plane % setup->nz;
        for (int32_t y = 0; y < setup->ny; y++)
            for (int32_t x = 0; x < setup->nx; x++) {
                size_t place =
                    (size_t)moved(x, setup->nx, m.shift[0], m.mirrored == 0) +
                    (size_t)setup->nx * ((size_t)moved(y, setup->ny, m.shift[1], m.mirrored == 1) +
                                         (size_t)setup->ny * ((size_t)moved(z, setup->nz, m.shift[2], m.mirrored == 2) +
                                                              (size_t)setup->nz * (size_t)field));
                to[place] = *from++;
            }
    }
    return to;
}

static void step_commutes_with(const Setup *setup, Motion motion) {
    MgEngine *plain = engine_of(setup, 0), *other = engine_of(setup, 0);
    float *start = read_fields(setup, plain), *moved_start = moved_fields(setup, start, motion);
    write_fields(setup, other, moved_start);
    mg_engine_step(plain, STEPS);
    mg_engine_step(other, STEPS);
    float *end = read_fields(setup, plain), *expected = moved_fields(setup, end, motion),
          *got = read_fields(setup, other);
    assert_memory_equal(got, expected, cells_of(setup) * (size_t)fields_of(setup) * sizeof(float));
    assert_true(memcmp(start, end, cells_of(setup) * sizeof(float)) != 0); // something happened
    free(start), free(moved_start), free(end), free(expected), free(got);
    mg_engine_destroy(plain);
    mg_engine_destroy(other);
}

static void shift_commutes(const Setup *setup) {
    if (!is_translation_invariant(setup)) return;
    Motion motion = { { 3, 5, 7 }, -1 };
    for (int32_t axis = 0; axis < 3; axis++)
        if (setup->boundary[axis] == MG_NO_FLUX) motion.shift[axis] = 0;
    if (motion.shift[0] + motion.shift[1] + motion.shift[2] > 0) step_commutes_with(setup, motion);
}

static void mirror_commutes(const Setup *setup) {
    if (!is_translation_invariant(setup)) return;
    for (int32_t axis = 0; axis < 3; axis++) step_commutes_with(setup, (Motion){ { 0, 0, 0 }, axis });
}

static void a_shifted_start_gives_a_shifted_result(void **state) {
    (void)state;
    in_every_setup(shift_commutes);
}
static void a_mirrored_start_gives_a_mirrored_result(void **state) {
    (void)state;
    in_every_setup(mirror_commutes);
}

// ---- the reference: whole fields, a halo all round, one row after the other, no tiles, no fusing, no threads

typedef struct Padded {
    const Setup *setup;
    int32_t halo;
    ptrdiff_t row, plane, field;
    float *cells;
} Padded;

static Padded padded(const Setup *setup) {
    Padded p = { .setup = setup, .halo = mg_model_reach(setup->model) };
    p.row = setup->nx + 2 * p.halo;
    p.plane = p.row * (setup->ny + 2 * p.halo);
    p.field = p.plane * (setup->nz + 2 * p.halo);
    p.cells = calloc((size_t)(p.field * setup->model->field_count), sizeof(float));
    return p;
}

static float *padded_row(const Padded *p, int32_t f, int32_t y, int32_t z) {
    return p->cells + f * p->field + (z + p->halo) * p->plane + (y + p->halo) * p->row + p->halo;
}

// What stands beyond a wall or a periodic end, written down anew: the engine has it from grid/border.h.
static int32_t folded(int32_t i, int32_t n, MgBoundary boundary) {
    while (i < 0 || i >= n) i = boundary == MG_PERIODIC ? (i + n) % n : i < 0 ? -1 - i : 2 * n - 1 - i;
    return i;
}

static void fill_halo(const Padded *p) {
    const Setup *w = p->setup;
    for (int32_t f = 0; f < w->model->field_count; f++)
        for (int32_t z = -p->halo; z < w->nz + p->halo; z++)
            for (int32_t y = -p->halo; y < w->ny + p->halo; y++)
                for (int32_t x = -p->halo; x < w->nx + p->halo; x++)
                    padded_row(p, f, y, z)[x] =
                        padded_row(p, f, folded(y, w->ny, w->boundary[1]),
                                   folded(z, w->nz, w->boundary[2]))[folded(x, w->nx, w->boundary[0])];
}

static void reference_stage(const Padded *p, const MgStage *stage, const void *params) {
    const Setup *w = p->setup;
    Padded next = padded(w);
    memcpy(next.cells, p->cells, (size_t)(p->field * w->model->field_count) * sizeof(float));
    ptrdiff_t dy[2 * MG_MAX_REACH + 1], dz[2 * MG_MAX_REACH + 1];
    for (int32_t k = -MG_MAX_REACH; k <= MG_MAX_REACH; k++)
        dy[k + MG_MAX_REACH] = k * p->row, dz[k + MG_MAX_REACH] = k * p->plane;
    MgBlock block = { .nx = w->nx,
                      .row_count = 1,
                      .row_stride = p->row,
                      .dy = dy + MG_MAX_REACH,
                      .dz = dz + MG_MAX_REACH,
                      .domain_nx = w->nx,
                      .domain_ny = w->ny,
                      .domain_nz = w->nz,
                      .axes = 3,
                      .dx = 1.0f,
                      .inverse_dx2 = 1.0f,
                      .params = params,
                      .context = w->model->context };
    for (block.z = 0; block.z < w->nz; block.z++)
        for (block.y = 0; block.y < w->ny; block.y++) {
            for (int32_t f = 0; f < w->model->field_count; f++) {
                block.in[f] = stage->reads & MG_FIELD_BIT(f) ? padded_row(p, f, block.y, block.z) : NULL;
                block.out[f] = stage->writes & MG_FIELD_BIT(f) ? padded_row(&next, f, block.y, block.z) : NULL;
            }
            stage->block(&block);
        }
    memcpy(p->cells, next.cells, (size_t)(p->field * w->model->field_count) * sizeof(float));
    free(next.cells);
}

static void pack_params(const Setup *setup, MgEngine *engine, char *out) {
    for (int32_t i = 0; i < setup->model->param_count; i++) {
        const MgParam *p = &setup->model->params[i];
        double value;
        assert_int_equal(mg_engine_get(engine, p->id, &value), MG_OK);
        float real = (float)value;
        int32_t whole = (int32_t)value;
        memcpy(out + p->offset, p->kind == MG_REAL ? (void *)&real : (void *)&whole, 4);
    }
}

static void engine_equals_reference(const Setup *setup) {
    if (!is_translation_invariant(setup)) return;
    MgEngine *engine = engine_of(setup, 0);
    _Alignas(8) char params[4 * MG_MAX_PARAMS] = { 0 };
    pack_params(setup, engine, params);
    float *values = read_fields(setup, engine), *next = values;
    Padded p = padded(setup);
    for (int32_t i = 0; i < fields_of(setup) * setup->nz * setup->ny; i++, next += setup->nx)
        memcpy(padded_row(&p, i / setup->ny / setup->nz, i % setup->ny, i / setup->ny % setup->nz), next,
               (size_t)setup->nx * sizeof(float));
    for (int32_t step = 0; step < STEPS; step++)
        for (int32_t s = 0; s < setup->model->stage_count; s++) {
            fill_halo(&p);
            reference_stage(&p, &setup->model->stages[s], params);
        }
    free(values);
    mg_engine_step(engine, STEPS);
    next = values = read_fields(setup, engine);
    for (int32_t i = 0; i < fields_of(setup) * setup->nz * setup->ny; i++, next += setup->nx)
        assert_memory_equal(next, padded_row(&p, i / setup->ny / setup->nz, i % setup->ny, i / setup->ny % setup->nz),
                            (size_t)setup->nx * sizeof(float));
    free(values);
    free(p.cells);
    mg_engine_destroy(engine);
}

static void the_engine_does_what_plain_loops_do(void **state) {
    (void)state;
    in_every_setup(engine_equals_reference);
}

// ---- the hash is what docs/determinism.md says it is

static void hash_is_the_sum_over_cells(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 0);
    mg_engine_step(engine, 1);
    float *values = read_fields(setup, engine);
    uint64_t sum = 0;
    for (size_t i = 0; i < cells_of(setup) * (size_t)fields_of(setup); i++)
        sum += mg_hash_cell(i, mg_hash_float_bits(values[i]));
    if (is_translation_invariant(setup)) assert_true(mg_engine_hash(engine) == sum);
    values[5] += 1.0f; // and one cell is enough to change it
    uint64_t before = mg_engine_hash(engine);
    write_fields(setup, engine, values);
    assert_true(mg_engine_hash(engine) != before);
    free(values);
    mg_engine_destroy(engine);
}

static void the_hash_is_a_sum_over_cells(void **state) {
    (void)state;
    in_every_setup(hash_is_the_sum_over_cells);
}

static void seeds_differ(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 0);
    for (int32_t s = 0; s < setup->model->seeding_count; s++) {
        const char *id = setup->model->seedings[s].id;
        assert_int_equal(mg_engine_seed(engine, id, 1), MG_OK);
        uint64_t first = mg_engine_hash(engine);
        assert_int_equal(mg_engine_seed(engine, id, 2), MG_OK);
        uint64_t second = mg_engine_hash(engine);
        assert_int_equal(mg_engine_seed(engine, NULL, 1), MG_OK); // NULL: the seeding used last
        assert_true(mg_engine_hash(engine) == first);
        assert_int_equal(mg_engine_steps(engine), 0);
        if (s == 0) assert_true(first != second);
    }
    mg_engine_destroy(engine);
}

static void a_seed_names_one_start(void **state) {
    (void)state;
    in_every_setup(seeds_differ);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MG_LAW(threads_change_nothing),
        MG_LAW(threads_may_change_on_the_way),
        MG_LAW(steps_add_up),
        MG_LAW(stepping_by_time_makes_whole_steps),
        MG_LAW(tiles_change_nothing),
        cmocka_unit_test(a_tiling_that_cannot_be_is_refused),
        MG_LAW(a_shifted_start_gives_a_shifted_result),
        MG_LAW(a_mirrored_start_gives_a_mirrored_result),
        MG_LAW(the_engine_does_what_plain_loops_do),
        MG_LAW(the_hash_is_a_sum_over_cells),
        MG_LAW(a_seed_names_one_start),
    };
    return MG_RUN_TESTS(tests);
}

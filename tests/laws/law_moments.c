// A moment is one state: whatever is read of a run between two steps - fields, cells, figures, views, keyframes,
// textures, files, a snapshot's engine - shows the same, in any order, on any number of threads, and reading changes
// nothing. Of molecules it is also the state that the run goes through: what only dies never grows from one moment to
// the next.
#include "support/snapshots.h"

#include <math.h>

#include "model/params.h"

// ---- what is read

static MgParams params_of(const Setup *setup, const MgEngine *engine) {
    MgParams params;
    mg_params_init(&params, setup->model->params, setup->model->param_count);
    for (int32_t i = 0; i < setup->model->param_count; i++) {
        double value;
        assert_int_equal(mg_engine_get(engine, setup->model->params[i].id, &value), MG_OK);
        assert_int_equal(mg_params_set(&params, i, value), MG_OK);
    }
    return params;
}

// A view that sees no neighbours, computed from fields as they were read. False: this one does.
static bool view_of_fields(const Setup *setup, const MgEngine *engine, const MgView *view, const float *fields,
                           float *out) {
    const size_t cells = cells_of(setup);
    if (view->field >= 0) {
        memcpy(out, fields + (size_t)view->field * cells, cells * sizeof *out);
        return true;
    }
    if (setup->model->network == NULL) return false;
    MgParams params = params_of(setup, engine);
    for (int32_t z = 0; z < setup->nz; z++)
        for (int32_t y = 0; y < setup->ny; y++) {
            const size_t at = (size_t)((z * setup->ny + y) * setup->nx);
            MgBlock row = { .nx = setup->nx,
                            .row_count = 1,
                            .y = y,
                            .z = z,
                            .domain_nx = setup->nx,
                            .domain_ny = setup->ny,
                            .domain_nz = setup->nz,
                            .axes = 3,
                            .dx = 1,
                            .inverse_dx2 = 1,
                            .params = params.packed,
                            .context = setup->model->context };
            for (int32_t f = 0; f < fields_of(setup); f++) row.in[f] = fields + (size_t)f * cells + at;
            view->row(&row, out + at);
        }
    return true;
}

static void expect_cells(const Setup *setup, MgEngine *engine, const float *fields) {
    float values[MG_MAX_FIELDS];
    const int32_t count = fields_of(setup);
    for (size_t i = 0; i < cells_of(setup); i += 7) { // 7 and the extents have no common factor: every plane is met
        const int32_t x = (int32_t)i % setup->nx, y = (int32_t)i / setup->nx % setup->ny,
                      z = (int32_t)i / setup->nx / setup->ny;
        assert_int_equal(mg_engine_read_cell(engine, x, y, z, values, (size_t)count), MG_OK);
        for (int32_t f = 0; f < count; f++) assert_true(values[f] == fields[(size_t)f * cells_of(setup) + i]);
    }
}

static void expect_statistics(const Setup *setup, MgEngine *engine, const float *fields) {
    for (int32_t f = 0; f < fields_of(setup); f++, fields += cells_of(setup)) {
        MgFieldStatistics got;
        double total = 0, least = (double)fields[0], largest = least;
        assert_int_equal(mg_engine_field_statistics(engine, setup->model->fields[f].id, &got), MG_OK);
        for (size_t i = 0; i < cells_of(setup); i++) {
            const double value = (double)fields[i];
            total += value, least = fmin(least, value), largest = fmax(largest, value);
        }
        assert_true(got.min == least && got.max == largest);
        assert_true(fabs(got.total - total) <= 1e-9 * (1 + fabs(total)));
    }
}

static void expect_views(const Setup *setup, MgEngine *engine, const float *fields) {
    float *expected = malloc(cells_of(setup) * sizeof *expected);
    for (int32_t v = 0; v < setup->model->view_count; v++) {
        const MgView *view = &setup->model->views[v];
        if (!view_of_fields(setup, engine, view, fields, expected)) continue;
        assert_int_equal(mg_engine_set_view(engine, view->id), MG_OK);
        const MgKeyframe *k = mg_engine_publish(engine);
        for (int32_t i = 0; i < setup->nz * setup->ny; i++)
            assert_memory_equal(k->values + i / setup->ny * k->plane_stride + i % setup->ny * k->row_stride,
                                expected + (size_t)i * (size_t)setup->nx, (size_t)setup->nx * sizeof(float));
    }
    free(expected);
}

static void expect_volume(const Setup *setup, File *file, const float *fields) {
    MgVolume *volume;
    assert_int_equal(mg_volume_parse(file->bytes, file->count, &volume), MG_OK);
    assert_true(mg_volume_info(volume)->array_count >= fields_of(setup));
    for (int32_t f = 0; f < fields_of(setup); f++)
        assert_memory_equal(mg_volume_values(volume, f), fields + (size_t)f * cells_of(setup),
                            cells_of(setup) * sizeof(float));
    mg_volume_destroy(volume);
    free(file->bytes);
}

// A view that is computed stands beside the fields in the file.
static void expect_files(const Setup *setup, MgEngine *engine, const float *fields) {
    File vti = { .writes_left = -1 }, npy = { .writes_left = -1 }, nrrd = { .writes_left = -1 };
    assert_int_equal(mg_engine_export_vti(engine, append, &vti), MG_OK);
    assert_int_equal(mg_engine_export_npy(engine, NULL, append, &npy), MG_OK);
    assert_int_equal(mg_engine_export_nrrd(engine, append, &nrrd), MG_OK);
    expect_volume(setup, &vti, fields);
    expect_volume(setup, &npy, fields);
    expect_volume(setup, &nrrd, fields);
}

static void expect_fields(const Setup *setup, MgEngine *engine, const float *fields) {
    float *got = read_fields(setup, engine);
    assert_memory_equal(got, fields, cells_of(setup) * (size_t)fields_of(setup) * sizeof(float));
    free(got);
}

static void expect_snapshot(const Setup *setup, MgEngine *engine, const float *fields) {
    File file = saved(engine);
    MgEngine *again = loaded(&file, 2);
    expect_fields(setup, again, fields);
    assert_true(mg_engine_hash(again) == mg_engine_hash(engine));
    free(file.bytes);
    mg_engine_destroy(again);
}

static void expect_moment(const Setup *setup, MgEngine *engine) {
    uint64_t hash = mg_engine_hash(engine);
    float *fields = read_fields(setup, engine);
    expect_statistics(setup, engine, fields);
    expect_files(setup, engine, fields);
    expect_views(setup, engine, fields);
    expect_cells(setup, engine, fields);
    expect_snapshot(setup, engine, fields);
    expect_fields(setup, engine, fields);
    assert_true(mg_engine_hash(engine) == hash);
    free(fields);
}

// ---- the laws

static const MgBrush brush = {
    .centre = { 3, 4, 5 }, .radius = 4, .softness = 0.5, .strength = 0.5, .mode = MG_BRUSH_ADD
};

// Seeded, stepped, painted, stepped, with another step, stepped, written.
static void every_reader_sees_it(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 0);
    double dt;
    assert_int_equal(mg_engine_get(engine, "dt", &dt), MG_OK);
    expect_moment(setup, engine);
    for (int32_t i = 0; i < 3; i++) {
        mg_engine_step(engine, 1 + 2 * i);
        expect_moment(setup, engine);
        if (i == 0) assert_int_equal(mg_engine_paint(engine, &brush), MG_OK);
        if (i == 1) assert_int_equal(mg_engine_set(engine, "dt", dt / 2), MG_OK);
        if (i == 2)
            assert_int_equal(mg_engine_write_field(engine, setup->model->fields[0].id,
                                                   (float[12 * 10 * 9]){ 3, 1, 4, 1, 5 }, cells_of(setup)),
                             MG_OK);
        expect_moment(setup, engine);
    }
    mg_engine_destroy(engine);
}

static void a_moment_is_one_state(void **state) {
    (void)state;
    in_every_small_setup(every_reader_sees_it);
}

// Whatever is read, and on however many threads: a cell first, all at once, or nothing at all.
static void reading_leaves_no_trace(const Setup *setup) {
    MgEngine *engines[3] = { engine_of(setup, 1), engine_of(setup, 3), engine_of(setup, 1) };
    float cell[MG_MAX_FIELDS];
    double dt;
    assert_int_equal(mg_engine_get(engines[0], "dt", &dt), MG_OK);
    for (int32_t i = 0; i < 4; i++) {
        for (int32_t e = 0; e < 3; e++) {
            mg_engine_step(engines[e], 1 + i);
            if (i == 1) assert_int_equal(mg_engine_paint(engines[e], &brush), MG_OK);
            if (i == 2) assert_int_equal(mg_engine_set(engines[e], "dt", dt / 2), MG_OK);
        }
        assert_int_equal(mg_engine_read_cell(engines[0], 1, 1, 4, cell, (size_t)fields_of(setup)), MG_OK);
        float *fields = read_fields(setup, engines[1]);
        expect_fields(setup, engines[0], fields);
        free(fields);
    }
    assert_true(mg_engine_hash(engines[0]) == mg_engine_hash(engines[2]));
    assert_true(mg_engine_hash(engines[1]) == mg_engine_hash(engines[2]));
    for (int32_t e = 0; e < 3; e++) mg_engine_destroy(engines[e]);
}

static void reading_changes_no_run(void **state) {
    (void)state;
    in_every_small_setup(reading_leaves_no_trace);
}

// What is set and set back before the next step was never set; what is set changes nothing of this moment.
static void parameters_wait_for_the_next_step(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 1), *other = engine_of(setup, 1);
    double dt;
    assert_int_equal(mg_engine_get(engine, "dt", &dt), MG_OK);
    mg_engine_step(engine, 3), mg_engine_step(other, 3);
    float *fields = read_fields(setup, other);
    uint64_t hash = mg_engine_hash(engine);
    assert_int_equal(mg_engine_set(engine, "dt", dt / 2), MG_OK);
    expect_fields(setup, engine, fields);
    mg_engine_step(engine, 0);
    File file = saved(engine);
    assert_int_equal(mg_engine_set(engine, "dt", dt), MG_OK);
    assert_true(mg_engine_hash(engine) == hash);
    mg_engine_step(engine, 2), mg_engine_step(other, 2);
    assert_true(mg_engine_hash(engine) == mg_engine_hash(other));
    assert_int_equal(mg_engine_restore(engine, file.bytes, file.count), MG_OK); // what was saved has the shorter step
    expect_fields(setup, engine, fields);
    free(fields), free(file.bytes);
    mg_engine_destroy(engine), mg_engine_destroy(other);
}

static void what_is_set_begins_with_the_next_step(void **state) {
    (void)state;
    in_every_small_setup(parameters_wait_for_the_next_step);
}

// From a snapshot of any moment the run goes on to the same bits, also of one that was painted or whose step was
// changed.
static void snapshots_go_on(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 1);
    double dt;
    assert_int_equal(mg_engine_get(engine, "dt", &dt), MG_OK);
    for (int32_t i = 0; i < 4; i++) {
        mg_engine_step(engine, i);
        if (i % 2 == 1) assert_int_equal(mg_engine_paint(engine, &brush), MG_OK);
        if (i == 2) assert_int_equal(mg_engine_set(engine, "dt", dt / 2), MG_OK);
        File file = saved(engine);
        MgEngine *again = loaded(&file, 3);
        mg_engine_step(engine, 3), mg_engine_step(again, 3);
        assert_true(mg_engine_hash(engine) == mg_engine_hash(again));
        free(file.bytes);
        mg_engine_destroy(again);
    }
    mg_engine_destroy(engine);
}

static void any_moment_can_be_saved(void **state) {
    (void)state;
    in_every_small_setup(snapshots_go_on);
}

// ---- molecules

enum { SIDE = 24, CELLS = SIDE * SIDE * SIDE };

static MgEngine *network(const char *text, double dt) {
    MgConfig config = mg_config_default();
    config.text = text, config.model = NULL, config.nx = config.ny = config.nz = SIDE, config.threads = 2;
    MgEngine *engine = NULL;
    if (mg_engine_create(&config, &engine) != MG_OK) fail_msg("%s", mg_error_message());
    assert_int_equal(mg_engine_set(engine, "dt", dt), MG_OK);
    return engine;
}

static float *read_x(MgEngine *engine) {
    float *values = malloc(CELLS * sizeof *values);
    assert_int_equal(mg_engine_read_field(engine, "X", values, CELLS), MG_OK);
    return values;
}

// Between two moments that lie h apart a molecule lives on with the chance exp(-h / 10): none is born, and the slope
// of the later count on the earlier one, through 0, is that chance within 4.5 standard errors.
static void expect_deaths_only(const float *before, const float *after, double h) {
    const double q = exp(-0.1 * h);
    double products = 0, squares = 0, cubes = 0;
    for (int32_t i = 0; i < CELLS; i++) {
        const double a = (double)before[i], b = (double)after[i];
        if (b > a) fail_msg("a cell of %g has %g when %g have passed, and nothing is born", a, b, h);
        products += a * b, squares += a * a, cubes += a * a * a;
    }
    assert_true(fabs(products / squares - q) < 4.5 * sqrt(q * (1 - q) * cubes) / squares);
}

// Something of every kind that may come between two moments.
static void disturb(MgEngine **engine, int32_t i, double *dt) {
    File file = { .writes_left = -1 };
    MgVolume *volume;
    switch (i % 5) {
    case 0: mg_engine_publish(*engine); break;
    case 1: assert_int_equal(mg_engine_set(*engine, "dt", *dt *= 0.5), MG_OK); break;
    case 2:
        file = saved(*engine);
        mg_engine_destroy(*engine);
        *engine = loaded(&file, 1);
        break;
    case 3: // as `run --volume` writes and `run --start` reads
        assert_int_equal(mg_engine_export_vti(*engine, append, &file), MG_OK);
        assert_int_equal(mg_volume_parse(file.bytes, file.count, &volume), MG_OK);
        assert_int_equal(mg_engine_seed_from_volume(*engine, volume), MG_OK);
        mg_volume_destroy(volume);
        break;
    case 4: assert_int_equal(mg_engine_set(*engine, "dt", *dt *= 2), MG_OK); break;
    }
    free(file.bytes);
}

static void death_never_grows(void **state) {
    (void)state;
    const double steps[] = { 5, 0.5, 0.05 };
    for (int32_t s = 0; s < MG_COUNT_OF(steps); s++) {
        double dt = steps[s];
        MgEngine *engine = network("species X initial=20\nreaction X -> 0 rate 0.1\n", dt);
        float *before = read_x(engine);
        for (int32_t i = 0; i < 10; i++) {
            const int32_t count = i % 3 + 1;
            mg_engine_step(engine, count);
            float *after = read_x(engine);
            expect_deaths_only(before, after, count * dt);
            disturb(&engine, i, &dt);
            free(before);
            before = read_x(engine);
            assert_memory_equal(before, after, CELLS * sizeof *before);
            free(after);
        }
        free(before);
        mg_engine_destroy(engine);
    }
}

// By whatever way a state is told, at t = 10 as many are left as there should be, for any step that divides it.
static void expect_decayed(double total, const char *way, double dt) {
    const double q = exp(-1.0), n = 100.0 * CELLS;
    if (fabs(total - n * q) > 4.5 * sqrt(n * q * (1 - q)))
        fail_msg("%s, dt = %g: %g left, not %g", way, dt, total, n * q);
}

static double total_of(const float *values) {
    double total = 0;
    for (int32_t i = 0; i < CELLS; i++) total += (double)values[i];
    return total;
}

static void decay_is_exact_for_any_step(void **state) {
    (void)state;
    const double steps[] = { 0.05, 0.1, 0.5, 1, 2.5, 5 };
    for (int32_t s = 0; s < MG_COUNT_OF(steps); s++) {
        MgEngine *engine = network("species X D=0.01 initial=100\nreaction X -> 0 rate 0.1\n", steps[s]), *again;
        MgFieldStatistics told;
        File npy = { .writes_left = -1 };
        MgVolume *volume;
        mg_engine_step(engine, (int32_t)(10 / steps[s] + 0.5));
        assert_int_equal(mg_engine_field_statistics(engine, "X", &told), MG_OK);
        expect_decayed(told.total, "figures", steps[s]);
        assert_int_equal(mg_engine_export_npy(engine, NULL, append, &npy), MG_OK);
        assert_int_equal(mg_volume_parse(npy.bytes, npy.count, &volume), MG_OK);
        expect_decayed(total_of(mg_volume_values(volume, 0)), "volume", steps[s]);
        const MgKeyframe *k = mg_engine_publish(engine); // SIDE is a row's stride or less
        double shown = 0;
        for (int32_t i = 0; i < CELLS; i++)
            shown += (double)k->values[i % SIDE + i / SIDE % SIDE * k->row_stride + i / SIDE / SIDE * k->plane_stride];
        expect_decayed(shown, "keyframe", steps[s]);
        File file = saved(engine);
        again = loaded(&file, 1);
        assert_int_equal(mg_engine_field_statistics(again, "X", &told), MG_OK);
        expect_decayed(told.total, "snapshot", steps[s]);
        mg_volume_destroy(volume);
        free(npy.bytes), free(file.bytes);
        mg_engine_destroy(engine), mg_engine_destroy(again);
    }
}

// A run that starts from what another one wrote draws other words, though the seed is the same: after two times 5
// units of births the counts are Poisson of mean 10. With the same words again every cell would have its births
// twice, and the variance were 20.
static void a_start_does_not_repeat_the_words_that_made_it(void **state) {
    (void)state;
    MgEngine *engine = network("species X\nreaction 0 -> X rate 1\n", 0.5);
    mg_engine_step(engine, 10);
    float *values = read_x(engine);
    assert_int_equal(mg_engine_seed(engine, NULL, 1337), MG_OK);
    assert_int_equal(mg_engine_write_field(engine, "X", values, CELLS), MG_OK);
    free(values);
    mg_engine_step(engine, 10);
    values = read_x(engine);
    double mean = total_of(values) / CELLS, variance = 0;
    for (int32_t i = 0; i < CELLS; i++)
        variance += ((double)values[i] - mean) * ((double)values[i] - mean) / (CELLS - 1);
    assert_true(fabs(mean - 10) < 4.5 * sqrt(10.0 / CELLS));
    assert_true(fabs(variance - 10) < 4.5 * sqrt((10 + 2 * 10 * 10) / (double)CELLS));
    free(values);
    mg_engine_destroy(engine);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MG_LAW(a_moment_is_one_state),
        MG_LAW(reading_changes_no_run),
        MG_LAW(what_is_set_begins_with_the_next_step),
        MG_LAW(any_moment_can_be_saved),
        cmocka_unit_test(death_never_grows),
        cmocka_unit_test(decay_is_exact_for_any_step),
        cmocka_unit_test(a_start_does_not_repeat_the_words_that_made_it),
    };
    return MG_RUN_TESTS(tests);
}

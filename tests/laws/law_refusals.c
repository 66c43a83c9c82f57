// What the world may ask and the engine refuses: out of range, unknown, too large, no memory. A refusal names the
// value, leaves the engine as it was, and costs no byte.
#include "support/setup.h"

#include <math.h>

#include "base/memory.h"

static void expect_sentence(const char *part) {
    if (strstr(mg_error_message(), part) == NULL) fail_msg("'%s' does not speak of '%s'", mg_error_message(), part);
}

// ---- values

static double value_of(MgEngine *engine, const char *name) {
    double value;
    assert_int_equal(mg_engine_get(engine, name, &value), MG_OK);
    return value;
}

static void expect_refused(MgEngine *engine, const char *name, double value) {
    double before = value_of(engine, name);
    uint64_t hash = mg_engine_hash(engine);
    assert_int_equal(mg_engine_set(engine, name, value), MG_INVALID_ARGUMENT);
    assert_true(value_of(engine, name) == before);
    assert_true(mg_engine_hash(engine) == hash);
    const char *dot = strchr(name, '.');
    expect_sentence(dot != NULL ? dot + 1 : name);
    char number[40];
    snprintf(number, sizeof number, "%g", value);
    if (isfinite(value) && strlen(number) < 8) expect_sentence(number);
}

static void expect_range_kept(MgEngine *engine, const char *name, const MgParam *p) {
    double initial = value_of(engine, name), width = p->max - p->min;
    assert_true(initial == p->initial || strcmp(p->id, "dt") == 0 || p->kind == MG_CHOICE);
    const double outside[] = { p->min - 0.5 * width - 1,
                               p->max + 0.5 * width + 1,
                               nextafter(p->min, -1e300),
                               nextafter(p->max, 1e300),
                               NAN,
                               INFINITY,
                               -INFINITY };
    for (int32_t i = 0; i < MG_COUNT_OF(outside); i++) expect_refused(engine, name, outside[i]);
    if (p->kind != MG_REAL) expect_refused(engine, name, p->min + 0.5);
    const double inside[] = { p->min, p->max, initial };
    for (int32_t i = 0; i < 3; i++) {
        assert_int_equal(mg_engine_set(engine, name, inside[i]), MG_OK);
        assert_true(value_of(engine, name) == inside[i]);
    }
}

static void ranges_are_kept(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 1);
    for (int32_t i = 0; i < setup->model->param_count; i++)
        expect_range_kept(engine, setup->model->params[i].id, &setup->model->params[i]);
    for (int32_t s = 0; s < setup->model->seeding_count; s++)
        for (int32_t i = 0; i < setup->model->seedings[s].param_count; i++) {
            char name[100];
            snprintf(name, sizeof name, "%s.%s", setup->model->seedings[s].id, setup->model->seedings[s].params[i].id);
            expect_range_kept(engine, name, &setup->model->seedings[s].params[i]);
        }
    mg_engine_destroy(engine);
}

static void out_of_range_is_refused(void **state) {
    (void)state;
    in_every_small_setup(ranges_are_kept);
}

static void names_are_known(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 1);
    uint64_t hash = mg_engine_hash(engine);
    double value = 1;
    float *values = malloc(cells_of(setup) * sizeof(float));
    const char *field = setup->model->fields[0].id;
    assert_int_equal(mg_engine_set(engine, "nonsense", 1), MG_UNKNOWN_NAME);
    expect_sentence("nonsense");
    assert_int_equal(mg_engine_set(engine, "", 1), MG_UNKNOWN_NAME);
    assert_int_equal(mg_engine_set(engine, "nonsense.count", 1), MG_UNKNOWN_NAME);
    assert_int_equal(mg_engine_get(engine, "nonsense", &value), MG_UNKNOWN_NAME);
    assert_true(value == 0); // out is cleared first
    assert_int_equal(mg_engine_seed(engine, "nonsense", 1), MG_UNKNOWN_NAME);
    expect_sentence("nonsense");
    assert_int_equal(mg_engine_set_view(engine, "nonsense"), MG_UNKNOWN_NAME);
    expect_sentence("nonsense");
    assert_int_equal(mg_engine_read_field(engine, "nonsense", values, cells_of(setup)), MG_UNKNOWN_NAME);
    assert_int_equal(mg_engine_read_field(engine, field, values, cells_of(setup) - 1), MG_INVALID_ARGUMENT);
    assert_int_equal(mg_engine_write_field(engine, "nonsense", values, cells_of(setup)), MG_UNKNOWN_NAME);
    assert_int_equal(mg_engine_write_field(engine, field, values, cells_of(setup) + 1), MG_INVALID_ARGUMENT);
    assert_int_equal(mg_engine_set_threads(engine, 65), MG_INVALID_ARGUMENT);
    assert_int_equal(mg_engine_set_threads(engine, -1), MG_INVALID_ARGUMENT);
    expect_sentence("-1");
    assert_true(mg_engine_hash(engine) == hash);
    free(values);
    mg_engine_destroy(engine);
}

static void unknown_names_are_refused(void **state) {
    (void)state;
    in_every_small_setup(names_are_known);
}

// ---- configurations

static void expect_config_refused(MgConfig config, MgStatus status, const char *part) {
    MgEngine *engine = (MgEngine *)&config;
    uint64_t bytes = 1;
    assert_int_equal(mg_engine_create(&config, &engine), status);
    assert_null(engine);
    expect_sentence(part);
    assert_int_equal(mg_config_bytes(&config, &bytes), status);
    assert_int_equal(bytes, 0);
}

static void impossible_configurations_are_refused(void **state) {
    (void)state;
    MgConfig c = mg_config_default();
    c.model = "nonsense", expect_config_refused(c, MG_UNKNOWN_NAME, "nonsense"), c.model = "gray_scott";
    c.model = NULL, expect_config_refused(c, MG_INVALID_ARGUMENT, "model"), c.model = "gray_scott";
    c.nx = 7, expect_config_refused(c, MG_INVALID_ARGUMENT, "7"), c.nx = 64;
    c.ny = 4097, expect_config_refused(c, MG_INVALID_ARGUMENT, "4097"), c.ny = 64;
    c.nz = -5, expect_config_refused(c, MG_INVALID_ARGUMENT, "-5"), c.nz = 64;
    c.boundary[1] = (MgBoundary)7, expect_config_refused(c, MG_INVALID_ARGUMENT, "7"), c.boundary[1] = MG_PERIODIC;
    c.dx = 0, expect_config_refused(c, MG_INVALID_ARGUMENT, "0"), c.dx = 1;
    c.dx = NAN, expect_config_refused(c, MG_INVALID_ARGUMENT, "nan"), c.dx = 1;
    c.threads = 1000, expect_config_refused(c, MG_INVALID_ARGUMENT, "1000"), c.threads = 1;
}

static void mesh_requests_are_checked(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 1);
    MgMeshRequest good = mg_mesh_request_default(engine), r;
    const MgMesh *mesh = (const MgMesh *)engine;
    r = good, r.slot = MG_MESH_SLOTS, assert_int_equal(mg_engine_mesh(engine, &r, &mesh), MG_INVALID_ARGUMENT);
    assert_null(mesh);
    r = good, r.slot = -1, assert_int_equal(mg_engine_mesh(engine, &r, &mesh), MG_INVALID_ARGUMENT);
    r = good, r.blend = 1.5f, assert_int_equal(mg_engine_mesh(engine, &r, &mesh), MG_INVALID_ARGUMENT);
    r = good, r.blend = NAN, assert_int_equal(mg_engine_mesh(engine, &r, &mesh), MG_INVALID_ARGUMENT);
    r = good, r.isovalue = NAN, assert_int_equal(mg_engine_mesh(engine, &r, &mesh), MG_INVALID_ARGUMENT);
    r = good, r.format = (MgVertexFormat)9, assert_int_equal(mg_engine_mesh(engine, &r, &mesh), MG_INVALID_ARGUMENT);
    r = good, r.format = MG_VERTEX_PACKED, r.cap = true;
    assert_int_equal(mg_engine_mesh(engine, &r, &mesh), MG_INVALID_ARGUMENT);
    assert_int_equal(mg_engine_mesh(engine, &good, &mesh), MG_OK);
    assert_non_null(mesh);
    mg_engine_destroy(engine);
}

static void impossible_mesh_requests_are_refused(void **state) {
    (void)state;
    in_every_small_setup(mesh_requests_are_checked);
}

// ---- time steps

// Five digits of it, less the last, which may be rounded differently.
static void expect_number(double value) {
    char number[40];
    snprintf(number, sizeof number, "%.5g", value);
    number[strlen(number) - 1] = 0;
    expect_sentence(number);
}

static void unstable_steps_are_named(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 1);
    double limit = 0, max = 0;
    assert_int_equal(mg_engine_check_dt(engine, &limit), MG_OK);
    assert_true(limit > 0);
    for (int32_t i = 0; i < setup->model->param_count; i++)
        if (strcmp(setup->model->params[i].id, "dt") == 0) max = setup->model->params[i].max;
    if (max > limit) {
        double again, beyond = limit + (max - limit) / 2;
        assert_int_equal(mg_engine_set(engine, "dt", beyond), MG_OK); // live, so that a slider may pass through it
        assert_int_equal(mg_engine_check_dt(engine, &again), MG_UNSTABLE);
        assert_true(again == limit);
        expect_number(beyond);
        expect_number(limit);
    }
    mg_engine_destroy(engine);
}

static void an_unstable_dt_is_told_with_both_numbers(void **state) {
    (void)state;
    in_every_small_setup(unstable_steps_are_named);
}

// ---- memory

// Creates with the n-th allocation refused, for n = 1, 2, ... until create succeeds. The address sanitizer finds leaks.
static void create_survives_refusals(const Setup *setup) {
    MgConfig config = config_of(setup, 2);
    for (uint64_t n = 1;; n++) {
        MgEngine *engine = NULL;
        mg_refuse_allocation(n);
        MgStatus status = mg_engine_create(&config, &engine);
        mg_refuse_allocation(0);
        if (status == MG_OK) {
            assert_non_null(engine);
            assert_true(n > 5); // it was refused at least an engine, a pool, fields and chunk ranges
            mg_engine_destroy(engine);
            return;
        }
        assert_int_equal(status, MG_OUT_OF_MEMORY);
        assert_null(engine);
        assert_true(strlen(mg_error_message()) > 10);
    }
}

static void create_survives_every_refused_allocation(void **state) {
    (void)state;
    in_every_small_setup(create_survives_refusals);
}

static void running_survives_refusals(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 2);
    mg_engine_step(engine, 5);
    uint64_t hash = mg_engine_hash(engine);
    MgMeshRequest request = mg_mesh_request_default(engine);
    for (uint64_t n = 1;; n++) {
        const MgMesh *mesh = NULL;
        mg_refuse_allocation(n);
        MgStatus status = mg_engine_mesh(engine, &request, &mesh);
        mg_refuse_allocation(0);
        if (status == MG_OK) break;
        assert_int_equal(status, MG_OUT_OF_MEMORY);
        assert_null(mesh);
        assert_true(mg_engine_hash(engine) == hash);
    }
    for (uint64_t n = 1;; n++) {
        mg_refuse_allocation(n);
        MgStatus status = mg_engine_set_threads(engine, 5);
        mg_refuse_allocation(0);
        assert_true(mg_engine_hash(engine) == hash);
        if (status == MG_OK) break;
        assert_int_equal(status, MG_OUT_OF_MEMORY);
        mg_engine_step(engine, 5); // with whatever threads are left, it runs and gives the same
        assert_int_equal(mg_engine_seed(engine, NULL, 7), MG_OK);
        mg_engine_step(engine, 5);
        assert_true(mg_engine_hash(engine) == hash);
    }
    mg_engine_destroy(engine);
}

static void a_run_survives_every_refused_allocation(void **state) {
    (void)state;
    in_every_small_setup(running_survives_refusals);
}

static void bytes_are_as_foretold(const Setup *setup) {
    MgConfig config = config_of(setup, 3);
    uint64_t foretold;
    assert_int_equal(mg_config_bytes(&config, &foretold), MG_OK); // which reads a text for itself
    const uint64_t before = mg_allocated_bytes();
    MgEngine *engine;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    assert_int_equal(mg_allocated_bytes() - before, foretold);
    mg_engine_destroy(engine);
}

static void config_bytes_is_what_create_takes(void **state) {
    (void)state;
    in_every_setup(bytes_are_as_foretold);
}

// "... cells need 68.7 MB, the budget is 10 MB; 66x66x66 would fit"
static void the_budget_sentence_helps(const Setup *setup) {
    MgConfig config = config_of(setup, 2);
    config.nx *= 4, config.ny *= 4, config.nz *= 4;
    uint64_t needed;
    assert_int_equal(mg_config_bytes(&config, &needed), MG_OK);
    config.memory_budget_bytes = needed;
    MgEngine *engine = NULL;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK); // exactly the budget fits
    mg_engine_destroy(engine);
    config.memory_budget_bytes = needed / 2;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OVER_BUDGET);
    assert_null(engine);
    char sentence[400];
    snprintf(sentence, sizeof sentence, "%s", mg_error_message());
    double said_needed = 0, said_budget = 0;
    int32_t nx = 0, ny = 0, nz = 0;
    int32_t parts = sscanf(sentence, "%*dx%*dx%*d cells need %lf MB, the budget is %lf MB; %dx%dx%d would fit",
                           &said_needed, &said_budget, &nx, &ny, &nz);
    if (parts != 5) fail_msg("'%s' has not both numbers and a size", sentence);
    double needed_mb = (double)needed / 1e6, budget_mb = (double)config.memory_budget_bytes / 1e6;
    assert_true(said_needed >= needed_mb - 1e-9 && said_needed < needed_mb + 0.1); // told in tenths, never too low
    assert_true(said_budget <= budget_mb + 1e-9 && said_budget > budget_mb - 0.1); // and never too high
    config.nx = nx, config.ny = ny, config.nz = nz;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK); // the size it names does fit
    mg_engine_destroy(engine);
}

static void over_budget_is_refused_with_a_size_that_fits(void **state) {
    (void)state;
    in_every_small_setup(the_budget_sentence_helps);
}

// ---- what allocates nothing

static void running_allocates_nothing(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 2);
    MgMeshRequest request = mg_mesh_request_default(engine);
    const MgMesh *mesh;
    for (request.slot = 0; request.slot < MG_MESH_SLOTS; request.slot++)
        assert_int_equal(mg_engine_mesh(engine, &request, &mesh), MG_OK); // each slot has its size now
    uint64_t before = mg_allocation_count();
    mg_engine_step(engine, 9);
    mg_engine_step_for(engine, 0.1, 3);
    for (int32_t i = 0; i < 5; i++) {
        mg_engine_step(engine, 1);
        mg_engine_publish(engine);
    }
    mg_engine_hash(engine);
    MgBadCell bad;
    mg_engine_find_bad_cell(engine, &bad);
    assert_int_equal(mg_allocation_count() - before, 0);
    assert_int_equal(mg_engine_seed(engine, NULL, 7), MG_OK);
    request.slot = 0, before = mg_allocation_count();
    assert_int_equal(mg_engine_mesh(engine, &request, &mesh), MG_OK); // the same surface in the slot that held it
    assert_int_equal(mg_allocation_count() - before, 0);
    mg_engine_destroy(engine);
}

static void stepping_publishing_and_meshing_again_allocate_nothing(void **state) {
    (void)state;
    in_every_small_setup(running_allocates_nothing);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MG_LAW(out_of_range_is_refused),
        MG_LAW(unknown_names_are_refused),
        MG_LAW(impossible_configurations_are_refused),
        MG_LAW(impossible_mesh_requests_are_refused),
        MG_LAW(an_unstable_dt_is_told_with_both_numbers),
        MG_LAW(create_survives_every_refused_allocation),
        MG_LAW(a_run_survives_every_refused_allocation),
        MG_LAW(config_bytes_is_what_create_takes),
        MG_LAW(over_budget_is_refused_with_a_size_that_fits),
        MG_LAW(stepping_publishing_and_meshing_again_allocate_nothing),
    };
    return MG_RUN_TESTS(tests);
}

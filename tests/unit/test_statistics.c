// Least, mean, largest and sum of a field against a plain loop, on any number of threads, and the warning about cells
// that are too small against the formula it is named after.
#include "support/test.h"

#include <math.h>

#include "morphogen/morphogen.h"

static const int32_t sizes[][3] = { { 8, 8, 8 }, { 33, 9, 17 }, { 40, 52, 33 } };

static MgEngine *engine_of(const char *model, const char *network, int32_t size, double dx, int32_t threads) {
    MgConfig config = mg_config_default();
    config.model = model, config.text = network, config.dx = dx, config.threads = threads;
    config.nx = sizes[size][0], config.ny = sizes[size][1], config.nz = sizes[size][2];
    MgEngine *engine;
    if (mg_engine_create(&config, &engine) != MG_OK) fail_msg("%s", mg_error_message());
    return engine;
}

static MgFieldStatistics in_a_plain_loop(MgEngine *engine, const char *field, size_t cells) {
    MgFieldStatistics s = { .min = INFINITY, .max = -INFINITY };
    float *values = malloc(cells * sizeof *values);
    assert_int_equal(mg_engine_read_field(engine, field, values, cells), MG_OK);
    for (size_t i = 0; i < cells; i++) {
        s.min = fmin(s.min, values[i]);
        s.max = fmax(s.max, values[i]);
        s.total += values[i];
    }
    s.mean = s.total / (double)cells;
    free(values);
    return s;
}

static void agree_with_a_plain_loop(const char *model, const char *field, double tolerance) {
    for (int32_t i = 0; i < 3; i++) {
        MgEngine *engine = engine_of(model, NULL, i, 1.0, 2);
        mg_engine_step(engine, 7);
        MgFieldStatistics got, one,
            expected = in_a_plain_loop(engine, field, (size_t)(sizes[i][0] * sizes[i][1] * sizes[i][2]));
        assert_int_equal(mg_engine_field_statistics(engine, field, &got), MG_OK);
        assert_true(got.min == expected.min && got.max == expected.max && got.max > got.min);
        assert_true(fabs(got.total - expected.total) <= tolerance * fabs(expected.total));
        assert_true(fabs(got.mean - expected.mean) <= tolerance * fabs(expected.mean));
        for (int32_t threads = 1; threads <= 5; threads += 4) {
            mg_engine_set_threads(engine, threads);
            mg_engine_field_statistics(engine, field, &one);
            assert_memory_equal(&one, &got, sizeof got);
        }
        mg_engine_destroy(engine);
    }
}

static void fields_agree_with_a_plain_loop(void **state) {
    (void)state;
    agree_with_a_plain_loop("gray_scott", "v", 1e-12); // another order of rounding
}

static void molecules_are_counted_exactly(void **state) {
    (void)state;
    agree_with_a_plain_loop("rdme", "food", 0.0);
    agree_with_a_plain_loop("rdme", "autocatalyst", 0.0);
}

static void a_nan_is_told(void **state) {
    (void)state;
    MgEngine *engine = engine_of("gray_scott", NULL, 0, 1.0, 1);
    float values[512] = { 0 };
    values[77] = NAN, values[300] = 2.5f;
    mg_engine_write_field(engine, "v", values, 512);
    MgFieldStatistics got;
    assert_int_equal(mg_engine_field_statistics(engine, "v", &got), MG_OK);
    assert_true(isnan(got.total) && isnan(got.mean) && got.min == 0.0 && got.max == 2.5);
    assert_int_equal(mg_engine_field_statistics(engine, "w", &got), MG_UNKNOWN_NAME);
    mg_engine_destroy(engine);
}

// ---- cells that are too small

static const char pair[] = "parameter k = 1 in 0..100\n"
                           "species A D = 0.3 initial = 5\n"
                           "species B D = 0.1 initial = 5\n"
                           "species still\n"
                           "reaction A + B -> 0 rate k\n"
                           "reaction still + still -> 0 rate 9\n" // never meet, so need no room
                           "reaction 2 A + B -> 0 rate 9\n";      // three at once: no such formula

// Watson's integral for the cubic lattice in closed form, by Gamma functions: Glasser and Zucker 1977.
static double beta_of_the_cubic_lattice(void) {
    const double pi = 3.14159265358979323846;
    return sqrt(6.0) / (32 * pow(pi, 3)) * tgamma(1 / 24.0) * tgamma(5 / 24.0) * tgamma(7 / 24.0) * tgamma(11 / 24.0) /
           6;
}

static double smallest(const char *network, double dx, double k, MgStatus expected) {
    MgEngine *engine = engine_of(NULL, network, 0, dx, 1);
    double got;
    assert_int_equal(mg_engine_set(engine, "k", k), MG_OK);
    assert_int_equal(mg_engine_check_voxel(engine, &got), expected);
    mg_engine_destroy(engine);
    return got;
}

static void the_critical_cell_is_that_of_the_paper(void **state) {
    (void)state;
    const double beta = beta_of_the_cubic_lattice();
    assert_true(fabs(beta - 0.25272) < 2e-5); // what Erban and Chapman measured
    double just = 0.4 / beta;                 // k dx^3 beta / (D_A + D_B) = dx at dx = 1
    assert_true(fabs(smallest(pair, 1, 1, MG_OK) - beta / 0.4) < 1e-6);
    assert_true(fabs(smallest(pair, 2, 0.5, MG_UNSTABLE) - beta * 0.5 * 8 / 0.4) < 1e-5); // a rate per cell of 2^3
    smallest(pair, 1, 0.999 * just, MG_OK);
    smallest(pair, 1, 1.001 * just, MG_UNSTABLE);
    smallest(pair, 0.5, 1.001 * just, MG_OK); // the same propensity in an eighth of the volume
    assert_true(smallest(pair, 1, 0, MG_OK) == 0.0);
}

static void two_of_a_kind_are_a_pair_too(void **state) {
    (void)state;
    const char dimers[] = "parameter k = 1 in 0..100\nspecies A D = 0.2 initial = 5\nreaction 2 A -> 0 rate k\n";
    assert_true(fabs(smallest(dimers, 1, 1, MG_OK) - beta_of_the_cubic_lattice() / 0.4) < 1e-6);
    assert_true(smallest(dimers, 1, 3, MG_UNSTABLE) > 1);
}

static void a_source_may_raise_the_rate(void **state) {
    (void)state;
    const char noisy[] = "parameter k = 1 in 0..100\nspecies A D = 0.2\nspecies B D = 0.2\nreaction A + B -> 0 rate k "
                         "where noise(0.5, 8)\n";
    assert_true(fabs(smallest(noisy, 1, 1, MG_OK) - 1.5 * beta_of_the_cubic_lattice() / 0.4) < 1e-6);
}

static void the_sentence_holds_both_numbers_and_names(void **state) {
    (void)state;
    MgEngine *engine = engine_of(NULL, pair, 0, 1.0, 1);
    mg_engine_set(engine, "k", 4);
    assert_int_equal(mg_engine_check_voxel(engine, NULL), MG_UNSTABLE);
    assert_non_null(strstr(mg_error_message(), "dx = 1 "));
    assert_non_null(strstr(mg_error_message(), "2.527"));
    assert_non_null(strstr(mg_error_message(), "A and B"));
    mg_engine_destroy(engine);
}

static void fields_need_no_room(void **state) {
    (void)state;
    double got = 7;
    MgEngine *engine = engine_of("gray_scott", NULL, 0, 1e-3, 1);
    assert_int_equal(mg_engine_check_voxel(engine, &got), MG_OK);
    assert_true(got == 0.0);
    mg_engine_destroy(engine);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_agree_with_a_plain_loop),
        cmocka_unit_test(molecules_are_counted_exactly),
        cmocka_unit_test(a_nan_is_told),
        cmocka_unit_test(the_critical_cell_is_that_of_the_paper),
        cmocka_unit_test(two_of_a_kind_are_a_pair_too),
        cmocka_unit_test(a_source_may_raise_the_rate),
        cmocka_unit_test(the_sentence_holds_both_numbers_and_names),
        cmocka_unit_test(fields_need_no_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

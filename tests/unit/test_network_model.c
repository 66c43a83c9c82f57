// A network of one's own as a model: what its text becomes, what is refused, and that a snapshot brings it along.
#include "support/test.h"

#include "base/memory.h"
#include "morphogen/morphogen.h"

static const char hunters[] = "# prey is born, hunters eat it\n"
                              "parameter birth = 1 in 0..4 \"How fast prey is born.\"\n"
                              "parameter eat = 0.02 in 0..1\n"
                              "species prey    D = 0.2  initial = 40  patch = 20\n"
                              "species hunter  D = 0.1  initial = poisson(10)\n"
                              "reaction prey -> 2 prey             rate birth\n"
                              "reaction prey + hunter -> 2 hunter  rate eat\n"
                              "reaction hunter -> 0                rate 0.6\n";

static MgConfig config_of(const char *network) {
    MgConfig config = mg_config_default();
    config.text = network, config.nx = 20, config.ny = 11, config.nz = 17, config.threads = 2;
    return config;
}

static MgEngine *engine_of(const char *network) {
    MgConfig config = config_of(network);
    MgEngine *engine;
    if (mg_engine_create(&config, &engine) != MG_OK) fail_msg("%s", mg_error_message());
    return engine;
}

static void its_text_becomes_parameters(void **state) {
    (void)state;
    MgEngine *engine = engine_of(hunters);
    double value;
    assert_int_equal(mg_engine_get(engine, "birth", &value), MG_OK);
    assert_true(value == 1.0);
    assert_int_equal(mg_engine_set(engine, "birth", 5), MG_INVALID_ARGUMENT);
    assert_int_equal(mg_engine_set(engine, "eat", 0.5), MG_OK);
    assert_int_equal(mg_engine_get(engine, "dt", &value), MG_OK);
    assert_int_equal(mg_engine_set_view(engine, "hunter"), MG_OK);
    assert_int_equal(mg_engine_set_view(engine, "all_species"), MG_OK);
    assert_int_equal(mg_engine_set_view(engine, "v"), MG_UNKNOWN_NAME);
    mg_engine_destroy(engine);
}

static void it_describes_itself(void **state) {
    (void)state;
    MgEngine *engine = engine_of(hunters);
    size_t length = mg_engine_describe_json(engine, NULL, 0);
    char *json = malloc(length + 1);
    assert_int_equal(mg_engine_describe_json(engine, json, length + 1), length);
    assert_non_null(strstr(json, "\"id\":\"network\""));
    assert_non_null(strstr(json, "How fast prey is born."));
    assert_non_null(strstr(json, "\"id\":\"hunter\""));
    assert_null(strstr(json, "gray_scott"));
    free(json);
    mg_engine_destroy(engine);
}

// Sum of a field's molecules.
static double total(MgEngine *engine, const char *field) {
    size_t cells = 20 * 11 * 17;
    float *values = malloc(cells * sizeof *values);
    assert_int_equal(mg_engine_read_field(engine, field, values, cells), MG_OK);
    double sum = 0;
    for (size_t i = 0; i < cells; i++) sum += (double)values[i];
    free(values);
    return sum;
}

static void it_starts_as_it_says(void **state) {
    (void)state;
    const double cells = 20 * 11 * 17;
    MgEngine *engine = engine_of(hunters);
    mg_engine_seed(engine, "uniform", 5); // a patch everywhere
    assert_true(total(engine, "prey") == 60 * cells);
    double mean = total(engine, "hunter") / cells; // Poisson: mean 10, five standard errors of 0.052
    assert_true(mean > 9.74 && mean < 10.26);
    mg_engine_seed(engine, "spheres", 5); // patches in some cells
    assert_true(total(engine, "prey") > 40 * cells && total(engine, "prey") < 60 * cells);
    uint64_t hash = mg_engine_hash(engine);
    mg_engine_seed(engine, "spheres", 6);
    assert_true(mg_engine_hash(engine) != hash);
    mg_engine_destroy(engine);
}

static void it_runs_the_same_on_any_number_of_threads(void **state) {
    (void)state;
    uint64_t hashes[3];
    for (int32_t i = 0; i < 3; i++) {
        MgEngine *engine = engine_of(hunters);
        assert_int_equal(mg_engine_set_threads(engine, (int32_t[]){ 1, 2, 7 }[i]), MG_OK);
        mg_engine_set(engine, "birth", 0.8);
        mg_engine_step(engine, 30);
        hashes[i] = mg_engine_hash(engine);
        mg_engine_destroy(engine);
    }
    assert_true(hashes[0] == hashes[1] && hashes[1] == hashes[2]);
}

static void too_long_a_step_is_told(void **state) {
    (void)state;
    MgEngine *engine = engine_of(hunters);
    double limit;
    assert_int_equal(mg_engine_check_dt(engine, &limit), MG_OK);
    assert_true(limit > 0.8 && limit < 1 / (6 * 0.2)); // a molecule must be able to stay
    mg_engine_set(engine, "dt", 1);
    assert_int_equal(mg_engine_check_dt(engine, NULL), MG_UNSTABLE);
    mg_engine_destroy(engine);
}

static void a_bad_text_is_refused_with_its_place(void **state) {
    (void)state;
    static const struct {
        const char *text, *says;
    } bad[] = {
        { "species a\nreaction a -> b rate 1\n", "line 2" },
        { "species a\nreaction a - 0 rate 1\n", "line 2, column 12" },
        { "", "" },
        { "species a D = 0 - 1\n", "" },
        { "species a initial = 1.5\n", "1.5" },
        { "parameter dt = 1\nspecies a\n", "line 1" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        MgConfig config = config_of(bad[i].text);
        MgEngine *engine = (MgEngine *)1;
        uint64_t bytes;
        assert_int_equal(mg_engine_create(&config, &engine), MG_INVALID_ARGUMENT);
        assert_null(engine);
        if (strstr(mg_error_message(), bad[i].says) == NULL)
            fail_msg("'%s' does not say %s", mg_error_message(), bad[i].says);
        assert_int_equal(mg_config_bytes(&config, &bytes), MG_INVALID_ARGUMENT);
    }
}

static void its_memory_is_foretold(void **state) {
    (void)state;
    MgConfig config = config_of(hunters);
    uint64_t foretold, before = mg_allocated_bytes();
    assert_int_equal(mg_config_bytes(&config, &foretold), MG_OK);
    uint64_t for_telling = mg_allocated_bytes() - before; // it reads the text to know how many species there are
    before = mg_allocated_bytes();
    MgEngine *engine = engine_of(hunters);
    assert_true(mg_allocated_bytes() - before == foretold);
    assert_true(for_telling < 100000);
    mg_engine_destroy(engine);
}

// ---- snapshots

typedef struct Bytes {
    unsigned char *data;
    size_t count, at;
} Bytes;

static bool append(void *context, const void *bytes, size_t count) {
    Bytes *b = context;
    b->data = realloc(b->data, b->count + count + 1);
    memcpy(b->data + b->count, bytes, count);
    b->count += count;
    return true;
}

static size_t take(void *context, void *bytes, size_t count) {
    Bytes *b = context;
    if (count > b->count - b->at) count = b->count - b->at;
    memcpy(bytes, b->data + b->at, count);
    b->at += count;
    return count;
}

static void a_snapshot_brings_it_along(void **state) {
    (void)state;
    Bytes file = { 0 };
    MgEngine *engine = engine_of(hunters), *again;
    mg_engine_set(engine, "birth", 0.7);
    mg_engine_seed(engine, "spheres", 9);
    mg_engine_step(engine, 11);
    assert_int_equal(mg_engine_save(engine, append, &file), MG_OK);
    if (mg_engine_load(take, &file, file.count, 1, 0, &again) != MG_OK) fail_msg("%s", mg_error_message());
    assert_true(mg_engine_hash(engine) == mg_engine_hash(again));
    mg_engine_step(engine, 13);
    mg_engine_step(again, 13);
    assert_true(mg_engine_hash(engine) == mg_engine_hash(again));
    mg_engine_destroy(again);
    mg_engine_destroy(engine);
    for (size_t i = 0; i + 60 < file.count && i < 3000; i += 7) { // header, settings and the network's text
        file.data[i] ^= 4, file.at = 0;
        assert_int_equal(mg_engine_load(take, &file, file.count, 1, 0, &again), MG_BAD_FILE);
        file.data[i] ^= 4;
    }
    free(file.data);
}

// A step that would not end: the run stands still, and the first such cell and its reaction are told, whatever the
// number of threads.
static void a_reaction_without_end_is_told(void **state) {
    (void)state;
    const struct {
        const char *text;
        int32_t reaction;
    } cases[] = {
        { "species A initial = 3\nreaction A -> 0 rate 0.1\nreaction A -> A rate 1e12\n", 2 },
        { "species A initial = 3\nspecies B\nreaction A -> B rate 1\nreaction B -> A rate 1e12\n", 2 },
        { "species A initial = 3\nreaction 0 -> A rate 1\nreaction A -> A rate 1e11\n", 2 },
    };
    for (int32_t i = 0; i < 3; i++) {
        MgBadCell first = { 0 };
        for (int32_t threads = 1; threads < 4; threads++) {
            MgConfig config = config_of(cases[i].text);
            config.threads = threads;
            MgEngine *engine;
            assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
            mg_engine_step(engine, 3);
            MgBadCell bad;
            assert_true(mg_engine_find_bad_cell(engine, &bad));
            assert_int_equal(bad.reaction, cases[i].reaction);
            if (threads == 1) first = bad;
            assert_true(bad.x == first.x && bad.y == first.y && bad.z == first.z && bad.x < 20);
            mg_engine_destroy(engine);
        }
    }
}

// Thousands of events in a cell and a step are no reason to refuse.
static void many_events_are_none_too_many(void **state) {
    (void)state;
    MgEngine *engine =
        engine_of("species A initial = 300\nspecies B\nreaction A -> B rate 100\nreaction B -> A rate 100\n");
    MgBadCell bad;
    mg_engine_step(engine, 3);
    assert_false(mg_engine_find_bad_cell(engine, &bad));
    mg_engine_destroy(engine);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_text_becomes_parameters),    cmocka_unit_test(it_describes_itself),
        cmocka_unit_test(it_starts_as_it_says),           cmocka_unit_test(it_runs_the_same_on_any_number_of_threads),
        cmocka_unit_test(too_long_a_step_is_told),        cmocka_unit_test(a_bad_text_is_refused_with_its_place),
        cmocka_unit_test(a_reaction_without_end_is_told), cmocka_unit_test(many_events_are_none_too_many),
        cmocka_unit_test(its_memory_is_foretold),         cmocka_unit_test(a_snapshot_brings_it_along),
    };
    return MG_RUN_TESTS(tests);
}

// What the laws do not ask of the engine: its clock and profile, its description, fields in and out, being destroyed.
#include "support/test.h"

#include "morphogen/morphogen.h"

static MgEngine *small_engine(void) {
    MgConfig config = mg_config_default();
    config.nx = 16, config.ny = 12, config.nz = 10, config.threads = 2;
    MgEngine *engine;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    return engine;
}

static void the_default_is_what_the_header_says(void **state) {
    (void)state;
    MgConfig config = mg_config_default();
    assert_string_equal(config.model, "gray_scott");
    assert_true(config.nx == 128 && config.ny == 128 && config.nz == 128 && config.seed == 1337 && config.dx == 1.0);
    for (int32_t axis = 0; axis < 3; axis++) assert_int_equal(config.boundary[axis], MG_PERIODIC);
    assert_non_null(mg_error_message());
    mg_engine_destroy(NULL);
}

static void time_is_the_sum_of_dt(void **state) {
    (void)state;
    MgEngine *engine = small_engine();
    mg_engine_set(engine, "dt", 0.5);
    mg_engine_step(engine, 4);
    mg_engine_set(engine, "dt", 0.25);
    mg_engine_step(engine, 2);
    assert_true(mg_engine_time(engine) == 2.5);
    assert_int_equal(mg_engine_steps(engine), 6);
    mg_engine_seed(engine, NULL, 1);
    assert_true(mg_engine_time(engine) == 0 && mg_engine_steps(engine) == 0);
    mg_engine_destroy(engine);
}

typedef struct Told {
    int32_t count;
    double last;
    bool rises;
} Told;

static void hear(void *context, double part) {
    Told *told = context;
    told->rises = told->rises && part > told->last && part <= 1;
    told->last = part;
    told->count++;
}

static void seedings_tell_how_far_they_are(void **state) {
    (void)state;
    static const char *const models[] = { "gray_scott", "rdme" };
    for (size_t i = 0; i < sizeof models / sizeof *models; i++)
        for (int32_t threads = 1; threads <= 3; threads += 2) {
            Told told = { .rises = true };
            MgConfig config = mg_config_default();
            config.model = models[i], config.nx = config.ny = 16, config.nz = 40, config.threads = threads;
            config.tell = hear, config.tell_context = &told;
            MgEngine *engine;
            assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
            // With several threads the one that tells may have made few of the planes.
            assert_true(told.rises && (threads > 1 || (told.count == 40 && told.last == 1)));
            told = (Told){ .rises = true };
            assert_int_equal(mg_engine_seed(engine, NULL, 4), MG_OK);
            assert_true(told.rises && (threads > 1 || (told.count == 40 && told.last == 1)));
            mg_engine_destroy(engine);
        }
}

static const MgStageTime *stage(const MgEngine *engine, const char *name) {
    const MgStageTime *stages;
    int32_t count = mg_engine_profile(engine, &stages);
    for (int32_t i = 0; i < count; i++)
        if (strcmp(stages[i].name, name) == 0) return &stages[i];
    return NULL;
}

static void stages_are_timed_by_name(void **state) {
    (void)state;
    MgEngine *engine = small_engine();
    mg_engine_reset_profile(engine);
    assert_null(stage(engine, "react and diffuse"));
    mg_engine_step(engine, 9);
    mg_engine_publish(engine);
    mg_engine_publish(engine);
    assert_non_null(stage(engine, "react and diffuse"));
    assert_true(stage(engine, "react and diffuse")->calls >= 1 && stage(engine, "react and diffuse")->seconds > 0);
    assert_int_equal(stage(engine, "publish")->calls, 2);
    mg_engine_reset_profile(engine);
    assert_null(stage(engine, "publish"));
    mg_engine_destroy(engine);
}

static void fields_come_back_as_written(void **state) {
    (void)state;
    enum { CELLS = 16 * 12 * 10 };
    static float in[CELLS], out[CELLS];
    MgEngine *engine = small_engine();
    for (int32_t i = 0; i < CELLS; i++) in[i] = (float)i * 0.001f;
    assert_int_equal(mg_engine_write_field(engine, "v", in, CELLS), MG_OK);
    assert_int_equal(mg_engine_read_field(engine, "v", out, CELLS), MG_OK);
    assert_memory_equal(in, out, sizeof in);
    const MgKeyframe *k = mg_engine_publish(engine); // the first view of Gray-Scott is v
    assert_true(k->values[3 + 5 * k->row_stride + 7 * k->plane_stride] == in[3 + 16 * (5 + 12 * 7)]);
    mg_engine_destroy(engine);
}

// Returns the length whatever fits, never writes beyond, always ends with 0.
static void the_description_fits_any_buffer(void **state) {
    (void)state;
    size_t length = mg_describe_json(NULL, 0);
    assert_true(length > 500);
    char *whole = malloc(length + 1);
    assert_int_equal(mg_describe_json(whole, length + 1), length);
    assert_int_equal(strlen(whole), length);
    assert_true(whole[0] == '{' && whole[length - 1] == '}');
    assert_non_null(strstr(whole, "\"id\":\"gray_scott\""));
    assert_non_null(strstr(whole, mg_version()));
    for (size_t capacity = 1; capacity < length; capacity += length / 50) {
        char *part = malloc(capacity); // its own block, so that the sanitizer guards the end
        assert_int_equal(mg_describe_json(part, capacity), length);
        assert_int_equal(strlen(part), capacity - 1);
        assert_memory_equal(part, whole, capacity - 1);
        free(part);
    }
    free(whole);
}

static void two_engines_do_not_meet(void **state) {
    (void)state;
    MgEngine *one = small_engine(), *two = small_engine();
    uint64_t before = mg_engine_hash(two);
    mg_engine_set(one, "feed", 0.01);
    mg_engine_step(one, 10);
    double feed;
    assert_int_equal(mg_engine_get(two, "feed", &feed), MG_OK);
    assert_true(feed == 0.0367 && mg_engine_hash(two) == before);
    mg_engine_destroy(one);
    mg_engine_step(two, 1);
    mg_engine_destroy(two);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_is_what_the_header_says),
        cmocka_unit_test(time_is_the_sum_of_dt),
        cmocka_unit_test(seedings_tell_how_far_they_are),
        cmocka_unit_test(stages_are_timed_by_name),
        cmocka_unit_test(fields_come_back_as_written),
        cmocka_unit_test(the_description_fits_any_buffer),
        cmocka_unit_test(two_engines_do_not_meet),
    };
    return MG_RUN_TESTS(tests);
}

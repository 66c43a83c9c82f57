// What the laws do not ask of the engine: its clock and profile, its description, fields in and out, being destroyed.
#include "support/test.h"

#include "morphogen/model.h"

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

static void note_progress(void *context, double part) {
    Told *told = context;
    told->rises = told->rises && part > told->last && part <= 1;
    told->last = part;
    told->count++;
}

static void seedings_report_progress(void **state) {
    (void)state;
    static const char *const models[] = { "gray_scott", "rdme" };
    for (size_t i = 0; i < sizeof models / sizeof *models; i++)
        for (int32_t threads = 1; threads <= 3; threads += 2) {
            Told told = { .rises = true };
            MgConfig config = mg_config_default();
            config.model = models[i], config.nx = config.ny = 16, config.nz = 40, config.threads = threads;
            config.progress = note_progress, config.progress_context = &told;
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

// A configuration says everything: the same state as by seeding anew after every setting.
static void a_configuration_starts_once(void **state) {
    (void)state;
    static const char *const models[] = { "gray_scott", "rdme" };
    for (int32_t i = 0; i < 2; i++) {
        MgConfig config = mg_config_default();
        MgEngine *once, *anew, *later;
        double dt;
        config.model = models[i], config.nx = config.ny = config.nz = 16, config.threads = 2;
        assert_int_equal(mg_engine_create(&config, &anew), MG_OK);
        assert_int_equal(mg_engine_set(anew, "dt", 0.125), MG_OK);
        assert_int_equal(mg_engine_set(anew, "spheres.radius", 0.25), MG_OK);
        assert_int_equal(mg_engine_seed(anew, "spheres", 7), MG_OK);
        config.seeding = "spheres", config.settings = "dt=0.125, spheres.radius=2.5e-1 ", config.seed = 7;
        assert_int_equal(mg_engine_create(&config, &once), MG_OK);
        assert_true(mg_engine_hash(once) == mg_engine_hash(anew));
        assert_int_equal(mg_engine_get(once, "dt", &dt), MG_OK);
        assert_true(dt == 0.125);
        config.unseeded = true;
        assert_int_equal(mg_engine_create(&config, &later), MG_OK);
        float cell[8] = { 1, 1, 1, 1, 1, 1, 1, 1 };
        for (size_t fields = 1; fields < 8 && mg_engine_read_cell(later, 3, 4, 5, cell, fields) != MG_OK;) fields++;
        assert_true(cell[0] == 0.0f);
        mg_engine_step(later, 1); // an empty state, but a state
        assert_int_equal(mg_engine_seed(later, NULL, 7), MG_OK);
        assert_true(mg_engine_hash(later) == mg_engine_hash(anew));
        mg_engine_destroy(once), mg_engine_destroy(anew), mg_engine_destroy(later);
    }
}

static void assert_config_refused(const char *seeding, const char *settings, MgStatus status, const char *sentence) {
    MgConfig config = mg_config_default();
    MgEngine *engine = NULL;
    config.nx = config.ny = config.nz = 8, config.seeding = seeding, config.settings = settings;
    for (int32_t i = 0; i < 2; i++) {
        config.unseeded = i == 1;
        assert_int_equal(mg_engine_create(&config, &engine), status);
        assert_null(engine);
        assert_non_null(strstr(mg_error_message(), sentence));
    }
}

static void a_configuration_is_refused_whole(void **state) {
    (void)state;
    assert_config_refused("sphere", NULL, MG_UNKNOWN_NAME, "no seeding 'sphere'");
    assert_config_refused(NULL, "feed=0.03 fed=1", MG_UNKNOWN_NAME, "no parameter 'fed'");
    assert_config_refused(NULL, "feed=7", MG_INVALID_ARGUMENT, "feed = 7 is outside");
    assert_config_refused(NULL, "feed", MG_INVALID_ARGUMENT, "settings are written");
    assert_config_refused(NULL, "feed=", MG_INVALID_ARGUMENT, "feed wants a number");
    assert_config_refused(NULL, "feed=--1", MG_INVALID_ARGUMENT, "feed wants a number");
    assert_config_refused(NULL, "feed=0.03x", MG_INVALID_ARGUMENT, "feed wants a number");
}

static void a_text_is_described_without_an_engine(void **state) {
    (void)state;
    static const char text[] =
        "parameter third = 0.3333333333333333\nspecies X D=0.1 initial=5\nreaction X -> 0 rate third\n";
    MgConfig config = mg_config_default();
    MgEngine *engine;
    config.text = text, config.nx = config.ny = config.nz = 8;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    size_t length, expected = mg_engine_describe_json(engine, NULL, 0);
    char *ours = malloc(expected + 1), *theirs = malloc(expected + 1);
    mg_engine_describe_json(engine, theirs, expected + 1);
    assert_int_equal(mg_describe_text(text, ours, expected + 1, &length), MG_OK);
    assert_int_equal(length, expected);
    assert_string_equal(ours, theirs);
    assert_non_null(strstr(ours, "0.3333333333333333,"));
    assert_non_null(strstr(ours, "\"limits\":{\"smallestExtent\":8"));
    assert_int_equal(mg_describe_text("species", ours, expected + 1, &length), MG_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    mg_engine_destroy(engine);
    free(ours), free(theirs);
}

static void tables_of_a_text_are_those_of_its_engine(void **state) {
    (void)state;
    static const char text[] = "field c in -1..1\ndc/dt = lap(c^3 - c - 0.5 * lap(c))\nstart flat: c = 0.1\n";
    MgOwnModel *own = NULL;
    assert_int_equal(mg_own_model_create("field c\n", &own), MG_INVALID_ARGUMENT);
    assert_null(own);
    assert_int_equal(mg_own_model_create(text, &own), MG_OK);
    const MgModel *model = mg_own_model(own);
    assert_string_equal(model->id, MG_EQUATIONS_MODEL_ID);
    assert_int_equal(model->fields[0].role, MG_STATE);
    assert_int_equal(model->fields[1].role, MG_DERIVED); // the chemical potential
    assert_int_equal(model->field_count, 2);
    assert_int_equal(mg_stored_fields(model), 1);
    MgConfig config = mg_config_default();
    MgEngine *engine;
    config.text = text, config.nx = config.ny = config.nz = 8;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    assert_string_equal(mg_engine_model(engine)->fields[1].id, model->fields[1].id);
    char json[8192];
    assert_in_range(mg_model_describe_json(model, json, sizeof json), 1, sizeof json - 1);
    assert_non_null(strstr(json, "\"role\":\"state\""));
    assert_non_null(strstr(json, "\"role\":\"derived\""));
    assert_null(mg_model_find(model->id));
    mg_engine_destroy(engine);
    mg_own_model_destroy(own);
    mg_own_model_destroy(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_configuration_starts_once),
        cmocka_unit_test(a_configuration_is_refused_whole),
        cmocka_unit_test(a_text_is_described_without_an_engine),
        cmocka_unit_test(tables_of_a_text_are_those_of_its_engine),
        cmocka_unit_test(the_default_is_what_the_header_says),
        cmocka_unit_test(time_is_the_sum_of_dt),
        cmocka_unit_test(seedings_report_progress),
        cmocka_unit_test(stages_are_timed_by_name),
        cmocka_unit_test(fields_come_back_as_written),
        cmocka_unit_test(the_description_fits_any_buffer),
        cmocka_unit_test(two_engines_do_not_meet),
    };
    return MG_RUN_TESTS(tests);
}

#include "support/setup.h"

#include "engine/text_model.h"
#include "support/model_texts.h"

typedef struct Box {
    int32_t nx, ny, nz;
} Box;

// No cube and no multiple of anything; the smallest there is; longer than it is wide; rows so wide that a tile holds
// few.
static const Box boxes[] = { { 40, 52, 33 }, { 8, 8, 8 }, { 17, 9, 70 }, { 300, 41, 12 } };
static const Box quick_boxes[] = { { 24, 36, 21 }, { 8, 8, 8 }, { 17, 9, 40 }, { 300, 21, 9 } };
#define SMALLEST_BOX 1
#define FIRST_WIDE_BOX 3
static const MgBoundary walls[][3] = {
    { MG_PERIODIC, MG_PERIODIC, MG_PERIODIC },
    { MG_NO_FLUX, MG_NO_FLUX, MG_NO_FLUX },
    { MG_PERIODIC, MG_NO_FLUX, MG_PERIODIC },
    { MG_NO_FLUX, MG_PERIODIC, MG_NO_FLUX },
};

static Setup current; // while a law is tried; model NULL in between

static void try_law(Law law, Setup setup) {
    current = setup;
    law(&setup);
    current.model = NULL;
}

// The world as it is, and once for every other value of every choice.
static void try_options(Law law, Setup setup) {
    setup.option = NULL;
    try_law(law, setup);
    for (int32_t i = 0; i < setup.model->param_count; i++) {
        const MgParam *p = &setup.model->params[i];
        if (p->kind != MG_CHOICE) continue;
        for (setup.option_value = p->min; setup.option_value <= p->max; setup.option_value++) {
            if (setup.option_value == p->initial) continue;
            setup.option = p;
            try_law(law, setup);
        }
    }
}

static Setup world_in(const MgModel *model, Box box, const MgBoundary wall[3]) {
    return (Setup){ model, NULL, box.nx, box.ny, box.nz, { wall[0], wall[1], wall[2] }, NULL, 0 };
}

// All texts are stepped by the same code, and more slowly: the smallest box, and for those of several stages a long
// one.
typedef struct TextTrial {
    Law law;
    bool small;
} TextTrial;

static void try_text(void *context, const char *path, const char *text) {
    const TextTrial *trial = context;
    MgTextModel own;
    if (mg_text_model_create(text, &own) != MG_OK) fail_msg("%s: %s", path, mg_error_message());
    const Box tried[] = { trial->small ? (Box){ 12, 10, 9 } : boxes[SMALLEST_BOX], boxes[2] };
    const bool long_too = !trial->small && !mg_test_quick() && mg_text_model(&own)->stage_count > 1;
    for (int32_t b = 0; b < (long_too ? 2 : 1); b++) {
        Setup setup = world_in(mg_text_model(&own), tried[b], walls[2 + b]);
        setup.text = text;
        try_options(trial->law, setup);
    }
    mg_text_model_destroy(&own);
}

// All networks of molecules are stepped by the same code, and slowly: one of them tries every box, the others the
// smallest.
static bool tries_only_the_smallest(const MgModel *model) {
    return model->network != NULL && strcmp(model->id, "rdme") != 0;
}

void in_every_setup(Law law) {
    for (int32_t m = 0; m < mg_model_count(); m++)
        for (int32_t b = 0; b < MG_COUNT_OF(boxes); b++) {
            if (tries_only_the_smallest(mg_model_at(m)) && b != SMALLEST_BOX) continue;
            if (mg_test_quick()) {
                try_options(law, world_in(mg_model_at(m), quick_boxes[b], walls[b % MG_COUNT_OF(walls)]));
                continue;
            }
            for (int32_t w = b < FIRST_WIDE_BOX ? 0 : 2; w < MG_COUNT_OF(walls); w++)
                try_options(law, world_in(mg_model_at(m), boxes[b], walls[w])); // the wide one with mixed walls only
        }
    for_each_model_text(try_text, &(TextTrial){ law, false });
}

void in_every_small_setup(Law law) {
    for (int32_t m = 0; m < mg_model_count(); m++)
        try_options(law, world_in(mg_model_at(m), (Box){ 12, 10, 9 }, walls[2]));
    for_each_model_text(try_text, &(TextTrial){ law, true });
}

int name_the_setup(void **state) {
    (void)state;
    if (current.model == NULL) return 0;
    const MgBoundary *b = current.boundary;
    print_error("    in the world of %s, %dx%dx%d, %s,%s,%s", current.text ? current.model->label : current.model->id,
                current.nx, current.ny, current.nz, b[0] ? "no_flux" : "periodic", b[1] ? "no_flux" : "periodic",
                b[2] ? "no_flux" : "periodic");
    if (current.option != NULL) print_error(", %s=%g", current.option->id, current.option_value);
    print_error(": %s\n", mg_error_message());
    current.model = NULL;
    return 0;
}

// ---- engines

static int32_t threads_of_the_run(void) {
    const char *text = getenv("MG_TEST_THREADS");
    return text != NULL ? atoi(text) : 0;
}

MgConfig config_of(const Setup *setup, int32_t threads) {
    MgConfig config = mg_config_default();
    config.model = setup->model->id, config.text = setup->text;
    config.nx = setup->nx, config.ny = setup->ny, config.nz = setup->nz;
    memcpy(config.boundary, setup->boundary, sizeof config.boundary);
    config.seed = 7;
    config.threads = threads > 0 ? threads : threads_of_the_run();
    return config;
}

MgEngine *engine_of(const Setup *setup, int32_t threads) {
    MgConfig config = config_of(setup, threads);
    MgEngine *engine = NULL;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    assert_non_null(engine);
    if (setup->option != NULL) assert_int_equal(mg_engine_set(engine, setup->option->id, setup->option_value), MG_OK);
    double limit;
    if (mg_engine_check_dt(engine, &limit) != MG_OK) assert_int_equal(mg_engine_set(engine, "dt", limit), MG_OK);
    return engine;
}

size_t cells_of(const Setup *setup) { return (size_t)setup->nx * (size_t)setup->ny * (size_t)setup->nz; }

int32_t fields_of(const Setup *setup) { return mg_stored_fields(setup->model); }

float *read_fields(const Setup *setup, MgEngine *engine) {
    size_t cells = cells_of(setup);
    float *values = malloc(cells * (size_t)fields_of(setup) * sizeof(float));
    for (int32_t f = 0; f < fields_of(setup); f++)
        assert_int_equal(mg_engine_read_field(engine, setup->model->fields[f].id, values + f * cells, cells), MG_OK);
    return values;
}

void write_fields(const Setup *setup, MgEngine *engine, const float *values) {
    size_t cells = cells_of(setup);
    for (int32_t f = 0; f < fields_of(setup); f++)
        assert_int_equal(mg_engine_write_field(engine, setup->model->fields[f].id, values + f * cells, cells), MG_OK);
}

bool is_translation_invariant(const Setup *setup) { return setup->model->stage_count > 0; }

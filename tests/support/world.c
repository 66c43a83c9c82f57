#include "support/world.h"

typedef struct Box {
    int32_t nx, ny, nz;
} Box;

// No cube and no multiple of anything; the smallest there is; longer than it is wide; rows so wide that a tile holds
// few.
static const Box boxes[] = { { 40, 52, 33 }, { 8, 8, 8 }, { 17, 9, 70 }, { 300, 41, 12 } };
#define SMALLEST_BOX 1
#define FIRST_WIDE_BOX 3
static const MgBoundary walls[][3] = {
    { MG_PERIODIC, MG_PERIODIC, MG_PERIODIC },
    { MG_NO_FLUX, MG_NO_FLUX, MG_NO_FLUX },
    { MG_PERIODIC, MG_NO_FLUX, MG_PERIODIC },
    { MG_NO_FLUX, MG_PERIODIC, MG_NO_FLUX },
};

static World current; // while a law is tried; model NULL in between

static void try_law(Law law, World world) {
    current = world;
    law(&world);
    current.model = NULL;
}

// The world as it is, and once for every other value of every choice.
static void try_options(Law law, World world) {
    world.option = NULL;
    try_law(law, world);
    for (int32_t i = 0; i < world.model->param_count; i++) {
        const MgParam *p = &world.model->params[i];
        if (p->kind != MG_CHOICE) continue;
        for (world.option_value = p->min; world.option_value <= p->max; world.option_value++) {
            if (world.option_value == p->initial) continue;
            world.option = p;
            try_law(law, world);
        }
    }
}

static World world_in(const MgModel *model, Box box, const MgBoundary wall[3]) {
    return (World){ model, box.nx, box.ny, box.nz, { wall[0], wall[1], wall[2] }, NULL, 0 };
}

// All networks of molecules are stepped by the same code, and slowly: one of them tries every box, the others the
// smallest.
static bool tries_only_the_smallest(const MgModel *model) {
    return model->network != NULL && strcmp(model->id, "rdme") != 0;
}

void in_every_world(Law law) {
    for (int32_t m = 0; m < mg_model_count(); m++)
        for (int32_t b = 0; b < MG_COUNT_OF(boxes); b++) {
            if (tries_only_the_smallest(mg_model_at(m)) && b != SMALLEST_BOX) continue;
            if (mg_test_quick()) {
                try_options(law, world_in(mg_model_at(m), boxes[b], walls[b % MG_COUNT_OF(walls)]));
                continue;
            }
            for (int32_t w = b < FIRST_WIDE_BOX ? 0 : 2; w < MG_COUNT_OF(walls); w++)
                try_options(law, world_in(mg_model_at(m), boxes[b], walls[w])); // the wide one with mixed walls only
        }
}

void in_every_small_world(Law law) {
    for (int32_t m = 0; m < mg_model_count(); m++)
        try_options(law, world_in(mg_model_at(m), (Box){ 12, 10, 9 }, walls[2]));
}

int name_the_world(void **state) {
    (void)state;
    if (current.model == NULL) return 0;
    const MgBoundary *b = current.boundary;
    print_error("    in the world of %s, %dx%dx%d, %s,%s,%s", current.model->id, current.nx, current.ny, current.nz,
                b[0] ? "no_flux" : "periodic", b[1] ? "no_flux" : "periodic", b[2] ? "no_flux" : "periodic");
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

MgConfig config_of(const World *world, int32_t threads) {
    MgConfig config = mg_config_default();
    config.model = world->model->id;
    config.nx = world->nx, config.ny = world->ny, config.nz = world->nz;
    memcpy(config.boundary, world->boundary, sizeof config.boundary);
    config.seed = 7;
    config.threads = threads > 0 ? threads : threads_of_the_run();
    return config;
}

MgEngine *engine_of(const World *world, int32_t threads) {
    MgConfig config = config_of(world, threads);
    MgEngine *engine = NULL;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    assert_non_null(engine);
    if (world->option != NULL) assert_int_equal(mg_engine_set(engine, world->option->id, world->option_value), MG_OK);
    double limit;
    if (mg_engine_check_dt(engine, &limit) != MG_OK) assert_int_equal(mg_engine_set(engine, "dt", limit), MG_OK);
    return engine;
}

size_t cells_of(const World *world) { return (size_t)world->nx * (size_t)world->ny * (size_t)world->nz; }

int32_t fields_of(const World *world) { return mg_stored_fields(world->model); }

float *read_fields(const World *world, MgEngine *engine) {
    size_t cells = cells_of(world);
    float *values = malloc(cells * (size_t)fields_of(world) * sizeof(float));
    for (int32_t f = 0; f < fields_of(world); f++)
        assert_int_equal(mg_engine_read_field(engine, world->model->fields[f].id, values + f * cells, cells), MG_OK);
    return values;
}

void write_fields(const World *world, MgEngine *engine, const float *values) {
    size_t cells = cells_of(world);
    for (int32_t f = 0; f < fields_of(world); f++)
        assert_int_equal(mg_engine_write_field(engine, world->model->fields[f].id, values + f * cells, cells), MG_OK);
}

bool is_translation_invariant(const World *world) { return world->model->stage_count > 0; }

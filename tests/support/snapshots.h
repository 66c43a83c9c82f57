// Snapshots in memory, for tests: saved, loaded, and what one looks into.
#ifndef MG_TESTS_SUPPORT_SNAPSHOTS_H
#define MG_TESTS_SUPPORT_SNAPSHOTS_H

#include "support/memory_file.h"
#include "support/setup.h"

#include "io/bytes.h"
#include "io/sections.h"

static inline File saved(MgEngine *engine) {
    File file = { .writes_left = -1 };
    assert_int_equal(mg_engine_save(engine, append, &file), MG_OK);
    return file;
}

static inline MgStatus load(File *file, int32_t threads, MgEngine **out) {
    file->at = 0;
    return mg_engine_load(take, file, file->count, threads, 0, out);
}

static inline MgEngine *loaded(File *file, int32_t threads) {
    MgEngine *engine = NULL;
    if (load(file, threads, &engine) != MG_OK) fail_msg("%s", mg_error_message());
    return engine;
}

static inline MgEngine *small_engine(void) {
    MgConfig config = mg_config_default();
    config.nx = 11, config.ny = 9, config.nz = 8, config.boundary[1] = MG_NO_FLUX;
    config.dx = 0.75, config.seed = 0xfedcba9876543210u, config.threads = 1;
    MgEngine *engine = NULL;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    assert_int_equal(mg_engine_set(engine, "feed", 0.03), MG_OK);
    assert_int_equal(mg_engine_set(engine, "dt", 0.3), MG_OK);
    assert_int_equal(mg_engine_set(engine, "spheres.count", 3), MG_OK);
    assert_int_equal(mg_engine_set_view(engine, "u"), MG_OK);
    assert_int_equal(mg_engine_seed(engine, "spheres", config.seed), MG_OK);
    mg_engine_step(engine, 7);
    return engine;
}

static inline File small_file(void) {
    MgEngine *engine = small_engine();
    File file = saved(engine);
    mg_engine_destroy(engine);
    return file;
}

static inline size_t first_field_value(const File *file) {
    for (size_t at = 0; at + 4 < file->count; at++)
        if (memcmp(file->bytes + at, "FELD", 4) == 0) return at + MG_SECTION_HEADER_BYTES + 40;
    fail();
    return 0;
}

#endif

// Snapshots: going on from one is the same as never having stopped, the same state is the same bytes, and whatever is
// wrong with the file is found and told, without a crash and without taking memory the file does not bear out.
#include "support/world.h"

#include <math.h>

#include "base/memory.h"
#include "io/bytes.h"
#include "io/sections.h"

// ---- a file in memory

typedef struct File {
    uint8_t *bytes;
    size_t count, at;
    int32_t writes_left;             // -1: any number
} File;

static bool append(void *context, const void *bytes, size_t count) {
    File *file = context;
    if (file->writes_left == 0) return false;
    if (file->writes_left > 0) file->writes_left--;
    file->bytes = realloc(file->bytes, file->count + count);
    memcpy(file->bytes + file->count, bytes, count);
    file->count += count;
    return true;
}

static size_t take(void *context, void *bytes, size_t count) {
    File *file = context;
    size_t left = file->count - file->at, part = count < left ? count : left;
    memcpy(bytes, file->bytes + file->at, part);
    file->at += part;
    return part;
}

static File saved(MgEngine *engine) {
    File file = { .writes_left = -1 };
    assert_int_equal(mg_engine_save(engine, append, &file), MG_OK);
    return file;
}

static MgStatus load(File *file, int32_t threads, MgEngine **out) {
    file->at = 0;
    return mg_engine_load(take, file, file->count, threads, 0, out);
}

static MgEngine *loaded(File *file, int32_t threads) {
    MgEngine *engine = NULL;
    if (load(file, threads, &engine) != MG_OK) fail_msg("%s", mg_error_message());
    return engine;
}

static MgEngine *small_engine(void) {
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

static File small_file(void) {
    MgEngine *engine = small_engine();
    File file = saved(engine);
    mg_engine_destroy(engine);
    return file;
}

// ---- what comes back

static void checksum_has_its_published_values(void **state) {
    (void)state;
    static MgCrcTables tables;
    uint8_t bytes[32] = { 0 };
    mg_crc32c_tables(&tables);
    assert_int_equal(mg_crc32c(&tables, 0, "123456789", 9), 0xe3069283u);
    assert_int_equal(mg_crc32c(&tables, 0, bytes, 32), 0x8a9136aau);                 // RFC 3720, B.4
    memset(bytes, 0xff, 32);
    assert_int_equal(mg_crc32c(&tables, 0, bytes, 32), 0x62a8ab43u);
    for (uint8_t i = 0; i < 32; i++) bytes[i] = i;
    assert_int_equal(mg_crc32c(&tables, 0, bytes, 32), 0x46dd794eu);
    assert_int_equal(mg_crc32c(&tables, mg_crc32c(&tables, 0, bytes, 13), bytes + 13, 19), 0x46dd794eu);
}

enum { STEPS = 13 };

static void same_as_never_stopped(const World *world) {
    enum { FIRST = 6 };
    MgEngine *engine = engine_of(world, 1);
    mg_engine_step(engine, FIRST);
    File file = saved(engine);
    MgEngine *resumed = loaded(&file, 3);
    assert_true(mg_engine_hash(resumed) == mg_engine_hash(engine));
    assert_true(mg_engine_steps(resumed) == FIRST);
    assert_true(mg_engine_time(resumed) == mg_engine_time(engine));
    mg_engine_step(engine, STEPS - FIRST);
    mg_engine_step(resumed, STEPS - FIRST);
    assert_true(mg_engine_hash(resumed) == mg_engine_hash(engine));
    assert_true(mg_engine_time(resumed) == mg_engine_time(engine));
    mg_engine_destroy(engine);
    mg_engine_destroy(resumed);
    free(file.bytes);
}

static void going_on_is_never_having_stopped(void **state) {
    (void)state;
    in_every_world(same_as_never_stopped);
}

static void every_step_may_be_the_last_before(const World *world) {
    MgEngine *engine = engine_of(world, 1);
    uint64_t hashes[STEPS + 1];
    File files[STEPS + 1];
    for (int32_t i = 0; i <= STEPS; i++) {
        hashes[i] = mg_engine_hash(engine);
        files[i] = saved(engine);
        mg_engine_step(engine, 1);
    }
    for (int32_t i = 0; i <= STEPS; i++) {
        MgEngine *resumed = loaded(&files[i], 1);
        for (int32_t k = i; k <= STEPS; k++) {
            assert_true(mg_engine_hash(resumed) == hashes[k]);
            mg_engine_step(resumed, 1);
        }
        mg_engine_destroy(resumed);
        free(files[i].bytes);
    }
    mg_engine_destroy(engine);
}

static void any_step_will_do(void **state) { (void)state; in_every_small_world(every_step_may_be_the_last_before); }

static void same_state_is_the_same_bytes(void **state) {
    (void)state;
    MgEngine *engine = small_engine();
    File one = saved(engine);
    assert_int_equal(mg_engine_set_threads(engine, 3), MG_OK);
    mg_engine_publish(engine);                               // a published front is saved like any other
    File three = saved(engine);
    MgEngine *again = loaded(&one, 2);
    File copy = saved(again);
    assert_int_equal(one.count, three.count);
    assert_int_equal(one.count, copy.count);
    assert_memory_equal(one.bytes, three.bytes, one.count);
    assert_memory_equal(one.bytes, copy.bytes, one.count);
    mg_engine_destroy(engine);
    mg_engine_destroy(again);
    free(one.bytes), free(three.bytes), free(copy.bytes);
}

static void everything_comes_back(void **state) {
    (void)state;
    MgEngine *engine = small_engine();
    File file = saved(engine);
    MgEngine *again = loaded(&file, 1);
    MgSnapshotInfo info;
    double value;
    file.at = 0;
    assert_int_equal(mg_snapshot_info(take, &file, file.count, &info), MG_OK);
    assert_string_equal(info.version, mg_version());
    assert_string_equal(info.model, "gray_scott");
    assert_string_equal(info.seeding, "spheres");
    assert_string_equal(info.view, "u");
    assert_int_equal(info.nx * 10000 + info.ny * 100 + info.nz, 110908);
    assert_true(info.boundary[0] == MG_PERIODIC && info.boundary[1] == MG_NO_FLUX && info.boundary[2] == MG_PERIODIC);
    assert_true(info.dx == 0.75 && info.steps == 7 && info.seed == 0xfedcba9876543210u);
    assert_true(info.time == mg_engine_time(engine) && info.hash == mg_engine_hash(engine));
    for (int32_t i = 0; i < info.parameter_count; i++) {
        assert_int_equal(mg_engine_get(engine, info.parameters[i].name, &value), MG_OK);
        assert_true(value == info.parameters[i].value);
        assert_int_equal(mg_engine_get(again, info.parameters[i].name, &value), MG_OK);
        assert_true(value == info.parameters[i].value);
    }
    assert_string_equal(mg_engine_view(again), "u");
    mg_engine_seed(engine, NULL, 5);                         // the seeding and its parameters came along
    mg_engine_seed(again, NULL, 5);
    assert_true(mg_engine_hash(engine) == mg_engine_hash(again));
    mg_engine_destroy(engine);
    mg_engine_destroy(again);
    free(file.bytes);
}

static void bits_that_are_no_numbers_survive(void **state) {
    (void)state;
    MgEngine *engine = small_engine();
    const size_t cells = 11 * 9 * 8;
    uint32_t bits[11 * 9 * 8], back[11 * 9 * 8];
    for (uint32_t i = 0; i < cells; i++)                     // NaNs with a payload, -0, denormals, -infinity
        bits[i] = i % 4 == 0 ? 0x7fa00000u + i : i % 4 == 1 ? 0x80000000u : i % 4 == 2 ? i : 0xff800000u;
    assert_int_equal(mg_engine_write_field(engine, "v", (const float *)bits, cells), MG_OK);
    File file = saved(engine);
    MgEngine *again = loaded(&file, 1);
    assert_int_equal(mg_engine_read_field(again, "v", (float *)back, cells), MG_OK);
    assert_memory_equal(bits, back, sizeof bits);
    mg_engine_destroy(engine);
    mg_engine_destroy(again);
    free(file.bytes);
}

// ---- back in the same engine

static size_t first_field_value(const File *file) {
    for (size_t at = 0; at + 4 < file->count; at++)
        if (memcmp(file->bytes + at, "FELD", 4) == 0) return at + MG_SECTION_HEADER_BYTES + 40;
    fail();
    return 0;
}

static void goes_back(const World *world) {
    MgEngine *engine = engine_of(world, 2);
    mg_engine_step(engine, 3);
    File file = saved(engine);
    uint64_t hash = mg_engine_hash(engine);
    double time = mg_engine_time(engine);
    mg_engine_step(engine, 4);
    uint64_t later = mg_engine_hash(engine);
    mg_engine_publish(engine), mg_engine_publish(engine);
    mg_engine_step(engine, 5);
    for (int32_t times = 0; times < 2; times++) {
        if (mg_engine_restore(engine, file.bytes, file.count) != MG_OK) fail_msg("%s", mg_error_message());
        assert_true(mg_engine_hash(engine) == hash);
        assert_int_equal(mg_engine_steps(engine), 3);
        assert_true(mg_engine_time(engine) == time);
        mg_engine_step(engine, 4);
        assert_true(mg_engine_hash(engine) == later);
    }
    free(file.bytes);
    mg_engine_destroy(engine);
}

static void an_engine_goes_back_to_its_own_snapshot(void **state) { (void)state; in_every_small_world(goes_back); }

static void parameters_go_back_and_a_refusal_changes_nothing(void **state) {
    (void)state;
    MgEngine *engine = small_engine();
    File file = saved(engine);
    double feed;
    assert_int_equal(mg_engine_set(engine, "feed", 0.05), MG_OK);
    mg_engine_step(engine, 4);
    uint64_t hash = mg_engine_hash(engine);
    size_t headers = first_field_value(&file);
    for (size_t bit = 0; bit < 8 * file.count; bit += bit < 8 * headers ? 5 : 211) {
        file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        MgStatus status = mg_engine_restore(engine, file.bytes, file.count);
        assert_true(status == MG_BAD_FILE || status == MG_INVALID_ARGUMENT);
        file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (mg_engine_hash(engine) != hash) fail_msg("bit %zu changed the engine", bit);
    }
    assert_int_equal(mg_engine_restore(engine, file.bytes, file.count - 1), MG_BAD_FILE);
    assert_int_equal(mg_engine_steps(engine), 11);
    assert_int_equal(mg_engine_get(engine, "feed", &feed), MG_OK);
    assert_true(fabs(feed - 0.05) < 1e-6);
    assert_int_equal(mg_engine_restore(engine, file.bytes, file.count), MG_OK);
    assert_int_equal(mg_engine_get(engine, "feed", &feed), MG_OK);
    assert_true(fabs(feed - 0.03) < 1e-6);
    MgConfig other = mg_config_default();
    other.nx = other.ny = other.nz = 8;
    MgEngine *stranger = NULL;
    assert_int_equal(mg_engine_create(&other, &stranger), MG_OK);
    hash = mg_engine_hash(stranger);
    assert_int_equal(mg_engine_restore(stranger, file.bytes, file.count), MG_INVALID_ARGUMENT);
    assert_non_null(strstr(mg_error_message(), "11x9x8"));
    assert_true(mg_engine_hash(stranger) == hash);
    mg_engine_destroy(engine), mg_engine_destroy(stranger);
    free(file.bytes);
}

// ---- what is wrong is found

static void must_be_refused(File *file, const char *what, size_t where) {
    MgEngine *engine = NULL;
    MgStatus status = load(file, 1, &engine);
    if (status != MG_BAD_FILE) fail_msg("%s at %zu: status %d, %s", what, where, status, mg_error_message());
    assert_null(engine);
    assert_true(strlen(mg_error_message()) > 20);
}

static void every_flipped_bit_is_found(void **state) {
    (void)state;
    File file = small_file();
    size_t headers = first_field_value(&file);
    for (size_t bit = 0; bit < 8 * file.count; bit += bit < 8 * headers ? 1 : 37) {
        file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        must_be_refused(&file, "flipped bit", bit);
        file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    mg_engine_destroy(loaded(&file, 1));
    free(file.bytes);
}

// Cut short, known or not: the second file claims the bytes it does not have.
static void every_cut_is_found(void **state) {
    (void)state;
    File file = small_file(), liar = file;
    size_t whole = file.count, headers = first_field_value(&file);
    for (size_t count = 0; count < whole; count += count < headers || count + 70 > whole ? 1 : 41) {
        file.bytes = malloc(count + 1);                      // so that a sanitizer sees a byte read behind the end
        memcpy(file.bytes, liar.bytes, count);
        file.count = count;
        must_be_refused(&file, "cut", count);
        file.at = 0;
        MgEngine *engine = NULL;
        assert_int_equal(mg_engine_load(take, &file, whole, 1, 0, &engine), MG_BAD_FILE);
        assert_null(engine);
        free(file.bytes);
    }
    liar.bytes = realloc(liar.bytes, whole + 1);
    liar.bytes[whole] = 0;
    liar.count = whole + 1;
    must_be_refused(&liar, "one byte more", whole);
    free(liar.bytes);
}

static void noise_is_found(void **state) {
    (void)state;
    File file = small_file();
    uint32_t random = 1;
    for (int32_t round = 0; round < 2000; round++) {
        uint8_t kept[8];
        random = random * 1664525u + 1013904223u;
        size_t at = (random >> 4) % (file.count - 8);
        memcpy(kept, file.bytes + at, 8);
        for (size_t i = 0; i < 8; i++) {
            random = random * 1664525u + 1013904223u;
            file.bytes[at + i] = (uint8_t)(random >> 24);
        }
        must_be_refused(&file, "noise", at);
        memcpy(file.bytes + at, kept, 8);
    }
    free(file.bytes);
}

// ---- files with good checksums and bad contents

static void put_entry(File *payload, char kind, const char *name, const void *value, size_t count) {
    uint8_t header[4] = { (uint8_t)kind, (uint8_t)strlen(name), (uint8_t)count, 0 };
    append(payload, header, 4);
    append(payload, name, strlen(name));
    append(payload, value, count);
}

typedef struct Forgery {
    uint64_t nx, boundary;
    const char *model, *view, *extra_meta, *extra_param;
    double param;
    const char *extra_tag;
} Forgery;

static const Forgery honest = { .nx = 8, .model = "gray_scott", .view = "v" };

static void put_whole(File *payload, const char *name, uint64_t value) {
    uint8_t bytes[8];
    mg_put_u64(bytes, value);
    put_entry(payload, 'u', name, bytes, 8);
}

static void put_real(File *payload, const char *name, double value) {
    uint8_t bytes[8];
    mg_put_u64(bytes, mg_double_bits(value));
    put_entry(payload, 'd', name, bytes, 8);
}

static File forged_meta(const Forgery *f) {
    File meta = { .writes_left = -1 };
    put_entry(&meta, 's', "version", "0", 1);
    put_entry(&meta, 's', "model", f->model, strlen(f->model));
    put_entry(&meta, 's', "seeding", "perlin", 6);
    put_entry(&meta, 's', "view", f->view, strlen(f->view));
    put_whole(&meta, "nx", f->nx), put_whole(&meta, "ny", 8), put_whole(&meta, "nz", 8);
    put_whole(&meta, "boundary.x", f->boundary), put_whole(&meta, "boundary.y", 0), put_whole(&meta, "boundary.z", 1);
    put_real(&meta, "dx", 1), put_real(&meta, "time", 0);
    put_whole(&meta, "seed", 1), put_whole(&meta, "steps", 0), put_whole(&meta, "hash", 12345);
    if (f->extra_meta != NULL) put_whole(&meta, f->extra_meta, 0);
    return meta;
}

static void put_section(MgSectionsOut *out, const char *tag, uint32_t number, const void *bytes, size_t count) {
    mg_section_open(out, tag, number, count);
    mg_writer_bytes(&out->writer, bytes, count);
    mg_section_close(out);
}

static File forged(const Forgery *f) {
    File file = { .writes_left = -1 }, meta = forged_meta(f), params = { .writes_left = -1 };
    static MgSectionsOut out;
    uint8_t field[40 + 8 * 8 * 8 * 4] = { 'u' };
    put_real(&params, "feed", 0.03);
    if (f->extra_param != NULL) put_real(&params, f->extra_param, f->param);
    mg_put_u32(field + 32, 1);
    int32_t sections = f->extra_tag != NULL ? 5 : 4;
    mg_sections_out(&out, append, &file, sections, meta.count + params.count + 2 * sizeof field + (f->extra_tag ? 3 : 0));
    put_section(&out, "META", 0, meta.bytes, meta.count);
    if (f->extra_tag != NULL) put_section(&out, f->extra_tag, 0, "abc", 3);
    put_section(&out, "PARM", 0, params.bytes, params.count);
    put_section(&out, "FELD", 0, field, sizeof field);
    field[0] = 'v';
    put_section(&out, "FELD", 1, field, sizeof field);
    assert_int_equal(mg_sections_finish(&out), MG_OK);
    free(meta.bytes), free(params.bytes);
    return file;
}

static void refuse_forgery(Forgery f, const char *word) {
    File file = forged(&f);
    must_be_refused(&file, word, 0);
    if (strstr(mg_error_message(), word) == NULL) fail_msg("'%s' does not say '%s'", mg_error_message(), word);
    free(file.bytes);
}

#define FORGE(word, ...) do { Forgery f = honest; __VA_ARGS__; refuse_forgery(f, word); } while (0)

static void what_is_wrong_is_named(void **state) {
    (void)state;
    FORGE("has hash", (void)0);                              // honest but for the hash: everything else was accepted
    FORGE("has hash", f.extra_tag = "cams");                 // may be skipped
    FORGE("'CAMS'", f.extra_tag = "CAMS");
    FORGE("'grey_scott'", f.model = "grey_scott");
    FORGE("'w'", f.view = "w");
    FORGE("7 cells", f.nx = 7);
    FORGE("5000 cells", f.nx = 5000);
    FORGE("18446744073709551615 cells", f.nx = UINT64_MAX);
    FORGE("boundary 2", f.boundary = 2);
    FORGE("'colour'", f.extra_meta = "colour");
    FORGE("'hunger'", f.extra_param = "hunger");
    FORGE("'perlin.hunger'", f.extra_param = "perlin.hunger");
    FORGE("kill = 2", f.extra_param = "kill", f.param = 2);
    FORGE("kill = nan", f.extra_param = "kill", f.param = (double)mg_float_of(0x7fc00000u));
    FORGE("do not fit", f.nx = 4096);
}

static void a_large_claim_takes_no_memory(void **state) {
    (void)state;
    Forgery f = honest;
    f.nx = 4096;
    File file = forged(&f);
    uint64_t before = mg_allocated_bytes();
    must_be_refused(&file, "claim", 0);
    assert_true(mg_allocated_bytes() == before);
    free(file.bytes);
}

// ---- the world refuses

static void every_refused_write_is_told(void **state) {
    (void)state;
    MgConfig config = mg_config_default();
    config.nx = config.ny = config.nz = 32, config.threads = 1;
    MgEngine *engine = NULL;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    uint64_t hash = mg_engine_hash(engine);
    int32_t writes = 0;
    for (MgStatus status = MG_WRITE_FAILED; status != MG_OK; writes++) {
        File file = { .writes_left = writes };
        status = mg_engine_save(engine, append, &file);
        assert_true(status == MG_OK || status == MG_WRITE_FAILED);
        assert_true(mg_engine_hash(engine) == hash);
        free(file.bytes);
    }
    assert_true(writes > 10);
    mg_engine_destroy(engine);
}

static void every_refused_allocation_is_told(void **state) {
    (void)state;
    File file = small_file();
    int32_t refused = 0;
    for (MgStatus status = MG_OUT_OF_MEMORY; status != MG_OK; refused++) {
        MgEngine *engine = NULL;
        mg_refuse_allocation((uint64_t)refused + 1);
        status = load(&file, 1, &engine);
        mg_refuse_allocation(0);
        assert_true(status == MG_OK || status == MG_OUT_OF_MEMORY);
        assert_true((engine != NULL) == (status == MG_OK));
        mg_engine_destroy(engine);
    }
    assert_true(refused > 5);
    free(file.bytes);
}

static void budget_and_threads_are_the_loader_s(void **state) {
    (void)state;
    File file = small_file();
    MgEngine *engine = NULL;
    assert_int_equal(mg_engine_load(take, &file, file.count, 1, 1000, &engine), MG_OVER_BUDGET);
    file.at = 0;
    assert_int_equal(mg_engine_load(take, &file, file.count, 65, 0, &engine), MG_INVALID_ARGUMENT);
    engine = loaded(&file, 3);
    assert_int_equal(mg_engine_threads(engine), 3);
    mg_engine_destroy(engine);
    free(file.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checksum_has_its_published_values),
        MG_LAW(going_on_is_never_having_stopped),
        MG_LAW(any_step_will_do),
        cmocka_unit_test(same_state_is_the_same_bytes),
        cmocka_unit_test(everything_comes_back),
        cmocka_unit_test(bits_that_are_no_numbers_survive),
        MG_LAW(an_engine_goes_back_to_its_own_snapshot),
        cmocka_unit_test(parameters_go_back_and_a_refusal_changes_nothing),
        cmocka_unit_test(every_flipped_bit_is_found),
        cmocka_unit_test(every_cut_is_found),
        cmocka_unit_test(noise_is_found),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(a_large_claim_takes_no_memory),
        cmocka_unit_test(every_refused_write_is_told),
        cmocka_unit_test(every_refused_allocation_is_told),
        cmocka_unit_test(budget_and_threads_are_the_loader_s),
    };
    return MG_RUN_TESTS(tests);
}

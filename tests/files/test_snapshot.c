// Snapshots: going on from one is the same as never having stopped, and the same state is the same bytes. What is wrong
// with a file is test_damage.c's.
#include "support/snapshots.h"

#include <math.h>

#include "base/memory.h"

// ---- what comes back

static void checksum_has_its_published_values(void **state) {
    (void)state;
    static MgCrcTables tables;
    uint8_t bytes[32] = { 0 };
    mg_crc32c_tables(&tables);
    assert_int_equal(mg_crc32c(&tables, 0, "123456789", 9), 0xe3069283u);
    assert_int_equal(mg_crc32c(&tables, 0, bytes, 32), 0x8a9136aau); // RFC 3720, B.4
    memset(bytes, 0xff, 32);
    assert_int_equal(mg_crc32c(&tables, 0, bytes, 32), 0x62a8ab43u);
    for (uint8_t i = 0; i < 32; i++) bytes[i] = i;
    assert_int_equal(mg_crc32c(&tables, 0, bytes, 32), 0x46dd794eu);
    assert_int_equal(mg_crc32c(&tables, mg_crc32c(&tables, 0, bytes, 13), bytes + 13, 19), 0x46dd794eu);
}

enum { STEPS = 13 };

static void same_as_never_stopped(const Setup *setup) {
    enum { FIRST = 6 };
    MgEngine *engine = engine_of(setup, 1);
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
    in_every_setup(same_as_never_stopped);
}

static void every_step_may_be_the_last_before(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 1);
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

static void any_step_will_do(void **state) {
    (void)state;
    in_every_small_setup(every_step_may_be_the_last_before);
}

static void same_state_is_the_same_bytes(void **state) {
    (void)state;
    MgEngine *engine = small_engine();
    File one = saved(engine);
    assert_int_equal(mg_engine_set_threads(engine, 3), MG_OK);
    mg_engine_publish(engine); // a published front is saved like any other
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
    mg_engine_seed(engine, NULL, 5); // the seeding and its parameters came along
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
    for (uint32_t i = 0; i < cells; i++) // NaNs with a payload, -0, denormals, -infinity
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

static void goes_back(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 2);
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

static void an_engine_goes_back_to_its_own_snapshot(void **state) {
    (void)state;
    in_every_small_setup(goes_back);
}

static void parameters_go_back_and_a_refusal_changes_nothing(void **state) {
    (void)state;
    MgEngine *engine = small_engine();
    File file = saved(engine);
    double feed;
    assert_int_equal(mg_engine_set(engine, "feed", 0.05), MG_OK);
    mg_engine_step(engine, 4);
    uint64_t hash = mg_engine_hash(engine);
    size_t headers = first_field_value(&file);
    for (size_t bit = 0; bit < 8 * file.count; bit += bit < 8 * headers ? 1 : 211) {
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
        cmocka_unit_test(every_refused_write_is_told),
        cmocka_unit_test(every_refused_allocation_is_told),
        cmocka_unit_test(budget_and_threads_are_the_loader_s),
    };
    return MG_RUN_TESTS(tests);
}

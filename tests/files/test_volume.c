// Volumes and exports where the world refuses: memory at any allocation, a writer at any write. Everything is told by
// its status, nothing leaks (the address sanitizer looks), and the engine is as it was.
#include "support/memory_file.h"
#include "support/test.h"

#include "base/memory.h"
#include "io/inflate.h"
#include "morphogen/morphogen.h"

static MgEngine *engine_of(const char *model, int32_t nx) {
    MgConfig config = mg_config_default();
    config.model = model;
    config.nx = nx, config.ny = 12, config.nz = 10, config.threads = 2, config.seed = 3;
    MgEngine *engine = NULL;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    return engine;
}

// ---- starting from a volume

// "v" of a Gray-Scott engine as a VTI file.
static File vti_of(MgEngine *engine) {
    File file = { .writes_left = -1 };
    assert_int_equal(mg_engine_export_vti(engine, append, &file), MG_OK);
    return file;
}

static void every_refused_allocation_is_told(void **state) {
    (void)state;
    MgEngine *from = engine_of("gray_scott", 16), *to = engine_of("gray_scott", 20);
    mg_engine_step(from, 10);
    File file = vti_of(from);
    uint64_t hash = mg_engine_hash(to);
    int32_t refused = 0;
    for (MgStatus status = MG_OUT_OF_MEMORY; status != MG_OK; refused++) {
        MgVolume *volume = NULL;
        assert_true(mg_engine_hash(to) == hash);
        mg_refuse_allocation((uint64_t)refused + 1);
        status = mg_volume_parse(file.bytes, file.count, &volume);
        assert_true((volume != NULL) == (status == MG_OK));
        if (status == MG_OK) status = mg_engine_seed_from_volume(to, volume);
        mg_refuse_allocation(0);
        assert_true(status == MG_OK || status == MG_OUT_OF_MEMORY);
        mg_volume_destroy(volume);
    }
    assert_true(refused > 4);
    assert_false(mg_engine_hash(to) == hash);
    free(file.bytes);
    mg_engine_destroy(from);
    mg_engine_destroy(to);
}

static void expect_the_same_fields(const MgEngine *a, const MgEngine *b, const char *const *names) {
    enum { CELLS = 16 * 12 * 10 };
    static float values[2][CELLS];
    for (; *names != NULL; names++) {
        assert_int_equal(mg_engine_read_field(a, *names, values[0], CELLS), MG_OK);
        assert_int_equal(mg_engine_read_field(b, *names, values[1], CELLS), MG_OK);
        assert_memory_equal(values[0], values[1], sizeof values[0]);
    }
}

static void a_start_is_the_state_it_came_from(void **state) {
    (void)state;
    const char *const models[] = { "gray_scott", "rdme" };
    const char *const fields[][4] = { { "u", "v" }, { "food", "autocatalyst", "inhibitor" } };
    for (size_t i = 0; i < 2; i++) {
        MgEngine *from = engine_of(models[i], 16), *to = engine_of(models[i], 16);
        mg_engine_step(from, 10);
        mg_engine_step(to, 3);
        mg_engine_publish(to); // a published front stays as it is
        File file = vti_of(from);
        MgVolume *volume = NULL;
        assert_int_equal(mg_volume_parse(file.bytes, file.count, &volume), MG_OK);
        assert_int_equal(mg_engine_seed_from_volume(to, volume), MG_OK);
        expect_the_same_fields(to, from, fields[i]);
        assert_true(mg_engine_steps(to) == 0 && mg_engine_time(to) == 0);
        mg_volume_destroy(volume);
        free(file.bytes);
        mg_engine_destroy(from);
        mg_engine_destroy(to);
    }
}

static void a_volume_of_another_model_changes_nothing(void **state) {
    (void)state;
    MgEngine *from = engine_of("rdme", 16), *to = engine_of("gray_scott", 16);
    mg_engine_step(to, 3);
    uint64_t hash = mg_engine_hash(to);
    File file = vti_of(from);
    MgVolume *volume = NULL;
    assert_int_equal(mg_volume_parse(file.bytes, file.count, &volume), MG_OK);
    assert_int_equal(mg_engine_seed_from_volume(to, volume), MG_INVALID_ARGUMENT);
    assert_true(mg_engine_hash(to) == hash && mg_engine_steps(to) == 3);
    mg_volume_destroy(volume);
    free(file.bytes);
    mg_engine_destroy(from);
    mg_engine_destroy(to);
}

// ---- exports

typedef MgStatus (*Export)(MgEngine *engine, const MgMesh *mesh, MgWrite write, void *context);
static MgStatus vti(MgEngine *e, const MgMesh *m, MgWrite w, void *c) {
    (void)m;
    return mg_engine_export_vti(e, w, c);
}
static MgStatus npy(MgEngine *e, const MgMesh *m, MgWrite w, void *c) {
    (void)m;
    return mg_engine_export_npy(e, "u", w, c);
}
static MgStatus stl(MgEngine *e, const MgMesh *m, MgWrite w, void *c) {
    (void)e;
    return mg_export_stl(m, w, c);
}
static MgStatus glb(MgEngine *e, const MgMesh *m, MgWrite w, void *c) {
    (void)e;
    return mg_export_glb(m, w, c);
}

static void every_refused_write_is_told(void **state) {
    (void)state;
    const Export exports[] = { vti, npy, stl, glb };
    MgEngine *engine = engine_of("gray_scott", 64);
    MgMeshRequest request = mg_mesh_request_default(engine);
    const MgMesh *mesh = NULL;
    request.isovalue = 0.01f;
    assert_int_equal(mg_engine_mesh(engine, &request, &mesh), MG_OK);
    assert_true(mesh->triangle_count > 100);
    uint64_t hash = mg_engine_hash(engine);
    for (size_t i = 0; i < 4; i++) {
        int32_t writes = 0;
        for (MgStatus status = MG_WRITE_FAILED; status != MG_OK; writes++) {
            File file = { .writes_left = writes };
            status = exports[i](engine, mesh, append, &file);
            assert_true(status == MG_OK || status == MG_WRITE_FAILED);
            free(file.bytes);
        }
        assert_true(writes > 1);
        assert_true(mg_engine_hash(engine) == hash);
    }
    mg_engine_destroy(engine);
}

static void packed_and_empty_meshes_are_refused(void **state) {
    (void)state;
    MgEngine *engine = engine_of("gray_scott", 16);
    MgMeshRequest request = mg_mesh_request_default(engine);
    const MgMesh *mesh = NULL;
    File file = { .writes_left = 0 };
    request.format = MG_VERTEX_PACKED;
    assert_int_equal(mg_engine_mesh(engine, &request, &mesh), MG_OK);
    assert_int_equal(mg_export_stl(mesh, append, &file), MG_INVALID_ARGUMENT);
    assert_int_equal(mg_export_glb(mesh, append, &file), MG_INVALID_ARGUMENT);
    request.format = MG_VERTEX_FLOAT, request.isovalue = 99.0f;
    assert_int_equal(mg_engine_mesh(engine, &request, &mesh), MG_OK);
    assert_int_equal(mg_export_glb(mesh, append, &file), MG_INVALID_ARGUMENT);
    assert_int_equal(mg_engine_export_npy(engine, "w", append, &file), MG_UNKNOWN_NAME);
    mg_engine_destroy(engine);
}

static void colours_stay_on_the_map(void **state) {
    (void)state;
    const float places[] = { -1.0f, 0.0f, 0.5f, 1.0f, 7.0f, __builtin_nanf("") };
    const uint8_t expected[][3] = { { 68, 1, 84 },    { 68, 1, 84 },    { 33, 144, 141 },
                                    { 253, 231, 37 }, { 253, 231, 37 }, { 68, 1, 84 } };
    for (size_t i = 0; i < 6; i++) {
        uint8_t rgb[3];
        mg_viridis(places[i], rgb);
        assert_memory_equal(rgb, expected[i], 3);
    }
}

// ---- inflating: blocks written out by hand, bit by bit (RFC 1951)

static void stored_and_fixed_blocks_inflate(void **state) {
    (void)state;
    const uint8_t stored[] = { 0x78, 0x01, 1, 3, 0, 0xfc, 0xff, 'a', 'b', 'c', 0x02, 0x4d, 0x01, 0x27 };
    const uint8_t fixed[] = { 0x78, 0x9c, 0x4b, 0x4c, 0x4a, 0x06, 0x00, 0x02, 0x4d, 0x01, 0x27 };
    uint8_t out[4] = { 0 };
    assert_true(mg_inflate_zlib(stored, sizeof stored, out, 3));
    assert_memory_equal(out, "abc", 3);
    memset(out, 0, sizeof out);
    assert_true(mg_inflate_zlib(fixed, sizeof fixed, out, 3));
    assert_memory_equal(out, "abc", 3);
    assert_false(mg_inflate_zlib(fixed, sizeof fixed, out, 2));
    assert_false(mg_inflate_zlib(fixed, sizeof fixed, out, 4));
    for (size_t bit = 0; bit < 8 * sizeof fixed;
         bit++) { // the sum at its end finds what the bits still mean something by
        uint8_t damaged[sizeof fixed];
        memcpy(damaged, fixed, sizeof fixed);
        damaged[bit / 8] ^= (uint8_t)(1 << bit % 8);
        bool unused = bit / 8 == 6 && bit % 8 >= 2; // behind the last code, to the next byte
        if (bit / 8 > 1 && !unused) assert_false(mg_inflate_zlib(damaged, sizeof damaged, out, 3));
    }
    for (size_t count = 0; count < sizeof fixed; count++) assert_false(mg_inflate_zlib(fixed, count, out, 3));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_refused_allocation_is_told),
        cmocka_unit_test(a_start_is_the_state_it_came_from),
        cmocka_unit_test(a_volume_of_another_model_changes_nothing),
        cmocka_unit_test(every_refused_write_is_told),
        cmocka_unit_test(packed_and_empty_meshes_are_refused),
        cmocka_unit_test(colours_stay_on_the_map),
        cmocka_unit_test(stored_and_fixed_blocks_inflate),
    };
    return MG_RUN_TESTS(tests);
}

// Memory refused at every n-th request of every public call that may ask for some: it says so and changes nothing, or
// does without; the engine then does the same as one that never was refused. The address sanitizer finds leaks.
#include "support/snapshots.h"

#include "base/memory.h"

typedef struct Scene {
    MgEngine *engine;
    const Setup *setup;
    File saved;
    MgVolume *volume;
    uint64_t told;
} Scene;

static bool count_bytes(void *context, const void *bytes, size_t count) {
    (void)bytes;
    *(uint64_t *)context += count;
    return true;
}

// ---- the calls: told is what they give beside the state

static MgStatus seed(Scene *s) { return mg_engine_seed(s->engine, NULL, 11); }
static MgStatus set_threads(Scene *s) { return mg_engine_set_threads(s->engine, 5); }
static MgStatus set_tiling(Scene *s) {
    MgTiling tiling = { .steps = 1, .rows = 5, .planes = 3 }; // molecules have none
    return mg_engine_tiling(s->engine).rows == 0 ? MG_OK : mg_engine_set_tiling(s->engine, &tiling);
}

static MgStatus restore(Scene *s) { return mg_engine_restore(s->engine, s->saved.bytes, s->saved.count); }
static MgStatus start(Scene *s) { return mg_engine_seed_from_volume(s->engine, s->volume); }
static MgStatus save(Scene *s) { return mg_engine_save(s->engine, count_bytes, &s->told); }
static MgStatus vti(Scene *s) { return mg_engine_export_vti(s->engine, count_bytes, &s->told); }
static MgStatus npy(Scene *s) { return mg_engine_export_npy(s->engine, NULL, count_bytes, &s->told); }
static MgStatus nrrd(Scene *s) { return mg_engine_export_nrrd(s->engine, count_bytes, &s->told); }

static MgStatus surface(Scene *s, MgVertexFormat format, bool cap) {
    MgMeshRequest request = mg_mesh_request_default(s->engine);
    const MgKeyframe *k = mg_engine_publish(s->engine);
    const MgMesh *mesh;
    request.format = format, request.cap = cap, request.isovalue = 0.5f * (k->range.min + k->range.max);
    MG_TRY(mg_engine_mesh(s->engine, &request, &mesh));
    s->told += (uint64_t)mesh->triangle_count;
    if (format == MG_VERTEX_PACKED) return MG_OK;
    MG_TRY(mg_export_ply(mesh, count_bytes, &s->told));
    MG_TRY(mg_export_stl(mesh, count_bytes, &s->told));
    return mg_export_glb(mesh, count_bytes, &s->told);
}

static MgStatus packed_surface(Scene *s) { return surface(s, MG_VERTEX_PACKED, false); }
static MgStatus capped_surface(Scene *s) { return surface(s, MG_VERTEX_FLOAT, true); }

static MgStatus texture(Scene *s) {
    const MgTexture *out;
    return mg_engine_texture(s->engine, &(MgTextureRequest){ .view = mg_engine_view(s->engine) }, &out);
}

static MgStatus raycast(Scene *s) {
    MgRayHit hit;
    MgRay ray = {
        .origin = { -5, 3, 3 }, .direction = { 1, 0.1, 0.2 }, .isovalue = 0.3f, .blend = 1, .box_min = { 1 }
    };
    return mg_engine_raycast(s->engine, &ray, &hit);
}

static MgStatus statistics(Scene *s) {
    MgFieldStatistics out;
    return mg_engine_field_statistics(s->engine, s->setup->model->fields[0].id, &out);
}

static MgStatus go_on(Scene *s) {
    mg_engine_step(s->engine, 2);
    mg_engine_publish(s->engine);
    return MG_OK;
}

static const struct {
    const char *name;
    MgStatus (*make)(Scene *scene);
} calls[] = {
    { "seed", seed },
    { "set_threads", set_threads },
    { "set_tiling", set_tiling },
    { "restore", restore },
    { "start", start },
    { "save", save },
    { "vti", vti },
    { "npy", npy },
    { "nrrd", nrrd },
    { "packed surface", packed_surface },
    { "capped surface", capped_surface },
    { "texture", texture },
    { "raycast", raycast },
    { "statistics", statistics },
    { "step", go_on },
};

// ---- each of them

static Scene scene_of(const Setup *setup) {
    Scene s = { .setup = setup, .engine = engine_of(setup, 2) };
    static float values[MG_MAX_FIELDS * 9 * 9 * 9]; // of another size than the box, so that it is resampled
    for (size_t i = 0; i < MG_COUNT_OF(values); i++) values[i] = (float)(i % 3);
    s.saved = saved(s.engine);
    mg_engine_step(s.engine, 3);
    assert_int_equal(mg_volume_from_raw(values, (size_t)fields_of(setup) * 9 * 9 * 9 * sizeof(float), 9, 9, 9,
                                        fields_of(setup), "f4", &s.volume),
                     MG_OK);
    return s;
}

static void drop(Scene *s) {
    mg_engine_destroy(s->engine);
    mg_volume_destroy(s->volume);
    free(s->saved.bytes);
}

static int32_t refused; // calls that said so

static void refuse_every_request(const Setup *setup, int32_t call) {
    Scene whole = scene_of(setup);
    uint64_t before = mg_engine_hash(whole.engine), requests = mg_allocation_count();
    assert_int_equal(calls[call].make(&whole), MG_OK);
    requests = mg_allocation_count() - requests;
    mg_engine_step(whole.engine, 2);
    for (uint64_t nth = 1; nth <= requests; nth++) {
        Scene s = scene_of(setup);
        mg_refuse_allocation(nth);
        MgStatus status = calls[call].make(&s);
        mg_refuse_allocation(0);
        if (status != MG_OK) {
            refused++;
            if (status != MG_OUT_OF_MEMORY) fail_msg("%s, request %d: status %d", calls[call].name, (int)nth, status);
            assert_true(strlen(mg_error_message()) > 10);
            if (mg_engine_hash(s.engine) != before)
                fail_msg("%s, request %d changed the state", calls[call].name, (int)nth);
            s.told = 0;
            if (calls[call].make(&s) != MG_OK)
                fail_msg("%s, after request %d: %s", calls[call].name, (int)nth, mg_error_message());
        }
        mg_engine_step(s.engine, 2);
        if (mg_engine_hash(s.engine) != mg_engine_hash(whole.engine) || s.told != whole.told)
            fail_msg("%s, after request %d: another result", calls[call].name, (int)nth);
        drop(&s);
    }
    drop(&whole);
}

static void every_call_survives(const Setup *setup) {
    for (int32_t i = 0; i < MG_COUNT_OF(calls); i++) refuse_every_request(setup, i);
}

static void every_call_survives_every_refusal(void **state) {
    (void)state;
    in_every_small_setup(every_call_survives);
    assert_true(refused > 100);
}

// ---- a network of one's own: read, made an engine of, and read from a snapshot

static void networks_survive_every_refusal(void **state) {
    (void)state;
    MgConfig config = mg_config_default();
    config.model = NULL, config.threads = 1, config.nx = config.ny = config.nz = 8;
    config.text = "species X D = 0.1 initial = 5\nreaction X -> 0 rate 0.1\n";
    MgStatus status = MG_OUT_OF_MEMORY;
    File file = { 0 };
    for (uint64_t nth = 1; status != MG_OK; nth++) {
        MgEngine *engine = NULL;
        mg_refuse_allocation(nth);
        status = mg_engine_create(&config, &engine);
        mg_refuse_allocation(0);
        assert_true(status == MG_OUT_OF_MEMORY || (status == MG_OK && engine != NULL && nth > 5));
        if (status == MG_OK) file = saved(engine);
        mg_engine_destroy(engine);
    }
    status = MG_OUT_OF_MEMORY;
    for (uint64_t nth = 1; status != MG_OK; nth++) {
        MgEngine *engine = NULL;
        mg_refuse_allocation(nth);
        status = load(&file, 1, &engine);
        mg_refuse_allocation(0);
        assert_true(status == MG_OUT_OF_MEMORY || (status == MG_OK && engine != NULL && nth > 5));
        mg_engine_destroy(engine);
    }
    free(file.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MG_LAW(every_call_survives_every_refusal),
        cmocka_unit_test(networks_survive_every_refusal),
    };
    return MG_RUN_TESTS(tests);
}

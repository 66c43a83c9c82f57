// The bytes of meshes: the same for every compiler, vector width and number of threads, in every build that runs this.
#include "support/world.h"

typedef struct Golden { MgVertexFormat format; float blend; uint64_t hash; } Golden;

static const Golden goldens[] = {
    { MG_VERTEX_FLOAT, 1.0f, 0xf22771585e4657eaull },
    { MG_VERTEX_FLOAT, 0.375f, 0xe10d1be74f61bb88ull },
    { MG_VERTEX_PACKED, 1.0f, 0x5f826a0f4e335054ull },
    { MG_VERTEX_PACKED, 0.375f, 0x9d73f129276f4e6full },
};

static uint64_t hash_of_mesh(MgEngine *engine, const Golden *golden) {
    MgMeshRequest request = mg_mesh_request_default(engine);
    request.format = golden->format, request.blend = golden->blend;
    const MgMesh *mesh;
    assert_int_equal(mg_engine_mesh(engine, &request, &mesh), MG_OK);
    assert_in_range(mesh->triangle_count, 5000, 1000000);
    size_t vertex_bytes = golden->format == MG_VERTEX_FLOAT ? sizeof(MgVertexFloat) : sizeof(MgVertexPacked);
    return hash_of_bytes(mesh->vertices, vertex_bytes * (size_t)mesh->vertex_count) ^
           hash_of_bytes(mesh->indices, 3 * sizeof(uint32_t) * (size_t)mesh->triangle_count);
}

static void meshes_have_their_bytes(void **state) {
    (void)state;
    MgConfig config = mg_config_default();
    config.nx = 75, config.ny = 50, config.nz = 41, config.boundary[1] = MG_NO_FLUX;
    for (config.threads = 1; config.threads <= 3; config.threads++) {
        MgEngine *engine;
        assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
        assert_int_equal(mg_engine_seed(engine, "perlin", 7), MG_OK);
        mg_engine_step(engine, 40);
        mg_engine_publish(engine);
        mg_engine_step(engine, 30);
        mg_engine_publish(engine);
        for (int32_t i = 0; i < MG_COUNT_OF(goldens); i++) {
            uint64_t hash = hash_of_mesh(engine, &goldens[i]);
            if (hash != goldens[i].hash) print_error("    mesh %d: 0x%016llxull\n", i, (unsigned long long)hash);
            assert_true(hash == goldens[i].hash);
        }
        mg_engine_destroy(engine);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(meshes_have_their_bytes) };
    return MG_RUN_TESTS(tests);
}

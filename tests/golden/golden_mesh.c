// The bytes of meshes: the same for every compiler, vector width and number of threads, in every build that runs this.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/bytes.h"

#include "base/base.h"
#include "morphogen/morphogen.h"

typedef struct Golden {
    MgVertexFormat format;
    float blend;
    uint64_t hash;
} Golden;

static const Golden goldens[] = {
    { MG_VERTEX_FLOAT, 1.0f, 0xaed934a7486a3070ull },
    { MG_VERTEX_FLOAT, 0.375f, 0x8c4ca01303b46140ull },
    { MG_VERTEX_PACKED, 1.0f, 0x0532376e77ff30b5ull },
    { MG_VERTEX_PACKED, 0.375f, 0xf144f08bb9c17320ull },
};

static int32_t meshes, wrong;

static void must(MgStatus status) {
    if (status == MG_OK) return;
    printf("%s\n", mg_error_message());
    exit(2);
}

static uint64_t hash_of_mesh(MgEngine *engine, const Golden *golden) {
    MgMeshRequest request = mg_mesh_request_default(engine);
    request.format = golden->format, request.blend = golden->blend;
    const MgMesh *mesh;
    must(mg_engine_mesh(engine, &request, &mesh));
    size_t vertex_bytes = golden->format == MG_VERTEX_FLOAT ? sizeof(MgVertexFloat) : sizeof(MgVertexPacked);
    return hash_of_bytes(mesh->vertices, vertex_bytes * (size_t)mesh->vertex_count) ^
           hash_of_bytes(mesh->indices, 3 * sizeof(uint32_t) * (size_t)mesh->triangle_count);
}

static void check_meshes(MgEngine *engine, int32_t threads) {
    for (int32_t i = 0; i < MG_COUNT_OF(goldens); i++) {
        uint64_t hash = hash_of_mesh(engine, &goldens[i]);
        meshes++;
        if (hash == goldens[i].hash) continue;
        wrong++;
        printf("mesh %d, %d threads: got 0x%016" PRIx64 "ull\n", i, threads, hash);
    }
}

int main(void) {
    MgConfig config = mg_config_default();
    config.nx = 75, config.ny = 50, config.nz = 41, config.boundary[1] = MG_NO_FLUX;
    for (config.threads = 1; config.threads <= 3; config.threads++) {
        MgEngine *engine;
        must(mg_engine_create(&config, &engine));
        must(mg_engine_seed(engine, "perlin", 7));
        mg_engine_step(engine, 40);
        mg_engine_publish(engine);
        mg_engine_step(engine, 30);
        mg_engine_publish(engine);
        check_meshes(engine, config.threads);
        mg_engine_destroy(engine);
    }
    printf("%d meshes, %d wrong\n", meshes, wrong);
    return wrong > 0;
}

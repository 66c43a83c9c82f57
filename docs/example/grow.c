// The smallest program that grows a pattern and writes its surface:  grow surface.ply
#include <morphogen/morphogen.h>

#include <inttypes.h>
#include <stdio.h>

static bool write_to_file(void *file, const void *bytes, size_t count) {
    return fwrite(bytes, 1, count, file) == count;
}

static MgStatus grow(MgEngine *engine, const MgMesh **mesh) {
    MgStatus status = mg_engine_set(engine, "feed", 0.0367);
    if (status == MG_OK) status = mg_engine_seed(engine, "noise", 7);
    if (status != MG_OK) return status;
    mg_engine_step(engine, 200);
    mg_engine_publish(engine);
    MgMeshRequest request = mg_mesh_request_default(engine);
    return mg_engine_mesh(engine, &request, mesh);
}

int main(int argc, char **argv) {
    MgConfig config = mg_config_default();
    config.nx = config.ny = config.nz = 32;
    MgEngine *engine = NULL;
    const MgMesh *mesh = NULL;
    MgStatus status = mg_engine_create(&config, &engine);
    if (status == MG_OK) status = grow(engine, &mesh);
    FILE *file = argc > 1 && status == MG_OK ? fopen(argv[1], "wb") : NULL;
    if (file != NULL) {
        status = mg_export_ply(mesh, write_to_file, file);
        if (fclose(file) != 0) status = MG_WRITE_FAILED;
    }
    if (status == MG_OK) printf("morphogen %s: hash %016" PRIx64 "\n", mg_version(), mg_engine_hash(engine));
    else fprintf(stderr, "%s\n", mg_error_message());
    mg_engine_destroy(engine);
    return status == MG_OK ? 0 : 1;
}

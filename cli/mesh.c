// morphogen mesh: the surface after some steps, as a PLY file.
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "options.h"

static bool write_to_file(void *file, const void *bytes, size_t count) { return fwrite(bytes, 1, count, file) == count; }

static int cannot_write(const char *path) {
    fprintf(stderr, "morphogen: cannot write %s: %s\n", path, strerror(errno));
    return EXIT_FAILED;
}

// A file that is not whole is worse than none: it gets its name only when every byte is in it.
static int write_ply(const MgMesh *mesh, const char *path) {
    char part[4096];
    if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part) {
        errno = ENAMETOOLONG;
        return cannot_write(path);
    }
    FILE *file = fopen(part, "wb");
    if (file == NULL) return cannot_write(path);
    bool written = mg_export_ply(mesh, write_to_file, file) == MG_OK;
    int reason = errno;
    if (fclose(file) != 0) written = false, reason = errno;
    if (written && rename(part, path) == 0) return EXIT_FINE;
    if (written) reason = errno;
    remove(part);
    errno = reason;
    return cannot_write(path);
}

static int mesh_and_write(MgEngine *engine, const Options *options) {
    MgMeshRequest request = mg_mesh_request_default(engine);
    if (!isnan(options->isovalue)) request.isovalue = (float)options->isovalue;
    mg_engine_step(engine, (int32_t)options->steps);
    mg_engine_publish(engine);
    const MgMesh *mesh;
    if (mg_engine_mesh(engine, &request, &mesh) != MG_OK) return print_failure();
    if (mesh->triangle_count == 0) {
        const MgKeyframe *keyframe = mg_engine_publish(engine);
        fprintf(stderr, "morphogen: no surface: %s is %g..%g, and the isovalue is %g; choose --iso inside that range\n",
                mg_engine_view(engine), (double)keyframe->range.min, (double)keyframe->range.max, (double)request.isovalue);
        return EXIT_FAILED;
    }
    int code = write_ply(mesh, options->out);
    if (code == EXIT_FINE) printf("%s: %d vertices, %d triangles\n", options->out, mesh->vertex_count, mesh->triangle_count);
    return code;
}

int command_mesh(int argc, char **argv) {
    Options options;
    int code = read_options(argc, argv, &options);
    if (code != EXIT_FINE) return code;
    if (options.out == NULL) {
        fprintf(stderr, "morphogen: mesh wants --out surface.ply\n");
        return EXIT_USAGE;
    }
    MgEngine *engine = engine_from(&options);
    if (engine == NULL) return EXIT_FAILED;
    code = mesh_and_write(engine, &options);
    mg_engine_destroy(engine);
    return code;
}

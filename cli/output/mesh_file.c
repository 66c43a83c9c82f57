#include "output/mesh_file.h"

#include <errno.h>
#include <math.h>

#include "output/output_file.h"

typedef struct MeshFile {
    const MgMesh *mesh;
    const char *path;
} MeshFile;

static MgStatus surface(void *what, MgEngine *engine, MgWrite write, void *context) {
    (void)engine;
    const MeshFile *file = what;
    if (ends_with(file->path, ".stl")) return mg_export_stl(file->mesh, write, context);
    if (ends_with(file->path, ".glb")) return mg_export_glb(file->mesh, write, context);
    return mg_export_ply(file->mesh, write, context);
}

// Slicer programs need solids; in other programs periodic copies may be placed side by side, or the inside be shown.
static bool is_capped(const RunOptions *o, const char *path) {
    return o->cap == CAP_YES || (o->cap == CAP_BY_FORMAT && ends_with(path, ".stl"));
}

int write_mesh(const RunOptions *o, MgEngine *engine, const char *path, const MeshSource *look, MeshCounts *counts) {
    MgMeshRequest request = mg_mesh_request_default(engine);
    if (!isnan(o->base.isovalue)) request.isovalue = (float)o->base.isovalue;
    request.cap = is_capped(o, path);
    if (look->scalar_max > 0) request.scalar_max = (float)look->scalar_max;
    const MgKeyframe *keyframe = mg_engine_publish(engine);
    const MgMesh *mesh;
    const MgStatus made = mg_engine_mesh(engine, &request, &mesh);
    if (made == MG_CANCELLED) return cannot_write(path, ECANCELED);
    if (made != MG_OK) return print_failure();
    bool everywhere = keyframe->range.min > request.isovalue; // only caps: no surface
    bool any = mesh->triangle_count > 0 && !everywhere;
    if (counts != NULL) *counts = (MeshCounts){ mesh->vertex_count, mesh->triangle_count, any };
    if (any) return write_file(o, path, OUTPUT, engine, surface, &(MeshFile){ mesh, path });
    void (*const log_reason)(const char *, ...) =
        o->every > 0 ? log_warning : log_error; // one of many frames may be empty
    log_reason("no surface, %s is not written: %s is %g..%g, and the isovalue is %g; choose --iso inside", path,
               look->name, (double)keyframe->range.min, (double)keyframe->range.max, (double)request.isovalue);
    return o->every > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

// The public interface for a host without C: structs are flattened to scalars on the way in and read at known offsets
// on the way out (asserted below; web/engine/src/layout.ts has the same numbers). Functions of morphogen.h whose
// arguments are scalars and pointers are exported as they are. exports.txt is the one list of what the module shows.
#include "morphogen/morphogen.h"

#define SCRATCH_BYTES 4096

// Where the host puts names and receives results; it belongs to thread 0 and to one call at a time.
static union {
    uint64_t align;
    unsigned char bytes[SCRATCH_BYTES];
} scratch;
void *mg_wasm_scratch(void) { return &scratch; }

// How far a seeding is.
__attribute__((import_module("env"), import_name("report_progress"))) void host_report_progress(double part);

static void report_to_host(void *context, double part) {
    (void)context;
    host_report_progress(part);
}

static MgConfig config_of(const char *model, const char *network, int32_t nx, int32_t ny, int32_t nz,
                          int32_t boundary_x, int32_t boundary_y, int32_t boundary_z, double dx, uint64_t seed,
                          int32_t threads, uint64_t budget_bytes) {
    MgConfig config = mg_config_default();
    config.model = model, config.text = network;
    config.nx = nx, config.ny = ny, config.nz = nz;
    config.boundary[0] = (MgBoundary)boundary_x;
    config.boundary[1] = (MgBoundary)boundary_y;
    config.boundary[2] = (MgBoundary)boundary_z;
    config.dx = dx, config.seed = seed, config.threads = threads;
    config.memory_budget_bytes = budget_bytes;
    config.progress = report_to_host;
    return config;
}

void mg_wasm_config_default(MgConfig *out) { *out = mg_config_default(); }

MgStatus mg_wasm_config_bytes(const char *model, const char *network, int32_t nx, int32_t ny, int32_t nz,
                              int32_t boundary_x, int32_t boundary_y, int32_t boundary_z, double dx, uint64_t *out) {
    MgConfig config = config_of(model, network, nx, ny, nz, boundary_x, boundary_y, boundary_z, dx, 0, 1, 0);
    return mg_config_bytes(&config, out);
}

MgStatus mg_wasm_engine_create(const char *model, const char *network, int32_t nx, int32_t ny, int32_t nz,
                               int32_t boundary_x, int32_t boundary_y, int32_t boundary_z, double dx, uint64_t seed,
                               int32_t threads, uint64_t budget_bytes, MgEngine **out) {
    MgConfig config =
        config_of(model, network, nx, ny, nz, boundary_x, boundary_y, boundary_z, dx, seed, threads, budget_bytes);
    return mg_engine_create(&config, out);
}

void mg_wasm_mesh_request_default(const MgEngine *engine, MgMeshRequest *out) {
    *out = mg_mesh_request_default(engine);
}

// ------------------------------------------------------------------------------------------ snapshots and export

// false: stop.
__attribute__((import_module("env"), import_name("write_bytes"))) bool host_write_bytes(const void *bytes,
                                                                                        size_t count);
// Returns how many there were.
__attribute__((import_module("env"), import_name("read_bytes"))) size_t host_read_bytes(void *bytes, size_t count);

static bool write_to_host(void *context, const void *bytes, size_t count) {
    (void)context;
    return host_write_bytes(bytes, count);
}

static size_t read_from_host(void *context, void *bytes, size_t count) {
    (void)context;
    return host_read_bytes(bytes, count);
}

MgStatus mg_wasm_engine_save(MgEngine *engine) { return mg_engine_save(engine, write_to_host, NULL); }

MgStatus mg_wasm_engine_load(uint64_t file_bytes, int32_t threads, uint64_t budget_bytes, MgEngine **out) {
    return mg_engine_load(read_from_host, NULL, file_bytes, threads, budget_bytes, out);
}

MgStatus mg_wasm_snapshot_info(uint64_t file_bytes, MgSnapshotInfo *out) {
    return mg_snapshot_info(read_from_host, NULL, file_bytes, out);
}

MgStatus mg_wasm_export_ply(const MgMesh *mesh) { return mg_export_ply(mesh, write_to_host, NULL); }
MgStatus mg_wasm_export_stl(const MgMesh *mesh) { return mg_export_stl(mesh, write_to_host, NULL); }
MgStatus mg_wasm_export_glb(const MgMesh *mesh) { return mg_export_glb(mesh, write_to_host, NULL); }
MgStatus mg_wasm_engine_export_vti(MgEngine *engine) { return mg_engine_export_vti(engine, write_to_host, NULL); }
MgStatus mg_wasm_engine_export_npy(const MgEngine *engine, const char *field) {
    return mg_engine_export_npy(engine, field, write_to_host, NULL);
}
MgStatus mg_wasm_engine_export_nrrd(const MgEngine *engine) {
    return mg_engine_export_nrrd(engine, write_to_host, NULL);
}
MgStatus mg_wasm_volume_export(const MgVolume *volume, int32_t format) {
    return mg_volume_export(volume, (MgVolumeFormat)format, write_to_host, NULL);
}
MgStatus mg_wasm_volume_place(MgVolume *volume, double dx, double dy, double dz, double x, double y, double z,
                              int32_t turned) {
    return mg_volume_place(volume, (double[3]){ dx, dy, dz }, (double[3]){ x, y, z }, turned != 0);
}

// ------------------------------------------------------------------------------------------------------- layout

#define AT(type, member, offset) _Static_assert(offsetof(type, member) == (offset), #type "." #member)

AT(MgConfig, model, 0);
AT(MgConfig, nx, 4);
AT(MgConfig, boundary, 16);
AT(MgConfig, dx, 32);
AT(MgConfig, seed, 40);
AT(MgConfig, threads, 48);
AT(MgConfig, text, 64);

AT(MgBadCell, field, 0);
AT(MgBadCell, x, 4);
AT(MgBadCell, step, 16);

AT(MgKeyframe, values, 0);
AT(MgKeyframe, nx, 4);
AT(MgKeyframe, row_stride, 16);
AT(MgKeyframe, plane_stride, 20);
AT(MgKeyframe, step, 24);
AT(MgKeyframe, time, 32);
AT(MgKeyframe, range, 40);
AT(MgKeyframe, chunk_ranges, 48);
AT(MgKeyframe, chunks_x, 52);

AT(MgMeshRequest, isovalue, 0);
AT(MgMeshRequest, blend, 4);
AT(MgMeshRequest, format, 8);
AT(MgMeshRequest, slot, 12);
AT(MgMeshRequest, sphere_centre, 16);
AT(MgMeshRequest, sphere_radius, 28);
AT(MgMeshRequest, box_min, 32);
AT(MgMeshRequest, box_max, 44);
AT(MgMeshRequest, scalar_max, 56);
AT(MgMeshRequest, cap, 60);
_Static_assert(sizeof(MgMeshRequest) == 64, "MgMeshRequest");

AT(MgMesh, vertices, 0);
AT(MgMesh, indices, 4);
AT(MgMesh, vertex_count, 8);
AT(MgMesh, triangle_count, 12);
AT(MgMesh, format, 16);
AT(MgMesh, slot, 20);
AT(MgMesh, scalar_max, 24);
AT(MgMesh, extent, 28);
AT(MgMesh, chunks_chosen, 40);

AT(MgTextureRequest, view, 0);
AT(MgTextureRequest, previous, 4);
AT(MgTextureRequest, nx, 8);
AT(MgTextureRequest, slot, 20);

AT(MgTexture, texels, 0);
AT(MgTexture, nx, 4);
AT(MgTexture, slot, 16);
AT(MgTexture, low, 20);
AT(MgTexture, high, 24);
AT(MgTexture, ranges, 28);
AT(MgTexture, step, 32);
AT(MgTexture, time, 40);

AT(MgBrush, centre, 0);
AT(MgBrush, radius, 24);
AT(MgBrush, softness, 32);
AT(MgBrush, strength, 40);
AT(MgBrush, mode, 48);

AT(MgRay, origin, 0);
AT(MgRay, direction, 24);
AT(MgRay, isovalue, 48);
AT(MgRay, blend, 52);
AT(MgRay, box_min, 56);
AT(MgRay, box_max, 68);
_Static_assert(sizeof(MgRay) == 80, "MgRay");

AT(MgRayHit, hit, 0);
AT(MgRayHit, cut, 1);
AT(MgRayHit, distance, 8);
AT(MgRayHit, position, 16);
AT(MgRayHit, normal, 40);
AT(MgRayHit, cell, 52);

AT(MgStageTime, name, 0);
AT(MgStageTime, seconds, 8);
AT(MgStageTime, calls, 16);
_Static_assert(sizeof(MgStageTime) == 24, "MgStageTime");

AT(MgSnapshotInfo, version, 0);
AT(MgSnapshotInfo, model, 64);
AT(MgSnapshotInfo, seeding, 128);
AT(MgSnapshotInfo, view, 192);
AT(MgSnapshotInfo, nx, 256);
AT(MgSnapshotInfo, boundary, 268);
AT(MgSnapshotInfo, dx, 280);
AT(MgSnapshotInfo, time, 288);
AT(MgSnapshotInfo, seed, 296);
AT(MgSnapshotInfo, steps, 304);
AT(MgSnapshotInfo, hash, 312);
AT(MgSnapshotInfo, parameter_count, 320);
AT(MgSnapshotInfo, parameters, 328);
_Static_assert(sizeof(MgSnapshotParameter) == 72 && sizeof(MgSnapshotInfo) == 328 + 288 * 72, "MgSnapshotInfo");

AT(MgFieldStatistics, min, 0);
AT(MgFieldStatistics, mean, 8);
AT(MgFieldStatistics, max, 16);
AT(MgFieldStatistics, total, 24);

AT(MgVolumeInfo, nx, 0);
AT(MgVolumeInfo, dx, 16);
AT(MgVolumeInfo, array_count, 24);
AT(MgVolumeInfo, names, 28);
AT(MgVolumeInfo, model, 540);
AT(MgVolumeInfo, periodic, 604);
AT(MgVolumeInfo, parameter_count, 608);
AT(MgVolumeInfo, parameters, 616);
AT(MgVolumeInfo, spacing, 1192);
AT(MgVolumeInfo, origin, 1216);
AT(MgVolumeInfo, turned, 1240);
AT(MgVolumeInfo, note, 1241);
AT(MgVolumeInfo, refusal, 1753);

_Static_assert(sizeof(MgVertexPacked) == 12 && sizeof(MgVertexFloat) == 28, "vertices");

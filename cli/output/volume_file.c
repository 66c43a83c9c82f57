#include "output/volume_file.h"

#include <errno.h>
#include <string.h>

#include "files/vtkhdf.h"
#include "morphogen/model.h"
#include "output/output_file.h"

static MgStatus vti(void *what, MgEngine *engine, MgWrite write, void *context) {
    (void)what;
    return mg_engine_export_vti(engine, write, context);
}

static MgStatus nrrd(void *what, MgEngine *engine, MgWrite write, void *context) {
    (void)what;
    return mg_engine_export_nrrd(engine, write, context);
}

static MgStatus npy(void *what, MgEngine *engine, MgWrite write, void *context) {
    (void)what;
    return mg_engine_export_npy(engine, NULL, write, context);
}

// ---- VTKHDF: the fields, and the shown view where it is computed

typedef struct Source {
    MgEngine *engine;
    const HdfVolume *volume;
    const MgKeyframe *keyframe;
} Source;

static bool read_view(const MgKeyframe *k, float *to) {
    for (int32_t z = 0; z < k->nz; z++)
        for (int32_t y = 0; y < k->ny; y++, to += k->nx)
            memcpy(to, k->values + y * k->row_stride + z * k->plane_stride, sizeof(float) * (size_t)k->nx);
    return true;
}

static bool read_array(const void *context, int32_t array, float *out) {
    const Source *s = context;
    const MgKeyframe *k = s->keyframe;
    MgStatus status =
        mg_engine_read_field(s->engine, s->volume->names[array], out, (size_t)k->nx * (size_t)k->ny * (size_t)k->nz);
    return status == MG_OK || (status == MG_UNKNOWN_NAME && read_view(k, out)); // the last one may be no field
}

static bool write_vtkhdf(MgEngine *engine, double dx, OutFile *file) {
    const MgModel *model = mg_engine_model(engine);
    HdfVolume volume = { .spacing = { dx, dx, dx }, .read = read_array };
    Source source = { engine, &volume, mg_engine_publish(engine) };
    volume.context = &source;
    volume.nx = source.keyframe->nx, volume.ny = source.keyframe->ny, volume.nz = source.keyframe->nz;
    bool is_field = false;
    for (int32_t f = 0; f < mg_stored_fields(model) && volume.array_count < MAX_HDF_ARRAYS - 1; f++) {
        is_field = is_field || strcmp(model->fields[f].id, mg_engine_view(engine)) == 0;
        volume.names[volume.array_count++] = model->fields[f].id;
    }
    if (!is_field) volume.names[volume.array_count++] = mg_engine_view(engine);
    return write_hdf_volume(&volume, file);
}

typedef struct EngineBox {
    MgEngine *engine;
    double dx;
} EngineBox;

static bool hdf_of_engine(void *what, OutFile *file) {
    const EngineBox *box = what;
    return write_vtkhdf(box->engine, box->dx, file);
}

int write_volume(const RunOptions *o, MgEngine *engine, const char *path) {
    if (ends_with(path, ".vtkhdf"))
        return write_hdf_file(o, path, hdf_of_engine, &(EngineBox){ engine, o->base.config.dx });
    return write_file(o, path, OUTPUT, engine,
                      ends_with(path, ".npy")    ? npy
                      : ends_with(path, ".nrrd") ? nrrd
                                                 : vti,
                      NULL);
}

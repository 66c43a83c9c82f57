// Volumes of an engine: its fields, read as they stand, and the view that is shown.
#include <string.h>

#include "engine/access.h"
#include "io/volume_out.h"

static void field_row(const void *context, int32_t field, int32_t y, int32_t z, float *out) {
    const MgEngine *e = context;
    if (field < mg_stored_fields(e->run.model)) {
        e->simulation->kind->read_row(e->simulation, field, y, z, out);
        return;
    }
    memcpy(out, e->keyframes[e->newest].values + mg_grid_index(&e->run.grid, 0, y, z),
           (size_t)e->run.grid.nx * sizeof(float));
}

static MgVolumeOut volume_of(const MgEngine *e) {
    mg_state_observe_all(e);
    MgVolumeOut v = { .grid = &e->run.grid,
                      .array_count = mg_stored_fields(e->run.model),
                      .row = field_row,
                      .context = e,
                      .of_a_run = true,
                      .step = e->run.steps,
                      .seed = e->run.seed,
                      .time = e->run.time };
    for (int32_t axis = 0; axis < 3; axis++) v.spacing[axis] = e->run.grid.dx;
    for (int32_t i = 0; i < v.array_count; i++) v.names[i] = e->run.model->fields[i].id;
    return v;
}

static bool names_a_field(const MgModel *model, const char *id) {
    for (int32_t i = 0; i < mg_stored_fields(model); i++)
        if (strcmp(model->fields[i].id, id) == 0) return true;
    return false;
}

MgStatus mg_engine_export_vti(MgEngine *e, MgWrite write, void *context) {
    MgVolumeOut v = volume_of(e);
    const MgView *view = &e->run.model->views[e->run.view];
    if (!names_a_field(e->run.model, view->id)) {
        mg_engine_publish(e);
        v.names[v.array_count++] = view->id;
    }
    return mg_volume_write_vti(&v, write, context);
}

typedef struct OneField {
    const MgEngine *engine;
    int32_t field;
} OneField;

static void one_field_row(const void *context, int32_t array, int32_t y, int32_t z, float *out) {
    (void)array;
    const OneField *one = context;
    field_row(one->engine, one->field, y, z, out);
}

MgStatus mg_engine_export_npy(const MgEngine *e, const char *field, MgWrite write, void *context) {
    MgVolumeOut v = volume_of(e);
    if (field == NULL) return mg_volume_write_npy(&v, write, context);
    OneField one = { e, 0 };
    while (one.field < v.array_count && strcmp(v.names[one.field], field) != 0) one.field++;
    if (one.field == v.array_count)
        return MG_FAIL(UNKNOWN_NAME, "%s has no field '%s'; its first is '%s'", e->run.model->id, field, v.names[0]);
    v.array_count = 1, v.row = one_field_row, v.context = &one;
    return mg_volume_write_npy(&v, write, context);
}

MgStatus mg_engine_export_nrrd(const MgEngine *e, MgWrite write, void *context) {
    MgVolumeOut v = volume_of(e);
    return mg_volume_write_nrrd(&v, write, context);
}

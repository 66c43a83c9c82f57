// A run that starts from a volume: arrays find their fields by name or by order, and are resampled where the boxes
// differ.
#include <string.h>

#include "base/memory.h"
#include "engine/access.h"
#include "grid/resample.h"

// ---- which array goes where

static int32_t field_named(const MgModel *model, const char *name) {
    for (int32_t f = 0; f < mg_stored_fields(model); f++)
        if (strcmp(model->fields[f].id, name) == 0) return f;
    return -1;
}

static bool all_nameless(const MgVolumeInfo *v) {
    for (int32_t a = 0; a < v->array_count; a++)
        if (v->names[a][0] != 0) return false;
    return true;
}

// The field of the first view that is one, or the first of all.
static int32_t shown_field(const MgModel *model) {
    int32_t field = field_named(model, model->views[0].id);
    return field >= 0 ? field : 0;
}

// fields[a]: where array a goes, or -1.
static MgStatus assign(const MgModel *model, const MgVolumeInfo *v, int32_t fields[MG_MAX_ARRAYS]) {
    bool in_order = all_nameless(v) && v->array_count == mg_stored_fields(model), any = false;
    for (int32_t a = 0; a < v->array_count; a++) {
        fields[a] = in_order ? a : field_named(model, v->names[a]);
        any = any || fields[a] >= 0;
    }
    if (!any && v->array_count == 1 && v->names[0][0] == 0) {
        fields[0] = shown_field(model);
        return MG_OK;
    }
    if (any) return MG_OK;
    return MG_FAIL(INVALID_ARGUMENT, "the volume's %d arrays ('%s' first) are none of %s's %d fields ('%s' first)",
                   v->array_count, v->names[0], model->id, mg_stored_fields(model), model->fields[0].id);
}

// ---- putting them there

// A run's cells are cubes. Values that stand closer along one axis than along another keep their shape on as many cells
// as the closest would need; a size that is within a cell of the same shape is good.
static MgStatus check_shape(const MgVolumeInfo *v, const MgGrid *g) {
    const int32_t extent[3] = { v->nx, v->ny, v->nz }, cells[3] = { g->nx, g->ny, g->nz };
    double least = v->spacing[0], most = v->spacing[0], fits[3];
    for (int32_t axis = 1; axis < 3; axis++) {
        least = v->spacing[axis] < least ? v->spacing[axis] : least;
        most = v->spacing[axis] > most ? v->spacing[axis] : most;
    }
    if (most <= least * (1 + 1e-5)) return MG_OK; // numbers as text
    bool same = true;
    for (int32_t axis = 0; axis < 3; axis++) {
        fits[axis] = (double)extent[axis] * v->spacing[axis] / least;
        double off = fits[axis] / fits[0] * (double)cells[0] - (double)cells[axis];
        same = same && off >= -1 && off <= 1;
    }
    if (same) return MG_OK;
    return MG_FAIL(INVALID_ARGUMENT,
                   "the volume's cells are %g x %g x %g, and a run's are cubes: a size of %gx%gx%g keeps its shape",
                   v->spacing[0], v->spacing[1], v->spacing[2], __builtin_floor(fits[0] + 0.5),
                   __builtin_floor(fits[1] + 0.5), __builtin_floor(fits[2] + 0.5));
}

MgStatus mg_engine_seed_from_volume(MgEngine *e, const MgVolume *volume) {
    const MgVolumeInfo *v = mg_volume_info(volume);
    const MgGrid *g = &e->run.grid;
    int32_t fields[MG_MAX_ARRAYS];
    MgResampler resampler;
    if (v->refusal[0] != 0) return MG_FAIL(INVALID_ARGUMENT, "%s", v->refusal);
    MG_TRY(assign(e->run.model, v, fields));
    MG_TRY(check_shape(v, g));
    MG_TRY(mg_resampler_create(g, (int32_t[3]){ v->nx, v->ny, v->nz }, &resampler));
    float *values = mg_allocate(mg_grid_cells(g) * sizeof(float));
    MgStatus status = values != NULL ? mg_engine_seed(e, NULL, e->run.seed)
                                     : MG_FAIL(OUT_OF_MEMORY, "no memory to resample a volume");
    for (int32_t a = 0; a < v->array_count && status == MG_OK; a++) {
        if (fields[a] < 0) continue;
        mg_resample(&resampler, mg_volume_values(volume, a), values);
        mg_state_write_field(e, fields[a], values);
    }
    mg_free(values);
    mg_resampler_destroy(&resampler);
    return status;
}

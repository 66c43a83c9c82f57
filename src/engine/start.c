// A run that starts from a volume: arrays find their fields by name or by order, and are resampled where the boxes differ.
#include <string.h>

#include "base/memory.h"
#include "engine/engine.h"

// ---- which array goes where

static int32_t field_named(const MgModel *model, const char *name) {
    for (int32_t f = 0; f < model->field_count; f++)
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
static MgStatus assign(const MgModel *model, const MgVolumeInfo *v, int32_t fields[MG_MOST_ARRAYS]) {
    bool in_order = all_nameless(v) && v->array_count == model->field_count, any = false;
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
                   v->array_count, v->names[0], model->id, model->field_count, model->fields[0].id);
}

// ---- resampling

// Between which two of n values the centre of cell i of cells lies, and how far from the first: exactly one of them where
// the sizes agree.
typedef struct Place { int32_t low, high; float part; } Place;

static Place place_of(int32_t i, int32_t cells, int32_t n, MgBoundary boundary) {
    double at = ((double)i + 0.5) * (double)n / (double)cells - 0.5, whole = __builtin_floor(at);
    Place p = { (int32_t)whole, (int32_t)whole + 1, (float)(at - whole) };
    p.low = mg_grid_wrap(p.low, n, boundary), p.high = mg_grid_wrap(p.high, n, boundary);
    return p;
}

static float mix(float a, float b, float part) { return part == 0.0f ? a : a + part * (b - a); }

static void resample(const MgGrid *g, const MgVolumeInfo *v, const float *from, float *to) {
    for (int32_t z = 0; z < g->nz; z++) {
        Place pz = place_of(z, g->nz, v->nz, g->boundary[2]);
        for (int32_t y = 0; y < g->ny; y++) {
            Place py = place_of(y, g->ny, v->ny, g->boundary[1]);
            const float *row[2][2];
            for (int32_t i = 0; i < 4; i++)
                row[i >> 1][i & 1] = from + ((ptrdiff_t)(i >> 1 ? pz.high : pz.low) * v->ny + (i & 1 ? py.high : py.low)) * v->nx;
            for (int32_t x = 0; x < g->nx; x++) {
                Place px = place_of(x, g->nx, v->nx, g->boundary[0]);
                float side[2][2];
                for (int32_t i = 0; i < 4; i++)
                    side[i >> 1][i & 1] = mix(row[i >> 1][i & 1][px.low], row[i >> 1][i & 1][px.high], px.part);
                *to++ = mix(mix(side[0][0], side[0][1], py.part), mix(side[1][0], side[1][1], py.part), pz.part);
            }
        }
    }
}

MgStatus mg_engine_start(MgEngine *e, const MgVolume *volume) {
    const MgVolumeInfo *v = mg_volume_info(volume);
    const MgGrid *g = &e->run.grid;
    int32_t fields[MG_MOST_ARRAYS];
    MG_TRY(assign(e->run.model, v, fields));
    float *values = mg_allocate(mg_grid_cells(g) * sizeof(float));
    if (values == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory to resample a volume; the run is as it was");
    MgStatus status = mg_engine_seed(e, NULL, e->run.seed);
    for (int32_t a = 0; a < v->array_count && status == MG_OK; a++) {
        if (fields[a] < 0) continue;
        resample(g, v, mg_volume_values(volume, a), values);
        e->simulation->kind->write_field(e->simulation, fields[a], values);
    }
    mg_free(values);
    return status;
}

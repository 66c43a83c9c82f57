// Minimum, mean and maximum of a field, and its sum: every plane by itself, then the planes in order, so that the bits
// do not depend on threads. Within a row eight sums are kept side by side, independent of the vector width.
#include "engine/statistics.h"

#include "engine/access.h"

#define LANES 8

typedef struct Job {
    const MgEngine *engine;
    int32_t field;
} Job;

uint64_t mg_statistics_bytes(const MgGrid *grid) { return (uint64_t)grid->nz * sizeof(MgFieldStatistics); }

// A NaN is neither least nor largest, but makes the total one.
MG_VECTOR_CLONES static void add_row(const float *restrict row, int32_t nx, MgFieldStatistics *s) {
    double sums[LANES] = { 0 };
    float least[LANES], largest[LANES];
    for (int32_t i = 0; i < LANES; i++) least[i] = (float)s->min, largest[i] = (float)s->max;
    int32_t x = 0;
    for (; x + LANES <= nx; x += LANES) {
        for (int32_t i = 0; i < LANES; i++) {
            float value = row[x + i];
            sums[i] += (double)value;
            least[i] = value < least[i] ? value : least[i];
            largest[i] = value > largest[i] ? value : largest[i];
        }
    }
    for (int32_t i = 0; x + i < nx; i++) {
        float value = row[x + i];
        sums[i] += (double)value;
        least[i] = value < least[i] ? value : least[i];
        largest[i] = value > largest[i] ? value : largest[i];
    }
    for (int32_t i = 0; i < LANES; i++) {
        s->total += sums[i];
        if ((double)least[i] < s->min) s->min = (double)least[i];
        if ((double)largest[i] > s->max) s->max = (double)largest[i];
    }
}

#define NOTHING_YET { .min = (double)__builtin_inff(), .max = -(double)__builtin_inff() }

static void measure_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Job *job = context;
    const MgEngine *e = job->engine;
    float row[MG_LARGEST_EXTENT];
    for (int32_t z = begin; z < end; z++) {
        MgFieldStatistics plane = NOTHING_YET;
        for (int32_t y = 0; y < e->run.grid.ny; y++) {
            e->simulation->kind->read_row(e->simulation, job->field, y, z, row);
            add_row(row, e->run.grid.nx, &plane);
        }
        e->plane_statistics[z] = plane;
    }
}

MgStatus mg_engine_field_statistics(MgEngine *e, const char *field, MgFieldStatistics *out) {
    *out = (MgFieldStatistics){ 0 };
    Job job = { .engine = e };
    MG_TRY(mg_state_find_field(e->run.model, field, &job.field));
    mg_state_observe_all(e);
    mg_parallel_for(e->run.scheduler, e->run.grid.nz, 1, measure_planes, &job);
    MgFieldStatistics all = NOTHING_YET;
    for (int32_t z = 0; z < e->run.grid.nz; z++) {
        const MgFieldStatistics *plane = &e->plane_statistics[z];
        all.min = plane->min < all.min ? plane->min : all.min;
        all.max = plane->max > all.max ? plane->max : all.max;
        all.total += plane->total;
    }
    all.mean = all.total / (double)mg_grid_cells(&e->run.grid);
    *out = all;
    return MG_OK;
}

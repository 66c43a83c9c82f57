// What is read of a lattice of molecules, and what is written into it.
//
// Between steps the counts lack half a reaction step. What is read has it: the reaction pass of the step to come,
// with its own random words, stopped half way, on a second set of counts. So all that is read between two steps is
// one state, on the path that the steps go along; a plane of it is made when it is first wanted and kept until the
// next step.
#include "stochastic/state.h"
#include "stochastic/stochastic.h"

#include <stdatomic.h>
#include <string.h>

#include "base/hash.h"

// ---- the state as stepping keeps it

// What has arrived in this row and has not been added: up to two rows, NULL where there is none.
static void arrivals(const MgStochastic *s, int32_t species, int32_t y, int32_t z, uint16_t *out[2]) {
    const int32_t task = z / MG_TASK_PLANES;
    out[0] = z == task * MG_TASK_PLANES ? mg_ghost_row(s, s->steps, task, false, species, y) : NULL;
    out[1] = z == mg_task_last_plane(s, task) ? mg_ghost_row(s, s->steps, task, true, species, y) : NULL;
}

static void whole_row(const MgStochastic *s, int32_t species, int32_t y, int32_t z, uint16_t *out) {
    uint16_t *more[2];
    memcpy(out, mg_counts_row(s, species, y, z), (size_t)s->grid.nx * sizeof *out);
    arrivals(s, species, y, z, more);
    for (int32_t i = 0; i < 2; i++)
        for (int32_t x = 0; x < s->grid.nx && more[i] != NULL; x++) out[x] = (uint16_t)(out[x] + more[i][x]);
}

// ---- observing

// A run that has overflowed stands still and is read as it stands.
static bool as_it_stands(const MgStochastic *s) { return s->settled || s->bad_row >= 0; }

static void observe_plane(MgStochastic *s, int32_t z, MgSweepScratch *scratch) {
    if (s->plane_observed[z]) return;
    for (int32_t y = 0; y < s->grid.ny; y++)
        for (int32_t i = 0; i < s->species_count; i++) whole_row(s, i, y, z, mg_observed_row(s, i, y, z));
    mg_sweep_observe(s, z, mg_observed_row(s, 0, 0, z), scratch);
    s->plane_observed[z] = true;
}

typedef struct Planes {
    MgStochastic *s;
    int32_t first;
} Planes;

static void observe_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    const Planes *planes = context;
    for (int32_t i = begin; i < end; i++) observe_plane(planes->s, planes->first + i, &planes->s->scratch[worker]);
}

void mg_stochastic_observe(MgStochastic *s, MgScheduler *scheduler, int32_t begin, int32_t end) {
    MG_ASSERT(mg_scheduler_threads(scheduler) <= s->threads);
    Planes planes = { s, begin };
    if (!as_it_stands(s)) mg_parallel_for(scheduler, end - begin, 1, observe_planes, &planes);
}

static void observe_all(MgStochastic *s, MgScheduler *scheduler) { mg_stochastic_observe(s, scheduler, 0, s->grid.nz); }

// ---- reading

static void observed_row(const MgStochastic *s, int32_t species, int32_t y, int32_t z, uint16_t *out) {
    if (as_it_stands(s)) {
        whole_row(s, species, y, z, out);
        return;
    }
    MG_ASSERT(s->plane_observed[z]);
    memcpy(out, mg_observed_row(s, species, y, z), (size_t)s->grid.nx * sizeof *out);
}

static void row_as_floats(const MgStochastic *s, const uint16_t *row, float *out) {
    for (int32_t x = 0; x < s->grid.nx; x++) out[x] = row[x];
}

void mg_stochastic_read_row(const MgStochastic *s, int32_t species, int32_t y, int32_t z, float *out) {
    uint16_t row[MG_LARGEST_EXTENT];
    observed_row(s, species, y, z, row);
    row_as_floats(s, row, out);
}

typedef struct Visit {
    MgStochastic *s;
    MgVisitCounts row;
    void *context;
} Visit;

static void visit_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    const Visit *visit = context;
    MgStochastic *s = visit->s;
    float *levels[MG_MAX_SPECIES] = { 0 };
    for (int32_t i = 0; i < s->species_count; i++) levels[i] = s->scratch[worker].react.row_levels + i * s->stride;
    for (int32_t z = begin; z < end; z++)
        for (int32_t y = 0; y < s->grid.ny; y++) {
            for (int32_t i = 0; i < s->species_count; i++) mg_stochastic_read_row(s, i, y, z, levels[i]);
            visit->row(visit->context, y, z, levels);
        }
}

void mg_stochastic_visit_rows(MgStochastic *s, MgScheduler *scheduler, MgVisitCounts row, void *context) {
    observe_all(s, scheduler);
    Visit visit = { s, row, context };
    mg_parallel_for(scheduler, s->grid.nz, 1, visit_planes, &visit);
}

int64_t mg_stochastic_total(MgStochastic *s, MgScheduler *scheduler, int32_t species) {
    uint16_t row[MG_LARGEST_EXTENT];
    int64_t total = 0;
    observe_all(s, scheduler);
    for (int32_t z = 0; z < s->grid.nz; z++)
        for (int32_t y = 0; y < s->grid.ny; y++) {
            observed_row(s, species, y, z, row);
            for (int32_t x = 0; x < s->grid.nx; x++) total += row[x];
        }
    return total;
}

// ---- keeping

// Where a change of the rates waits for the next step, that step will settle first: what it begins from is what is
// observed.
static void kept_row(const MgStochastic *s, int32_t species, int32_t y, int32_t z, uint16_t *out) {
    if (s->changing) observed_row(s, species, y, z, out);
    else whole_row(s, species, y, z, out);
}

MgStochasticMoment mg_stochastic_begin_save(MgStochastic *s, MgScheduler *scheduler) {
    if (s->changing) observe_all(s, scheduler);
    return (MgStochasticMoment){
        .seed = s->seed, .origin = s->origin, .steps = s->steps, .settled = s->settled || s->changing
    };
}

void mg_stochastic_save_row(const MgStochastic *s, int32_t species, int32_t y, int32_t z, float *out) {
    uint16_t row[MG_LARGEST_EXTENT];
    kept_row(s, species, y, z, row);
    row_as_floats(s, row, out);
}

// ---- writing

void mg_stochastic_write_row(MgStochastic *s, int32_t species, int32_t y, int32_t z, const float *counts) {
    uint16_t *row = mg_counts_row(s, species, y, z), *more[2];
    for (int32_t x = 0; x < s->grid.nx; x++) {
        float count = counts[x] > 0.0f ? counts[x] : 0.0f; // NaN too
        row[x] = (uint16_t)mg_min_f32(count + 0.5f, (float)MG_LARGEST_COUNT);
    }
    arrivals(s, species, y, z, more);
    for (int32_t i = 0; i < 2; i++)
        if (more[i] != NULL) memset(more[i], 0, (size_t)s->grid.nx * sizeof(uint16_t));
}

typedef struct Sum {
    const MgStochastic *s;
    int32_t species;
    _Atomic(uint64_t) hash; // a sum modulo 2^64: the order of planes does not matter
} Sum;

static void hash_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    Sum *sum = context;
    const MgStochastic *s = sum->s;
    uint64_t hash = 0;
    for (int32_t z = begin; z < end; z++)
        for (int32_t y = 0; y < s->grid.ny; y++) {
            const uint16_t *row = mg_counts_row(s, sum->species, y, z);
            const uint64_t place = ((uint64_t)z * (uint64_t)s->grid.ny + (uint64_t)y) * (uint64_t)s->grid.nx;
            for (int32_t x = 0; x < s->grid.nx; x++) hash += mg_hash_cell(place + (uint64_t)x, row[x]);
        }
    atomic_fetch_add_explicit(&sum->hash, hash, memory_order_relaxed);
}

void mg_stochastic_mark_written(MgStochastic *s, MgScheduler *scheduler, int32_t species) {
    Sum sum = { .s = s, .species = species };
    mg_parallel_for(scheduler, s->grid.nz, 1, hash_planes, &sum);
    const uint64_t hash = atomic_load_explicit(&sum.hash, memory_order_relaxed);
    s->origin = mg_hash_cell(s->origin ^ hash, (uint32_t)species);
}

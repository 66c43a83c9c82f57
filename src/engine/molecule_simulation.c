// Molecules of a network on the lattice. The engine's parameters become rates with the next step. Everything that is
// shown, read or painted on is the observed state of stochastic/observe.c; keyframes are computed from it into one of
// two buffers.
#include "base/memory.h"
#include "engine/block.h"
#include "engine/simulation.h"
#include "stochastic/network_text.h"
#include "stochastic/stochastic.h"

#include <string.h>

#define KEYFRAMES 2

typedef struct MoleculeSimulation {
    MgSimulation base;
    MgRun *run;
    MgStochastic *molecules;
    bool ready;                   // the parameters made sense at least once
    double values[MG_MAX_PARAMS]; // that were tried last
    float *keyframes[KEYFRAMES];
    int32_t newest; // the keyframe published last
    float *rows;    // for seeding: a row of every field, of every thread
    int32_t threads;
} MoleculeSimulation;

// The networks of built-in models are valid; tests check that.
static void read_network(const MgModel *model, MgNetwork *out) {
    if (model->parsed != NULL) {
        *out = *model->parsed;
        return;
    }
    size_t length = strlen(model->network);
    MgStatus status = mg_network_parse(model->network, length, model->params, model->param_count, out);
    MG_ASSERT(status == MG_OK && out->species_count == model->field_count);
}

// ---- memory

static size_t keyframe_bytes(const MgGrid *grid) {
    return ((size_t)grid->plane_stride * (size_t)grid->nz + MG_FLOATS_PER_LINE) * sizeof(float);
}

static size_t rows_bytes(const MgModel *model, const MgGrid *grid, int32_t threads) {
    return (size_t)threads * (size_t)model->field_count * (size_t)grid->row_stride * sizeof(float);
}

static uint64_t bytes(const MgModel *model, const MgGrid *grid, int32_t threads) {
    MgNetwork network;
    read_network(model, &network);
    return sizeof(MoleculeSimulation) + mg_stochastic_bytes(grid, &network, threads) +
           KEYFRAMES * keyframe_bytes(grid) + rows_bytes(model, grid, threads);
}

static bool set_threads(MgSimulation *base, int32_t threads) {
    MoleculeSimulation *s = (MoleculeSimulation *)base;
    float *rows = mg_allocate(rows_bytes(s->run->model, &s->run->grid, threads));
    if (rows == NULL || !mg_stochastic_set_threads(s->molecules, threads)) {
        mg_free(rows);
        return false;
    }
    mg_free(s->rows);
    s->rows = rows, s->threads = threads;
    return true;
}

static void destroy(MgSimulation *base) {
    MoleculeSimulation *s = (MoleculeSimulation *)base;
    if (s == NULL) return;
    mg_stochastic_destroy(s->molecules);
    for (int32_t i = 0; i < KEYFRAMES; i++) mg_free(s->keyframes[i]);
    mg_free(s->rows);
    mg_free(s);
}

// ---- parameters

// If values are refused (dt too long for a diffusion constant), the last valid ones stay in force; mg_engine_check_dt
// reports it.
static void take_parameters(MoleculeSimulation *s) {
    const MgParams *params = &s->run->params;
    const size_t values_bytes = (size_t)params->count * sizeof(double);
    if (memcmp(s->values, params->values, values_bytes) == 0) return;
    memcpy(s->values, params->values, values_bytes);
    double dt = params->values[mg_params_find(params, "dt")];
    if (mg_stochastic_set(s->molecules, params->values, dt) == MG_OK) s->ready = true;
}

// ---- birth

static MgSimulation *create(MgRun *run) {
    MoleculeSimulation *s = mg_allocate_cleared(sizeof *s);
    if (s == NULL) return NULL;
    MgNetwork network;
    read_network(run->model, &network);
    s->base.kind = &mg_molecule_simulation;
    s->run = run, s->threads = mg_scheduler_threads(run->scheduler);
    s->molecules = mg_stochastic_create(&run->grid, &network, s->threads);
    s->rows = mg_allocate(rows_bytes(run->model, &run->grid, s->threads));
    bool whole = s->molecules != NULL && s->rows != NULL;
    for (int32_t i = 0; i < KEYFRAMES; i++) {
        s->keyframes[i] = mg_allocate_cleared(keyframe_bytes(&run->grid));
        whole = whole && s->keyframes[i] != NULL;
    }
    if (whole) {
        mg_stochastic_set_cancellation(s->molecules, &run->cancellation);
        take_parameters(s); // rates at the initial values, which stay in force while later ones make no sense
        return &s->base;
    }
    destroy(&s->base);
    return NULL;
}

static MgStatus largest_dt(const MgSimulation *base, double *out) {
    const MoleculeSimulation *s = (const MoleculeSimulation *)base;
    return mg_stochastic_largest_dt(s->molecules, s->run->params.values, out);
}

static MgStatus voxel_limit(const MgSimulation *base, MgVoxelLimit *out) {
    const MoleculeSimulation *s = (const MoleculeSimulation *)base;
    return mg_stochastic_voxel_limit(s->molecules, s->run->params.values, out);
}

// ---- seeding, stepping

static void seed_row(MoleculeSimulation *s, const MgSeeding *seeding, const MgSeedRow *row) {
    if (seeding->row == NULL) {
        float *pattern = seeding->pattern != NULL ? row->out[0] : NULL;
        if (pattern != NULL) seeding->pattern(row, pattern);
        mg_stochastic_start_row(s->molecules, row->y, row->z, pattern);
        return;
    }
    seeding->row(row);
    for (int32_t f = 0; f < s->run->model->field_count; f++)
        mg_stochastic_write_row(s->molecules, f, row->y, row->z, row->out[f]);
}

static void seed_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    MoleculeSimulation *s = context;
    const MgRun *run = s->run;
    const MgGrid *g = &run->grid;
    const MgSeeding *seeding = &run->model->seedings[run->seeding];
    MgSeedRow row = mg_run_seed_row(run);
    for (int32_t f = 0; f < run->model->field_count; f++)
        row.out[f] = s->rows + (worker * run->model->field_count + f) * g->row_stride;
    for (row.z = begin; row.z < end && !mg_is_cut(&s->run->cancellation); row.z++) {
        for (row.y = 0; row.y < g->ny; row.y++) seed_row(s, seeding, &row);
        mg_run_report_plane(s->run, worker);
    }
}

static void forget_keyframes(MgSimulation *base) { (void)base; } // both buffers are permanent

static void clear(MgSimulation *base) {
    MoleculeSimulation *s = (MoleculeSimulation *)base;
    take_parameters(s);
    mg_stochastic_clear(s->molecules, s->run->seed);
}

static void seed(MgSimulation *base) {
    MoleculeSimulation *s = (MoleculeSimulation *)base;
    clear(base);
    mg_parallel_for(s->run->scheduler, s->run->grid.nz, 1, seed_planes, s);
}

// A run that has overflowed no longer changes; find_bad_cell reports where. Neither does one whose first dt is too
// long.
static int32_t step(MgSimulation *base, int32_t count) {
    MoleculeSimulation *s = (MoleculeSimulation *)base;
    double started = mg_profile_start();
    take_parameters(s);
    const uint64_t before = mg_stochastic_steps(s->molecules);
    if (s->ready) (void)mg_stochastic_step(s->molecules, s->run->scheduler, count);
    mg_profile_stop(&s->run->profile, "react and diffuse", started);
    return mg_was_cut(&s->run->cancellation) ? (int32_t)(mg_stochastic_steps(s->molecules) - before) : count;
}

static int32_t one_step(const MgSimulation *base) {
    (void)base;
    return 1;
}

// ---- reading, writing, looking

static void observe(MgSimulation *base, int32_t begin, int32_t end) {
    MoleculeSimulation *s = (MoleculeSimulation *)base;
    mg_stochastic_observe(s->molecules, s->run->scheduler, begin, end);
}

static void read_row(const MgSimulation *base, int32_t field, int32_t y, int32_t z, float *out) {
    mg_stochastic_read_row(((const MoleculeSimulation *)base)->molecules, field, y, z, out);
}

static void write_row(MgSimulation *base, int32_t field, int32_t y, int32_t z, const float *values) {
    mg_stochastic_write_row(((MoleculeSimulation *)base)->molecules, field, y, z, values);
}

// Keyframes have buffers of their own; what is changed is what is seen.
static void begin_write(MgSimulation *base, int32_t field) {
    MoleculeSimulation *s = (MoleculeSimulation *)base;
    (void)field;
    mg_stochastic_settle(s->molecules, s->run->scheduler);
}

static void finish_write(MgSimulation *base, int32_t field) {
    MoleculeSimulation *s = (MoleculeSimulation *)base;
    mg_stochastic_mark_written(s->molecules, s->run->scheduler, field);
}

// Parameters that were set since the last step count for what the next one begins from.
static MgMoment begin_save(MgSimulation *base) {
    MoleculeSimulation *s = (MoleculeSimulation *)base;
    take_parameters(s);
    MgStochasticMoment moment = mg_stochastic_begin_save(s->molecules, s->run->scheduler);
    return (MgMoment){ .origin = moment.origin, .settled = moment.settled && moment.steps > 0 };
}

static void save_row(const MgSimulation *base, int32_t field, int32_t y, int32_t z, float *out) {
    mg_stochastic_save_row(((const MoleculeSimulation *)base)->molecules, field, y, z, out);
}

static void finish_load(MgSimulation *base, MgMoment moment) {
    MoleculeSimulation *s = (MoleculeSimulation *)base;
    take_parameters(s);
    mg_stochastic_resume(s->molecules, &(MgStochasticMoment){ .seed = s->run->seed,
                                                              .origin = moment.origin,
                                                              .steps = s->run->steps,
                                                              .settled = moment.settled != 0 });
}

static bool find_bad_cell(MgSimulation *base, MgBadCell *out) {
    const MoleculeSimulation *s = (const MoleculeSimulation *)base;
    int32_t species;
    if (!mg_stochastic_overflowed(s->molecules, &out->x, &out->y, &out->z, &species)) return false;
    out->field = s->run->model->fields[species].id;
    out->reaction = mg_stochastic_busy_reaction(s->molecules) + 1;
    return true;
}

static void compute_view_row(const MgRun *run, const MgView *view, int32_t y, int32_t z,
                             float *const counts[MG_MAX_SPECIES], float *out) {
    const MgGrid *g = &run->grid;
    MgBlock row = mg_block_of(g, run->model, run->params.packed);
    row.y = y, row.z = z;
    for (int32_t f = 0; f < run->model->field_count; f++) row.in[f] = counts[f];
    view->row(&row, out);
}

static void publish_row(void *context, int32_t y, int32_t z, float *const counts[MG_MAX_SPECIES]) {
    const MoleculeSimulation *s = context;
    const MgRun *run = s->run;
    compute_view_row(run, &run->model->views[run->view], y, z, counts,
                     s->keyframes[s->newest] + mg_grid_index(&run->grid, 0, y, z));
}

static const float *publish(MgSimulation *base) {
    MoleculeSimulation *s = (MoleculeSimulation *)base;
    s->newest = (s->newest + 1) % KEYFRAMES;
    mg_stochastic_visit_rows(s->molecules, s->run->scheduler, publish_row, s);
    return s->keyframes[s->newest];
}

typedef struct Visit {
    const MgRun *run;
    const MgView *view;
    MgVisitRow visit;
    void *context;
} Visit;

static void visit_counts(void *context, int32_t y, int32_t z, float *const counts[MG_MAX_SPECIES]) {
    const Visit *v = context;
    float computed[MG_LARGEST_EXTENT + MG_FLOATS_PER_LINE];
    compute_view_row(v->run, v->view, y, z, counts, computed);
    v->visit(v->context, y, z, computed);
}

static void visit_view(MgSimulation *base, int32_t view, MgVisitRow visit, void *context) {
    MoleculeSimulation *s = (MoleculeSimulation *)base;
    Visit v = { s->run, &s->run->model->views[view], visit, context };
    mg_stochastic_visit_rows(s->molecules, s->run->scheduler, visit_counts, &v);
}

const MgSimulationKind mg_molecule_simulation = {
    .bytes = bytes,
    .create = create,
    .destroy = destroy,
    .set_threads = set_threads,
    .largest_dt = largest_dt,
    .voxel_limit = voxel_limit,
    .clear = clear,
    .seed = seed,
    .step = step,
    .fused_steps = one_step,
    .find_bad_cell = find_bad_cell,
    .holds_counts = true,
    .observe = observe,
    .read_row = read_row,
    .begin_write = begin_write,
    .write_row = write_row,
    .finish_write = finish_write,
    .begin_save = begin_save,
    .save_row = save_row,
    .finish_load = finish_load,
    .publish = publish,
    .forget_keyframes = forget_keyframes,
    .visit_view = visit_view,
};

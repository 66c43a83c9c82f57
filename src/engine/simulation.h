// The interface between the engine and the kinds of simulation, as a table of functions. Fields stepped by stages
// (field_simulation.c) are one kind, molecules of a network (molecule_simulation.c) another; the model decides which.
#ifndef MG_ENGINE_SIMULATION_H
#define MG_ENGINE_SIMULATION_H

#include <stdatomic.h>

#include "base/cancel.h"
#include "base/profile.h"
#include "base/scheduler.h"
#include "grid/border.h"
#include "model/params.h"
#include "stochastic/voxel.h"

// Input of a simulation: one per engine, read in every call. The engine changes it between calls.
typedef struct MgRun {
    const MgModel *model;
    MgGrid grid;
    MgScheduler *scheduler;
    MgProfile profile;
    MgParams params;
    MgParams seeding_params[MG_MAX_SEEDINGS];
    int32_t seeding; // index of the one used last
    int32_t view;    // index of the one shown
    uint64_t seed;
    uint64_t steps; // since the seed; grows by the caller of step
    double time;
    MgProgress progress; // NULL, or called while seeding
    void *progress_context;
    _Atomic(int32_t) planes_seeded;
    MgCancellation cancellation; // of steps and seedings
} MgRun;

static inline double mg_run_dt(const MgRun *run) {
    int32_t index = mg_params_find(&run->params, "dt");
    MG_ASSERT(index >= 0);
    return run->params.values[index];
}

// Counts a finished plane of a seeding. Only the calling thread, which is worker 0, may call the host.
static inline void mg_run_report_plane(MgRun *run, int32_t worker) {
    int32_t planes = atomic_fetch_add_explicit(&run->planes_seeded, 1, memory_order_relaxed) + 1;
    if (worker == 0 && run->progress != NULL) run->progress(run->progress_context, (double)planes / run->grid.nz);
}

// What the rows of a seeding have in common.
static inline MgSeedRow mg_run_seed_row(const MgRun *run) {
    const MgGrid *g = &run->grid;
    return (MgSeedRow){ .nx = g->nx,
                        .domain_nx = g->nx,
                        .domain_ny = g->ny,
                        .domain_nz = g->nz,
                        .dx = (float)g->dx,
                        .seed = run->seed,
                        .periodic = { mg_border_wraps(g->boundary[0]), mg_border_wraps(g->boundary[1]),
                                      mg_border_wraps(g->boundary[2]) },
                        .params = run->params.packed,
                        .seeding_params = run->seeding_params[run->seeding].packed,
                        .context = run->model->context };
}

typedef struct MgSimulation MgSimulation;

// How a run of molecules goes on (MgStochasticMoment); of one that was only seeded and stepped both are 0.
typedef struct MgMoment {
    uint64_t origin;  // a mark of the values that were written into it
    uint64_t settled; // 1: its rows are what read_row shows, though steps were made
} MgMoment;

// A row of a view, good for this call; calls come from all threads at once.
typedef void (*MgVisitRow)(void *context, int32_t y, int32_t z, const float *row);

typedef struct MgSimulationKind {
    uint64_t (*bytes)(const MgModel *model, const MgGrid *grid, int32_t threads); // what create takes
    MgSimulation *(*create)(MgRun *run);                                          // NULL when memory is refused
    void (*destroy)(MgSimulation *simulation);                                    // NULL is fine
    bool (*set_threads)(MgSimulation *simulation, int32_t threads);       // allocates their scratch; false: no memory
    MgStatus (*set_tiling)(MgSimulation *simulation, MgTiling requested); // OUT_OF_MEMORY; NULL: no tiles
    MgTiling (*tiling)(const MgSimulation *simulation);
    MgStatus (*largest_dt)(const MgSimulation *simulation, double *out); // INVALID_ARGUMENT: parameters make no sense
    MgStatus (*voxel_limit)(const MgSimulation *simulation,
                            MgVoxelLimit *out);               // NULL: no limit
    void (*clear)(MgSimulation *simulation);                  // every field is 0; NULL: a simulation is made so
    void (*seed)(MgSimulation *simulation);                   // from run->seeding and run->seed; no keyframes after
    int32_t (*step)(MgSimulation *simulation, int32_t count); // the steps made: fewer if cut; allocates nothing
    int32_t (*fused_steps)(const MgSimulation *simulation);   // the number of steps that is cheapest in one call
    bool (*find_bad_cell)(MgSimulation *simulation, MgBadCell *out); // does not set out->step

    bool holds_counts; // whole numbers of molecules, not floats of any kind

    // The state of this moment, a row of a stored field at a time: floats bit by bit, counts as floats that hold them
    // exactly. Everything that reads or changes the state goes through these (engine/access.h). observe comes before
    // the first read_row of planes begin to end - 1, and changes nothing of the run (NULL: nothing to do). begin_write
    // comes before the first write_row, for every field that will change; no published keyframe changes. finish_write
    // comes after the last row of a field that was written whole (NULL: nothing to do). Rows may be read at once by any
    // threads, and written at once where they are of different planes.
    void (*observe)(MgSimulation *simulation, int32_t begin, int32_t end);
    void (*read_row)(const MgSimulation *simulation, int32_t field, int32_t y, int32_t z, float *out);
    void (*begin_write)(MgSimulation *simulation, int32_t field);
    void (*write_row)(MgSimulation *simulation, int32_t field, int32_t y, int32_t z, const float *values);
    void (*finish_write)(MgSimulation *simulation, int32_t field);

    // The state that the next step begins from, for hashes and snapshots: NULL where that is what read_row gives.
    // begin_save comes before the first save_row and gives what a snapshot stores beside the rows. finish_load comes
    // after the last row of a snapshot, when run has its seed, steps, time and parameters (NULL: nothing to do).
    MgMoment (*begin_save)(MgSimulation *simulation);
    void (*save_row)(const MgSimulation *simulation, int32_t field, int32_t y, int32_t z, float *out);
    void (*finish_load)(MgSimulation *simulation, MgMoment moment);

    // The scalar of run->view now, laid out as the grid says, without halos. Good until the second publish after this
    // one; forget_keyframes gives both back.
    const float *(*publish)(MgSimulation *simulation);
    void (*forget_keyframes)(MgSimulation *simulation);

    // The scalar of a view as it is now, a row at a time; no keyframe changes.
    void (*visit_view)(MgSimulation *simulation, int32_t view, MgVisitRow visit, void *context);
} MgSimulationKind;

// The common beginning of every simulation.
struct MgSimulation {
    const MgSimulationKind *kind;
};

extern const MgSimulationKind mg_field_simulation, mg_molecule_simulation;

static inline const MgSimulationKind *mg_simulation_kind(const MgModel *model) {
    return model->network != NULL ? &mg_molecule_simulation : &mg_field_simulation;
}

#endif

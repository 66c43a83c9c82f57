// What every kind of simulation can do, as a table of functions: the engine knows nothing else of it. Fields stepped by
// stages (field_simulation.c) are one kind, molecules of a network (molecule_simulation.c) another; a kind is chosen by
// what the model brings.
#ifndef MG_ENGINE_SIMULATION_H
#define MG_ENGINE_SIMULATION_H

#include <stdatomic.h>

#include "base/profile.h"
#include "base/scheduler.h"
#include "grid/grid.h"
#include "model/params.h"
#include "stochastic/voxel.h"

// What a simulation is told: one per engine, read by the simulation in every call. The engine changes it between calls.
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
    MgTell tell; // NULL, or hears how far a seeding is
    void *tell_context;
    _Atomic(int32_t) planes_seeded;
} MgRun;

// A plane of a seeding is whole. Only the thread that asked for the seeding, which is worker 0, may speak to the host.
static inline void mg_run_tell_plane(MgRun *run, int32_t worker) {
    int32_t planes = atomic_fetch_add_explicit(&run->planes_seeded, 1, memory_order_relaxed) + 1;
    if (worker == 0 && run->tell != NULL) run->tell(run->tell_context, (double)planes / run->grid.nz);
}

typedef struct MgSimulation MgSimulation;

// A row of what is looked at, good for this call; calls come from all threads at once.
typedef void (*MgTakeRow)(void *context, int32_t y, int32_t z, const float *row);

typedef struct MgSimulationKind {
    uint64_t (*bytes)(const MgModel *model, const MgGrid *grid, int32_t threads); // what create takes
    MgSimulation *(*create)(MgRun *run);                                          // NULL when memory is refused
    void (*destroy)(MgSimulation *simulation);                                    // NULL is fine
    bool (*set_threads)(MgSimulation *simulation, int32_t threads);  // makes room for them; false: memory is refused
    MgStatus (*set_tiling)(MgSimulation *simulation, MgTiling wish); // and this one: NULL where there are no tiles
    MgTiling (*tiling)(const MgSimulation *simulation);
    MgStatus (*largest_dt)(const MgSimulation *simulation, double *out); // INVALID_ARGUMENT: parameters make no sense
    MgStatus (*voxel_limit)(const MgSimulation *simulation,
                            MgVoxelLimit *out);            // NULL: cells may be as small as they like
    void (*seed)(MgSimulation *simulation);                // from run->seeding and run->seed; no keyframes after
    void (*step)(MgSimulation *simulation, int32_t count); // allocates nothing
    int32_t (*round)(const MgSimulation *simulation);      // steps that are cheapest made together
    uint64_t (*hash)(MgSimulation *simulation);
    bool (*find_bad_cell)(MgSimulation *simulation, MgBadCell *out); // all but the step
    void (*read_field)(const MgSimulation *simulation, int32_t field, float *out);
    void (*write_field)(MgSimulation *simulation, int32_t field, const float *values);

    bool holds_counts; // whole numbers of molecules, not floats of any kind

    // The state as stepping keeps it (which read_field may not show), a row at a time, for snapshots: floats bit by
    // bit, counts as floats that hold them exactly. load_row writes over what is there; loaded comes after the last
    // row, when run has the snapshot's seed, steps, time and parameters, and no keyframe is published.
    void (*save_row)(const MgSimulation *simulation, int32_t field, int32_t y, int32_t z, float *out);
    void (*load_row)(MgSimulation *simulation, int32_t field, int32_t y, int32_t z, const float *values);
    void (*loaded)(MgSimulation *simulation);

    // For painting: a row's cells to be changed in place, and put back. touch comes before, for every field that will
    // change; no published keyframe changes. Rows of different planes may be taken at once, each by a worker of its
    // own.
    void (*touch)(MgSimulation *simulation, int32_t field);
    float *(*take_row)(MgSimulation *simulation, int32_t field, int32_t y, int32_t z, int32_t worker);
    void (*put_row)(MgSimulation *simulation, int32_t field, int32_t y, int32_t z, float *row);
    float (*read_cell)(const MgSimulation *simulation, int32_t field, int32_t x, int32_t y, int32_t z);

    // The scalar of run->view now, laid out as the grid says, without halos. Good until the second publish after this
    // one; forget_keyframes gives both back.
    const float *(*publish)(MgSimulation *simulation);
    void (*forget_keyframes)(MgSimulation *simulation);

    // The scalar of a view as it is now, a row at a time; no keyframe changes.
    void (*look)(MgSimulation *simulation, int32_t view, MgTakeRow take, void *context);
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

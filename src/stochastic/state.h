// The inside of MgStochastic, shared by the sweep and the object's functions; no other file includes it.
#ifndef MG_STOCHASTIC_STATE_H
#define MG_STOCHASTIC_STATE_H

#include "base/cancel.h"
#include "grid/grid.h"
#include "stochastic/hop.h"
#include "stochastic/react.h"

#define MG_TASK_PLANES 8
#define MG_COUNTS_PER_LINE 32 // a cache line of 64 bytes; every row of counts starts on one
#define MG_AXES 3

// How one species hops in a step.
typedef struct MgHops {
    double p;   // per direction; 0: it stays
    bool joint; // tables[0] draws six directions at once; else one table per axis
    MgHopTable tables[MG_AXES];
} MgHops;

// What a worker needs for the row and plane at hand; all of it is written before it is read in every task.
typedef struct MgSweepScratch {
    uint16_t *halves; // of random words: of every row at once a row for reacting and for each draw of jumps
    float *sources;   // [source][row][x], of every row at once
    MgReactScratch react;
    uint16_t *codes, *rest;
    uint16_t *out[MG_DIRECTIONS]; // a line of room on either side
    uint16_t *from_row_before;    // [species][x]: moved on in y, not yet arrived
    uint16_t *around_y;           // [species][x]: left row 0 backwards, arrives in the last row
    uint16_t *from_plane_before;  // [y][species][x]: moved on in z, not yet arrived
    MgStream rows, events, hops;  // of the plane at hand
} MgSweepScratch;

typedef struct MgTaskResult {
    uint64_t fired;
    int32_t bad_row;               // z * ny + y where a count grew too large, or a cell was too busy; -1: nowhere
    int32_t busy_x, busy_reaction; // of a busy cell; busy_reaction -1: a count it was
} MgTaskResult;

typedef struct MgStochastic MgStochastic; // as in stochastic.h, which is for users of the whole

struct MgStochastic {
    MgGrid grid;
    MgNetwork network;
    MgRates rates;
    MgReactor reactor;
    MgHops hops[MG_MAX_SPECIES];
    MgHopEntry *entries; // memory of all tables,
    uint16_t *cuts;      // and of the low halves of their cuts
    double dt;
    uint64_t seed, origin, steps, fired;
    int32_t bad_row, busy_x, busy_reaction; // as in MgTaskResult
    bool settled;                           // counts are of the moment; else they lack React(dt / 2)
    bool changing;                          // the next step takes these first
    MgRates next_rates;
    double next_dt;

    // Cell x of species s in row (y, z) is counts[((z ny + y) species_count + s) stride + x].
    int32_t species_count;
    ptrdiff_t stride; // counts from row to row of one species: a multiple of a line
    ptrdiff_t plane;  // counts of a plane, all species
    uint16_t *counts;

    // What is read: laid out as counts, a plane of it made when it is wanted. Unused while counts are settled.
    uint16_t *observed;
    bool *plane_observed; // [z]

    // What arrives in a task's first and last plane at the beginning of a step of this parity.
    uint16_t *ghosts; // [parity][task][first, last][plane]
    int32_t task_count;
    MgTaskResult *results;

    MgCancellation *cancellation; // NULL: steps are not cut
    bool is_kept;                 // the step at hand can be cut: observed holds the counts before it
    double step_seconds;          // of the last one; 0: none was made

    int32_t threads; // that scratch has room for
    char *scratch_memory;
    MgSweepScratch *scratch;
};

static inline uint16_t *mg_counts_row(const MgStochastic *s, int32_t species, int32_t y, int32_t z) {
    return s->counts + ((ptrdiff_t)(z * s->grid.ny + y) * s->species_count + species) * s->stride;
}

static inline uint16_t *mg_observed_row(const MgStochastic *s, int32_t species, int32_t y, int32_t z) {
    return s->observed + (mg_counts_row(s, species, y, z) - s->counts);
}

static inline uint16_t *mg_ghost_row(const MgStochastic *s, uint64_t parity, int32_t task, bool last, int32_t species,
                                     int32_t y) {
    ptrdiff_t plane = ((ptrdiff_t)(parity & 1) * s->task_count + task) * 2 + last;
    return s->ghosts + plane * s->plane + (y * s->species_count + species) * s->stride;
}

static inline int32_t mg_task_last_plane(const MgStochastic *s, int32_t task) {
    return mg_min_i32((task + 1) * MG_TASK_PLANES, s->grid.nz) - 1;
}

// Rows of a plane that react together: lists that are worked off with every vector full and few ends.
#define MG_CELLS_AT_ONCE 512
static inline int32_t mg_rows_at_once(ptrdiff_t stride) { return mg_max_i32(MG_CELLS_AT_ONCE / (int32_t)stride, 1); }

// One task of one step.
void mg_sweep_task(MgStochastic *s, int32_t task, MgSweepScratch *scratch);

// The reaction pass of the step to come, on a copy of plane z with what has arrived there, up to half of its time.
void mg_sweep_observe(const MgStochastic *s, int32_t z, uint16_t *plane, MgSweepScratch *scratch);

#endif

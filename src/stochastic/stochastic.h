// Molecules on a lattice: the reaction-diffusion master equation, stepped by two exact operators in turn,
//
//     first step: React(h/2) Diffuse(h)        every other: React(h) Diffuse(h)
//
// Between steps the counts thus lack half a reaction step. What is read has it: the first half of the React(h) to
// come, with the words that it will take, on a copy (observe.c). So what is read is Strang's splitting, the same for
// every reader between two steps, and a state that the run goes through. Where something else goes on from there - a
// count is written, a rate or h changes - what is read becomes the counts ("settled"), and the next step is
// React(h/2) Diffuse(h) with other words.
//
// Diffuse is one step of a lazy random walk: mean square displacement,
// stationary law and conservation are exact; from molecules that hop in continuous time it differs in first order of
// D h / dx^2 (docs/molecules.md has the numbers).
//
// A step is one sweep over the planes in tasks of 8: a plane reacts, draws how many molecules leave each cell in each
// direction, and adds what has arrived. Molecules that leave a task's first or last plane wait in ghost planes and
// arrive at the beginning of the next step; there is a set of them for even and one for odd steps, so tasks never meet.
// Whole numbers add up the same in any order, and the random words belong to places: the state does not depend on
// tasks, threads or vectors.
//
//     MgStochastic *s = mg_stochastic_create(&grid, &network, threads);
//     MG_TRY(mg_stochastic_set(s, parameter_values, dt));
//     mg_stochastic_clear(s, seed);   mg_stochastic_write_row(...) for every row and species
//     MG_TRY(mg_stochastic_step(s, scheduler, 100));
//     mg_stochastic_observe(s, scheduler, 0, grid.nz);   mg_stochastic_read_row(...)
#ifndef MG_STOCHASTIC_STOCHASTIC_H
#define MG_STOCHASTIC_STOCHASTIC_H

#include "base/cancel.h"
#include "base/scheduler.h"
#include "grid/grid.h"
#include "stochastic/network.h"

typedef struct MgStochastic MgStochastic;

uint64_t mg_stochastic_bytes(const MgGrid *grid, const MgNetwork *network, int32_t threads);
MgStochastic *mg_stochastic_create(const MgGrid *grid, const MgNetwork *network, int32_t threads); // NULL: no memory
void mg_stochastic_destroy(MgStochastic *stochastic);                                              // NULL is fine
bool mg_stochastic_set_threads(MgStochastic *stochastic, int32_t threads);                         // false: no memory

// Parameter values and the length of a step. Refused, and nothing changes: a rate that makes no sense, and a step in
// which a molecule would leave its cell with probability 1 or more, 6 D dt / dx^2 >= 1 (UNSTABLE). In force from the
// next step on: what is read of the present moment stays what it is.
MgStatus mg_stochastic_set(MgStochastic *stochastic, const double *values, double dt);

// The longest step in which the fastest species still leaves its cell with a probability below 1: somewhat below
// dx^2 / (6 D). values as for mg_stochastic_set; INVALID_ARGUMENT where they make no sense.
MgStatus mg_stochastic_largest_dt(const MgStochastic *stochastic, const double *values, double *out);

void mg_stochastic_clear(MgStochastic *stochastic, uint64_t seed); // no molecules, step 0

// Which random words come next, and whether the counts have had the half reaction step that ends at this moment: with
// the rows of mg_stochastic_save_row all that a run goes on from.
typedef struct MgStochasticMoment {
    uint64_t seed, origin, steps; // origin: a mark of the values that were written, 0 where none were
    bool settled;                 // always at step 0
} MgStochasticMoment;

void mg_stochastic_resume(MgStochastic *stochastic,
                          const MgStochasticMoment *moment); // after the last row of a saved state

// Makes what is read the state that is stepped, so that rows can be written.
void mg_stochastic_settle(MgStochastic *stochastic, MgScheduler *scheduler);

// Counts are given and read as floats, whole numbers of 0..MG_LARGEST_COUNT; values are rounded to that. The state is
// settled, or all rows of a saved one are written.
void mg_stochastic_write_row(MgStochastic *stochastic, int32_t species, int32_t y, int32_t z, const float *counts);

// After all rows of a species were written. They may come from a run with the same seed; so that it does not meet the
// random words again that made it, the words from here on depend on the counts, too.
void mg_stochastic_mark_written(MgStochastic *stochastic, MgScheduler *scheduler, int32_t species);

// The network's own first state: initial counts, and pattern[x] (0..1, NULL: 1 everywhere) times the patch counts.
void mg_stochastic_start_row(MgStochastic *stochastic, int32_t y, int32_t z, const float *pattern);

// Refused (INVALID_ARGUMENT, with species and cell) once a count is beyond MG_LARGEST_COUNT, or (with reaction and
// cell) once a cell would need more than MG_MAX_CELL_EVENTS reactions for what is left of a step; only clear makes it
// step again. Allocates nothing.
MgStatus mg_stochastic_step(MgStochastic *stochastic, MgScheduler *scheduler, int32_t count);

// Steps ask it (NULL: nobody), and one that was cut is taken back: fewer steps are made. Counts are kept for that only
// before the first step and after one of a length that a person notices, so quick steps cost no copy.
void mg_stochastic_set_cancellation(MgStochastic *stochastic, MgCancellation *cancellation);
int32_t mg_stochastic_busy_reaction(const MgStochastic *stochastic); // which refused it, from 0; -1: none
bool mg_stochastic_overflowed(const MgStochastic *stochastic, int32_t *x, int32_t *y, int32_t *z, int32_t *species);
uint64_t mg_stochastic_steps(const MgStochastic *stochastic);
uint64_t mg_stochastic_events(const MgStochastic *stochastic); // reactions fired by steps since clear or resume

// What is read of this moment. observe computes it, a plane once between two steps; mg_stochastic_read_row comes after
// it, the others call it themselves. Nothing of this changes what the run does.
void mg_stochastic_observe(MgStochastic *stochastic, MgScheduler *scheduler, int32_t begin, int32_t end); // planes
void mg_stochastic_read_row(const MgStochastic *stochastic, int32_t species, int32_t y, int32_t z, float *out);
int64_t mg_stochastic_total(MgStochastic *stochastic, MgScheduler *scheduler, int32_t species);

// Calls row for every row, in parallel, with counts[species][x].
typedef void (*MgVisitCounts)(void *context, int32_t y, int32_t z, float *const counts[MG_MAX_SPECIES]);
void mg_stochastic_visit_rows(MgStochastic *stochastic, MgScheduler *scheduler, MgVisitCounts row, void *context);

// What the next step begins from, for hashes and snapshots: the counts after diffusing, or what is read where the
// next step will settle. begin_save comes before the first save_row.
MgStochasticMoment mg_stochastic_begin_save(MgStochastic *stochastic, MgScheduler *scheduler);
void mg_stochastic_save_row(const MgStochastic *stochastic, int32_t species, int32_t y, int32_t z, float *out);

#endif

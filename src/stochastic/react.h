// React(h): exact stochastic simulation (Gillespie 1977, doi 10.1021/j100540a008) inside every cell of some rows for
// time h.
//
// A cell waits -ln(v) / a0 for its next event, a0 the sum of its propensities. In a short step most cells have none, so
// the rows are filtered first: with the waiting time of a cell given by 1 - v, and -ln(v) >= 1 - v, a cell with
// 1 - v >= a0 h cannot fire. The first 16 bits of 1 - v and a bound on a0 settle that for most; the further bits are
// drawn with the event. The others are gathered into a list that is worked off in rounds: each cell has its event, then
// those that fired and pass the filter again stay for the next round. A round goes over the list once for every thing
// to be done, so that neither the network's table nor a branch is looked at cell by cell. No leap, no clamp, no event
// that lacks its molecules.
#ifndef MG_STOCHASTIC_REACT_H
#define MG_STOCHASTIC_REACT_H

#include "base/cancel.h"
#include "stochastic/rates.h"
#include "stochastic/stream.h"

// Events of one cell that a step may still need: a rate of 1e12, or a reaction that changes nothing and never runs out,
// would keep a step busy for ever. Far above what can be waited for in all cells.
#define MG_MAX_CELL_EVENTS 200000

typedef struct MgReactorStep {
    int32_t reaction; // of the network
    int32_t order;
    int32_t species[MG_MAX_ORDER];
    float taken[MG_MAX_ORDER];
    float scale;     // rate * ways
    bool has_extras; // a source or a Hill factor
    int32_t source;  // -1: everywhere the same
    MgHillKind hill;
    int32_t hill_species, hill_exponent;
    float hill_power;
} MgReactorStep;

// What a0 is never more than: everywhere + sum over i of n_i (linear_i + sum over j of pair_ij n_j), and the
// propensities of the other reactions, which are of third order or have a source or a Hill factor.
typedef struct MgReactorBound {
    float everywhere, linear[MG_MAX_SPECIES], pair[MG_MAX_SPECIES][MG_MAX_SPECIES];
    int32_t other_count, others[MG_MAX_REACTIONS];
} MgReactorBound;

// The network as the interpreter reads it: reactions of rate 0 are left out, the rest keep their order.
typedef struct MgReactor {
    int32_t species_count, source_count, step_count;
    MgReactorStep steps[MG_MAX_REACTIONS];
    float changes[MG_MAX_REACTIONS][MG_MAX_SPECIES]; // what an event adds
    MgReactorBound bound;
    uint8_t lanes[1 << MG_LANES][MG_LANES]; // which lanes a mask has set, one after another
} MgReactor;

void mg_reactor_build(MgReactor *reactor, const MgNetwork *network, const MgRates *rates);

// Room for `stride` cells of every row, a multiple of MG_LANES; what is beyond nx, or beyond a list's end, is never
// looked at. Species s, source i and reaction r stand at s, i or r times the pitch.
typedef struct MgReactScratch {
    float *row_levels;       // counts as floats
    float *levels, *sources; // the same, and the factors of the place, of the cells on the list
    float *bounds;           // on a0, in units of the halves that are compared with it
    float *sums;             // of the propensities up to a reaction
    float *times;            // how long the cells of the list have been at it
    int32_t *channels;       // which reaction they have
    uint16_t *cells;         // where they are, from rows->counts on,
    uint16_t *halves;        // and the first half of the word of their next waiting time
    uint32_t *words;         // two for each
} MgReactScratch;

// Rows at work.
typedef struct MgReactRows {
    int32_t row_count, nx;
    ptrdiff_t stride, pitch; // room for a row, and for the rows
    uint16_t *counts;        // species s of row j at counts + (j * species_count + s) * stride
    const uint16_t *halves;  // of the words of the first waiting times: row j at halves + j * halves_pitch
    ptrdiff_t halves_pitch;
    const float *sources; // source i of row j at sources + i * pitch + j * stride
    MgStream *events;
    const MgReactScratch *scratch;
    MgCancellation *cancellation; // NULL: reacts to the end
    uint64_t fired;               // out: grows by the number of events
    bool overflowed;              // out: set when a count went beyond MG_LARGEST_COUNT; that cell stood still then
    bool too_many_events;         // out: set when a cell needed more than MG_MAX_CELL_EVENTS; it stood still then,
    int32_t busy_cell;            // the first such cell, from counts on,
    int32_t busy_reaction;        // and its fastest reaction, of the network
} MgReactRows;

// Events from `until` on (0 < until <= h) are drawn, so that the random words are those of the whole of h, but change
// no count: the counts are those at time `until` on the way to what until = h gives.
void mg_react(const MgReactor *reactor, float h, float until, MgReactRows *rows);

#endif

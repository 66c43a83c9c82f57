// React(h): exact stochastic simulation (Gillespie 1977, doi 10.1021/j100540a008) inside every cell of a row for time h.
//
// A cell waits -ln(v) / a0 for its next event, a0 the sum of its propensities. In a short step most cells have none, so
// the row is first sieved: with the waiting time of a cell given by 1 - v, and -ln(v) >= 1 - v, a cell with
// 1 - v >= a0 h cannot fire. The others go into a list that is worked off eight at a time in rounds: each has its event,
// then those that fired and pass the sieve again are kept for the next round. No leap, no clamp, no event that lacks its
// molecules.
#ifndef MG_STOCHASTIC_REACT_H
#define MG_STOCHASTIC_REACT_H

#include "stochastic/network.h"
#include "stochastic/stream.h"

typedef struct MgReactorStep {
    int32_t order;
    int32_t species[MG_MAX_ORDER];
    float taken[MG_MAX_ORDER];
    float scale;                         // rate * ways
    bool has_extras;                     // a source or a Hill factor
    int32_t source;                      // -1: everywhere the same
    MgHillKind hill;
    int32_t hill_species, hill_exponent;
    float hill_power;
} MgReactorStep;

// The network as the interpreter reads it: reactions of rate 0 are left out, the rest keep their order.
typedef struct MgReactor {
    int32_t species_count, source_count, step_count;
    MgReactorStep steps[MG_MAX_REACTIONS];
    float changes[MG_MAX_SPECIES][MG_MAX_REACTIONS + 1];     // what an event adds; after the last reaction: nothing
} MgReactor;

void mg_reactor_build(MgReactor *reactor, const MgNetwork *network, const MgRates *rates);

// One row at work. Rows have room for `stride` cells, a multiple of MG_LANES; what is beyond nx is never looked at.
typedef struct MgReactRow {
    int32_t nx;
    ptrdiff_t stride;
    uint16_t *counts;                    // species s at counts + s * stride
    float *levels;                       // scratch: the counts as floats, the same layout
    float *elapsed;                      // scratch: a row
    int32_t *list;                       // scratch: a row
    const float *sources;                // source i at sources + i * stride
    uint32_t *words;                     // a row; used up
    MgStream *events;
    uint64_t fired;                      // out: grows by the number of events
    bool overflowed;                     // out: set when a count went beyond MG_LARGEST_COUNT; that cell stood still then
} MgReactRow;

void mg_react_row(const MgReactor *reactor, float h, MgReactRow *row);

#endif

// The next-subvolume method (Elf and Ehrenberg 2004, doi 10.1049/sb:20045021), an exact solver of the
// reaction-diffusion master equation, plain and slow: the oracle. One event at a time; cells wait in a heap for their
// next event. It shares the network's table with the engine, and nothing else: its own propensities, its own random
// numbers, libm's log.
#ifndef MG_TESTS_STOCHASTIC_SUBVOLUME_H
#define MG_TESTS_STOCHASTIC_SUBVOLUME_H

#include <math.h>
#include <stdlib.h>

#include "stochastic/rates.h"

typedef struct Subvolumes {
    const MgNetwork *network;
    MgRates rates;
    int32_t extent[3], cells;
    int32_t *counts;       // [cell][species]
    double *due;           // of each cell
    int32_t *heap, *where; // cells by due time; place of each cell
    uint64_t random;
} Subvolumes;

static double uniform_of(Subvolumes *v) { // SplitMix64
    uint64_t z = (v->random += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return ((double)((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
}

static double reaction_propensity(const Subvolumes *v, int32_t cell, int32_t r) {
    const MgReaction *reaction = &v->network->reactions[r];
    double a = v->rates.scale[r];
    for (int32_t i = 0; i < reaction->order; i++)
        a *= v->counts[cell * v->network->species_count + reaction->factors[i].species] - reaction->factors[i].taken;
    return a;
}

static double hop_propensity(const Subvolumes *v, int32_t cell, int32_t s) {
    return 6 * v->rates.diffusion[s] * v->counts[cell * v->network->species_count + s];
}

static double cell_propensity(const Subvolumes *v, int32_t cell) {
    double sum = 0;
    for (int32_t r = 0; r < v->network->reaction_count; r++) sum += reaction_propensity(v, cell, r);
    for (int32_t s = 0; s < v->network->species_count; s++) sum += hop_propensity(v, cell, s);
    return sum;
}

static void place_in_heap(Subvolumes *v, int32_t at, int32_t cell) {
    v->heap[at] = cell;
    v->where[cell] = at;
}

static void sift(Subvolumes *v, int32_t cell) {
    int32_t at = v->where[cell];
    while (at > 0 && v->due[v->heap[(at - 1) / 2]] > v->due[cell]) {
        place_in_heap(v, at, v->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    for (;;) {
        int32_t child = 2 * at + 1;
        if (child >= v->cells) break;
        if (child + 1 < v->cells && v->due[v->heap[child + 1]] < v->due[v->heap[child]]) child++;
        if (v->due[v->heap[child]] >= v->due[cell]) break;
        place_in_heap(v, at, v->heap[child]);
        at = child;
    }
    place_in_heap(v, at, cell);
}

static void schedule(Subvolumes *v, int32_t cell, double now) {
    double a = cell_propensity(v, cell);
    v->due[cell] = a > 0 ? now - log(uniform_of(v)) / a : INFINITY;
    sift(v, cell);
}

static int32_t neighbour(const Subvolumes *v, int32_t cell, int32_t direction) {
    int32_t at[3] = { cell % v->extent[0], cell / v->extent[0] % v->extent[1], cell / v->extent[0] / v->extent[1] };
    int32_t axis = direction / 2, extent = v->extent[axis];
    at[axis] = (at[axis] + (direction % 2 ? 1 : extent - 1)) % extent;
    return (at[2] * v->extent[1] + at[1]) * v->extent[0] + at[0];
}

// One event in this cell; returns the other cell it touched, or -1.
static int32_t happen(Subvolumes *v, int32_t cell) {
    const int32_t species = v->network->species_count;
    double target = uniform_of(v) * cell_propensity(v, cell);
    for (int32_t r = 0; r < v->network->reaction_count; r++) {
        double a = reaction_propensity(v, cell, r);
        if (target < a) {
            for (int32_t s = 0; s < species; s++) v->counts[cell * species + s] += v->network->reactions[r].delta[s];
            return -1;
        }
        target -= a;
    }
    int32_t s = 0;
    while (s < species - 1 && target >= hop_propensity(v, cell, s)) target -= hop_propensity(v, cell, s), s++;
    int32_t to = neighbour(v, cell, (int32_t)(uniform_of(v) * 6));
    v->counts[cell * species + s]--;
    v->counts[to * species + s]++;
    return to;
}

// Periodic box with dx = 1, uniform rates; counts[cell][species] is advanced by `time`.
static inline void next_subvolume(const MgNetwork *network, const int32_t extent[3], int32_t *counts, double time,
                                  uint64_t seed) {
    Subvolumes v = {
        .network = network, .extent = { extent[0], extent[1], extent[2] }, .counts = counts, .random = seed
    };
    double values[MG_MAX_PARAMS] = { 0 };
    for (int32_t i = 0; i < network->param_count; i++) values[i] = network->params[i].initial;
    if (mg_network_rates(network, values, &v.rates) != MG_OK) abort();
    v.cells = extent[0] * extent[1] * extent[2];
    v.due = malloc((size_t)v.cells * sizeof(double));
    v.heap = malloc((size_t)v.cells * sizeof(int32_t));
    v.where = malloc((size_t)v.cells * sizeof(int32_t));
    for (int32_t c = 0; c < v.cells; c++) {
        v.due[c] = INFINITY;
        place_in_heap(&v, c, c);
    }
    for (int32_t c = 0; c < v.cells; c++) schedule(&v, c, 0);
    while (v.due[v.heap[0]] < time) {
        int32_t cell = v.heap[0];
        double now = v.due[cell];
        int32_t other = happen(&v, cell);
        schedule(&v, cell, now);
        if (other >= 0) schedule(&v, other, now);
    }
    free(v.due);
    free(v.heap);
    free(v.where);
}

#endif

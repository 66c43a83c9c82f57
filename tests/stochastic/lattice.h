// A lattice made from a network's text, and what is in it. Every seed is fixed: a row that passes once passes always.
#ifndef MG_TESTS_STOCHASTIC_LATTICE_H
#define MG_TESTS_STOCHASTIC_LATTICE_H

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stochastic/network_text.h"
#include "stochastic/stochastic.h"
#include "support/validation.h"

// ---- the lattice

typedef struct Lattice {
    MgStochastic *s;
    MgScheduler *scheduler;
    MgNetwork network;
    MgGrid grid;
} Lattice;

static void must(MgStatus status) {
    if (status == MG_OK) return;
    fprintf(stderr, "%s\n", mg_error_message());
    exit(2);
}

static Lattice lattice_on(const char *text, MgGrid grid, double dt, uint64_t seed, int32_t threads) {
    Lattice l = { .grid = grid };
    double values[MG_MAX_PARAMS] = { 0 };
    must(mg_network_parse(text, strlen(text), NULL, 0, &l.network));
    for (int32_t i = 0; i < l.network.param_count; i++) values[i] = l.network.params[i].initial;
    l.scheduler = mg_scheduler_create(threads);
    l.s = mg_stochastic_create(&grid, &l.network, threads);
    must(mg_stochastic_set(l.s, values, dt));
    mg_stochastic_clear(l.s, seed);
    for (int32_t z = 0; z < grid.nz; z++)
        for (int32_t y = 0; y < grid.ny; y++) mg_stochastic_start_row(l.s, y, z, NULL);
    return l;
}

static MgGrid box(int32_t nx, int32_t ny, int32_t nz, MgBoundary boundary) {
    return mg_grid(nx, ny, nz, (MgBoundary[]){ boundary, boundary, boundary }, 1.0);
}

static inline Lattice lattice(const char *text, int32_t n, double dt, uint64_t seed) {
    return lattice_on(text, box(n, n, n, MG_PERIODIC), dt, seed, 2);
}

static void free_lattice(Lattice *l) {
    mg_stochastic_destroy(l->s);
    mg_scheduler_destroy(l->scheduler);
}

// ---- what is read of it

typedef struct Moments {
    double mean, variance, fourth;
    size_t count;
} Moments; // fourth: central

typedef struct Copy {
    const Lattice *l;
    float *values;
} Copy; // [species][z][y][x]

static void copy_row(void *context, int32_t y, int32_t z, float *const counts[MG_MAX_SPECIES]) {
    const Copy *copy = context;
    const MgGrid *g = &copy->l->grid;
    for (int32_t s = 0; s < copy->l->network.species_count; s++)
        memcpy(copy->values + (((size_t)s * (size_t)g->nz + (size_t)z) * (size_t)g->ny + (size_t)y) * (size_t)g->nx,
               counts[s], (size_t)g->nx * sizeof(float));
}

// The caller frees it.
static float *look(const Lattice *l) {
    Copy copy = { l, malloc(mg_grid_cells(&l->grid) * (size_t)l->network.species_count * sizeof(float)) };
    mg_stochastic_visit_rows(l->s, l->scheduler, copy_row, &copy);
    return copy.values;
}

static Moments moments_of(const float *values, size_t count) {
    double sum = 0, second = 0, fourth = 0;
    for (size_t i = 0; i < count; i++) sum += values[i];
    double mean = sum / (double)count;
    for (size_t i = 0; i < count; i++) {
        double d = values[i] - mean;
        second += d * d, fourth += d * d * d * d;
    }
    return (Moments){ mean, second / (double)(count - 1), fourth / (double)count, count };
}

static inline Moments moments(const Lattice *l, int32_t species) {
    float *values = look(l);
    size_t cells = mg_grid_cells(&l->grid);
    Moments m = moments_of(values + (size_t)species * cells, cells);
    free(values);
    return m;
}

// Cells as independent replicates: the mean within 3 standard errors, the variance within 5 (its error from the
// sample's own fourth moment).
static inline void report_replicates(const char *name, Moments m, double mean, double variance, const char *source) {
    char label[160];
    double n = (double)m.count;
    snprintf(label, sizeof label, "%s: mean", name);
    mg_validate(label, mean, m.mean, 3.0 * sqrt(variance / n), source);
    snprintf(label, sizeof label, "%s: variance", name);
    mg_validate(label, variance, m.variance, 5.0 * sqrt((m.fourth - m.variance * m.variance) / n), source);
}

#endif

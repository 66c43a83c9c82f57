// The usual way to step molecules on a lattice, for comparison: a sequential tau-leap. Every reaction of a cell fires a
// Poisson number of times at its propensity when the step began, cut at the molecules there are; then every species
// sends a Poisson number to each of six neighbours, cut likewise. One generator for all, Knuth's Poisson sampler with
// libm's exp. Written plainly, not badly: integer counts, two buffers, one pass over the cells for either half.
#ifndef MG_BENCH_TAU_LEAP_H
#define MG_BENCH_TAU_LEAP_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct TauLeap {
    int32_t n;
    double dt;
    int32_t *counts[3], *next[3]; // food, autocatalyst, inhibitor: n^3 cells each
    uint64_t random[4];
} TauLeap;

static uint64_t xoshiro256(uint64_t *s) { // Blackman and Vigna 2018, doi 10.1145/3460772
    uint64_t result = ((s[0] + s[3]) << 23 | (s[0] + s[3]) >> 41) + s[0], t = s[1] << 17;
    s[2] ^= s[0], s[3] ^= s[1], s[1] ^= s[2], s[0] ^= s[3], s[2] ^= t;
    s[3] = s[3] << 45 | s[3] >> 19;
    return result;
}

static int32_t poisson(TauLeap *t, double mean) {
    if (mean <= 0) return 0;
    double limit = exp(-mean), product = 1;
    int32_t k = -1;
    do product *= (double)(xoshiro256(t->random) >> 11) * 0x1p-53, k++;
    while (product > limit);
    return k;
}

static int32_t at_most(int32_t count, int32_t most) { return count < most ? count : most; }

static void tau_leap_react(TauLeap *t) {
    const size_t cells = (size_t)t->n * (size_t)t->n * (size_t)t->n;
    for (size_t c = 0; c < cells; c++) {
        int32_t f = t->counts[0][c], a = t->counts[1][c], i = t->counts[2][c];
        int32_t eaten = at_most(poisson(t, 0.002 * f * a * t->dt), f), made = poisson(t, 0.02 * a * t->dt);
        int32_t killed = at_most(poisson(t, 0.001 * a * i * t->dt), a + eaten), fed = poisson(t, 2.0 * t->dt);
        int32_t died = at_most(poisson(t, 0.01 * a * t->dt), a + eaten - killed);
        int32_t lost = at_most(poisson(t, 0.005 * i * t->dt), i + made);
        t->counts[0][c] = f - eaten + fed;
        t->counts[1][c] = a + eaten - killed - died;
        t->counts[2][c] = i + made - lost;
    }
}

static void tau_leap_diffuse(TauLeap *t) {
    static const double diffusion[3] = { 0.2, 0.05, 0.02 };
    const int32_t n = t->n;
    for (int32_t s = 0; s < 3; s++) {
        memset(t->next[s], 0, (size_t)n * (size_t)n * (size_t)n * sizeof(int32_t));
        for (int32_t z = 0; z < n; z++)
            for (int32_t y = 0; y < n; y++)
                for (int32_t x = 0; x < n; x++) {
                    const int32_t to[6] = { (z * n + y) * n + (x + 1) % n, (z * n + y) * n + (x + n - 1) % n,
                                            (z * n + (y + 1) % n) * n + x, (z * n + (y + n - 1) % n) * n + x,
                                            ((z + 1) % n * n + y) * n + x, ((z + n - 1) % n * n + y) * n + x };
                    int32_t count = t->counts[s][(z * n + y) * n + x], left = count;
                    for (int32_t d = 0; d < 6; d++) {
                        int32_t leaving = at_most(poisson(t, diffusion[s] * count * t->dt), left);
                        left -= leaving;
                        t->next[s][to[d]] += leaving;
                    }
                    t->next[s][(z * n + y) * n + x] += left;
                }
        int32_t *swapped = t->counts[s];
        t->counts[s] = t->next[s], t->next[s] = swapped;
    }
}

static void tau_leap_step(TauLeap *t) {
    tau_leap_react(t);
    tau_leap_diffuse(t);
}

static TauLeap tau_leap_start(int32_t n, double dt) {
    static const double mean[3] = { 47.4, 21.2, 84.7 };
    TauLeap t = { .n = n, .dt = dt, .random = { 1, 2, 3, 4 } };
    const size_t cells = (size_t)n * (size_t)n * (size_t)n;
    for (int32_t s = 0; s < 3; s++) {
        t.counts[s] = malloc(cells * sizeof(int32_t));
        t.next[s] = malloc(cells * sizeof(int32_t));
        if (t.counts[s] == NULL || t.next[s] == NULL) abort();
        for (size_t c = 0; c < cells; c++) t.counts[s][c] = poisson(&t, mean[s]);
    }
    return t;
}

static void tau_leap_end(TauLeap *t) {
    for (int32_t s = 0; s < 3; s++) free(t->counts[s]), free(t->next[s]);
}

#endif

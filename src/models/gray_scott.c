// Gray-Scott:  u' = Du lap u - u v^2 + F (1 - u),   v' = Dv lap v + u v^2 - (F + k) v
// Gray and Scott 1984, Chem. Eng. Sci. 39, 1087; classes of patterns: Pearson 1993, Science 261, 189.
// Food u flows in everywhere, v eats it and dies. Spots that divide, worms, sheets and mazes, by the two rates F and k.
#include <string.h>

#include "base/rng.h"
#include "model/seedings.h"
#include "model/stencil.h"

enum { U, V };
enum { SEVEN_POINT, ISOTROPIC_27_POINT };

typedef struct GrayScott {
    float dt, du, dv, feed, kill;
    int32_t laplacian;
} GrayScott;

static const MgParam params[] = {
    MG_PARAM(GrayScott, dt, "\\Delta t", 0.7, 0.0001, 4.0, "t", "Length of a time step."),
    MG_PARAM(GrayScott, du, "D_u", 0.16, 0.0, 1.0, "l^2/t", "How fast food spreads."),
    MG_PARAM(GrayScott, dv, "D_v", 0.08, 0.0, 1.0, "l^2/t", "How fast the eater spreads."),
    MG_PARAM(GrayScott, feed, "F", 0.0367, 0.0, 0.1, "1/t", "How fast food flows in and everything is washed out."),
    MG_PARAM(GrayScott, kill, "k", 0.0649, 0.0, 0.1, "1/t", "How fast the eater dies, on top of being washed out."),
    MG_PARAM_CHOICE(GrayScott, laplacian, "\\nabla^2", SEVEN_POINT, 2,
                    "Seven points are fastest; 27 points spread equally in every direction and bear a longer step: "
                    "1.59 times at the defaults.",
                    "7-point", "isotropic 27-point"),
};
MG_PARAMS_COMPLETE(GrayScott, params);

// What a cell needs besides its own values; locals, so that the compiler knows they outlive the writes.
typedef struct Rates {
    float dt, feed, loss, du, dv;
} Rates;

MG_INLINE Rates rates_of(const MgBlock *block) {
    const GrayScott *p = block->params;
    return (Rates){ p->dt, p->feed, p->feed + p->kill, p->du * block->inverse_dx2, p->dv * block->inverse_dx2 };
}

// Less eater than this is none. Ahead of every front v falls off without end, into numbers whose square a processor may
// take a hundred times longer to find; eater grows only from v > F + k, so nothing can ever come of so little.
#define NOTHING 1e-15f

// Returned, not written: a loop that writes only when everything is read leaves a compiler free to put its loads in
// order.
typedef struct Cell {
    float u, v;
} Cell;

MG_INLINE Cell advance(Rates r, float u, float v, float laplacian_u, float laplacian_v) {
    float uvv = u * v * v;
    float eater = v + r.dt * (r.dv * laplacian_v + uvv - r.loss * v);
    return (Cell){ u + r.dt * (r.du * laplacian_u - uvv + r.feed * (1.0f - u)),
                   eater < NOTHING && eater > -NOTHING ? 0.0f : eater };
}

// The cells of the row at `at` from x = first on.
MG_INLINE void advance_row(Rates r, MgNeighbours n, const MgBlock *block, ptrdiff_t at, int32_t first) {
    const float *restrict u = block->in[U] + at, *restrict v = block->in[V] + at;
    float *restrict u_next = block->out[U] + at, *restrict v_next = block->out[V] + at;
    _Pragma("omp simd") for (int32_t x = first; x < block->nx; x++) {
        Cell next = advance(r, u[x], v[x], mg_laplacian7(u + x, n), mg_laplacian7(v + x, n));
        u_next[x] = next.u, v_next[x] = next.v;
    }
}

MG_VECTOR_CLONES static void react_and_diffuse_7(const MgBlock *block) {
    const Rates r = rates_of(block);
    const MgNeighbours n = mg_neighbours(block);
    MG_EACH_ROW(at, block) advance_row(r, n, block, at, 0);
}

// ---- two rows at a time
//
// Two rows of two fields are twenty streams of loads and stores, more than there are registers for addresses. So a row
// is made in strips of fixed length: one pointer for each row and field runs from strip to strip, and everything else
// lies at a distance from it that is the same for the whole block.

#define STRIP (2 * MG_LANES_AT_ONCE) // cells: with one register at a time, moving pointers would cost twice as much

// A place in a row. next_u and next_v: bytes from what is read there to where its next value is written.
typedef struct Place {
    const float *u, *v;
    uintptr_t next_u, next_v;
} Place;

MG_INLINE Place place_of(const MgBlock *block, ptrdiff_t at) {
    const float *u = block->in[U], *v = block->in[V];
    return (Place){ u + at, v + at, (uintptr_t)block->out[U] - (uintptr_t)u, (uintptr_t)block->out[V] - (uintptr_t)v };
}

MG_INLINE float *at_distance(const float *cells, uintptr_t bytes) { return (float *)((uintptr_t)cells + bytes); }

MG_INLINE void next_strip(Place *p) {
    p->u += STRIP, p->v += STRIP;
    MG_FORGET_ORIGIN(p->u);
    MG_FORGET_ORIGIN(p->v);
}

MG_INLINE void advance_strips(Rates r, MgNeighbours n, Place a, Place b, ptrdiff_t b_zp) {
    float *a_u = at_distance(a.u, a.next_u), *a_v = at_distance(a.v, a.next_v);
    float *b_u = at_distance(b.u, b.next_u), *b_v = at_distance(b.v, b.next_v);
    _Pragma("omp simd") for (int32_t x = 0; x < STRIP; x++) {
        MgPair lu = mg_laplacian7_pair(a.u + x, n, b.u + x, b_zp), lv = mg_laplacian7_pair(a.v + x, n, b.v + x, b_zp);
        Cell next_a = advance(r, a.u[x], a.v[x], lu.a, lv.a), next_b = advance(r, b.u[x], b.v[x], lu.b, lv.b);
        a_u[x] = next_a.u, a_v[x] = next_a.v;
        b_u[x] = next_b.u, b_v[x] = next_b.v;
    }
}

MG_VECTOR_CLONES_APART static void react_and_diffuse_7_pair(const MgBlock *block, const MgBlock *behind) {
    const Rates r = rates_of(block);
    const MgNeighbours n = mg_neighbours(block), n_behind = mg_neighbours(behind);
    const int32_t in_strips = block->nx / STRIP * STRIP;
    MG_EACH_ROW(at, block) {
        Place a = place_of(block, at), b = place_of(behind, at);
        for (const float *end = a.u + in_strips; a.u != end; next_strip(&a), next_strip(&b))
            advance_strips(r, n, a, b, n_behind.zp);
        if (in_strips == block->nx) continue;
        advance_row(r, n, block, at, in_strips);
        advance_row(r, n_behind, behind, at, in_strips);
    }
}

// ---- four cells at a time, for browsers
//
// One pointer runs along a row of u, and everything else lies at a distance from it that is the same for a whole block.
// It starts a float early: x - 1, x and x + 1 are then 0, 4 and 8 bytes on, and a load in WebAssembly takes an offset
// that is not negative for nothing. One row at a time: two rows, as above, want more registers than there are.

typedef float F32x4 __attribute__((vector_size(16)));
typedef int32_t I32x4 __attribute__((vector_size(16)));

// The four floats that start `floats` behind an address. The offset is added to a pointer, not to the number: only so
// is it part of the load.
MG_INLINE F32x4 load_four(uintptr_t address, int32_t floats) {
    F32x4 cells;
    memcpy(&cells, (const float *)address + floats, sizeof cells);
    return cells;
}

MG_INLINE void store_four(uintptr_t address, int32_t floats, F32x4 cells) {
    memcpy((float *)address + floats, &cells, sizeof cells);
}

MG_INLINE F32x4 four_times(float value) { return (F32x4){ 0 } + value; }

// From a cell of u to what is read and written for it, and from any cell to its neighbours.
typedef struct Distances {
    uintptr_t v, u_next, v_next, ym, yp, zm, zp;
} Distances;

MG_INLINE uintptr_t floats_between(const float *from, const float *to) {
    return (uintptr_t)(((intptr_t)to - (intptr_t)from) / (intptr_t)sizeof(float));
}

static Distances distances_of(const MgBlock *b) {
    const float *u = b->in[U];
    return (Distances){ .v = floats_between(u, b->in[V]),
                        .u_next = floats_between(u, b->out[U]),
                        .v_next = floats_between(u, b->out[V]),
                        .ym = (uintptr_t)b->dy[-1],
                        .yp = (uintptr_t)b->dy[1],
                        .zm = (uintptr_t)b->dz[-1],
                        .zp = (uintptr_t)b->dz[1] };
}

typedef struct FourRates {
    F32x4 dt, feed, loss, du, dv, one, six, nothing;
} FourRates;

static FourRates rates_of_four(const MgBlock *block) {
    const Rates r = rates_of(block);
    return (FourRates){ four_times(r.dt), four_times(r.feed), four_times(r.loss), four_times(r.du),
                        four_times(r.dv), four_times(1.0f),   four_times(6.0f),   four_times(NOTHING) };
}

// mg_laplacian7 of four cells, the value of which is `here`; `left` is the address of the cell before them.
MG_INLINE F32x4 laplacian_of_four(uintptr_t left, const Distances *d, F32x4 six, F32x4 here) {
    return ((load_four(left, 0) + load_four(left, 2)) + (load_four(left + d->ym, 1) + load_four(left + d->yp, 1))) +
           (load_four(left + d->zm, 1) + load_four(left + d->zp, 1)) - six * here;
}

// What `advance` does, for the four cells of u behind `left`. The Laplacian of v is finished before that of u is begun,
// or the neighbours of both would want a register at once.
MG_INLINE void advance_four(uintptr_t left, const Distances *d, const FourRates *r) {
    const uintptr_t left_v = left + d->v;
    const F32x4 v = load_four(left_v, 1);
    F32x4 laplacian_v = laplacian_of_four(left_v, d, r->six, v);
    MG_IN_REGISTER_NOW(laplacian_v);
    const F32x4 u = load_four(left, 1), laplacian_u = laplacian_of_four(left, d, r->six, u);
    const F32x4 uvv = u * v * v, eater = v + r->dt * (r->dv * laplacian_v + uvv - r->loss * v);
    const F32x4 magnitude = (F32x4)((I32x4)eater & 0x7fffffff);
    const I32x4 is_some = ~(I32x4)(magnitude < r->nothing);
    store_four(left + d->u_next, 1, u + r->dt * (r->du * laplacian_u - uvv + r->feed * (r->one - u)));
    store_four(left + d->v_next, 1, (F32x4)(is_some & (I32x4)eater));
}

// Cells that are left of a row when fours are taken away.
static void advance_rest(const MgBlock *block, ptrdiff_t at) {
    const Rates r = rates_of(block);
    const MgNeighbours n = mg_neighbours(block);
    const float *u = block->in[U] + at, *v = block->in[V] + at;
    for (int32_t x = block->nx & ~3; x < block->nx; x++) {
        Cell next = advance(r, u[x], v[x], mg_laplacian7(u + x, n), mg_laplacian7(v + x, n));
        block->out[U][at + x] = next.u, block->out[V][at + x] = next.v;
    }
}

// From distances in floats. Where the multiplication is seen beside the additions, a browser makes both one
// instruction.
MG_INLINE Distances in_bytes(const Distances *d) {
    const uintptr_t size = sizeof(float);
    return (Distances){ .v = size * d->v,
                        .u_next = size * d->u_next,
                        .v_next = size * d->v_next,
                        .ym = size * d->ym,
                        .yp = size * d->yp,
                        .zm = size * d->zm,
                        .zp = size * d->zp };
}

// Distances and rates are read from memory for each row: a value that is needed again after a call, here advance_rest,
// Firefox keeps in memory and loads at every use.
MG_INLINE void advance_row_by_four(const MgBlock *block, ptrdiff_t at, const Distances *d, const FourRates *r) {
    const uintptr_t begin = (uintptr_t)(block->in[U] + at - 1), bytes = sizeof(float) * (uintptr_t)(block->nx & ~3);
    MG_FORGET_ORIGIN(d);
    MG_FORGET_ORIGIN(r);
    const Distances distances = in_bytes(d);
    const FourRates rates = *r;
    for (uintptr_t left = begin; left != begin + bytes; left += sizeof(F32x4)) advance_four(left, &distances, &rates);
    if (block->nx % 4 != 0) advance_rest(block, at);
}

// behind NULL: one block. Else two, whose rows are made in turn.
MG_VECTOR_CLONES_APART static void react_and_diffuse_7_by_four(const MgBlock *block, const MgBlock *behind) {
    const FourRates r = rates_of_four(block);
    const Distances d = distances_of(block), d_behind = distances_of(behind != NULL ? behind : block);
    MG_EACH_ROW(at, block) {
        advance_row_by_four(block, at, &d, &r);
        if (behind != NULL) advance_row_by_four(behind, at, &d_behind, &r);
    }
}

// At most MG_CELLS_AT_ONCE cells from x = first of the row at `at`, whose Laplacians are known.
MG_INLINE void advance_cells(Rates r, const MgBlock *block, ptrdiff_t at, int32_t count, const float *laplacian_u,
                             const float *laplacian_v) {
    const float *restrict u = block->in[U] + at, *restrict v = block->in[V] + at;
    float *restrict u_next = block->out[U] + at, *restrict v_next = block->out[V] + at;
    _Pragma("omp simd") for (int32_t x = 0; x < count; x++) {
        Cell next = advance(r, u[x], v[x], laplacian_u[x], laplacian_v[x]);
        u_next[x] = next.u, v_next[x] = next.v;
    }
}

MG_VECTOR_CLONES static void react_and_diffuse_27(const MgBlock *block) {
    const Rates r = rates_of(block);
    const MgNeighbours n = mg_neighbours(block);
    float laplacian_u[MG_CELLS_AT_ONCE], laplacian_v[MG_CELLS_AT_ONCE];
    MG_EACH_ROW(row, block)
    for (int32_t first = 0; first < block->nx; first += MG_CELLS_AT_ONCE) {
        const int32_t count = mg_min_i32(MG_CELLS_AT_ONCE, block->nx - first);
        const ptrdiff_t at = row + first;
        mg_laplacian27(block->in[U] + at, n, count, laplacian_u);
        mg_laplacian27(block->in[V] + at, n, count, laplacian_v);
        advance_cells(r, block, at, count, laplacian_u, laplacian_v);
    }
}

MG_VECTOR_CLONES static void react_and_diffuse_27_pair(const MgBlock *block, const MgBlock *behind) {
    const Rates r = rates_of(block);
    const MgNeighbours n = mg_neighbours(block);
    const ptrdiff_t zp = behind->dz[1];
    float laplacian_u[2][MG_CELLS_AT_ONCE], laplacian_v[2][MG_CELLS_AT_ONCE];
    MG_EACH_ROW(row, block)
    for (int32_t first = 0; first < block->nx; first += MG_CELLS_AT_ONCE) {
        const int32_t count = mg_min_i32(MG_CELLS_AT_ONCE, block->nx - first);
        const ptrdiff_t at = row + first;
        mg_laplacian27_pair(block->in[U] + at, n, behind->in[U] + at, zp, count, laplacian_u[0], laplacian_u[1]);
        mg_laplacian27_pair(block->in[V] + at, n, behind->in[V] + at, zp, count, laplacian_v[0], laplacian_v[1]);
        advance_cells(r, block, at, count, laplacian_u[0], laplacian_v[0]);
        advance_cells(r, behind, at, count, laplacian_u[1], laplacian_v[1]);
    }
}

static void react_and_diffuse(const MgBlock *block) {
    const GrayScott *p = block->params;
    if (p->laplacian == ISOTROPIC_27_POINT) react_and_diffuse_27(block);
    else if (MG_FOR_BROWSERS) react_and_diffuse_7_by_four(block, NULL);
    else react_and_diffuse_7(block);
}

static void react_and_diffuse_pair(const MgBlock *block, const MgBlock *behind) {
    const GrayScott *p = block->params;
    if (p->laplacian == ISOTROPIC_27_POINT) react_and_diffuse_27_pair(block, behind);
    else if (MG_FOR_BROWSERS) react_and_diffuse_7_by_four(block, behind);
    else react_and_diffuse_7_pair(block, behind);
}

// The highest v^2 that patterns reach. Nearly all of Gray-Scott's stiffness is the food's decay at rate v^2 there: with
// diffusion alone as the limit, dt = 1 passes, and u then alternates from cell to cell by 0.3 inside every spot.
// In a steady state v <= max(Du / Dv, F / (F + k)), since Du u + Dv v is highest where F (1 - u) >= (F + k) v; measured
// peaks for Du / Dv = 1..40 stay within a third of the first and all of the second, added as squares. And no cell can
// take in more food than its neighbours send.
static double peak_of_v_squared(const GrayScott *p, double neighbours) {
    double loss = (double)p->feed + p->kill;
    double well_mixed = loss > 0 ? p->feed / loss : 1.0, spots = p->du > 0 ? p->du / p->dv / 3.0 : 0.0;
    double inflow = (neighbours * p->du + p->feed) / loss, peak = well_mixed * well_mixed + spots * spots;
    return loss == 0 || peak < inflow * inflow ? peak : inflow * inflow;
}

// Explicit Euler bears no rate above 2 / dt: that of the fastest mode of diffusion plus that of the reaction.
static double stable_dt(const void *params_struct, const void *context, double dx, int32_t axes) {
    (void)context, (void)axes;
    const GrayScott *p = params_struct;
    double largest = p->laplacian == ISOTROPIC_27_POINT ? MG_LAPLACIAN27_LARGEST_SYMBOL : MG_LAPLACIAN7_LARGEST_SYMBOL;
    double symbol = largest / (dx * dx);
    double rate_u = symbol * p->du + p->feed + peak_of_v_squared(p, 6.0 / (dx * dx));
    double rate_v = symbol * p->dv + p->feed + p->kill;
    return 2.0 / (rate_u > rate_v ? rate_u : rate_v);
}

// ---- seedings

static void seed_perlin(const MgSeedRow *row) {
    mg_perlin_row(row, row->seeding_params, row->out[V]);
    for (int32_t x = 0; x < row->nx; x++) {
        float full = row->out[V][x];
        row->out[V][x] = full * full;
        row->out[U][x] = 1.0f - full * full;
    }
}

typedef struct SpheresSeeding {
    int32_t count;
    float radius, spread, u, v, noise;
} SpheresSeeding;

static const MgParam spheres_params[] = {
    MG_PARAM(SpheresSeeding, count, "n", 20, 1, 1000, "", "How many spheres."),
    MG_PARAM(SpheresSeeding, radius, "r", 0.05, 0.005, 0.5, "", "Mean radius, as a part of the box's smallest side."),
    MG_PARAM(SpheresSeeding, spread, "s", 0.4, 0.0, 1.0, "", "How much the radii differ."),
    MG_PARAM(SpheresSeeding, u, "u_0", 0.5, 0.0, 1.0, "", "Food inside a sphere."),
    MG_PARAM(SpheresSeeding, v, "v_0", 0.25, 0.0, 1.0, "", "Eater inside a sphere."),
    MG_PARAM(SpheresSeeding, noise, "\\eta", 0.01, 0.0, 0.5, "",
             "Noise inside the spheres, up to this much either way."),
};
MG_PARAMS_COMPLETE(SpheresSeeding, spheres_params);

static void seed_spheres(const MgSeedRow *row) {
    const SpheresSeeding *p = row->seeding_params;
    float *u = row->out[U], *v = row->out[V];
    mg_spheres_row(row, &(MgSpheres){ p->count, p->radius, p->spread }, v);
    for (int32_t x = 0; x < row->nx; x++) {
        MgRandom4 random = mg_random_at(row->seed, MG_STREAM_SPHERE_NOISE, row->x + x, row->y, row->z);
        bool inside = v[x] > 0.0f;
        u[x] = inside ? p->u + p->noise * (2.0f * mg_unit_float(random.word[0]) - 1.0f) : 1.0f;
        v[x] = inside ? p->v + p->noise * (2.0f * mg_unit_float(random.word[1]) - 1.0f) : 0.0f;
    }
}

typedef struct NoiseSeeding {
    float u, v, amplitude;
} NoiseSeeding;

static const MgParam noise_params[] = {
    MG_PARAM(NoiseSeeding, u, "u_0", 0.5, 0.0, 1.0, "", "Mean food."),
    MG_PARAM(NoiseSeeding, v, "v_0", 0.25, 0.0, 1.0, "", "Mean eater."),
    MG_PARAM(NoiseSeeding, amplitude, "\\eta", 0.1, 0.0, 0.5, "",
             "White noise in every cell, up to this much either way."),
};
MG_PARAMS_COMPLETE(NoiseSeeding, noise_params);

static void seed_noise(const MgSeedRow *row) {
    const NoiseSeeding *p = row->seeding_params;
    float *u = row->out[U], *v = row->out[V];
    mg_noise_row(row, MG_STREAM_NOISE, u, v);
    for (int32_t x = 0; x < row->nx; x++) {
        u[x] = p->u + p->amplitude * u[x];
        v[x] = p->v + p->amplitude * v[x];
    }
}

// ---- tables

static const MgField fields[] = { { "u", "food", "", .paint_value = 0.3, .erase_value = 1.0 },
                                  { "v", "eater", "", .paint_value = 0.4 } };

static const MgStage stages[] = {
    { "react and diffuse", react_and_diffuse, react_and_diffuse_pair, .reach = 1,
      .reads = MG_FIELD_BIT(U) | MG_FIELD_BIT(V), .writes = MG_FIELD_BIT(U) | MG_FIELD_BIT(V) },
};

static const MgSeeding seedings[] = {
    { "perlin", "Perlin noise", "Soft islands of eater in food.", seed_perlin, NULL, mg_perlin_params,
      MG_PERLIN_PARAM_COUNT },
    { "spheres", "spheres", "Small balls of eater at random places.", seed_spheres, NULL, spheres_params,
      MG_COUNT_OF(spheres_params) },
    { "noise", "white noise", "Both fields noisy in every cell.", seed_noise, NULL, noise_params,
      MG_COUNT_OF(noise_params) },
};

static const MgView views[] = {
    { "v", "eater v", "The concentration of the eater.", V, NULL, 0.0, 1.0, 0.2, 0.15 },
    { "u", "food u", "The concentration of food; patterns are hollows in it.", U, NULL, 0.0, 1.0, 0.5, 0.3 },
};

// The rates are classes of Pearson 1993 or regimes of Ueyama's 3D study; the descriptions, of what grows in 3D.
static const MgPreset presets[] = {
    { "worms", "Worms", "Tubes grow at their tips, coil up and fill the box.",
      "feed=0.0367 kill=0.0649 seeding=perlin" },
    { "cells", "Dividing cells", "Tubes pinch off into balls that divide until the box is full (Pearson's lambda).",
      "feed=0.026 kill=0.061 seeding=perlin" },
    { "folds", "Folded sheets", "Shells swell, meet and fold like brain coral.",
      "feed=0.0545 kill=0.062 seeding=spheres" },
    { "knots", "Knots", "Every ball winds itself into a knot of tubes (Pearson's mu).",
      "feed=0.046 kill=0.065 seeding=spheres" },
    { "lamellae", "Lamellae", "Torn sheets, layer upon layer (Ueyama's lamellae).",
      "feed=0.028 kill=0.056 seeding=perlin" },
    { "pulses", "Restless bubbles", "Bubbles burst and grow again and never come to rest (Pearson's epsilon).",
      "feed=0.018 kill=0.055 seeding=perlin" },
};

const MgModel mg_model_gray_scott = {
    .id = "gray_scott",
    .label = "Gray-Scott",
    .doc = "Food flows in, an eater multiplies on it and dies: spots that divide, worms, sheets and mazes.",
    .equations = "u' = D_u \\nabla^2 u - u v^2 + F (1 - u)\nv' = D_v \\nabla^2 v + u v^2 - (F + k) v",
    .source = "Gray and Scott 1984, doi 10.1016/0009-2509(84)87017-7; Pearson 1993, doi 10.1126/science.261.5118.189",
    .fields = fields,
    .field_count = MG_COUNT_OF(fields),
    .params = params,
    .param_count = MG_COUNT_OF(params),
    .stages = stages,
    .stage_count = MG_COUNT_OF(stages),
    .seedings = seedings,
    .seeding_count = MG_COUNT_OF(seedings),
    .views = views,
    .view_count = MG_COUNT_OF(views),
    .presets = presets,
    .preset_count = MG_COUNT_OF(presets),
    .stable_dt = stable_dt,
};

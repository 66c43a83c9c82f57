// Laplacians over a row, in units of the cell: multiply by block->inverse_dx2. The order of the sums is symmetric in
// every axis, so a mirrored state gives a mirrored result, bit for bit.
#ifndef MG_MODEL_STENCIL_H
#define MG_MODEL_STENCIL_H

#include "model/model.h"

// The rows of a block: at is what to add to a pointer to its first row.
#define MG_EACH_ROW(at, block)                                                                                         \
    for (ptrdiff_t at = 0; at < (block)->row_count * (block)->row_stride; at += (block)->row_stride)

// A loop over the cells of a row, which the compiler may assume to be independent.
#define MG_EACH_CELL(x, block) _Pragma("omp simd") for (int32_t x = 0; x < (block)->nx; x++)

// Floats from a cell to its nearest neighbours in y and z; sums reach the diagonals.
typedef struct MgNeighbours {
    ptrdiff_t ym, yp, zm, zp;
} MgNeighbours;

MG_INLINE MgNeighbours mg_neighbours(const MgBlock *block) {
    return (MgNeighbours){ block->dy[-1], block->dy[1], block->dz[-1], block->dz[1] };
}

#define MG_LAPLACIAN7_LARGEST_SYMBOL 12.0 // of -laplacian, at the checkerboard mode
#define MG_LAPLACIAN27_LARGEST_SYMBOL (184.0 / 30.0)

// The seven-point Laplacian: second order, largest symbol 12.
MG_INLINE float mg_laplacian7(const float *c, MgNeighbours n) {
    return ((c[-1] + c[1]) + (c[n.ym] + c[n.yp])) + (c[n.zm] + c[n.zp]) - 6.0f * c[0];
}

// The same for two rows at once, of which b is behind a in z: a cell of b is loaded once, as b's own and as a's
// neighbour.
typedef struct MgPair {
    float a, b;
} MgPair;

MG_INLINE MgPair mg_laplacian7_pair(const float *a, MgNeighbours n, const float *b, ptrdiff_t b_zp) {
    const float at_a = a[0], at_b = b[0];
    return (MgPair){ ((a[-1] + a[1]) + (a[n.ym] + a[n.yp])) + (a[n.zm] + at_b) - 6.0f * at_a,
                     ((b[-1] + b[1]) + (b[n.ym] + b[n.yp])) + (at_a + b[b_zp]) - 6.0f * at_b };
}

// Along one axis, behind and ahead being the distances to the two neighbours: twice the cell's edge times the central
// first derivative, and the edge squared times the second.
MG_INLINE float mg_difference(const float *c, ptrdiff_t behind, ptrdiff_t ahead) { return c[ahead] - c[behind]; }
MG_INLINE float mg_curvature(const float *c, ptrdiff_t behind, ptrdiff_t ahead) {
    return (c[behind] + c[ahead]) - 2.0f * c[0];
}

// The cell's edge times the first derivative from one side.
MG_INLINE float mg_difference_behind(const float *c, ptrdiff_t behind) { return c[0] - c[behind]; }
MG_INLINE float mg_difference_ahead(const float *c, ptrdiff_t ahead) { return c[ahead] - c[0]; }

// What enters a cell from both sides along an axis, with the coefficient d between two cells as the sum of both.
MG_INLINE float mg_flux_along(const float *c, const float *d, ptrdiff_t behind, ptrdiff_t ahead) {
    return (d[0] + d[ahead]) * (c[ahead] - c[0]) + (d[0] + d[behind]) * (c[behind] - c[0]);
}

// div(d grad c), times twice the edge squared.
MG_INLINE float mg_flux(const float *c, const float *d, MgNeighbours n) {
    return (mg_flux_along(c, d, -1, 1) + mg_flux_along(c, d, n.ym, n.yp)) + mg_flux_along(c, d, n.zm, n.zp);
}

// The isotropic 27-point Laplacian: weights corner 1, edge 3, face 14, centre -128, over 30. Its leading error is the
// same in every direction, and its largest symbol allows about 1.96 times the step.
//
// Cell by cell it would read 27 values. The nine rows are added up first, once for the cell's own column and once for
// its use as a neighbour in x, so that a cell reads 9 values and 3 sums. count is at most MG_CELLS_AT_ONCE.
#define MG_CELLS_AT_ONCE 64 // so that the sums of one call stay in the first cache

MG_INLINE void mg_laplacian27(const float *c, MgNeighbours n, int32_t count, float *restrict out) {
    float side[MG_CELLS_AT_ONCE + 2], middle[MG_CELLS_AT_ONCE + 2];
    const float *ym = c + n.ym, *yp = c + n.yp, *zm = c + n.zm, *zp = c + n.zp;
    const float *mm = ym + n.zm, *pm = yp + n.zm, *mp = ym + n.zp, *pp = yp + n.zp;
    _Pragma("omp simd") for (int32_t x = -1; x <= count; x++) {
        float faces = (ym[x] + yp[x]) + (zm[x] + zp[x]);
        float diagonals = (mm[x] + pm[x]) + (mp[x] + pp[x]);
        side[x + 1] = 14.0f * c[x] + 3.0f * faces + diagonals;
        middle[x + 1] = 14.0f * faces + 3.0f * diagonals - 128.0f * c[x];
    }
    _Pragma("omp simd") for (int32_t x = 0; x < count; x++) out[x] =
        ((side[x] + side[x + 2]) + middle[x + 1]) * (1.0f / 30.0f);
}

// The same for two rows at once, of which b is behind a in z. Each of the four planes that the two read gives the sum
// of its rows before and after once: 12 rows are read where one after the other would read 18.
MG_INLINE void mg_laplacian27_pair(const float *a, MgNeighbours n, const float *b, ptrdiff_t b_zp, int32_t count,
                                   float *restrict out_a, float *restrict out_b) {
    float side_a[MG_CELLS_AT_ONCE + 2], middle_a[MG_CELLS_AT_ONCE + 2];
    float side_b[MG_CELLS_AT_ONCE + 2], middle_b[MG_CELLS_AT_ONCE + 2];
    const float *m = a + n.zm, *p = b + b_zp;
    _Pragma("omp simd") for (int32_t x = -1; x <= count; x++) {
        float around_m = m[x + n.ym] + m[x + n.yp], around_a = a[x + n.ym] + a[x + n.yp];
        float around_b = b[x + n.ym] + b[x + n.yp], around_p = p[x + n.ym] + p[x + n.yp];
        float faces_a = around_a + (m[x] + b[x]), faces_b = around_b + (a[x] + p[x]);
        float diagonals_a = around_m + around_b, diagonals_b = around_a + around_p;
        side_a[x + 1] = 14.0f * a[x] + 3.0f * faces_a + diagonals_a;
        middle_a[x + 1] = 14.0f * faces_a + 3.0f * diagonals_a - 128.0f * a[x];
        side_b[x + 1] = 14.0f * b[x] + 3.0f * faces_b + diagonals_b;
        middle_b[x + 1] = 14.0f * faces_b + 3.0f * diagonals_b - 128.0f * b[x];
    }
    _Pragma("omp simd") for (int32_t x = 0; x < count; x++) {
        out_a[x] = ((side_a[x] + side_a[x + 2]) + middle_a[x + 1]) * (1.0f / 30.0f);
        out_b[x] = ((side_b[x] + side_b[x + 2]) + middle_b[x + 1]) * (1.0f / 30.0f);
    }
}

#endif

// Laplacians over a row, in units of the cell: multiply by row->inverse_dx2. The order of the sums is symmetric in every
// axis, so a mirrored state gives a mirrored result, bit for bit.
#ifndef MG_MODEL_STENCIL_H
#define MG_MODEL_STENCIL_H

#include "model/model.h"

// A promise to the compiler that the cells of a row are independent.
#define MG_EACH_CELL(x, row) _Pragma("omp simd") for (int32_t x = 0; x < (row)->nx; x++)

#define MG_LAPLACIAN7_LARGEST_SYMBOL 12.0                // of -laplacian, at the checkerboard mode
#define MG_LAPLACIAN27_LARGEST_SYMBOL (184.0 / 30.0)

// The seven-point Laplacian: second order, largest symbol 12.
MG_INLINE float mg_laplacian7(const float *c, MgNeighbours n) {
    return ((c[-1] + c[1]) + (c[n.ym] + c[n.yp])) + (c[n.zm] + c[n.zp]) - 6.0f * c[0];
}

// The isotropic 27-point Laplacian: weights corner 1, edge 3, face 14, centre -128, over 30. Its leading error is the
// same in every direction, and its largest symbol allows about 1.96 times the step.
MG_INLINE float mg_laplacian27(const float *c, MgNeighbours n) {
    const float *ym = c + n.ym, *yp = c + n.yp, *zm = c + n.zm, *zp = c + n.zp;
    const float *mm = ym + n.zm, *pm = yp + n.zm, *mp = ym + n.zp, *pp = yp + n.zp;
#define FACES(x) ((ym[x] + yp[x]) + (zm[x] + zp[x]))
#define DIAGONALS(x) ((mm[x] + pm[x]) + (mp[x] + pp[x]))
    float sides = 14.0f * (c[-1] + c[1]) + 3.0f * (FACES(-1) + FACES(1)) + (DIAGONALS(-1) + DIAGONALS(1));
    float middle = 14.0f * FACES(0) + 3.0f * DIAGONALS(0) - 128.0f * c[0];
#undef FACES
#undef DIAGONALS
    return (sides + middle) * (1.0f / 30.0f);
}

#endif

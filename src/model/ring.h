// Weighted sums over the ball around a cell, made directly: for small radii.
#ifndef MG_MODEL_RING_H
#define MG_MODEL_RING_H

#include "model/model.h"

// Weights by the square of the distance in cells; those of a whole ball add up to 1.
typedef struct MgKernel {
    int32_t radius; // in cells, 1..MG_MAX_REACH
    float weight[MG_MAX_REACH * MG_MAX_REACH + 1];
} MgKernel;

// The sum of the cells that are at x, dy and dz from c on either side; at 0 there is one side. Sums go first over x,
// then over y, then over z, so a mirrored state gives a mirrored result, bit for bit.
MG_INLINE float mg_ring_row_sum(const float *c, int32_t x) { return x == 0 ? c[0] : c[-x] + c[x]; }
MG_INLINE float mg_ring_plane_sum(const float *c, int32_t x, const ptrdiff_t *dy, int32_t y) {
    return y == 0 ? mg_ring_row_sum(c, x) : mg_ring_row_sum(c + dy[-y], x) + mg_ring_row_sum(c + dy[y], x);
}

// out[x] for the count cells from c on: from 0, adds weight * sum for z = 0..radius, y = 0..radius, x = 0..radius, x
// fastest, where x^2 + y^2 + z^2 <= radius^2 and the weight is not 0.
MG_INLINE void mg_ring(const float *c, const MgBlock *block, const MgKernel *kernel, int32_t count,
                       float *restrict out) {
    const int32_t radius = kernel->radius;
    for (int32_t cell = 0; cell < count; cell++) out[cell] = 0.0f;
    for (int32_t z = 0; z <= radius; z++)
        for (int32_t y = 0; y <= radius; y++)
            for (int32_t x = 0; x <= radius && x * x + y * y + z * z <= radius * radius; x++) {
                const float weight = kernel->weight[x * x + y * y + z * z];
                const float *behind = c + block->dz[-z], *ahead = c + block->dz[z];
                if (weight == 0.0f) continue;
                if (z == 0)
                    _Pragma("omp simd") for (int32_t cell = 0; cell < count; cell++) out[cell] +=
                        weight * mg_ring_plane_sum(c + cell, x, block->dy, y);
                else
                    _Pragma("omp simd") for (int32_t cell = 0; cell < count; cell++) out[cell] +=
                        weight * (mg_ring_plane_sum(behind + cell, x, block->dy, y) +
                                  mg_ring_plane_sum(ahead + cell, x, block->dy, y));
            }
}

#endif

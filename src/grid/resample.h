// Values of one box on the cells of another. Along an axis with more cells than values: linearly between the centres of
// cells. With fewer: the mean of that line over each cell, so that structures finer than a cell are not aliased and the
// overall mean is preserved. Constants are exact, and so are linear functions except at walls, beyond which the last
// value is repeated; periodic axes wrap.
#ifndef MG_GRID_RESAMPLE_H
#define MG_GRID_RESAMPLE_H

#include "grid/grid.h"

typedef struct MgTap {
    int32_t index;
    float weight;
} MgTap;

typedef struct MgTaps {
    int32_t per_cell; // the largest number of any cell
    MgTap *taps;      // weights of all but the first, whose weight is the rest to 1
} MgTaps;

typedef struct MgResampler {
    int32_t cells[3], extent[3];
    MgTaps axis[3];
    float *rows[2], *planes[2]; // the first of those that are mixed, and another
} MgResampler;

// All the memory that is needed; OUT_OF_MEMORY, and nothing to destroy, where there is none.
MgStatus mg_resampler_create(const MgGrid *grid, const int32_t extent[3], MgResampler *out);
void mg_resampler_destroy(MgResampler *resampler);

// from: extent[0] * extent[1] * extent[2], to: as many as the grid has cells; x fastest.
void mg_resample(const MgResampler *resampler, const float *from, float *to);

#endif

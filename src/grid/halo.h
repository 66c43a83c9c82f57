// The two halo cells of a row, filled while the row is in cache. In y and z the wrap is a distance (grid.h).
#ifndef MG_GRID_HALO_H
#define MG_GRID_HALO_H

#include "grid/grid.h"

static inline void mg_fill_row_halo(float *row, int32_t nx, MgBoundary boundary) {
    row[-1] = boundary == MG_PERIODIC ? row[nx - 1] : row[0];
    row[nx] = boundary == MG_PERIODIC ? row[0] : row[nx - 1];
}

#endif

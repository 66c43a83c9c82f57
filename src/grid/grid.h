// Where a cell is. A field of floats is a box of nx x ny x nz cells, x fastest; rows start on a cache line and have
// room for one halo cell on either side in x. In y and z there is no halo memory: the neighbour of a border row is
// reached by a distance that wraps (periodic) or is 0 (no-flux: the mirrored cell is the cell itself).
#ifndef MG_GRID_GRID_H
#define MG_GRID_GRID_H

#include <stddef.h>
#include <stdint.h>

#include "base/base.h"

#define MG_FLOATS_PER_LINE 16 // a cache line of 64 bytes

typedef struct MgGrid {
    int32_t nx, ny, nz;
    MgBoundary boundary[3];
    double dx;
    ptrdiff_t row_stride, plane_stride; // in floats
} MgGrid;

// Rows a multiple of 4 KiB apart share a few lines of the first cache, and a store to one holds up loads from the
// other. A sweep has rows of four planes in hand at once, so planes are such a multiple plus 17 lines apart: four of
// them, two or three lines on, spread evenly over the 64 lines of 4 KiB. Small planes need no such care and would grow
// most.
#define MG_FLOATS_PER_PAGE 1024
#define MG_PLANE_SHIFT (17 * MG_FLOATS_PER_LINE)
#define MG_PLANE_WORTH_SHIFTING (4 * MG_FLOATS_PER_PAGE)

static inline ptrdiff_t mg_plane_stride(ptrdiff_t floats) {
    if (floats < MG_PLANE_WORTH_SHIFTING) return floats;
    ptrdiff_t beyond = (floats - MG_PLANE_SHIFT + MG_FLOATS_PER_PAGE - 1) / MG_FLOATS_PER_PAGE;
    return beyond * MG_FLOATS_PER_PAGE + MG_PLANE_SHIFT;
}

static inline MgGrid mg_grid(int32_t nx, int32_t ny, int32_t nz, const MgBoundary boundary[3], double dx) {
    // The right halo is at x = nx; the left halo of the next row is the last float of this one.
    ptrdiff_t row_stride = (nx + 2 + MG_FLOATS_PER_LINE - 1) / MG_FLOATS_PER_LINE * MG_FLOATS_PER_LINE;
    return (MgGrid){
        nx, ny, nz, { boundary[0], boundary[1], boundary[2] }, dx, row_stride, mg_plane_stride(row_stride * ny)
    };
}

static inline ptrdiff_t mg_grid_index(const MgGrid *grid, int32_t x, int32_t y, int32_t z) {
    return x + y * grid->row_stride + z * grid->plane_stride;
}

static inline size_t mg_grid_cells(const MgGrid *grid) {
    return (size_t)grid->nx * (size_t)grid->ny * (size_t)grid->nz;
}

// The coordinate whose value stands for coordinate i, -n <= i < 2 n, on an axis of n cells.
static inline int32_t mg_grid_wrap(int32_t i, int32_t n, MgBoundary boundary) {
    if (boundary == MG_PERIODIC) return i < 0 ? i + n : i >= n ? i - n : i;
    return i < 0 ? 0 : i >= n ? n - 1 : i;
}

static inline MgNeighbours mg_grid_neighbours(const MgGrid *grid, int32_t y, int32_t z) {
    return (MgNeighbours){
        .ym = (mg_grid_wrap(y - 1, grid->ny, grid->boundary[1]) - y) * grid->row_stride,
        .yp = (mg_grid_wrap(y + 1, grid->ny, grid->boundary[1]) - y) * grid->row_stride,
        .zm = (mg_grid_wrap(z - 1, grid->nz, grid->boundary[2]) - z) * grid->plane_stride,
        .zp = (mg_grid_wrap(z + 1, grid->nz, grid->boundary[2]) - z) * grid->plane_stride,
    };
}

#endif

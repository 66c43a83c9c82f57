// The layout of fields. A field of floats is a box of nx x ny x nz cells, x fastest; rows start on a cache line and
// have room for `halo` cells on either side in x. In y and z there is no halo memory: what lies beyond a border row is
// a row of the box (grid/border.h).
#ifndef MG_GRID_GRID_H
#define MG_GRID_GRID_H

#include <stddef.h>
#include <stdint.h>

#include "base/base.h"

#define MG_FLOATS_PER_LINE 16          // a cache line of 64 bytes
#define MG_MAX_HALO MG_FLOATS_PER_LINE // the left halo of a buffer's first row lies in the line before it

typedef struct MgGrid {
    int32_t nx, ny, nz;
    MgBoundary boundary[3];
    double dx;
    int32_t halo;                       // cells of a row beyond either end that may be read, 1..MG_MAX_HALO
    ptrdiff_t row_stride, plane_stride; // in floats
} MgGrid;

// Rows a multiple of 4 KiB apart share a few lines of the first cache, and a store to one delays loads from the other.
// A step uses rows of four planes at once, so planes are such a multiple plus 17 lines apart: four of them, two or
// three lines on, spread evenly over the 64 lines of 4 KiB. Small planes do not need this and would grow most.
#define MG_FLOATS_PER_PAGE 1024
#define MG_PLANE_SHIFT (17 * MG_FLOATS_PER_LINE)
#define MG_PLANE_WORTH_SHIFTING (4 * MG_FLOATS_PER_PAGE)

static inline ptrdiff_t mg_plane_stride(ptrdiff_t floats) {
    if (floats < MG_PLANE_WORTH_SHIFTING) return floats;
    ptrdiff_t beyond = (floats - MG_PLANE_SHIFT + MG_FLOATS_PER_PAGE - 1) / MG_FLOATS_PER_PAGE;
    return beyond * MG_FLOATS_PER_PAGE + MG_PLANE_SHIFT;
}

static inline MgGrid mg_grid_with_halo(int32_t nx, int32_t ny, int32_t nz, const MgBoundary boundary[3], double dx,
                                       int32_t halo) {
    // The right halo starts at x = nx; the left halo of the next row is the last floats of this one.
    ptrdiff_t row_stride = (nx + 2 * halo + MG_FLOATS_PER_LINE - 1) / MG_FLOATS_PER_LINE * MG_FLOATS_PER_LINE;
    return (MgGrid){ nx, ny,   nz,         { boundary[0], boundary[1], boundary[2] },
                     dx, halo, row_stride, mg_plane_stride(row_stride * ny) };
}

static inline MgGrid mg_grid(int32_t nx, int32_t ny, int32_t nz, const MgBoundary boundary[3], double dx) {
    return mg_grid_with_halo(nx, ny, nz, boundary, dx, 1);
}

static inline ptrdiff_t mg_grid_index(const MgGrid *grid, int32_t x, int32_t y, int32_t z) {
    return x + y * grid->row_stride + z * grid->plane_stride;
}

static inline size_t mg_grid_cells(const MgGrid *grid) {
    return (size_t)grid->nx * (size_t)grid->ny * (size_t)grid->nz;
}

static inline int32_t mg_grid_axes(const MgGrid *grid) { return grid->nz > 1 ? 3 : grid->ny > 1 ? 2 : 1; }

#endif

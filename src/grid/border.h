// What lies beyond the ends of an axis. Every file that reads beyond the last cell uses these functions, so a new kind
// of wall is added here.
//
// On a periodic axis the cell beyond one end is the cell that far from the other end. A no-flux wall mirrors: cell -1
// is cell 0, cell -2 is cell 1, so nothing passes. In both cases a cell beyond the end IS a cell of the box, which is
// why y and z need no halo memory (docs/decisions/0003-no-halo-in-y-and-z.md): mg_border_distances leads there. In x
// the halo cells of a row are written with the row, by mg_border_fill_rows.
//
// A wall that holds a value or a flux makes the cell beyond it of the mirrored one, a * inside + b with a and b of the
// field and the face; mirroring is (1, 0). Such cells are written by the two functions that now copy or lead to the
// mirrored cell.
#ifndef MG_GRID_BORDER_H
#define MG_GRID_BORDER_H

#include "grid/grid.h"

// The axis continues at its other end.
static inline bool mg_border_wraps(MgBoundary boundary) { return boundary == MG_PERIODIC; }

static inline bool mg_border_is_known(int64_t boundary) { return boundary == MG_PERIODIC || boundary == MG_NO_FLUX; }

// Whether a wall is between cell i, 0 <= i < n, and its neighbour i + step, step = -1 or +1.
static inline bool mg_border_is_wall(int32_t i, int32_t step, int32_t n, MgBoundary boundary) {
    return !mg_border_wraps(boundary) && (i + step < 0 || i + step >= n);
}

// The same for an i more than one period away.
int32_t mg_border_cell_far_away(int32_t i, int32_t n, MgBoundary boundary);

// The cell, 0..n-1, that holds the value at coordinate i of an axis of n cells.
static inline int32_t mg_border_cell(int32_t i, int32_t n, MgBoundary boundary) {
    if (i >= 0 && i < n) return i;
    if (i < -n || i >= 2 * n) return mg_border_cell_far_away(i, n, boundary);
    if (mg_border_wraps(boundary)) return i < 0 ? i + n : i - n;
    return i < 0 ? -1 - i : 2 * n - 1 - i;
}

// Distances in floats from cell i of an axis to the cell k further, into out[k], k = -reach..reach. stride: floats
// between neighbours.
void mg_border_distances(int32_t i, int32_t n, MgBoundary boundary, int32_t reach, ptrdiff_t stride, ptrdiff_t *out);

// Writes the halo cells of `count` rows, row_stride apart: x = -halo..-1 and x = nx..nx+halo-1 of each.
void mg_border_fill_rows(const MgGrid *grid, float *rows, int32_t count);

#endif

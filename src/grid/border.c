#include "grid/border.h"

int32_t mg_border_cell_far_away(int32_t i, int32_t n, MgBoundary boundary) {
    int32_t period = mg_border_wraps(boundary) ? n : 2 * n, within = i % period;
    if (within < 0) within += period;
    return within < n ? within : period - 1 - within;
}

void mg_border_distances(int32_t i, int32_t n, MgBoundary boundary, int32_t reach, ptrdiff_t stride, ptrdiff_t *out) {
    for (int32_t k = -reach; k <= reach; k++) out[k] = (mg_border_cell(i + k, n, boundary) - i) * stride;
}

void mg_border_fill_row(const MgGrid *grid, float *row) {
    const int32_t nx = grid->nx;
    for (int32_t k = 1; k <= grid->halo; k++) {
        row[-k] = row[mg_border_cell(-k, nx, grid->boundary[0])];
        row[nx + k - 1] = row[mg_border_cell(nx + k - 1, nx, grid->boundary[0])];
    }
}

#include "grid/border.h"

int32_t mg_border_cell_far_away(int32_t i, int32_t n, MgBoundary boundary) {
    int32_t period = mg_border_wraps(boundary) ? n : 2 * n, within = i % period;
    if (within < 0) within += period;
    return within < n ? within : period - 1 - within;
}

void mg_border_distances(int32_t i, int32_t n, MgBoundary boundary, int32_t reach, ptrdiff_t stride, ptrdiff_t *out) {
    for (int32_t k = -reach; k <= reach; k++) out[k] = (mg_border_cell(i + k, n, boundary) - i) * stride;
}

void mg_border_fill_rows(const MgGrid *grid, float *rows, int32_t count) {
    const int32_t nx = grid->nx;
    const float *end = rows + count * grid->row_stride;
    for (int32_t k = 1; k <= grid->halo; k++) {
        const int32_t left = mg_border_cell(-k, nx, grid->boundary[0]);
        const int32_t right = mg_border_cell(nx + k - 1, nx, grid->boundary[0]);
        for (float *row = rows; row != end; row += grid->row_stride) row[-k] = row[left], row[nx + k - 1] = row[right];
    }
}

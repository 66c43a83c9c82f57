// What all blocks of a domain have in common; the caller sets the position.
#ifndef MG_ENGINE_BLOCK_H
#define MG_ENGINE_BLOCK_H

#include "grid/grid.h"
#include "model/model.h"

static inline MgBlock mg_block_of(const MgGrid *g, const MgModel *model, const void *params) {
    return (MgBlock){ .nx = g->nx,
                      .row_count = 1,
                      .row_stride = g->row_stride,
                      .domain_nx = g->nx,
                      .domain_ny = g->ny,
                      .domain_nz = g->nz,
                      .axes = mg_grid_axes(g),
                      .dx = (float)g->dx,
                      .inverse_dx2 = (float)(1.0 / (g->dx * g->dx)),
                      .params = params,
                      .context = model->context };
}

#endif

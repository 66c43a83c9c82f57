// A configuration: checked, counted in bytes, and held against the budget before anything is taken.
#ifndef MG_ENGINE_CONFIG_H
#define MG_ENGINE_CONFIG_H

#include "grid/grid.h"
#include "model/model.h"

MgStatus mg_config_check(const MgConfig *config, const MgModel **model);     // *model: the one it names
MgStatus mg_config_check_budget(const MgConfig *config, const MgModel *model);
int32_t mg_config_threads(const MgConfig *config);

static inline MgGrid mg_config_grid(const MgConfig *config) {
    return mg_grid(config->nx, config->ny, config->nz, config->boundary, config->dx);
}

#endif

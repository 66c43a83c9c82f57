// A configuration: checked, counted in bytes, and compared with the budget before anything is allocated.
#ifndef MG_ENGINE_CONFIG_H
#define MG_ENGINE_CONFIG_H

#include "engine/passes.h"
#include "engine/text_model.h"
#include "grid/grid.h"
#include "model/model.h"

// The model of a configuration: one of the registry, or one made from its text.
typedef struct MgConfigModel {
    const MgModel *model;
    MgTextModel own; // neither: the registry's
} MgConfigModel;

MgStatus mg_config_open(const MgConfig *config, MgConfigModel *out); // checks everything but the budget
void mg_config_close(MgConfigModel *model);
MgStatus mg_config_check_budget(const MgConfig *config, const MgModel *model, uint64_t *needed); // bytes
int32_t mg_config_threads(const MgConfig *config);

static inline MgGrid mg_config_grid(const MgConfig *config, const MgModel *model) {
    return mg_grid_with_halo(config->nx, config->ny, config->nz, config->boundary, config->dx, mg_model_reach(model));
}

#endif

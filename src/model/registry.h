// All models. The build lists src/models, so adding a model means adding its file.
#ifndef MG_MODEL_REGISTRY_H
#define MG_MODEL_REGISTRY_H

#include "model/model.h"

int32_t mg_model_count(void);
const MgModel *mg_model_at(int32_t index);    // in the order of their ids
const MgModel *mg_model_find(const char *id); // NULL: no such model

#endif

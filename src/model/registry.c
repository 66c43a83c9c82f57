// All models. The build lists src/models, so adding a model means adding its file.
#include "model/model.h"

#include <string.h>

#define MG_MODEL(id) extern const MgModel mg_model_##id;
#include "models.inc"
#undef MG_MODEL

static const MgModel *const models[] = {
#define MG_MODEL(id) &mg_model_##id,
#include "models.inc"
#undef MG_MODEL
};

int32_t mg_model_count(void) { return MG_COUNT_OF(models); }

const MgModel *mg_model_at(int32_t index) { return models[index]; }

const MgModel *mg_model_find(const char *id) {
    for (int32_t i = 0; i < MG_COUNT_OF(models); i++)
        if (strcmp(models[i]->id, id) == 0) return models[i];
    return NULL;
}

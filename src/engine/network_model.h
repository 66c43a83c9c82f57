// A model made from the text of a user's network (stochastic/network_text.h): its parameters, species, views and
// seedings become the tables that a model in src/models writes by hand. The id of every such model is "network".
#ifndef MG_ENGINE_NETWORK_MODEL_H
#define MG_ENGINE_NETWORK_MODEL_H

#include "model/model.h"

typedef struct MgNetworkModel MgNetworkModel;

// INVALID_ARGUMENT with line, column and what was expected; the text is copied.
MgStatus mg_network_model_create(const char *text, MgNetworkModel **out);
void mg_network_model_destroy(MgNetworkModel *model);         // NULL is fine
const MgModel *mg_network_model(const MgNetworkModel *model); // good until destroy
uint64_t mg_network_model_bytes(const char *text);            // what create takes

#endif

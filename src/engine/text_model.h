// A user's own model: a text with a reaction network or with equations, distinguished by its statements.
#ifndef MG_ENGINE_TEXT_MODEL_H
#define MG_ENGINE_TEXT_MODEL_H

#include "engine/network_model.h"
#include "equations/equations_model.h"

// At most one of them.
typedef struct MgTextModel {
    MgNetworkModel *network;
    MgEquationsModel *equations;
} MgTextModel;

// INVALID_ARGUMENT with line, column and what was expected; the text is copied.
MgStatus mg_text_model_create(const char *text, MgTextModel *out);
void mg_text_model_destroy(MgTextModel *model);         // also of neither
const MgModel *mg_text_model(const MgTextModel *model); // good until destroy; NULL: it is neither
uint64_t mg_text_model_bytes(const char *text);         // what create takes
const char *mg_text_section(const char *id);            // a snapshot's, for a model of this id; NULL: of no text

#endif

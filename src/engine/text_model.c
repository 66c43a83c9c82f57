#include "engine/text_model.h"

#include <string.h>

#include "equations/equations_text.h"

MgStatus mg_text_model_create(const char *text, MgTextModel *out) {
    *out = (MgTextModel){ NULL, NULL };
    size_t length = strlen(text);
    if (length > MG_LARGEST_TEXT_BYTES)
        return MG_FAIL(INVALID_ARGUMENT, "the text has %u bytes; at most %d are read", (uint64_t)length,
                       MG_LARGEST_TEXT_BYTES);
    if (mg_text_has_equations(text, length)) return mg_equations_model_create(text, &out->equations);
    return mg_network_model_create(text, &out->network);
}

void mg_text_model_destroy(MgTextModel *model) {
    mg_network_model_destroy(model->network);
    mg_equations_model_destroy(model->equations);
    *model = (MgTextModel){ NULL, NULL };
}

const MgModel *mg_text_model(const MgTextModel *model) {
    if (model->network != NULL) return mg_network_model(model->network);
    return model->equations != NULL ? mg_equations_model(model->equations) : NULL;
}

uint64_t mg_text_model_bytes(const char *text) {
    bool equations = mg_text_has_equations(text, strlen(text));
    return equations ? mg_equations_model_bytes(text) : mg_network_model_bytes(text);
}

const char *mg_text_section(const char *id) {
    if (strcmp(id, MG_NETWORK_MODEL_ID) == 0) return "NETW";
    return strcmp(id, MG_EQUATIONS_MODEL_ID) == 0 ? "EQNS" : NULL;
}

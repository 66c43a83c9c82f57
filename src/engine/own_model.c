// Tables of models for callers of the library.
#include "base/memory.h"
#include "engine/internal.h"

struct MgOwnModel {
    MgTextModel text;
};

const MgModel *mg_engine_model(const MgEngine *engine) { return engine->run.model; }

MgStatus mg_own_model_create(const char *text, MgOwnModel **out) {
    *out = NULL;
    MgOwnModel *own = mg_allocate_cleared(sizeof *own);
    if (own == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for the tables of a text");
    MgStatus status = mg_text_model_create(text, &own->text);
    if (status == MG_OK) *out = own;
    else mg_free(own);
    return status;
}

const MgModel *mg_own_model(const MgOwnModel *own) { return mg_text_model(&own->text); }

void mg_own_model_destroy(MgOwnModel *own) {
    if (own == NULL) return;
    mg_text_model_destroy(&own->text);
    mg_free(own);
}

size_t mg_own_model_program(const MgOwnModel *own, char *buffer, size_t capacity) {
    const MgEquationsModel *m = own->text.equations;
    return m != NULL ? mg_equations_model_listing(m, buffer, capacity) : 0;
}

size_t mg_own_model_source(const MgOwnModel *own, char *buffer, size_t capacity) {
    const MgEquationsModel *m = own->text.equations;
    return m != NULL ? mg_equations_model_source(m, buffer, capacity) : 0;
}

void mg_engine_interpret(MgEngine *engine, bool interpret) {
    MgEquationsModel *m = engine->own_model.equations;
    if (m != NULL) mg_equations_model_interpret(m, interpret);
}

const char *mg_engine_computation(const MgEngine *engine) {
    const MgEquationsModel *m = engine->own_model.equations;
    return m != NULL ? mg_equations_model_computation(m) : "built in";
}

MgStatus mg_engine_use_compiled(MgEngine *engine, const MgCompiled *compiled) {
    MgEquationsModel *m = engine->own_model.equations;
    if (m == NULL) return MG_FAIL(INVALID_ARGUMENT, "%s is not made from equations", engine->run.model->id);
    return mg_equations_model_use_compiled(m, compiled);
}

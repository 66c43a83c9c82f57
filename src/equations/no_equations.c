// Stands for equations_model.c in the WebAssembly modules without equations: every text of equations is refused. No
// other build has it.
#include "base/base.h"
#include "equations/equations_model.h"

MgStatus mg_equations_model_create(const char *text, MgEquationsModel **out) {
    (void)text;
    *out = NULL;
    return MG_FAIL(NOT_BUILT_IN,
                   "this text is equations, which are in morphogen-equations.wasm, and not in this module");
}

void mg_equations_model_destroy(MgEquationsModel *model) { (void)model; }

const MgModel *mg_equations_model(const MgEquationsModel *model) {
    (void)model;
    return NULL;
}

uint64_t mg_equations_model_bytes(const char *text) {
    (void)text;
    return 0;
}

size_t mg_equations_model_listing(const MgEquationsModel *model, char *buffer, size_t capacity) {
    (void)model, (void)buffer, (void)capacity;
    return 0;
}

size_t mg_equations_model_source(const MgEquationsModel *model, char *buffer, size_t capacity) {
    (void)model, (void)buffer, (void)capacity;
    return 0;
}

void mg_equations_model_load_code(MgEquationsModel *model) { (void)model; }

void mg_equations_model_interpret(MgEquationsModel *model, bool interpret) { (void)model, (void)interpret; }

const char *mg_equations_model_computation(const MgEquationsModel *model) {
    (void)model;
    return "";
}

MgStatus mg_equations_model_use_compiled(MgEquationsModel *model, const MgCompiled *compiled) {
    (void)model, (void)compiled;
    return MG_FAIL(INVALID_ARGUMENT, "there are no equations in this build");
}

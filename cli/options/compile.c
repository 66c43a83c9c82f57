#include "options/compile.h"

#include <stdlib.h>
#include <string.h>

#include "files/compiler.h"
#include "morphogen/model.h"

// The C of a text; free() it. NULL after an error.
static char *source_of(const char *text) {
    MgOwnModel *own;
    if (mg_own_model_create(text, &own) != MG_OK) return NULL;
    const size_t bytes = mg_own_model_source(own, NULL, 0) + 1;
    char *source = malloc(bytes);
    if (source != NULL) mg_own_model_source(own, source, bytes);
    mg_own_model_destroy(own);
    return source;
}

void compile_equations(const Options *o, MgEngine *engine) {
    static const MgCompiled *compiled; // of the engine before this one, which mostly has the same text
    char reason[COMPILER_REASON_BYTES] = "no memory";
    static bool refused; // told once, not for every run of a sweep
    if (!o->compile || engine == NULL || refused) return;
    const MgModel *model = mg_engine_model(engine);
    if (strcmp(model->id, "equations") != 0) {
        log_warning("--compile is for equations as text; %s runs as it is", model->id);
        refused = true;
        return;
    }
    if (compiled != NULL && mg_engine_use_compiled(engine, compiled) == MG_OK) return;
    compiled = NULL;
    char *source = source_of(model->equations);
    if (source != NULL) compiled = compile_source(source, "mg_compiled", reason);
    free(source);
    refused = compiled == NULL || mg_engine_use_compiled(engine, compiled) != MG_OK;
    if (refused)
        log_warning("the equations are interpreted, not compiled: %s", compiled == NULL ? reason : mg_error_message());
}

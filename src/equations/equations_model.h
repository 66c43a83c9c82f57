// A model made from equations that a person wrote: its tables, and functions that run its programs. The id of every
// such model is "equations".
#ifndef MG_EQUATIONS_EQUATIONS_MODEL_H
#define MG_EQUATIONS_EQUATIONS_MODEL_H

#include "model/model.h"

typedef struct MgEquationsModel MgEquationsModel;

// INVALID_ARGUMENT with line, column and what was expected; the text is copied.
MgStatus mg_equations_model_create(const char *text, MgEquationsModel **out);
void mg_equations_model_destroy(MgEquationsModel *model);         // NULL is fine
const MgModel *mg_equations_model(const MgEquationsModel *model); // good until destroy
uint64_t mg_equations_model_bytes(const char *text);              // what create takes

// The programs as text, one instruction a line. Returns the length without the final 0, as mg_describe_json does.
size_t mg_equations_model_listing(const MgEquationsModel *model, char *buffer, size_t capacity);

// C17 source of the stages (equations/emit_c.h); the same way.
size_t mg_equations_model_source(const MgEquationsModel *model, char *buffer, size_t capacity);

// Stages that were compiled from that source take the interpreter's place. INVALID_ARGUMENT: they are of another text,
// or of another version of the library. compiled must outlive the model.
MgStatus mg_equations_model_use_compiled(MgEquationsModel *model, const MgCompiled *compiled);

// Where the library is WebAssembly: makes code of the stages (stage_code.h) that takes the interpreter's place.
void mg_equations_model_load_code(MgEquationsModel *model);

// morphogen.h: mg_engine_interpret and mg_engine_computation.
void mg_equations_model_interpret(MgEquationsModel *model, bool interpret);
const char *mg_equations_model_computation(const MgEquationsModel *model);

#endif

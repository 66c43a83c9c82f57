// The body of one function of a module (emit_wasm.h): loops over the rows of a block, or of two in turn, and over the
// cells of a row, four at a time.
#ifndef MG_EQUATIONS_EMIT_WASM_FUNCTION_H
#define MG_EQUATIONS_EMIT_WASM_FUNCTION_H

#include "equations/emit_wasm_bytes.h"
#include "equations/emit_wasm_values.h"

// What writing a function needs; of some ten kilobytes, and worth nothing afterwards.
typedef struct MgWasmFunction MgWasmFunction;
size_t mg_wasm_function_bytes(void);

// Adds locals and code to `out`. False, and nothing is added: the program has no form as a function.
bool mg_wasm_function(MgWasmFunction *scratch, const MgProgram *program, bool isotropic, MgBytes *out);

#endif

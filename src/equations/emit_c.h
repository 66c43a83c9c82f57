// C17 source of the stages of equations, to be read, and to be compiled and given to mg_engine_use_compiled. It
// includes headers of src/model of this library, which have the same arithmetic as the interpreter. For each stage:
// what is the same for every cell, a cell's function (emit_c.c), the loop over rows (emit_rows.h), and where it pays, a
// loop over two planes at once (emit_pair.h).
#ifndef MG_EQUATIONS_EMIT_C_H
#define MG_EQUATIONS_EMIT_C_H

#include "base/text.h"
#include "equations/equations.h"

void mg_equations_emit_c(const MgEquations *equations, const MgEquationPrograms *programs, const char *text,
                         MgText *out);

uint64_t mg_equations_text_key(const char *text); // tells texts apart

#endif

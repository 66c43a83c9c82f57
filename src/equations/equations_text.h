// Reads equations from text (docs/equations.md has the language).
//
// Does not: allocate, keep the text. The text may be anything; a refusal names line, column and what was expected.
#ifndef MG_EQUATIONS_EQUATIONS_TEXT_H
#define MG_EQUATIONS_EQUATIONS_TEXT_H

#include "equations/equations.h"

MgStatus mg_equations_parse(const char *text, size_t length, MgEquations *out);

// Whether the text declares a field or a rate. If not, it may be a network.
bool mg_text_has_equations(const char *text, size_t length);

#endif

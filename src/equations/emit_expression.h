// Values of a program as C expressions: names, numbers and nested operations.
//
// No name of a text is written as it is: "int" or "unix" would be read as something else. Parameters begin with p_,
// fields with f_, derived fields with d_, lets with l_.
#ifndef MG_EQUATIONS_EMIT_EXPRESSION_H
#define MG_EQUATIONS_EMIT_EXPRESSION_H

#include "base/text.h"
#include "equations/equations.h"

typedef struct MgEmitter {
    MgText *out;
    const MgEquations *e;
    const MgProgram *p;
    bool own[MG_MAX_VALUES]; // the value has a variable of its own
} MgEmitter;

void mg_emit_program(MgEmitter *emitter, const MgProgram *program); // the program that values are of; chooses variables

void mg_emit_field(const MgEmitter *emitter, int32_t field);
void mg_emit_name(const MgEmitter *emitter, int32_t value);    // of a value's variable, or of what a source is
void mg_emit_operand(const MgEmitter *emitter, int32_t value); // its name where it has one, else its expression
void mg_emit_whole(const MgEmitter *emitter, int32_t value);   // its expression

void mg_emit_float(MgText *out, float value);        // hexadecimal, but for small whole numbers
void mg_emit_string(MgText *out, const char *text);  // in quotes, escaped
void mg_emit_comment(MgText *out, const char *text); // each line behind "//  "
void mg_emit_line(const MgEmitter *emitter, const char *text);

bool mg_emit_is_argument(const MgInstruction *instruction); // of a cell's function: a leaf that differs by cell
bool mg_emit_is_leaf(const MgInstruction *instruction); // a number, a parameter, a field, what a stencil gives, a place

#endif

// What the files that read equations share: the scanner with the tables being filled, names and expressions.
#ifndef MG_EQUATIONS_READER_H
#define MG_EQUATIONS_READER_H

#include "equations/equations.h"

typedef struct MgEquationReader {
    MgScanner s;
    MgEquations *e;
    bool in_start;     // patterns are known
    uint32_t patterns; // that this start has used
} MgEquationReader;

static inline MgStatus mg_reader_expected(const MgEquationReader *r, const char *what) {
    return mg_scanner_expected(&r->s, what);
}
static inline bool mg_reader_take(MgEquationReader *r, const char *text) { return mg_scanner_take(&r->s, text); }

// The symbol of this name, kind * MG_SYMBOLS + number, or -1.
int32_t mg_reader_find(const MgEquations *equations, const MgToken *token);

// "sentence NAME", with the nearest name that an expression may use; patterns only in a start.
MgStatus mg_reader_refuse_unknown(const MgEquations *equations, const MgToken *token, bool in_start,
                                  const char *sentence);

MgStatus mg_reader_name(MgEquationReader *reader, char out[MG_NAME_BYTES]);
MgStatus mg_reader_new_symbol(MgEquationReader *reader, char out[MG_NAME_BYTES]); // that expressions will use
MgStatus mg_reader_field_name(MgEquationReader *reader, int32_t *out);
MgStatus mg_reader_range(MgEquationReader *reader, double *min, double *max); // 0..1
void mg_reader_string(MgEquationReader *reader, char *out, int32_t capacity); // where one stands
MgStatus mg_reader_expression(MgEquationReader *reader, int32_t *out);        // its root
bool mg_reader_begins_rate(const MgEquationReader *reader);                   // du/dt

MgStatus mg_reader_line(MgEquationReader *reader); // one statement

#endif

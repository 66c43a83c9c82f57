// Marks of several characters, and the signs outside ASCII that people type or paste from papers, as what the scanner
// reads: an arrow, a product, a space. Signs that could be read in two ways have advice instead.
#ifndef MG_TEXT_SIGNS_H
#define MG_TEXT_SIGNS_H

#include "base/base.h"

#define MG_SIGN_NOTHING "\xe2\x88\x85" // the empty set, U+2205: the side of a reaction that holds nothing

typedef struct MgSign {
    const char *text;   // as it is typed
    const char *means;  // the mark it is read as, " " for a space; NULL: it is refused
    const char *advice; // what to write instead of a refused sign
} MgSign;

const MgSign *mg_sign_at(const char *text, const char *end);      // the sign that text begins with, or NULL
const MgSign *mg_sign_refused(const char *token, int32_t length); // advice for a token that was not expected, or NULL

// Bytes of the UTF-8 character at text, 1 where there is none.
int32_t mg_character_bytes(const char *text, const char *end);

#endif

// The words of a text that a person writes: names, numbers, strings and marks, one token ahead, and how it is refused.
// Every refusal names line, column, what was expected and what stands there. Networks and equations are read through
// it.
//
//     # to the end of the line is a comment; a line's end is a token of its own
//     numbers are those of base/number.h and begin with a digit; a string stands between two " on one line
//     marks are one character, or one of  ->  <->  ..  <=  >=  ==  !=, and what text/signs.h reads as one of them
//     lines and columns count from 1, columns in characters
//     d/dx(  d/dy(  d/dz(  d2/dx2(  ...  are read as one name, "d/dx" and so on
//
// Does not: allocate, copy the text. Tokens point into it, or at a constant where a sign stands for a mark.
#ifndef MG_TEXT_SCANNER_H
#define MG_TEXT_SCANNER_H

#include "base/base.h"

typedef enum MgTokenKind {
    MG_TOKEN_END,
    MG_TOKEN_LINE_END,
    MG_TOKEN_NAME,
    MG_TOKEN_NUMBER,
    MG_TOKEN_STRING,
    MG_TOKEN_MARK,
} MgTokenKind;

typedef struct MgToken {
    MgTokenKind kind;
    const char *start; // a string's without its quotes
    int32_t length, line, column;
    double number;
} MgToken;

typedef struct MgScanner {
    const char *at, *end;
    int32_t line, column;
    MgToken token;    // the one not yet used
    int32_t open;     // parentheses
    bool joins_lines; // inside parentheses a line's end is a space
} MgScanner;

MgScanner mg_scanner(const char *text, size_t length); // at its first token
void mg_scanner_next(MgScanner *s);

// ---- tokens

bool mg_token_is(const MgToken *token, const char *text);              // a string never is
bool mg_token_names(const MgToken *token, const char *id);             // the same, for a name as it was copied
void mg_token_copy(const MgToken *token, char *out, int32_t capacity); // cut to whole characters that fit, with a 0

bool mg_scanner_take(MgScanner *s, const char *text);        // moves on if the token is this
MgStatus mg_scanner_require(MgScanner *s, const char *text); // the same, or "expected 'text', found ..."

MgStatus mg_scanner_constant(MgScanner *s, double *out); // a number that a float holds, with or without a minus
MgStatus mg_scanner_whole(MgScanner *s, int32_t min, int32_t max, const char *what, int32_t *out);

// ---- refusals: MG_INVALID_ARGUMENT with a sentence

MgStatus mg_scanner_expected(const MgScanner *s, const char *what);
MgStatus mg_token_refuse(const MgToken *token, const char *sentence,
                         const char *name); // "line 2, column 3: sentencename"
MgStatus mg_token_too_many(const MgToken *token, const char *what, int32_t most);

// ---- the nearest name, for a refusal

typedef struct MgNearest {
    const MgToken *token;
    const char *name; // NULL: none is near
    int32_t distance;
} MgNearest;

MgNearest mg_nearest(const MgToken *token);
void mg_nearest_try(MgNearest *nearest, const char *name);                  // name must live as long as nearest is used
MgStatus mg_nearest_refuse(const MgNearest *nearest, const char *sentence); // "sentencetoken; did you mean name?"

#endif

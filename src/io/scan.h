// Scanning text that need not end with 0 and may contain anything.
#ifndef MG_IO_SCAN_H
#define MG_IO_SCAN_H

#include <string.h>

#include "base/base.h"

typedef struct MgScan {
    const char *at, *end;
} MgScan;

static inline bool mg_is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
static inline bool mg_is_digit(char c) { return c >= '0' && c <= '9'; }

static inline void mg_skip_space(MgScan *s) {
    while (s->at < s->end && mg_is_space(*s->at)) s->at++;
}

static inline bool mg_scan_is(MgScan s, const char *text) { // all of it
    return (size_t)(s.end - s.at) == strlen(text) && memcmp(s.at, text, strlen(text)) == 0;
}

static inline bool mg_skip_text(MgScan *s, const char *text) { // skips text if it is here
    size_t length = strlen(text);
    if ((size_t)(s->end - s->at) < length || memcmp(s->at, text, length) != 0) return false;
    s->at += length;
    return true;
}

static inline const char *mg_find(MgScan s, const char *text) { // NULL: not found
    size_t length = strlen(text);
    for (; (size_t)(s.end - s.at) >= length; s.at++)
        if (memcmp(s.at, text, length) == 0) return s.at;
    return NULL;
}

static inline MgScan mg_trimmed(MgScan s) {
    mg_skip_space(&s);
    while (s.end > s.at && mg_is_space(s.end[-1])) s.end--;
    return s;
}

// The next word, up to a space, the end or the character stop; the scan moves behind it. Empty at the end.
static inline MgScan mg_next_word(MgScan *s, char stop) {
    mg_skip_space(s);
    MgScan word = { s->at, s->at };
    while (s->at < s->end && !mg_is_space(*s->at) && *s->at != stop) s->at++;
    word.end = s->at;
    return word;
}

static inline bool mg_scan_ends(MgScan s) {
    mg_skip_space(&s);
    return s.at == s.end;
}

// The same letters, whatever their case; text is in small ones.
bool mg_scan_is_word(MgScan s, const char *text);

// Moves behind the mark with which some editors begin UTF-8. false: the text begins with the mark of another encoding,
// UTF-16.
bool mg_skip_byte_order_mark(MgScan *s);

// A copy for a message: ended by 0, cut between characters, control characters as '?'.
#define MG_QUOTE_BYTES 80
typedef struct MgQuote {
    char text[MG_QUOTE_BYTES];
} MgQuote;
MgQuote mg_quote(MgScan s);

bool mg_scan_whole(MgScan *s, int64_t *out); // up to 18 digits; false: none, or too many
bool mg_scan_number(MgScan *s, double *out); // as in C, also nan and inf; correctly rounded

// The whole of a text, without the spaces around it: nothing may follow the number.
bool mg_scan_as_whole(MgScan s, int64_t *out);
bool mg_scan_as_number(MgScan s, double *out); // may be nan or infinite

// Exactly count numbers between spaces, all finite, and nothing after them.
bool mg_scan_as_numbers(MgScan s, double *out, int32_t count);

#endif

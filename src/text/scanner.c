#include "text/scanner.h"

#include <float.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "text/signs.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

static char peek(const MgScanner *s, int32_t ahead) { return s->end - s->at > ahead ? s->at[ahead] : 0; }

// Columns count characters.
static void skip(MgScanner *s, int32_t count) {
    for (int32_t i = 0; i < count; i++) s->column += (*s->at++ & 0xc0) != 0x80;
}

static int32_t space_length(const MgScanner *s) {
    const MgSign *sign = (peek(s, 0) & 0x80) != 0 ? mg_sign_at(s->at, s->end) : NULL;
    return sign != NULL && sign->means != NULL && sign->means[0] == ' ' ? (int32_t)strlen(sign->text) : 0;
}

static void skip_space(MgScanner *s) {
    for (;;) {
        bool joined = s->joins_lines && s->open > 0 && peek(s, 0) == '\n';
        if (peek(s, 0) == '#')
            while (s->at < s->end && *s->at != '\n') skip(s, 1);
        else if (joined) s->at++, s->line++, s->column = 1;
        else if (peek(s, 0) == ' ' || peek(s, 0) == '\t' || peek(s, 0) == '\r') skip(s, 1);
        else if (space_length(s) > 0) skip(s, space_length(s));
        else return;
    }
}

static void scan_string(MgScanner *s, MgToken *token) {
    skip(s, 1);
    token->start = s->at;
    while (s->at < s->end && *s->at != '"' && *s->at != '\n') skip(s, 1);
    token->length = (int32_t)(s->at - token->start);
    if (peek(s, 0) == '"') skip(s, 1);
    else token->kind = MG_TOKEN_MARK; // never closed: nothing expects this mark, so it is refused where it opens
}

// The "/dx" or "/dx2" behind "d" or "d2", where a parenthesis follows: its length, or 0.
static int32_t derivative_length(const MgScanner *s, const MgToken *token) {
    bool second = mg_token_is(token, "d2");
    if ((!second && !mg_token_is(token, "d")) || peek(s, 0) != '/' || peek(s, 1) != 'd') return 0;
    if (peek(s, 2) < 'x' || peek(s, 2) > 'z' || (second && peek(s, 3) != '2')) return 0;
    int32_t length = second ? 4 : 3, ahead = length;
    while (peek(s, ahead) == ' ') ahead++;
    return peek(s, ahead) == '(' ? length : 0;
}

static void scan_name(MgScanner *s, MgToken *token) {
    while (is_letter(peek(s, 0)) || is_digit(peek(s, 0))) skip(s, 1);
    token->length = (int32_t)(s->at - token->start);
    int32_t more = derivative_length(s, token);
    skip(s, more);
    token->length += more;
}

static void scan_number(MgScanner *s, MgToken *token) {
    const char *behind = mg_number_parse(s->at, s->end, &token->number);
    token->length = (int32_t)(behind - s->at);
    skip(s, token->length);
}

static void scan_mark(MgScanner *s, MgToken *token) {
    const MgSign *sign = mg_sign_at(s->at, s->end);
    token->length = sign != NULL ? (int32_t)strlen(sign->text) : mg_character_bytes(s->at, s->end);
    skip(s, token->length);
    if (sign == NULL || sign->means == NULL) return;
    token->start = sign->means;
    token->length = (int32_t)strlen(token->start);
}

void mg_scanner_next(MgScanner *s) {
    skip_space(s);
    MgToken *token = &s->token;
    *token = (MgToken){ MG_TOKEN_MARK, s->at, 1, s->line, s->column, 0.0 };
    if (s->at == s->end) {
        token->kind = MG_TOKEN_END, token->length = 0;
    } else if (*s->at == '\n') {
        token->kind = MG_TOKEN_LINE_END;
        skip(s, 1);
        s->line++, s->column = 1;
    } else if (is_letter(*s->at)) {
        token->kind = MG_TOKEN_NAME;
        scan_name(s, token);
    } else if (is_digit(*s->at)) {
        token->kind = MG_TOKEN_NUMBER;
        scan_number(s, token);
    } else if (*s->at == '"') {
        token->kind = MG_TOKEN_STRING;
        scan_string(s, token);
    } else {
        scan_mark(s, token);
    }
}

MgScanner mg_scanner(const char *text, size_t length) {
    static const char order_mark[] = "\xef\xbb\xbf"; // with which some editors begin a text
    MgScanner s = { .at = text, .end = text + length, .line = 1, .column = 1 };
    if (length >= 3 && memcmp(text, order_mark, 3) == 0) s.at += 3;
    mg_scanner_next(&s);
    return s;
}

// ---- tokens

bool mg_token_is(const MgToken *token, const char *text) {
    return token->kind != MG_TOKEN_STRING && token->kind != MG_TOKEN_END && mg_token_names(token, text);
}

bool mg_token_names(const MgToken *token, const char *id) {
    int32_t i = 0;
    while (i < token->length && id[i] != 0 && id[i] == token->start[i]) i++;
    return i == token->length && id[i] == 0;
}

void mg_token_copy(const MgToken *token, char *out, int32_t capacity) {
    int32_t length = mg_min_i32(token->length, capacity - 1);
    while (length > 0 && length < token->length && ((uint8_t)token->start[length] & 0xc0) == 0x80)
        length--; // no part of a UTF-8 character
    memcpy(out, token->start, (size_t)length);
    out[length] = 0;
}

bool mg_scanner_take(MgScanner *s, const char *text) {
    bool found = mg_token_is(&s->token, text);
    if (found) mg_scanner_next(s);
    return found;
}

MgStatus mg_scanner_require(MgScanner *s, const char *text) {
    char quoted[16];
    MgText out = mg_text_into(quoted, sizeof quoted);
    mg_text_format(&out, "'%s'", text);
    return mg_scanner_take(s, text) ? MG_OK : mg_scanner_expected(s, quoted);
}

MgStatus mg_scanner_constant(MgScanner *s, double *out) {
    bool negative = mg_scanner_take(s, "-");
    if (s->token.kind != MG_TOKEN_NUMBER) return mg_scanner_expected(s, "a number");
    if (s->token.number > FLT_MAX) // cells and parameters are floats
        return mg_token_refuse(&s->token, "a number here is at most 3.4e38", "");
    *out = negative ? -s->token.number : s->token.number;
    mg_scanner_next(s);
    return MG_OK;
}

MgStatus mg_scanner_whole(MgScanner *s, int32_t min, int32_t max, const char *what, int32_t *out) {
    double value = s->token.number;
    bool fits = s->token.kind == MG_TOKEN_NUMBER && value >= min && value <= max && value == (double)(int32_t)value;
    if (!fits) return mg_scanner_expected(s, what);
    *out = (int32_t)value;
    mg_scanner_next(s);
    return MG_OK;
}

// ---- refusals

static void quote(const MgToken *token, char out[MG_NAME_BYTES + 8]) {
    MgText text = mg_text_into(out, MG_NAME_BYTES + 8);
    if (token->kind == MG_TOKEN_END || token->kind == MG_TOKEN_LINE_END) {
        mg_text_string(&text, token->kind == MG_TOKEN_END ? "the end" : "the end of the line");
        return;
    }
    mg_text_char(&text, '\'');
    const bool one_character = mg_character_bytes(token->start, token->start + token->length) == token->length;
    for (int32_t i = 0; i < token->length && i < MG_NAME_BYTES; i++) {
        const bool plain = token->start[i] >= 32 && token->start[i] < 127;
        mg_text_char(&text, plain || (one_character && token->length > 1) ? token->start[i] : '?');
    }
    mg_text_char(&text, '\'');
}

MgStatus mg_scanner_expected(const MgScanner *s, const char *what) {
    char found[MG_NAME_BYTES + 8];
    quote(&s->token, found);
    const MgSign *sign = s->token.kind == MG_TOKEN_MARK ? mg_sign_refused(s->token.start, s->token.length) : NULL;
    return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: expected %s, found %s%s%s", s->token.line, s->token.column,
                   what, found, sign != NULL ? "; write " : "", sign != NULL ? sign->advice : "");
}

MgStatus mg_token_refuse(const MgToken *token, const char *sentence, const char *name) {
    return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: %s%s", token->line, token->column, sentence, name);
}

MgStatus mg_token_too_many(const MgToken *token, const char *what, int32_t most) {
    return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: more than %d %s", token->line, token->column, most, what);
}

// ---- the nearest name

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c; }

// Insertions, deletions and changes of a letter, and swaps of two beside each other; upper and lower case are the same.
static int32_t edit_distance(const char *a, int32_t a_length, const char *b, int32_t b_length) {
    int32_t rows[3][MG_NAME_BYTES + 1];
    for (int32_t j = 0; j <= b_length; j++) rows[0][j] = j;
    for (int32_t i = 1; i <= a_length; i++) {
        const int32_t *above = rows[(i - 1) % 3], *before = rows[(i + 1) % 3];
        int32_t *row = rows[i % 3];
        row[0] = i;
        for (int32_t j = 1; j <= b_length; j++) {
            char ca = lower(a[i - 1]), cb = lower(b[j - 1]);
            row[j] = mg_min_i32(mg_min_i32(above[j], row[j - 1]) + 1, above[j - 1] + (ca != cb));
            bool swapped = i > 1 && j > 1 && ca == lower(b[j - 2]) && cb == lower(a[i - 2]);
            if (swapped) row[j] = mg_min_i32(row[j], before[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

MgNearest mg_nearest(const MgToken *token) {
    return (MgNearest){ .token = token, .distance = token->length / 3 + 1 }; // a third of the letters may differ
}

void mg_nearest_try(MgNearest *nearest, const char *name) {
    int32_t length = 0;
    while (length < MG_NAME_BYTES && name[length] != 0) length++;
    if (length == MG_NAME_BYTES || nearest->token->length >= MG_NAME_BYTES) return;
    int32_t distance = edit_distance(nearest->token->start, nearest->token->length, name, length);
    if (distance < nearest->distance) nearest->name = name, nearest->distance = distance;
}

MgStatus mg_nearest_refuse(const MgNearest *nearest, const char *sentence) {
    char found[MG_NAME_BYTES];
    const MgToken *token = nearest->token;
    mg_token_copy(token, found, MG_NAME_BYTES);
    if (nearest->name == NULL) return mg_token_refuse(token, sentence, found);
    return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: %s%s; did you mean %s?", token->line, token->column, sentence,
                   found, nearest->name);
}

#include "io/scan.h"

#include "base/number.h"

bool mg_scan_is_word(MgScan s, const char *text) {
    for (; s.at < s.end && *text != 0; s.at++, text++)
        if ((*s.at >= 'A' && *s.at <= 'Z' ? *s.at - 'A' + 'a' : *s.at) != *text) return false;
    return s.at == s.end && *text == 0;
}

bool mg_skip_byte_order_mark(MgScan *s) {
    return mg_skip_text(s, "\xef\xbb\xbf") || (!mg_skip_text(s, "\xff\xfe") && !mg_skip_text(s, "\xfe\xff"));
}

static bool continues_a_character(char c) { return ((uint8_t)c & 0xc0) == 0x80; }

MgQuote mg_quote(MgScan s) {
    MgQuote quote = { { 0 } };
    size_t length = (size_t)(s.end - s.at), part = length < MG_QUOTE_BYTES ? length : MG_QUOTE_BYTES - 1;
    while (part > 0 && part < length && continues_a_character(s.at[part])) part--;
    for (size_t i = 0; i < part; i++) quote.text[i] = (uint8_t)s.at[i] < 0x20 || s.at[i] == 0x7f ? '?' : s.at[i];
    return quote;
}

bool mg_scan_whole(MgScan *s, int64_t *out) {
    bool minus = mg_skip_text(s, "-");
    const char *first = s->at;
    *out = 0;
    for (; s->at < s->end && mg_is_digit(*s->at); s->at++) {
        if (s->at - first == 18) return false;
        *out = *out * 10 + (*s->at - '0');
    }
    if (minus) *out = -*out;
    return s->at > first;
}

static bool skip_letters(MgScan *s, const char *small) {
    MgScan here = { s->at, s->at };
    while (here.end < s->end && (size_t)(here.end - here.at) < strlen(small)) here.end++;
    if (!mg_scan_is_word(here, small)) return false;
    s->at = here.end;
    return true;
}

// nan and infinity, in any letters.
static bool scan_no_number(MgScan *s, double *out) {
    *out = (double)__builtin_inff();
    if (skip_letters(s, "infinity") || skip_letters(s, "inf")) return true;
    *out = (double)__builtin_nanf("");
    return skip_letters(s, "nan");
}

bool mg_scan_number(MgScan *s, double *out) {
    bool minus = mg_skip_text(s, "-");
    if (!minus) mg_skip_text(s, "+");
    if (scan_no_number(s, out)) {
        if (minus) *out = -*out;
        return true;
    }
    const char *behind = mg_number_parse(s->at, s->end, out);
    bool found = behind > s->at, cut = behind < s->end && (*behind == 'e' || *behind == 'E' || *behind == '.');
    s->at = behind;
    if (minus) *out = -*out;
    return found && !cut;
}

bool mg_scan_as_whole(MgScan s, int64_t *out) {
    mg_skip_space(&s);
    return mg_scan_whole(&s, out) && mg_scan_ends(s);
}

bool mg_scan_as_number(MgScan s, double *out) {
    mg_skip_space(&s);
    return mg_scan_number(&s, out) && mg_scan_ends(s);
}

bool mg_scan_as_numbers(MgScan s, double *out, int32_t count) {
    for (int32_t i = 0; i < count; i++)
        if (!mg_scan_as_number(mg_next_word(&s, ' '), &out[i]) || out[i] - out[i] != 0) return false;
    return mg_scan_ends(s);
}

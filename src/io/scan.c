#include "io/scan.h"

#include "base/number.h"

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

bool mg_scan_number(MgScan *s, double *out) {
    bool minus = mg_skip_text(s, "-");
    if (!minus) mg_skip_text(s, "+");
    *out = 0;
    if (mg_skip_text(s, "nan") || mg_skip_text(s, "inf")) {
        *out = (double)__builtin_nanf("");
        return true;
    }
    const char *behind = mg_number_parse(s->at, s->end, out);
    bool found = behind > s->at, cut = behind < s->end && (*behind == 'e' || *behind == 'E' || *behind == '.');
    s->at = behind;
    if (minus) *out = -*out;
    return found && !cut;
}

bool mg_scan_numbers(MgScan s, double *out, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        mg_skip_space(&s);
        if (!mg_scan_number(&s, &out[i]) || out[i] - out[i] != 0) return false;
    }
    return true;
}

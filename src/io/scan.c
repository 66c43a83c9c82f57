#include "io/scan.h"

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

static double times_power_of_ten(double value, int32_t exponent) {
    for (; exponent > 0 && value != 0; exponent -= 22) {
        double power = 1;
        for (int32_t i = 0; i < exponent && i < 22; i++) power *= 10;        // exact up to 10^22
        value *= power;
        if (value > 1e300 * 1e8) return value;
    }
    for (; exponent < 0 && value != 0; exponent += 22) {
        double power = 1;
        for (int32_t i = 0; i < -exponent && i < 22; i++) power *= 10;
        value /= power;
    }
    return value;
}

static bool scan_exponent(MgScan *s, int32_t *out) {
    MgScan ahead = *s;
    if (!mg_skip_text(&ahead, "e") && !mg_skip_text(&ahead, "E")) return true;
    bool minus = mg_skip_text(&ahead, "-");
    if (!minus) mg_skip_text(&ahead, "+");
    int32_t exponent = 0;
    const char *first = ahead.at;
    for (; ahead.at < ahead.end && mg_is_digit(*ahead.at); ahead.at++)
        if (exponent < 10000) exponent = exponent * 10 + (*ahead.at - '0');
    if (ahead.at == first) return false;
    *out += minus ? -exponent : exponent;
    *s = ahead;
    return true;
}

bool mg_scan_number(MgScan *s, double *out) {
    bool minus = mg_skip_text(s, "-"), point = false;
    if (!minus) mg_skip_text(s, "+");
    *out = 0;
    if (mg_skip_text(s, "nan") || mg_skip_text(s, "inf")) {
        *out = (double)__builtin_nanf("");
        return true;
    }
    uint64_t digits = 0;
    int32_t exponent = 0, seen = 0;
    for (; s->at < s->end && (mg_is_digit(*s->at) || (*s->at == '.' && !point)); s->at++) {
        if (*s->at == '.') {
            point = true;
            continue;
        }
        seen = 1;
        bool room = digits < 1000000000000000000u;           // 18 digits are more than a double tells apart
        if (room) digits = digits * 10 + (uint64_t)(*s->at - '0');
        exponent += room ? -(int32_t)point : !point;
        if (exponent > 100000 || exponent < -100000) return false;
    }
    if (!seen || !scan_exponent(s, &exponent)) return false;
    double value = times_power_of_ten((double)digits, exponent);
    *out = minus ? -value : value;
    return true;
}

bool mg_scan_numbers(MgScan s, double *out, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        mg_skip_space(&s);
        if (!mg_scan_number(&s, &out[i]) || out[i] - out[i] != 0) return false;
    }
    return true;
}

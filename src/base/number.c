// Reading guesses the double in 64 bits; a guess close to the midpoint between two doubles is compared with that
// midpoint, whose decimal expansion is finite and computed exactly. Writing rounds the exact expansion of the double.
#include "base/number.h"

#include <stdbool.h>
#include <string.h>

#include "base/base.h"

#define MAX_DIGITS 770     // the middle of two doubles has at most 768 significant digits
#define BEYOND_DOUBLES 400 // 10^400 is infinity, 10^-400 is 0

typedef struct Decimal { // 0.d1 d2 ... * 10^point; d1 is not 0; none: the number is 0
    char digit[MAX_DIGITS + 22];
    int32_t count, point;
} Decimal;

static uint64_t bits_of(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

// ---- exact expansion

#define LIMB 1000000000u // nine digits
#define MAX_LIMBS 88

typedef struct Limbs {
    uint32_t limb[MAX_LIMBS];
    int32_t count;
} Limbs; // the lowest first

static void multiply(Limbs *n, uint32_t factor) {
    uint64_t carry = 0;
    for (int32_t i = 0; i < n->count; i++) {
        carry += (uint64_t)n->limb[i] * factor;
        n->limb[i] = (uint32_t)(carry % LIMB);
        carry /= LIMB;
    }
    for (; carry > 0; carry /= LIMB) n->limb[n->count++] = (uint32_t)(carry % LIMB);
}

static void multiply_power(Limbs *n, uint32_t base, uint32_t step_power, int32_t step, int32_t exponent) {
    for (; exponent >= step; exponent -= step) multiply(n, step_power);
    for (; exponent > 0; exponent--) multiply(n, base);
}

// mantissa * 2^exponent, every digit of it. Below 1, x * 2^-k is x * 5^k * 10^-k.
static void expand(uint64_t mantissa, int32_t exponent, Decimal *out) {
    Limbs n = { .count = 0 };
    for (; mantissa > 0; mantissa /= LIMB) n.limb[n.count++] = (uint32_t)(mantissa % LIMB);
    if (exponent >= 0) multiply_power(&n, 2, 1u << 29, 29, exponent);
    else multiply_power(&n, 5, 1220703125u, 13, -exponent);
    *out = (Decimal){ .count = 0 };
    for (int32_t i = n.count - 1; i >= 0; i--)
        for (uint32_t unit = LIMB / 10; unit > 0; unit /= 10) {
            char digit = (char)('0' + n.limb[i] / unit % 10);
            if (out->count > 0 || digit != '0') out->digit[out->count++] = digit;
        }
    out->point = out->count + (exponent < 0 ? exponent : 0);
    while (out->count > 0 && out->digit[out->count - 1] == '0') out->count--;
}

typedef struct Binary {
    uint64_t mantissa;
    int32_t exponent;
} Binary; // mantissa * 2^exponent

// Doubles above 0, infinity as if it were one more.
static Binary parts_of(uint64_t bits) {
    uint64_t mantissa = bits & 0xfffffffffffffu;
    int32_t exponent = (int32_t)(bits >> 52);
    return exponent == 0 ? (Binary){ mantissa, -1074 } : (Binary){ mantissa | (uint64_t)1 << 52, exponent - 1075 };
}

static void expand_middle_above(uint64_t bits, Decimal *out) {
    Binary b = parts_of(bits);
    expand(2 * b.mantissa + 1, b.exponent - 1, out);
}

// ---- from decimal to double

static int32_t compare(const Decimal *a, const Decimal *b) {
    if (a->point != b->point) return a->point < b->point ? -1 : 1;
    int32_t both = mg_min_i32(a->count, b->count), order = memcmp(a->digit, b->digit, (size_t)both);
    return order != 0 ? order : a->count - b->count;
}

static uint64_t multiply_high(uint64_t a, uint64_t b) {
    uint64_t al = a & 0xffffffffu, ah = a >> 32, bl = b & 0xffffffffu, bh = b >> 32;
    uint64_t middle = ah * bl + (al * bl >> 32), other = al * bh + (middle & 0xffffffffu);
    return ah * bh + (middle >> 32) + (other >> 32);
}

static Binary normalised(uint64_t mantissa, int32_t exponent) {
    int32_t shift = __builtin_clzll(mantissa);
    return (Binary){ mantissa << shift, exponent - shift };
}

static Binary times(Binary a, Binary b) {
    return normalised(multiply_high(a.mantissa, b.mantissa), a.exponent + b.exponent + 64);
}

#define POWER 19            // of ten: the largest that 64 bits hold
#define LEAST_UNCERTAIN 256 // units of the last of 64 bits; up to 18 products and the digits left out make at most 80

// lead * 10^power in 64 bits.
static Binary scaled(uint64_t lead, int32_t power) {
    static const Binary up = { 0x8ac7230489e80000u, 0 }, down = { 0xec1e4a7db69561a5u, -127 }; // 10^19, 10^-19
    Binary x = normalised(lead, 0);
    for (; power < 0; power += POWER) x = times(x, down);
    for (; power >= POWER; power -= POWER) x = times(x, up);
    uint64_t rest = 1;
    for (; power > 0; power--) rest *= 10;
    return times(x, normalised(rest, 0));
}

// Rounds to a double, as bits. *certain: the 64 bits are too far from a middle for their error to matter.
static uint64_t rounded(Binary x, bool *certain) {
    int32_t exponent = x.exponent + 63; // 2^exponent <= x < 2^(exponent + 1)
    *certain = false;
    if (exponent > 1023) return (uint64_t)2047 << 52;
    int32_t shift = exponent >= -1022 ? 11 : 11 - 1022 - exponent; // below, doubles have fewer bits
    if (shift > 63) return 0;
    uint64_t kept = x.mantissa >> shift, half = (uint64_t)1 << (shift - 1), rest = x.mantissa & (2 * half - 1);
    *certain = rest > half ? rest - half > LEAST_UNCERTAIN : half - rest > LEAST_UNCERTAIN;
    kept += rest > half;
    return exponent >= -1022 ? ((uint64_t)(exponent + 1022) << 52) + kept : kept;
}

// The bits are off by one or not at all.
static uint64_t corrected(uint64_t bits, const Decimal *d) {
    Decimal middle;
    const uint64_t infinity = (uint64_t)2047 << 52;
    for (; bits < infinity; bits++) {
        expand_middle_above(bits, &middle);
        int32_t order = compare(d, &middle);
        if (order < 0 || (order == 0 && bits % 2 == 0)) break;
    }
    for (; bits > 0; bits--) {
        expand_middle_above(bits - 1, &middle);
        int32_t order = compare(d, &middle);
        if (order > 0 || (order == 0 && bits % 2 == 0)) break;
    }
    return bits;
}

static double nearest(const Decimal *d) {
    static const double exact[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    if (d->count == 0 || d->point < -BEYOND_DOUBLES) return 0.0;
    if (d->point > BEYOND_DOUBLES) return __builtin_inf();
    uint64_t lead = 0;
    int32_t count = mg_min_i32(d->count, POWER), power = d->point - count;
    for (int32_t i = 0; i < count; i++) lead = lead * 10 + (uint64_t)(d->digit[i] - '0');
    if (count == d->count && lead < (uint64_t)1 << 53 && power >= -22 && power <= 22) // one rounding
        return power < 0 ? (double)lead / exact[-power] : (double)lead * exact[power];
    bool certain;
    uint64_t bits = rounded(scaled(lead, power), &certain);
    return from_bits(certain ? bits : corrected(bits, d));
}

// ---- reading

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits beyond the most that matter leave a 1 behind if there was something.
static void append(Decimal *d, char digit, bool after_point) {
    if (d->count == 0 && digit == '0') {
        d->point -= after_point;
        return;
    }
    d->point += !after_point;
    if (d->count < MAX_DIGITS) d->digit[d->count++] = digit;
    else if (digit != '0') d->digit[MAX_DIGITS - 1] = d->digit[MAX_DIGITS - 1] == '0' ? '1' : d->digit[MAX_DIGITS - 1];
}

static const char *parse_exponent(const char *at, const char *end, int32_t *point) {
    const char *c = at;
    if (c == end || (*c != 'e' && *c != 'E')) return at;
    c++;
    bool negative = c < end && *c == '-';
    if (c < end && (*c == '-' || *c == '+')) c++;
    if (c == end || !is_digit(*c)) return at;
    int32_t exponent = 0;
    for (; c < end && is_digit(*c); c++) exponent = mg_min_i32(exponent * 10 + (*c - '0'), 100000000);
    *point += negative ? -exponent : exponent;
    return c;
}

const char *mg_number_parse(const char *at, const char *end, double *out) {
    Decimal d;
    d.count = d.point = 0;
    const char *c = at;
    for (; c < end && is_digit(*c); c++) append(&d, *c, false);
    bool any = c > at;
    bool point = c < end && *c == '.' && !(c + 1 < end && c[1] == '.');
    if (point && (any || (c + 1 < end && is_digit(c[1]))))
        for (c++; c < end && is_digit(*c); c++) append(&d, *c, true), any = true;
    *out = 0.0;
    if (!any) return at;
    c = parse_exponent(c, end, &d.point);
    while (d.count > 0 && d.digit[d.count - 1] == '0') d.count--;
    *out = nearest(&d);
    return c;
}

// ---- writing

// Rounds to the nearest decimal of `most` digits, to an even last digit where two are as near.
static void round_to(const Decimal *exact, int32_t most, Decimal *out) {
    *out = *exact;
    if (exact->count <= most) return;
    out->count = most;
    char next = exact->digit[most];
    bool tie = next == '5' && exact->count == most + 1;
    bool up = tie ? (exact->digit[most - 1] - '0') % 2 == 1 : next >= '5';
    if (up) {
        while (out->count > 0 && out->digit[out->count - 1] == '9') out->count--;
        if (out->count > 0) out->digit[out->count - 1]++;
        else out->digit[out->count++] = '1', out->point++;
    }
    while (out->digit[out->count - 1] == '0') out->count--;
}

static MgDigits digits_of(const Decimal *d) {
    MgDigits out = { .count = d->count, .point = d->point };
    memcpy(out.digit, d->digit, (size_t)d->count);
    return out;
}

MgDigits mg_number_digits(double value, int32_t most) {
    Binary b = parts_of(bits_of(value));
    Decimal exact, out;
    expand(b.mantissa, b.exponent, &exact);
    round_to(&exact, most, &out);
    return digits_of(&out);
}

MgDigits mg_number_shortest(double value) {
    const uint64_t bits = bits_of(value);
    const bool subnormal = bits >> 52 == 0; // has fewer bits, so fewer digits may do
    Binary b = parts_of(bits);
    Decimal exact, out;
    expand(b.mantissa, b.exponent, &exact);
    for (int32_t most = subnormal ? 1 : 15; most < MG_DOUBLE_DIGITS; most++) {
        round_to(&exact, most, &out);
        if (bits_of(nearest(&out)) == bits) return digits_of(&out);
    }
    round_to(&exact, MG_DOUBLE_DIGITS, &out);
    return digits_of(&out);
}

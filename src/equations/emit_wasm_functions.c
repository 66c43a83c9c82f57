// The functions of base/detmath.h for four cells at once: the same operations in the same order, so a change of one is
// a change of the other. web/engine/test/equations.spec.ts compares both over all kinds of arguments.
#include "base/detmath.h"
#include "equations/emit_wasm_values.h"

typedef MgSimdGraph Graph;

static int32_t number(Graph *g, float value) { return mg_simd_constant(g, value); }
static int32_t add(Graph *g, int32_t a, int32_t b) { return mg_simd_2(g, MG_SIMD_ADD, a, b); }
static int32_t sub(Graph *g, int32_t a, int32_t b) { return mg_simd_2(g, MG_SIMD_SUB, a, b); }
static int32_t mul(Graph *g, int32_t a, int32_t b) { return mg_simd_2(g, MG_SIMD_MUL, a, b); }
static int32_t divide(Graph *g, int32_t a, int32_t b) { return mg_simd_2(g, MG_SIMD_DIV, a, b); }
static int32_t less(Graph *g, int32_t a, int32_t b) { return mg_simd_2(g, MG_SIMD_LT, a, b); }
static int32_t both(Graph *g, int32_t a, int32_t b) { return mg_simd_2(g, MG_SIMD_BIT_AND, a, b); }
static int32_t negative(Graph *g, int32_t a) { return mg_simd_1(g, MG_SIMD_NEGATE, a); }
static int32_t times(Graph *g, float factor, int32_t a) { return mul(g, number(g, factor), a); }
static int32_t plus(Graph *g, int32_t a, float value) { return add(g, a, number(g, value)); }
static int32_t floor_of(Graph *g, int32_t a) { return mg_simd_1(g, MG_SIMD_FLOOR, a); }
static int32_t is_nan(Graph *g, int32_t a) { return mg_simd_2(g, MG_SIMD_NE, a, a); }

// p * x + value
static int32_t next_term(Graph *g, int32_t p, int32_t x, float value) { return plus(g, mul(g, p, x), value); }

int32_t mg_simd_exp(Graph *g, int32_t x) {
    x = mg_simd_2(g, MG_SIMD_MIN, mg_simd_2(g, MG_SIMD_MAX, x, number(g, -87.0f)), number(g, 88.0f));
    const int32_t k = floor_of(g, plus(g, mul(g, x, number(g, 1.44269504f)), 0.5f));
    const int32_t r = sub(g, sub(g, x, mul(g, k, number(g, 0.693359375f))), mul(g, k, number(g, -2.12194440e-4f)));
    int32_t p = number(g, 0.0013950587017461658f);
    p = next_term(g, p, r, 0.008368946611881256f);
    p = next_term(g, p, r, 0.04166620597243309f);
    p = next_term(g, p, r, 0.166665181517601f);
    p = next_term(g, p, r, 0.5f);
    const int32_t e = plus(g, add(g, mul(g, mul(g, r, r), p), r), 1.0f);
    const int32_t power = mg_simd_2(g, MG_SIMD_I32_ADD, mg_simd_1(g, MG_SIMD_TO_I32, k), mg_simd_bits(g, 127));
    return mul(g, e, mg_simd_shift(g, MG_SIMD_I32_SHIFT_LEFT, power, 23));
}

int32_t mg_simd_log(Graph *g, int32_t x) {
    static const float c[] = MG_LOG_COEFFICIENTS;
    const int32_t small = less(g, x, number(g, 0x1p-126f)), zero = number(g, 0.0f);
    const int32_t v = mg_simd_select(g, small, mul(g, x, number(g, 0x1p23f)), x);
    const int32_t exponent =
        mg_simd_shift(g, MG_SIMD_I32_SHIFT_RIGHT, mg_simd_2(g, MG_SIMD_I32_SUB, v, mg_simd_bits(g, 0x3f3504f3u)), 23);
    const int32_t f = mg_simd_2(g, MG_SIMD_I32_SUB, v, mg_simd_shift(g, MG_SIMD_I32_SHIFT_LEFT, exponent, 23));
    const int32_t z = sub(g, f, number(g, 1.0f)), z2 = mul(g, z, z);
    const int32_t k = sub(g, mg_simd_1(g, MG_SIMD_TO_F32, exponent), both(g, small, number(g, 23.0f)));
    int32_t p = number(g, c[8]);
    for (int32_t i = 7; i >= 0; i--) p = next_term(g, p, z, c[i]);
    const int32_t tail =
        add(g, mul(g, z2, sub(g, mul(g, z, p), number(g, 0.5f))), mul(g, k, number(g, -2.12194440e-4f)));
    const int32_t value = add(g, add(g, tail, z), mul(g, k, number(g, 0.693359375f)));
    const int32_t positive = mg_simd_2(g, MG_SIMD_GT, x, zero);
    const int32_t beyond = mg_simd_select(g, positive, x, number(g, __builtin_nanf("")));
    const int32_t edge = mg_simd_select(g, mg_simd_2(g, MG_SIMD_EQ, x, zero), number(g, -__builtin_inff()), beyond);
    const int32_t usual = both(g, positive, mg_simd_2(g, MG_SIMD_LE, x, number(g, 3.402823466e38f)));
    return mg_simd_select(g, usual, value, edge);
}

int32_t mg_simd_sin_quarter(Graph *g, int32_t x, float quarter) {
    const int32_t k = floor_of(g, plus(g, mul(g, x, number(g, 0.636619772f)), 0.5f));
    const int32_t near = sub(g, x, mul(g, k, number(g, 0x1.92p+0f)));
    const int32_t nearer = sub(g, near, mul(g, k, number(g, 0x1.fb4p-12f)));
    const int32_t r = sub(g, nearer, mul(g, k, number(g, 0x1.4442d2p-24f))), r2 = mul(g, r, r);
    const int32_t q = plus(g, k, quarter);
    const int32_t turn = sub(g, q, times(g, 4.0f, floor_of(g, mul(g, q, number(g, 0.25f)))));
    int32_t s = number(g, -0.00019515282474458218f);
    s = next_term(g, s, r2, 0.00833216030150652f);
    s = sub(g, mul(g, s, r2), number(g, 0.16666655242443085f));
    s = add(g, mul(g, mul(g, s, r2), r), r);
    int32_t c = number(g, 2.4433154976577498e-05f);
    c = sub(g, mul(g, c, r2), number(g, 0.0013887316454201937f));
    c = next_term(g, c, r2, 0.04166664555668831f);
    c = add(g, mul(g, c, mul(g, r2, r2)), sub(g, number(g, 1.0f), times(g, 0.5f, r2)));
    const int32_t odd = mg_simd_2(g, MG_SIMD_BIT_OR, mg_simd_2(g, MG_SIMD_EQ, turn, number(g, 1.0f)),
                                  mg_simd_2(g, MG_SIMD_EQ, turn, number(g, 3.0f)));
    const int32_t value = mg_simd_select(g, odd, c, s);
    return mg_simd_select(g, mg_simd_2(g, MG_SIMD_GE, turn, number(g, 2.0f)), negative(g, value), value);
}

int32_t mg_simd_atan2(Graph *g, int32_t y, int32_t x) {
    const int32_t ax = mg_simd_1(g, MG_SIMD_ABS, x), ay = mg_simd_1(g, MG_SIMD_ABS, y), zero = number(g, 0.0f);
    const int32_t steep = less(g, ax, ay);
    const int32_t least = mg_simd_select(g, steep, ax, ay), most = mg_simd_select(g, steep, ay, ax);
    const int32_t a = mg_simd_select(g, mg_simd_2(g, MG_SIMD_EQ, most, zero), zero, divide(g, least, most));
    const int32_t far = mg_simd_2(g, MG_SIMD_GT, a, number(g, 0.414213562f));
    const int32_t turned = divide(g, sub(g, a, number(g, 1.0f)), plus(g, a, 1.0f));
    const int32_t t = mg_simd_select(g, far, turned, a), z = mul(g, t, t);
    int32_t p = number(g, -0.060781773179769516f);
    p = next_term(g, p, z, 0.10593795031309128f);
    p = sub(g, mul(g, p, z), number(g, 0.14243529736995697f));
    p = next_term(g, p, z, 0.19998471438884735f);
    p = sub(g, mul(g, p, z), number(g, 0.33333316445350647f));
    const int32_t first = add(g, both(g, far, number(g, 0.785398163f)), add(g, t, mul(g, mul(g, t, z), p)));
    const int32_t half =
        mg_simd_select(g, mg_simd_2(g, MG_SIMD_GT, ay, ax), sub(g, number(g, 1.57079633f), first), first);
    const int32_t whole = mg_simd_select(g, less(g, x, zero), sub(g, number(g, 3.14159265f), half), half);
    const int32_t unknown = mg_simd_2(g, MG_SIMD_BIT_OR, is_nan(g, x), is_nan(g, y));
    const int32_t angle = mg_simd_select(g, less(g, y, zero), negative(g, whole), whole);
    return mg_simd_select(g, unknown, add(g, x, y), angle);
}

int32_t mg_simd_sinh(Graph *g, int32_t x) {
    const int32_t x2 = mul(g, x, x), e = mg_simd_exp(g, x);
    int32_t p = add(g, number(g, 1.0f / 120.0f), mul(g, x2, number(g, 1.0f / 5040.0f)));
    p = add(g, number(g, 1.0f / 6.0f), mul(g, x2, p));
    const int32_t near = add(g, x, mul(g, mul(g, x, x2), p));
    const int32_t far = sub(g, times(g, 0.5f, e), divide(g, number(g, 0.5f), e));
    const int32_t small = both(g, less(g, x, number(g, 0.5f)), mg_simd_2(g, MG_SIMD_GT, x, number(g, -0.5f)));
    return mg_simd_select(g, small, near, far);
}

int32_t mg_simd_tanh(Graph *g, int32_t x) {
    const int32_t below = less(g, x, number(g, 0.0f)), x2 = mul(g, x, x);
    const int32_t size = mg_simd_select(g, below, negative(g, x), x), e = mg_simd_exp(g, times(g, -2.0f, size));
    const int32_t far = divide(g, sub(g, number(g, 1.0f), e), add(g, number(g, 1.0f), e));
    int32_t p = add(g, number(g, -17.0f / 315.0f), mul(g, x2, number(g, 62.0f / 2835.0f)));
    p = add(g, number(g, 2.0f / 15.0f), mul(g, x2, p));
    p = add(g, number(g, -1.0f / 3.0f), mul(g, x2, p));
    const int32_t near = add(g, x, mul(g, mul(g, x, x2), p));
    const int32_t small = less(g, size, number(g, 0.25f));
    return mg_simd_select(g, small, near, mg_simd_select(g, below, negative(g, far), far));
}

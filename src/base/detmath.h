// Elementary functions with the same bits on every machine: polynomials of our own in plain float arithmetic, no
// libm, no fused multiply-add. Coefficients are minimax fits (Remez weights on the relative error of the result),
// rounded to float; the unit tests measure their error against libm.
#ifndef MG_BASE_DETMATH_H
#define MG_BASE_DETMATH_H

#include "base/lanes.h"

// (ln(1 + z) - z + z^2 / 2) / z^3 on [sqrt(1/2) - 1, sqrt(2) - 1]; fit error 8e-10 of the logarithm.
#define MG_LOG_COEFFICIENTS                                                                                            \
    {                                                                                                                  \
        0.3333331346511841f,   -0.25000008940696716f, 0.2000211775302887f,                                             \
        -0.16668005287647247f, 0.14219549298286438f,  -0.12405386567115784f,                                           \
        0.11888104677200317f,  -0.11677022278308868f, 0.06748353689908981f                                             \
    }

// -ln(v) for a uniform v in (0, 1), given as a 32-bit word and 8 more bits: 1 - v = (word + (low + 1/2) / 256) / 2^32.
// Where v is close to 1 the distance to 1 is used as it is, so a result of 1e-9 is as exact as one of 10: an event of
// tiny rate happens as often as it should.
MG_INLINE MgF32x8 mg_f32x8_minus_ln(MgU32x8 word, MgU32x8 low) {
    static const float c[] = MG_LOG_COEFFICIENTS;
    MgF32x8 gap = mg_f32x8_from_u32(word >> 8) * 0x1p-24f +
                  (mg_f32x8_from_u32(word & 255) * 0x1p-32f + (mg_f32x8_from_u32(low) + 0.5f) * 0x1p-40f);
    MgF32x8 v = mg_f32x8_from_u32(~word >> 8) * 0x1p-24f + (mg_f32x8_from_u32(~word & 255) + 0.5f) * 0x1p-32f;
    MgI32x8 exponent = ((MgI32x8)v - 0x3f3504f3) >> 23; // v = f * 2^exponent, f from sqrt(1/2) to sqrt(2)
    MgF32x8 f = (MgF32x8)((MgI32x8)v - (MgI32x8)((MgU32x8)exponent << 23));
    MgI32x8 near_one = word < 0x40000000u;
    MgF32x8 z = mg_f32x8_select(near_one, -gap, f - 1.0f);
    MgF32x8 k = __builtin_convertvector(exponent & ~near_one, MgF32x8);
    MgF32x8 p = mg_f32x8(c[8]);
    for (int32_t i = 7; i >= 0; i--) p = p * z + c[i];
    MgF32x8 z2 = z * z;
    MgF32x8 tail = z2 * (z * p - 0.5f) + k * -2.12194440e-4f; // ln 2 in two parts: 355/512 is exact times any k
    return -((tail + z) + k * 0.693359375f);
}

// e^x, x clamped to -87..88 so that the result is a normal number.
MG_INLINE float mg_exp(float x) {
    x = mg_clamp_f32(x, -87.0f, 88.0f);
    float k = __builtin_floorf(x * 1.44269504f + 0.5f);
    float r = (x - k * 0.693359375f) - k * -2.12194440e-4f;
    float p = 0.0013950587017461658f; // (e^r - 1 - r) / r^2, |r| <= ln(2) / 2; error 3e-9
    p = p * r + 0.008368946611881256f;
    p = p * r + 0.04166620597243309f;
    p = p * r + 0.166665181517601f;
    p = p * r + 0.5f;
    float e = r * r * p + r + 1.0f;
    uint32_t bits = (uint32_t)((int32_t)(k == k ? k : 0.0f) + 127) << 23; // 2^k; NaN stays NaN by e
    float scale;
    memcpy(&scale, &bits, sizeof scale);
    return e * scale;
}

// Natural logarithm: minus infinity at 0, NaN below. Within 1.5 units in the last place.
MG_INLINE float mg_log(float x) {
    static const float c[] = MG_LOG_COEFFICIENTS;
    const bool small = x < 0x1p-126f; // no normal number
    const float v = small ? x * 0x1p23f : x;
    uint32_t bits;
    memcpy(&bits, &v, sizeof bits);
    const int32_t exponent = (int32_t)(bits - 0x3f3504f3u) >> 23; // v = f * 2^exponent, f from sqrt(1/2) to sqrt(2)
    bits -= (uint32_t)exponent << 23;
    float f;
    memcpy(&f, &bits, sizeof f);
    const float z = f - 1.0f, z2 = z * z, k = (float)exponent - (small ? 23.0f : 0.0f);
    float p = c[8];
    for (int32_t i = 7; i >= 0; i--) p = p * z + c[i];
    const float tail = z2 * (z * p - 0.5f) + k * -2.12194440e-4f;
    const float value = (tail + z) + k * 0.693359375f;
    const float edge = x == 0.0f ? -__builtin_inff() : x > 0.0f ? x : __builtin_nanf("");
    return x > 0.0f && x <= 3.402823466e38f ? value : edge;
}

// sin(x + quarter * pi / 2). Polynomials on -pi/4..pi/4, minimax in relative error (4e-9 and 2e-10). The reduction is
// exact to a float for |x| up to 10^4; beyond, the result is between -1 and 1 but less and less exact.
MG_INLINE float mg_sin_quarter(float x, float quarter) {
    const float k = __builtin_floorf(x * 0.636619772f + 0.5f);
    const float r = ((x - k * 0x1.92p+0f) - k * 0x1.fb4p-12f) - k * 0x1.4442d2p-24f;        // pi / 2 in three parts
    const float r2 = r * r, q = k + quarter, turn = q - 4.0f * __builtin_floorf(q * 0.25f); // 0, 1, 2 or 3
    float s = -0.00019515282474458218f;
    s = s * r2 + 0.00833216030150652f;
    s = s * r2 - 0.16666655242443085f;
    s = s * r2 * r + r;
    float c = 2.4433154976577498e-05f;
    c = c * r2 - 0.0013887316454201937f;
    c = c * r2 + 0.04166664555668831f;
    c = c * (r2 * r2) + (1.0f - 0.5f * r2);
    const float value = turn == 1.0f || turn == 3.0f ? c : s;
    return turn >= 2.0f ? -value : value;
}

MG_INLINE float mg_sin(float x) { return mg_sin_quarter(x, 0.0f); }
MG_INLINE float mg_cos(float x) { return mg_sin_quarter(x, 1.0f); }

// The angle of (x, y), in -pi..pi; 0 at (0, 0). A polynomial on -tan(pi/8)..tan(pi/8), minimax in relative error
// (7e-10).
MG_INLINE float mg_atan2(float y, float x) {
    const float ax = __builtin_fabsf(x), ay = __builtin_fabsf(y);
    const float least = ax < ay ? ax : ay, most = ax < ay ? ay : ax;
    const float a = most == 0.0f ? 0.0f : least / most;
    const bool far = a > 0.414213562f;
    const float t = far ? (a - 1.0f) / (a + 1.0f) : a, z = t * t;
    float p = -0.060781773179769516f;
    p = p * z + 0.10593795031309128f;
    p = p * z - 0.14243529736995697f;
    p = p * z + 0.19998471438884735f;
    p = p * z - 0.33333316445350647f;
    const float first = (far ? 0.785398163f : 0.0f) + (t + t * z * p);
    const float half = ay > ax ? 1.57079633f - first : first;
    const float whole = x < 0.0f ? 3.14159265f - half : half;
    return x != x || y != y ? x + y : y < 0.0f ? -whole : whole;
}

// Near 0 their series, which keep the digits that a difference of exponentials loses.
MG_INLINE float mg_sinh(float x) {
    const float x2 = x * x, e = mg_exp(x);
    const float near = x + x * x2 * (1.0f / 6.0f + x2 * (1.0f / 120.0f + x2 * (1.0f / 5040.0f)));
    return x < 0.5f && x > -0.5f ? near : 0.5f * e - 0.5f / e;
}

MG_INLINE float mg_tanh(float x) {
    const float x2 = x * x, size = x < 0.0f ? -x : x, e = mg_exp(-2.0f * size);
    const float far = (1.0f - e) / (1.0f + e);
    const float near =
        x + x * x2 * (-1.0f / 3.0f + x2 * (2.0f / 15.0f + x2 * (-17.0f / 315.0f + x2 * (62.0f / 2835.0f))));
    return size < 0.25f ? near : x < 0.0f ? -far : far;
}

#endif

// The logarithm and the exponential against libm in long double, over dense samples and at the ends.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/detmath.h"
#include "base/hash.h"

static double log_error(uint32_t word, uint32_t low) {
    MgU32x8 w = { word, word, word, word, word, word, word, word };
    MgU32x8 l = { low, low, low, low, low, low, low, low };
    float got[MG_LANES];
    mg_f32x8_store(got, mg_f32x8_minus_ln(w, l));
    long double gap = ((long double)word + ((long double)low + 0.5L) / 256.0L) * 0x1p-32L;
    long double expected = -log1pl(-gap);
    if (word >= 0x40000000u) expected = -logl(((long double)~word + 0.5L) * 0x1p-32L);
    return (double)fabsl(((long double)got[3] - expected) / expected);
}

static void minus_ln_is_good_to_a_float(void **state) {
    (void)state;
    double worst = 0.0;
    for (uint32_t i = 0; i < 4000000; i++) {
        uint64_t h = mg_hash_mix(i + 1);
        uint32_t word = (uint32_t)h >> (h >> 59); // all magnitudes, tiny ones too
        double error = log_error(i % 2 ? word : ~word, (uint32_t)(h >> 32) & 255);
        if (error > worst) worst = error;
    }
    static const uint32_t ends[] = { 0,          1,          255,        256,        0x3fffffff, 0x40000000,
                                     0x4afb0ccb, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        for (uint32_t low = 0; low < 256; low += 51) worst = fmax(worst, log_error(ends[i], low));
    print_message("minus ln: worst relative error %.3g\n", worst);
    assert_true(worst < 2.5e-7);
}

static void exp_is_good_to_a_float(void **state) {
    (void)state;
    double worst = 0.0;
    for (int32_t i = -8700000; i <= 8800000; i++) {
        float x = (float)i * 1e-5f;
        double expected = exp((double)x);
        worst = fmax(worst, fabs((double)mg_exp(x) - expected) / expected);
    }
    print_message("exp: worst relative error %.3g\n", worst);
    assert_true(worst < 2.5e-7);
    assert_true(mg_exp(0.0f) == 1.0f);
    assert_true(mg_exp(-1e30f) > 0.0f && mg_exp(-1e30f) < 2e-38f);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(minus_ln_is_good_to_a_float),
                                        cmocka_unit_test(exp_is_good_to_a_float) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// The state hash's building blocks: the mixer is SplitMix64's, NaN is one value, neighbours do not cancel.
#include "support/test.h"

#include "base/hash.h"

static float float_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

// SplitMix64 from seed 1234567, the sequence its reference implementation prints (Vigna, splitmix64.c).
static void the_mixer_is_splitmix64(void **state) {
    (void)state;
    const uint64_t expected[] = { 6457827717110365317u, 3203168211198807973u, 9817491932198370423u };
    for (uint64_t i = 0; i < 3; i++) assert_true(mg_hash_mix(1234567 + (i + 1) * 0x9e3779b97f4a7c15u) == expected[i]);
}

static void every_nan_is_one_value(void **state) {
    (void)state;
    const uint32_t nans[] = { 0x7fc00000, 0xffc00000, 0x7f800001, 0xffffffff, 0x7fc12345 };
    for (size_t i = 0; i < sizeof nans / sizeof nans[0]; i++)
        assert_true(mg_hash_float_bits(float_of(nans[i])) == 0x7fc00000);
    assert_true(mg_hash_float_bits(float_of(0x7f800000)) == 0x7f800000); // infinity is not NaN
    assert_true(mg_hash_float_bits(-0.0f) == 0x80000000);                // and -0 is not 0
}

static void swapping_two_cells_shows(void **state) {
    (void)state;
    for (uint64_t place = 0; place < 1000; place++)
        assert_true(mg_hash_cell(place, 1) + mg_hash_cell(place + 1, 2) !=
                    mg_hash_cell(place, 2) + mg_hash_cell(place + 1, 1));
    assert_true(mg_hash_cell(0, 0) != 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mixer_is_splitmix64),
        cmocka_unit_test(every_nan_is_one_value),
        cmocka_unit_test(swapping_two_cells_shows),
    };
    return MG_RUN_TESTS(tests);
}

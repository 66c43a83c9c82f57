// Random numbers against their published vectors, and the properties the seedings lean on.
#include "support/test.h"

#include "base/rng.h"

typedef struct Vector {
    uint32_t counter[4], key[2], expected[4];
} Vector;

// Random123 1.14, tests/kat_vectors, philox4x32-10.
static const Vector vectors[] = {
    { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
    { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
      { 0xffffffff, 0xffffffff },
      { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
    { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
      { 0xa4093822, 0x299f31d0 },
      { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
};

static void philox_gives_the_published_words(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        MgRandom4 counter;
        memcpy(counter.word, vectors[i].counter, sizeof counter.word);
        MgRandom4 got = mg_philox4x32(counter, vectors[i].key[0], vectors[i].key[1]);
        assert_memory_equal(got.word, vectors[i].expected, sizeof got.word);
    }
}

static void a_place_is_a_counter(void **state) {
    (void)state;
    MgRandom4 counter = { { 1, 2, 3, 4 } };
    MgRandom4 expected = mg_philox4x32(counter, 0x89abcdef, 0x01234567);
    MgRandom4 got = mg_random_at(0x0123456789abcdef, 4, 1, 2, 3);
    assert_memory_equal(&got, &expected, sizeof got);
}

static void unit_floats_stay_below_one(void **state) {
    (void)state;
    assert_true(mg_unit_float(0) == 0.0f);
    assert_true(mg_unit_float(0xffffffff) < 1.0f);
    assert_true(mg_unit_float(0x80000000) == 0.5f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_the_published_words),
        cmocka_unit_test(a_place_is_a_counter),
        cmocka_unit_test(unit_floats_stay_below_one),
    };
    return MG_RUN_TESTS(tests);
}

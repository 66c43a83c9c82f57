// A stream gives the same words in the same order, however it is asked for them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stochastic/stream.h"

enum { WORDS = 5 * MG_CHACHA_WORDS };

static void taken_in_parts_or_one_by_one(void **state) {
    (void)state;
    static const ptrdiff_t parts[] = { 8, 120, 128, 136, 64, 0, 184 };
    uint32_t words[WORDS];
    ptrdiff_t taken = 0;
    MgStream in_parts, one_by_one;
    mg_stream_start(&in_parts, 7, 1ull << 33, 5, MG_USE_ROWS);
    mg_stream_start(&one_by_one, 7, 1ull << 33, 5, MG_USE_ROWS);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; taken += parts[i++])
        mg_stream_take(&in_parts, words + taken, parts[i]);
    assert_int_equal(taken, WORDS);
    for (int i = 0; i < WORDS; i++) assert_int_equal(words[i], mg_stream_word(&one_by_one));
}

static void uses_steps_and_places_differ(void **state) {
    (void)state;
    MgStream streams[4];
    mg_stream_start(&streams[0], 7, 3, 5, MG_USE_ROWS);
    mg_stream_start(&streams[1], 7, 3, 5, MG_USE_EVENTS);
    mg_stream_start(&streams[2], 7, 4, 5, MG_USE_ROWS);
    mg_stream_start(&streams[3], 7, 3, 6, MG_USE_ROWS);
    uint32_t first[4];
    for (int i = 0; i < 4; i++) first[i] = mg_stream_word(&streams[i]);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++) assert_int_not_equal(first[i], first[j]);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(taken_in_parts_or_one_by_one),
                                        cmocka_unit_test(uses_steps_and_places_differ) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

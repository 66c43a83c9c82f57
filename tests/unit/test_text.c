// The house's own text writer beside libc's printf: the formats it knows. Numbers themselves: test_number.c.
#include "support/test.h"

#include <float.h>
#include <math.h>

#include "base/rng.h"
#include "base/text.h"

static const char *written(double value) {
    static char buffer[64];
    MgText text = mg_text_into(buffer, sizeof buffer);
    mg_text_double(&text, value);
    assert_int_equal(text.length, strlen(buffer));
    return buffer;
}

static void short_decimals_come_back_as_typed(void **state) {
    (void)state;
    const char *const typed[] = { "0",   "1",     "-1",      "0.5",  "0.0367", "0.0649", "0.16",
                                  "128", "1e-05", "0.001",   "0.62", "1337",   "100000", "123456789",
                                  "0.1", "4.3",   "1000000", "2.5",  "-0.45",  "99.99",  "0.00025" };
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        char expected[64];
        double value = strtod(typed[i], NULL);
        assert_true(strtod(written(value), NULL) == value);
        snprintf(expected, sizeof expected, "%.9g", value);
        if (fabs(value) >= 1e-3 && fabs(value) < 1e9) assert_string_equal(written(value), expected);
    }
}

static double random_double(uint32_t i) {
    MgRandom4 r = mg_random_at(7, 0, (int32_t)i, 0, 0);
    double sign = r.word[0] & 1 ? -1.0 : 1.0, fraction = 1.0 + (double)r.word[1] * 0x1p-32;
    return sign * ldexp(fraction, (int32_t)(r.word[3] % 2040) - 1020);
}

// Nine digits: the number read back is within one unit of the ninth digit.
static void any_double_keeps_nine_digits(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 200000; i++) {
        double value = random_double(i), back = strtod(written(value), NULL);
        if (!(fabs(back - value) <= fabs(value) * 1e-8)) fail_msg("%.17g was written as %s", value, written(value));
    }
}

// Any two floats can be told apart: nine digits bring every float back.
static void any_float_comes_back(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 200000; i++) {
        uint32_t bits = mg_random_at(8, 0, (int32_t)i, 0, 0).word[0];
        float value;
        memcpy(&value, &bits, sizeof value);
        if (value != value || fabsf(value) < FLT_MIN || isinf(value)) continue;
        if (strtof(written(value), NULL) != value) fail_msg("%.9g was written as %s", value, written(value));
    }
}

static void extremes_are_words_or_read_back(void **state) {
    (void)state;
    assert_string_equal(written(NAN), "nan");
    assert_string_equal(written(INFINITY), "inf");
    assert_string_equal(written(-INFINITY), "-inf");
    assert_string_equal(written(0.0), "0");
    const double extremes[] = { DBL_MAX, DBL_MIN, 999999999.5, 9.999999995, 0.00099999999951, 1e15, 1e16, 1e-3 };
    for (size_t i = 0; i < sizeof extremes / sizeof extremes[0]; i++)
        assert_true(fabs(strtod(written(extremes[i]), NULL) / extremes[i] - 1) <= 1e-8);
}

static void formats_agree_with_printf(void **state) {
    (void)state;
    char ours[200], theirs[200];
    MgText text = mg_text_into(ours, sizeof ours);
    mg_text_format(&text, "%s|%d|%d|%u|%x|%g|%%", "text", INT32_MIN, 42, UINT64_MAX, (uint64_t)0xabc, 0.25);
    snprintf(theirs, sizeof theirs, "%s|%d|%d|%llu|%016llx|%g|%%", "text", INT32_MIN, 42,
             (unsigned long long)UINT64_MAX, 0xabcULL, 0.25);
    assert_string_equal(ours, theirs);
}

// Writes what fits, counts everything, never one byte beyond.
static void a_full_buffer_is_never_overrun(void **state) {
    (void)state;
    for (size_t capacity = 0; capacity < 40; capacity++) {
        char *buffer = malloc(capacity + 1); // its own block, so that the sanitizer guards the end
        buffer[capacity] = 'X';
        MgText text = mg_text_into(buffer, capacity);
        mg_text_format(&text, "%s is %g of %d", "a parameter", 0.125, 1000);
        assert_int_equal(text.length, strlen("a parameter is 0.125 of 1000"));
        assert_int_equal(buffer[capacity], 'X');
        if (capacity > 0) {
            size_t fits = capacity > text.length ? text.length : capacity - 1;
            assert_memory_equal(buffer, "a parameter is 0.125 of 1000", fits);
            assert_int_equal(buffer[fits], 0);
        }
        free(buffer);
    }
}

static void json_has_its_commas_and_escapes(void **state) {
    (void)state;
    char buffer[400];
    MgJson json = mg_json_into(buffer, sizeof buffer);
    mg_json_open(&json, NULL, '{');
    mg_json_string(&json, "say \"it\"", "line\nnext\ttab \\ end");
    mg_json_number(&json, "half", 0.5);
    mg_json_number(&json, "none", NAN);
    mg_json_open(&json, "list", '[');
    mg_json_number(&json, NULL, 1);
    mg_json_open(&json, NULL, '{');
    mg_json_close(&json, '}');
    mg_json_bool(&json, NULL, true);
    mg_json_close(&json, ']');
    mg_json_bool(&json, "no", false);
    mg_json_close(&json, '}');
    assert_string_equal(buffer, "{\"say \\\"it\\\"\":\"line\\nnext\\u0009tab \\\\ end\",\"half\":0.5,\"none\":null,"
                                "\"list\":[1,{},true],\"no\":false}");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_decimals_come_back_as_typed),
        cmocka_unit_test(any_double_keeps_nine_digits),
        cmocka_unit_test(any_float_comes_back),
        cmocka_unit_test(extremes_are_words_or_read_back),
        cmocka_unit_test(formats_agree_with_printf),
        cmocka_unit_test(a_full_buffer_is_never_overrun),
        cmocka_unit_test(json_has_its_commas_and_escapes),
    };
    return MG_RUN_TESTS(tests);
}

// Numbers as text beside libc's strtod and printf, which round correctly.
#include "support/test.h"

#include <float.h>
#include <math.h>

#include "base/base.h"
#include "base/number.h"
#include "base/rng.h"
#include "base/text.h"

static double read_all(const char *text) {
    double value;
    const char *end = text + strlen(text);
    if (mg_number_parse(text, end, &value) != end) fail_msg("%s was not read to its end", text);
    return value;
}

static void assert_read_like_libc(const char *text) {
    double ours = read_all(text), theirs = strtod(text, NULL);
    if (memcmp(&ours, &theirs, sizeof ours) != 0) fail_msg("%s: %.17g, where libc reads %.17g", text, ours, theirs);
}

static double random_double(int32_t i) {
    MgRandom4 r = mg_random_at(17, 0, i, 0, 0);
    uint64_t bits = ((uint64_t)r.word[0] << 32 | r.word[1]) & 0x7fffffffffffffffu;
    if (i % 8 != 0)
        bits = (bits & 0x000fffffffffffffu) | (uint64_t)(1023 - 30 + r.word[2] % 60) << 52; // where people write
    double value;
    memcpy(&value, &bits, sizeof value);
    return value != 0 && value <= DBL_MAX ? value : 1.0 / 3.0;
}

// A sanitizer's build looks at fewer of them.
static int32_t count_of(int32_t many) { return mg_test_quick() ? many / 20 : many; }

static void random_doubles_are_read_like_libc(void **state) {
    (void)state;
    char text[64];
    for (int32_t i = 0; i < count_of(1000000); i++) {
        snprintf(text, sizeof text, "%.*e", 14 + i % 6, random_double(i)); // 15 to 20 digits
        assert_read_like_libc(text);
    }
}

static void random_doubles_are_written_like_libc(void **state) {
    (void)state;
    char theirs[64];
    for (int32_t i = 0; i < count_of(1000000); i++) {
        double value = random_double(i);
        int32_t most = 1 + i % MG_DOUBLE_DIGITS;
        MgDigits d = mg_number_digits(value, most);
        snprintf(theirs, sizeof theirs, "%.*e", most - 1, value);
        char digits[32] = { theirs[0] };
        memcpy(digits + 1, theirs + 2, (size_t)most - 1);
        if (memcmp(d.digit, digits, (size_t)d.count) != 0 ||
            strspn(digits + d.count, "0") != (size_t)(most - d.count) || d.point - 1 != atoi(strchr(theirs, 'e') + 1))
            fail_msg("%.17g to %d digits: %.*s at %d, where libc writes %s", value, most, d.count, d.digit, d.point,
                     theirs);
    }
}

// No text of fewer digits reads back as the same double.
static void the_shortest_text_comes_back(void **state) {
    (void)state;
    char ours[64], theirs[64];
    for (int32_t i = 0; i < count_of(1000000); i++) {
        double value = i < 2000 ? ldexp(1.0, i - 1074 > 1000 ? 1000 : i - 1074) : random_double(i);
        MgText text = mg_text_into(ours, sizeof ours);
        mg_text_exact_double(&text, value);
        if (read_all(ours) != value || strtod(ours, NULL) != value) fail_msg("%.17g was written as %s", value, ours);
        MgDigits d = mg_number_shortest(value);
        snprintf(theirs, sizeof theirs, "%.*e", mg_max_i32(d.count - 2, 0), value);
        if (d.count > 1 && strtod(theirs, NULL) == value)
            fail_msg("%.17g was written as %s, where %s is enough", value, ours, theirs);
    }
}

// The middle between two doubles, and the least bit on either side of it, up to the longest expansion that there is.
static void ties_go_to_the_even_double(void **state) {
    (void)state;
    static char text[1200];
    for (int32_t i = 0; i < count_of(5000); i++) {
        double value = i < 50 ? 4.9406564584124654e-324 * (i + 1) : random_double(i),
               above = nextafter(value, INFINITY);
        if (!(above <= DBL_MAX) || value < 1e-300 * (i % 7 > 0)) continue;
        long double middle = ((long double)value + above) / 2; // exact: 64 bits, and a wider exponent
        int length = snprintf(text, sizeof text, "%.800Le", middle);
        assert_read_like_libc(text);
        char *exponent = strchr(text, 'e');
        exponent[-1] = '1'; // a touch above
        assert_read_like_libc(text);
        assert_true(length < (int)sizeof text);
    }
    assert_read_like_libc("9007199254740993");
    assert_read_like_libc("9007199254740992.9999999999999999999999999999999999999999999");
    assert_read_like_libc("9007199254740993.0000000000000000000000000000000000000000001");
}

static void edges_are_read_like_libc(void **state) {
    (void)state;
    static const char *const texts[] = {
        "0",
        "0.0",
        "00012",
        "1e0",
        "1E+2",
        "0e999999999999",
        "1e-400",
        "1e400",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "1.797693134862315807e308",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "4.9e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "5e-324",
        "0.1",
        "0.3333333333333333",
        "123456789012345678901234567890",
        "1e23",
        "8.5e22",
        "0.000000000000000000000000000000000000000000000000000001",
        "1e22",
        "1e-22",
        "9007199254740991e22",
        "3.",
        ".5",
        "1e99999999999",
        "1e-99999999999",
        "6.0221407600000000e+23",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) assert_read_like_libc(texts[i]);
}

static void long_texts_are_read_like_libc(void **state) {
    (void)state;
    static char text[4000];
    memset(text, '0', sizeof text);
    memcpy(text, "0.", 2);
    strcpy(text + 3000, "7e3000");
    assert_read_like_libc(text);
    memset(text, '3', 2000);
    strcpy(text + 2000, "e-1900");
    assert_read_like_libc(text);
}

static void what_is_no_number_is_left(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int length;
    } cases[] = {
        { "", 0 },     { ".", 0 },      { "e5", 0 },    { "-1", 0 },   { "1e", 1 },    { "1e+", 1 },
        { "0..1", 1 }, { "2.5..3", 3 }, { "1.2.3", 3 }, { "7abc", 1 }, { "1e5.5", 3 }, { "..5", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value;
        const char *text = cases[i].text;
        assert_int_equal(mg_number_parse(text, text + strlen(text), &value) - text, cases[i].length);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_doubles_are_read_like_libc), cmocka_unit_test(random_doubles_are_written_like_libc),
        cmocka_unit_test(the_shortest_text_comes_back),      cmocka_unit_test(ties_go_to_the_even_double),
        cmocka_unit_test(edges_are_read_like_libc),          cmocka_unit_test(long_texts_are_read_like_libc),
        cmocka_unit_test(what_is_no_number_is_left),
    };
    return MG_RUN_TESTS(tests);
}

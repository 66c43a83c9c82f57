// The WebAssembly that stages are written as: a module whose parts have the lengths they say, of the texts of models/
// and of random ones. Whether it is valid, and its bits, an engine that runs it tells:
// web/engine/test/equations.spec.ts.
#include "support/test.h"

#include "equations/emit_wasm.h"
#include "equations/equations_text.h"
#include "equations/lower.h"
#include "support/model_texts.h"
#include "support/random_text.h"

#define CAPACITY (1 << 20)
#define RANDOM_TEXTS 60

static MgEquations equations;
static MgEquationPrograms programs;
static uint8_t module[CAPACITY];

static uint32_t emit(bool shared, size_t capacity, size_t *length) {
    MgBytes bytes = { .buffer = module, .capacity = capacity };
    const uint32_t made = mg_emit_wasm(&programs, shared, &bytes);
    *length = bytes.length;
    return made;
}

static uint32_t number_at(size_t *at) {
    uint32_t value = 0;
    for (int shift = 0;; shift += 7) {
        const uint8_t byte = module[(*at)++];
        value |= (uint32_t)(byte & 0x7f) << shift;
        if (byte < 0x80) return value;
    }
}

static void expect_functions(size_t at, size_t end) {
    assert_int_equal(number_at(&at), MG_WASM_FUNCTIONS);
    for (int i = 0; i < MG_WASM_FUNCTIONS; i++) {
        const uint32_t length = number_at(&at);
        at += length;
        assert_true(length >= 2 && at <= end);
        assert_int_equal(module[at - 1], 0x0b); // a function ends so
    }
    assert_int_equal(at, end);
}

static void expect_module(size_t length) {
    static const uint8_t head[] = { 0, 'a', 's', 'm', 1, 0, 0, 0 }, sections[] = { 1, 2, 3, 7, 10 };
    size_t at = sizeof head;
    assert_memory_equal(module, head, sizeof head);
    for (size_t i = 0; i < sizeof sections; i++) {
        assert_int_equal(module[at++], sections[i]);
        const size_t end = number_at(&at);
        const size_t begin = at;
        at += end;
        assert_true(at <= length);
        if (sections[i] == 10) expect_functions(begin, at);
    }
    assert_int_equal(at, length);
}

static bool read_text(const char *text) {
    return mg_equations_parse(text, strlen(text), &equations) == MG_OK &&
           mg_equations_lower(&equations, &programs) == MG_OK;
}

static void check_text(void *context, const char *name, const char *text) {
    int *whole = context;
    size_t length, again;
    if (!read_text(text)) return;
    for (int shared = 0; shared <= 1; shared++) {
        const uint32_t made = emit(shared == 1, CAPACITY, &length);
        if (length > CAPACITY) fail_msg("%s takes %zu bytes", name, length);
        expect_module(length);
        *whole += made == (1u << programs.stage_count) - 1;
    }
    memset(module, 0xcc, CAPACITY);
    emit(true, length / 2, &again); // what does not fit is counted and not written
    assert_int_equal(again, length);
    for (size_t i = length / 2; i < length; i++) assert_int_equal(module[i], 0xcc);
}

static void texts_become_modules(void **state) {
    (void)state;
    static char text[RANDOM_TEXT_BYTES];
    int whole = 0;
    const int count = for_each_model_text(check_text, &whole);
    assert_int_equal(whole, 2 * count);
    for (uint64_t i = 0; i < RANDOM_TEXTS; i++) {
        random_text(i, text);
        check_text(&whole, "a random text", text);
    }
    assert_true(whole > RANDOM_TEXTS);
}

// What a browser compiles as one types is small.
static void gray_scott_is_small(void **state) {
    (void)state;
    size_t length;
    assert_true(
        read_text("field u\nfield v\ndu/dt = 0.2*lap(u) - u*v*v + 0.03*(1 - u)\ndv/dt = 0.1*lap(v) + u*v*v - 0.1*v\n"
                  "start s: u = 1\n"));
    assert_int_equal(emit(true, CAPACITY, &length), 1);
    assert_in_range(length, 500, 4000);
}

static void what_is_too_long_is_left_to_the_interpreter(void **state) {
    (void)state;
    char text[8192] = "field u\ndu/dt = 0";
    size_t length;
    for (int i = 0; i < 120; i++) snprintf(text + strlen(text), 64, " + sinh(0.%03d * u)", i);
    strcat(text, "\nstart s: u = 1\n");
    assert_true(read_text(text));
    assert_int_equal(emit(true, CAPACITY, &length), 0);
    expect_module(length);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_become_modules),
        cmocka_unit_test(gray_scott_is_small),
        cmocka_unit_test(what_is_too_long_is_left_to_the_interpreter),
    };
    return MG_RUN_TESTS(tests);
}

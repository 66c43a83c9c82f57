// Tokens and expressions: precedence, places, refusals, and the nearest name.
#include "support/test.h"

#include <math.h>

#include "text/expression.h"

static const char *const names[] = { "a", "b", "kappa", "feed" };
static const double values[] = { 3, 5, 7, 11 };
static const MgFunction functions[] = {
    { "max", 2, 2 }, { "if", 3, 3 }, { "clamp", 2, 3 }, { "pi", 0, 0 }, { "d/dx", 1, 1 }, { "d2/dx2", 1, 1 },
};
enum { MAX, IF, CLAMP, PI, D_DX, D2_DX2 };

static MgNode arena[64];
static MgNodes nodes;

static MgStatus resolve(void *context, const MgToken *token, MgNode *out) {
    (void)context;
    for (out->index = 0; out->index < MG_COUNT_OF(names); out->index++)
        if (mg_token_names(token, names[out->index])) return MG_OK;
    MgNearest nearest = mg_nearest(token);
    for (int32_t i = 0; i < MG_COUNT_OF(names); i++) mg_nearest_try(&nearest, names[i]);
    return mg_nearest_refuse(&nearest, "there is no ");
}

static MgStatus parse(const char *text, MgScanner *s, int32_t *root) {
    const MgGrammar grammar = { .operand = "a value",
                                .name = resolve,
                                .functions = functions,
                                .function_count = MG_COUNT_OF(functions),
                                .most_depth = 8 };
    nodes = (MgNodes){ arena, 0, MG_COUNT_OF(arena) };
    *s = mg_scanner(text, strlen(text));
    s->joins_lines = true;
    return mg_expression_read(s, &grammar, &nodes, root);
}

static double call(const MgNode *n, double a, double b, double c) {
    switch (n->index) {
    case MAX: return fmax(a, b);
    case IF: return a != 0 ? b : c;
    case CLAMP: return a + b;
    case PI: return M_PI;
    case D_DX: return 1000 + a;
    default: return 2000 + a;
    }
}

static double value_of(int32_t i) {
    if (i < 0) return 0;
    const MgNode *n = &arena[i];
    assert_true(n->a < i && n->b < i && n->c < i);
    double a = value_of(n->a), b = value_of(n->b);
    switch (n->kind) {
    case MG_NODE_NUMBER: return n->number;
    case MG_NODE_NAME: return values[n->index];
    case MG_NODE_NEGATE: return -a;
    case MG_NODE_NOT: return a == 0;
    case MG_NODE_ADD: return a + b;
    case MG_NODE_SUBTRACT: return a - b;
    case MG_NODE_MULTIPLY: return a * b;
    case MG_NODE_DIVIDE: return a / b;
    case MG_NODE_POWER: return pow(a, b);
    case MG_NODE_LESS: return a < b;
    case MG_NODE_LESS_EQUAL: return a <= b;
    case MG_NODE_EQUAL: return a == b;
    case MG_NODE_NOT_EQUAL: return a != b;
    case MG_NODE_AND: return a != 0 && b != 0;
    case MG_NODE_OR: return a != 0 || b != 0;
    default: return call(n, a, b, value_of(n->c));
    }
}

static void assert_value(const char *text, double expected) {
    MgScanner s;
    int32_t root;
    if (parse(text, &s, &root) != MG_OK) fail_msg("%s: %s", text, mg_error_message());
    assert_int_equal(root, nodes.count - 1);
    if (value_of(root) != expected) fail_msg("%s is %g, expected %g", text, value_of(root), expected);
}

static void assert_refused(const char *text, const char *sentence) {
    MgScanner s;
    int32_t root;
    assert_int_equal(parse(text, &s, &root), MG_INVALID_ARGUMENT);
    assert_string_equal(mg_error_message(), sentence);
}

static void operators_bind_as_on_paper(void **state) {
    (void)state;
    assert_value("1 + 2 * 3 - 4 / 2", 5);
    assert_value("2 ^ 3 ^ 2", 512);
    assert_value("-2 ^ 2", -4);
    assert_value("2 ^ -1", 0.5);
    assert_value("8 - 3 - 2", 3);
    assert_value("8 / 4 / 2", 1);
    assert_value("--a", 3);
    assert_value("a * -b", -15);
    assert_value("(a + b) * 2", 16);
    assert_value("1 < 2 and 2 < 1 or not 3 == 4", 1);
    assert_value("not 1 < 2 or 1 >= 1", 1);
    assert_value("a + 1 > b - 1", 0);
    assert_value("a + 1 >= b - 1", 1);
    assert_value("a != b", 1);
    assert_value("if(a < b, kappa, feed)", 7);
    assert_value("max(a, b) + pi() * 0", 5);
    assert_value("d/dx(a) + d2/dx2 (b) ^ 1", 3008);
    assert_value("feed/a*b", 11.0 / 3 * 5);
    assert_value("(a\n + # over two lines\n b)", 8);
}

static void an_expression_ends_where_it_ends(void **state) {
    (void)state;
    static const struct {
        const char *text, *next;
        int32_t line, column;
    } cases[] = {
        { "a + b, c", ",", 1, 6 },      { "(a)\nb", "\n", 1, 4 }, { "-a\nb", "\n", 1, 3 }, { "2 ^ a\nb", "\n", 1, 6 },
        { "max(a,\n b) b", "b", 2, 5 }, { "a -> b", "->", 1, 3 }, { "1..2", "..", 1, 2 },  { "not a\n", "\n", 1, 6 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        MgScanner s;
        int32_t root;
        assert_int_equal(parse(cases[i].text, &s, &root), MG_OK);
        assert_true(mg_token_is(&s.token, cases[i].next));
        assert_int_equal(s.token.line, cases[i].line);
        assert_int_equal(s.token.column, cases[i].column);
    }
}

static void refusals_name_place_and_remedy(void **state) {
    (void)state;
    assert_refused("a + feeed", "line 1, column 5: there is no feeed; did you mean feed?");
    assert_refused("Kapa", "line 1, column 1: there is no Kapa; did you mean kappa?");
    assert_refused("z", "line 1, column 1: there is no z");
    assert_refused("calmp(a, b)", "line 1, column 1: there is no function calmp; did you mean clamp?");
    assert_refused("max(a)", "line 1, column 1: max takes 2 arguments");
    assert_refused("clamp(1, 2, 3, 4)", "line 1, column 1: clamp takes 2 to 3 arguments");
    assert_refused("d/dx()", "line 1, column 1: d/dx takes 1 argument");
    assert_refused("a < b < 3", "line 1, column 7: comparisons do not chain; write a < b and b < c");
    assert_refused("(a + b", "line 1, column 7: expected ')', found the end");
    assert_refused("a +\n b", "line 1, column 4: expected a value, found the end of the line");
    assert_refused("(\n\n  a + *)", "line 3, column 7: expected a value, found '*'");
    assert_refused("(((((((((1)))))))))", "line 1, column 9: this expression is nested too deeply");
    assert_refused("2^2^2^2^2^2^2^2^2^2", "line 1, column 18: this expression is nested too deeply");
}

static void the_arena_is_never_overrun(void **state) {
    (void)state;
    char text[400] = "1";
    for (int i = 0; i < 100; i++) strcat(text, "+1");
    assert_refused(text, "line 1, column 66: more than 64 numbers and operators");
}

static void a_grammar_without_functions_is_arithmetic(void **state) {
    (void)state;
    const MgGrammar grammar = { .operand = "a value", .name = resolve, .most_depth = 8 };
    static const char *const left[] = { "a ^ 2", "a < 2", "a and b", "max (a, b)" };
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
        MgScanner s = mg_scanner(left[i], strlen(left[i]));
        nodes = (MgNodes){ arena, 0, MG_COUNT_OF(arena) };
        int32_t root;
        MgStatus status = mg_expression_read(&s, &grammar, &nodes, &root);
        assert_true(status != MG_OK || s.token.column == 3);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_on_paper),
        cmocka_unit_test(an_expression_ends_where_it_ends),
        cmocka_unit_test(refusals_name_place_and_remedy),
        cmocka_unit_test(the_arena_is_never_overrun),
        cmocka_unit_test(a_grammar_without_functions_is_arithmetic),
    };
    return MG_RUN_TESTS(tests);
}

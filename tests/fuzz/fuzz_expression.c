// Any bytes as an expression: parsed or refused with a place; and what is parsed has its children before it.
#include "support/fuzz.h"

#include "text/expression.h"

const char *const mg_fuzz_seeds[] = {
    "a * lap(u) + u * (1 - u) * (u - (v + b) / a) / 0.02",
    "if(u < 0.5 and not v >= 1e-3 or x == y, -u ^ 2 ^ -v, clamp(u, 0, 1))",
    "d/dx(u) + d2/dy2(v)",
    "((((((((((((((((1))))))))))))))))",
    "1 + \n 2",
    "",
    "\"text\"",
    "1..2",
    "a -> b",
    NULL,
};
const char mg_fuzz_alphabet[] = "0123456789.+-*/^()=,<>!#\"\n\n uvxyzabdclampifandornot";

const FuzzLimits mg_fuzz_limits = { 2000, 20, 1 << 16, 16 };
const FuzzGrowth mg_fuzz_growth[] = {
    { "", "(" }, { "", "a+" }, { "", "-" }, { "", "lap(" }, { "", "a^" },   { "", "1" },
    { "", "a" }, { "", "\"" }, { "", "#" }, { "", "\n" },   { NULL, NULL },
};

static const MgFunction functions[] = { { "lap", 1, 1 },  { "if", 3, 3 },     { "clamp", 3, 3 },
                                        { "d/dx", 1, 1 }, { "d2/dy2", 1, 1 }, { "pi", 0, 0 } };

static MgStatus resolve(void *context, const MgToken *token, MgNode *out) {
    (void)context;
    MgNearest nearest = mg_nearest(token);
    mg_nearest_try(&nearest, "threshold");
    if (token->length > 3) return mg_nearest_refuse(&nearest, "there is no ");
    out->index = token->length;
    return MG_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static MgNode arena[256];
    char *text = malloc(size > 0 ? size : 1); // exactly its bytes, no 0 at the end
    memcpy(text, data, size);
    const MgGrammar grammar = { .operand = "a value",
                                .name = resolve,
                                .functions = functions,
                                .function_count = (int32_t)(sizeof functions / sizeof functions[0]) * (size % 3 != 0),
                                .most_depth = 16 };
    MgNodes nodes = { arena, 0, 256 };
    MgScanner s = mg_scanner(text, size);
    s.joins_lines = size % 2 == 0;
    int32_t root = -1;
    if (mg_expression_read(&s, &grammar, &nodes, &root) == MG_OK) {
        MG_FUZZ_EXPECT(root == nodes.count - 1 && root >= 0);
        for (int32_t i = 0; i < nodes.count; i++)
            MG_FUZZ_EXPECT(arena[i].a < i && arena[i].b < i && arena[i].c < i && arena[i].line >= 1 &&
                           arena[i].column >= 1);
    } else {
        MG_FUZZ_EXPECT(strncmp(mg_error_message(), "line ", 5) == 0);
    }
    while (s.token.kind != MG_TOKEN_END) mg_scanner_next(&s); // comes to an end
    free(text);
    return 0;
}

#include "text/expression.h"

#define MAX_ARGUMENTS 3

typedef struct Parser {
    MgScanner *s;
    const MgGrammar *grammar;
    MgNodes *nodes;
    int32_t depth; // of the parser's recursion
} Parser;

static MgNode node_at(MgNodeKind kind, const MgToken *token) {
    return (MgNode){ .kind = kind, .a = -1, .b = -1, .c = -1, .line = token->line, .column = token->column };
}

static MgStatus append(Parser *p, MgNode node, int32_t *out) {
    MgNodes *nodes = p->nodes;
    if (nodes->count == nodes->capacity)
        return mg_token_too_many(&p->s->token, "numbers and operators", nodes->capacity);
    nodes->node[ *out = nodes->count++] = node;
    return MG_OK;
}

static MgStatus append_pair(Parser *p, MgNodeKind kind, const MgToken *token, int32_t a, int32_t b, int32_t *out) {
    MgNode node = node_at(kind, token);
    node.a = a, node.b = b;
    return append(p, node, out);
}

static MgStatus enter(Parser *p) {
    if (p->depth == p->grammar->most_depth)
        return mg_token_refuse(&p->s->token, "this expression is nested too deeply", "");
    p->depth++;
    return MG_OK;
}

// The token behind a parenthesis is read when it is known to be open or closed: line ends mean nothing inside.
static MgStatus open_group(Parser *p) {
    MG_TRY(enter(p));
    p->s->open++;
    mg_scanner_next(p->s);
    return MG_OK;
}

static MgStatus close_group(Parser *p) {
    if (!mg_token_is(&p->s->token, ")")) return mg_scanner_expected(p->s, "')'");
    p->depth--;
    p->s->open--;
    mg_scanner_next(p->s);
    return MG_OK;
}

static MgStatus read_any(Parser *p, int32_t *out);
static MgStatus read_signed(Parser *p, int32_t *out);

// ---- operands

static MgStatus read_name(Parser *p, const MgToken *token, int32_t *out) {
    MgNode node = node_at(MG_NODE_NAME, token);
    MG_TRY(p->grammar->name(p->grammar->context, token, &node));
    return append(p, node, out);
}

static MgStatus refuse_count(const MgToken *token, const MgFunction *f) {
    if (f->fewest == f->most)
        return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: %s takes %d argument%s", token->line, token->column,
                       f->name, f->most, f->most == 1 ? "" : "s");
    return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: %s takes %d to %d arguments", token->line, token->column,
                   f->name, f->fewest, f->most);
}

static MgStatus find_function(const MgGrammar *grammar, const MgToken *token, int32_t *out) {
    for (*out = 0; *out < grammar->function_count; ++*out)
        if (mg_token_names(token, grammar->functions[*out].name)) return MG_OK;
    MgNearest nearest = mg_nearest(token);
    for (int32_t i = 0; i < grammar->function_count; i++) mg_nearest_try(&nearest, grammar->functions[i].name);
    return mg_nearest_refuse(&nearest, "there is no function ");
}

static MgStatus read_call(Parser *p, const MgToken *token, int32_t *out) {
    MgNode node = node_at(MG_NODE_CALL, token);
    MG_TRY(find_function(p->grammar, token, &node.index));
    const MgFunction *f = &p->grammar->functions[node.index];
    int32_t arguments[MAX_ARGUMENTS] = { -1, -1, -1 }, count = 0;
    MG_TRY(open_group(p));
    if (!mg_token_is(&p->s->token, ")")) {
        do {
            if (count == f->most) return refuse_count(token, f);
            MG_TRY(read_any(p, &arguments[count++]));
        } while (mg_scanner_take(p->s, ","));
    }
    MG_TRY(close_group(p));
    if (count < f->fewest) return refuse_count(token, f);
    node.a = arguments[0], node.b = arguments[1], node.c = arguments[2];
    return append(p, node, out);
}

static MgStatus read_offset(Parser *p, int32_t *out) {
    const bool behind = mg_scanner_take(p->s, "-");
    MG_TRY(mg_scanner_whole(p->s, 0, p->grammar->most_offset, "a whole number of cells, -8 to 8", out));
    *out = behind ? -*out : *out;
    return MG_OK;
}

// Behind a name: [x], [x, y] or [x, y, z].
static MgStatus read_neighbour(Parser *p, int32_t *out) {
    const MgToken token = p->s->token;
    const int32_t most = p->grammar->most_offset, base = 2 * most + 1;
    if (most == 0 || !mg_scanner_take(p->s, "[")) return MG_OK;
    int32_t offset[3] = { 0 }, axis = 0;
    do MG_TRY(read_offset(p, &offset[axis++]));
    while (axis < 3 && mg_scanner_take(p->s, ","));
    MG_TRY(mg_scanner_require(p->s, "]"));
    MgNode node = node_at(MG_NODE_CALL, &token);
    node.index = p->grammar->neighbour, node.a = *out;
    node.number = (offset[0] + most) + base * ((offset[1] + most) + base * (offset[2] + most));
    return append(p, node, out);
}

static MgStatus read_operand(Parser *p, int32_t *out) {
    MgToken token = p->s->token;
    if (token.kind == MG_TOKEN_NUMBER) {
        MgNode node = node_at(MG_NODE_NUMBER, &token);
        node.number = token.number;
        mg_scanner_next(p->s);
        return append(p, node, out);
    }
    if (token.kind == MG_TOKEN_NAME) {
        mg_scanner_next(p->s);
        bool call = p->grammar->function_count > 0 && mg_token_is(&p->s->token, "(");
        if (call) return read_call(p, &token, out);
        MG_TRY(read_name(p, &token, out));
        return read_neighbour(p, out);
    }
    if (!mg_token_is(&token, "(")) return mg_scanner_expected(p->s, p->grammar->operand);
    MG_TRY(open_group(p));
    MG_TRY(read_any(p, out));
    return close_group(p);
}

// ---- operators, from tight to loose

static MgStatus read_power(Parser *p, int32_t *out) {
    MG_TRY(read_operand(p, out));
    MgToken token = p->s->token;
    if (p->grammar->function_count == 0 || !mg_token_is(&token, "^")) return MG_OK;
    int32_t exponent;
    MG_TRY(enter(p));
    mg_scanner_next(p->s);
    MG_TRY(read_signed(p, &exponent));
    p->depth--;
    return append_pair(p, MG_NODE_POWER, &token, *out, exponent, out);
}

static MgStatus read_signed(Parser *p, int32_t *out) {
    MgToken token = p->s->token;
    if (!mg_token_is(&token, "-")) return read_power(p, out);
    int32_t operand;
    MG_TRY(enter(p));
    mg_scanner_next(p->s);
    MG_TRY(read_signed(p, &operand));
    p->depth--;
    return append_pair(p, MG_NODE_NEGATE, &token, operand, -1, out);
}

typedef struct Operator {
    const char *mark;
    MgNodeKind kind;
    bool turned;
} Operator; // a > b is b < a

static const Operator *operator_at(const MgToken *token, const Operator *operators) {
    for (; operators->mark != NULL; operators++)
        if (mg_token_is(token, operators->mark)) return operators;
    return NULL;
}

static MgStatus read_product(Parser *p, int32_t *out) {
    static const Operator operators[] = { { "*", MG_NODE_MULTIPLY, false }, { "/", MG_NODE_DIVIDE, false }, { 0 } };
    MG_TRY(read_signed(p, out));
    for (const Operator *o; (o = operator_at(&p->s->token, operators)) != NULL;) {
        MgToken token = p->s->token;
        int32_t right;
        mg_scanner_next(p->s);
        MG_TRY(read_signed(p, &right));
        MG_TRY(append_pair(p, o->kind, &token, *out, right, out));
    }
    return MG_OK;
}

static MgStatus read_sum(Parser *p, int32_t *out) {
    static const Operator operators[] = { { "+", MG_NODE_ADD, false }, { "-", MG_NODE_SUBTRACT, false }, { 0 } };
    MG_TRY(read_product(p, out));
    for (const Operator *o; (o = operator_at(&p->s->token, operators)) != NULL;) {
        MgToken token = p->s->token;
        int32_t right;
        mg_scanner_next(p->s);
        MG_TRY(read_product(p, &right));
        MG_TRY(append_pair(p, o->kind, &token, *out, right, out));
    }
    return MG_OK;
}

static MgStatus read_comparison(Parser *p, int32_t *out) {
    static const Operator operators[] = {
        { "<", MG_NODE_LESS, false },
        { "<=", MG_NODE_LESS_EQUAL, false },
        { ">", MG_NODE_LESS, true },
        { ">=", MG_NODE_LESS_EQUAL, true },
        { "==", MG_NODE_EQUAL, false },
        { "!=", MG_NODE_NOT_EQUAL, false },
        { 0 },
    };
    MG_TRY(read_sum(p, out));
    MgToken token = p->s->token;
    const Operator *o = p->grammar->function_count > 0 ? operator_at(&token, operators) : NULL;
    if (o == NULL) return MG_OK;
    int32_t right;
    mg_scanner_next(p->s);
    MG_TRY(read_sum(p, &right));
    if (operator_at(&p->s->token, operators) != NULL)
        return mg_token_refuse(&p->s->token, "comparisons do not chain; write a < b and b < c", "");
    return append_pair(p, o->kind, &token, o->turned ? right : *out, o->turned ? *out : right, out);
}

static MgStatus read_not(Parser *p, int32_t *out) {
    MgToken token = p->s->token;
    if (p->grammar->function_count == 0 || !mg_token_is(&token, "not")) return read_comparison(p, out);
    int32_t operand;
    MG_TRY(enter(p));
    mg_scanner_next(p->s);
    MG_TRY(read_not(p, &operand));
    p->depth--;
    return append_pair(p, MG_NODE_NOT, &token, operand, -1, out);
}

static MgStatus read_and(Parser *p, int32_t *out) {
    MG_TRY(read_not(p, out));
    while (p->grammar->function_count > 0 && mg_token_is(&p->s->token, "and")) {
        MgToken token = p->s->token;
        int32_t right;
        mg_scanner_next(p->s);
        MG_TRY(read_not(p, &right));
        MG_TRY(append_pair(p, MG_NODE_AND, &token, *out, right, out));
    }
    return MG_OK;
}

static MgStatus read_any(Parser *p, int32_t *out) {
    MG_TRY(read_and(p, out));
    while (p->grammar->function_count > 0 && mg_token_is(&p->s->token, "or")) {
        MgToken token = p->s->token;
        int32_t right;
        mg_scanner_next(p->s);
        MG_TRY(read_and(p, &right));
        MG_TRY(append_pair(p, MG_NODE_OR, &token, *out, right, out));
    }
    return MG_OK;
}

MgStatus mg_expression_read(MgScanner *s, const MgGrammar *grammar, MgNodes *nodes, int32_t *root) {
    Parser p = { s, grammar, nodes, 0 };
    s->open = 0;
    return read_any(&p, root);
}

#include "io/ready_formula.h"

#define DEEPEST 48 // of the parser's recursion
#define DEEPEST_TREE 256

typedef enum TokenKind { END, NAME, NUMBER, MARK } TokenKind;

typedef struct Token {
    TokenKind kind;
    MgScan text;
    double number;
} Token;

typedef struct Parser {
    MgScan all, rest;
    Token token; // the one not yet used
    MgFormula *out;
    int32_t depth;
} Parser;

// ---- tokens

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

static void skip_blank(MgScan *s) {
    for (;;) {
        mg_skip_space(s);
        const bool line = mg_skip_text(s, "//");
        if (!line && !mg_skip_text(s, "/*")) return;
        const char *end = mg_find(*s, line ? "\n" : "*/");
        s->at = end == NULL ? s->end : end + (line ? 0 : 2);
    }
}

static MgScan mark_at(MgScan s) {
    static const char *const marks[] = { "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=", "++", "--" };
    MgScan rest = s;
    for (int32_t i = 0; i < MG_COUNT_OF(marks); i++)
        if (mg_skip_text(&rest, marks[i])) return (MgScan){ s.at, rest.at };
    return (MgScan){ s.at, s.at + 1 };
}

static void next(Parser *p) {
    skip_blank(&p->rest);
    MgScan *s = &p->rest;
    p->token = (Token){ END, { s->at, s->at }, 0 };
    if (s->at == s->end) return;
    const bool fraction = *s->at == '.' && s->end - s->at > 1 && mg_is_digit(s->at[1]);
    if (is_letter(*s->at)) {
        p->token.kind = NAME;
        while (s->at < s->end && (is_letter(*s->at) || mg_is_digit(*s->at))) s->at++;
    } else if ((mg_is_digit(*s->at) || fraction) && mg_scan_number(s, &p->token.number)) {
        p->token.kind = NUMBER;
        if (s->at < s->end && (*s->at == 'f' || *s->at == 'F')) s->at++;
    } else {
        p->token.kind = MARK;
        s->at = mark_at(*s).end;
    }
    p->token.text.end = s->at;
}

static bool is(const Parser *p, const char *text) { return mg_scan_is(p->token.text, text); }

static bool take(Parser *p, const char *text) {
    if (!is(p, text)) return false;
    next(p);
    return true;
}

// ---- refusals

static int32_t line_of(const Parser *p) {
    int32_t line = 1;
    for (const char *at = p->all.at; at < p->token.text.at; at++) line += *at == '\n';
    return line;
}

static MgStatus refuse(const Parser *p, const char *why) {
    return MG_FAIL(BAD_FILE, "line %d of the pattern's formula: %s", line_of(p), why);
}

static MgStatus expected(const Parser *p, const char *what) {
    const MgQuote found = mg_quote(p->token.text);
    return MG_FAIL(BAD_FILE, "line %d of the pattern's formula: expected %s, found '%s'", line_of(p), what,
                   p->token.kind == END ? "the end" : found.text);
}

static MgStatus require(Parser *p, const char *text) {
    char what[8] = "'?'";
    what[1] = text[0];
    return take(p, text) ? MG_OK : expected(p, what);
}

// ---- trees

static MgStatus append(Parser *p, MgFormulaNode node, int16_t *out) {
    if (p->out->node_count == MG_FORMULA_NODES) return refuse(p, "there are more than 4096 numbers and operators");
    const int16_t below[3] = { node.a, node.b, node.c };
    for (int32_t i = 0; i < 3; i++)
        if (below[i] >= 0 && p->out->nodes[below[i]].depth >= node.depth)
            node.depth = (int16_t)(p->out->nodes[below[i]].depth + 1);
    if (node.depth > DEEPEST_TREE) return refuse(p, "an expression has more than 256 operations in a row");
    p->out->nodes[p->out->node_count] = node;
    *out = (int16_t)p->out->node_count++;
    return MG_OK;
}

static MgStatus read_select(Parser *p, int16_t *out);

static bool is_type(const Parser *p) {
    static const char *const types[] = { "float", "float4", "double", "double4" };
    for (int32_t i = 0; i < MG_COUNT_OF(types); i++)
        if (is(p, types[i])) return true;
    return false;
}

static MgStatus read_call(Parser *p, MgScan name, int16_t *out) {
    MgFormulaNode node = { .kind = MG_FORMULA_CALL, .a = -1, .b = -1, .c = -1, .text = name };
    int16_t *const arguments[3] = { &node.a, &node.b, &node.c };
    int32_t count = 0;
    do {
        if (count == 3) return refuse(p, "a function of more than three values is not known here");
        MG_TRY(read_select(p, arguments[count++]));
    } while (take(p, ","));
    MG_TRY(require(p, ")"));
    return append(p, node, out);
}

static MgStatus read_unary(Parser *p, int16_t *out);

// Behind '(': a type, whose values all are here what they are, or an expression.
static MgStatus read_group(Parser *p, int16_t *out) {
    if (is_type(p)) {
        next(p);
        MG_TRY(require(p, ")"));
        return read_unary(p, out);
    }
    MG_TRY(read_select(p, out));
    if (is(p, ",")) return refuse(p, "a vector of several values is not known here");
    return require(p, ")");
}

static MgStatus read_operand(Parser *p, int16_t *out) {
    const Token token = p->token;
    if (token.kind != NUMBER && token.kind != NAME && !is(p, "(")) return expected(p, "a number, a name or '('");
    next(p);
    if (token.kind == MARK) return read_group(p, out);
    if (is(p, "[") || is(p, "."))
        return refuse(p, is(p, "[") ? "arrays are not known here" : "parts of a vector are not known here");
    if (token.kind == NAME && take(p, "(")) return read_call(p, token.text, out);
    const bool number = token.kind == NUMBER;
    return append(p,
                  (MgFormulaNode){ .kind = number ? MG_FORMULA_NUMBER : MG_FORMULA_NAME,
                                   .a = -1,
                                   .b = -1,
                                   .c = -1,
                                   .text = token.text,
                                   .number = token.number },
                  out);
}

static MgStatus read_unary(Parser *p, int16_t *out) {
    if (p->depth == DEEPEST) return refuse(p, "an expression is nested too deeply");
    p->depth++;
    MgStatus status;
    if (take(p, "+")) status = read_unary(p, out);
    else if (is(p, "-") || is(p, "!")) {
        MgFormulaNode node = { .kind = MG_FORMULA_UNARY, .sign = *p->token.text.at, .b = -1, .c = -1 };
        next(p);
        status = read_unary(p, &node.a);
        if (status == MG_OK) status = append(p, node, out);
    } else status = read_operand(p, out);
    p->depth--;
    return status;
}

// From loose to tight.
static const struct {
    const char *mark;
    char sign;
    int32_t tight;
} operators[] = {
    { "||", '|', 1 }, { "&&", '&', 2 }, { "==", '=', 3 }, { "!=", '!', 3 }, { "<=", 'L', 4 }, { ">=", 'G', 4 },
    { "<", '<', 4 },  { ">", '>', 4 },  { "+", '+', 5 },  { "-", '-', 5 },  { "*", '*', 6 },  { "/", '/', 6 },
};

static MgStatus read_binary(Parser *p, int32_t at_least, int16_t *out) {
    MG_TRY(read_unary(p, out));
    for (;;) {
        int32_t found = -1;
        for (int32_t i = 0; i < MG_COUNT_OF(operators); i++)
            if (is(p, operators[i].mark) && operators[i].tight >= at_least) found = i;
        if (found < 0) return MG_OK;
        MgFormulaNode node = { .kind = MG_FORMULA_BINARY, .sign = operators[found].sign, .a = *out, .c = -1 };
        next(p);
        MG_TRY(read_binary(p, operators[found].tight + 1, &node.b));
        MG_TRY(append(p, node, out));
    }
}

static MgStatus read_select(Parser *p, int16_t *out) {
    MG_TRY(read_binary(p, 1, out));
    if (!take(p, "?")) return MG_OK;
    MgFormulaNode node = { .kind = MG_FORMULA_SELECT, .a = *out };
    if (p->depth == DEEPEST) return refuse(p, "an expression is nested too deeply");
    p->depth++;
    MG_TRY(read_select(p, &node.b));
    MG_TRY(require(p, ":"));
    MG_TRY(read_select(p, &node.c));
    p->depth--;
    return append(p, node, out);
}

// ---- statements

static MgStatus refuse_word(const Parser *p) {
    static const char *const words[] = { "for", "while", "do", "if", "switch", "return" };
    static const char *const types[] = { "int",  "int4", "uint", "uint4", "bool",   "float2",
                                         "half", "char", "long", "short", "float3", "double2" };
    const MgQuote word = mg_quote(p->token.text);
    for (int32_t i = 0; i < MG_COUNT_OF(words); i++)
        if (is(p, words[i]))
            return MG_FAIL(BAD_FILE, "line %d of the pattern's formula: the statement '%s' is not known here",
                           line_of(p), word.text);
    for (int32_t i = 0; i < MG_COUNT_OF(types); i++)
        if (is(p, types[i]))
            return MG_FAIL(BAD_FILE, "line %d of the pattern's formula: values of the type '%s' are not known here",
                           line_of(p), word.text);
    return MG_OK;
}

static MgStatus read_assignment(Parser *p, bool declares) {
    MgFormulaStatement statement = { .name = p->token.text, .root = -1, .declares = declares };
    if (p->out->statement_count == MG_FORMULA_STATEMENTS) return refuse(p, "there are more than 128 statements");
    MG_TRY(refuse_word(p));
    if (p->token.kind != NAME) return expected(p, "a name");
    next(p);
    const MgScan mark = p->token.text;
    if (is(p, "[") || is(p, "."))
        return refuse(p, is(p, "[") ? "arrays are not known here" : "parts of a vector are not known here");
    const bool compound = is(p, "+=") || is(p, "-=") || is(p, "*=") || is(p, "/=");
    if (compound) statement.sign = *mark.at;
    if (compound || is(p, "=")) {
        next(p);
        MG_TRY(read_select(p, &statement.root));
    } else if (!declares) return expected(p, "'='");
    p->out->statements[p->out->statement_count++] = statement;
    return MG_OK;
}

static MgStatus read_statement(Parser *p) {
    if (take(p, ";")) return MG_OK;
    const bool constant = take(p, "const"), declares = is_type(p);
    if (declares) next(p);
    else if (constant) return refuse_word(p) != MG_OK ? MG_BAD_FILE : expected(p, "a type");
    do MG_TRY(read_assignment(p, declares));
    while (declares && take(p, ","));
    return p->token.kind == END ? MG_OK : require(p, ";");
}

MgStatus mg_formula_read(MgScan text, MgFormula *out) {
    Parser p = { .all = text, .rest = text, .out = out };
    out->node_count = out->statement_count = 0;
    next(&p);
    while (p.token.kind != END) MG_TRY(read_statement(&p));
    return MG_OK;
}

// The names of a text and the expressions that use them.
#include <string.h>

#include "equations/reader.h"

static const MgFunction functions[] = {
    [MG_LAP] = { "lap", 1, 1 },
    [MG_D_DX] = { "d/dx", 1, 1 },
    [MG_D_DY] = { "d/dy", 1, 1 },
    [MG_D_DZ] = { "d/dz", 1, 1 },
    [MG_D2_DX2] = { "d2/dx2", 1, 1 },
    [MG_D2_DY2] = { "d2/dy2", 1, 1 },
    [MG_D2_DZ2] = { "d2/dz2", 1, 1 },
    [MG_NEIGHBOUR] = { "u[i, j, k]", 0, 0 },
    [MG_RING] = { "ring", 3, 3 },
    [MG_UPWIND_X] = { "upwind_x", 2, 2 },
    [MG_UPWIND_Y] = { "upwind_y", 2, 2 },
    [MG_UPWIND_Z] = { "upwind_z", 2, 2 },
    [MG_GRAD] = { "grad", 1, 1 },
    [MG_DIV] = { "div", 1, 1 },
    [MG_DOT] = { "dot", 2, 2 },
    [MG_FUNCTION_ABS] = { "abs", 1, 1 },
    [MG_FUNCTION_FLOOR] = { "floor", 1, 1 },
    [MG_FUNCTION_SQRT] = { "sqrt", 1, 1 },
    [MG_FUNCTION_EXP] = { "exp", 1, 1 },
    [MG_FUNCTION_LOG] = { "log", 1, 1 },
    [MG_FUNCTION_SIN] = { "sin", 1, 1 },
    [MG_FUNCTION_COS] = { "cos", 1, 1 },
    [MG_FUNCTION_TAN] = { "tan", 1, 1 },
    [MG_FUNCTION_SINH] = { "sinh", 1, 1 },
    [MG_FUNCTION_COSH] = { "cosh", 1, 1 },
    [MG_FUNCTION_TANH] = { "tanh", 1, 1 },
    [MG_FUNCTION_ATAN] = { "atan", 1, 1 },
    [MG_FUNCTION_ATAN2] = { "atan2", 2, 2 },
    [MG_FUNCTION_WHITE] = { "noise", 1, 1 },
    [MG_FUNCTION_MEAN] = { "mean", 1, 1 },
    [MG_FUNCTION_SIGN] = { "sign", 1, 1 },
    [MG_FUNCTION_MIN] = { "min", 2, 2 },
    [MG_FUNCTION_MAX] = { "max", 2, 2 },
    [MG_FUNCTION_CLAMP] = { "clamp", 3, 3 },
    [MG_FUNCTION_STEP] = { "step", 1, 1 },
    [MG_FUNCTION_SMOOTHSTEP] = { "smoothstep", 3, 3 },
    [MG_FUNCTION_IF] = { "if", 3, 3 },
};

static const char *const built_ins[] = {
    [MG_X] = "x",         [MG_Y] = "y",   [MG_Z] = "z",    [MG_LENGTH_X] = "Lx", [MG_LENGTH_Y] = "Ly",
    [MG_LENGTH_Z] = "Lz", [MG_PI] = "pi", [MG_TIME] = "t", [MG_EDGE] = "dx",     [MG_DISTANCE] = "distance"
};
static const char *const patterns[] = { [MG_PATTERN_PERLIN] = "perlin",
                                        [MG_PATTERN_SPHERES] = "spheres",
                                        [MG_PATTERN_NOISE] = "noise",
                                        [MG_PATTERN_NOISE_2] = "noise2" };
static const char *const words[] = { "model",  "source", "parameter", "field", "map",  "let",      "start",    "view",
                                     "preset", "keep",   "cut",       "in",    "unit", "brush",    "isovalue", "range",
                                     "below",  "and",    "or",        "not",   "next", "laplacian" };

// ---- names

typedef const char *(*NameOf)(const MgEquations *e, int32_t i);

static const char *param_name(const MgEquations *e, int32_t i) { return e->params[i].id; }
static const char *field_name(const MgEquations *e, int32_t i) { return e->fields[i].id; }
static const char *let_name(const MgEquations *e, int32_t i) { return e->lets[i].id; }
static const char *built_in_name(const MgEquations *e, int32_t i) { return (void)e, built_ins[i]; }
static const char *pattern_name(const MgEquations *e, int32_t i) { return (void)e, patterns[i]; }

typedef struct Table {
    NameOf name;
    int32_t count;
} Table;

static Table table_of(const MgEquations *e, MgSymbolKind kind) {
    switch (kind) {
    case MG_SYMBOL_PARAMETER: return (Table){ param_name, e->param_count };
    case MG_SYMBOL_FIELD: return (Table){ field_name, e->field_count };
    case MG_SYMBOL_LET: return (Table){ let_name, e->let_count };
    case MG_SYMBOL_BUILT_IN: return (Table){ built_in_name, MG_COUNT_OF(built_ins) };
    default: return (Table){ pattern_name, MG_COUNT_OF(patterns) };
    }
}

// kind * MG_SYMBOLS + number, or -1.
int32_t mg_reader_find(const MgEquations *e, const MgToken *token) {
    for (int32_t kind = MG_SYMBOL_PARAMETER; kind <= MG_SYMBOL_PATTERN; kind++) {
        Table t = table_of(e, (MgSymbolKind)kind);
        for (int32_t i = 0; i < t.count; i++)
            if (mg_token_names(token, t.name(e, i))) return kind * MG_SYMBOLS + i;
    }
    return -1;
}

MgStatus mg_reader_refuse_unknown(const MgEquations *e, const MgToken *token, bool in_start, const char *sentence) {
    MgNearest nearest = mg_nearest(token);
    for (int32_t kind = MG_SYMBOL_PARAMETER; kind <= (in_start ? MG_SYMBOL_PATTERN : MG_SYMBOL_BUILT_IN); kind++) {
        Table t = table_of(e, (MgSymbolKind)kind);
        for (int32_t i = 0; i < t.count; i++) mg_nearest_try(&nearest, t.name(e, i));
    }
    return mg_nearest_refuse(&nearest, sentence);
}

static bool is_function(const MgToken *token) {
    for (int32_t i = 0; i < MG_COUNT_OF(functions); i++)
        if (mg_token_names(token, functions[i].name)) return true;
    return false;
}

MgStatus mg_reader_name(MgEquationReader *r, char out[MG_NAME_BYTES]) {
    const MgToken *token = &r->s.token;
    if (token->kind != MG_TOKEN_NAME) return mg_reader_expected(r, "a name");
    mg_token_copy(token, out, MG_NAME_BYTES);
    if (token->length >= MG_NAME_BYTES) return mg_token_refuse(token, "this name is too long: ", out);
    mg_scanner_next(&r->s);
    return MG_OK;
}

// A name that expressions will use.
MgStatus mg_reader_new_symbol(MgEquationReader *r, char out[MG_NAME_BYTES]) {
    const MgToken token = r->s.token;
    MG_TRY(mg_reader_name(r, out));
    bool taken = is_function(&token);
    for (int32_t i = 0; i < MG_COUNT_OF(words); i++) taken = taken || mg_token_names(&token, words[i]);
    int32_t symbol = mg_reader_find(r->e, &token);
    if (taken || symbol >= MG_SYMBOL_BUILT_IN * MG_SYMBOLS)
        return mg_token_refuse(&token, "this word has a meaning of its own: ", out);
    return symbol < 0 ? MG_OK : mg_token_refuse(&token, "there is already a ", out);
}

void mg_reader_string(MgEquationReader *r, char *out, int32_t capacity) {
    if (r->s.token.kind != MG_TOKEN_STRING) return;
    mg_token_copy(&r->s.token, out, capacity);
    mg_scanner_next(&r->s);
}

MgStatus mg_reader_range(MgEquationReader *r, double *min, double *max) {
    MgToken token = r->s.token;
    MG_TRY(mg_scanner_constant(&r->s, min));
    MG_TRY(mg_scanner_require(&r->s, ".."));
    MG_TRY(mg_scanner_constant(&r->s, max));
    return *min < *max ? MG_OK : mg_token_refuse(&token, "a range goes from the smaller number to the larger", "");
}

// ---- expressions

static MgStatus resolve(void *context, const MgToken *token, MgNode *out) {
    MgEquationReader *r = context;
    out->index = mg_reader_find(r->e, token);
    bool is_pattern = out->index >= MG_SYMBOL_PATTERN * MG_SYMBOLS;
    if (is_pattern && !r->in_start)
        return mg_token_refuse(token, "only a start may draw a pattern; white noise in an equation is noise(strength)",
                               "");
    if (is_pattern) r->patterns |= 1u << out->index % MG_SYMBOLS;
    if (r->in_start && out->index / MG_SYMBOLS == MG_SYMBOL_FIELD && out->index >= 0)
        return mg_token_refuse(token, "a start or map knows place, parameters and patterns, not fields", "");
    return out->index >= 0 ? MG_OK : mg_reader_refuse_unknown(r->e, token, r->in_start, "there is no ");
}

MgStatus mg_reader_expression(MgEquationReader *r, int32_t *out) {
    MgGrammar grammar = { .operand = "a number, a name, a function or '('",
                          .name = resolve,
                          .context = r,
                          .functions = functions,
                          .function_count = MG_COUNT_OF(functions),
                          .neighbour = MG_NEIGHBOUR,
                          .most_offset = MG_MAX_REACH,
                          .most_depth = MG_MAX_EXPRESSION_DEPTH };
    MgNodes nodes = { r->e->nodes, r->e->node_count, MG_MAX_NODES };
    MG_TRY(mg_expression_read(&r->s, &grammar, &nodes, out));
    r->e->node_count = nodes.count;
    return MG_OK;
}

MgStatus mg_reader_field_name(MgEquationReader *r, int32_t *out) {
    const MgToken token = r->s.token;
    if (token.kind != MG_TOKEN_NAME) return mg_reader_expected(r, "a field");
    MgNearest nearest = mg_nearest(&token);
    for (*out = 0; *out < r->e->field_count; ++*out) {
        if (mg_token_names(&token, r->e->fields[*out].id)) {
            mg_scanner_next(&r->s);
            return MG_OK;
        }
        mg_nearest_try(&nearest, r->e->fields[*out].id);
    }
    return mg_nearest_refuse(&nearest, "there is no field ");
}

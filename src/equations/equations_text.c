// One function for each kind of line.
#include "equations/equations_text.h"

#include <string.h>

#include "base/text.h"

typedef struct Reader {
    MgScanner s;
    MgEquations *e;
    bool in_start;     // patterns are known
    uint32_t patterns; // that this start has used
} Reader;

static const MgFunction functions[] = {
    [MG_LAP] = { "lap", 1, 1 },
    [MG_D_DX] = { "d/dx", 1, 1 },
    [MG_D_DY] = { "d/dy", 1, 1 },
    [MG_D_DZ] = { "d/dz", 1, 1 },
    [MG_D2_DX2] = { "d2/dx2", 1, 1 },
    [MG_D2_DY2] = { "d2/dy2", 1, 1 },
    [MG_D2_DZ2] = { "d2/dz2", 1, 1 },
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
    [MG_FUNCTION_SIGN] = { "sign", 1, 1 },
    [MG_FUNCTION_MIN] = { "min", 2, 2 },
    [MG_FUNCTION_MAX] = { "max", 2, 2 },
    [MG_FUNCTION_CLAMP] = { "clamp", 3, 3 },
    [MG_FUNCTION_STEP] = { "step", 1, 1 },
    [MG_FUNCTION_SMOOTHSTEP] = { "smoothstep", 3, 3 },
    [MG_FUNCTION_IF] = { "if", 3, 3 },
};

static const char *const built_ins[] = { [MG_X] = "x",         [MG_Y] = "y",         [MG_Z] = "z",
                                         [MG_LENGTH_X] = "Lx", [MG_LENGTH_Y] = "Ly", [MG_LENGTH_Z] = "Lz",
                                         [MG_PI] = "pi" };
static const char *const patterns[] = { [MG_PATTERN_PERLIN] = "perlin",
                                        [MG_PATTERN_SPHERES] = "spheres",
                                        [MG_PATTERN_NOISE] = "noise",
                                        [MG_PATTERN_NOISE_2] = "noise2" };
static const char *const words[] = { "model",  "source", "parameter", "field", "let",  "start", "view",
                                     "preset", "keep",   "cut",       "in",    "unit", "brush", "isovalue",
                                     "range",  "below",  "and",       "or",    "not" };

static MgStatus expected(const Reader *r, const char *what) { return mg_scanner_expected(&r->s, what); }
static bool take(Reader *r, const char *text) { return mg_scanner_take(&r->s, text); }

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
static int32_t find(const MgEquations *e, const MgToken *token) {
    for (int32_t kind = MG_SYMBOL_PARAMETER; kind <= MG_SYMBOL_PATTERN; kind++) {
        Table t = table_of(e, (MgSymbolKind)kind);
        for (int32_t i = 0; i < t.count; i++)
            if (mg_token_names(token, t.name(e, i))) return kind * MG_SYMBOLS + i;
    }
    return -1;
}

static MgStatus refuse_unknown(const MgEquations *e, const MgToken *token, bool in_start, const char *sentence) {
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

static MgStatus read_name(Reader *r, char out[MG_NAME_BYTES]) {
    const MgToken *token = &r->s.token;
    if (token->kind != MG_TOKEN_NAME) return expected(r, "a name");
    mg_token_copy(token, out, MG_NAME_BYTES);
    if (token->length >= MG_NAME_BYTES) return mg_token_refuse(token, "this name is too long: ", out);
    mg_scanner_next(&r->s);
    return MG_OK;
}

// A name that expressions will use.
static MgStatus read_new_symbol(Reader *r, char out[MG_NAME_BYTES]) {
    const MgToken token = r->s.token;
    MG_TRY(read_name(r, out));
    bool taken = is_function(&token);
    for (int32_t i = 0; i < MG_COUNT_OF(words); i++) taken = taken || mg_token_names(&token, words[i]);
    int32_t symbol = find(r->e, &token);
    if (taken || symbol >= MG_SYMBOL_BUILT_IN * MG_SYMBOLS)
        return mg_token_refuse(&token, "this word has a meaning of its own: ", out);
    return symbol < 0 ? MG_OK : mg_token_refuse(&token, "there is already a ", out);
}

static void read_text(Reader *r, char *out, int32_t capacity) {
    if (r->s.token.kind != MG_TOKEN_STRING) return;
    mg_token_copy(&r->s.token, out, capacity);
    mg_scanner_next(&r->s);
}

static MgStatus read_range(Reader *r, double *min, double *max) {
    MgToken token = r->s.token;
    MG_TRY(mg_scanner_constant(&r->s, min));
    MG_TRY(mg_scanner_require(&r->s, ".."));
    MG_TRY(mg_scanner_constant(&r->s, max));
    return *min < *max ? MG_OK : mg_token_refuse(&token, "a range goes from the smaller number to the larger", "");
}

// ---- expressions

static MgStatus resolve(void *context, const MgToken *token, MgNode *out) {
    Reader *r = context;
    out->index = find(r->e, token);
    bool is_pattern = out->index >= MG_SYMBOL_PATTERN * MG_SYMBOLS;
    if (is_pattern && !r->in_start) return mg_token_refuse(token, "only a start may draw a pattern or noise", "");
    if (is_pattern) r->patterns |= 1u << out->index % MG_SYMBOLS;
    if (r->in_start && out->index / MG_SYMBOLS == MG_SYMBOL_FIELD && out->index >= 0)
        return mg_token_refuse(token, "a start knows place, parameters and patterns, not fields", "");
    return out->index >= 0 ? MG_OK : refuse_unknown(r->e, token, r->in_start, "there is no ");
}

static MgStatus read_expression(Reader *r, int32_t *out) {
    MgGrammar grammar = { .operand = "a number, a name, a function or '('",
                          .name = resolve,
                          .context = r,
                          .functions = functions,
                          .function_count = MG_COUNT_OF(functions),
                          .most_depth = MG_MAX_EXPRESSION_DEPTH };
    MgNodes nodes = { r->e->nodes, r->e->node_count, MG_MAX_NODES };
    MG_TRY(mg_expression_read(&r->s, &grammar, &nodes, out));
    r->e->node_count = nodes.count;
    return MG_OK;
}

// ---- lines

static MgStatus read_model(Reader *r) {
    if (r->s.token.kind != MG_TOKEN_STRING) return expected(r, "the model's name, as \"text\"");
    read_text(r, r->e->label, MG_LABEL_BYTES);
    read_text(r, r->e->doc, MG_SENTENCE_BYTES);
    return MG_OK;
}

static MgStatus read_source(Reader *r) {
    if (r->s.token.kind != MG_TOKEN_STRING) return expected(r, "the paper, as \"text\"");
    read_text(r, r->e->source, MG_SENTENCE_BYTES);
    return MG_OK;
}

static MgStatus read_parameter(Reader *r) {
    MgEquations *e = r->e;
    const MgToken token = r->s.token;
    MgEquationParameter p = { .min = 0.0, .max = 1e6 };
    const bool is_dt = mg_token_is(&token, "dt"); // which there always is
    if (is_dt) MG_TRY(read_name(r, p.id));
    else MG_TRY(read_new_symbol(r, p.id));
    if (!is_dt && e->param_count == MG_MAX_PARAMS - 1)
        return mg_token_too_many(&token, "parameters", MG_MAX_PARAMS - 2);
    MG_TRY(mg_scanner_require(&r->s, "="));
    MG_TRY(mg_scanner_constant(&r->s, &p.initial));
    if (take(r, "in")) MG_TRY(read_range(r, &p.min, &p.max));
    else if (p.initial < 0) p.min = -1e6;
    if (take(r, "unit")) read_text(r, p.unit, MG_NAME_BYTES);
    read_text(r, p.doc, MG_SENTENCE_BYTES);
    if (!(p.initial >= p.min && p.initial <= p.max)) return mg_token_refuse(&token, "outside its own range: ", p.id);
    if (is_dt && !(p.min > 0))
        return mg_token_refuse(&token, "a time step is more than 0: give a range, dt = 0.1 in 0.001..1", "");
    if (!is_dt) e->params[e->param_count++] = p;
    else {
        memcpy(p.doc, p.doc[0] != 0 ? p.doc : e->params[0].doc, MG_SENTENCE_BYTES);
        memcpy(p.unit, e->params[0].unit, MG_NAME_BYTES);
        e->params[0] = p;
    }
    return MG_OK;
}

static MgStatus read_field(Reader *r) {
    MgEquations *e = r->e;
    const MgToken token = r->s.token;
    const double infinity = __builtin_inf();
    if (e->field_count == MG_MAX_FIELDS) return mg_token_too_many(&token, "fields", MG_MAX_FIELDS);
    MgEquationField f = { .rate = -1,
                          .paint_value = 1.0,
                          .min = -infinity,
                          .max = infinity,
                          .keep_min = -infinity,
                          .keep_max = infinity,
                          .line = token.line,
                          .column = token.column };
    MG_TRY(read_new_symbol(r, f.id));
    memcpy(f.label, f.id, MG_NAME_BYTES);
    read_text(r, f.label, MG_LABEL_BYTES);
    while (r->s.token.kind == MG_TOKEN_NAME) {
        if (take(r, "in")) {
            MG_TRY(read_range(r, &f.min, &f.max));
        } else if (take(r, "brush")) {
            MG_TRY(mg_scanner_constant(&r->s, &f.paint_value));
            MG_TRY(mg_scanner_require(&r->s, ","));
            MG_TRY(mg_scanner_constant(&r->s, &f.erase_value));
        } else return expected(r, "in or brush");
    }
    e->fields[e->field_count++] = f;
    return MG_OK;
}

static MgStatus read_let(Reader *r) {
    MgEquations *e = r->e;
    if (e->let_count == MG_MAX_LETS) return mg_token_too_many(&r->s.token, "lets", MG_MAX_LETS);
    MgEquationLet let;
    MG_TRY(read_new_symbol(r, let.id));
    MG_TRY(mg_scanner_require(&r->s, "="));
    MG_TRY(read_expression(r, &let.node));
    e->lets[e->let_count++] = let;
    return MG_OK;
}

static MgStatus read_field_name(Reader *r, int32_t *out) {
    const MgToken token = r->s.token;
    if (token.kind != MG_TOKEN_NAME) return expected(r, "a field");
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

// keep u in 0..1
static MgStatus read_keep(Reader *r) {
    int32_t field;
    MG_TRY(read_field_name(r, &field));
    MgEquationField *f = &r->e->fields[field];
    if (take(r, ">=")) return mg_scanner_constant(&r->s, &f->keep_min);
    if (take(r, "<=")) return mg_scanner_constant(&r->s, &f->keep_max);
    if (take(r, "in")) return read_range(r, &f->keep_min, &f->keep_max);
    return expected(r, "'>=', '<=' or in");
}

// cut v below 1e-15
static MgStatus read_cut(Reader *r) {
    int32_t field;
    MG_TRY(read_field_name(r, &field));
    MG_TRY(mg_scanner_require(&r->s, "below"));
    const MgToken token = r->s.token;
    MG_TRY(mg_scanner_constant(&r->s, &r->e->fields[field].least));
    return r->e->fields[field].least > 0
               ? MG_OK
               : mg_token_refuse(&token, "what is cut is nearer to 0 than a number above 0", "");
}

static MgStatus read_start(Reader *r) {
    MgEquations *e = r->e;
    if (e->start_count == MG_MAX_SEEDINGS) return mg_token_too_many(&r->s.token, "starts", MG_MAX_SEEDINGS);
    MgEquationStart start = { .doc = "A first state of the text." };
    const MgToken token = r->s.token;
    for (int32_t f = 0; f < MG_MAX_FIELDS; f++) start.node[f] = -1;
    MG_TRY(read_name(r, start.id));
    for (int32_t i = 0; i < e->start_count; i++)
        if (mg_token_names(&token, e->starts[i].id))
            return mg_token_refuse(&token, "there is already a start ", start.id);
    memcpy(start.label, start.id, MG_NAME_BYTES);
    read_text(r, start.label, MG_LABEL_BYTES);
    read_text(r, start.doc, MG_SENTENCE_BYTES);
    MG_TRY(mg_scanner_require(&r->s, ":"));
    r->in_start = true, r->patterns = 0;
    do {
        int32_t field;
        MG_TRY(read_field_name(r, &field));
        MG_TRY(mg_scanner_require(&r->s, "="));
        MG_TRY(read_expression(r, &start.node[field]));
    } while (take(r, ","));
    r->in_start = false, start.patterns = r->patterns;
    e->starts[e->start_count++] = start;
    return MG_OK;
}

static MgStatus read_view(Reader *r) {
    MgEquations *e = r->e;
    if (e->view_count == MG_MAX_VIEWS) return mg_token_too_many(&r->s.token, "views", MG_MAX_VIEWS);
    MgEquationView view = { .node = -1, .field = -1, .isovalue = 0.5, .min = 0.0, .max = 1.0 };
    const MgToken token = r->s.token;
    MG_TRY(read_name(r, view.id));
    for (int32_t i = 0; i < e->view_count; i++)
        if (mg_token_names(&token, e->views[i].id)) return mg_token_refuse(&token, "there is already a view ", view.id);
    memcpy(view.label, view.id, MG_NAME_BYTES);
    read_text(r, view.label, MG_LABEL_BYTES);
    int32_t symbol = find(e, &token);
    if (take(r, "=")) MG_TRY(read_expression(r, &view.node));
    else if (symbol / MG_SYMBOLS == MG_SYMBOL_FIELD && symbol >= 0) view.field = symbol % MG_SYMBOLS;
    else return refuse_unknown(e, &token, false, "a view is a field or NAME = EXPRESSION; there is no field ");
    while (r->s.token.kind == MG_TOKEN_NAME) {
        if (take(r, "isovalue")) MG_TRY(mg_scanner_constant(&r->s, &view.isovalue));
        else if (take(r, "range")) MG_TRY(read_range(r, &view.min, &view.max));
        else return expected(r, "isovalue or range");
    }
    if (!(view.isovalue >= view.min && view.isovalue <= view.max))
        return mg_token_refuse(&token, "its isovalue is outside its range: ", view.id);
    e->views[e->view_count++] = view;
    return MG_OK;
}

static MgStatus read_preset(Reader *r) {
    MgEquations *e = r->e;
    if (e->preset_count == MG_MAX_PRESETS) return mg_token_too_many(&r->s.token, "presets", MG_MAX_PRESETS);
    MgEquationPreset *preset = &e->presets[e->preset_count];
    MG_TRY(read_name(r, preset->id));
    memcpy(preset->label, preset->id, MG_NAME_BYTES);
    memcpy(preset->doc, "Values that belong together.", sizeof "Values that belong together.");
    read_text(r, preset->label, MG_LABEL_BYTES);
    read_text(r, preset->doc, MG_SENTENCE_BYTES);
    MG_TRY(mg_scanner_require(&r->s, ":"));
    MgText text = mg_text_into(preset->settings, MG_SENTENCE_BYTES);
    while (r->s.token.kind == MG_TOKEN_NAME) {
        const MgToken name = r->s.token;
        double value;
        int32_t param = find(e, &name);
        if (param < 0 || param / MG_SYMBOLS != MG_SYMBOL_PARAMETER)
            return refuse_unknown(e, &name, false, "there is no parameter ");
        mg_scanner_next(&r->s);
        MG_TRY(mg_scanner_require(&r->s, "="));
        MG_TRY(mg_scanner_constant(&r->s, &value));
        mg_text_format(&text, text.length > 0 ? " %s=%r" : "%s=%r", e->params[param].id, value);
    }
    if (text.length >= MG_SENTENCE_BYTES) return expected(r, "fewer settings");
    e->preset_count++;
    return MG_OK;
}

// du/dt = ...
static MgStatus read_rate(Reader *r) {
    MgEquations *e = r->e;
    MgToken name = r->s.token, all = name;
    name.start++, name.length--;
    int32_t field = find(e, &name);
    if (field < 0 || field / MG_SYMBOLS != MG_SYMBOL_FIELD) {
        MgNearest nearest = mg_nearest(&name);
        for (int32_t i = 0; i < e->field_count; i++) mg_nearest_try(&nearest, e->fields[i].id);
        return mg_nearest_refuse(&nearest, "there is no field ");
    }
    MgEquationField *f = &e->fields[field % MG_SYMBOLS];
    if (f->rate >= 0) return mg_token_refuse(&all, "there is already an equation of ", f->id);
    mg_scanner_next(&r->s);
    MG_TRY(mg_scanner_require(&r->s, "/"));
    MG_TRY(mg_scanner_require(&r->s, "dt"));
    MG_TRY(mg_scanner_require(&r->s, "="));
    return read_expression(r, &f->rate);
}

static bool begins_rate(const Reader *r) {
    const MgToken *t = &r->s.token;
    const char *at = r->s.at;
    while (at < r->s.end && *at == ' ') at++;
    return t->kind == MG_TOKEN_NAME && t->length > 1 && t->start[0] == 'd' && at < r->s.end && *at == '/';
}

static MgStatus read_line(Reader *r) {
    static const struct {
        const char *word;
        MgStatus (*read)(Reader *r);
    } kinds[] = { { "model", read_model },  { "source", read_source }, { "parameter", read_parameter },
                  { "field", read_field },  { "let", read_let },       { "keep", read_keep },
                  { "cut", read_cut },      { "start", read_start },   { "view", read_view },
                  { "preset", read_preset } };
    const MgToken token = r->s.token;
    if (token.kind == MG_TOKEN_LINE_END || token.kind == MG_TOKEN_END) return MG_OK;
    for (int32_t i = 0; i < MG_COUNT_OF(kinds); i++)
        if (take(r, kinds[i].word)) return kinds[i].read(r);
    if (begins_rate(r)) return read_rate(r);
    if (token.kind == MG_TOKEN_NAME) {
        MgNearest nearest = mg_nearest(&token);
        for (int32_t i = 0; i < MG_COUNT_OF(kinds); i++) mg_nearest_try(&nearest, kinds[i].word);
        if (nearest.name != NULL) return mg_nearest_refuse(&nearest, "no line begins with ");
    }
    return expected(r, "parameter, field, let, du/dt, start, view, keep, cut, preset or model");
}

// ---- the whole text

static void take_dt(MgEquations *e) {
    e->params[0] = (MgEquationParameter){
        .id = "dt", .unit = "t", .doc = "Length of a time step.", .initial = 0.01, .min = 1e-6, .max = 100.0
    };
    e->param_count = 1;
}

static MgStatus check_whole(const MgEquations *e, const Reader *r) {
    if (e->field_count == 0) return expected(r, "at least one field");
    for (int32_t f = 0; f < e->field_count; f++)
        if (e->fields[f].rate < 0)
            return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: field %s has no equation; write d%s/dt = ...",
                           e->fields[f].line, e->fields[f].column, e->fields[f].id, e->fields[f].id);
    return MG_OK;
}

// What a text leaves out: every field is a view, and noise about nothing a start.
static void add_defaults(MgEquations *e) {
    for (int32_t f = 0; f < e->field_count && e->view_count == 0; f++) {
        const MgEquationField *field = &e->fields[f];
        bool bounded = field->max < __builtin_inf();
        MgEquationView view = {
            .node = -1, .field = f, .min = bounded ? field->min : -1.0, .max = bounded ? field->max : 1.0
        };
        view.isovalue = 0.5 * (view.min + view.max);
        memcpy(view.id, field->id, MG_NAME_BYTES);
        memcpy(view.label, field->label, MG_LABEL_BYTES);
        e->views[f] = view;
    }
    if (e->view_count == 0) e->view_count = e->field_count;
}

MgStatus mg_equations_parse(const char *text, size_t length, MgEquations *out) {
    memset(out, 0, sizeof *out);
    take_dt(out);
    Reader r = { .s = mg_scanner(text, length), .e = out };
    r.s.joins_lines = true;
    for (;;) {
        MG_TRY(read_line(&r));
        if (r.s.token.kind == MG_TOKEN_END) break;
        if (r.s.token.kind != MG_TOKEN_LINE_END) return expected(&r, "the end of the line");
        mg_scanner_next(&r.s);
    }
    MG_TRY(check_whole(out, &r));
    for (int32_t i = 0; i < out->node_count; i++)
        out->has_laplacian = out->has_laplacian || (out->nodes[i].kind == MG_NODE_CALL &&
                                                    (out->nodes[i].index == MG_LAP || out->nodes[i].index == MG_DIV));
    add_defaults(out);
    if (out->start_count == 0)
        return MG_FAIL(INVALID_ARGUMENT, "the text has no start; write one, as start noise: %s = 0.1 * noise",
                       out->fields[0].id);
    return MG_OK;
}

bool mg_text_has_equations(const char *text, size_t length) {
    Reader r = { .s = mg_scanner(text, length) };
    for (bool first = true; r.s.token.kind != MG_TOKEN_END; mg_scanner_next(&r.s)) {
        if (first && (mg_token_is(&r.s.token, "species") || mg_token_is(&r.s.token, "reaction"))) return false;
        if (first && (mg_token_is(&r.s.token, "field") || mg_token_is(&r.s.token, "model") || begins_rate(&r)))
            return true;
        first = r.s.token.kind == MG_TOKEN_LINE_END;
    }
    return false;
}

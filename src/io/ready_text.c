#include "io/ready_text.h"

#include "base/memory.h"
#include "io/ready_formula.h"
#include "io/ready_stencils.h"

#define MOST_VARIABLES 128
#define MOST_PARAMETERS 30  // of a text
#define NAME_BYTES 32       // of a text's names
#define TEXT_BYTES 65536    // the longest text
#define LARGEST_PART 300000 // of a text while it is written

// What a name of the formula is at the place that is being written.
typedef struct Variable {
    MgScan name;
    char written[NAME_BYTES]; // its name in the text; "": it has no value yet
    char field[2];            // of a chemical
    enum { PARAMETER, CHEMICAL, DELTA, LOCAL } kind;
    int32_t versions;
    bool used, set; // set: by the formula
    double value;   // of a parameter
} Variable;

typedef struct Writer {
    const MgReadyRule *rule;
    MgFormula formula;
    Variable variables[MOST_VARIABLES];
    int32_t variable_count;
    char names[MOST_VARIABLES * 2][NAME_BYTES]; // of the text
    int32_t name_count;
    bool uses_laplacian;
    MgText body;
} Writer;

// ---- names

// The words that the language of equations keeps for itself.
static const char *const kept_words[] = {
    "model",      "source",    "parameter", "field",  "map",      "let",      "start",    "view", "preset", "keep",
    "cut",        "in",        "unit",      "brush",  "isovalue", "range",    "below",    "and",  "or",     "not",
    "next",       "laplacian", "lap",       "ring",   "upwind_x", "upwind_y", "upwind_z", "grad", "div",    "dot",
    "abs",        "floor",     "sqrt",      "exp",    "log",      "sin",      "cos",      "tan",  "sinh",   "cosh",
    "tanh",       "atan",      "atan2",     "noise",  "mean",     "sign",     "min",      "max",  "clamp",  "step",
    "smoothstep", "if",        "x",         "y",      "z",        "Lx",       "Ly",       "Lz",   "pi",     "t",
    "dx",         "dt",        "distance",  "perlin", "spheres",  "noise2",
};

static bool is_free(const Writer *w, const char *name) {
    for (int32_t i = 0; i < MG_COUNT_OF(kept_words); i++)
        if (strcmp(kept_words[i], name) == 0) return false;
    for (int32_t i = 0; i < w->name_count; i++)
        if (strcmp(w->names[i], name) == 0) return false;
    return true;
}

// The name itself, or with a number behind it where it is taken.
static MgStatus new_name(Writer *w, MgScan name, int32_t version, char out[NAME_BYTES]) {
    const int32_t longest = NAME_BYTES - 6;
    const int32_t length = mg_min_i32((int32_t)(name.end - name.at), longest);
    if (w->name_count == MG_COUNT_OF(w->names)) return MG_FAIL(BAD_FILE, "the pattern's formula has too many names");
    for (int32_t number = version;; number++) {
        MgText text = mg_text_into(out, NAME_BYTES);
        for (int32_t i = 0; i < length; i++) mg_text_char(&text, name.at[i]);
        if (number > 1) mg_text_format(&text, "_%d", number);
        if (is_free(w, out)) break;
    }
    memcpy(w->names[w->name_count++], out, NAME_BYTES);
    return MG_OK;
}

static bool same(MgScan a, MgScan b) {
    return a.end - a.at == b.end - b.at && memcmp(a.at, b.at, (size_t)(a.end - a.at)) == 0;
}

static Variable *find(Writer *w, MgScan name) {
    for (int32_t i = w->variable_count - 1; i >= 0; i--)
        if (same(w->variables[i].name, name)) return &w->variables[i];
    return NULL;
}

static MgStatus add(Writer *w, MgScan name, int kind, Variable **out) {
    if (w->variable_count == MOST_VARIABLES) return MG_FAIL(BAD_FILE, "the pattern's formula has too many names");
    *out = &w->variables[w->variable_count++];
    **out = (Variable){ .name = name, .kind = kind };
    return MG_OK;
}

// ---- expressions

static MgStatus write_node(Writer *w, int32_t node, int32_t at_least);

static const char *const directions[] = { "ew", "ns", "ud" }; // along x, y and z, forwards first

// "ne2", "usw": up or down, then north or south, then east or west, each with how far.
static bool read_direction(MgScan text, int32_t offset[3]) {
    if (text.at == text.end) return false;
    for (int32_t axis = 2; axis >= 0; axis--) {
        offset[axis] = 0;
        if (text.at == text.end || (*text.at != directions[axis][0] && *text.at != directions[axis][1])) continue;
        const int32_t sign = *text.at++ == directions[axis][0] ? 1 : -1;
        int64_t far = 1;
        if (text.at < text.end && mg_is_digit(*text.at) && !mg_scan_whole(&text, &far)) return false;
        if (far < 1 || far > 8) return false;
        offset[axis] = sign * (int32_t)far;
    }
    return text.at == text.end;
}

// A neighbour, "a_ne", or a stencil, "laplacian_a".
static MgStatus write_keyword(Writer *w, MgScan name) {
    const MgQuote quote = mg_quote(name);
    const MgReadyRule *r = w->rule;
    int32_t offset[3];
    MgScan chemical = { name.at, name.at + 1 };
    const Variable *v = name.end - name.at > 2 && name.at[1] == '_' ? find(w, chemical) : NULL;
    if (v != NULL && v->kind == CHEMICAL && read_direction((MgScan){ name.at + 2, name.end }, offset)) {
        mg_ready_write_neighbour(&w->body, v->field, offset);
        return MG_OK;
    }
    chemical = (MgScan){ name.end - 1, name.end };
    v = name.end - name.at > 2 && name.end[-2] == '_' ? find(w, chemical) : NULL;
    const MgScan stencil = { name.at, name.end - 2 };
    if (v != NULL && v->kind == CHEMICAL) {
        w->uses_laplacian = w->uses_laplacian || mg_scan_is(stencil, "laplacian");
        if (mg_ready_write_stencil(&w->body, stencil, v->field, r->axes, r->accuracy == MG_READY_HIGH)) return MG_OK;
        return MG_FAIL(BAD_FILE, "the pattern's formula uses %s, a stencil that is not known here in %d dimensions",
                       quote.text, r->axes);
    }
    return MG_FAIL(BAD_FILE, "the pattern's formula uses %s, which is not known here", quote.text);
}

static MgStatus write_name(Writer *w, MgScan name) {
    static const struct {
        const char *theirs, *ours;
    } places[] = { { "x_pos", "(x / Lx)" }, { "y_pos", "(y / Ly)" }, { "z_pos", "(z / Lz)" }, { "dx", "dx" } };
    Variable *v = find(w, name);
    if (v != NULL && v->written[0] == 0 && v->kind == LOCAL)
        return MG_FAIL(BAD_FILE, "the pattern's formula uses %s before it has a value", mg_quote(name).text);
    if (v != NULL) {
        v->used = true;
        mg_text_string(&w->body, v->written[0] != 0 ? v->written : "0");
        return MG_OK;
    }
    for (int32_t i = 0; i < MG_COUNT_OF(places); i++)
        if (mg_scan_is(name, places[i].theirs)) {
            mg_text_string(&w->body, places[i].ours);
            return MG_OK;
        }
    return write_keyword(w, name);
}

// $a, $b and $c stand for the values; every value is written as if it stood in parentheses. In OpenCL clamp gives the
// lower bound for what is no number, and some formulas rely on it.
static const struct {
    const char *name;
    int32_t values;
    const char *ours;
} functions[] = {
    { "fabs", 1, "abs($a)" },
    { "sqrt", 1, "sqrt($a)" },
    { "exp", 1, "exp($a)" },
    { "log", 1, "log($a)" },
    { "sin", 1, "sin($a)" },
    { "cos", 1, "cos($a)" },
    { "tan", 1, "tan($a)" },
    { "sinh", 1, "sinh($a)" },
    { "cosh", 1, "cosh($a)" },
    { "tanh", 1, "tanh($a)" },
    { "atan", 1, "atan($a)" },
    { "floor", 1, "floor($a)" },
    { "sign", 1, "sign($a)" },
    { "atan2", 2, "atan2($a, $b)" },
    { "min", 2, "min($a, $b)" },
    { "max", 2, "max($a, $b)" },
    { "fmin", 2, "min($a, $b)" },
    { "fmax", 2, "max($a, $b)" },
    { "clamp", 3, "min(max($b, $a), $c)" },
    { "smoothstep", 3, "smoothstep($a, $b, $c)" },
    { "step", 2, "step(($b) - ($a))" },
    { "select", 3, "if($c, $b, $a)" },
    { "mix", 3, "(($a) + (($b) - ($a)) * ($c))" },
    { "mad", 3, "(($a) * ($b) + ($c))" },
    { "fma", 3, "(($a) * ($b) + ($c))" },
    { "hypot", 2, "sqrt(($a)^2 + ($b)^2)" },
    { "exp2", 1, "exp(0.6931471805599453 * ($a))" },
    { "log2", 1, "(1.4426950408889634 * log($a))" },
    { "log10", 1, "(0.4342944819032518 * log($a))" },
    { "ceil", 1, "(-floor(-($a)))" },
    { "trunc", 1, "(sign($a) * floor(abs($a)))" },
    { "round", 1, "(sign($a) * floor(abs($a) + 0.5))" },
    { "fmod", 2, "(($a) - ($b) * sign(($a) / ($b)) * floor(abs(($a) / ($b))))" },
    { "isgreater", 2, "(($a) > ($b))" },
    { "isgreaterequal", 2, "(($a) >= ($b))" },
    { "isless", 2, "(($a) < ($b))" },
    { "islessequal", 2, "(($a) <= ($b))" },
    { "isequal", 2, "(($a) == ($b))" },
    { "isnotequal", 2, "(($a) != ($b))" },
};

// A power is a product where its exponent is a whole number, or a parameter that is one: so it is there for numbers
// below 0, too.
static MgStatus write_power(Writer *w, const MgFormulaNode *n) {
    const MgFormulaNode *e = &w->formula.nodes[n->b];
    const Variable *v = e->kind == MG_FORMULA_NAME ? find(w, e->text) : NULL;
    const bool number = e->kind == MG_FORMULA_NUMBER || (v != NULL && v->kind == PARAMETER);
    const double value = !number ? -1 : v != NULL ? v->value : e->number;
    mg_text_char(&w->body, '(');
    MG_TRY(write_node(w, n->a, 0));
    if (value >= 0 && value <= 64 && value == (double)(int32_t)value) {
        mg_text_format(&w->body, ")^%d", (int32_t)value);
        return MG_OK;
    }
    mg_text_string(&w->body, ")^(");
    MG_TRY(write_node(w, n->b, 0));
    mg_text_char(&w->body, ')');
    return MG_OK;
}

static MgStatus write_call(Writer *w, const MgFormulaNode *n) {
    const int16_t values[3] = { n->a, n->b, n->c };
    const int32_t count = (n->a >= 0) + (n->b >= 0) + (n->c >= 0);
    MgScan name = n->text;
    if (!mg_skip_text(&name, "native_")) mg_skip_text(&name, "half_");
    const bool power = mg_scan_is(name, "pow") || mg_scan_is(name, "powr") || mg_scan_is(name, "pown");
    if (power && count == 2) return write_power(w, n);
    for (int32_t i = 0; i < MG_COUNT_OF(functions); i++) {
        if (!mg_scan_is(name, functions[i].name) || functions[i].values != count) continue;
        for (const char *at = functions[i].ours; *at != 0; at++)
            if (*at != '$') mg_text_char(&w->body, *at);
            else MG_TRY(write_node(w, values[*++at - 'a'], 0));
        return MG_OK;
    }
    return MG_FAIL(BAD_FILE, "the pattern's formula uses %s of %d values, a function that is not known here",
                   mg_quote(n->text).text, count);
}

typedef struct Form {
    char sign;
    const char *ours;
    int32_t tight; // as in equations, from loose to tight
    bool chains;   // its left side may be of the same kind
} Form;

static const Form forms[] = {
    { '|', " or ", 1, true }, { '&', " and ", 2, true }, { '<', " < ", 4, false },  { 'L', " <= ", 4, false },
    { '>', " > ", 4, false }, { 'G', " >= ", 4, false }, { '=', " == ", 4, false }, { '!', " != ", 4, false },
    { '+', " + ", 5, true },  { '-', " - ", 5, true },   { '*', " * ", 6, true },   { '/', " / ", 6, true },
};

static MgStatus write_binary(Writer *w, const MgFormulaNode *n, int32_t at_least) {
    const Form *form = forms;
    while (form->sign != n->sign) form++;
    const bool loose = form->tight < at_least;
    if (loose) mg_text_char(&w->body, '(');
    MG_TRY(write_node(w, n->a, form->tight + !form->chains));
    mg_text_string(&w->body, form->ours);
    MG_TRY(write_node(w, n->b, form->tight + 1));
    if (loose) mg_text_char(&w->body, ')');
    return MG_OK;
}

static MgStatus write_unary(Writer *w, const MgFormulaNode *n, int32_t at_least) {
    const bool negative = n->sign == '-', loose = at_least > (negative ? 7 : 3);
    if (loose) mg_text_char(&w->body, '(');
    mg_text_string(&w->body, negative ? "-" : "not ");
    MG_TRY(write_node(w, n->a, negative ? 7 : 4));
    if (loose) mg_text_char(&w->body, ')');
    return MG_OK;
}

static MgStatus write_choice(Writer *w, const MgFormulaNode *n) {
    mg_text_string(&w->body, "if(");
    MG_TRY(write_node(w, n->a, 0));
    mg_text_string(&w->body, ", ");
    MG_TRY(write_node(w, n->b, 0));
    mg_text_string(&w->body, ", ");
    MG_TRY(write_node(w, n->c, 0));
    mg_text_char(&w->body, ')');
    return MG_OK;
}

static MgStatus write_node(Writer *w, int32_t node, int32_t at_least) {
    const MgFormulaNode *n = &w->formula.nodes[node];
    if (w->body.length > LARGEST_PART) return MG_FAIL(BAD_FILE, "the pattern's formula is too long");
    switch (n->kind) {
    case MG_FORMULA_NUMBER: mg_text_format(&w->body, "%r", n->number); return MG_OK;
    case MG_FORMULA_NAME: return write_name(w, n->text);
    case MG_FORMULA_UNARY: return write_unary(w, n, at_least);
    case MG_FORMULA_BINARY: return write_binary(w, n, at_least);
    case MG_FORMULA_SELECT: return write_choice(w, n);
    default: return write_call(w, n);
    }
}

// ---- statements

static bool reads(const MgFormula *f, int32_t root, MgScan name) {
    if (root < 0) return false;
    const MgFormulaNode *n = &f->nodes[root];
    if (n->kind == MG_FORMULA_NAME && same(n->text, name)) return true;
    return reads(f, n->a, name) || reads(f, n->b, name) || reads(f, n->c, name);
}

// Whether what statement s sets is used by a later one, or changed.
static bool is_used_later(const MgFormula *f, int32_t s) {
    const MgScan name = f->statements[s].name;
    for (int32_t i = s + 1; i < f->statement_count; i++)
        if (same(f->statements[i].name, name) || reads(f, f->statements[i].root, name)) return true;
    return false;
}

static bool is_set_anywhere(const MgFormula *f, MgScan name) {
    for (int32_t i = 0; i < f->statement_count; i++)
        if (same(f->statements[i].name, name)) return true;
    return false;
}

static MgScan of_chemical(const Variable *delta) { return (MgScan){ delta->name.end - 1, delta->name.end }; }

// A chemical's only delta is its equation, where nothing else sets either.
static bool is_rate(const Writer *w, const Variable *v, int32_t s) {
    return v->kind == DELTA && w->formula.statements[s].sign == 0 && !is_used_later(&w->formula, s) &&
           !is_set_anywhere(&w->formula, of_chemical(v));
}

static MgStatus find_target(Writer *w, const MgFormulaStatement *statement, Variable **out) {
    *out = statement->declares ? NULL : find(w, statement->name);
    if (*out == NULL && !statement->declares)
        return MG_FAIL(BAD_FILE, "the pattern's formula sets %s, which is neither a chemical nor its delta",
                       mg_quote(statement->name).text);
    if (*out != NULL && (*out)->kind == PARAMETER)
        return MG_FAIL(BAD_FILE, "the pattern's formula sets its parameter %s", mg_quote(statement->name).text);
    return *out != NULL ? MG_OK : add(w, statement->name, LOCAL, out);
}

static MgStatus write_value(Writer *w, const MgFormulaStatement *statement) {
    if (statement->sign == 0) return write_node(w, statement->root, 0);
    MG_TRY(write_name(w, statement->name));
    mg_text_format(&w->body, statement->sign == '+'   ? " + "
                             : statement->sign == '-' ? " - "
                             : statement->sign == '*' ? " * "
                                                      : " / ");
    return write_node(w, statement->root, 7);
}

static MgStatus write_statement(Writer *w, int32_t s) {
    const MgFormulaStatement *statement = &w->formula.statements[s];
    Variable *v;
    MG_TRY(find_target(w, statement, &v));
    if (statement->root < 0) return MG_OK;
    if (is_rate(w, v, s)) {
        mg_text_format(&w->body, "d%s/dt = ", find(w, of_chemical(v))->field);
        v->set = find(w, of_chemical(v))->used = true;
        MG_TRY(write_value(w, statement));
        mg_text_char(&w->body, '\n');
        v->written[0] = 0;
        return MG_OK;
    }
    char name[NAME_BYTES];
    MG_TRY(new_name(w, v->name, v->kind == CHEMICAL ? 2 : 1, name));
    mg_text_format(&w->body, "let %s = ", name);
    MG_TRY(write_value(w, statement));
    mg_text_char(&w->body, '\n');
    memcpy(v->written, name, NAME_BYTES);
    v->set = true;
    return MG_OK;
}

// What the formula left for the end of the step: a chemical that it set, and its delta.
static void write_step(Writer *w, const Variable *chemical, const Variable *delta) {
    const bool has_delta = delta->written[0] != 0;
    if (!chemical->set && delta->set && !has_delta) return; // its equation is written
    if (!chemical->set) mg_text_format(&w->body, "d%s/dt = %s\n", chemical->field, has_delta ? delta->written : "0");
    else if (!has_delta) mg_text_format(&w->body, "next %s = %s\n", chemical->field, chemical->written);
    else mg_text_format(&w->body, "next %s = %s + dt * %s\n", chemical->field, chemical->written, delta->written);
}

// ---- the whole text

static MgStatus add_names(Writer *w, char deltas[][8]) {
    const MgReadyRule *r = w->rule;
    static const char letters[] = "abcdefgh";
    for (int32_t i = 0; i < r->chemicals; i++) {
        Variable *v;
        MG_TRY(add(w, (MgScan){ letters + i, letters + i + 1 }, CHEMICAL, &v));
        v->field[0] = letters[i];
        MG_TRY(new_name(w, v->name, 1, v->written));
    }
    for (int32_t i = 0; i < r->chemicals; i++) {
        Variable *v;
        MgText text = mg_text_into(deltas[i], 8);
        mg_text_format(&text, "delta_%s", w->variables[i].field);
        MG_TRY(add(w, (MgScan){ deltas[i], deltas[i] + text.length }, DELTA, &v));
    }
    for (int32_t i = 0; i < r->parameter_count; i++) {
        Variable *v;
        const MgScan name = r->parameters[i].name;
        if (mg_scan_is(name, "dx")) continue; // the edge of a cell
        MG_TRY(add(w, name, PARAMETER, &v));
        v->value = r->parameters[i].value;
        if (mg_scan_is(name, "timestep")) memcpy(v->written, "dt", 3);
        else MG_TRY(new_name(w, name, 1, v->written));
    }
    return MG_OK;
}

static void write_quoted(MgText *out, MgScan text, int32_t most) {
    mg_text_char(out, '"');
    for (int32_t i = 0; i < most && text.at < text.end; i++, text.at++)
        mg_text_char(out, *text.at < ' ' || *text.at == '"' ? ' ' : *text.at);
    mg_text_char(out, '"');
}

// A parameter's range, which the file has none of, is around its value.
static void write_parameter(MgText *out, const Variable *v, int32_t number) {
    const double size = v->value < 0 ? -4 * v->value : 4 * v->value;
    if (number >= MOST_PARAMETERS) mg_text_format(out, "let %s = %r\n", v->written, v->value);
    else if (size == 0) mg_text_format(out, "parameter %s = 0 in -1..1\n", v->written);
    else
        mg_text_format(out, "parameter %s = %r in %r..%r\n", v->written, v->value, v->value < 0 ? -size : 0.0,
                       v->value < 0 ? 0.0 : size);
}

static void write_head(const Writer *w, MgText *out) {
    const MgReadyRule *r = w->rule;
    static const char unnamed[] = "Pattern";
    double dt = 1; // without the parameter a pattern does not run in Ready
    int32_t written = 0;
    for (int32_t i = 0; i < r->parameter_count; i++)
        if (mg_scan_is(r->parameters[i].name, "timestep")) dt = r->parameters[i].value;
    mg_text_string(out, "model ");
    write_quoted(out, r->name.at < r->name.end ? r->name : (MgScan){ unnamed, unnamed + sizeof unnamed - 1 }, 60);
    mg_text_string(out, " \"The formula of a pattern of the program Ready.\"\n");
    if (w->uses_laplacian)
        mg_text_string(out, r->accuracy == MG_READY_LOW && r->axes == 2 ? "laplacian 7\n" : "laplacian 27\n");
    mg_text_format(out, "parameter dt = %r in %r..%r\n", dt, dt / 100, dt * 4);
    for (int32_t i = 0; i < w->variable_count; i++) {
        const Variable *v = &w->variables[i];
        if (v->kind == PARAMETER && v->used && strcmp(v->written, "dt") != 0) write_parameter(out, v, written++);
    }
    for (int32_t i = 0; i < r->chemicals; i++) mg_text_format(out, "field %s\n", w->variables[i].field);
}

static void write_views(const Writer *w, MgText *out) {
    const MgReadyRule *r = w->rule;
    const bool told = r->low < r->high;
    int32_t first = 0;
    for (int32_t i = 0; i < r->chemicals; i++)
        if (mg_scan_is(r->shown, w->variables[i].field)) first = i;
    mg_text_string(out, "start nothing: a = 0\n");
    for (int32_t i = 0; i < r->chemicals; i++) {
        mg_text_format(out, "view %s", w->variables[(first + i) % r->chemicals].field);
        if (told) mg_text_format(out, " isovalue %r range %r..%r", (r->low + r->high) / 2, r->low, r->high);
        mg_text_char(out, '\n');
    }
}

static MgStatus write_all(Writer *w, char *body, char *whole) {
    char deltas[8][8];
    MG_TRY(add_names(w, deltas));
    w->body = mg_text_into(body, TEXT_BYTES);
    for (int32_t s = 0; s < w->formula.statement_count; s++) MG_TRY(write_statement(w, s));
    for (int32_t i = 0; i < w->rule->chemicals; i++)
        write_step(w, &w->variables[i], &w->variables[w->rule->chemicals + i]);
    MgText text = mg_text_into(whole, TEXT_BYTES);
    write_head(w, &text);
    mg_text_string(&text, body);
    write_views(w, &text);
    if (w->body.length >= TEXT_BYTES || text.length >= TEXT_BYTES)
        return MG_FAIL(BAD_FILE, "the pattern's formula is too long");
    return MG_OK;
}

MgStatus mg_ready_write_text(const MgReadyRule *rule, char **out) {
    *out = NULL;
    if (rule->chemicals < 1) return MG_FAIL(BAD_FILE, "the pattern's formula says no number_of_chemicals");
    if (rule->chemicals > 8)
        return MG_FAIL(BAD_FILE, "the pattern has %d chemicals, and equations have at most 8 fields", rule->chemicals);
    Writer *w = mg_allocate_cleared(sizeof *w);
    char *body = mg_allocate(TEXT_BYTES), *whole = mg_allocate(TEXT_BYTES);
    MgStatus status = w != NULL && body != NULL && whole != NULL
                          ? MG_OK
                          : MG_FAIL(OUT_OF_MEMORY, "no memory to read the pattern's formula");
    if (status == MG_OK) {
        w->rule = rule;
        status = mg_formula_read(rule->formula, &w->formula);
        if (status == MG_OK) status = write_all(w, body, whole);
    }
    mg_free(w), mg_free(body);
    if (status == MG_OK) *out = whole;
    else mg_free(whole);
    return status;
}

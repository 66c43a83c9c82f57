// One function for each kind of line.
#include <string.h>

#include "base/text.h"
#include "equations/reader.h"

static MgStatus read_model(MgEquationReader *r) {
    if (r->s.token.kind != MG_TOKEN_STRING) return mg_reader_expected(r, "the model's name, as \"text\"");
    mg_reader_string(r, r->e->label, MG_LABEL_BYTES);
    mg_reader_string(r, r->e->doc, MG_SENTENCE_BYTES);
    return MG_OK;
}

static MgStatus read_source(MgEquationReader *r) {
    if (r->s.token.kind != MG_TOKEN_STRING) return mg_reader_expected(r, "the paper, as \"text\"");
    mg_reader_string(r, r->e->source, MG_SENTENCE_BYTES);
    return MG_OK;
}

static MgStatus read_parameter(MgEquationReader *r) {
    MgEquations *e = r->e;
    const MgToken token = r->s.token;
    MgEquationParameter p = { .min = 0.0, .max = 1e6 };
    const bool is_dt = mg_token_is(&token, "dt"); // which there always is
    if (is_dt) MG_TRY(mg_reader_name(r, p.id));
    else MG_TRY(mg_reader_new_symbol(r, p.id));
    if (!is_dt && e->param_count == MG_MAX_PARAMS - 1)
        return mg_token_too_many(&token, "parameters", MG_MAX_PARAMS - 2);
    MG_TRY(mg_scanner_require(&r->s, "="));
    MG_TRY(mg_scanner_constant(&r->s, &p.initial));
    if (mg_reader_take(r, "in")) MG_TRY(mg_reader_range(r, &p.min, &p.max));
    else if (p.initial < 0) p.min = -1e6;
    if (mg_reader_take(r, "unit")) mg_reader_string(r, p.unit, MG_NAME_BYTES);
    mg_reader_string(r, p.doc, MG_SENTENCE_BYTES);
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

// Its label, range and brush; a map's formula stands behind them.
static MgStatus read_field_words(MgEquationReader *r, MgEquationField *f) {
    memcpy(f->label, f->id, MG_NAME_BYTES);
    mg_reader_string(r, f->label, MG_LABEL_BYTES);
    while (r->s.token.kind == MG_TOKEN_NAME) {
        if (mg_reader_take(r, "in")) {
            MG_TRY(mg_reader_range(r, &f->min, &f->max));
        } else if (mg_reader_take(r, "brush")) {
            MG_TRY(mg_scanner_constant(&r->s, &f->paint_value));
            MG_TRY(mg_scanner_require(&r->s, ","));
            MG_TRY(mg_scanner_constant(&r->s, &f->erase_value));
        } else return mg_reader_expected(r, "in or brush");
    }
    return MG_OK;
}

static MgStatus read_field_or_map(MgEquationReader *r, bool is_map) {
    MgEquations *e = r->e;
    const MgToken token = r->s.token;
    const double infinity = __builtin_inf();
    if (e->field_count == MG_MAX_FIELDS) return mg_token_too_many(&token, "fields", MG_MAX_FIELDS);
    MgEquationField f = { .rate = -1,
                          .map = -1,
                          .paint_value = 1.0,
                          .min = -infinity,
                          .max = infinity,
                          .keep_min = -infinity,
                          .keep_max = infinity,
                          .line = token.line,
                          .column = token.column };
    MG_TRY(mg_reader_new_symbol(r, f.id));
    MG_TRY(read_field_words(r, &f));
    if (is_map) {
        MG_TRY(mg_scanner_require(&r->s, "="));
        r->in_start = true, r->patterns = 0;
        MG_TRY(mg_reader_expression(r, &f.map));
        r->in_start = false, f.patterns = r->patterns;
    }
    e->fields[e->field_count++] = f;
    return MG_OK;
}

static MgStatus read_field(MgEquationReader *r) { return read_field_or_map(r, false); }

// map D in 0..1 = 0.1 + 0.05 * x / Lx
static MgStatus read_map(MgEquationReader *r) { return read_field_or_map(r, true); }

static MgStatus read_stepped_field(MgEquationReader *r, int32_t *out) {
    const MgToken token = r->s.token;
    MG_TRY(mg_reader_field_name(r, out));
    if (r->e->fields[*out].map < 0) return MG_OK;
    return mg_token_refuse(&token, "a map is not stepped: ", r->e->fields[*out].id);
}

static MgStatus read_let(MgEquationReader *r) {
    MgEquations *e = r->e;
    if (e->let_count == MG_MAX_LETS) return mg_token_too_many(&r->s.token, "lets", MG_MAX_LETS);
    MgEquationLet let;
    MG_TRY(mg_reader_new_symbol(r, let.id));
    MG_TRY(mg_scanner_require(&r->s, "="));
    MG_TRY(mg_reader_expression(r, &let.node));
    e->lets[e->let_count++] = let;
    return MG_OK;
}

// keep u in 0..1
static MgStatus read_keep(MgEquationReader *r) {
    int32_t field;
    MG_TRY(read_stepped_field(r, &field));
    MgEquationField *f = &r->e->fields[field];
    if (mg_reader_take(r, ">=")) return mg_scanner_constant(&r->s, &f->keep_min);
    if (mg_reader_take(r, "<=")) return mg_scanner_constant(&r->s, &f->keep_max);
    if (mg_reader_take(r, "in")) return mg_reader_range(r, &f->keep_min, &f->keep_max);
    return mg_reader_expected(r, "'>=', '<=' or in");
}

// cut v below 1e-15
static MgStatus read_cut(MgEquationReader *r) {
    int32_t field;
    MG_TRY(read_stepped_field(r, &field));
    MG_TRY(mg_scanner_require(&r->s, "below"));
    const MgToken token = r->s.token;
    MG_TRY(mg_scanner_constant(&r->s, &r->e->fields[field].least));
    return r->e->fields[field].least > 0
               ? MG_OK
               : mg_token_refuse(&token, "what is cut is nearer to 0 than a number above 0", "");
}

static MgStatus read_start(MgEquationReader *r) {
    MgEquations *e = r->e;
    if (e->start_count == MG_MAX_SEEDINGS) return mg_token_too_many(&r->s.token, "starts", MG_MAX_SEEDINGS);
    MgEquationStart start = { .doc = "A first state of the text." };
    const MgToken token = r->s.token;
    for (int32_t f = 0; f < MG_MAX_FIELDS; f++) start.node[f] = -1;
    MG_TRY(mg_reader_name(r, start.id));
    for (int32_t i = 0; i < e->start_count; i++)
        if (mg_token_names(&token, e->starts[i].id))
            return mg_token_refuse(&token, "there is already a start ", start.id);
    memcpy(start.label, start.id, MG_NAME_BYTES);
    mg_reader_string(r, start.label, MG_LABEL_BYTES);
    mg_reader_string(r, start.doc, MG_SENTENCE_BYTES);
    MG_TRY(mg_scanner_require(&r->s, ":"));
    r->in_start = true, r->patterns = 0;
    do {
        int32_t field;
        MG_TRY(mg_reader_field_name(r, &field));
        MG_TRY(mg_scanner_require(&r->s, "="));
        MG_TRY(mg_reader_expression(r, &start.node[field]));
    } while (mg_reader_take(r, ","));
    r->in_start = false, start.patterns = r->patterns;
    e->starts[e->start_count++] = start;
    return MG_OK;
}

static MgStatus read_view(MgEquationReader *r) {
    MgEquations *e = r->e;
    if (e->view_count == MG_MAX_VIEWS) return mg_token_too_many(&r->s.token, "views", MG_MAX_VIEWS);
    MgEquationView view = { .node = -1, .field = -1, .isovalue = 0.5, .min = 0.0, .max = 1.0 };
    const MgToken token = r->s.token;
    MG_TRY(mg_reader_name(r, view.id));
    for (int32_t i = 0; i < e->view_count; i++)
        if (mg_token_names(&token, e->views[i].id)) return mg_token_refuse(&token, "there is already a view ", view.id);
    memcpy(view.label, view.id, MG_NAME_BYTES);
    mg_reader_string(r, view.label, MG_LABEL_BYTES);
    int32_t symbol = mg_reader_find(e, &token);
    if (mg_reader_take(r, "=")) MG_TRY(mg_reader_expression(r, &view.node));
    else if (symbol / MG_SYMBOLS == MG_SYMBOL_FIELD && symbol >= 0) view.field = symbol % MG_SYMBOLS;
    else
        return mg_reader_refuse_unknown(e, &token, false, "a view is a field or NAME = EXPRESSION; there is no field ");
    while (r->s.token.kind == MG_TOKEN_NAME) {
        if (mg_reader_take(r, "isovalue")) MG_TRY(mg_scanner_constant(&r->s, &view.isovalue));
        else if (mg_reader_take(r, "range")) MG_TRY(mg_reader_range(r, &view.min, &view.max));
        else return mg_reader_expected(r, "isovalue or range");
    }
    if (!(view.isovalue >= view.min && view.isovalue <= view.max))
        return mg_token_refuse(&token, "its isovalue is outside its range: ", view.id);
    e->views[e->view_count++] = view;
    return MG_OK;
}

static MgStatus read_preset(MgEquationReader *r) {
    MgEquations *e = r->e;
    if (e->preset_count == MG_MAX_PRESETS) return mg_token_too_many(&r->s.token, "presets", MG_MAX_PRESETS);
    MgEquationPreset *preset = &e->presets[e->preset_count];
    MG_TRY(mg_reader_name(r, preset->id));
    memcpy(preset->label, preset->id, MG_NAME_BYTES);
    memcpy(preset->doc, "Values that belong together.", sizeof "Values that belong together.");
    mg_reader_string(r, preset->label, MG_LABEL_BYTES);
    mg_reader_string(r, preset->doc, MG_SENTENCE_BYTES);
    MG_TRY(mg_scanner_require(&r->s, ":"));
    MgText text = mg_text_into(preset->settings, MG_SENTENCE_BYTES);
    while (r->s.token.kind == MG_TOKEN_NAME) {
        const MgToken name = r->s.token;
        double value;
        int32_t param = mg_reader_find(e, &name);
        if (param < 0 || param / MG_SYMBOLS != MG_SYMBOL_PARAMETER)
            return mg_reader_refuse_unknown(e, &name, false, "there is no parameter ");
        mg_scanner_next(&r->s);
        MG_TRY(mg_scanner_require(&r->s, "="));
        MG_TRY(mg_scanner_constant(&r->s, &value));
        mg_text_format(&text, text.length > 0 ? " %s=%r" : "%s=%r", e->params[param].id, value);
    }
    if (text.length >= MG_SENTENCE_BYTES) return mg_reader_expected(r, "fewer settings");
    e->preset_count++;
    return MG_OK;
}

// next u = ...
static MgStatus read_next(MgEquationReader *r) {
    int32_t field;
    const MgToken token = r->s.token;
    MG_TRY(read_stepped_field(r, &field));
    MgEquationField *f = &r->e->fields[field];
    if (f->rate >= 0) return mg_token_refuse(&token, "there is already an equation of ", f->id);
    f->iterated = true;
    MG_TRY(mg_scanner_require(&r->s, "="));
    return mg_reader_expression(r, &f->rate);
}

// laplacian 27
static MgStatus read_laplacian(MgEquationReader *r) {
    const double points = r->s.token.kind == MG_TOKEN_NUMBER ? r->s.token.number : 0;
    if (points != 7 && points != 27) return mg_reader_expected(r, "7 or 27, the points of the Laplacian");
    r->e->isotropic = points == 27;
    mg_scanner_next(&r->s);
    return MG_OK;
}

// du/dt = ...
static MgStatus read_rate(MgEquationReader *r) {
    MgEquations *e = r->e;
    MgToken name = r->s.token, all = name;
    name.start++, name.length--;
    int32_t field = mg_reader_find(e, &name);
    if (field < 0 || field / MG_SYMBOLS != MG_SYMBOL_FIELD) {
        MgNearest nearest = mg_nearest(&name);
        for (int32_t i = 0; i < e->field_count; i++) mg_nearest_try(&nearest, e->fields[i].id);
        return mg_nearest_refuse(&nearest, "there is no field ");
    }
    MgEquationField *f = &e->fields[field % MG_SYMBOLS];
    if (f->map >= 0) return mg_token_refuse(&all, "a map is not stepped: ", f->id);
    if (f->rate >= 0) return mg_token_refuse(&all, "there is already an equation of ", f->id);
    mg_scanner_next(&r->s);
    MG_TRY(mg_scanner_require(&r->s, "/"));
    MG_TRY(mg_scanner_require(&r->s, "dt"));
    MG_TRY(mg_scanner_require(&r->s, "="));
    return mg_reader_expression(r, &f->rate);
}

bool mg_reader_begins_rate(const MgEquationReader *r) {
    const MgToken *t = &r->s.token;
    const char *at = r->s.at;
    while (at < r->s.end && *at == ' ') at++;
    return t->kind == MG_TOKEN_NAME && t->length > 1 && t->start[0] == 'd' && at < r->s.end && *at == '/';
}

MgStatus mg_reader_line(MgEquationReader *r) {
    static const struct {
        const char *word;
        MgStatus (*read)(MgEquationReader *r);
    } kinds[] = { { "model", read_model },        { "source", read_source }, { "parameter", read_parameter },
                  { "field", read_field },        { "map", read_map },       { "let", read_let },
                  { "next", read_next },          { "keep", read_keep },     { "cut", read_cut },
                  { "start", read_start },        { "view", read_view },     { "preset", read_preset },
                  { "laplacian", read_laplacian } };
    const MgToken token = r->s.token;
    if (token.kind == MG_TOKEN_LINE_END || token.kind == MG_TOKEN_END) return MG_OK;
    for (int32_t i = 0; i < MG_COUNT_OF(kinds); i++)
        if (mg_reader_take(r, kinds[i].word)) return kinds[i].read(r);
    if (mg_reader_begins_rate(r)) return read_rate(r);
    if (token.kind == MG_TOKEN_NAME) {
        MgNearest nearest = mg_nearest(&token);
        for (int32_t i = 0; i < MG_COUNT_OF(kinds); i++) mg_nearest_try(&nearest, kinds[i].word);
        if (nearest.name != NULL) return mg_nearest_refuse(&nearest, "no line begins with ");
    }
    return mg_reader_expected(
        r, "parameter, field, map, let, du/dt, next, start, view, keep, cut, preset, laplacian or model");
}

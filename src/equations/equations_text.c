#include "equations/equations_text.h"

#include <string.h>

#include "equations/reader.h"

static void take_dt(MgEquations *e) {
    e->params[0] = (MgEquationParameter){
        .id = "dt", .unit = "t", .doc = "Length of a time step.", .initial = 0.01, .min = 1e-6, .max = 100.0
    };
    e->param_count = 1;
}

static MgStatus check_whole(const MgEquations *e, const MgEquationReader *r) {
    int32_t stepped = 0;
    for (int32_t f = 0; f < e->field_count; f++) stepped += e->fields[f].map < 0;
    if (stepped == 0) return mg_reader_expected(r, "at least one field");
    for (int32_t f = 0; f < e->field_count; f++)
        if (e->fields[f].rate < 0 && e->fields[f].map < 0)
            return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: field %s has no equation; write d%s/dt = ...",
                           e->fields[f].line, e->fields[f].column, e->fields[f].id, e->fields[f].id);
    return MG_OK;
}

// What a text leaves out: every field that is stepped is a view, and a start takes the maps' own formulas.
static void add_defaults(MgEquations *e) {
    for (int32_t f = 0; f < e->field_count; f++) {
        const MgEquationField *field = &e->fields[f];
        for (int32_t s = 0; s < e->start_count && field->map >= 0; s++) {
            MgEquationStart *start = &e->starts[s];
            if (start->node[f] >= 0) continue;
            start->node[f] = field->map, start->patterns |= field->patterns;
        }
    }
    const bool has_views = e->view_count > 0;
    for (int32_t f = 0; f < e->field_count && !has_views; f++) {
        const MgEquationField *field = &e->fields[f];
        if (field->map >= 0) continue;
        bool bounded = field->max < __builtin_inf();
        MgEquationView view = {
            .node = -1, .field = f, .min = bounded ? field->min : -1.0, .max = bounded ? field->max : 1.0
        };
        view.isovalue = 0.5 * (view.min + view.max);
        memcpy(view.id, field->id, MG_NAME_BYTES);
        memcpy(view.label, field->label, MG_LABEL_BYTES);
        e->views[e->view_count++] = view;
    }
}

MgStatus mg_equations_parse(const char *text, size_t length, MgEquations *out) {
    memset(out, 0, sizeof *out);
    take_dt(out);
    MgEquationReader r = { .s = mg_scanner(text, length), .e = out };
    r.s.joins_lines = true;
    for (;;) {
        MG_TRY(mg_reader_line(&r));
        if (r.s.token.kind == MG_TOKEN_END) break;
        if (r.s.token.kind != MG_TOKEN_LINE_END) return mg_reader_expected(&r, "the end of the line");
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
    MgEquationReader r = { .s = mg_scanner(text, length) };
    for (bool first = true; r.s.token.kind != MG_TOKEN_END; mg_scanner_next(&r.s)) {
        if (first && (mg_token_is(&r.s.token, "species") || mg_token_is(&r.s.token, "reaction"))) return false;
        if (first &&
            (mg_token_is(&r.s.token, "field") || mg_token_is(&r.s.token, "model") || mg_reader_begins_rate(&r)))
            return true;
        first = r.s.token.kind == MG_TOKEN_LINE_END;
    }
    return false;
}

#include "io/ready.h"

// ---- the rule

static MgStatus read_parameter(const MgTag *tag, MgScan value, MgReady *r) {
    MgScan name = mg_trimmed(mg_attribute(tag, "name"));
    double number;
    mg_skip_space(&value);
    if (!mg_scan_number(&value, &number)) {
        char text[MG_SNAPSHOT_NAME_BYTES] = { 0 };
        size_t length = (size_t)(name.end - name.at);
        memcpy(text, name.at, length < sizeof text ? length : sizeof text - 1);
        return MG_FAIL(BAD_FILE, "the pattern's parameter %s is no number", text);
    }
    if (r->parameter_count < MG_MOST_READY_PARAMETERS)
        r->parameters[r->parameter_count++] = (MgReadyParameter){ name, number };
    return MG_OK;
}

static MgStatus refuse_rule(const MgReady *r) {
    char text[MG_SNAPSHOT_NAME_BYTES] = { 0 };
    size_t length = (size_t)(r->rule.end - r->rule.at);
    if (length > 0)
        memcpy(text, r->rule.at, length < sizeof text ? length : sizeof text - 1); // a formula may stand alone
    for (char *c = text; *c != 0; c++)
        if (*c < 0x20 || *c > 0x7e) *c = '?';
    if (r->other_formula)
        return MG_FAIL(
            BAD_FILE,
            "the pattern's rule '%s' has a formula that is no model here; there is: Gray-Scott, delta_a = D_a * "
            "laplacian_a - a*b*b + F*(1-a), delta_b = D_b * laplacian_b + a*b*b - (F+k)*b",
            text);
    return MG_FAIL(BAD_FILE, "the pattern's rule '%s' is not read here; there is: Gray-Scott", text);
}

static MgStatus read_rule_tag(const MgTag *tag, MgReady *r) {
    r->rule = mg_attribute(tag, "name");
    r->periodic = !mg_has_attribute(tag, "wrap", "0");
    r->formula = mg_has_attribute(tag, "type", "formula");
    r->coarse = mg_has_attribute(tag, "accuracy", "low");
    if (r->formula) return MG_OK; // its text decides
    if (!mg_has_attribute(tag, "type", "inbuilt") || !mg_scan_is(r->rule, "Gray-Scott")) return refuse_rule(r);
    r->model = "gray_scott";
    return MG_OK;
}

// ---- its formula

static void skip_comment(MgScan *text) {
    bool line = mg_skip_text(text, "//");
    if (!line && !mg_skip_text(text, "/*")) return;
    const char *end = mg_find(*text, line ? "\n" : "*/");
    text->at = end == NULL ? text->end : end + (line ? 0 : 2);
}

// Without spaces, comments and the f behind numbers, and with k small, for it is written either way.
static bool formula_is(MgScan text, const char *expected) {
    char before = 0;
    for (; text.at < text.end && *text.at != '<'; text.at++) {
        skip_comment(&text);
        if (text.at == text.end || *text.at == '<') break;
        char c = *text.at == 'K' ? 'k' : *text.at;
        if (mg_is_space(c) || (c == 'f' && (mg_is_digit(before) || before == '.'))) continue;
        if (*expected == 0 || *expected++ != c) return false; // a 0 in the file is not its end
        before = c;
    }
    return *expected == 0;
}

static MgStatus read_formula_tag(MgScan rest, MgReady *r) {
    static const char *const ways[] = {
        "delta_a=D_a*laplacian_a-a*b*b+F*(1.0-a);delta_b=D_b*laplacian_b+a*b*b-(F+k)*b;",
        "delta_a=D_a*laplacian_a-a*b*b+F*(1.-a);delta_b=D_b*laplacian_b+a*b*b-(F+k)*b;",
        "delta_a=D_a*laplacian_a-a*b*b+F*(1-a);delta_b=D_b*laplacian_b+a*b*b-(F+k)*b;",
    };
    for (int32_t i = 0; i < MG_COUNT_OF(ways); i++)
        if (formula_is(rest, ways[i])) r->model = "gray_scott";
    r->other_formula = r->model == NULL;
    return r->other_formula ? refuse_rule(r) : MG_OK;
}

// ---- tags

MgStatus mg_ready_read_tag(const MgTag *tag, MgScan rest, MgReady *r) {
    if (mg_tag_is(tag, "rule")) return read_rule_tag(tag, r);
    if (mg_tag_is(tag, "param") && r->rule.at != NULL) return read_parameter(tag, rest, r);
    if (mg_tag_is(tag, "formula")) return read_formula_tag(rest, r);
    mg_overlays_read_tag(tag, &r->overlays);
    return MG_OK;
}

// ---- in this program's words

static void add_parameter(MgVolumeInfo *info, const char *name, double value) {
    if (info->parameter_count == MG_MOST_ARRAYS) return;
    MgSnapshotParameter *p = &info->parameters[info->parameter_count++];
    memcpy(p->name, name, strlen(name) + 1);
    p->value = value;
}

// A formula has the grid's spacing as a parameter; its Laplacian in three dimensions is the isotropic one of 27 points,
// which on flat and thin patterns becomes Ready's of nine points and of three. The inbuilt rule has seven points, as
// formulas of low accuracy have, and no spacing.
static void translate_parameters(MgReady *r, MgVolumeInfo *info, double *spacing) {
    static const struct {
        const char *theirs, *ours;
    } names[] = {
        { "timestep", "dt" }, { "D_a", "du" }, { "D_b", "dv" }, { "k", "kill" }, { "K", "kill" }, { "F", "feed" },
    };
    add_parameter(info, "laplacian", r->formula && !r->coarse ? 1 : 0);
    for (int32_t p = 0; p < r->parameter_count; p++) {
        for (int32_t i = 0; i < MG_COUNT_OF(names); i++)
            if (mg_scan_is(r->parameters[p].name, names[i].theirs))
                add_parameter(info, names[i].ours, r->parameters[p].value);
        if (r->formula && mg_scan_is(r->parameters[p].name, "dx") && r->parameters[p].value > 0)
            *spacing = r->parameters[p].value;
        mg_overlays_set_parameter(&r->overlays, r->parameters[p].name, r->parameters[p].value);
    }
}

// Chemicals are a, b, ..., in whatever order they stand in the file; as components of one array they have no names.
static void put_in_order(MgVolume *v) {
    for (int32_t i = 0; i < v->info.array_count; i++)
        for (int32_t j = i + 1; j < v->info.array_count; j++) {
            const char *name = v->info.names[j];
            if (name[0] != 'a' + i || name[1] != 0) continue;
            float *values = v->values[i];
            v->values[i] = v->values[j], v->values[j] = values;
            memcpy(v->info.names[j], v->info.names[i], sizeof v->info.names[i]);
        }
    for (int32_t i = 0; i < v->info.array_count; i++) v->info.names[i][0] = 0;
}

MgStatus mg_ready_finish(MgReady *r, MgVolume *out) {
    if (r->rule.at != NULL && r->model == NULL) return refuse_rule(r);
    if (r->model == NULL) return MG_OK;
    memcpy(out->info.model, r->model, strlen(r->model) + 1);
    out->info.periodic = r->periodic;
    double spacing = 1; // Ready does not look at the image's
    translate_parameters(r, &out->info, &spacing);
    mg_volume_place(out, (double[3]){ spacing, spacing, spacing }, out->info.origin, false);
    put_in_order(out);
    return r->overlays.generated ? mg_overlays_apply(&r->overlays, out) : MG_OK;
}

#include "io/ready_pattern.h"

#include "base/memory.h"
#include "base/text.h"

// ---- the rule

static MgStatus read_parameter(const MgTag *tag, MgScan rest, MgReady *r) {
    MgScan name = mg_trimmed(mg_attribute(tag, "name")), value = mg_trimmed(mg_element_text(rest.at, rest.end));
    double number;
    if (!mg_scan_as_number(value, &number) || number - number != 0)
        return MG_FAIL(BAD_FILE, "the pattern's parameter %s is '%s', which is no number", mg_quote(name).text,
                       mg_quote(value).text);
    if (r->parameter_count == MG_MAX_READY_PARAMETERS)
        return MG_FAIL(BAD_FILE, "the pattern's rule has more than %d parameters", MG_MAX_READY_PARAMETERS);
    r->parameters[r->parameter_count++] = (MgReadyParameter){ name, number };
    return MG_OK;
}

static MgStatus refuse_rule(const MgReady *r) {
    return MG_FAIL(BAD_FILE, "the pattern's rule '%s' is not read here; there are: Gray-Scott, and formulas",
                   mg_quote(r->rule).text);
}

static MgStatus read_rule_tag(const MgTag *tag, MgReady *r) {
    MgScan wrap = mg_attribute(tag, "wrap");
    r->rule = mg_attribute(tag, "name");
    r->periodic = !mg_scan_is(wrap, "0");
    r->formula = mg_has_attribute(tag, "type", "formula");
    if (mg_has_attribute(tag, "type", "kernel"))
        return MG_FAIL(BAD_FILE, "the pattern's rule '%s' is a kernel in OpenCL, which is not read here; formulas are",
                       mg_quote(r->rule).text);
    if (r->periodic && wrap.at < wrap.end && !mg_scan_is(wrap, "1"))
        return MG_FAIL(BAD_FILE, "the pattern's wrap is '%s', neither 0 nor 1", mg_quote(wrap).text);
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
    for (; text.at < text.end; text.at++) {
        skip_comment(&text);
        if (text.at == text.end) break;
        char c = *text.at == 'K' ? 'k' : *text.at;
        if (mg_is_space(c) || (c == 'f' && (mg_is_digit(before) || before == '.'))) continue;
        if (*expected == 0 || *expected++ != c) return false; // a 0 in the file is not its end
        before = c;
    }
    return *expected == 0;
}

static MgStatus read_accuracy(const MgTag *tag, MgReadyAccuracy *out) {
    static const char *const names[] = { [MG_READY_MEDIUM] = "medium",
                                         [MG_READY_LOW] = "low",
                                         [MG_READY_HIGH] = "high" };
    MgScan accuracy = mg_attribute(tag, "accuracy");
    if (accuracy.at == accuracy.end) return MG_OK;
    for (int32_t i = 0; i < MG_COUNT_OF(names); i++)
        if (mg_scan_is(accuracy, names[i])) {
            *out = (MgReadyAccuracy)i;
            return MG_OK;
        }
    return MG_FAIL(BAD_FILE, "the pattern's accuracy '%s' is none of low, medium and high", mg_quote(accuracy).text);
}

static MgStatus read_formula_tag(const MgTag *tag, MgScan rest, MgReady *r) {
    static const char *const ways[] = {
        "delta_a=D_a*laplacian_a-a*b*b+F*(1.0-a);delta_b=D_b*laplacian_b+a*b*b-(F+k)*b;",
        "delta_a=D_a*laplacian_a-a*b*b+F*(1.-a);delta_b=D_b*laplacian_b+a*b*b-(F+k)*b;",
        "delta_a=D_a*laplacian_a-a*b*b+F*(1-a);delta_b=D_b*laplacian_b+a*b*b-(F+k)*b;",
    };
    const MgScan text = mg_element_text(rest.at, rest.end), chemicals = mg_attribute(tag, "number_of_chemicals");
    for (int32_t i = 0; i < MG_COUNT_OF(ways); i++)
        if (formula_is(text, ways[i])) r->model = "gray_scott";
    r->text = text;
    const bool counted = mg_scan_as_whole(chemicals, &r->chemicals) && r->chemicals >= 1;
    if (r->model == NULL && !counted)
        return MG_FAIL(BAD_FILE, "the pattern's formula is of '%s' chemicals, which is no number of them",
                       mg_quote(chemicals).text);
    return read_accuracy(tag, &r->accuracy);
}

// ---- tags

// The first unknown element is the reason why no run can start from the pattern.
static void remember(MgReady *r, MgStatus status) {
    if (status == MG_OK || r->refusal[0] != 0) return;
    MgText text = mg_text_into(r->refusal, sizeof r->refusal);
    mg_text_string(&text, mg_error_message());
}

static void read_shown(const MgTag *tag, MgReady *r) {
    const MgScan value = mg_attribute(tag, "value");
    double number;
    if (mg_tag_is(tag, "active_chemical")) r->shown = value;
    else if (mg_scan_as_number(value, &number) && number - number == 0)
        *(mg_tag_is(tag, "low") ? &r->low : &r->high) = number;
}

void mg_ready_read_tag(const MgTag *tag, MgScan rest, MgReady *r) {
    if (mg_tag_is(tag, "rule")) remember(r, read_rule_tag(tag, r));
    else if (mg_tag_is(tag, "param") && r->rule.at != NULL) remember(r, read_parameter(tag, rest, r));
    else if (mg_tag_is(tag, "formula")) remember(r, read_formula_tag(tag, rest, r));
    else if (mg_tag_is(tag, "low") || mg_tag_is(tag, "high") || mg_tag_is(tag, "active_chemical")) read_shown(tag, r);
    else mg_overlays_read_tag(tag, &r->overlays);
}

// ---- in this program's words

static void add_parameter(MgVolumeInfo *info, const char *name, double value) {
    MG_ASSERT(info->parameter_count < MG_MAX_ARRAYS);
    MgSnapshotParameter *p = &info->parameters[info->parameter_count++];
    memcpy(p->name, name, strlen(name) + 1);
    p->value = value;
}

static bool is_plane(const MgVolumeInfo *info) { return (info->nx > 1) + (info->ny > 1) + (info->nz > 1) == 2; }

// The Laplacian with 21 points in a plane is no choice of a model; equations spell it out.
static bool is_model(const MgReady *r, const MgVolumeInfo *info) {
    return r->model != NULL && !(r->formula && is_plane(info) && r->accuracy == MG_READY_HIGH);
}

// Ready's Laplacian of a formula has 27 points in space, which on flat patterns become its nine and on thin ones its
// three. In a plane it may have five, too; seven points on a flat pattern are five. The inbuilt rule has seven.
static void choose_laplacian(const MgReady *r, MgVolumeInfo *info) {
    const bool isotropic = r->formula && !(is_plane(info) && r->accuracy == MG_READY_LOW);
    add_parameter(info, "laplacian", isotropic ? 1 : 0);
}

static const struct {
    const char *theirs, *other, *ours;
} names[] = {
    { "timestep", "timestep", "dt" },
    { "D_a", "D_a", "du" },
    { "D_b", "D_b", "dv" },
    { "k", "K", "kill" },
    { "F", "F", "feed" },
};

static MgStatus translate_parameter(const MgReady *r, int32_t name, MgVolumeInfo *info) {
    const MgReadyParameter *found = NULL;
    for (int32_t p = 0; p < r->parameter_count; p++) {
        if (!mg_scan_is(r->parameters[p].name, names[name].theirs) &&
            !mg_scan_is(r->parameters[p].name, names[name].other))
            continue;
        if (found != NULL)
            return MG_FAIL(BAD_FILE, "the pattern's rule has the parameter %s twice", names[name].theirs);
        found = &r->parameters[p];
    }
    if (found == NULL) return MG_FAIL(BAD_FILE, "the pattern's rule has no parameter %s", names[name].theirs);
    add_parameter(info, names[name].ours, found->value);
    return MG_OK;
}

// A formula has the grid's spacing as a parameter; Ready does not look at the image's. The inbuilt rule has none.
static MgStatus place(const MgReady *r, MgVolume *out) {
    double dx = 1;
    for (int32_t p = 0; p < r->parameter_count; p++)
        if (r->formula && mg_scan_is(r->parameters[p].name, "dx")) dx = r->parameters[p].value;
    if (!(dx > 0)) return MG_FAIL(BAD_FILE, "the pattern's parameter dx is %g, which is no length", dx);
    return mg_volume_place(out, (double[3]){ dx, dx, dx }, out->info.origin, false);
}

static MgStatus translate(const MgReady *r, MgVolume *out) {
    choose_laplacian(r, &out->info);
    for (int32_t i = 0; i < MG_COUNT_OF(names); i++) MG_TRY(translate_parameter(r, i, &out->info));
    return place(r, out);
}

static MgStatus write_equations(const MgReady *r, MgVolume *out) {
    const MgVolumeInfo *info = &out->info;
    const size_t length = (size_t)(r->text.end - r->text.at);
    char *formula = mg_allocate(length + 1);
    if (formula == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for the pattern's formula");
    const MgReadyRule rule = { .name = r->rule,
                               .formula = { formula, formula + mg_unescape(r->text, formula, length) },
                               .parameters = r->parameters,
                               .parameter_count = r->parameter_count,
                               .chemicals = (int32_t)mg_min_i64(r->chemicals, 1000),
                               .axes = (info->nx > 1) + (info->ny > 1) + (info->nz > 1),
                               .accuracy = r->accuracy,
                               .low = r->low,
                               .high = r->high,
                               .shown = r->shown };
    MgStatus status = mg_ready_write_text(&rule, &out->equations);
    mg_free(formula);
    out->info.equations = out->equations;
    return status == MG_OK ? place(r, out) : status;
}

// Chemicals are a, b, ..., in whatever order they stand in the file.
static void put_in_order(MgVolume *v) {
    for (int32_t i = 0; i < v->info.array_count; i++)
        for (int32_t j = i + 1; j < v->info.array_count; j++) {
            char name[MG_SNAPSHOT_NAME_BYTES];
            memcpy(name, v->info.names[j], sizeof name);
            if (name[0] != 'a' + i || name[1] != 0) continue;
            float *values = v->values[i];
            v->values[i] = v->values[j], v->values[j] = values;
            memcpy(v->info.names[j], v->info.names[i], sizeof name);
            memcpy(v->info.names[i], name, sizeof name);
        }
}

// As components of one array chemicals have no names; the fields of a model are theirs in order.
static void take_names(MgVolume *v) {
    for (int32_t i = 0; i < v->info.array_count; i++) v->info.names[i][0] = 0;
}

static MgStatus make_first_state(MgReady *r, MgVolume *out) {
    if (!r->overlays.generated) return MG_OK;
    for (int32_t p = 0; p < r->parameter_count; p++)
        mg_overlays_set_parameter(&r->overlays, r->parameters[p].name, r->parameters[p].value);
    const MgStatus status = mg_overlays_check(&r->overlays, out->info.array_count);
    if (status == MG_OK) return mg_overlays_apply(&r->overlays, out);
    mg_volume_note(out, "the values are those of the file, without the overlays of the pattern");
    return status;
}

static MgStatus translate_rule(const MgReady *r, MgVolume *out) {
    if (is_model(r, &out->info)) return translate(r, out);
    return r->text.at != NULL ? write_equations(r, out) : refuse_rule(r);
}

MgStatus mg_ready_finish(MgReady *r, MgVolume *out) {
    const bool is_pattern = r->rule.at != NULL || r->model != NULL || r->text.at != NULL;
    if (!is_pattern && r->refusal[0] == 0) return MG_OK;
    if (r->refusal[0] == 0) remember(r, translate_rule(r, out));
    put_in_order(out);
    remember(r, make_first_state(r, out));
    if (r->refusal[0] != 0) {
        memcpy(out->info.refusal, r->refusal, sizeof r->refusal);
        out->info.parameter_count = 0;
        return MG_OK;
    }
    const char *model = is_model(r, &out->info) ? r->model : "equations";
    memcpy(out->info.model, model, strlen(model) + 1);
    out->info.periodic = r->periodic;
    if (out->info.equations == NULL || out->info.array_count == r->chemicals) take_names(out);
    return MG_OK;
}

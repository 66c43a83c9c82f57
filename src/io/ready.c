#include "io/ready.h"

#include "base/rng.h"

// ---- the rule

static const struct { const char *theirs, *ours; } gray_scott[] = {
    { "timestep", "dt" }, { "D_a", "du" }, { "D_b", "dv" }, { "k", "kill" }, { "K", "kill" }, { "F", "feed" },
};

static MgStatus read_parameter(const MgTag *tag, MgScan value, MgReady *r) {
    MgScan name = mg_attribute(tag, "name");
    mg_skip_space(&value);
    for (int32_t i = 0; i < MG_COUNT_OF(gray_scott); i++) {
        if (!mg_scan_is(name, gray_scott[i].theirs) || r->parameter_count == MG_MOST_ARRAYS) continue;
        MgSnapshotParameter *p = &r->parameters[r->parameter_count++];
        memcpy(p->name, gray_scott[i].ours, strlen(gray_scott[i].ours) + 1);
        if (mg_scan_number(&value, &p->value)) return MG_OK;
        return MG_FAIL(BAD_FILE, "the pattern's parameter %s is no number", gray_scott[i].theirs);
    }
    return MG_OK;
}

static MgStatus refuse_rule(MgScan name) {
    char text[MG_SNAPSHOT_NAME_BYTES] = { 0 };
    size_t length = (size_t)(name.end - name.at);
    if (length > 0) memcpy(text, name.at, length < sizeof text ? length : sizeof text - 1);      // a formula may stand alone
    for (char *c = text; *c != 0; c++)
        if (*c < 0x20 || *c > 0x7e) *c = '?';
    return MG_FAIL(BAD_FILE, "the pattern's rule '%s' is not read here; there is: Gray-Scott", text);
}

static MgStatus read_rule_tag(const MgTag *tag, MgReady *r) {
    r->rule = mg_attribute(tag, "name");
    r->periodic = !mg_has_attribute(tag, "wrap", "0");
    if (mg_has_attribute(tag, "type", "formula")) return MG_OK;             // its text decides
    if (!mg_has_attribute(tag, "type", "inbuilt") || !mg_scan_is(r->rule, "Gray-Scott")) return refuse_rule(r->rule);
    r->model = "gray_scott";
    return MG_OK;
}

// Without spaces, the f behind numbers, and with k small, for it is written either way.
static bool formula_is(MgScan text, const char *expected) {
    char before = 0;
    for (; text.at < text.end && *text.at != '<'; text.at++) {
        char c = *text.at == 'K' ? 'k' : *text.at;
        if (mg_is_space(c) || (c == 'f' && mg_is_digit(before))) continue;
        if (*expected == 0 || *expected++ != c) return false;        // a 0 in the file is not its end
        before = c;
    }
    return *expected == 0;
}

static MgStatus read_formula_tag(MgScan rest, MgReady *r) {
    static const char *const ways[] = {
        "delta_a=D_a*laplacian_a-a*b*b+F*(1.0-a);delta_b=D_b*laplacian_b+a*b*b-(F+k)*b;",
        "delta_a=D_a*laplacian_a-a*b*b+F*(1-a);delta_b=D_b*laplacian_b+a*b*b-(F+k)*b;",
    };
    for (int32_t i = 0; i < MG_COUNT_OF(ways); i++)
        if (formula_is(rest, ways[i])) r->model = "gray_scott";
    return r->model != NULL ? MG_OK : refuse_rule(r->rule);
}

// ---- overlays

static double number_attribute(const MgTag *tag, const char *name, double otherwise) {
    MgScan value = mg_attribute(tag, name);
    double number;
    mg_skip_space(&value);
    return mg_scan_number(&value, &number) && number - number == 0 ? number : otherwise;
}

static int32_t chemical_attribute(const MgTag *tag) {
    MgScan value = mg_attribute(tag, "chemical");
    return value.end - value.at == 1 && *value.at >= 'a' && *value.at < 'a' + MG_MOST_ARRAYS ? *value.at - 'a' : MG_MOST_ARRAYS;
}

static bool read_op(const MgTag *tag, MgOverlay *o) {
    static const char *const names[] = { "overwrite", "add", "subtract", "multiply", "divide" };
    for (int32_t i = 0; i < MG_COUNT_OF(names); i++)
        if (mg_tag_is(tag, names[i])) {
            o->op = (MgOverlayOp)i;
            return true;
        }
    return false;
}

static bool read_fill(const MgTag *tag, MgOverlay *o) {
    if (mg_tag_is(tag, "constant")) o->fill = CONSTANT, o->low = number_attribute(tag, "value", 0);
    else if (mg_tag_is(tag, "white_noise"))
        o->fill = NOISE, o->low = number_attribute(tag, "low", 0), o->high = number_attribute(tag, "high", 1);
    else if (mg_tag_is(tag, "other_chemical")) o->fill = OTHER, o->other = chemical_attribute(tag);
    else return false;
    return true;
}

static bool read_shape(const MgTag *tag, MgOverlay *o) {
    if (mg_tag_is(tag, "everywhere")) o->everywhere = true, o->shape_count++;
    else if (mg_tag_is(tag, "rectangle")) o->shape_count++;
    else if (mg_tag_is(tag, "point3D") && o->corner_count < 2) {
        double *corner = o->corner[o->corner_count++];
        corner[0] = number_attribute(tag, "x", 0), corner[1] = number_attribute(tag, "y", 0);
        corner[2] = number_attribute(tag, "z", 0);
    } else return false;
    return true;
}

static void read_overlay_tag(const MgTag *tag, MgReady *r) {
    if (mg_tag_is(tag, "overlay")) {
        if (r->overlay_count == MG_MOST_OVERLAYS) r->strange = tag->name;
        else r->overlays[r->overlay_count++] = (MgOverlay){ .chemical = chemical_attribute(tag) };
        r->in_overlay = true;
        return;
    }
    if (mg_tag_is(tag, "/overlay")) r->in_overlay = false;
    if (!r->in_overlay || *tag->name.at == '/') return;
    MgOverlay *o = &r->overlays[r->overlay_count - 1];
    if (!read_op(tag, o) && !read_fill(tag, o) && !read_shape(tag, o)) r->strange = tag->name;
    if (o->shape_count > 1) r->strange = tag->name;
}

// ---- tags

MgStatus mg_ready_read_tag(const MgTag *tag, MgScan rest, MgReady *r) {
    if (mg_tag_is(tag, "rule")) return read_rule_tag(tag, r);
    if (mg_tag_is(tag, "param") && r->rule.at != NULL) return read_parameter(tag, rest, r);
    if (mg_tag_is(tag, "formula")) return read_formula_tag(rest, r);
    if (mg_tag_is(tag, "initial_pattern_generator")) r->generated = mg_has_attribute(tag, "apply_when_loading", "true");
    read_overlay_tag(tag, r);
    return MG_OK;
}

// ---- making the first state

static bool is_inside(const MgOverlay *o, const int64_t extent[3], const int32_t at[3]) {
    for (int32_t axis = 0; axis < 3 && !o->everywhere; axis++) {
        double n = (double)extent[axis], here = at[axis];
        if (extent[axis] > 1 && (here < o->corner[0][axis] * n || here > o->corner[1][axis] * n)) return false;
    }
    return true;
}

// Ready's noise differs each time; ours is the same each time.
static double fill_of(const MgOverlay *o, int32_t number, const double *values, const int32_t at[3]) {
    if (o->fill == CONSTANT) return o->low;
    if (o->fill == OTHER) return values[o->other];
    return o->low + (o->high - o->low) * (double)mg_unit_float(mg_random_at(1, (uint32_t)number, at[0], at[1], at[2]).word[0]);
}

static void apply(const MgOverlay *o, int32_t number, const int32_t at[3], double *values) {
    double *value = &values[o->chemical], fill = fill_of(o, number, values, at);
    switch (o->op) {
    case OVERWRITE: *value = fill; break;
    case ADD: *value += fill; break;
    case SUBTRACT: *value -= fill; break;
    case MULTIPLY: *value *= fill; break;
    case DIVIDE: *value = fill != 0 ? *value / fill : 0; break;
    }
}

static MgStatus check_overlays(const MgReady *r, int32_t chemicals) {
    char name[32] = { 0 };
    size_t length = (size_t)(r->strange.end - r->strange.at);
    if (r->strange.at != NULL) {
        memcpy(name, r->strange.at, length < sizeof name ? length : sizeof name - 1);
        return MG_FAIL(BAD_FILE, "the pattern is made with <%s>, which is not read here; open it in Ready and save it with its "
                                 "generator off", name);
    }
    for (int32_t i = 0; i < r->overlay_count; i++) {
        const MgOverlay *o = &r->overlays[i];
        bool whole = o->everywhere || o->corner_count == 2;
        if (o->chemical >= chemicals || (o->fill == OTHER && o->other >= chemicals) || !whole)
            return MG_FAIL(BAD_FILE, "overlay %d of the pattern names no chemical it has, or no shape", i + 1);
    }
    return MG_OK;
}

static MgStatus generate(const MgReady *r, MgVolume *out) {
    MG_TRY(check_overlays(r, out->info.array_count));
    size_t cell = 0;
    int32_t at[3];
    const int64_t extent[3] = { out->info.nx, out->info.ny, out->info.nz };
    for (at[2] = 0; at[2] < out->info.nz; at[2]++)
        for (at[1] = 0; at[1] < out->info.ny; at[1]++)
            for (at[0] = 0; at[0] < out->info.nx; at[0]++, cell++) {
                double values[MG_MOST_ARRAYS];
                for (int32_t a = 0; a < out->info.array_count; a++) values[a] = out->values[a][cell];
                for (int32_t i = 0; i < r->overlay_count; i++)
                    if (is_inside(&r->overlays[i], extent, at)) apply(&r->overlays[i], i, at, values);
                for (int32_t a = 0; a < out->info.array_count; a++) {
                    float value = (float)values[a];
                    if (value - value != 0) return MG_FAIL(BAD_FILE, "the pattern's overlays make a value that is not finite");
                    out->values[a][cell] = value;
                }
            }
    return MG_OK;
}

MgStatus mg_ready_finish(const MgReady *r, MgVolume *out) {
    if (r->rule.at != NULL && r->model == NULL) return refuse_rule(r->rule);
    if (r->model == NULL) return MG_OK;
    memcpy(out->info.model, r->model, strlen(r->model) + 1);
    out->info.periodic = r->periodic;
    out->info.parameter_count = r->parameter_count;
    memcpy(out->info.parameters, r->parameters, sizeof out->info.parameters);
    for (int32_t i = 0; i < out->info.array_count; i++) out->info.names[i][0] = 0;      // chemicals come in order
    return r->generated ? generate(r, out) : MG_OK;
}

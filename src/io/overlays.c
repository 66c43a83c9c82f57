#include "io/overlays.h"

#include "base/detmath.h"
#include "base/rng.h"

// ---- reading

// 0 where there is none.
static double number_attribute(const MgTag *tag, const char *name, MgOverlays *all) {
    MgScan value = mg_attribute(tag, name);
    double number;
    if (value.at == value.end) return 0;
    if (mg_scan_as_number(value, &number) && number - number == 0) return number;
    all->no_number = value;
    return 0;
}

static int32_t chemical_attribute(const MgTag *tag) {
    MgScan value = mg_attribute(tag, "chemical");
    return value.end - value.at == 1 && *value.at >= 'a' && *value.at < 'a' + MG_MAX_ARRAYS ? *value.at - 'a'
                                                                                            : MG_MAX_ARRAYS;
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

static const struct {
    const char *name;
    MgOverlayFill fill;
    int32_t points;
    const char *first, *second;
} fills[] = {
    { "constant", CONSTANT, 0, "value", "" },         { "white_noise", NOISE, 0, "low", "high" },
    { "other_chemical", OTHER, 0, "", "" },           { "parameter", PARAMETER, 0, "", "" },
    { "linear_gradient", LINEAR, 2, "val1", "val2" }, { "radial_gradient", RADIAL, 2, "val1", "val2" },
    { "gaussian", GAUSSIAN, 1, "height", "sigma" },   { "sine", SINE, 2, "phase", "amplitude" },
};

static bool read_fill(const MgTag *tag, MgOverlays *all, MgOverlay *o) {
    for (int32_t i = 0; i < MG_COUNT_OF(fills); i++) {
        if (!mg_tag_is(tag, fills[i].name)) continue;
        o->fill = fills[i].fill;
        o->first = number_attribute(tag, fills[i].first, all), o->second = number_attribute(tag, fills[i].second, all);
        o->other = chemical_attribute(tag), o->parameter = mg_attribute(tag, "name");
        all->open = &o->points;
        return true;
    }
    return false;
}

static const struct {
    const char *name;
    int32_t points;
} shapes[] = {
    [EVERYWHERE] = { "everywhere", 0 },
    [RECTANGLE] = { "rectangle", 2 },
    [CIRCLE] = { "circle", 1 },
    [PIXEL] = { "pixel", 0 },
};

static bool read_shape(const MgTag *tag, MgOverlays *all, MgOverlay *o) {
    for (int32_t i = 0; i < MG_COUNT_OF(shapes); i++) {
        if (!mg_tag_is(tag, shapes[i].name)) continue;
        all->too_many = all->too_many || all->shape_count == MG_MAX_SHAPES;
        if (all->too_many) return true;
        MgOverlayShape *s = &all->shapes[all->shape_count++];
        *s = (MgOverlayShape){ .kind = (MgOverlayShapeKind)i, .radius = number_attribute(tag, "radius", all) };
        for (int32_t axis = 0; axis < 3; axis++)
            s->pixel[axis] = number_attribute(tag, (const char *[]){ "x", "y", "z" }[axis], all);
        o->shape_count++;
        all->open = &s->points;
        return true;
    }
    return false;
}

// Written point3D, and in old patterns point3d.
static bool read_point(const MgTag *tag, MgOverlays *all) {
    if ((!mg_tag_is(tag, "point3D") && !mg_tag_is(tag, "point3d")) || all->open == NULL || all->open->count == 2)
        return false;
    float *point = all->open->at[all->open->count++];
    for (int32_t axis = 0; axis < 3; axis++)
        point[axis] = (float)number_attribute(tag, (const char *[]){ "x", "y", "z" }[axis], all);
    return true;
}

void mg_overlays_read_tag(const MgTag *tag, MgOverlays *all) {
    if (mg_tag_is(tag, "initial_pattern_generator")) {
        all->generated = mg_has_attribute(tag, "apply_when_loading", "true");
        all->keeps = mg_has_attribute(tag, "zero_first", "false");
    }
    if (mg_tag_is(tag, "overlay")) {
        all->too_many = all->too_many || all->overlay_count == MG_MAX_OVERLAYS;
        if (all->too_many) return;
        all->overlays[all->overlay_count++] =
            (MgOverlay){ .chemical = chemical_attribute(tag), .first_shape = all->shape_count };
        all->inside = true, all->open = NULL;
        return;
    }
    if (mg_tag_is(tag, "/overlay")) all->inside = false;
    if (!all->inside || *tag->name.at == '/') return;
    MgOverlay *o = &all->overlays[all->overlay_count - 1];
    if (!read_op(tag, o) && !read_fill(tag, all, o) && !read_shape(tag, all, o) && !read_point(tag, all))
        all->strange = tag->name;
}

void mg_overlays_set_parameter(MgOverlays *all, MgScan name, double value) {
    for (int32_t i = 0; i < all->overlay_count; i++) {
        MgOverlay *o = &all->overlays[i];
        size_t length = (size_t)(name.end - name.at);
        if (o->fill != PARAMETER || (size_t)(o->parameter.end - o->parameter.at) != length ||
            memcmp(o->parameter.at, name.at, length) != 0)
            continue;
        o->fill = CONSTANT, o->first = value;
    }
}

// ---- where: in Ready's single precision, so that a cell on an edge is on the same side of it

typedef struct Cell {
    int32_t at[3];
    float extent[3], longest;
} Cell;

static float part_of(const Cell *c, int32_t axis) { return (float)c->at[axis] / c->extent[axis]; }

// From a point in parts of the box to the cell, in cells; only along the axes that the box has, where flat is set.
static double distance(const Cell *c, const float point[3], bool flat) {
    double square = 0;
    for (int32_t axis = 0; axis < 3; axis++) {
        double d = (double)c->at[axis] - (double)(point[axis] * c->extent[axis]);
        if (!flat || c->extent[axis] > 1) square += d * d;
    }
    return __builtin_sqrt(square);
}

static bool is_inside(const MgOverlayShape *s, const Cell *c) {
    if (s->kind == CIRCLE) return distance(c, s->points.at[0], true) < s->radius * (double)c->longest;
    for (int32_t axis = 0; axis < 3 && s->kind != EVERYWHERE; axis++) {
        if (c->extent[axis] <= 1) continue;
        if (s->kind == PIXEL && (double)c->at[axis] != s->pixel[axis]) return false;
        float part = part_of(c, axis);
        if (s->kind == RECTANGLE && (part < s->points.at[0][axis] || part > s->points.at[1][axis])) return false;
    }
    return true;
}

// ---- what

// How far along the line from the first point to the second the cell is: 0 and 1 at the points.
static double along(const MgPoints *p, const Cell *c) {
    double dot = 0, square = 0;
    for (int32_t axis = 0; axis < 3; axis++) {
        double line = (double)p->at[1][axis] - (double)p->at[0][axis];
        dot += ((double)part_of(c, axis) - (double)p->at[0][axis]) * line;
        square += line * line;
    }
    return dot / square;
}

static double radial(const MgPoints *p, const Cell *c) {
    double square = 0;
    for (int32_t axis = 0; axis < 3; axis++) {
        double line = ((double)p->at[1][axis] - (double)p->at[0][axis]) * (double)c->extent[axis];
        square += line * line;
    }
    return distance(c, p->at[0], false) / __builtin_sqrt(square);
}

#define TWO_PI 6.283185307179586

// Taylor's series on a quarter turn to either side, to 1e-12: the library has no sine, and has the same bits
// everywhere.
static double sine(double angle) {
    double turns = angle / TWO_PI;
    turns -= __builtin_floor(turns + 0.5);
    if (turns > 0.25) turns = 0.5 - turns;
    if (turns < -0.25) turns = -0.5 - turns;
    double x = turns * TWO_PI, term = x, sum = x;
    for (int32_t n = 3; n <= 17; n += 2) sum += term *= -x * x / (double)(n * (n - 1));
    return sum;
}

static double gaussian(const MgOverlay *o, const Cell *c) {
    double d = distance(c, o->points.at[0], false) / (o->second * (double)c->longest);
    double exponent = -d * d / 2; // no number, and no value then, where sigma is 0
    return exponent == exponent ? o->first * (double)mg_exp((float)exponent) : exponent;
}

// Ready's noise differs each time; ours is the same each time.
static double noise(const MgOverlay *o, int32_t number, const Cell *c) {
    return o->first +
           (o->second - o->first) *
               (double)mg_unit_float(mg_random_at(1, (uint32_t)number, c->at[0], c->at[1], c->at[2]).word[0]);
}

static double fill_of(const MgOverlay *o, int32_t number, const double *values, const Cell *c) {
    switch (o->fill) {
    case NOISE: return noise(o, number, c);
    case OTHER: return values[o->other];
    case LINEAR: return o->first + (o->second - o->first) * along(&o->points, c);
    case RADIAL: return o->first + (o->second - o->first) * radial(&o->points, c);
    case GAUSSIAN: return gaussian(o, c);
    case SINE: return o->second * sine(along(&o->points, c) * TWO_PI - o->first);
    case CONSTANT:
    case PARAMETER:
    case NO_FILL: return o->first;
    }
    return 0;
}

static double result_of(MgOverlayOp op, double value, double fill) {
    switch (op) {
    case OVERWRITE: return fill;
    case ADD: return value + fill;
    case SUBTRACT: return value - fill;
    case MULTIPLY: return value * fill;
    case DIVIDE: return fill != 0 ? value / fill : 0;
    }
    return value;
}

// ---- making the first state

static MgStatus refuse_strange(MgScan what) {
    return MG_FAIL(BAD_FILE,
                   "the pattern is made with <%s>, which is not read here; open it in Ready and save it with its "
                   "generator off",
                   mg_quote(what).text);
}

static bool is_whole(const MgOverlays *all, const MgOverlay *o, int32_t chemicals) {
    if (o->chemical >= chemicals || (o->fill == OTHER && o->other >= chemicals) || o->shape_count == 0) return false;
    for (int32_t i = 0; i < MG_COUNT_OF(fills); i++)
        if (fills[i].fill == o->fill && o->points.count < fills[i].points) return false;
    for (int32_t i = o->first_shape; i < o->first_shape + o->shape_count; i++)
        if (all->shapes[i].points.count < shapes[all->shapes[i].kind].points) return false;
    return o->fill != NO_FILL && o->fill != PARAMETER;
}

MgStatus mg_overlays_check(const MgOverlays *all, int32_t chemicals) {
    if (all->strange.at != NULL) return refuse_strange(all->strange);
    if (all->no_number.at != NULL)
        return MG_FAIL(BAD_FILE, "an overlay of the pattern has '%s' where a number should be",
                       mg_quote(all->no_number).text);
    if (all->too_many)
        return MG_FAIL(
            BAD_FILE,
            "the pattern is made with more than %d overlays or %d shapes; open it in Ready and save it with its "
            "generator off",
            MG_MAX_OVERLAYS, MG_MAX_SHAPES);
    for (int32_t i = 0; i < all->overlay_count; i++)
        if (!is_whole(all, &all->overlays[i], chemicals))
            return MG_FAIL(BAD_FILE, "overlay %d of the pattern lacks its chemical, fill, parameter, shape or points",
                           i + 1);
    return MG_OK;
}

static void apply(const MgOverlays *all, const Cell *c, double *values) {
    for (int32_t i = 0; i < all->overlay_count; i++) {
        const MgOverlay *o = &all->overlays[i];
        for (int32_t s = o->first_shape; s < o->first_shape + o->shape_count; s++)
            if (is_inside(&all->shapes[s], c))
                values[o->chemical] = result_of(o->op, values[o->chemical], fill_of(o, i, values, c));
    }
}

MgStatus mg_overlays_apply(const MgOverlays *all, MgVolume *v) {
    size_t cell = 0;
    Cell c = { .extent = { (float)v->info.nx, (float)v->info.ny, (float)v->info.nz } };
    for (int32_t axis = 0; axis < 3; axis++)
        if (c.extent[axis] > c.longest) c.longest = c.extent[axis];
    for (c.at[2] = 0; c.at[2] < v->info.nz; c.at[2]++)
        for (c.at[1] = 0; c.at[1] < v->info.ny; c.at[1]++)
            for (c.at[0] = 0; c.at[0] < v->info.nx; c.at[0]++, cell++) {
                double values[MG_MAX_ARRAYS];
                for (int32_t a = 0; a < v->info.array_count; a++)
                    values[a] = all->keeps ? (double)v->values[a][cell] : 0;
                apply(all, &c, values);
                for (int32_t a = 0; a < v->info.array_count; a++) {
                    float value = (float)values[a];
                    if (value - value != 0)
                        return MG_FAIL(BAD_FILE, "the pattern's overlays make a value that is not finite");
                    v->values[a][cell] = value;
                }
            }
    return MG_OK;
}

// Where a ray first meets the surface. Inside a cube between eight cells the interpolated field along a ray is a cubic,
// so its first root there is found exactly: between the cubic's extrema it is monotonic, and a bisection cannot miss.
// After Marmitt, Kleer, Wald, Friedrich and Slusallek 2004, "Fast and accurate ray-voxel intersection techniques for
// iso-surface ray tracing".
#include "engine/internal.h"
#include "grid/border.h"

#define HALVINGS 60 // of an interval: more than a double has bits

typedef struct Cubic {
    double k[4];
} Cubic; // k[0] + k[1] s + k[2] s^2 + k[3] s^3

typedef struct Walk {
    const MgGrid *grid;
    const float *previous, *newest;
    double weight;                            // of the newest
    double isovalue, origin[3], direction[3]; // in cells; the direction has length 1 in units of length
    int32_t cubes[3];                         // along each axis
    double begin, end;                        // of the ray in the box, in units of length
    int32_t wall;                             // axis of the wall through which it comes in; -1: begins inside
} Walk;

static int32_t extent(const MgGrid *g, int32_t axis) { return axis == 0 ? g->nx : axis == 1 ? g->ny : g->nz; }

// ---- the field

static double value_at(const Walk *w, int32_t x, int32_t y, int32_t z) {
    const MgGrid *g = w->grid;
    ptrdiff_t at = mg_grid_index(g, mg_border_cell(x, g->nx, g->boundary[0]), mg_border_cell(y, g->ny, g->boundary[1]),
                                 mg_border_cell(z, g->nz, g->boundary[2]));
    if (w->weight == 1.0) return (double)w->newest[at] - w->isovalue;
    return (1.0 - w->weight) * (double)w->previous[at] + w->weight * (double)w->newest[at] - w->isovalue;
}

// The values of the eight corners minus the isovalue; corner bits are x, y, z. Returns whether their signs differ.
static bool corners_of(const Walk *w, const int32_t cube[3], double out[8]) {
    int32_t inside = 0;
    for (int32_t i = 0; i < 8; i++) {
        out[i] = value_at(w, cube[0] + (i & 1), cube[1] + (i >> 1 & 1), cube[2] + (i >> 2));
        inside += out[i] > 0.0;
    }
    return inside > 0 && inside < 8;
}

static Cubic times_linear(Cubic c, double at, double slope) {
    return (Cubic){ { c.k[0] * at, c.k[1] * at + c.k[0] * slope, c.k[2] * at + c.k[1] * slope,
                      c.k[3] * at + c.k[2] * slope } };
}

// Along u + s d, from the corner (0, 0, 0) of the cube.
static Cubic along(const double corners[8], const double u[3], const double d[3]) {
    Cubic sum = { { 0 } };
    for (int32_t i = 0; i < 8; i++) {
        Cubic c = { { corners[i] } };
        for (int32_t axis = 0; axis < 3; axis++)
            c = i >> axis & 1 ? times_linear(c, u[axis], d[axis]) : times_linear(c, 1.0 - u[axis], -d[axis]);
        for (int32_t n = 0; n < 4; n++) sum.k[n] += c.k[n];
    }
    return sum;
}

static double at(Cubic c, double s) { return c.k[0] + s * (c.k[1] + s * (c.k[2] + s * c.k[3])); }

// ---- the first root

// Places in 0..length between which the cubic is monotonic, 0 and length included; returns how many.
static int32_t turning_points(Cubic c, double length, double out[4]) {
    double a = 3.0 * c.k[3], b = 2.0 * c.k[2], square = b * b - 4.0 * a * c.k[1];
    int32_t n = 0;
    out[n++] = 0.0;
    if (square >= 0.0) {
        double q = -0.5 * (b + (b < 0.0 ? -__builtin_sqrt(square) : __builtin_sqrt(square)));
        double one = a != 0.0 ? q / a : length, other = q != 0.0 ? c.k[1] / q : length;
        double first = one < other ? one : other, second = one < other ? other : one;
        if (first > 0.0 && first < length) out[n++] = first;
        if (second > out[n - 1] && second < length) out[n++] = second;
    }
    out[n++] = length;
    return n;
}

static double bisect(Cubic c, double low, double high) {
    bool inside = at(c, low) > 0.0;
    for (int32_t i = 0; i < HALVINGS; i++) {
        double middle = 0.5 * (low + high);
        if ((at(c, middle) > 0.0) == inside) low = middle;
        else high = middle;
    }
    return high;
}

// The first sign change along 0..length, given the side at its beginning; negative: none.
static double first_crossing(Cubic c, double length, bool inside) {
    double places[4];
    int32_t n = turning_points(c, length, places);
    if ((at(c, 0.0) > 0.0) != inside) return 0.0; // between two cubes, by rounding
    for (int32_t i = 0; i + 1 < n; i++)
        if ((at(c, places[i + 1]) > 0.0) != inside) return bisect(c, places[i], places[i + 1]);
    return -1.0;
}

// ---- through the box

static bool has_box(const MgRay *ray) { return !(ray->box_min[0] > ray->box_max[0]); }

// Clips the ray to the domain and the clip box; false: it misses both.
static bool enter(Walk *w, const MgRay *ray) {
    w->begin = 0.0, w->end = 1e300, w->wall = -1;
    for (int32_t axis = 0; axis < 3; axis++) {
        double low = 0.0, high = w->cubes[axis], dx = w->grid->dx, o = w->origin[axis], d = w->direction[axis];
        if (has_box(ray)) {
            if ((double)ray->box_min[axis] / dx > low) low = (double)ray->box_min[axis] / dx;
            if ((double)ray->box_max[axis] / dx < high) high = (double)ray->box_max[axis] / dx;
        }
        if (d == 0.0 && (o < low || o > high)) return false;
        if (d == 0.0) continue;
        double in = ((d > 0.0 ? low : high) - o) / d, out = ((d > 0.0 ? high : low) - o) / d;
        if (in > w->begin) w->begin = in, w->wall = axis;
        if (out < w->end) w->end = out;
    }
    return w->begin < w->end;
}

static double place(const Walk *w, int32_t axis, double t) { return w->origin[axis] + t * w->direction[axis]; }

static int32_t cube_at(const Walk *w, int32_t axis, double t) {
    double c = place(w, axis, t);
    int32_t i = c > 0.0 ? (int32_t)mg_min_i32((int32_t)c, w->cubes[axis] - 1) : 0;
    return w->direction[axis] < 0.0 && (double)i == c && i > 0 ? i - 1 : i; // on a face: the cube ahead
}

// When the ray leaves the cube, and along which axis.
static double leave(const Walk *w, const int32_t cube[3], int32_t *axis) {
    double soonest = 1e300;
    for (int32_t i = 0; i < 3; i++) {
        double d = w->direction[i];
        if (d == 0.0) continue;
        double t = ((double)(cube[i] + (d > 0.0)) - w->origin[i]) / d;
        if (t < soonest) soonest = t, *axis = i;
    }
    return soonest;
}

static Cubic cubic_of(const Walk *w, const int32_t cube[3], const double corners[8], double t) {
    double u[3];
    for (int32_t i = 0; i < 3; i++) u[i] = place(w, i, t) - cube[i];
    return along(corners, u, w->direction);
}

static double interpolated(const Walk *w, const int32_t cube[3], const double u[3]) {
    const double nowhere[3] = { 0 };
    double corners[8];
    corners_of(w, cube, corners);
    return at(along(corners, u, nowhere), 0.0);
}

// The gradient as the mesher takes it: central differences of the cells, interpolated.
static void surface_normal(const Walk *w, const int32_t cube[3], double t, float out[3]) {
    double u[3], gradient[3], length = 0;
    for (int32_t i = 0; i < 3; i++) u[i] = place(w, i, t) - cube[i];
    for (int32_t i = 0; i < 3; i++) {
        int32_t before[3] = { cube[0], cube[1], cube[2] }, after[3] = { cube[0], cube[1], cube[2] };
        before[i]--, after[i]++;
        gradient[i] = interpolated(w, after, u) - interpolated(w, before, u);
        length += gradient[i] * gradient[i];
    }
    length = __builtin_sqrt(length);
    for (int32_t i = 0; i < 3; i++) out[i] = length > 0.0 ? (float)(-gradient[i] / length) : 0.0f;
}

static void found(const Walk *w, const int32_t cube[3], double t, bool cut, MgRayHit *out) {
    *out = (MgRayHit){ .hit = true, .cut = cut, .distance = t };
    if (cut) out->normal[w->wall] = w->direction[w->wall] > 0.0 ? -1.0f : 1.0f;
    else surface_normal(w, cube, t, out->normal);
    for (int32_t i = 0; i < 3; i++) {
        double c = place(w, i, t);
        out->position[i] = c * w->grid->dx;
        out->cell[i] = mg_border_cell((int32_t)__builtin_floor(c + 0.5), extent(w->grid, i), w->grid->boundary[i]);
    }
}

static void walk(const Walk *w, MgRayHit *out) {
    int32_t cube[3], axis = 0;
    double corners[8];
    for (int32_t i = 0; i < 3; i++) cube[i] = cube_at(w, i, w->begin);
    corners_of(w, cube, corners);
    bool inside = at(cubic_of(w, cube, corners, w->begin), 0.0) > 0.0;
    if (inside && w->wall >= 0) {
        found(w, cube, w->begin, true, out);
        return;
    }
    for (double t = w->begin; t < w->end;) {
        double next = leave(w, cube, &axis);
        next = next < w->end ? next : w->end;
        if (corners_of(w, cube, corners) || (corners[0] > 0.0) != inside) {
            double s = first_crossing(cubic_of(w, cube, corners, t), next - t, inside);
            if (s >= 0.0) {
                found(w, cube, t + s, false, out);
                return;
            }
        }
        cube[axis] += w->direction[axis] > 0.0 ? 1 : -1;
        if (cube[axis] < 0 || cube[axis] >= w->cubes[axis]) return;
        t = next;
    }
}

// ---- asked from outside

static MgStatus check(const MgRay *ray) {
    double length = 0;
    for (int32_t i = 0; i < 3; i++) {
        if (ray->origin[i] - ray->origin[i] != 0.0 || ray->direction[i] - ray->direction[i] != 0.0)
            return MG_FAIL(INVALID_ARGUMENT, "the ray's origin %g or direction %g is not a finite number",
                           ray->origin[i], ray->direction[i]);
        length += ray->direction[i] * ray->direction[i];
    }
    if (!(length > 0.0)) return MG_FAIL(INVALID_ARGUMENT, "the ray has no direction");
    if (!(ray->blend >= 0.0f && ray->blend <= 1.0f))
        return MG_FAIL(INVALID_ARGUMENT, "blend = %g is outside 0..1", (double)ray->blend);
    if (ray->isovalue - ray->isovalue != 0.0f)
        return MG_FAIL(INVALID_ARGUMENT, "isovalue = %g is not a finite number", (double)ray->isovalue);
    return MG_OK;
}

MgStatus mg_engine_raycast(MgEngine *e, const MgRay *ray, MgRayHit *out) {
    *out = (MgRayHit){ 0 };
    MG_TRY(check(ray));
    if (e->keyframe_count == 0) mg_engine_publish(e);
    const MgGrid *g = &e->run.grid;
    const MgKeyframe *newest = &e->keyframes[e->newest],
                     *previous = e->keyframe_count == 2 ? &e->keyframes[1 - e->newest] : newest;
    Walk w = { .grid = g,
               .previous = previous->values,
               .newest = newest->values,
               .weight = (double)ray->blend,
               .isovalue = (double)ray->isovalue };
    double length = 0;
    for (int32_t i = 0; i < 3; i++) length += ray->direction[i] * ray->direction[i];
    for (int32_t i = 0; i < 3; i++) {
        w.cubes[i] = extent(g, i) - !mg_border_wraps(g->boundary[i]);
        w.origin[i] = ray->origin[i] / g->dx;
        w.direction[i] = ray->direction[i] / __builtin_sqrt(length) / g->dx;
    }
    if (enter(&w, ray)) walk(&w, out);
    return MG_OK;
}

// The tree is differentiated forward in interval arithmetic: every node has an interval of values and one of slopes. A
// stencil multiplies a slope by its symbols, from the smooth mode's 0 to the checkerboard's.
#include "equations/derivative.h"

#include "base/detmath.h"
#include "model/stencil.h"

typedef MgBounds Interval;

typedef struct Dual {
    Interval value, slope;
} Dual;

typedef struct Analysis {
    const MgEquations *e;
    const float *params;
    const MgBounds *ranges;          // of fields
    double laplacian, second, first; // largest symbols
    int32_t field;                   // differentiated by
    Dual nodes[MG_MAX_NODES];
} Analysis;

static const Interval zero = { 0, 0 }, everything = { -__builtin_inf(), __builtin_inf() };

static double smaller(double a, double b) { return a < b ? a : b; }
static double larger(double a, double b) { return a > b ? a : b; }
static double size_of(Interval a) { return larger(-a.low, a.high); }

static Interval point(double x) { return (Interval){ x, x }; }
static Interval around(double size) { return (Interval){ -size, size }; }
static Interval hull(Interval a, Interval b) { return (Interval){ smaller(a.low, b.low), larger(a.high, b.high) }; }
static Interval plus(Interval a, Interval b) { return (Interval){ a.low + b.low, a.high + b.high }; }
static Interval negated(Interval a) { return (Interval){ -a.high, -a.low }; }
static Interval minus(Interval a, Interval b) { return plus(a, negated(b)); }

static double product(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; } // nothing times anything is nothing

static Interval times(Interval a, Interval b) {
    double p[4] = { product(a.low, b.low), product(a.low, b.high), product(a.high, b.low), product(a.high, b.high) };
    return (Interval){ smaller(smaller(p[0], p[1]), smaller(p[2], p[3])),
                       larger(larger(p[0], p[1]), larger(p[2], p[3])) };
}

static Interval inverse(Interval a) {
    if (a.low <= 0 && a.high >= 0) return everything;
    return (Interval){ 1 / a.high, 1 / a.low };
}

static Interval squared(Interval a) {
    Interval s = times(a, a);
    double least = a.low <= 0 && a.high >= 0 ? 0 : smaller(a.low * a.low, a.high * a.high);
    return (Interval){ least, s.high };
}

// base^n of a whole n >= 0: even powers are not negative.
static Interval whole_power(Interval base, int32_t n) {
    Interval result = point(1);
    for (int32_t i = 0; i < n / 2; i++) result = times(result, squared(base));
    return n % 2 == 1 ? times(result, base) : result;
}

// From values at both ends, of a function that grows.
static Interval growing(float (*f)(float x), Interval a) {
    return (Interval){ (double)f((float)a.low), (double)f((float)a.high) };
}

static float exp_of(float x) { return mg_exp(x); }
static float log_of(float x) { return mg_log(x); }
static float sqrt_of(float x) { return __builtin_sqrtf(x); }
static float sinh_of(float x) { return mg_sinh(x); }

static bool is_above_zero(Interval a) { return a.low > 0; }

// ---- nodes

static Dual product_of(Dual a, Dual b) {
    return (Dual){ times(a.value, b.value), plus(times(a.slope, b.value), times(a.value, b.slope)) };
}

static Dual quotient(Dual a, Dual b) {
    Interval over = inverse(b.value);
    return (Dual){ times(a.value, over),
                   minus(times(a.slope, over), times(times(a.value, b.slope), times(over, over))) };
}

// base^exponent = e^(exponent * log(base)), for a base above 0 and an exponent that no field changes.
static Dual real_power(Dual base, Dual exponent) {
    bool still = base.slope.low == 0 && base.slope.high == 0;
    if (exponent.slope.low != 0 || exponent.slope.high != 0 || (!is_above_zero(base.value) && !still))
        return (Dual){ everything, everything };
    if (!is_above_zero(base.value)) return (Dual){ everything, zero };
    Interval value = growing(exp_of, times(exponent.value, growing(log_of, base.value)));
    return (Dual){ value, times(times(exponent.value, times(value, inverse(base.value))), base.slope) };
}

static Dual power_of(const Analysis *s, const MgNode *n) {
    const MgNode *exponent = &s->e->nodes[n->b];
    Dual base = s->nodes[n->a];
    double whole = exponent->kind == MG_NODE_NUMBER ? exponent->number : -1;
    if (!(whole >= 0 && whole <= 64 && whole == (double)(int32_t)whole)) return real_power(base, s->nodes[n->b]);
    int32_t k = (int32_t)whole;
    if (k == 0) return (Dual){ point(1), zero };
    return (Dual){ whole_power(base.value, k), times(times(point(k), whole_power(base.value, k - 1)), base.slope) };
}

static Dual name_of(const Analysis *s, const MgNode *n) {
    int32_t which = n->index % MG_SYMBOLS;
    switch (n->index / MG_SYMBOLS) {
    case MG_SYMBOL_PARAMETER: return (Dual){ point((double)s->params[which]), zero };
    case MG_SYMBOL_LET: return s->nodes[s->e->lets[which].node];
    case MG_SYMBOL_FIELD: return (Dual){ s->ranges[which], point(which == s->field ? 1 : 0) };
    case MG_SYMBOL_BUILT_IN:
        if (which == MG_PI) return (Dual){ point(3.14159265358979), zero };
        if (which == MG_EDGE) return (Dual){ point(1 / s->first), zero };
        return (Dual){ which == MG_TIME ? (Interval){ 0, __builtin_inf() } : everything, zero };
    default: return (Dual){ everything, zero };
    }
}

static Dual bounded(Interval value, Interval gain, Dual a) { return (Dual){ value, times(gain, a.slope) }; }

// The gradient of div(D grad u) and the like: D from whatever multiplies grad.
static Dual divergence(const Analysis *s, int32_t node) {
    const MgNode *n = &s->e->nodes[node];
    Dual gradient = s->nodes[node]; // of D * grad(u), where grad stands for u: value D * u, slope by both
    if (n->kind == MG_NODE_MULTIPLY) {
        bool right = s->e->nodes[n->b].kind == MG_NODE_CALL && s->e->nodes[n->b].index == MG_GRAD;
        Dual d = s->nodes[right ? n->a : n->b], u = s->nodes[right ? n->b : n->a];
        Interval laplacian = around(s->laplacian * (u.value.high - u.value.low));
        Interval slope = times((Interval){ -s->laplacian, 0 }, times(d.value, u.slope));
        return (Dual){ times(d.value, laplacian), plus(slope, times(d.slope, laplacian)) };
    }
    return bounded(around(s->laplacian * size_of(gradient.value)), (Interval){ -s->laplacian, 0 }, gradient);
}

static Dual stencil_of(const Analysis *s, const MgNode *n) {
    Dual a = s->nodes[n->a];
    double width = a.value.high - a.value.low;
    if (n->index == MG_NEIGHBOUR || n->index == MG_RING) return bounded(a.value, around(1), a);
    if (n->index == MG_LAP) return bounded(around(s->laplacian * width), (Interval){ -s->laplacian, 0 }, a);
    if (n->index <= MG_D_DZ) return bounded(around(0.5 * s->first * width), around(s->first), a);
    return bounded(around(s->second * width), (Interval){ -s->second, 0 }, a);
}

// v * du/dx, looking upstream: its eigenvalues have real parts from 0 to 2 |v| / dx.
static Dual upwind_of(const Analysis *s, const MgNode *n) {
    Dual v = s->nodes[n->a], u = s->nodes[n->b];
    const double speed = size_of(v.value);
    Interval slope = around(s->first * (u.value.high - u.value.low)); // of u along the axis
    return (Dual){ times(v.value, slope),
                   plus(times((Interval){ 0, 2 * s->first * speed }, u.slope), times(v.slope, slope)) };
}

// Functions that bend: the slope at both ends bounds it.
static Dual bent_of(int32_t function, Dual a) {
    Interval e;
    switch (function) {
    case MG_FUNCTION_EXP: e = growing(exp_of, a.value); return (Dual){ e, times(e, a.slope) };
    case MG_FUNCTION_LOG:
        if (!is_above_zero(a.value)) break;
        return (Dual){ growing(log_of, a.value), times(inverse(a.value), a.slope) };
    case MG_FUNCTION_SQRT:
        if (!is_above_zero(a.value)) break;
        e = growing(sqrt_of, a.value);
        return (Dual){ e, times(times(point(0.5), inverse(e)), a.slope) };
    case MG_FUNCTION_SINH:
    case MG_FUNCTION_COSH: {
        Interval sinh = growing(sinh_of, a.value);
        Interval cosh = { 1, 1 + size_of(sinh) }; // cosh x <= 1 + sinh |x|
        bool is_sinh = function == MG_FUNCTION_SINH;
        return (Dual){ is_sinh ? sinh : cosh, times(is_sinh ? cosh : sinh, a.slope) };
    }
    default: break;
    }
    return (Dual){ everything, a.slope.low == 0 && a.slope.high == 0 ? zero : everything };
}

static Dual function_of(const Analysis *s, const MgNode *n) {
    Dual a = s->nodes[n->a];
    Dual b = n->b >= 0 ? s->nodes[n->b] : (Dual){ zero, zero }, c = n->c >= 0 ? s->nodes[n->c] : b;
    const Interval unit = around(1), up = { 0, 1 };
    switch (n->index) {
    case MG_GRAD: return a;
    case MG_DIV: return divergence(s, n->a);
    case MG_DOT: {
        Dual p = product_of(a, b);
        return (Dual){ times(around(s->first * s->first * 3), p.value),
                       times(around(s->first * s->first * 3), p.slope) };
    }
    case MG_FUNCTION_SIN:
    case MG_FUNCTION_COS: return bounded(unit, unit, a);
    case MG_FUNCTION_TANH: return bounded(unit, up, a);
    case MG_FUNCTION_ATAN: return bounded(around(1.5708), up, a);
    case MG_FUNCTION_MEAN: return (Dual){ a.value, hull(zero, a.slope) }; // all cells at once, or in turns
    case MG_FUNCTION_WHITE: return (Dual){ everything, zero }; // what it adds in a step is no part of the drift
    case MG_UPWIND_X:
    case MG_UPWIND_Y:
    case MG_UPWIND_Z: return upwind_of(s, n);
    case MG_FUNCTION_ABS: return bounded((Interval){ 0, size_of(a.value) }, unit, a);
    case MG_FUNCTION_SIGN:
    case MG_FUNCTION_STEP: return (Dual){ unit, zero };
    case MG_FUNCTION_FLOOR: return (Dual){ plus(a.value, (Interval){ -1, 0 }), zero };
    case MG_FUNCTION_MIN:
    case MG_FUNCTION_MAX: return (Dual){ hull(a.value, b.value), hull(a.slope, b.slope) };
    case MG_FUNCTION_CLAMP:
        return (Dual){ { larger(a.value.low, b.value.low), smaller(a.value.high, c.value.high) }, hull(zero, a.slope) };
    case MG_FUNCTION_IF: return (Dual){ hull(b.value, c.value), hull(b.slope, c.slope) };
    case MG_FUNCTION_SMOOTHSTEP: return bounded(up, times((Interval){ 0, 1.5 }, inverse(minus(b.value, a.value))), c);
    default: return bent_of(n->index, a);
    }
}

static Dual dual_of(const Analysis *s, const MgNode *n) {
    if (n->kind == MG_NODE_NUMBER) return (Dual){ point(n->number), zero };
    if (n->kind == MG_NODE_NAME) return name_of(s, n);
    if (n->kind == MG_NODE_CALL) return n->index <= MG_RING ? stencil_of(s, n) : function_of(s, n);
    Dual a = s->nodes[n->a], b = n->b >= 0 ? s->nodes[n->b] : a;
    switch (n->kind) {
    case MG_NODE_NEGATE: return (Dual){ negated(a.value), negated(a.slope) };
    case MG_NODE_ADD: return (Dual){ plus(a.value, b.value), plus(a.slope, b.slope) };
    case MG_NODE_SUBTRACT: return (Dual){ minus(a.value, b.value), minus(a.slope, b.slope) };
    case MG_NODE_MULTIPLY: return product_of(a, b);
    case MG_NODE_DIVIDE: return quotient(a, b);
    case MG_NODE_POWER: return power_of(s, n);
    default: return (Dual){ { 0, 1 }, zero }; // comparisons
    }
}

void mg_equations_jacobian(const MgEquations *e, const float *params, const MgStencilSymbols *symbols,
                           const MgBounds ranges[MG_MAX_FIELDS], MgBounds out[MG_MAX_FIELDS][MG_MAX_FIELDS]) {
    Analysis s = { .e = e,
                   .params = params,
                   .ranges = ranges,
                   .laplacian = symbols->laplacian,
                   .second = symbols->second,
                   .first = symbols->first };
    for (s.field = 0; s.field < e->field_count; s.field++) {
        int32_t last = -1;
        for (int32_t f = 0; f < e->field_count; f++) last = mg_max_i32(last, e->fields[f].rate);
        for (int32_t i = 0; i <= last; i++) s.nodes[i] = dual_of(&s, &e->nodes[i]);
        for (int32_t f = 0; f < e->field_count; f++)
            out[f][s.field] =
                e->fields[f].rate >= 0 && !e->fields[f].iterated ? s.nodes[e->fields[f].rate].slope : zero;
    }
}

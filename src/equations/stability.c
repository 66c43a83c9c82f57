// The largest dt, from the derivative of each rate with respect to its own field, found by differentiating the tree
// forward in interval arithmetic: every node has an interval of values and one of slopes. A stencil multiplies a slope
// by its symbols, from the smooth mode's 0 to the checkerboard's. Explicit Euler bears no slope below -2 / dt.
#include "equations/stability.h"

#include "model/stencil.h"

typedef struct Interval {
    double low, high;
} Interval;

typedef struct Dual {
    Interval value, slope;
} Dual;

typedef struct Analysis {
    const MgEquations *e;
    const float *params;
    double laplacian, second, first; // largest symbols
    int32_t field;                   // differentiated by
    Dual nodes[MG_MAX_NODES];
} Analysis;

static const double infinity = __builtin_inf();
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

// ---- nodes

static Dual product_of(Dual a, Dual b) {
    return (Dual){ times(a.value, b.value), plus(times(a.slope, b.value), times(a.value, b.slope)) };
}

static Dual quotient(Dual a, Dual b) {
    Interval over = inverse(b.value);
    return (Dual){ times(a.value, over),
                   minus(times(a.slope, over), times(times(a.value, b.slope), times(over, over))) };
}

static Dual power_of(const Analysis *s, const MgNode *n) {
    const MgNode *exponent = &s->e->nodes[n->b];
    Dual base = s->nodes[n->a];
    double whole = exponent->kind == MG_NODE_NUMBER ? exponent->number : -1;
    if (!(whole >= 0 && whole <= 64 && whole == (double)(int32_t)whole)) return (Dual){ everything, everything };
    int32_t k = (int32_t)whole;
    if (k == 0) return (Dual){ point(1), zero };
    return (Dual){ whole_power(base.value, k), times(times(point(k), whole_power(base.value, k - 1)), base.slope) };
}

static Dual name_of(const Analysis *s, const MgNode *n) {
    int32_t which = n->index % MG_SYMBOLS;
    switch (n->index / MG_SYMBOLS) {
    case MG_SYMBOL_PARAMETER: return (Dual){ point((double)s->params[which]), zero };
    case MG_SYMBOL_LET: return s->nodes[s->e->lets[which].node];
    case MG_SYMBOL_FIELD:
        return (Dual){ { s->e->fields[which].min, s->e->fields[which].max }, point(which == s->field ? 1 : 0) };
    default: return (Dual){ which == MG_PI ? point(3.14159265358979) : everything, zero };
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
    if (n->index == MG_LAP) return bounded(around(s->laplacian * width), (Interval){ -s->laplacian, 0 }, a);
    if (n->index <= MG_D_DZ) return bounded(around(0.5 * s->first * width), around(s->first), a);
    return bounded(around(s->second * width), (Interval){ -s->second, 0 }, a);
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
    default: return (Dual){ everything, a.slope.low == 0 && a.slope.high == 0 ? zero : everything };
    }
}

static Dual dual_of(const Analysis *s, const MgNode *n) {
    if (n->kind == MG_NODE_NUMBER) return (Dual){ point(n->number), zero };
    if (n->kind == MG_NODE_NAME) return name_of(s, n);
    if (n->kind == MG_NODE_CALL) return n->index <= MG_D2_DZ2 ? stencil_of(s, n) : function_of(s, n);
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

double mg_equations_stable_dt(const MgEquations *e, const float *params, bool isotropic, double dx, int32_t axes) {
    double inverse_dx2 = 1 / (dx * dx), fastest = 0;
    double symbol = isotropic ? MG_LAPLACIAN27_LARGEST_SYMBOL : MG_LAPLACIAN7_LARGEST_SYMBOL * axes / 3;
    Analysis s = {
        .e = e, .params = params, .laplacian = symbol * inverse_dx2, .second = 4 * inverse_dx2, .first = 1 / dx
    };
    for (s.field = 0; s.field < e->field_count; s.field++) {
        for (int32_t i = 0; i <= e->fields[s.field].rate; i++) s.nodes[i] = dual_of(&s, &e->nodes[i]);
        double damping = -s.nodes[e->fields[s.field].rate].slope.low;
        if (damping > fastest && damping < infinity) fastest = damping; // what cannot be bounded is left to the run
    }
    return fastest > 0 ? 2 / fastest : infinity;
}

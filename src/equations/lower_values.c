// Values of nodes. A stencil's raw sum and its factor (1 / dx^2 and whatever scalars the text multiplies it with) are
// kept apart until something else happens to them: D * lap(u) is (D / dx^2) * sum, one product a cell.
#include "equations/lowering.h"

static int32_t emit(MgLowering *l, int32_t opcode, int32_t a, int32_t b, int32_t c) {
    return mg_program_emit(
        l->p, (MgInstruction){ .opcode = (uint8_t)opcode, .a = (int16_t)a, .b = (int16_t)b, .c = (int16_t)c });
}

int32_t mg_lower_source(MgLowering *l, int32_t opcode, int32_t index, int32_t other) {
    return mg_program_emit(
        l->p,
        (MgInstruction){
            .opcode = (uint8_t)opcode, .a = -1, .b = -1, .c = -1, .index = (int16_t)index, .other = (int16_t)other });
}

int32_t mg_lower_number(MgLowering *l, double value) {
    return mg_program_emit(
        l->p, (MgInstruction){ .opcode = MG_OP_NUMBER, .a = -1, .b = -1, .c = -1, .number = (float)value });
}

int32_t mg_lower_binary(MgLowering *l, int32_t opcode, int32_t a, int32_t b) { return emit(l, opcode, a, b, -1); }
static int32_t unary(MgLowering *l, int32_t opcode, int32_t a) { return emit(l, opcode, a, -1, -1); }

static bool is_row(const MgLowering *l, int32_t value) { return value >= 0 && l->p->code[value].row; }

static MgValue plain(int32_t id) { return (MgValue){ (int16_t)id, -1 }; }
static MgValue scaled(int32_t id, int32_t scale) { return (MgValue){ (int16_t)id, (int16_t)scale }; }

static int32_t whole(MgLowering *l, MgValue v) {
    return v.scale < 0 ? v.id : mg_lower_binary(l, MG_OP_MULTIPLY, v.scale, v.id);
}

int32_t mg_lower_operand(MgLowering *l, int32_t node) { return whole(l, l->values[node]); }

static bool is_scalar(const MgLowering *l, MgValue v) { return v.scale < 0 && !is_row(l, v.id); }

// ---- operators

static MgValue multiply(MgLowering *l, MgValue a, MgValue b) {
    if (a.scale >= 0 && is_scalar(l, b)) return scaled(a.id, mg_lower_binary(l, MG_OP_MULTIPLY, a.scale, b.id));
    if (b.scale >= 0 && is_scalar(l, a)) return scaled(b.id, mg_lower_binary(l, MG_OP_MULTIPLY, a.id, b.scale));
    int32_t left = whole(l, a), right = whole(l, b);
    return plain(mg_lower_binary(l, MG_OP_MULTIPLY, left, right));
}

static MgValue divide(MgLowering *l, MgValue a, MgValue b) {
    if (a.scale >= 0 && is_scalar(l, b)) return scaled(a.id, mg_lower_binary(l, MG_OP_DIVIDE, a.scale, b.id));
    int32_t left = whole(l, a), right = whole(l, b);
    return plain(mg_lower_binary(l, MG_OP_DIVIDE, left, right));
}

// By squaring: x^5 is (x^2)^2 * x. Powers up to 3 are products from the left.
static int32_t whole_power(MgLowering *l, int32_t base, int32_t exponent) {
    int32_t result = -1;
    for (int32_t power = base; exponent > 0; exponent /= 2) {
        if (exponent % 2 == 1) result = result < 0 ? power : mg_lower_binary(l, MG_OP_MULTIPLY, power, result);
        if (exponent > 1) power = mg_lower_binary(l, MG_OP_MULTIPLY, power, power);
    }
    return result < 0 ? mg_lower_number(l, 1.0) : result;
}

static MgValue power(MgLowering *l, const MgNode *n) {
    const MgNode *e = &l->e->nodes[n->b];
    bool negative = e->kind == MG_NODE_NEGATE;
    const MgNode *digits = negative ? &l->e->nodes[e->a] : e;
    const double most = 64.0;
    int32_t base = mg_lower_operand(l, n->a);
    if (digits->kind == MG_NODE_NUMBER && digits->number <= most && digits->number == (double)(int32_t)digits->number) {
        int32_t up = whole_power(l, base, (int32_t)digits->number);
        return plain(negative ? mg_lower_binary(l, MG_OP_DIVIDE, mg_lower_number(l, 1.0), up) : up);
    }
    if (!negative && digits->kind == MG_NODE_NUMBER && digits->number == 0.5) return plain(unary(l, MG_OP_SQRT, base));
    int32_t exponent = mg_lower_operand(l, n->b);
    return plain(unary(l, MG_OP_EXP, mg_lower_binary(l, MG_OP_MULTIPLY, exponent, unary(l, MG_OP_LOG, base))));
}

static MgValue select(MgLowering *l, int32_t condition, int32_t yes, int32_t no) {
    bool row = is_row(l, condition) || is_row(l, yes) || is_row(l, no);
    if (row && !is_row(l, yes)) yes = unary(l, MG_OP_SPREAD, yes);
    return plain(emit(l, MG_OP_SELECT, condition, yes, no));
}

static int32_t clamp(MgLowering *l, int32_t value, int32_t low, int32_t high) {
    return mg_lower_binary(l, MG_OP_MIN, mg_lower_binary(l, MG_OP_MAX, value, low), high);
}

static int32_t smoothstep(MgLowering *l, int32_t from, int32_t to, int32_t x) {
    int32_t width = mg_lower_binary(l, MG_OP_SUBTRACT, to, from),
            t = mg_lower_binary(l, MG_OP_DIVIDE, mg_lower_binary(l, MG_OP_SUBTRACT, x, from), width);
    t = clamp(l, t, mg_lower_number(l, 0.0), mg_lower_number(l, 1.0));
    int32_t slope = mg_lower_binary(l, MG_OP_SUBTRACT, mg_lower_number(l, 3.0),
                                    mg_lower_binary(l, MG_OP_MULTIPLY, mg_lower_number(l, 2.0), t));
    return mg_lower_binary(l, MG_OP_MULTIPLY, mg_lower_binary(l, MG_OP_MULTIPLY, t, t), slope);
}

static int32_t cosh_of(MgLowering *l, int32_t x) {
    int32_t e = unary(l, MG_OP_EXP, x), half = mg_lower_number(l, 0.5);
    return mg_lower_binary(l, MG_OP_ADD, mg_lower_binary(l, MG_OP_MULTIPLY, half, e),
                           mg_lower_binary(l, MG_OP_DIVIDE, half, e));
}

// ---- stencils

static MgValue dot(MgLowering *l, int32_t f, int32_t g) {
    int32_t product[3], slope = mg_lower_source(l, MG_OP_INVERSE_2DX, 0, 0);
    for (int32_t axis = 0; axis < 3; axis++)
        product[axis] = mg_lower_binary(l, MG_OP_MULTIPLY, mg_lower_source(l, MG_OP_DIFFERENCE, f, axis),
                                        mg_lower_source(l, MG_OP_DIFFERENCE, g, axis));
    int32_t sum = mg_lower_binary(l, MG_OP_ADD, mg_lower_binary(l, MG_OP_ADD, product[0], product[1]), product[2]);
    return scaled(sum, mg_lower_binary(l, MG_OP_MULTIPLY, slope, slope));
}

static MgValue divergence(MgLowering *l, const MgNode *n) {
    MgFlux flux = { -1, -1 };
    mg_node_flux(l->e, n->a, &flux);
    int32_t field = mg_lower_field_holding(l, flux.of), inverse = mg_lower_source(l, MG_OP_INVERSE_DX2, 0, 0);
    if (flux.coefficient < 0 || l->uniform[flux.coefficient]) {
        MgValue laplacian = scaled(mg_lower_source(l, MG_OP_LAPLACIAN, field, 0), inverse);
        return flux.coefficient < 0 ? laplacian : multiply(l, l->values[flux.coefficient], laplacian);
    }
    int32_t coefficient = mg_lower_field_holding(l, flux.coefficient);
    return scaled(mg_lower_source(l, MG_OP_FLUX, field, coefficient),
                  mg_lower_binary(l, MG_OP_MULTIPLY, inverse, mg_lower_number(l, 0.5)));
}

static MgValue ring(MgLowering *l, const MgNode *n, int32_t field) {
    const int32_t ring = mg_lower_ring(l, (int32_t)(n - l->e->nodes));
    l->p->rings[ring] = l->out->rings[ring];
    return plain(mg_lower_source(l, MG_OP_RING, field, ring));
}

static MgValue stencil(MgLowering *l, const MgNode *n) {
    int32_t field = mg_lower_field_holding(l, n->a);
    if (n->index == MG_NEIGHBOUR) return plain(mg_lower_source(l, MG_OP_NEIGHBOUR, field, (int32_t)n->number));
    if (n->index == MG_RING) return ring(l, n, field);
    if (n->index == MG_LAP)
        return scaled(mg_lower_source(l, MG_OP_LAPLACIAN, field, 0), mg_lower_source(l, MG_OP_INVERSE_DX2, 0, 0));
    if (n->index <= MG_D_DZ)
        return scaled(mg_lower_source(l, MG_OP_DIFFERENCE, field, n->index - MG_D_DX),
                      mg_lower_source(l, MG_OP_INVERSE_2DX, 0, 0));
    return scaled(mg_lower_source(l, MG_OP_CURVATURE, field, n->index - MG_D2_DX2),
                  mg_lower_source(l, MG_OP_INVERSE_DX2, 0, 0));
}

// v times the first derivative of a field, looking to where v comes from.
static MgValue upwind(MgLowering *l, const MgNode *n) {
    const int32_t axis = n->index - MG_UPWIND_X, field = mg_lower_field_holding(l, n->b);
    int32_t behind = mg_lower_source(l, MG_OP_BEHIND, field, axis),
            ahead = mg_lower_source(l, MG_OP_AHEAD, field, axis);
    int32_t forwards = mg_lower_binary(l, MG_OP_LESS, mg_lower_number(l, 0.0), mg_lower_operand(l, n->a));
    MgValue slope = select(l, forwards, behind, ahead);
    int32_t inverse = mg_lower_binary(l, MG_OP_DIVIDE, mg_lower_number(l, 1.0), mg_lower_source(l, MG_OP_DX, 0, 0));
    return multiply(l, l->values[n->a], scaled(slope.id, inverse));
}

// As a rate: a step adds strength * sqrt(dt / volume of a cell) times a Gaussian number.
static MgValue white_noise(MgLowering *l, const MgNode *n) {
    int32_t draw = 0;
    for (const MgNode *before = l->e->nodes; before < n; before++) draw += mg_node_is_call(before, MG_FUNCTION_WHITE);
    int32_t dt = mg_lower_source(l, MG_OP_PARAMETER, 0, 0), cell = mg_lower_source(l, MG_OP_CELL, 0, 0);
    int32_t size = unary(l, MG_OP_SQRT, mg_lower_binary(l, MG_OP_MULTIPLY, dt, cell));
    int32_t scale = mg_lower_binary(l, MG_OP_DIVIDE, mg_lower_number(l, 1.0), size);
    return multiply(l, l->values[n->a], scaled(mg_lower_source(l, MG_OP_WHITE, draw, 0), scale));
}

// ---- nodes

static MgValue call(MgLowering *l, const MgNode *n) {
    static const uint8_t unaries[] = {
        [MG_FUNCTION_ABS] = MG_OP_ABS,   [MG_FUNCTION_FLOOR] = MG_OP_FLOOR, [MG_FUNCTION_SQRT] = MG_OP_SQRT,
        [MG_FUNCTION_EXP] = MG_OP_EXP,   [MG_FUNCTION_LOG] = MG_OP_LOG,     [MG_FUNCTION_SIN] = MG_OP_SIN,
        [MG_FUNCTION_COS] = MG_OP_COS,   [MG_FUNCTION_SINH] = MG_OP_SINH,   [MG_FUNCTION_TANH] = MG_OP_TANH,
        [MG_FUNCTION_SIGN] = MG_OP_SIGN,
    };
    if (mg_node_is_stencil(n)) return stencil(l, n);
    if (mg_node_is_upwind(n)) return upwind(l, n);
    if (n->index == MG_FUNCTION_MEAN)
        return plain(mg_lower_source(l, MG_OP_MEAN, mg_lower_mean(l, (int32_t)(n - l->e->nodes)), 0));
    if (n->index == MG_FUNCTION_WHITE) return white_noise(l, n);
    if (n->index == MG_DIV) return divergence(l, n);
    if (n->index == MG_DOT)
        return dot(l, mg_lower_field_holding(l, l->e->nodes[mg_node_behind_names(l->e, n->a)].a),
                   mg_lower_field_holding(l, l->e->nodes[mg_node_behind_names(l->e, n->b)].a));
    int32_t a = mg_lower_operand(l, n->a), b = n->b >= 0 ? mg_lower_operand(l, n->b) : -1,
            c = n->c >= 0 ? mg_lower_operand(l, n->c) : -1;
    switch (n->index) {
    case MG_FUNCTION_MIN: return plain(mg_lower_binary(l, MG_OP_MIN, a, b));
    case MG_FUNCTION_MAX: return plain(mg_lower_binary(l, MG_OP_MAX, a, b));
    case MG_FUNCTION_CLAMP: return plain(clamp(l, a, b, c));
    case MG_FUNCTION_STEP: return plain(mg_lower_binary(l, MG_OP_LESS_EQUAL, mg_lower_number(l, 0.0), a));
    case MG_FUNCTION_SMOOTHSTEP: return plain(smoothstep(l, a, b, c));
    case MG_FUNCTION_IF: return select(l, a, b, c);
    case MG_FUNCTION_TAN:
        return plain(mg_lower_binary(l, MG_OP_DIVIDE, unary(l, MG_OP_SIN, a), unary(l, MG_OP_COS, a)));
    case MG_FUNCTION_ATAN: return plain(mg_lower_binary(l, MG_OP_ATAN2, a, mg_lower_number(l, 1.0)));
    case MG_FUNCTION_ATAN2: return plain(mg_lower_binary(l, MG_OP_ATAN2, a, b));
    case MG_FUNCTION_COSH: return plain(cosh_of(l, a));
    default: return plain(unary(l, unaries[n->index], a));
    }
}

static MgValue name(MgLowering *l, const MgNode *n) {
    int32_t which = n->index % MG_SYMBOLS;
    switch (mg_node_symbol_kind(n)) {
    case MG_SYMBOL_PARAMETER: return plain(mg_lower_source(l, MG_OP_PARAMETER, which, 0));
    case MG_SYMBOL_FIELD: return plain(mg_lower_source(l, MG_OP_FIELD, which, 0));
    case MG_SYMBOL_LET: return l->values[l->e->lets[which].node];
    case MG_SYMBOL_PATTERN: return plain(mg_lower_source(l, MG_OP_PATTERN, which, 0));
    default: break;
    }
    if (which == MG_DISTANCE) return plain(mg_lower_source(l, MG_OP_DISTANCE, 0, 0));
    if (which == MG_EDGE) return plain(mg_lower_source(l, MG_OP_DX, 0, 0));
    if (which == MG_TIME) return plain(mg_lower_source(l, MG_OP_TIME, 0, 0));
    if (which == MG_PI) return plain(mg_lower_number(l, 3.14159265358979323846));
    return plain(which <= MG_Z ? mg_lower_source(l, MG_OP_PLACE, which - MG_X, 0)
                               : mg_lower_source(l, MG_OP_LENGTH, which - MG_LENGTH_X, 0));
}

MgValue mg_lower_node(MgLowering *l, int32_t node) {
    static const uint8_t binaries[] = {
        [MG_NODE_ADD] = MG_OP_ADD,
        [MG_NODE_SUBTRACT] = MG_OP_SUBTRACT,
        [MG_NODE_LESS] = MG_OP_LESS,
        [MG_NODE_EQUAL] = MG_OP_EQUAL,
        [MG_NODE_LESS_EQUAL] = MG_OP_LESS_EQUAL,
        [MG_NODE_NOT_EQUAL] = MG_OP_NOT_EQUAL,
        [MG_NODE_AND] = MG_OP_AND,
        [MG_NODE_OR] = MG_OP_OR,
    };
    const MgNode *n = &l->e->nodes[node];
    int32_t held = mg_lower_readable(l, node);
    if (held >= 0) return plain(mg_lower_source(l, MG_OP_FIELD, held, 0));
    switch (n->kind) {
    case MG_NODE_NUMBER: return plain(mg_lower_number(l, n->number));
    case MG_NODE_NAME: return name(l, n);
    case MG_NODE_CALL: return call(l, n);
    case MG_NODE_MULTIPLY: return multiply(l, l->values[n->a], l->values[n->b]);
    case MG_NODE_DIVIDE: return divide(l, l->values[n->a], l->values[n->b]);
    case MG_NODE_POWER: return power(l, n);
    case MG_NODE_NOT: return plain(unary(l, MG_OP_NOT, mg_lower_operand(l, n->a)));
    case MG_NODE_NEGATE: {
        MgValue a = l->values[n->a];
        return a.scale >= 0 ? scaled(a.id, unary(l, MG_OP_NEGATE, a.scale)) : plain(unary(l, MG_OP_NEGATE, a.id));
    }
    default: break;
    }
    int32_t a = mg_lower_operand(l, n->a), b = mg_lower_operand(l, n->b);
    return plain(mg_lower_binary(l, binaries[n->kind], a, b));
}

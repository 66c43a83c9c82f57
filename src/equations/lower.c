// From trees to programs. A stencil reads a field; where the text takes one of an expression, the expression becomes a
// derived field that an earlier stage writes. So the stages of a step are found and not written.
//
// A stencil's raw sum and its factor (1 / dx^2 and whatever scalars the text multiplies it with) are kept apart until
// something else happens to them: D * lap(u) is (D / dx^2) * sum, one product a cell.
#include "equations/lower.h"

#include <string.h>

typedef struct Value {
    int16_t id, scale; // values of the program; scale -1: 1; id -1: not lowered
} Value;

typedef struct Lowering {
    const MgEquations *e;
    MgEquationPrograms *out;
    MgProgram *p;
    int32_t stage; // derived fields of earlier ones can be read
    bool is_view;
    bool uniform[MG_MAX_NODES], needed[MG_MAX_NODES];
    uint8_t level[MG_MAX_NODES]; // stages that must come before the one that computes the node
    Value values[MG_MAX_NODES];
} Lowering;

static MgStatus refuse(const MgNode *node, const char *sentence) {
    return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: %s", node->line, node->column, sentence);
}

// ---- what nodes are

static int32_t symbol_kind(const MgNode *n) { return n->kind == MG_NODE_NAME ? n->index / MG_SYMBOLS : -1; }

// The node that a name stands for.
static int32_t behind_names(const MgEquations *e, int32_t node) {
    while (symbol_kind(&e->nodes[node]) == MG_SYMBOL_LET) node = e->lets[e->nodes[node].index % MG_SYMBOLS].node;
    return node;
}

static bool is_call(const MgNode *n, int32_t function) { return n->kind == MG_NODE_CALL && n->index == function; }
static bool is_stencil(const MgNode *n) { return n->kind == MG_NODE_CALL && n->index <= MG_D2_DZ2; }

static bool same_node(const MgNode *x, const MgNode *y) {
    return x->kind == y->kind && x->index == y->index && x->number == y->number && (x->a < 0) == (y->a < 0) &&
           (x->b < 0) == (y->b < 0) && (x->c < 0) == (y->c < 0);
}

// Depth is that of the text's nesting, but for sums and products, which lean to the left: those go around.
static bool same_tree(const MgEquations *e, int32_t x, int32_t y) {
    for (;;) {
        x = behind_names(e, x), y = behind_names(e, y);
        const MgNode *a = &e->nodes[x], *b = &e->nodes[y];
        if (x == y) return true;
        if (!same_node(a, b)) return false;
        if (a->b >= 0 && !same_tree(e, a->b, b->b)) return false;
        if (a->c >= 0 && !same_tree(e, a->c, b->c)) return false;
        if (a->a < 0) return true;
        x = a->a, y = b->a;
    }
}

// div(grad(u)), div(D * grad(u)), div(grad(u) * D). coefficient: -1 for none.
typedef struct Flux {
    int32_t coefficient, of;
} Flux;

static bool flux_of(const MgEquations *e, int32_t node, Flux *out) {
    const MgNode *n = &e->nodes[behind_names(e, node)];
    if (is_call(n, MG_GRAD)) {
        *out = (Flux){ -1, n->a };
        return true;
    }
    if (n->kind != MG_NODE_MULTIPLY) return false;
    const MgNode *a = &e->nodes[behind_names(e, n->a)], *b = &e->nodes[behind_names(e, n->b)];
    if (is_call(b, MG_GRAD)) *out = (Flux){ n->a, b->a };
    else if (is_call(a, MG_GRAD)) *out = (Flux){ n->b, a->a };
    else return false;
    return true;
}

// ---- fields of expressions

// The field that holds this, also a derived one; -1: none does.
static int32_t field_holding(const Lowering *l, int32_t node) {
    const MgEquations *e = l->e;
    int32_t at = behind_names(e, node);
    if (symbol_kind(&e->nodes[at]) == MG_SYMBOL_FIELD) return e->nodes[at].index % MG_SYMBOLS;
    for (int32_t d = 0; d < l->out->derived_count; d++)
        if (same_tree(e, l->out->derived[d].node, at)) return e->field_count + d;
    return -1;
}

static MgStatus need_field(Lowering *l, int32_t node) {
    MgEquationPrograms *out = l->out;
    if (field_holding(l, node) >= 0) return MG_OK;
    const MgNode *n = &l->e->nodes[node];
    if (l->e->field_count + out->derived_count == MG_MAX_FIELDS)
        return refuse(n, "a stencil of an expression needs a field of its own, and there are 8 already");
    if (l->level[node] >= MG_MAX_STAGES - 1) return refuse(n, "stencils of stencils: more than 7 stages in a step");
    out->derived[out->derived_count++] = (MgDerived){ behind_names(l->e, node), l->level[node] };
    return MG_OK;
}

static int32_t level_behind(const Lowering *l, int32_t node) {
    int32_t field = field_holding(l, node);
    return field < l->e->field_count ? 0 : l->out->derived[field - l->e->field_count].stage + 1;
}

static uint8_t highest(const Lowering *l, const MgNode *n) {
    int32_t level = 0;
    if (symbol_kind(n) == MG_SYMBOL_LET) level = l->level[l->e->lets[n->index % MG_SYMBOLS].node];
    if (n->a >= 0) level = mg_max_i32(level, l->level[n->a]);
    if (n->b >= 0) level = mg_max_i32(level, l->level[n->b]);
    if (n->c >= 0) level = mg_max_i32(level, l->level[n->c]);
    return (uint8_t)level;
}

// The derived fields that a stencil node needs.
static MgStatus find_derived_of(Lowering *l, int32_t node) {
    const MgEquations *e = l->e;
    const MgNode *n = &e->nodes[node];
    int32_t of[2] = { -1, -1 };
    Flux flux;
    if (is_stencil(n)) of[0] = n->a;
    if (is_call(n, MG_DIV)) {
        if (!flux_of(e, n->a, &flux)) return refuse(n, "div wants a coefficient and a gradient: div(D * grad(u))");
        bool varies = flux.coefficient >= 0 && !l->uniform[flux.coefficient];
        of[0] = flux.of, of[1] = varies ? flux.coefficient : -1;
    }
    if (is_call(n, MG_DOT)) {
        const MgNode *a = &e->nodes[behind_names(e, n->a)], *b = &e->nodes[behind_names(e, n->b)];
        if (!is_call(a, MG_GRAD) || !is_call(b, MG_GRAD))
            return refuse(n, "dot wants two gradients: dot(grad(u), grad(v))");
        of[0] = a->a, of[1] = b->a;
    }
    for (int32_t i = 0; i < 2 && of[i] >= 0; i++) {
        MG_TRY(need_field(l, of[i]));
        l->level[node] = (uint8_t)mg_max_i32(l->level[node], level_behind(l, of[i]));
    }
    return MG_OK;
}

// ---- walking

static bool is_uniform(const Lowering *l, const MgNode *n) {
    int32_t which = n->index % MG_SYMBOLS;
    switch (symbol_kind(n)) {
    case MG_SYMBOL_PARAMETER: return true;
    case MG_SYMBOL_FIELD:
    case MG_SYMBOL_PATTERN: return false;
    case MG_SYMBOL_LET: return l->uniform[l->e->lets[which].node];
    case MG_SYMBOL_BUILT_IN: return which > MG_Z;
    default: break;
    }
    if (n->kind == MG_NODE_CALL && n->index <= MG_DOT) return false;
    return (n->a < 0 || l->uniform[n->a]) && (n->b < 0 || l->uniform[n->b]) && (n->c < 0 || l->uniform[n->c]);
}

// The field that holds a node's value where a stage may read it, or -1.
static int32_t readable(const Lowering *l, int32_t node) {
    for (int32_t d = 0; d < l->out->derived_count && !l->is_view; d++)
        if (l->out->derived[d].stage < l->stage && same_tree(l->e, l->out->derived[d].node, node))
            return l->e->field_count + d;
    return -1;
}

static void need(Lowering *l, int32_t node) {
    if (node >= 0) l->needed[node] = true;
}

static void need_operands(Lowering *l, int32_t node) {
    const MgNode *n = &l->e->nodes[node];
    Flux flux;
    if (readable(l, node) >= 0 || is_stencil(n) || is_call(n, MG_DOT)) return;
    if (is_call(n, MG_DIV)) {
        if (flux_of(l->e, n->a, &flux) && flux.coefficient >= 0 && l->uniform[flux.coefficient])
            need(l, flux.coefficient);
        return;
    }
    if (symbol_kind(n) == MG_SYMBOL_LET) need(l, l->e->lets[n->index % MG_SYMBOLS].node);
    need(l, n->a), need(l, n->b), need(l, n->c);
}

// Children stand before their parents, and what a let names before its use.
static MgStatus analyse(Lowering *l) {
    const MgEquations *e = l->e;
    memset(l->needed, 0, sizeof l->needed);
    for (int32_t f = 0; f < e->field_count; f++) need(l, e->fields[f].rate);
    for (int32_t i = e->node_count - 1; i >= 0; i--) {
        const MgNode *n = &e->nodes[i];
        if (!l->needed[i]) continue;
        if (symbol_kind(n) == MG_SYMBOL_LET) need(l, e->lets[n->index % MG_SYMBOLS].node);
        need(l, n->a), need(l, n->b), need(l, n->c);
    }
    for (int32_t i = 0; i < e->node_count; i++) {
        l->uniform[i] = is_uniform(l, &e->nodes[i]);
        l->level[i] = highest(l, &e->nodes[i]);
        if (l->needed[i]) MG_TRY(find_derived_of(l, i));
    }
    return MG_OK;
}

// ---- values

static int32_t emit(Lowering *l, int32_t opcode, int32_t a, int32_t b, int32_t c) {
    return mg_program_emit(
        l->p, (MgInstruction){ .opcode = (uint8_t)opcode, .a = (int16_t)a, .b = (int16_t)b, .c = (int16_t)c });
}

static int32_t source(Lowering *l, int32_t opcode, int32_t index, int32_t other) {
    return mg_program_emit(
        l->p,
        (MgInstruction){
            .opcode = (uint8_t)opcode, .a = -1, .b = -1, .c = -1, .index = (int16_t)index, .other = (int16_t)other });
}

static int32_t number(Lowering *l, double value) {
    return mg_program_emit(
        l->p, (MgInstruction){ .opcode = MG_OP_NUMBER, .a = -1, .b = -1, .c = -1, .number = (float)value });
}

static int32_t binary(Lowering *l, int32_t opcode, int32_t a, int32_t b) { return emit(l, opcode, a, b, -1); }
static int32_t unary(Lowering *l, int32_t opcode, int32_t a) { return emit(l, opcode, a, -1, -1); }

static bool is_row(const Lowering *l, int32_t value) { return value >= 0 && l->p->code[value].row; }

static Value plain(int32_t id) { return (Value){ (int16_t)id, -1 }; }
static Value scaled(int32_t id, int32_t scale) { return (Value){ (int16_t)id, (int16_t)scale }; }

static int32_t whole(Lowering *l, Value v) { return v.scale < 0 ? v.id : binary(l, MG_OP_MULTIPLY, v.scale, v.id); }

static int32_t operand(Lowering *l, int32_t node) { return whole(l, l->values[node]); }

static bool is_scalar(const Lowering *l, Value v) { return v.scale < 0 && !is_row(l, v.id); }

// ---- operators

static Value multiply(Lowering *l, Value a, Value b) {
    if (a.scale >= 0 && is_scalar(l, b)) return scaled(a.id, binary(l, MG_OP_MULTIPLY, a.scale, b.id));
    if (b.scale >= 0 && is_scalar(l, a)) return scaled(b.id, binary(l, MG_OP_MULTIPLY, a.id, b.scale));
    int32_t left = whole(l, a), right = whole(l, b);
    return plain(binary(l, MG_OP_MULTIPLY, left, right));
}

static Value divide(Lowering *l, Value a, Value b) {
    if (a.scale >= 0 && is_scalar(l, b)) return scaled(a.id, binary(l, MG_OP_DIVIDE, a.scale, b.id));
    int32_t left = whole(l, a), right = whole(l, b);
    return plain(binary(l, MG_OP_DIVIDE, left, right));
}

// By squaring: x^5 is (x^2)^2 * x. Powers up to 3 are products from the left.
static int32_t whole_power(Lowering *l, int32_t base, int32_t exponent) {
    int32_t result = -1;
    for (int32_t power = base; exponent > 0; exponent /= 2) {
        if (exponent % 2 == 1) result = result < 0 ? power : binary(l, MG_OP_MULTIPLY, power, result);
        if (exponent > 1) power = binary(l, MG_OP_MULTIPLY, power, power);
    }
    return result < 0 ? number(l, 1.0) : result;
}

static Value power(Lowering *l, const MgNode *n) {
    const MgNode *e = &l->e->nodes[n->b];
    bool negative = e->kind == MG_NODE_NEGATE;
    const MgNode *digits = negative ? &l->e->nodes[e->a] : e;
    const double most = 64.0;
    int32_t base = operand(l, n->a);
    if (digits->kind == MG_NODE_NUMBER && digits->number <= most && digits->number == (double)(int32_t)digits->number) {
        int32_t up = whole_power(l, base, (int32_t)digits->number);
        return plain(negative ? binary(l, MG_OP_DIVIDE, number(l, 1.0), up) : up);
    }
    if (!negative && digits->kind == MG_NODE_NUMBER && digits->number == 0.5) return plain(unary(l, MG_OP_SQRT, base));
    int32_t exponent = operand(l, n->b);
    return plain(unary(l, MG_OP_EXP, binary(l, MG_OP_MULTIPLY, exponent, unary(l, MG_OP_LOG, base))));
}

static Value select(Lowering *l, int32_t condition, int32_t yes, int32_t no) {
    bool row = is_row(l, condition) || is_row(l, yes) || is_row(l, no);
    if (row && !is_row(l, yes)) yes = unary(l, MG_OP_SPREAD, yes);
    return plain(emit(l, MG_OP_SELECT, condition, yes, no));
}

static int32_t clamp(Lowering *l, int32_t value, int32_t low, int32_t high) {
    return binary(l, MG_OP_MIN, binary(l, MG_OP_MAX, value, low), high);
}

static int32_t smoothstep(Lowering *l, int32_t from, int32_t to, int32_t x) {
    int32_t width = binary(l, MG_OP_SUBTRACT, to, from),
            t = binary(l, MG_OP_DIVIDE, binary(l, MG_OP_SUBTRACT, x, from), width);
    t = clamp(l, t, number(l, 0.0), number(l, 1.0));
    int32_t slope = binary(l, MG_OP_SUBTRACT, number(l, 3.0), binary(l, MG_OP_MULTIPLY, number(l, 2.0), t));
    return binary(l, MG_OP_MULTIPLY, binary(l, MG_OP_MULTIPLY, t, t), slope);
}

static int32_t cosh_of(Lowering *l, int32_t x) {
    int32_t e = unary(l, MG_OP_EXP, x), half = number(l, 0.5);
    return binary(l, MG_OP_ADD, binary(l, MG_OP_MULTIPLY, half, e), binary(l, MG_OP_DIVIDE, half, e));
}

// ---- stencils

static Value dot(Lowering *l, int32_t f, int32_t g) {
    int32_t product[3], slope = source(l, MG_OP_INVERSE_2DX, 0, 0);
    for (int32_t axis = 0; axis < 3; axis++)
        product[axis] =
            binary(l, MG_OP_MULTIPLY, source(l, MG_OP_DIFFERENCE, f, axis), source(l, MG_OP_DIFFERENCE, g, axis));
    int32_t sum = binary(l, MG_OP_ADD, binary(l, MG_OP_ADD, product[0], product[1]), product[2]);
    return scaled(sum, binary(l, MG_OP_MULTIPLY, slope, slope));
}

static Value divergence(Lowering *l, const MgNode *n) {
    Flux flux = { -1, -1 };
    flux_of(l->e, n->a, &flux);
    int32_t field = field_holding(l, flux.of), inverse = source(l, MG_OP_INVERSE_DX2, 0, 0);
    if (flux.coefficient < 0 || l->uniform[flux.coefficient]) {
        Value laplacian = scaled(source(l, MG_OP_LAPLACIAN, field, 0), inverse);
        return flux.coefficient < 0 ? laplacian : multiply(l, l->values[flux.coefficient], laplacian);
    }
    int32_t coefficient = field_holding(l, flux.coefficient);
    return scaled(source(l, MG_OP_FLUX, field, coefficient), binary(l, MG_OP_MULTIPLY, inverse, number(l, 0.5)));
}

static Value stencil(Lowering *l, const MgNode *n) {
    int32_t field = field_holding(l, n->a);
    if (n->index == MG_LAP) return scaled(source(l, MG_OP_LAPLACIAN, field, 0), source(l, MG_OP_INVERSE_DX2, 0, 0));
    if (n->index <= MG_D_DZ)
        return scaled(source(l, MG_OP_DIFFERENCE, field, n->index - MG_D_DX), source(l, MG_OP_INVERSE_2DX, 0, 0));
    return scaled(source(l, MG_OP_CURVATURE, field, n->index - MG_D2_DX2), source(l, MG_OP_INVERSE_DX2, 0, 0));
}

// ---- nodes

static Value call(Lowering *l, const MgNode *n) {
    static const uint8_t unaries[] = {
        [MG_FUNCTION_ABS] = MG_OP_ABS,   [MG_FUNCTION_FLOOR] = MG_OP_FLOOR, [MG_FUNCTION_SQRT] = MG_OP_SQRT,
        [MG_FUNCTION_EXP] = MG_OP_EXP,   [MG_FUNCTION_LOG] = MG_OP_LOG,     [MG_FUNCTION_SIN] = MG_OP_SIN,
        [MG_FUNCTION_COS] = MG_OP_COS,   [MG_FUNCTION_SINH] = MG_OP_SINH,   [MG_FUNCTION_TANH] = MG_OP_TANH,
        [MG_FUNCTION_SIGN] = MG_OP_SIGN,
    };
    if (is_stencil(n)) return stencil(l, n);
    if (n->index == MG_DIV) return divergence(l, n);
    if (n->index == MG_DOT)
        return dot(l, field_holding(l, l->e->nodes[behind_names(l->e, n->a)].a),
                   field_holding(l, l->e->nodes[behind_names(l->e, n->b)].a));
    int32_t a = operand(l, n->a), b = n->b >= 0 ? operand(l, n->b) : -1, c = n->c >= 0 ? operand(l, n->c) : -1;
    switch (n->index) {
    case MG_FUNCTION_MIN: return plain(binary(l, MG_OP_MIN, a, b));
    case MG_FUNCTION_MAX: return plain(binary(l, MG_OP_MAX, a, b));
    case MG_FUNCTION_CLAMP: return plain(clamp(l, a, b, c));
    case MG_FUNCTION_STEP: return plain(binary(l, MG_OP_LESS_EQUAL, number(l, 0.0), a));
    case MG_FUNCTION_SMOOTHSTEP: return plain(smoothstep(l, a, b, c));
    case MG_FUNCTION_IF: return select(l, a, b, c);
    case MG_FUNCTION_TAN: return plain(binary(l, MG_OP_DIVIDE, unary(l, MG_OP_SIN, a), unary(l, MG_OP_COS, a)));
    case MG_FUNCTION_COSH: return plain(cosh_of(l, a));
    default: return plain(unary(l, unaries[n->index], a));
    }
}

static Value name(Lowering *l, const MgNode *n) {
    int32_t which = n->index % MG_SYMBOLS;
    switch (symbol_kind(n)) {
    case MG_SYMBOL_PARAMETER: return plain(source(l, MG_OP_PARAMETER, which, 0));
    case MG_SYMBOL_FIELD: return plain(source(l, MG_OP_FIELD, which, 0));
    case MG_SYMBOL_LET: return l->values[l->e->lets[which].node];
    case MG_SYMBOL_PATTERN: return plain(source(l, MG_OP_PATTERN, which, 0));
    default: break;
    }
    if (which == MG_PI) return plain(number(l, 3.14159265358979323846));
    return plain(which <= MG_Z ? source(l, MG_OP_PLACE, which - MG_X, 0)
                               : source(l, MG_OP_LENGTH, which - MG_LENGTH_X, 0));
}

static Value value_of(Lowering *l, int32_t node) {
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
    int32_t held = readable(l, node);
    if (held >= 0) return plain(source(l, MG_OP_FIELD, held, 0));
    switch (n->kind) {
    case MG_NODE_NUMBER: return plain(number(l, n->number));
    case MG_NODE_NAME: return name(l, n);
    case MG_NODE_CALL: return call(l, n);
    case MG_NODE_MULTIPLY: return multiply(l, l->values[n->a], l->values[n->b]);
    case MG_NODE_DIVIDE: return divide(l, l->values[n->a], l->values[n->b]);
    case MG_NODE_POWER: return power(l, n);
    case MG_NODE_NOT: return plain(unary(l, MG_OP_NOT, operand(l, n->a)));
    case MG_NODE_NEGATE: {
        Value a = l->values[n->a];
        return a.scale >= 0 ? scaled(a.id, unary(l, MG_OP_NEGATE, a.scale)) : plain(unary(l, MG_OP_NEGATE, a.id));
    }
    default: break;
    }
    int32_t a = operand(l, n->a), b = operand(l, n->b);
    return plain(binary(l, binaries[n->kind], a, b));
}

static void mark(Lowering *l, const int32_t *roots, int32_t count) {
    memset(l->needed, 0, sizeof l->needed);
    for (int32_t i = 0; i < count; i++) need(l, roots[i]);
    for (int32_t i = l->e->node_count - 1; i >= 0; i--)
        if (l->needed[i]) need_operands(l, i);
}

// Computes the marked nodes, in the order of the text.
static MgStatus compute(Lowering *l) {
    for (int32_t i = 0; i < l->e->node_count; i++) {
        if (!l->needed[i]) continue;
        const MgNode *n = &l->e->nodes[i];
        if (is_call(n, MG_GRAD))
            return refuse(n, "a gradient stands inside div or dot: div(D * grad(u)), dot(grad(u), grad(v))");
        l->values[i] = value_of(l, i);
        if (l->p->overflow) return refuse(n, "this is more than 512 operations in one stage");
    }
    return MG_OK;
}

// ---- programs

static void output(Lowering *l, int32_t value, int32_t field) {
    l->p->outputs[l->p->output_count++] = (MgOutput){ (int16_t)value, (int16_t)field };
}

static MgStatus finish(Lowering *l, int32_t node) {
    mg_program_finish(l->p);
    return l->p->overflow ? refuse(&l->e->nodes[node], "this needs too many values at once; write it in parts") : MG_OK;
}

// u + dt * rate, kept where the text says.
static int32_t stepped(Lowering *l, int32_t field) {
    const MgEquationField *f = &l->e->fields[field];
    const double infinity = __builtin_inf();
    int32_t rate = operand(l, f->rate), dt = source(l, MG_OP_PARAMETER, 0, 0);
    int32_t value = binary(l, MG_OP_ADD, source(l, MG_OP_FIELD, field, 0), binary(l, MG_OP_MULTIPLY, dt, rate));
    if (f->keep_min > -infinity) value = binary(l, MG_OP_MAX, value, number(l, f->keep_min));
    if (f->keep_max < infinity) value = binary(l, MG_OP_MIN, value, number(l, f->keep_max));
    return f->least > 0 ? binary(l, MG_OP_CUT, value, number(l, f->least)) : value;
}

static MgStatus lower_stage(Lowering *l, int32_t stage, bool last) {
    const MgEquations *e = l->e;
    int32_t roots[2 * MG_MAX_FIELDS], count = 0;
    l->p = &l->out->stages[stage], l->stage = stage;
    for (int32_t f = 0; f < e->field_count && last; f++) roots[count++] = e->fields[f].rate;
    for (int32_t d = 0; d < l->out->derived_count; d++)
        if (l->out->derived[d].stage == stage) roots[count++] = l->out->derived[d].node;
    mark(l, roots, count);
    MG_TRY(compute(l));
    for (int32_t f = 0; f < e->field_count && last; f++) output(l, stepped(l, f), f);
    for (int32_t d = 0; d < l->out->derived_count; d++)
        if (l->out->derived[d].stage == stage) output(l, operand(l, l->out->derived[d].node), e->field_count + d);
    return finish(l, roots[0]);
}

static MgStatus lower_stages(Lowering *l) {
    const MgEquations *e = l->e;
    int32_t last = 0;
    for (int32_t f = 0; f < e->field_count; f++) last = mg_max_i32(last, l->level[e->fields[f].rate]);
    l->out->stage_count = last + 1;
    for (int32_t s = 0; s <= last; s++) MG_TRY(lower_stage(l, s, s == last));
    return MG_OK;
}

// What a view shows is computed from the stored fields alone.
static MgStatus check_view(const Lowering *l, int32_t root) {
    for (int32_t i = 0; i <= root; i++) {
        const MgNode *n = &l->e->nodes[i];
        if (!l->needed[i] || n->kind != MG_NODE_CALL || n->index > MG_DOT) continue;
        bool of_field = is_stencil(n) && symbol_kind(&l->e->nodes[behind_names(l->e, n->a)]) == MG_SYMBOL_FIELD;
        if (is_call(n, MG_DOT)) {
            const MgNode *a = &l->e->nodes[behind_names(l->e, n->a)], *b = &l->e->nodes[behind_names(l->e, n->b)];
            of_field = is_call(a, MG_GRAD) && is_call(b, MG_GRAD) &&
                       symbol_kind(&l->e->nodes[behind_names(l->e, a->a)]) == MG_SYMBOL_FIELD &&
                       symbol_kind(&l->e->nodes[behind_names(l->e, b->a)]) == MG_SYMBOL_FIELD;
        }
        if (!of_field) return refuse(n, "in a view, lap, derivatives and grad are of a field itself");
    }
    return MG_OK;
}

static MgStatus lower_view(Lowering *l, int32_t i) {
    const int32_t root = l->e->views[i].node;
    if (root < 0) return MG_OK;
    l->p = &l->out->views[i], l->is_view = true;
    mark(l, &root, 1);
    MG_TRY(check_view(l, root));
    MG_TRY(compute(l));
    output(l, operand(l, root), 0);
    return finish(l, root);
}

static MgStatus lower_start(Lowering *l, int32_t i) {
    const MgEquationStart *start = &l->e->starts[i];
    int32_t roots[MG_MAX_FIELDS], count = 0;
    l->p = &l->out->starts[i], l->is_view = true;
    for (int32_t f = 0; f < l->e->field_count; f++)
        if (start->node[f] >= 0) roots[count++] = start->node[f];
    mark(l, roots, count);
    for (int32_t k = 0; k < l->e->node_count; k++) {
        const MgNode *n = &l->e->nodes[k];
        if (l->needed[k] && (symbol_kind(n) == MG_SYMBOL_FIELD || (n->kind == MG_NODE_CALL && n->index <= MG_DOT)))
            return refuse(n, "a start knows place, parameters and patterns, not fields");
    }
    MG_TRY(compute(l));
    for (int32_t f = 0; f < l->e->field_count; f++)
        output(l, start->node[f] >= 0 ? operand(l, start->node[f]) : number(l, 0.0), f);
    return finish(l, roots[0]);
}

MgStatus mg_equations_lower(const MgEquations *equations, MgEquationPrograms *out) {
    memset(out, 0, sizeof *out);
    Lowering l = { .e = equations, .out = out };
    MG_TRY(analyse(&l));
    MG_TRY(lower_stages(&l));
    for (int32_t i = 0; i < equations->view_count; i++) MG_TRY(lower_view(&l, i));
    for (int32_t i = 0; i < equations->start_count; i++) MG_TRY(lower_start(&l, i));
    return MG_OK;
}

#include "equations/emit_wasm_values.h"

#include <string.h>

#include "equations/emit_wasm_block.h"

typedef MgSimdGraph Graph;

// ---- values

static bool same(const MgSimdValue *x, const MgSimdValue *y) {
    return x->kind == y->kind && x->operation == y->operation && x->a == y->a && x->b == y->b && x->c == y->c &&
           x->bits == y->bits;
}

static int32_t scope_of(const Graph *g, const MgSimdValue *value) {
    const int16_t operands[3] = { value->a, value->b, value->c };
    int32_t scope = MG_SIMD_CALL;
    if (value->kind == MG_SIMD_IS_ROW) return MG_SIMD_ROW;
    if (value->kind != MG_SIMD_IS_OPERATION) return value->kind >= MG_SIMD_IS_INDEX ? MG_SIMD_CELLS : MG_SIMD_CALL;
    for (int32_t k = 0; k < 3; k++)
        if (operands[k] >= 0) scope = mg_max_i32(scope, g->values[operands[k]].scope);
    return scope;
}

// After an overflow every value is 0: an operand that is there.
static int32_t put(Graph *g, MgSimdValue value) {
    for (int32_t v = g->count - 1; v >= 0; v--)
        if (same(&g->values[v], &value)) return v;
    g->overflow = g->overflow || g->count == MG_SIMD_VALUES;
    if (g->overflow) return 0;
    value.scope = (uint8_t)scope_of(g, &value);
    g->values[g->count] = value;
    return g->count++;
}

static int32_t source(Graph *g, MgSimdKind kind, uint32_t bits) {
    return put(g, (MgSimdValue){ .kind = (uint8_t)kind, .a = -1, .b = -1, .c = -1, .bits = bits });
}

static int32_t operation(Graph *g, MgSimdOperation code, int32_t a, int32_t b, int32_t c, uint32_t bits) {
    return put(g, (MgSimdValue){ .kind = MG_SIMD_IS_OPERATION,
                                 .operation = (uint8_t)code,
                                 .a = (int16_t)a,
                                 .b = (int16_t)b,
                                 .c = (int16_t)c,
                                 .bits = bits });
}

int32_t mg_simd_bits(Graph *g, uint32_t bits) { return source(g, MG_SIMD_IS_CONSTANT, bits); }

int32_t mg_simd_constant(Graph *g, float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return mg_simd_bits(g, bits);
}

int32_t mg_simd_1(Graph *g, MgSimdOperation code, int32_t a) { return operation(g, code, a, -1, -1, 0); }
int32_t mg_simd_2(Graph *g, MgSimdOperation code, int32_t a, int32_t b) { return operation(g, code, a, b, -1, 0); }
int32_t mg_simd_shift(Graph *g, MgSimdOperation code, int32_t a, uint32_t by) {
    return operation(g, code, a, -1, -1, by);
}
int32_t mg_simd_select(Graph *g, int32_t mask, int32_t where, int32_t otherwise) {
    return operation(g, MG_SIMD_BIT_SELECT, where, otherwise, mask, 0);
}

static int32_t add(Graph *g, int32_t a, int32_t b) { return mg_simd_2(g, MG_SIMD_ADD, a, b); }
static int32_t sub(Graph *g, int32_t a, int32_t b) { return mg_simd_2(g, MG_SIMD_SUB, a, b); }
static int32_t mul(Graph *g, int32_t a, int32_t b) { return mg_simd_2(g, MG_SIMD_MUL, a, b); }
static int32_t times(Graph *g, float factor, int32_t a) { return mul(g, mg_simd_constant(g, factor), a); }
static int32_t to_float(Graph *g, int32_t a) { return mg_simd_1(g, MG_SIMD_TO_F32, a); }

// ---- what is the same for every cell

#define BLOCK_WORD(member) source(g, MG_SIMD_IS_BLOCK, (uint32_t)offsetof(MgWasmBlock, member))

static int32_t cell_volume(Graph *g) {
    const int32_t dx = BLOCK_WORD(dx), area = mul(g, dx, dx), axes = BLOCK_WORD(axes);
    const int32_t flat = mg_simd_2(g, MG_SIMD_I32_GE, axes, mg_simd_bits(g, 2));
    const int32_t deep = mg_simd_2(g, MG_SIMD_I32_GE, axes, mg_simd_bits(g, 3));
    return mg_simd_select(g, deep, mul(g, area, dx), mg_simd_select(g, flat, area, dx));
}

static int32_t scalar(Graph *g, const MgInstruction *i) {
    const uint32_t index = (uint32_t)i->index;
    switch (i->opcode) {
    case MG_OP_NUMBER: return mg_simd_constant(g, i->number);
    case MG_OP_PARAMETER: return source(g, MG_SIMD_IS_PARAMETER, index);
    case MG_OP_MEAN: return source(g, MG_SIMD_IS_MEAN, index);
    case MG_OP_DX: return BLOCK_WORD(dx);
    case MG_OP_INVERSE_DX2: return BLOCK_WORD(inverse_dx2);
    case MG_OP_INVERSE_2DX: return mg_simd_2(g, MG_SIMD_DIV, mg_simd_constant(g, 0.5f), BLOCK_WORD(dx));
    case MG_OP_TIME: return BLOCK_WORD(time);
    case MG_OP_CELL: return cell_volume(g);
    case MG_OP_LENGTH:
        return mul(g, to_float(g, source(g, MG_SIMD_IS_BLOCK, (uint32_t)offsetof(MgWasmBlock, domain_n) + 4 * index)),
                   BLOCK_WORD(dx));
    default: return -1;
    }
}

// ---- what is read for a cell

static int32_t cell(Graph *g, int32_t field, int32_t dx, int32_t dy, int32_t dz) {
    return source(g, MG_SIMD_IS_CELLS, MG_SIMD_CELLS(field, mg_offset_of(dx, dy, dz)));
}

static int32_t beside(Graph *g, int32_t field, int32_t axis, int32_t by) {
    return cell(g, field, axis == 0 ? by : 0, axis == 1 ? by : 0, axis == 2 ? by : 0);
}

static int32_t both_sides(Graph *g, int32_t field, int32_t axis) {
    return add(g, beside(g, field, axis, -1), beside(g, field, axis, 1));
}

// model/stencil.h: mg_laplacian7.
static int32_t laplacian7(Graph *g, int32_t f) {
    const int32_t around = add(g, add(g, both_sides(g, f, 0), both_sides(g, f, 1)), both_sides(g, f, 2));
    return sub(g, around, times(g, 6.0f, cell(g, f, 0, 0, 0)));
}

// The nine rows at cell x + dx: mg_laplacian27's side, or its middle.
static int32_t nine_rows(Graph *g, int32_t f, int32_t dx, bool middle) {
    const int32_t faces = add(g, add(g, cell(g, f, dx, -1, 0), cell(g, f, dx, 1, 0)),
                              add(g, cell(g, f, dx, 0, -1), cell(g, f, dx, 0, 1)));
    const int32_t diagonals = add(g, add(g, cell(g, f, dx, -1, -1), cell(g, f, dx, 1, -1)),
                                  add(g, cell(g, f, dx, -1, 1), cell(g, f, dx, 1, 1)));
    const int32_t here = cell(g, f, dx, 0, 0);
    if (!middle) return add(g, add(g, times(g, 14.0f, here), times(g, 3.0f, faces)), diagonals);
    return sub(g, add(g, times(g, 14.0f, faces), times(g, 3.0f, diagonals)), times(g, 128.0f, here));
}

static int32_t laplacian27(Graph *g, int32_t f) {
    const int32_t sides = add(g, nine_rows(g, f, -1, false), nine_rows(g, f, 1, false));
    return mul(g, add(g, sides, nine_rows(g, f, 0, true)), mg_simd_constant(g, 1.0f / 30.0f));
}

static int32_t flux_to(Graph *g, int32_t f, int32_t d, int32_t axis, int32_t by) {
    const int32_t coefficient = add(g, cell(g, d, 0, 0, 0), beside(g, d, axis, by));
    return mul(g, coefficient, sub(g, beside(g, f, axis, by), cell(g, f, 0, 0, 0)));
}

static int32_t flux_along(Graph *g, int32_t f, int32_t d, int32_t axis) {
    return add(g, flux_to(g, f, d, axis, 1), flux_to(g, f, d, axis, -1));
}

static int32_t flux(Graph *g, int32_t f, int32_t d) {
    return add(g, add(g, flux_along(g, f, d, 0), flux_along(g, f, d, 1)), flux_along(g, f, d, 2));
}

static int32_t place(Graph *g, int32_t axis) {
    const int32_t index = axis == 0 ? source(g, MG_SIMD_IS_INDEX, 0) : source(g, MG_SIMD_IS_ROW, (uint32_t)axis);
    return mul(g, to_float(g, index), BLOCK_WORD(dx));
}

static int32_t row(Graph *g, const MgInstruction *i, int32_t a, bool isotropic) {
    const int32_t f = i->index, axis = i->other;
    switch (i->opcode) {
    case MG_OP_FIELD: return cell(g, f, 0, 0, 0);
    case MG_OP_PLACE: return place(g, f);
    case MG_OP_SPREAD: return a;
    case MG_OP_LAPLACIAN: return isotropic ? laplacian27(g, f) : laplacian7(g, f);
    case MG_OP_DIFFERENCE: return sub(g, beside(g, f, axis, 1), beside(g, f, axis, -1));
    case MG_OP_CURVATURE: return sub(g, both_sides(g, f, axis), times(g, 2.0f, cell(g, f, 0, 0, 0)));
    case MG_OP_BEHIND: return sub(g, cell(g, f, 0, 0, 0), beside(g, f, axis, -1));
    case MG_OP_AHEAD: return sub(g, beside(g, f, axis, 1), cell(g, f, 0, 0, 0));
    case MG_OP_FLUX: return flux(g, f, axis);
    case MG_OP_NEIGHBOUR: return source(g, MG_SIMD_IS_CELLS, MG_SIMD_CELLS(f, axis));
    case MG_OP_WHITE:
    case MG_OP_RING: return source(g, MG_SIMD_IS_MADE, (uint32_t)g->made++);
    default: return scalar(g, i);
    }
}

// ---- operations, as in model/operations.h

static int32_t holds(Graph *g, int32_t mask) { return mg_simd_2(g, MG_SIMD_BIT_AND, mask, mg_simd_constant(g, 1.0f)); }

static int32_t is_set(Graph *g, int32_t a) { return mg_simd_2(g, MG_SIMD_NE, a, mg_simd_constant(g, 0.0f)); }

static int32_t sign(Graph *g, int32_t a) {
    const int32_t zero = mg_simd_constant(g, 0.0f);
    const int32_t below = mg_simd_2(g, MG_SIMD_BIT_AND, mg_simd_2(g, MG_SIMD_LT, a, zero), mg_simd_constant(g, -1.0f));
    return mg_simd_select(g, mg_simd_2(g, MG_SIMD_GT, a, zero), mg_simd_constant(g, 1.0f), below);
}

static int32_t unary(Graph *g, int32_t opcode, int32_t a) {
    switch (opcode) {
    case MG_OP_NEGATE: return mg_simd_1(g, MG_SIMD_NEGATE, a);
    case MG_OP_NOT: return holds(g, mg_simd_2(g, MG_SIMD_EQ, a, mg_simd_constant(g, 0.0f)));
    case MG_OP_ABS: return mg_simd_1(g, MG_SIMD_ABS, a);
    case MG_OP_FLOOR: return mg_simd_1(g, MG_SIMD_FLOOR, a);
    case MG_OP_SQRT: return mg_simd_1(g, MG_SIMD_SQRT, a);
    case MG_OP_EXP: return mg_simd_exp(g, a);
    case MG_OP_LOG: return mg_simd_log(g, a);
    case MG_OP_SIN: return mg_simd_sin_quarter(g, a, 0.0f);
    case MG_OP_COS: return mg_simd_sin_quarter(g, a, 1.0f);
    case MG_OP_SINH: return mg_simd_sinh(g, a);
    case MG_OP_TANH: return mg_simd_tanh(g, a);
    case MG_OP_SIGN: return sign(g, a);
    default: return -1;
    }
}

static int32_t binary(Graph *g, int32_t opcode, int32_t a, int32_t b) {
    switch (opcode) {
    case MG_OP_ADD: return add(g, a, b);
    case MG_OP_SUBTRACT: return sub(g, a, b);
    case MG_OP_MULTIPLY: return mul(g, a, b);
    case MG_OP_DIVIDE: return mg_simd_2(g, MG_SIMD_DIV, a, b);
    case MG_OP_MIN: return mg_simd_2(g, MG_SIMD_MIN, a, b);
    case MG_OP_MAX: return mg_simd_2(g, MG_SIMD_MAX, a, b);
    case MG_OP_LESS: return holds(g, mg_simd_2(g, MG_SIMD_LT, a, b));
    case MG_OP_LESS_EQUAL: return holds(g, mg_simd_2(g, MG_SIMD_LE, a, b));
    case MG_OP_EQUAL: return holds(g, mg_simd_2(g, MG_SIMD_EQ, a, b));
    case MG_OP_NOT_EQUAL: return holds(g, mg_simd_2(g, MG_SIMD_NE, a, b));
    case MG_OP_AND: return holds(g, mg_simd_2(g, MG_SIMD_BIT_AND, is_set(g, a), is_set(g, b)));
    case MG_OP_OR: return holds(g, mg_simd_2(g, MG_SIMD_BIT_OR, is_set(g, a), is_set(g, b)));
    case MG_OP_ATAN2: return mg_simd_atan2(g, a, b);
    case MG_OP_CUT: // |a| < b, where either may be anything, is a < b and a > -b
        return mg_simd_2(g, MG_SIMD_BIT_AND_NOT, a, mg_simd_2(g, MG_SIMD_LT, mg_simd_1(g, MG_SIMD_ABS, a), b));
    default: return -1;
    }
}

static int32_t ternary(Graph *g, int32_t opcode, int32_t a, int32_t b, int32_t c) {
    switch (opcode) {
    case MG_OP_SELECT: return mg_simd_select(g, is_set(g, a), b, c);
    case MG_OP_MULTIPLY_ADD: return add(g, mul(g, a, b), c);
    case MG_OP_MULTIPLY_SUBTRACT: return sub(g, mul(g, a, b), c);
    case MG_OP_SUBTRACT_PRODUCT: return sub(g, c, mul(g, a, b));
    default: return -1;
    }
}

bool mg_simd_program(Graph *g, const MgProgram *p, bool isotropic) {
    int16_t value[MG_MAX_VALUES];
    g->count = g->made = 0, g->overflow = false;
    for (int32_t v = 0; v < p->count; v++) {
        const MgInstruction *i = &p->code[v];
        const int32_t a = i->a >= 0 ? value[i->a] : -1, b = i->b >= 0 ? value[i->b] : -1;
        const int32_t c = i->c >= 0 ? value[i->c] : -1;
        int32_t made;
        if (c >= 0) made = ternary(g, i->opcode, a, b, c);
        else if (b >= 0) made = binary(g, i->opcode, a, b);
        else if (a >= 0 && i->opcode != MG_OP_SPREAD) made = unary(g, i->opcode, a);
        else made = row(g, i, a, isotropic);
        if (made < 0 || g->overflow) return false;
        value[v] = (int16_t)made;
    }
    for (int32_t o = 0; o < p->output_count; o++) g->outputs[o] = value[p->outputs[o].value];
    return true;
}

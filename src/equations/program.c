#include "equations/program.h"

#include <string.h>

static bool commutes(int32_t opcode) {
    return opcode == MG_OP_ADD || opcode == MG_OP_MULTIPLY || opcode == MG_OP_EQUAL || opcode == MG_OP_NOT_EQUAL ||
           opcode == MG_OP_AND || opcode == MG_OP_OR;
}

static bool is_row_source(int32_t opcode) { return opcode >= MG_OP_FIELD && opcode < MG_OP_NEGATE; }
static bool is_stencil(int32_t opcode) {
    return opcode >= MG_OP_LAPLACIAN && opcode <= MG_OP_RING && opcode != MG_OP_WHITE;
}

static int32_t reach_of(const MgProgram *p, const MgInstruction *i) {
    int32_t reach = 0;
    if (i->opcode == MG_OP_RING) return p->rings[i->other].radius;
    if (i->opcode != MG_OP_NEIGHBOUR) return is_stencil(i->opcode);
    for (int32_t axis = 0; axis < 3; axis++) {
        const int32_t along = mg_offset_along(i->other, axis);
        reach = mg_max_i32(reach, along < 0 ? -along : along);
    }
    return reach;
}

static bool row_operand(const MgProgram *p, int32_t value) { return value >= 0 && p->code[value].row; }

static bool same(const MgInstruction *x, const MgInstruction *y) {
    return x->opcode == y->opcode && x->a == y->a && x->b == y->b && x->c == y->c && x->index == y->index &&
           x->other == y->other && memcmp(&x->number, &y->number, sizeof x->number) == 0;
}

int32_t mg_program_emit(MgProgram *p, MgInstruction i) {
    if (commutes(i.opcode) && i.a > i.b) {
        int16_t a = i.a;
        i.a = i.b, i.b = a;
    }
    i.row = is_row_source(i.opcode) || row_operand(p, i.a) || row_operand(p, i.b) || row_operand(p, i.c);
    for (int32_t v = p->count - 1; v >= 0; v--)
        if (same(&p->code[v], &i)) return v;
    p->overflow = p->overflow || p->count == MG_MAX_VALUES;
    if (p->overflow) return -1;
    if (i.opcode == MG_OP_FIELD || is_stencil(i.opcode)) p->reads |= MG_FIELD_BIT(i.index);
    if (i.opcode == MG_OP_FLUX) p->reads |= MG_FIELD_BIT(i.other);
    p->reach = mg_max_i32(p->reach, reach_of(p, &i));
    p->code[p->count] = i;
    return p->count++;
}

// ---- finishing

static void count_uses(MgProgram *p) {
    for (int32_t v = 0; v < p->count; v++) p->code[v].uses = 0;
    for (int32_t o = 0; o < p->output_count; o++) p->code[p->outputs[o].value].uses++;
    for (int32_t v = p->count - 1; v >= 0; v--) {
        const MgInstruction *i = &p->code[v];
        if (i->uses == 0) continue;
        if (i->a >= 0) p->code[i->a].uses++;
        if (i->b >= 0) p->code[i->b].uses++;
        if (i->c >= 0) p->code[i->c].uses++;
    }
}

static bool is_lone_product(const MgProgram *p, int32_t value) {
    const MgInstruction *i = &p->code[value];
    return i->opcode == MG_OP_MULTIPLY && i->row && i->uses == 1;
}

// A scalar factor comes first.
static void take_factors(const MgProgram *p, const MgInstruction *product, MgInstruction *out) {
    bool turned = p->code[product->a].row && !p->code[product->b].row;
    out->a = turned ? product->b : product->a;
    out->b = turned ? product->a : product->b;
}

static void join_products(MgProgram *p) {
    for (int32_t v = 0; v < p->count; v++) {
        MgInstruction *i = &p->code[v];
        if (i->uses == 0 || !i->row || (i->opcode != MG_OP_ADD && i->opcode != MG_OP_SUBTRACT)) continue;
        bool left = is_lone_product(p, i->a), right = !left && is_lone_product(p, i->b);
        if (!left && !right) continue;
        MgInstruction *product = &p->code[left ? i->a : i->b];
        bool adds = i->opcode == MG_OP_ADD;
        i->c = left ? i->b : i->a;
        i->opcode = adds ? MG_OP_MULTIPLY_ADD : left ? MG_OP_MULTIPLY_SUBTRACT : MG_OP_SUBTRACT_PRODUCT;
        take_factors(p, product, i);
        product->uses = 0;
    }
}

static void drop_unused(MgProgram *p) {
    int16_t moved[MG_MAX_VALUES];
    int32_t kept = 0;
    for (int32_t v = 0; v < p->count; v++) {
        MgInstruction i = p->code[v];
        if (i.uses == 0) continue;
        if (i.a >= 0) i.a = moved[i.a];
        if (i.b >= 0) i.b = moved[i.b];
        if (i.c >= 0) i.c = moved[i.c];
        moved[v] = (int16_t)kept;
        p->code[kept++] = i;
    }
    for (int32_t o = 0; o < p->output_count; o++) p->outputs[o].value = moved[p->outputs[o].value];
    p->count = kept;
}

// An output that a row instruction computes is written by it. A field is where it is and needs no register.
static void place_outputs(MgProgram *p) {
    for (int32_t v = 0; v < p->count; v++) p->code[v].place = -1;
    for (int32_t o = p->output_count - 1; o >= 0; o--) {
        MgInstruction *i = &p->code[p->outputs[o].value];
        if (i->row && i->opcode != MG_OP_FIELD) i->place = (int16_t)(-2 - o);
    }
}

static void place_registers(MgProgram *p) {
    int32_t last[MG_MAX_VALUES], free[MG_MAX_REGISTERS], free_count = 0;
    for (int32_t v = 0; v < p->count; v++) {
        const int16_t operands[3] = { p->code[v].a, p->code[v].b, p->code[v].c };
        last[v] = v;
        for (int32_t k = 0; k < 3; k++)
            if (operands[k] >= 0) last[operands[k]] = v;
    }
    p->register_count = 0;
    for (int32_t v = 0; v < p->count; v++) {
        MgInstruction *i = &p->code[v];
        bool needs = i->row && i->opcode != MG_OP_FIELD && i->place == -1;
        if (needs && free_count > 0) i->place = (int16_t)free[--free_count];
        else if (needs && p->register_count < MG_MAX_REGISTERS) i->place = (int16_t)p->register_count++;
        else if (needs) p->overflow = true;
        const int16_t operands[3] = { i->a, i->b, i->c };
        for (int32_t k = 0; k < 3; k++) {
            int32_t o = operands[k];
            bool again = (k > 0 && o == operands[0]) || (k > 1 && o == operands[1]);
            if (o >= 0 && !again && last[o] == v && p->code[o].place >= 0 && p->code[o].row)
                free[free_count++] = p->code[o].place;
        }
    }
}

void mg_program_finish(MgProgram *p) {
    if (p->overflow) return;
    count_uses(p);
    join_products(p);
    drop_unused(p);
    place_outputs(p);
    place_registers(p);
}

static const char *const opcode_names[MG_OP_COUNT] = {
    "number",
    "parameter",
    "dx",
    "1/dx^2",
    "1/(2 dx)",
    "length",
    "time",
    "mean",
    "volume of a cell",
    "distance",
    "field",
    "place",
    "pattern",
    "spread",
    "laplacian",
    "difference",
    "curvature",
    "difference behind",
    "difference ahead",
    "white noise",
    "flux",
    "neighbour",
    "ring",
    "negate",
    "not",
    "abs",
    "floor",
    "sqrt",
    "exp",
    "log",
    "sin",
    "cos",
    "sinh",
    "tanh",
    "sign",
    "add",
    "subtract",
    "multiply",
    "divide",
    "min",
    "max",
    "less",
    "less or equal",
    "equal",
    "not equal",
    "and",
    "or",
    "atan2",
    "cut",
    "select",
    "multiply, add",
    "multiply, subtract",
    "subtract product",
};

bool mg_program_uses(const MgProgram *p, MgOpcode opcode) {
    for (int32_t v = 0; v < p->count; v++)
        if (p->code[v].opcode == opcode) return true;
    return false;
}

const char *mg_opcode_name(MgOpcode opcode) { return opcode_names[opcode]; }

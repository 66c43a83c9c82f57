// A row is run along by one address, LEFT, a float before four cells of the first field that is read: a load takes an
// offset that is not negative for nothing, so x - 1, x and x + 1 are 0, 4 and 8 bytes on. Every other row of this and
// of other fields lies at a distance from it that is the same for the whole row, in a local variable.
#include "equations/emit_wasm_function.h"

#include "equations/emit_wasm_block.h"

// ---- instructions

enum {
    LOOP = 0x03,
    IF = 0x04,
    END = 0x0b,
    BR = 0x0c,
    BR_IF = 0x0d,
    LOCAL_GET = 0x20,
    LOCAL_SET = 0x21,
    LOCAL_TEE = 0x22,
    I32_LOAD = 0x28,
    I32_CONST = 0x41,
    I32_EQ = 0x46,
    I32_NE = 0x47,
    I32_LT = 0x48, // signed, as shifts to the right are
    I32_ADD = 0x6a,
    I32_SUB = 0x6b,
    I32_MUL = 0x6c,
    I32_AND = 0x71,
    I32_SHL = 0x74,
    I32_SHR = 0x75,
    TYPE_I32 = 0x7f,
    TYPE_V128 = 0x7b,
    NO_RESULT = 0x40,
    SIMD = 0xfd,
};

// Local variables: the arguments, what every function has, distances, and values.
enum { BLOCK, BEHIND, MADE, ARGUMENTS };
enum { CURRENT = ARGUMENTS, ROW, OFFSET, LEFT, BEGIN, LIMIT, LAST, FIRST_DISTANCE };
#define MAX_ROWS 32 // beside the cell's own, of all fields
#define DISTANCES (3 * MG_MAX_FIELDS + MAX_ROWS)
#define FIRST_VALUE (FIRST_DISTANCE + DISTANCES)

#define CELL_BYTES 4
#define FOUR_CELLS 16

struct MgWasmFunction {
    MgBytes *out;
    const MgProgram *program;
    MgSimdGraph graph;
    int16_t order[MG_SIMD_VALUES + MG_MAX_FIELDS]; // values, operands first; -1 - o: output o is written
    int32_t order_count;
    int16_t uses[MG_SIMD_VALUES];                          // that are still to come
    int16_t local[MG_SIMD_VALUES], unused[MG_SIMD_VALUES]; // locals
    int32_t unused_count, value_locals, distance_count;
    int32_t pending;                 // a value that is on the stack and in no local; -1: none
    int32_t base;                    // field that LEFT runs along; -1: no field is read, and it is output 0
    int16_t to_field[MG_MAX_FIELDS]; // distances; 0: not needed
    int16_t to_output[MG_MAX_FIELDS];
    int16_t row_offset[MAX_ROWS], to_row[MAX_ROWS]; // as in mg_offset_of; distance
    int32_t row_count;
    int16_t field_left[MG_MAX_FIELDS]; // LEFT of that field
};

typedef MgWasmFunction Function;

size_t mg_wasm_function_bytes(void) { return sizeof(MgWasmFunction); }

static void code(Function *f, uint32_t byte) { mg_bytes_byte(f->out, byte); }

static void local(Function *f, uint32_t instruction, int32_t index) {
    code(f, instruction);
    mg_bytes_number(f->out, (uint32_t)index);
}

static void get(Function *f, int32_t index) { local(f, LOCAL_GET, index); }
static void set(Function *f, int32_t index) { local(f, LOCAL_SET, index); }

static void constant(Function *f, int32_t value) {
    code(f, I32_CONST);
    mg_bytes_signed(f->out, value);
}

static void with_constant(Function *f, uint32_t instruction, int32_t value) {
    constant(f, value);
    code(f, instruction);
}

// Loads and stores say how they are aligned, as a power of 2, and an offset.
static void place(Function *f, uint32_t offset) {
    mg_bytes_number(f->out, 2);
    mg_bytes_number(f->out, offset);
}

static void load_word(Function *f, uint32_t offset) {
    code(f, I32_LOAD);
    place(f, offset);
}

static void simd(Function *f, uint32_t operation) {
    code(f, SIMD);
    mg_bytes_number(f->out, operation);
}

static void begin(Function *f, uint32_t instruction) {
    code(f, instruction);
    code(f, NO_RESULT);
}

#define MEMBER(member) ((uint32_t)offsetof(MgWasmBlock, member))

static void block_word(Function *f, uint32_t offset) {
    get(f, CURRENT);
    load_word(f, offset);
}

// ---- the order in which values are computed

// Operands before what uses them, output after output, so that few values are alive at a time. The path from the root
// is in `unused`, which nothing else needs yet.
static void order_from(Function *f, int32_t root, int16_t *path) {
    int32_t depth = 0;
    path[depth++] = (int16_t)root;
    while (depth > 0) {
        const int32_t v = path[depth - 1];
        const MgSimdValue *value = &f->graph.values[v];
        const int16_t operands[3] = { value->a, value->b, value->c };
        int32_t next = -1;
        for (int32_t k = 2; k >= 0; k--)
            if (operands[k] >= 0 && f->local[operands[k]] == 0) next = operands[k];
        if (next >= 0) path[depth++] = (int16_t)next;
        else {
            if (f->local[v] == 0) f->order[f->order_count++] = (int16_t)v;
            f->local[v] = -1, depth--;
        }
    }
}

static void order_values(Function *f) {
    f->order_count = 0;
    for (int32_t v = 0; v < f->graph.count; v++) f->local[v] = f->uses[v] = 0;
    for (int32_t o = 0; o < f->program->output_count; o++) {
        order_from(f, f->graph.outputs[o], f->unused);
        f->order[f->order_count++] = (int16_t)(-1 - o);
    }
    for (int32_t i = 0; i < f->order_count; i++) {
        const int32_t v = f->order[i];
        if (v < 0) {
            f->uses[f->graph.outputs[-1 - v]]++;
            continue;
        }
        const int16_t operands[3] = { f->graph.values[v].a, f->graph.values[v].b, f->graph.values[v].c };
        for (int32_t k = 0; k < 3; k++)
            if (operands[k] >= 0) f->uses[operands[k]]++;
    }
}

// ---- distances

static void need(Function *f, int16_t *distance) {
    if (*distance == 0) *distance = (int16_t)(FIRST_DISTANCE + f->distance_count++);
}

static int32_t field_of(const MgSimdValue *value) { return MG_SIMD_FIELD(value->bits); }
static int32_t along(const MgSimdValue *value, int32_t axis) {
    return mg_offset_along(MG_SIMD_OFFSET(value->bits), axis);
}

// What a load's own offset cannot say of it: cells before x - 1 count as a row of their own.
static int32_t row_of(const MgSimdValue *value) {
    return mg_offset_of(mg_min_i32(along(value, 0) + 1, 0), along(value, 1), along(value, 2));
}
static uint32_t cells_on(const MgSimdValue *value) { return (uint32_t)mg_max_i32(along(value, 0) + 1, 0); }

// 0: the cell's own row.
static int32_t distance_to(const Function *f, int32_t row) {
    for (int32_t i = 0; i < f->row_count; i++)
        if (f->row_offset[i] == row) return f->to_row[i];
    return 0;
}

static bool need_row(Function *f, int32_t row) {
    if (row == mg_offset_of(0, 0, 0) || distance_to(f, row) != 0) return true;
    if (f->row_count == MAX_ROWS) return false;
    f->row_offset[f->row_count] = (int16_t)row, f->to_row[f->row_count] = 0;
    need(f, &f->to_row[f->row_count++]);
    return true;
}

static bool find_distances(Function *f) {
    f->base = -1, f->distance_count = f->row_count = 0;
    for (int32_t i = 0; i < MG_MAX_FIELDS; i++) f->to_field[i] = f->to_output[i] = f->field_left[i] = 0;
    for (int32_t i = 0; i < f->order_count; i++) {
        const MgSimdValue *value = &f->graph.values[mg_max_i32(0, f->order[i])];
        if (f->order[i] < 0 || value->kind != MG_SIMD_IS_CELLS) continue;
        if (f->base < 0) f->base = field_of(value);
        if (field_of(value) != f->base)
            need(f, &f->to_field[field_of(value)]), need(f, &f->field_left[field_of(value)]);
        if (!need_row(f, row_of(value))) return false;
    }
    for (int32_t o = 0; o < f->program->output_count; o++)
        if (o > 0 || f->base >= 0) need(f, &f->to_output[o]);
    return true;
}

static uint32_t base_member(const Function *f) {
    return f->base >= 0 ? MEMBER(in) + 4 * (uint32_t)f->base : MEMBER(out) + 4 * (uint32_t)f->program->outputs[0].field;
}

static void set_distance(Function *f, uint32_t member, int32_t distance) {
    if (distance == 0) return;
    block_word(f, member);
    block_word(f, base_member(f));
    code(f, I32_SUB);
    set(f, distance);
}

// Pushes dy[by] or dz[by], in floats.
static void push_float_distance(Function *f, uint32_t member, int32_t by) {
    block_word(f, member);
    with_constant(f, I32_ADD, by * CELL_BYTES);
    load_word(f, 0);
}

static void set_row_distance(Function *f, int32_t row) {
    const int32_t dy = mg_offset_along(f->row_offset[row], 1), dz = mg_offset_along(f->row_offset[row], 2);
    constant(f, mg_offset_along(f->row_offset[row], 0));
    if (dy != 0) push_float_distance(f, MEMBER(dy), dy), code(f, I32_ADD);
    if (dz != 0) push_float_distance(f, MEMBER(dz), dz), code(f, I32_ADD);
    with_constant(f, I32_SHL, 2);
    set(f, f->to_row[row]);
}

static void set_distances(Function *f) {
    for (int32_t field = 0; field < MG_MAX_FIELDS; field++)
        set_distance(f, MEMBER(in) + 4 * (uint32_t)field, f->to_field[field]);
    for (int32_t o = 0; o < f->program->output_count; o++)
        set_distance(f, MEMBER(out) + 4 * (uint32_t)f->program->outputs[o].field, f->to_output[o]);
    for (int32_t row = 0; row < f->row_count; row++) set_row_distance(f, row);
}

// ---- values

static int32_t new_local(Function *f) {
    return f->unused_count > 0 ? f->unused[--f->unused_count] : FIRST_VALUE + f->value_locals++;
}

// Of what is the same for a whole row the local stays its own.
static void use(Function *f, int32_t v) {
    if (--f->uses[v] == 0 && f->graph.values[v].scope == MG_SIMD_CELLS && f->local[v] >= 0)
        f->unused[f->unused_count++] = f->local[v];
}

static void keep_pending(Function *f) {
    if (f->pending < 0) return;
    f->local[f->pending] = (int16_t)new_local(f);
    set(f, f->local[f->pending]);
    f->pending = -1;
}

static void push(Function *f, int32_t v) {
    get(f, f->local[v]);
    use(f, v);
}

// The first operand may be on the stack already.
static void push_first(Function *f, int32_t v) {
    if (f->pending != v) {
        keep_pending(f);
        push(f, v);
        return;
    }
    f->pending = -1;
    if (f->uses[v] > 1) {
        f->local[v] = (int16_t)new_local(f);
        local(f, LOCAL_TEE, f->local[v]);
    }
    use(f, v);
}

static void push_cells(Function *f, const MgSimdValue *value) {
    const int32_t field = field_of(value), distance = distance_to(f, row_of(value));
    get(f, field == f->base ? LEFT : f->field_left[field]);
    if (distance != 0) get(f, distance), code(f, I32_ADD);
    simd(f, MG_SIMD_LOAD);
    place(f, CELL_BYTES * cells_on(value));
}

static void push_pointed(Function *f, uint32_t member, uint32_t index) {
    block_word(f, member);
    simd(f, MG_SIMD_LOAD_SPLAT);
    place(f, 4 * index);
}

// Cells from the row's first to LEFT's, in bytes.
static void push_progress(Function *f) {
    get(f, LEFT);
    get(f, BEGIN);
    code(f, I32_SUB);
}

static void push_indices(Function *f) {
    push_progress(f);
    with_constant(f, I32_SHR, 2);
    block_word(f, MEMBER(x));
    code(f, I32_ADD);
    simd(f, MG_SIMD_I32_SPLAT);
    simd(f, MG_SIMD_CONST);
    for (uint32_t lane = 0; lane < 4; lane++) mg_bytes_word(f->out, lane);
    simd(f, MG_SIMD_I32_ADD);
}

static void push_row_index(Function *f, uint32_t axis) {
    block_word(f, axis == 1 ? MEMBER(y) : MEMBER(z));
    if (axis == 1) get(f, ROW), code(f, I32_ADD);
    simd(f, MG_SIMD_I32_SPLAT);
}

static void push_source(Function *f, const MgSimdValue *value) {
    switch (value->kind) {
    case MG_SIMD_IS_CONSTANT:
        simd(f, MG_SIMD_CONST);
        for (int32_t lane = 0; lane < 4; lane++) mg_bytes_word(f->out, value->bits);
        break;
    case MG_SIMD_IS_BLOCK:
        get(f, CURRENT);
        simd(f, MG_SIMD_LOAD_SPLAT);
        place(f, value->bits);
        break;
    case MG_SIMD_IS_PARAMETER: push_pointed(f, MEMBER(params), value->bits); break;
    case MG_SIMD_IS_MEAN: push_pointed(f, MEMBER(means), value->bits); break;
    case MG_SIMD_IS_ROW: push_row_index(f, value->bits); break;
    case MG_SIMD_IS_INDEX: push_indices(f); break;
    case MG_SIMD_IS_MADE:
        push_progress(f);
        get(f, MADE);
        code(f, I32_ADD);
        simd(f, MG_SIMD_LOAD);
        place(f, CELL_BYTES * MG_REGISTER_CELLS * value->bits);
        break;
    default: push_cells(f, value); break;
    }
}

static void push_operation(Function *f, const MgSimdValue *value) {
    push_first(f, value->a);
    if (value->b >= 0) push(f, value->b);
    if (value->c >= 0) push(f, value->c);
    if (value->operation == MG_SIMD_I32_SHIFT_LEFT || value->operation == MG_SIMD_I32_SHIFT_RIGHT)
        constant(f, (int32_t)value->bits);
    simd(f, value->operation);
}

static void write_output(Function *f, int32_t o) {
    keep_pending(f);
    get(f, LEFT);
    if (f->to_output[o] != 0) get(f, f->to_output[o]), code(f, I32_ADD);
    push(f, f->graph.outputs[o]);
    simd(f, MG_SIMD_STORE);
    place(f, CELL_BYTES);
}

static void compute(Function *f, MgSimdScope scope) {
    f->pending = -1;
    for (int32_t i = 0; i < f->order_count; i++) {
        const int32_t v = f->order[i];
        if (v < 0) {
            if (scope == MG_SIMD_CELLS) write_output(f, -1 - v);
            continue;
        }
        const MgSimdValue *value = &f->graph.values[v];
        if (value->scope != scope) continue;
        if (value->kind == MG_SIMD_IS_OPERATION) push_operation(f, value);
        else keep_pending(f), push_source(f, value);
        f->pending = v;
    }
    keep_pending(f);
}

// ---- loops

// Four cells after four; where that does not come out even, the last four once more.
static void run_along_row(Function *f) {
    begin(f, LOOP);
    begin(f, LOOP);
    for (int32_t field = 0; field < MG_MAX_FIELDS; field++) {
        if (f->field_left[field] == 0) continue;
        get(f, LEFT), get(f, f->to_field[field]);
        code(f, I32_ADD);
        set(f, f->field_left[field]);
    }
    compute(f, MG_SIMD_CELLS);
    get(f, LEFT);
    with_constant(f, I32_ADD, FOUR_CELLS);
    local(f, LOCAL_TEE, LEFT);
    get(f, LIMIT);
    code(f, I32_NE);
    local(f, BR_IF, 0);
    code(f, END);
    get(f, LIMIT), get(f, LAST);
    code(f, I32_NE);
    begin(f, IF);
    get(f, LAST);
    local(f, LOCAL_TEE, LIMIT);
    with_constant(f, I32_SUB, FOUR_CELLS);
    set(f, LEFT);
    local(f, BR, 1);
    code(f, END);
    code(f, END);
}

// LEFT, BEGIN, LIMIT behind the last whole four cells, LAST behind the last cell.
static void begin_row(Function *f) {
    set_distances(f);
    get(f, ROW), block_word(f, MEMBER(row_stride));
    code(f, I32_MUL);
    with_constant(f, I32_SHL, 2);
    block_word(f, base_member(f));
    code(f, I32_ADD);
    with_constant(f, I32_SUB, CELL_BYTES);
    local(f, LOCAL_TEE, LEFT);
    local(f, LOCAL_TEE, BEGIN);
    block_word(f, MEMBER(nx));
    with_constant(f, I32_AND, -4);
    with_constant(f, I32_SHL, 2);
    code(f, I32_ADD);
    set(f, LIMIT);
    get(f, LEFT), block_word(f, MEMBER(nx));
    with_constant(f, I32_SHL, 2);
    code(f, I32_ADD);
    set(f, LAST);
}

// A row of `block`, the same of `behind` if there is one, then the next.
static void run_over_rows(Function *f) {
    get(f, BLOCK), set(f, CURRENT);
    compute(f, MG_SIMD_CALL);
    begin(f, LOOP);
    begin_row(f);
    compute(f, MG_SIMD_ROW);
    run_along_row(f);
    get(f, BEHIND);
    with_constant(f, I32_NE, 0);
    get(f, CURRENT), get(f, BLOCK);
    code(f, I32_EQ);
    code(f, I32_AND);
    begin(f, IF);
    get(f, BEHIND), set(f, CURRENT);
    local(f, BR, 1);
    code(f, END);
    get(f, BLOCK), set(f, CURRENT);
    get(f, ROW);
    with_constant(f, I32_ADD, 1);
    local(f, LOCAL_TEE, ROW);
    block_word(f, MEMBER(row_count));
    code(f, I32_LT);
    local(f, BR_IF, 0);
    code(f, END);
}

bool mg_wasm_function(MgWasmFunction *f, const MgProgram *program, bool isotropic, MgBytes *out) {
    f->out = out, f->program = program;
    f->unused_count = f->value_locals = 0;
    if (!mg_simd_program(&f->graph, program, isotropic)) return false;
    order_values(f);
    if (!find_distances(f)) return false;
    mg_bytes_number(out, 2); // kinds of locals
    mg_bytes_number(out, FIRST_VALUE - ARGUMENTS);
    code(f, TYPE_I32);
    const size_t values = mg_bytes_reserve(out);
    code(f, TYPE_V128);
    run_over_rows(f);
    code(f, END);
    mg_bytes_fill(out, values, (uint32_t)f->value_locals);
    return true;
}

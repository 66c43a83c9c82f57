// The interpreter: scalars once for a block, then instruction after instruction over a few dozen cells at a time, whose
// rows stay in the first cache. Instructions are elementwise loops, so their bits are the same at any vector width.
#include "equations/arithmetic.h"
#include "equations/program.h"
#include "model/stencil.h"
#include "model/white_noise.h"

// What is the same for every cell of a call.
typedef struct Setting {
    const float *params, *means;
    float dx, inverse_dx2, time, distance;
    int32_t axes, extent[3];
} Setting;

// ---- scalars

static float scalar_source(const MgInstruction *i, const Setting *s) {
    switch (i->opcode) {
    case MG_OP_NUMBER: return i->number;
    case MG_OP_PARAMETER: return s->params[i->index];
    case MG_OP_DX: return s->dx;
    case MG_OP_INVERSE_DX2: return s->inverse_dx2;
    case MG_OP_INVERSE_2DX: return 0.5f / s->dx;
    case MG_OP_TIME: return s->time;
    case MG_OP_MEAN: return s->means[i->index];
    case MG_OP_DISTANCE: return s->distance;
    case MG_OP_CELL: return mg_cell_volume(s->dx, s->axes);
    case MG_OP_LENGTH: return (float)s->extent[i->index] * s->dx;
    default: return 0.0f;
    }
}

static float scalar_value(const MgInstruction *i, const Setting *s, float a, float b, float c) {
    switch (i->opcode) {
#define X(name, expression)                                                                                            \
    case MG_OP_##name: return expression;
        UNARY(X)
        BINARY(X)
        TERNARY(X)
#undef X
    default: return scalar_source(i, s);
    }
}

static void compute_scalars(const MgProgram *p, const Setting *s, float scalars[MG_MAX_VALUES]) {
    for (int32_t v = 0; v < p->count; v++) {
        const MgInstruction *i = &p->code[v];
        if (i->row) continue;
        scalars[v] = scalar_value(i, s, i->a >= 0 ? scalars[i->a] : 0.0f, i->b >= 0 ? scalars[i->b] : 0.0f,
                                  i->c >= 0 ? scalars[i->c] : 0.0f);
    }
}

// ---- rows

// Where the cells that are computed now lie.
typedef struct Cells {
    const Setting *setting;
    const MgBlock *block; // NULL: of a start
    MgNeighbours neighbours;
    int32_t x, y, z, count;       // place of the first in the domain
    ptrdiff_t at;                 // from a field's first cell to it
    const float *const *in;       // fields
    const float *const *patterns; // of a start
    bool isotropic;
} Cells;

#define EACH _Pragma("omp simd") for (int32_t x = 0; x < count; x++)

MG_INLINE void stencil(const MgInstruction *i, const Cells *cells, float *restrict out) {
    const int32_t count = cells->count;
    const MgNeighbours n = cells->neighbours;
    const float *f = cells->in[i->index] + cells->at;
    const ptrdiff_t behind[3] = { -1, n.ym, n.zm }, ahead[3] = { 1, n.yp, n.zp };
    if (i->opcode == MG_OP_LAPLACIAN && cells->isotropic) {
        for (int32_t x = 0; x < count; x += MG_CELLS_AT_ONCE)
            mg_laplacian27(f + x, n, mg_min_i32(MG_CELLS_AT_ONCE, count - x), out + x);
    } else if (i->opcode == MG_OP_LAPLACIAN) {
        EACH out[x] = mg_laplacian7(f + x, n);
    } else if (i->opcode == MG_OP_FLUX) {
        const float *d = cells->in[i->other] + cells->at;
        EACH out[x] = mg_flux(f + x, d + x, n);
    } else {
        const ptrdiff_t m = behind[i->other], p = ahead[i->other];
        if (i->opcode == MG_OP_BEHIND) EACH out[x] = mg_difference_behind(f + x, m);
        else if (i->opcode == MG_OP_AHEAD) EACH out[x] = mg_difference_ahead(f + x, p);
        else if (i->opcode == MG_OP_DIFFERENCE) EACH out[x] = mg_difference(f + x, m, p);
        else EACH out[x] = mg_curvature(f + x, m, p);
    }
}

static ptrdiff_t neighbour_at(const MgInstruction *i, const MgBlock *block) {
    return mg_offset_along(i->other, 0) + block->dy[mg_offset_along(i->other, 1)] +
           block->dz[mg_offset_along(i->other, 2)];
}

MG_INLINE void row_source(const MgProgram *p, const MgInstruction *i, const Cells *cells, float scalar,
                          float *restrict out) {
    const int32_t count = cells->count;
    const float dx = cells->setting->dx;
    const int32_t first = i->index == 0 ? cells->x : i->index == 1 ? cells->y : cells->z, step = i->index == 0;
    if (i->opcode == MG_OP_PATTERN) EACH out[x] = cells->patterns[i->index][cells->at + x];
    else if (i->opcode == MG_OP_PLACE) EACH out[x] = (float)(first + step * x) * dx;
    else if (i->opcode == MG_OP_SPREAD) EACH out[x] = scalar;
    else if (i->opcode == MG_OP_WHITE)
        mg_white_noise_row(cells->block, (uint32_t)i->index, cells->x, cells->y, count, out);
    else if (i->opcode == MG_OP_NEIGHBOUR) {
        const float *from = cells->in[i->index] + cells->at + neighbour_at(i, cells->block);
        EACH out[x] = from[x];
    } else if (i->opcode == MG_OP_RING)
        mg_ring(cells->in[i->index] + cells->at, cells->block, &p->rings[i->other], count, out);
    else stencil(i, cells, out);
}

// One loop for each way in which operands are rows or scalars; a scalar stays in a register.
#define ROW_UNARY(name, expression)                                                                                    \
    case MG_OP_##name:                                                                                                 \
        EACH {                                                                                                         \
            const float a = pa[x];                                                                                     \
            out[x] = expression;                                                                                       \
        }                                                                                                              \
        break;
#define ROW_BINARY(name, expression)                                                                                   \
    case MG_OP_##name:                                                                                                 \
        if (sa) {                                                                                                      \
            const float a = *pa;                                                                                       \
            EACH {                                                                                                     \
                const float b = pb[x];                                                                                 \
                out[x] = expression;                                                                                   \
            }                                                                                                          \
        } else if (sb) {                                                                                               \
            const float b = *pb;                                                                                       \
            EACH {                                                                                                     \
                const float a = pa[x];                                                                                 \
                out[x] = expression;                                                                                   \
            }                                                                                                          \
        } else EACH {                                                                                                  \
                const float a = pa[x], b = pb[x];                                                                      \
                out[x] = expression;                                                                                   \
            }                                                                                                          \
        break;
#define ROW_TERNARY(name, expression)                                                                                  \
    case MG_OP_##name:                                                                                                 \
        if (sa && sc) {                                                                                                \
            const float a = *pa, c = *pc;                                                                              \
            EACH {                                                                                                     \
                const float b = pb[x];                                                                                 \
                out[x] = expression;                                                                                   \
            }                                                                                                          \
        } else if (sa) {                                                                                               \
            const float a = *pa;                                                                                       \
            EACH {                                                                                                     \
                const float b = pb[x], c = pc[x];                                                                      \
                out[x] = expression;                                                                                   \
            }                                                                                                          \
        } else if (sc) {                                                                                               \
            const float c = *pc;                                                                                       \
            EACH {                                                                                                     \
                const float a = pa[x], b = pb[x];                                                                      \
                out[x] = expression;                                                                                   \
            }                                                                                                          \
        } else EACH {                                                                                                  \
                const float a = pa[x], b = pb[x], c = pc[x];                                                           \
                out[x] = expression;                                                                                   \
            }                                                                                                          \
        break;

// Cells or a scalar, with what is the same for every row found before: `moves` is -1 for a field, of which each row has
// its own cells, and 0 for a register or a scalar.
typedef struct Operand {
    const float *cells;
    ptrdiff_t moves;
} Operand;

typedef struct Operation {
    const MgInstruction *instruction;
    Operand a, b, c, out;
    bool sa, sb, sc; // the operand is a scalar
} Operation;

typedef float Registers[MG_MAX_REGISTERS][MG_REGISTER_CELLS];

// What rows are made by, and what is then copied to outputs that no operation wrote.
typedef struct Code {
    int32_t operation_count, copy_count;
    Operation operations[MG_MAX_VALUES], copies[MG_MAX_FIELDS]; // a copy is from a to out
} Code;

static void decode(const MgProgram *p, const Cells *cells, const float *scalars, float *const *outputs,
                   Registers registers, Code *code) {
    Operand at[MG_MAX_VALUES];
    const Operand none = { NULL, 0 };
    code->operation_count = code->copy_count = 0;
    for (int32_t v = 0; v < p->count; v++) {
        const MgInstruction *i = &p->code[v];
        if (!i->row) at[v] = (Operand){ &scalars[v], 0 };
        else if (i->opcode == MG_OP_FIELD) at[v] = (Operand){ cells->in[i->index], -1 };
        else if (i->place >= 0) at[v] = (Operand){ registers[i->place], 0 };
        else at[v] = (Operand){ outputs[-2 - i->place], -1 };
        if (!i->row || i->opcode == MG_OP_FIELD) continue;
        code->operations[code->operation_count++] = (Operation){
            .instruction = i,
            .a = i->a >= 0 ? at[i->a] : none,
            .b = i->b >= 0 ? at[i->b] : none,
            .c = i->c >= 0 ? at[i->c] : none,
            .out = at[v],
            .sa = i->a >= 0 && !p->code[i->a].row,
            .sb = i->b >= 0 && !p->code[i->b].row,
            .sc = i->c >= 0 && !p->code[i->c].row,
        };
    }
    for (int32_t o = 0; o < p->output_count; o++) { // what no instruction wrote: a field, a scalar, a twin
        const MgInstruction *i = &p->code[p->outputs[o].value];
        if (i->row && i->opcode != MG_OP_FIELD && i->place == -2 - o) continue;
        code->copies[code->copy_count++] =
            (Operation){ .a = at[p->outputs[o].value], .out = { outputs[o], -1 }, .sa = !i->row };
    }
}

// Operands: pa, pb, pc are rows, or scalars where sa, sb, sc. b of a ternary is always a row.
MG_VECTOR_CLONES static void run_cells(const MgProgram *p, const Cells *cells, const Code *code) {
    const int32_t count = cells->count;
    const ptrdiff_t at = cells->at;
    const Operation *end = code->operations + code->operation_count;
    for (const Operation *o = code->operations; o < end; o++) {
        const MgInstruction *i = o->instruction;
        const bool sa = o->sa, sb = o->sb, sc = o->sc;
        const float *pa = o->a.cells + (o->a.moves & at), *pb = o->b.cells + (o->b.moves & at);
        const float *pc = o->c.cells + (o->c.moves & at);
        float *restrict out = (float *)o->out.cells + (o->out.moves & at);
        switch (i->opcode) {
            UNARY(ROW_UNARY)
            BINARY(ROW_BINARY)
            TERNARY(ROW_TERNARY)
        default: row_source(p, i, cells, sa ? *pa : 0.0f, out); break;
        }
    }
    for (int32_t o = 0; o < code->copy_count; o++) {
        const Operation *copy = &code->copies[o];
        const float *from = copy->a.cells + (copy->a.moves & at);
        float *restrict to = (float *)copy->out.cells + at;
        if (copy->sa) EACH to[x] = *from;
        else EACH to[x] = from[x];
    }
}

// ---- blocks and starts

void mg_program_run(const MgProgram *p, const MgBlock *block, bool isotropic, float *const *out) {
    float scalars[MG_MAX_VALUES];
    _Alignas(64) Registers registers;
    Code code;
    const Setting setting = {
        .params = block->params,
        .means = block->means,
        .dx = block->dx,
        .inverse_dx2 = block->inverse_dx2,
        .time = block->time,
        .axes = block->axes,
        .extent = { block->domain_nx, block->domain_ny, block->domain_nz },
    };
    Cells cells = { .setting = &setting, .block = block, .z = block->z, .in = block->in, .isotropic = isotropic };
    if (p->reach > 0) cells.neighbours = mg_neighbours(block);
    compute_scalars(p, &setting, scalars);
    decode(p, &cells, scalars, out, registers, &code);
    for (int32_t row = 0; row < block->row_count; row++) {
        cells.y = block->y + row;
        for (int32_t first = 0; first < block->nx; first += MG_REGISTER_CELLS) {
            cells.x = block->x + first, cells.at = row * block->row_stride + first;
            cells.count = mg_min_i32(MG_REGISTER_CELLS, block->nx - first);
            run_cells(p, &cells, &code);
        }
    }
}

float mg_program_profile(const MgProgram *p, float distance) {
    float scalars[MG_MAX_VALUES];
    const Setting setting = { .distance = distance };
    compute_scalars(p, &setting, scalars);
    return scalars[p->outputs[0].value];
}

void mg_program_start(const MgProgram *p, const MgSeedRow *row, const float *const patterns[4], float *const *out) {
    float scalars[MG_MAX_VALUES];
    _Alignas(64) Registers registers;
    Code code;
    const float dx = row->dx;
    const Setting setting = { .params = row->params,
                              .dx = dx,
                              .inverse_dx2 = 1.0f / (dx * dx),
                              .extent = { row->domain_nx, row->domain_ny, row->domain_nz } };
    Cells cells = { .setting = &setting, .y = row->y, .z = row->z, .patterns = patterns };
    compute_scalars(p, &setting, scalars);
    decode(p, &cells, scalars, out, registers, &code);
    for (int32_t first = 0; first < row->nx; first += MG_REGISTER_CELLS) {
        cells.x = row->x + first, cells.at = first;
        cells.count = mg_min_i32(MG_REGISTER_CELLS, row->nx - first);
        run_cells(p, &cells, &code);
    }
}

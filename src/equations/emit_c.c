#include "equations/emit_c.h"

#include "equations/emit_expression.h"
#include "model/model.h"

static void line(const MgEmitter *m, const char *text) { mg_text_format(m->out, "%s\n", text); }

static bool uses(const MgProgram *p, int32_t opcode) {
    for (int32_t v = 0; v < p->count; v++)
        if (p->code[v].opcode == opcode) return true;
    return false;
}

// ---- the file's head

static void emit_parameters(const MgEmitter *m) {
    line(m, "// The values of parameters, as the engine keeps them.\ntypedef struct Parameters {");
    for (int32_t i = 0; i < m->e->param_count; i++) {
        const MgEquationParameter *p = &m->e->params[i];
        mg_text_format(m->out, "    float p_%s;%s", p->id, p->doc[0] != 0 ? " //" : "");
        if (p->doc[0] != 0) {
            mg_text_char(m->out, ' ');
            mg_emit_string(m->out, p->doc);
        }
        mg_text_char(m->out, '\n');
    }
    if (m->e->has_laplacian) line(m, "    int32_t laplacian; // 0: 7 points, 1: 27");
    line(m, "} Parameters;\n");
}

static void emit_head(const MgEmitter *m, const char *text) {
    mg_text_format(m->out, "// C17 made by Morphogen %s of the text\n//\n", mg_version());
    mg_emit_comment(m->out, text);
    line(m, "//\n// Compile it with -ffp-contract=off: then its bits are those of the text.\n"
            "#include \"model/operations.h\"\n#include \"model/ring.h\"\n#include \"model/stencil.h\"\n#include "
            "\"model/white_noise.h\"\n");
    emit_parameters(m);
}

static void emit_rings(const MgEmitter *m, const MgEquationPrograms *programs) {
    for (int32_t r = 0; r < programs->ring_count; r++) {
        const MgKernel *ring = &programs->rings[r];
        mg_text_format(m->out, "static const MgKernel ring_%d = {\n    .radius = %d,\n    .weight = { ", r + 1,
                       ring->radius);
        for (int32_t q = 0; q <= ring->radius * ring->radius; q++) {
            mg_text_string(m->out, q == 0 ? "" : q % 6 == 0 ? ",\n                " : ", ");
            mg_emit_float(m->out, ring->weight[q]);
        }
        line(m, " },\n};\n");
    }
}

// ---- what is the same for every cell

static bool is_kept_scalar(const MgEmitter *m, int32_t value) {
    const MgInstruction *i = &m->p->code[value];
    return !i->row && i->opcode != MG_OP_NUMBER && (m->own[value] || mg_emit_is_leaf(i));
}

static void emit_scalar_source(const MgEmitter *m, const MgInstruction *i) {
    static const char axes[] = { 'x', 'y', 'z' };
    switch (i->opcode) {
    case MG_OP_PARAMETER: mg_text_format(m->out, "p->p_%s", m->e->params[i->index].id); break;
    case MG_OP_DX: mg_text_string(m->out, "block->dx"); break;
    case MG_OP_INVERSE_DX2: mg_text_string(m->out, "block->inverse_dx2"); break;
    case MG_OP_TIME: mg_text_string(m->out, "block->time"); break;
    case MG_OP_MEAN: mg_text_format(m->out, "block->means[%d]", (int32_t)i->index); break;
    case MG_OP_CELL: mg_text_string(m->out, "mg_cell_volume(block->dx, block->axes)"); break;
    case MG_OP_INVERSE_2DX: mg_text_string(m->out, "0.5f / block->dx"); break;
    default:
        mg_text_string(m->out, "(float)block->domain_n");
        mg_text_char(m->out, axes[i->index]);
        mg_text_string(m->out, " * block->dx");
        break;
    }
}

static void emit_scalars(const MgEmitter *m, int32_t stage) {
    mg_text_format(m->out, "// What is the same for every cell.\ntypedef struct Scalars%d {\n    float ", stage);
    bool any = false;
    for (int32_t v = 0; v < m->p->count; v++) {
        if (!is_kept_scalar(m, v)) continue;
        mg_text_string(m->out, any ? ", " : "");
        mg_emit_name(m, v);
        any = true;
    }
    mg_text_format(m->out,
                   any ? ";\n} Scalars%d;\n\nMG_INLINE Scalars%d scalars_%d(const MgBlock *block) {\n"
                       : "none;\n} Scalars%d;\n\nMG_INLINE Scalars%d scalars_%d(const MgBlock *block) {\n",
                   stage, stage, stage);
    mg_text_format(m->out, "    const Parameters *p = block->params;\n    Scalars%d s = { 0 };\n    (void)p;\n", stage);
    for (int32_t v = 0; v < m->p->count; v++) {
        const MgInstruction *i = &m->p->code[v];
        if (!is_kept_scalar(m, v)) continue;
        mg_text_string(m->out, "    s.");
        mg_emit_name(m, v);
        mg_text_string(m->out, " = ");
        if (mg_emit_is_leaf(i)) emit_scalar_source(m, i);
        else mg_emit_whole(m, v);
        mg_text_string(m->out, ";\n");
    }
    line(m, "    return s;\n}\n");
}

// ---- a cell

static bool is_argument(const MgInstruction *i) { return i->row && mg_emit_is_leaf(i); }

static void emit_cell(const MgEmitter *m, int32_t stage) {
    mg_text_format(m->out, "typedef struct Cell%d {\n    float ", stage);
    for (int32_t o = 0; o < m->p->output_count; o++) {
        if (o > 0) mg_text_string(m->out, ", ");
        mg_emit_field(m, m->p->outputs[o].field);
    }
    mg_text_format(m->out, ";\n} Cell%d;\n\nMG_INLINE Cell%d cell_%d(Scalars%d s", stage, stage, stage, stage);
    for (int32_t v = 0; v < m->p->count; v++) {
        if (!is_argument(&m->p->code[v])) continue;
        mg_text_string(m->out, ", float ");
        mg_emit_name(m, v);
    }
    line(m, ") {\n    (void)s;");
    for (int32_t v = 0; v < m->p->count; v++) {
        if (!m->p->code[v].row || !m->own[v]) continue;
        mg_text_string(m->out, "    const float ");
        mg_emit_name(m, v);
        mg_text_string(m->out, " = ");
        mg_emit_whole(m, v);
        mg_text_string(m->out, ";\n");
    }
    mg_text_format(m->out, "    return (Cell%d){\n", stage);
    for (int32_t o = 0; o < m->p->output_count; o++) {
        mg_text_string(m->out, "        .");
        mg_emit_field(m, m->p->outputs[o].field);
        mg_text_string(m->out, " = ");
        mg_emit_operand(m, m->p->outputs[o].value);
        mg_text_string(m->out, ",\n");
    }
    line(m, "    };\n}\n");
}

// ---- the loops

// What the argument of a cell's function is, at cell x of the row.
static void emit_argument(const MgEmitter *m, int32_t value, bool isotropic) {
    static const char *const behind[] = { "-1", "n.ym", "n.zm" }, *const ahead[] = { "1", "n.yp", "n.zp" };
    const MgInstruction *i = &m->p->code[value];
    switch (i->opcode) {
    case MG_OP_PLACE:
        if (i->index == 0) mg_text_string(m->out, "(float)(block->x + first + x) * block->dx");
        else mg_text_string(m->out, i->index == 1 ? "at_y" : "at_z");
        return;
    case MG_OP_LAPLACIAN:
        if (isotropic) mg_emit_name(m, value), mg_text_string(m->out, "[x]");
        else mg_text_string(m->out, "mg_laplacian7("), mg_emit_field(m, i->index), mg_text_string(m->out, " + x, n)");
        return;
    case MG_OP_WHITE:
    case MG_OP_NEIGHBOUR:
    case MG_OP_RING: mg_emit_name(m, value), mg_text_string(m->out, "[x]"); return;
    case MG_OP_BEHIND: mg_text_string(m->out, "mg_difference_behind("); break;
    case MG_OP_AHEAD: mg_text_string(m->out, "mg_difference_ahead("); break;
    case MG_OP_DIFFERENCE: mg_text_string(m->out, "mg_difference("); break;
    case MG_OP_CURVATURE: mg_text_string(m->out, "mg_curvature("); break;
    case MG_OP_FLUX:
        mg_text_string(m->out, "mg_flux("), mg_emit_field(m, i->index), mg_text_string(m->out, " + x, ");
        mg_emit_field(m, i->other), mg_text_string(m->out, " + x, n)");
        return;
    default: mg_emit_field(m, i->index), mg_text_string(m->out, "[x]"); return;
    }
    mg_emit_field(m, i->index);
    mg_text_string(m->out, " + x");
    if (i->opcode != MG_OP_AHEAD) mg_text_format(m->out, ", %s", behind[i->other]);
    if (i->opcode != MG_OP_BEHIND) mg_text_format(m->out, ", %s", ahead[i->other]);
    mg_text_char(m->out, ')');
}

static void emit_neighbour_pointer(const MgEmitter *m, int32_t value) {
    const MgInstruction *i = &m->p->code[value];
    mg_text_string(m->out, "        const float *");
    mg_emit_name(m, value);
    mg_text_string(m->out, " = ");
    mg_emit_field(m, i->index);
    mg_text_format(m->out, " + (%d) + block->dy[%d] + block->dz[%d];\n", mg_offset_along(i->other, 0),
                   mg_offset_along(i->other, 1), mg_offset_along(i->other, 2));
}

static void emit_row_pointers(const MgEmitter *m) {
    for (int32_t f = 0; f < MG_MAX_FIELDS; f++) {
        if (!(m->p->reads & MG_FIELD_BIT(f))) continue;
        mg_text_string(m->out, "        const float *restrict ");
        mg_emit_field(m, f);
        mg_text_format(m->out, " = block->in[%d] + at;\n", f);
    }
    for (int32_t o = 0; o < m->p->output_count; o++) {
        mg_text_string(m->out, "        float *restrict next_");
        mg_emit_field(m, m->p->outputs[o].field);
        mg_text_format(m->out, " = block->out[%d] + at;\n", (int32_t)m->p->outputs[o].field);
    }
    for (int32_t v = 0; v < m->p->count; v++) {
        const MgInstruction *i = &m->p->code[v];
        if (i->opcode == MG_OP_NEIGHBOUR) emit_neighbour_pointer(m, v);
        if (i->opcode != MG_OP_PLACE || i->index == 0) continue;
        line(m, i->index == 1 ? "        const float at_y = (float)(block->y + row) * block->dx;"
                              : "        const float at_z = (float)block->z * block->dx;");
    }
}

// What is found for a part of a row before its cells are computed.
static bool is_made_before(const MgInstruction *i, bool isotropic) {
    return i->opcode == MG_OP_WHITE || i->opcode == MG_OP_RING || (isotropic && i->opcode == MG_OP_LAPLACIAN);
}

static void emit_made_before(const MgEmitter *m, bool isotropic) {
    for (int32_t v = 0; v < m->p->count; v++) {
        const MgInstruction *i = &m->p->code[v];
        if (!is_made_before(i, isotropic)) continue;
        if (i->opcode == MG_OP_WHITE)
            mg_text_format(m->out, "        mg_white_noise_row(block, %d, block->x + first, block->y + row, count, ",
                           (int32_t)i->index);
        else if (i->opcode == MG_OP_RING) {
            mg_text_string(m->out, "        mg_ring(");
            mg_emit_field(m, i->index);
            mg_text_format(m->out, ", block, &ring_%d, count, ", i->other + 1);
        } else {
            mg_text_string(m->out, "        mg_laplacian27(");
            mg_emit_field(m, i->index);
            mg_text_string(m->out, ", n, count, ");
        }
        mg_emit_name(m, v);
        mg_text_string(m->out, ");\n");
    }
}

static void emit_cells(const MgEmitter *m, int32_t stage, bool isotropic) {
    emit_made_before(m, isotropic);
    mg_text_format(m->out,
                   "        _Pragma(\"omp simd\") for (int32_t x = 0; x < count; x++) {\n"
                   "            const Cell%d next = cell_%d(s",
                   stage, stage);
    for (int32_t v = 0; v < m->p->count; v++) {
        if (!is_argument(&m->p->code[v])) continue;
        mg_text_string(m->out, ",\n                ");
        emit_argument(m, v, isotropic);
    }
    line(m, ");");
    for (int32_t o = 0; o < m->p->output_count; o++) {
        mg_text_string(m->out, "            next_");
        mg_emit_field(m, m->p->outputs[o].field);
        mg_text_string(m->out, "[x] = next.");
        mg_emit_field(m, m->p->outputs[o].field);
        mg_text_string(m->out, ";\n");
    }
    line(m, "        }\n    }\n}\n");
}

// With 27 points, noise or rings, a row is made in parts, of which those are found first.
static void emit_rows(const MgEmitter *m, int32_t stage, bool isotropic, const char *name) {
    mg_text_format(
        m->out, "MG_VECTOR_CLONES static void %s(const MgBlock *block) {\n    const Scalars%d s = scalars_%d(block);\n",
        name, stage, stage);
    if (m->p->reach > 0) line(m, "    const MgNeighbours n = mg_neighbours(block);");
    for (int32_t v = 0; v < m->p->count; v++) {
        if (!is_made_before(&m->p->code[v], isotropic)) continue;
        mg_text_string(m->out, "    float ");
        mg_emit_name(m, v);
        mg_text_string(m->out, "[MG_CELLS_AT_ONCE];\n");
    }
    if (isotropic || uses(m->p, MG_OP_WHITE) || uses(m->p, MG_OP_RING))
        line(m, "    for (int32_t row = 0; row < block->row_count; row++)\n"
                "    for (int32_t first = 0; first < block->nx; first += MG_CELLS_AT_ONCE) {\n"
                "        const int32_t count = mg_min_i32(MG_CELLS_AT_ONCE, block->nx - first);");
    else
        line(m, "    for (int32_t row = 0; row < block->row_count; row++) {\n"
                "        const int32_t first = 0, count = block->nx;");
    line(m, "        const ptrdiff_t at = row * block->row_stride + first;");
    emit_row_pointers(m);
    emit_cells(m, stage, isotropic);
}

static void emit_stage(MgEmitter *m, const MgProgram *program, int32_t stage) {
    char name[32];
    mg_emit_program(m, program);
    mg_text_format(m->out, "// ---- stage %d\n\n", stage);
    emit_scalars(m, stage);
    emit_cell(m, stage);
    if (!uses(program, MG_OP_LAPLACIAN)) {
        MgText whole = mg_text_into(name, sizeof name);
        mg_text_format(&whole, "stage_%d", stage);
        emit_rows(m, stage, false, name);
        return;
    }
    for (int32_t points = 7; points <= 27; points += 20) {
        MgText text = mg_text_into(name, sizeof name);
        mg_text_format(&text, "stage_%d_%d", stage, points);
        emit_rows(m, stage, points == 27, name);
    }
    mg_text_format(m->out,
                   "static void stage_%d(const MgBlock *block) {\n    const Parameters *p = block->params;\n"
                   "    if (p->laplacian == 0) stage_%d_7(block);\n    else stage_%d_27(block);\n}\n\n",
                   stage, stage, stage);
}

// ---- the whole file

// FNV-1a.
uint64_t mg_equations_text_key(const char *text) {
    uint64_t key = 0xcbf29ce484222325u;
    for (; *text != 0; text++) key = (key ^ (unsigned char)*text) * 0x100000001b3u;
    return key;
}

static void emit_table(const MgEmitter *m, const char *text, int32_t stage_count) {
    mg_text_string(m->out, "static void (*const stage_functions[])(const MgBlock *block) = { ");
    for (int32_t s = 1; s <= stage_count; s++) mg_text_format(m->out, s > 1 ? ", stage_%d" : "stage_%d", s);
    line(m, " };\n\n__attribute__((visibility(\"default\"))) const MgCompiled mg_compiled = {");
    mg_text_string(m->out, "    .version = ");
    mg_emit_string(m->out, mg_version());
    mg_text_format(m->out,
                   ",\n    .text = 0x%x,\n    .block_bytes = sizeof(MgBlock),\n    .stage_count = %d,\n"
                   "    .stages = stage_functions,\n};\n",
                   mg_equations_text_key(text), stage_count);
}

void mg_equations_emit_c(const MgEquations *equations, const MgEquationPrograms *programs, const char *text,
                         MgText *out) {
    MgEmitter m = { .out = out, .e = equations };
    emit_head(&m, text);
    emit_rings(&m, programs);
    for (int32_t s = 0; s < programs->stage_count; s++) emit_stage(&m, &programs->stages[s], s + 1);
    emit_table(&m, text, programs->stage_count);
}

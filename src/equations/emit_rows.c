#include "equations/emit_rows.h"

int32_t mg_emit_points(bool isotropic) { return isotropic ? 27 : 7; }

// ---- what a cell's function is given

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
    mg_text_string(m->out, "    const float *");
    mg_emit_name(m, value);
    mg_text_string(m->out, " = ");
    mg_emit_field(m, i->index);
    mg_text_format(m->out, " + (%d) + block->dy[%d] + block->dz[%d];\n", mg_offset_along(i->other, 0),
                   mg_offset_along(i->other, 1), mg_offset_along(i->other, 2));
}

static void emit_row_pointers(const MgEmitter *m) {
    for (int32_t f = 0; f < MG_MAX_FIELDS; f++) {
        if (!(m->p->reads & MG_FIELD_BIT(f))) continue;
        mg_text_string(m->out, "    const float *restrict ");
        mg_emit_field(m, f);
        mg_text_format(m->out, " = block->in[%d] + at;\n", f);
    }
    for (int32_t o = 0; o < m->p->output_count; o++) {
        mg_text_string(m->out, "    float *restrict next_");
        mg_emit_field(m, m->p->outputs[o].field);
        mg_text_format(m->out, " = block->out[%d] + at;\n", (int32_t)m->p->outputs[o].field);
    }
    for (int32_t v = 0; v < m->p->count; v++) {
        const MgInstruction *i = &m->p->code[v];
        if (i->opcode == MG_OP_NEIGHBOUR) emit_neighbour_pointer(m, v);
        if (i->opcode != MG_OP_PLACE || i->index == 0) continue;
        mg_emit_line(m, i->index == 1 ? "    const float at_y = (float)(block->y + row) * block->dx;"
                                      : "    const float at_z = (float)block->z * block->dx;");
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
            mg_text_format(m->out, "    mg_white_noise_row(block, %d, block->x + first, block->y + row, count, ",
                           (int32_t)i->index);
        else if (i->opcode == MG_OP_RING) {
            mg_text_string(m->out, "    mg_ring(");
            mg_emit_field(m, i->index);
            mg_text_format(m->out, ", block, &ring_%d, count, ", i->other + 1);
        } else {
            mg_text_string(m->out, "    mg_laplacian27(");
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
                   "    _Pragma(\"omp simd\") for (int32_t x = 0; x < count; x++) {\n"
                   "        const Cell%d next = cell_%d(s",
                   stage, stage);
    for (int32_t v = 0; v < m->p->count; v++) {
        if (!mg_emit_is_argument(&m->p->code[v])) continue;
        mg_text_string(m->out, ",\n            ");
        emit_argument(m, v, isotropic);
    }
    mg_emit_line(m, ");");
    for (int32_t o = 0; o < m->p->output_count; o++) {
        mg_text_string(m->out, "        next_");
        mg_emit_field(m, m->p->outputs[o].field);
        mg_text_string(m->out, "[x] = next.");
        mg_emit_field(m, m->p->outputs[o].field);
        mg_text_string(m->out, ";\n");
    }
    mg_emit_line(m, "    }\n}\n");
}

static bool is_made_in_parts(const MgEmitter *m, bool isotropic) {
    return isotropic || mg_program_uses(m->p, MG_OP_WHITE) || mg_program_uses(m->p, MG_OP_RING);
}

// The cells from `first` on, `count` of them, of one row.
static void emit_row(const MgEmitter *m, int32_t stage, bool isotropic) {
    mg_text_format(m->out,
                   "MG_INLINE void row_%d_%d(Scalars%d s, MgNeighbours n, const MgBlock *block, int32_t row, "
                   "int32_t first, int32_t count) {\n    (void)n;\n",
                   stage, mg_emit_points(isotropic), stage);
    for (int32_t v = 0; v < m->p->count; v++) {
        if (!is_made_before(&m->p->code[v], isotropic)) continue;
        mg_text_string(m->out, "    float ");
        mg_emit_name(m, v);
        mg_text_string(m->out, "[MG_CELLS_AT_ONCE];\n");
    }
    mg_emit_line(m, "    const ptrdiff_t at = row * block->row_stride + first;");
    emit_row_pointers(m);
    emit_cells(m, stage, isotropic);
}

// With 27 points, noise or rings, a row is made in parts, of which those are found first.
void mg_emit_rows(const MgEmitter *m, int32_t stage, bool isotropic) {
    emit_row(m, stage, isotropic);
    mg_text_format(m->out,
                   "MG_VECTOR_CLONES static void stage_%d_%d(const MgBlock *block) {\n"
                   "    const Scalars%d s = scalars_%d(block);\n    const MgNeighbours n = %s;\n"
                   "    for (int32_t row = 0; row < block->row_count; row++)\n",
                   stage, mg_emit_points(isotropic), stage, stage, m->p->reach > 0 ? "mg_neighbours(block)" : "{ 0 }");
    if (is_made_in_parts(m, isotropic))
        mg_text_format(m->out,
                       "    for (int32_t first = 0; first < block->nx; first += MG_CELLS_AT_ONCE)\n"
                       "        row_%d_%d(s, n, block, row, first, mg_min_i32(MG_CELLS_AT_ONCE, block->nx - first));\n",
                       stage, mg_emit_points(isotropic));
    else
        mg_text_format(m->out, "        row_%d_%d(s, n, block, row, 0, block->nx);\n", stage,
                       mg_emit_points(isotropic));
    mg_emit_line(m, "}\n");
}

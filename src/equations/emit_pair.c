#include "equations/emit_pair.h"

bool mg_emit_has_pair(const MgProgram *p) {
    bool looks = false;
    for (int32_t v = 0; v < p->count; v++) {
        const MgInstruction *i = &p->code[v];
        if (!i->row || !mg_emit_is_leaf(i) || i->opcode == MG_OP_FIELD) continue;
        if (i->opcode != MG_OP_LAPLACIAN) return false;
        looks = true;
    }
    return looks;
}

static bool is_laplacian(const MgEmitter *m, int32_t value) { return m->p->code[value].opcode == MG_OP_LAPLACIAN; }
static bool is_read(const MgEmitter *m, int32_t field) { return (m->p->reads & MG_FIELD_BIT(field)) != 0; }

static int32_t first_read(const MgEmitter *m) {
    int32_t field = 0;
    while (!is_read(m, field)) field++;
    return field;
}

// ---- places: a pointer for each field that is read, and from there, in bytes, to where values are written

static void emit_place(const MgEmitter *m, int32_t stage) {
    mg_text_format(m->out, "typedef struct Place%d {\n", stage);
    for (int32_t f = 0; f < MG_MAX_FIELDS; f++) {
        if (!is_read(m, f)) continue;
        mg_text_string(m->out, "    const float *");
        mg_emit_field(m, f);
        mg_text_string(m->out, ";\n");
    }
    for (int32_t o = 0; o < m->p->output_count; o++) {
        mg_text_string(m->out, "    uintptr_t next_");
        mg_emit_field(m, m->p->outputs[o].field);
        mg_text_string(m->out, ";\n");
    }
    mg_text_format(m->out, "} Place%d;\n\n", stage);
}

// The field from which a written one is at a distance: itself, or the first where it is not read.
static int32_t origin(const MgEmitter *m, int32_t field) { return is_read(m, field) ? field : first_read(m); }

static void emit_place_of(const MgEmitter *m, int32_t stage) {
    mg_text_format(m->out, "MG_INLINE Place%d place_%d(const MgBlock *block, ptrdiff_t at) {\n    return (Place%d){\n",
                   stage, stage, stage);
    for (int32_t f = 0; f < MG_MAX_FIELDS; f++) {
        if (!is_read(m, f)) continue;
        mg_text_string(m->out, "        .");
        mg_emit_field(m, f);
        mg_text_format(m->out, " = block->in[%d] + at,\n", f);
    }
    for (int32_t o = 0; o < m->p->output_count; o++) {
        const int32_t field = m->p->outputs[o].field;
        mg_text_string(m->out, "        .next_");
        mg_emit_field(m, field);
        mg_text_format(m->out, " = (uintptr_t)block->out[%d] - (uintptr_t)block->in[%d],\n", field, origin(m, field));
    }
    mg_text_string(m->out, "    };\n}\n\n");
}

static void emit_next_strip(const MgEmitter *m, int32_t stage) {
    mg_text_format(m->out, "MG_INLINE void next_strip_%d(Place%d *p) {\n", stage, stage);
    for (int32_t f = 0; f < MG_MAX_FIELDS; f++) {
        if (!is_read(m, f)) continue;
        mg_text_string(m->out, "    p->");
        mg_emit_field(m, f);
        mg_text_string(m->out, " += STRIP;\n    MG_FORGET_ORIGIN(p->");
        mg_emit_field(m, f);
        mg_text_string(m->out, ");\n");
    }
    mg_text_string(m->out, "}\n\n");
}

// ---- a strip of both rows, a and b

static void emit_targets(const MgEmitter *m, const char *row) {
    for (int32_t o = 0; o < m->p->output_count; o++) {
        const int32_t field = m->p->outputs[o].field;
        mg_text_format(m->out, "    float *%s_", row);
        mg_emit_field(m, field);
        mg_text_format(m->out, " = (float *)((uintptr_t)%s.", row);
        mg_emit_field(m, origin(m, field));
        mg_text_format(m->out, " + %s.next_", row);
        mg_emit_field(m, field);
        mg_text_string(m->out, ");\n");
    }
}

static void emit_laplacians(const MgEmitter *m) {
    for (int32_t v = 0; v < m->p->count; v++) {
        if (!is_laplacian(m, v)) continue;
        mg_text_string(m->out, "        const MgPair ");
        mg_emit_name(m, v);
        mg_text_string(m->out, " = mg_laplacian7_pair(a.");
        mg_emit_field(m, m->p->code[v].index);
        mg_text_string(m->out, " + x, n, b.");
        mg_emit_field(m, m->p->code[v].index);
        mg_text_string(m->out, " + x, b_zp);\n");
    }
}

static void emit_next_cell(const MgEmitter *m, int32_t stage, const char *row) {
    mg_text_format(m->out, "        const Cell%d next_%s = cell_%d(s", stage, row, stage);
    for (int32_t v = 0; v < m->p->count; v++) {
        const MgInstruction *i = &m->p->code[v];
        if (!mg_emit_is_argument(i)) continue;
        mg_text_string(m->out, ", ");
        if (is_laplacian(m, v)) mg_emit_name(m, v), mg_text_format(m->out, ".%s", row);
        else mg_text_format(m->out, "%s.", row), mg_emit_field(m, i->index), mg_text_string(m->out, "[x]");
    }
    mg_text_string(m->out, ");\n");
}

static void emit_stores(const MgEmitter *m, const char *row) {
    for (int32_t o = 0; o < m->p->output_count; o++) {
        mg_text_format(m->out, "        %s_", row);
        mg_emit_field(m, m->p->outputs[o].field);
        mg_text_format(m->out, "[x] = next_%s.", row);
        mg_emit_field(m, m->p->outputs[o].field);
        mg_text_string(m->out, ";\n");
    }
}

static void emit_strips(const MgEmitter *m, int32_t stage) {
    mg_text_format(m->out,
                   "MG_INLINE void strips_%d(Scalars%d s, MgNeighbours n, Place%d a, Place%d b, ptrdiff_t b_zp) {\n",
                   stage, stage, stage, stage);
    emit_targets(m, "a");
    emit_targets(m, "b");
    mg_text_string(m->out, "    _Pragma(\"omp simd\") for (int32_t x = 0; x < STRIP; x++) {\n");
    emit_laplacians(m);
    emit_next_cell(m, stage, "a");
    emit_next_cell(m, stage, "b");
    emit_stores(m, "a");
    emit_stores(m, "b");
    mg_text_string(m->out, "    }\n}\n\n");
}

void mg_emit_pair(const MgEmitter *m, int32_t stage) {
    emit_place(m, stage);
    emit_place_of(m, stage);
    emit_next_strip(m, stage);
    emit_strips(m, stage);
    mg_text_format(m->out,
                   "MG_VECTOR_CLONES_APART static void stage_%d_7_pair(const MgBlock *block, const MgBlock *behind) {\n"
                   "    const Scalars%d s = scalars_%d(block);\n"
                   "    const MgNeighbours n = mg_neighbours(block), n_behind = mg_neighbours(behind);\n"
                   "    const int32_t in_strips = block->nx / STRIP * STRIP;\n"
                   "    for (int32_t row = 0; row < block->row_count; row++) {\n"
                   "        Place%d a = place_%d(block, row * block->row_stride), "
                   "b = place_%d(behind, row * behind->row_stride);\n",
                   stage, stage, stage, stage, stage, stage);
    mg_text_format(m->out,
                   "        for (int32_t x = 0; x < in_strips; x += STRIP, next_strip_%d(&a), next_strip_%d(&b))\n"
                   "            strips_%d(s, n, a, b, n_behind.zp);\n"
                   "        if (in_strips == block->nx) continue;\n"
                   "        row_%d_7(s, n, block, row, in_strips, block->nx - in_strips);\n"
                   "        row_%d_7(s, n_behind, behind, row, in_strips, behind->nx - in_strips);\n"
                   "    }\n}\n\n",
                   stage, stage, stage, stage, stage);
}

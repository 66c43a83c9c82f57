#include "equations/emit_c.h"

#include "equations/emit_expression.h"
#include "equations/emit_pair.h"
#include "equations/emit_rows.h"
#include "model/model.h"

// ---- the file's head

static void emit_parameters(const MgEmitter *m) {
    mg_emit_line(m, "// The values of parameters, as the engine keeps them.\ntypedef struct Parameters {");
    for (int32_t i = 0; i < m->e->param_count; i++) {
        const MgEquationParameter *p = &m->e->params[i];
        mg_text_format(m->out, "    float p_%s;%s", p->id, p->doc[0] != 0 ? " //" : "");
        if (p->doc[0] != 0) {
            mg_text_char(m->out, ' ');
            mg_emit_string(m->out, p->doc);
        }
        mg_text_char(m->out, '\n');
    }
    if (m->e->has_laplacian) mg_emit_line(m, "    int32_t laplacian; // 0: 7 points, 1: 27");
    mg_emit_line(m, "} Parameters;\n");
}

static void emit_head(const MgEmitter *m, const char *text) {
    mg_text_format(m->out, "// C17 made by Morphogen %s of the text\n//\n", mg_version());
    mg_emit_comment(m->out, text);
    mg_emit_line(m, "//\n// Compile it with -ffp-contract=off: then its bits are those of the text.\n"
                    "#include \"model/operations.h\"\n#include \"model/ring.h\"\n#include \"model/stencil.h\"\n"
                    "#include \"model/white_noise.h\"\n"
                    "\n// Cells of two rows at a time. GCC finds the address of a second register of each row anew.\n"
                    "#if defined(__clang__) || defined(__AVX512F__)\n#define STRIP (2 * MG_LANES_AT_ONCE)\n"
                    "#else\n#define STRIP MG_LANES_AT_ONCE\n#endif\n");
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
        mg_emit_line(m, " },\n};\n");
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
    mg_emit_line(m, "    return s;\n}\n");
}

// ---- a cell

static void emit_cell(const MgEmitter *m, int32_t stage) {
    mg_text_format(m->out, "typedef struct Cell%d {\n    float ", stage);
    for (int32_t o = 0; o < m->p->output_count; o++) {
        if (o > 0) mg_text_string(m->out, ", ");
        mg_emit_field(m, m->p->outputs[o].field);
    }
    mg_text_format(m->out, ";\n} Cell%d;\n\nMG_INLINE Cell%d cell_%d(Scalars%d s", stage, stage, stage, stage);
    for (int32_t v = 0; v < m->p->count; v++) {
        if (!mg_emit_is_argument(&m->p->code[v])) continue;
        mg_text_string(m->out, ", float ");
        mg_emit_name(m, v);
    }
    mg_emit_line(m, ") {\n    (void)s;");
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
    mg_emit_line(m, "    };\n}\n");
}

static void emit_stage(MgEmitter *m, const MgProgram *program, int32_t stage) {
    mg_emit_program(m, program);
    mg_text_format(m->out, "// ---- stage %d\n\n", stage);
    emit_scalars(m, stage);
    emit_cell(m, stage);
    mg_emit_rows(m, stage, false);
    const bool isotropic = mg_program_uses(program, MG_OP_LAPLACIAN), paired = mg_emit_has_pair(program);
    if (isotropic) mg_emit_rows(m, stage, true);
    if (paired) mg_emit_pair(m, stage);
    mg_text_format(m->out, "static void stage_%d(const MgBlock *block) {\n    ", stage);
    if (isotropic)
        mg_text_format(
            m->out, "if (((const Parameters *)block->params)->laplacian == 1) stage_%d_27(block);\n    else ", stage);
    mg_text_format(m->out, "stage_%d_7(block);\n}\n\n", stage);
    if (!paired) return;
    mg_text_format(
        m->out,
        "static void stage_%d_pair(const MgBlock *block, const MgBlock *behind) {\n"
        "    if (((const Parameters *)block->params)->laplacian == 1) stage_%d_27(block), stage_%d_27(behind);\n"
        "    else stage_%d_7_pair(block, behind);\n}\n\n",
        stage, stage, stage, stage);
}

// ---- the whole file

// FNV-1a.
uint64_t mg_equations_text_key(const char *text) {
    uint64_t key = 0xcbf29ce484222325u;
    for (; *text != 0; text++) key = (key ^ (unsigned char)*text) * 0x100000001b3u;
    return key;
}

static void emit_table(const MgEmitter *m, const MgEquationPrograms *programs, const char *text) {
    mg_text_string(m->out, "static void (*const stage_functions[])(const MgBlock *block) = { ");
    for (int32_t s = 1; s <= programs->stage_count; s++) mg_text_format(m->out, s > 1 ? ", stage_%d" : "stage_%d", s);
    mg_text_string(m->out,
                   " };\nstatic void (*const pair_functions[])(const MgBlock *block, const MgBlock *behind) = { ");
    for (int32_t s = 1; s <= programs->stage_count; s++) {
        mg_text_string(m->out, s > 1 ? ", " : "");
        if (mg_emit_has_pair(&programs->stages[s - 1])) mg_text_format(m->out, "stage_%d_pair", s);
        else mg_text_string(m->out, "NULL");
    }
    mg_emit_line(m, " };\n\n__attribute__((visibility(\"default\"))) const MgCompiled mg_compiled = {");
    mg_text_string(m->out, "    .version = ");
    mg_emit_string(m->out, mg_version());
    mg_text_format(m->out,
                   ",\n    .text = 0x%x,\n    .block_bytes = sizeof(MgBlock),\n    .stage_count = %d,\n"
                   "    .stages = stage_functions,\n    .pairs = pair_functions,\n};\n",
                   mg_equations_text_key(text), programs->stage_count);
}

void mg_equations_emit_c(const MgEquations *equations, const MgEquationPrograms *programs, const char *text,
                         MgText *out) {
    MgEmitter m = { .out = out, .e = equations };
    emit_head(&m, text);
    emit_rings(&m, programs);
    for (int32_t s = 0; s < programs->stage_count; s++) emit_stage(&m, &programs->stages[s], s + 1);
    emit_table(&m, programs, text);
}

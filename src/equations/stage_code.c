#include "equations/stage_code.h"

#include "base/platform.h"
#include "equations/emit_wasm.h"
#include "equations/emit_wasm_values.h"
#include "model/white_noise.h"

#define MAX_ROWS 8 // that C makes for a stage; one with more is interpreted

static int32_t count_rows(const MgProgram *p) {
    int32_t count = 0;
    for (int32_t v = 0; v < p->count; v++) count += mg_simd_is_made(&p->code[v]);
    return count;
}

void mg_stage_code_load(MgStageCode *code, const MgEquationPrograms *programs) {
    if (!MG_FOR_BROWSERS) return;
    MgBytes bytes = { .buffer = code->bytes, .capacity = sizeof code->bytes };
    code->stages = (1u << programs->stage_count) - 1;
    code->made = mg_emit_wasm(programs, MG_SHARED_MEMORY, &bytes);
    if (bytes.length > bytes.capacity) code->made = 0;
    for (int32_t s = 0; s < programs->stage_count; s++) {
        code->rows[s] = count_rows(&programs->stages[s]);
        if (code->rows[s] > MAX_ROWS) code->made &= ~(1u << s);
    }
    if (code->made != 0) code->code = mg_platform_load_code(code->bytes, bytes.length);
}

void mg_stage_code_unload(MgStageCode *code) {
    mg_platform_unload_code(code->code);
    code->code = 0;
}

// ---- running

// Cells from `first` on of a row of the block, as a block of its own.
static MgBlock part_of(const MgBlock *block, int32_t row, int32_t first, int32_t count) {
    const ptrdiff_t at = row * block->row_stride + first;
    MgBlock part = *block;
    part.nx = count, part.row_count = 1, part.x += first, part.y += row;
    for (int32_t f = 0; f < MG_MAX_FIELDS; f++) {
        if (part.in[f] != NULL) part.in[f] += at;
        if (part.out[f] != NULL) part.out[f] += at;
    }
    return part;
}

static void make_rows(const MgProgram *p, const MgBlock *part, float rows[MAX_ROWS][MG_REGISTER_CELLS]) {
    int32_t made = 0;
    for (int32_t v = 0; v < p->count; v++) {
        const MgInstruction *i = &p->code[v];
        if (i->opcode == MG_OP_WHITE)
            mg_white_noise_row(part, (uint32_t)i->index, part->x, part->y, part->nx, rows[made++]);
        else if (i->opcode == MG_OP_RING)
            mg_ring(part->in[i->index], part, &p->rings[i->other], part->nx, rows[made++]);
    }
}

// A part of a row at a time; the last may overlap the one before.
static void run_in_parts(MgCodeFunction function, const MgProgram *p, const MgBlock *block) {
    float rows[MAX_ROWS][MG_REGISTER_CELLS];
    const int32_t count = mg_min_i32(MG_REGISTER_CELLS, block->nx);
    for (int32_t row = 0; row < block->row_count; row++)
        for (int32_t done = 0; done < block->nx; done += count) {
            const MgBlock part = part_of(block, row, mg_min_i32(done, block->nx - count), count);
            make_rows(p, &part, rows);
            function(&part, NULL, rows[0]);
        }
}

bool mg_stage_code_run(const MgStageCode *code, const MgProgram *p, int32_t stage, bool isotropic, const MgBlock *block,
                       const MgBlock *behind) {
    const bool made = (code->made >> stage & 1) != 0;
    if (code->code == 0 || code->off || !made || block->nx < MG_WASM_LEAST_CELLS) return false;
    const MgCodeFunction function = mg_platform_code(code->code, 2 * stage + isotropic);
    if (function == NULL) return false;
    if (code->rows[stage] == 0) function(block, behind, NULL);
    else {
        run_in_parts(function, p, block);
        if (behind != NULL) run_in_parts(function, p, behind);
    }
    return true;
}

const char *mg_stage_code_sentence(const MgStageCode *code) {
    if (!MG_FOR_BROWSERS || code->off) return "interpreted";
    if (code->made == 0) return "interpreted: the text has too many operations for WebAssembly of its own";
    if (code->code == 0) return "interpreted: the browser refused WebAssembly made of the text";
    return code->made == code->stages ? "WebAssembly made of the text"
                                      : "WebAssembly made of the text, where it is not too long; else interpreted";
}

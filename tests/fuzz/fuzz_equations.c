// The text of equations, which a person may write: anything may come, a refusal names its place, and what is accepted
// becomes programs whose operands stand before their use, whose registers are in bounds, and which run.
#include "support/fuzz.h"

#include "equations/emit_wasm.h"
#include "equations/equations_text.h"
#include "equations/lower.h"
#include "equations/stability.h"

const char *const mg_fuzz_seeds[] = {
    "parameter a = 0.75 in 0.1..1.5 \"Threshold.\"\nfield u \"x\" in 0..1 brush 1, 0\nfield v\nlet th = (v + 1) / a\n"
    "du/dt = a * lap(u) + u * (1 - u) * (u - th) / 0.02\ndv/dt = u - v\nstart s: u = step(x - 0.5*Lx), v = "
    "perlin\nview "
    "u isovalue 0.5 range 0..1\n",
    "field p in -1..1\nlet mu = p^3 - p - 2*lap(p)\ndp/dt = lap(mu)\nkeep p in -2..2\ncut p below 1e-9\nstart n: p = "
    "noise\n"
    "view e = dot(grad(p), grad(p)) + p^0.5 range 0..2\n",
    "field u\ndu/dt = div((1 + u^2) * grad(u)) + d/dx(u*u) - d2/dy2(u) + smoothstep(0, 1, u)\nstart s: u = if(spheres "
    "> 0, 1, noise2)\n",
    "model \"m\"\nsource \"s\"\nparameter dt = 0.1 in 0.01..1\nfield u\ndu/dt = not u < 1 and exp(-u) >= tanh(u) or "
    "sin(pi*z/Lz) != 0\n"
    "start s: u = 0\npreset p \"P\": dt = 0.5\n",
    "field u\ndu/dt = lap(lap(lap(u)))\nstart s: u = 1\n",
    "field u\nlet w = u * u\ndu/dt = u[1] - w[-1, 2, 8] + ring(u, 3, exp(-distance)) - mean(w)\nstart s: u = 1\n",
    "",
    "field",
    "du/dt",
    "field u\ndu/dt = ((((((((((1))))))))))",
    NULL,
};
const char mg_fuzz_alphabet[] = "0123456789.+-*/^()=,:<>!#\"\n\n uvxyzdtlapgradivfieldletstartviewkeepcutsincosexpif";

const FuzzLimits mg_fuzz_limits = { 2000, 20, 1 << 20, 64 };
const FuzzGrowth mg_fuzz_growth[] = {
    { "", "(" },
    { "field u\ndu/dt = ", "u+" },
    { "field u\ndu/dt = ", "-" },
    { "field u\ndu/dt = ", "lap(" },
    { "", "#" },
    { "", "\n" },
    { "", "\"" },
    { "", "parameter a = 1\n" },
    { "field u\n", "let a = u\n" },
    { "", "\u2212" },
    { NULL, NULL },
};

static void expect_program(const MgProgram *p) {
    MG_FUZZ_EXPECT(!p->overflow && p->count <= MG_MAX_VALUES && p->register_count <= MG_MAX_REGISTERS);
    for (int32_t v = 0; v < p->count; v++) {
        const MgInstruction *i = &p->code[v];
        MG_FUZZ_EXPECT(i->a < v && i->b < v && i->c < v && i->opcode < MG_OP_COUNT);
        MG_FUZZ_EXPECT(i->index >= 0 && i->index < MG_MAX_PARAMS && i->other >= 0 &&
                       i->other <
                           (i->opcode == MG_OP_NEIGHBOUR ? MG_OFFSETS * MG_OFFSETS * MG_OFFSETS : MG_MAX_FIELDS));
        bool placed =
            (i->place >= 0 && i->place < p->register_count) || (i->place <= -2 && -2 - i->place < p->output_count);
        MG_FUZZ_EXPECT(!i->row || i->opcode == MG_OP_FIELD || placed);
    }
    for (int32_t o = 0; o < p->output_count; o++)
        MG_FUZZ_EXPECT(p->outputs[o].value >= 0 && p->outputs[o].value < p->count &&
                       p->outputs[o].field < MG_MAX_FIELDS);
}

#define NX 20
#define STRIDE (NX + 2 * MG_MAX_REACH)
#define ROWS (2 * MG_MAX_REACH + 1) // as far as a stencil may look, and as many planes

static void run(const MgProgram *p) {
    static float in[MG_MAX_FIELDS][ROWS * ROWS * STRIDE], out[MG_MAX_FIELDS][STRIDE], params[MG_MAX_PARAMS];
    static bool filled;
    static const float means[MG_MAX_MEANS] = { 0.5f };
    ptrdiff_t dy[ROWS], dz[ROWS];
    for (int32_t k = 0; k < ROWS; k++)
        dy[k] = (k - MG_MAX_REACH) * STRIDE, dz[k] = (k - MG_MAX_REACH) * (ROWS * STRIDE);
    MgBlock block = { .nx = NX,
                      .row_count = 1,
                      .row_stride = STRIDE,
                      .dy = dy + MG_MAX_REACH,
                      .dz = dz + MG_MAX_REACH,
                      .domain_nx = NX,
                      .domain_ny = 9,
                      .domain_nz = 9,
                      .axes = 3,
                      .dx = 0.5f,
                      .inverse_dx2 = 4.0f,
                      .means = means,
                      .params = params };
    float *outputs[MG_MAX_FIELDS];
    for (int32_t f = 0; f < MG_MAX_FIELDS; f++) {
        for (int32_t i = 0; i < ROWS * ROWS * STRIDE && !filled; i++) in[f][i] = (float)((i * 7 + f) % 11) * 0.1f;
        block.in[f] = in[f] + (MG_MAX_REACH * ROWS + MG_MAX_REACH) * STRIDE + MG_MAX_REACH, outputs[f] = out[f];
    }
    filled = true;
    for (int32_t i = 0; i < MG_MAX_PARAMS; i++) params[i] = 0.1f * (float)i;
    for (int32_t isotropic = 0; isotropic < 2; isotropic++) mg_program_run(p, &block, isotropic == 1, outputs);
}

// A second time into exactly as many bytes as it takes.
static void emit(const MgEquationPrograms *programs) {
    MgBytes counted = { NULL, 0, 0 };
    const uint32_t made = mg_emit_wasm(programs, true, &counted);
    MgBytes written = { malloc(counted.length), counted.length, 0 };
    MG_FUZZ_EXPECT(mg_emit_wasm(programs, true, &written) == made && written.length == counted.length);
    MG_FUZZ_EXPECT(made >> programs->stage_count == 0);
    free(written.buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static MgEquations e;
    static MgEquationPrograms programs;
    float params[MG_MAX_PARAMS] = { 0 };
    char *text = malloc(size > 0 ? size : 1); // exactly its bytes, no 0 at the end
    memcpy(text, data, size);
    (void)mg_text_has_equations(text, size);
    MgStatus status = mg_equations_parse(text, size, &e);
    free(text);
    if (status == MG_OK) status = mg_equations_lower(&e, &programs);
    if (status != MG_OK) {
        MG_FUZZ_EXPECT(mg_error_message()[0] != 0);
        return 0;
    }
    for (int32_t s = 0; s < programs.stage_count; s++) expect_program(&programs.stages[s]), run(&programs.stages[s]);
    for (int32_t i = 0; i < e.view_count; i++)
        if (e.views[i].node >= 0) expect_program(&programs.views[i]), run(&programs.views[i]);
    for (int32_t i = 0; i < programs.mean_count; i++) expect_program(&programs.means[i]), run(&programs.means[i]);
    for (int32_t i = 0; i < e.start_count; i++) expect_program(&programs.starts[i]);
    emit(&programs);
    double limit = mg_equations_stable_dt(&e, params, false, 0.5, 3);
    MG_FUZZ_EXPECT(limit >= 0);
    return 0;
}

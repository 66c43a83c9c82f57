// Cahn-Hilliard:  m = p^3 - p - k lap p,   p' = M lap m        Cahn and Hilliard 1958, doi 10.1063/1.1744102
// A test's model with a derived field: the chemical potential m exists only within a step. Two phases part and coarsen.
#include "model/seedings.h"
#include "model/stencil.h"

enum { P, M };

typedef struct PhaseField {
    float dt, mobility, stiffness;
} PhaseField;

static const MgParam params[] = {
    MG_PARAM(PhaseField, dt, "\\Delta t", 0.01, 0.0001, 1.0, "t", "Length of a time step."),
    MG_PARAM(PhaseField, mobility, "M", 1.0, 0.1, 2.0, "l^2/t", "How fast matter follows the potential."),
    MG_PARAM(PhaseField, stiffness, "\\kappa", 1.0, 0.0, 4.0, "l^2", "What an interface costs."),
};
MG_PARAMS_COMPLETE(PhaseField, params);

MG_VECTOR_CLONES static void find_potential(const MgBlock *block) {
    const PhaseField *f = block->params;
    const float stiffness = f->stiffness * block->inverse_dx2;
    const MgNeighbours n = mg_neighbours(block);
    MG_EACH_ROW(at, block) {
        const float *restrict p = block->in[P] + at;
        float *restrict m = block->out[M] + at;
        MG_EACH_CELL(x, block) { m[x] = p[x] * p[x] * p[x] - p[x] - stiffness * mg_laplacian7(p + x, n); }
    }
}

MG_VECTOR_CLONES static void flow(const MgBlock *block) {
    const PhaseField *f = block->params;
    const float rate = f->dt * f->mobility * block->inverse_dx2;
    const MgNeighbours n = mg_neighbours(block);
    MG_EACH_ROW(at, block) {
        const float *restrict p = block->in[P] + at, *restrict m = block->in[M] + at;
        float *restrict p_next = block->out[P] + at;
        MG_EACH_CELL(x, block) { p_next[x] = p[x] + rate * mg_laplacian7(m + x, n); }
    }
}

// Of the checkerboard mode where |p| = 1.
static double stable_dt(const void *params_struct, const void *context, double dx, int32_t axes) {
    (void)context, (void)axes;
    const PhaseField *f = params_struct;
    double symbol = MG_LAPLACIAN7_LARGEST_SYMBOL / (dx * dx);
    return 2.0 / (f->mobility * symbol * (f->stiffness * symbol + 2.0));
}

static void seed_noise(const MgSeedRow *row) {
    float unused[MG_LARGEST_EXTENT];
    mg_noise_row(row, MG_STREAM_NOISE, row->out[P], unused);
}

static const MgField fields[] = { { "p", "phase", "", .paint_value = 1.0, .erase_value = -1.0 },
                                  { "m", "potential", "", .paint_value = 0, .role = MG_DERIVED } };

static const MgStage stages[] = {
    { "potential", find_potential, .reach = 1, .reads = MG_FIELD_BIT(P), .writes = MG_FIELD_BIT(M) },
    { "flow", flow, .reach = 1, .reads = MG_FIELD_BIT(P) | MG_FIELD_BIT(M), .writes = MG_FIELD_BIT(P) },
};

static const MgSeeding seedings[] = { { "noise", "white noise", "Both phases mixed.", seed_noise, NULL, NULL, 0 } };

static const MgView views[] = { { "p", "phase", "Which phase is where.", P, NULL, -1.0, 1.0, 0.0, 0.5 } };

static const MgPreset presets[] = { { "soft", "Soft", "Interfaces cost little.", "stiffness=0.5 seeding=noise" } };

const MgModel mg_model_phase_field = {
    .id = "phase_field",
    .label = "Cahn-Hilliard",
    .doc = "A test's model: two stages and a derived field between them.",
    .equations = "m = p^3 - p - \\kappa \\nabla^2 p\np' = M \\nabla^2 m",
    .source = "Cahn and Hilliard 1958, doi 10.1063/1.1744102",
    .fields = fields,
    .field_count = MG_COUNT_OF(fields),
    .params = params,
    .param_count = MG_COUNT_OF(params),
    .stages = stages,
    .stage_count = MG_COUNT_OF(stages),
    .seedings = seedings,
    .seeding_count = MG_COUNT_OF(seedings),
    .views = views,
    .view_count = MG_COUNT_OF(views),
    .presets = presets,
    .preset_count = MG_COUNT_OF(presets),
    .stable_dt = stable_dt,
};

// FitzHugh-Nagumo with cross-diffusion:  u' = Du lap u + u - u^3 - v,   v' = Dv lap v + C lap u + e (u - a v - b)
// FitzHugh 1961, doi 10.1016/S0006-3495(61)86902-6. A test's model in three stages, split after Lie: react, spread u,
// then spread v by the u that was just spread. So u is written for good by a stage that another one looks around in.
// Waves of excitation.
#include "model/seedings.h"
#include "model/stencil.h"

enum { U, V };
#define BOTH (MG_FIELD_BIT(U) | MG_FIELD_BIT(V))

typedef struct FitzHugh {
    float dt, du, dv, cross, rate, decay, bias;
} FitzHugh;

static const MgParam params[] = {
    MG_PARAM(FitzHugh, dt, "\\Delta t", 0.05, 0.001, 0.5, "t", "Length of a time step."),
    MG_PARAM(FitzHugh, du, "D_u", 1.0, 0.0, 2.0, "l^2/t", "How fast excitation spreads."),
    MG_PARAM(FitzHugh, dv, "D_v", 0.5, 0.2, 1.0, "l^2/t", "How fast recovery spreads."),
    MG_PARAM(FitzHugh, cross, "C", 0.1, 0.0, 0.2, "l^2/t", "How fast recovery follows excitation."),
    MG_PARAM(FitzHugh, rate, "e", 0.1, 0.0, 0.5, "1/t", "How fast recovery answers."),
    MG_PARAM(FitzHugh, decay, "a", 0.5, 0.0, 1.0, "", "How fast recovery fades."),
    MG_PARAM(FitzHugh, bias, "b", 0.1, -0.5, 0.5, "", "Excitation at which recovery rests."),
};
MG_PARAMS_COMPLETE(FitzHugh, params);

static const MgField fields[] = {
    { "u", "excitation", "", .paint_value = 1.2, .erase_value = -1.2 },
    { "v", "recovery", "", .paint_value = 0 },
};

MG_VECTOR_CLONES static void react(const MgBlock *block) {
    const FitzHugh *p = block->params;
    const float dt = p->dt, rate = p->rate, decay = p->decay, bias = p->bias;
    MG_EACH_ROW(at, block) {
        const float *restrict u = block->in[U] + at, *restrict v = block->in[V] + at;
        float *restrict u_next = block->out[U] + at, *restrict v_next = block->out[V] + at;
        MG_EACH_CELL(x, block) {
            u_next[x] = u[x] + dt * (u[x] - u[x] * u[x] * u[x] - v[x]);
            v_next[x] = v[x] + dt * rate * (u[x] - decay * v[x] - bias);
        }
    }
}

MG_VECTOR_CLONES static void spread_u(const MgBlock *block) {
    const FitzHugh *p = block->params;
    const float part = p->dt * p->du * block->inverse_dx2;
    const MgNeighbours n = mg_neighbours(block);
    MG_EACH_ROW(at, block) {
        const float *restrict u = block->in[U] + at;
        float *restrict u_next = block->out[U] + at;
        MG_EACH_CELL(x, block) { u_next[x] = u[x] + part * mg_laplacian7(u + x, n); }
    }
}

MG_VECTOR_CLONES static void spread_v(const MgBlock *block) {
    const FitzHugh *p = block->params;
    const float part = p->dt * p->dv * block->inverse_dx2, cross = p->dt * p->cross * block->inverse_dx2;
    const MgNeighbours n = mg_neighbours(block);
    MG_EACH_ROW(at, block) {
        const float *restrict u = block->in[U] + at, *restrict v = block->in[V] + at;
        float *restrict v_next = block->out[V] + at;
        MG_EACH_CELL(x, block) {
            v_next[x] = v[x] + (part * mg_laplacian7(v + x, n) + cross * mg_laplacian7(u + x, n));
        }
    }
}

static const MgStage stages[] = {
    { "react", react, .reach = 0, .reads = BOTH, .writes = BOTH },
    { "spread u", spread_u, .reach = 1, .reads = MG_FIELD_BIT(U), .writes = MG_FIELD_BIT(U) },
    { "spread v", spread_v, .reach = 1, .reads = BOTH, .writes = MG_FIELD_BIT(V) },
};

// |u| stays below 2, where the reaction's rate is 3 u^2 - 1.
static double stable_dt(const void *params_struct, const void *context, double dx, int32_t axes) {
    (void)context, (void)axes;
    const FitzHugh *p = params_struct;
    double fastest = p->du > p->dv ? p->du : p->dv;
    return 2.0 / (MG_LAPLACIAN7_LARGEST_SYMBOL * fastest / (dx * dx) + 12.0);
}

static void seed_noise(const MgSeedRow *row) { mg_noise_row(row, MG_STREAM_NOISE, row->out[U], row->out[V]); }

static const MgSeeding seedings[] = { { "noise", "white noise", "Both fields noisy in every cell.", seed_noise, NULL,
                                        NULL, 0 } };

static const MgView views[] = { { "u", "excitation", "Where the medium is excited.", U, NULL, -1.5, 1.5, 0.5, 0.3 } };

static const MgPreset presets[] = { { "slow", "Slow", "Recovery answers late.", "rate=0.02 seeding=noise" } };

const MgModel mg_model_split_fitzhugh = {
    .id = "split_fitzhugh",
    .label = "Split FitzHugh-Nagumo",
    .doc = "A test's model: three stages that write in turn.",
    .equations = "u' = D_u \\nabla^2 u + u - u^3 - v\nv' = D_v \\nabla^2 v + C \\nabla^2 u + e (u - a v - b)",
    .source = "FitzHugh 1961, doi 10.1016/S0006-3495(61)86902-6",
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

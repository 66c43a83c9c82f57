// Damped wave:  w' = c^2 lap u - g w,   u' = w        A test's model, in two stages with different reaches; one view is
// computed. Leapfrog: w is stepped first, u then moves with the new w.
#include "base/rng.h"
#include "model/seedings.h"
#include "model/stencil.h"

enum { U, W };

typedef struct Wave {
    float dt, speed, damping;
} Wave;

static const MgParam params[] = {
    MG_PARAM(Wave, dt, "\\Delta t", 0.25, 0.001, 1.0, "t", "Length of a time step."),
    MG_PARAM(Wave, speed, "c", 1.0, 0.0, 2.0, "l/t", "How fast a wave runs."),
    MG_PARAM(Wave, damping, "g", 0.01, 0.0, 0.5, "1/t", "How fast it dies down."),
};
MG_PARAMS_COMPLETE(Wave, params);

MG_VECTOR_CLONES static void push(const MgBlock *block) {
    const Wave *p = block->params;
    const float dt = p->dt, force = p->speed * p->speed * block->inverse_dx2, damping = p->damping;
    const MgNeighbours n = mg_neighbours(block);
    MG_EACH_ROW(at, block) {
        const float *restrict u = block->in[U] + at, *restrict w = block->in[W] + at;
        float *restrict w_next = block->out[W] + at;
        MG_EACH_CELL(x, block) { w_next[x] = w[x] + dt * (force * mg_laplacian7(u + x, n) - damping * w[x]); }
    }
}

MG_VECTOR_CLONES static void move(const MgBlock *block) {
    const Wave *p = block->params;
    const float dt = p->dt;
    MG_EACH_ROW(at, block) {
        const float *restrict u = block->in[U] + at, *restrict w = block->in[W] + at;
        float *restrict u_next = block->out[U] + at;
        MG_EACH_CELL(x, block) { u_next[x] = u[x] + dt * w[x]; }
    }
}

// Leapfrog is stable while dt c sqrt(12) / dx <= 2; the damping takes a little of it.
static double stable_dt(const void *params_struct, const void *context, double dx, int32_t axes) {
    (void)context, (void)axes;
    const Wave *p = params_struct;
    return 2.0 / (__builtin_sqrt(12.0) * p->speed / dx + p->damping + 1e-12);
}

static void seed_noise(const MgSeedRow *row) { mg_noise_row(row, MG_STREAM_NOISE, row->out[U], row->out[W]); }

static void energy(const MgBlock *row, float *out) {
    const float *u = row->in[U], *w = row->in[W];
    for (int32_t x = 0; x < row->nx; x++) out[x] = 0.5f * (w[x] * w[x] + u[x] * u[x]);
}

static const MgField fields[] = { { "u", "height", "", .paint_value = 1.0 },
                                  { "w", "speed", "1/t", .paint_value = 0 } };

static const MgStage stages[] = {
    { "push", push, .reach = 1, .reads = MG_FIELD_BIT(U) | MG_FIELD_BIT(W), .writes = MG_FIELD_BIT(W) },
    { "move", move, .reach = 0, .reads = MG_FIELD_BIT(U) | MG_FIELD_BIT(W), .writes = MG_FIELD_BIT(U) },
};

static const MgSeeding seedings[] = { { "noise", "white noise", "Both fields noisy in every cell.", seed_noise, NULL,
                                        NULL, 0 } };

static const MgView views[] = {
    { "energy", "energy", "Where the wave is.", -1, energy, 0.0, 2.0, 0.3, 0.3 },
    { "u", "height", "How far the medium is displaced.", U, NULL, -2.0, 2.0, 0.0, 0.5 },
};

static const MgPreset presets[] = { { "calm", "Calm", "Waves die soon.", "damping=0.2 seeding=noise" } };

const MgModel mg_model_wave = {
    .id = "wave",
    .label = "Damped wave",
    .doc = "A test's model: two stages, a computed view.",
    .equations = "w' = c^2 \\nabla^2 u - g w\nu' = w",
    .source = "d'Alembert 1747",
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

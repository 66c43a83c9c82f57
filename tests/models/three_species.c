// A chain:  a' = Da lap a + s - a,   b' = Db lap b + a - b,   c' = Dc lap c + b - c      A test's model: three fields
// stepped in one stage (an odd number of buffers to hand round), a whole-number parameter, and one field no view shows.
#include "model/seedings.h"
#include "model/stencil.h"

enum { A, B, C };

typedef struct Chain {
    float dt, spread, source;
    int32_t delay;
} Chain;

static const MgParam params[] = {
    MG_PARAM(Chain, dt, "\\Delta t", 0.1, 0.001, 0.5, "t", "Length of a time step."),
    MG_PARAM(Chain, spread, "D", 0.2, 0.0, 1.0, "l^2/t", "How fast all three spread; b half, c a quarter of it."),
    MG_PARAM(Chain, source, "s", 0.5, 0.0, 2.0, "1/t", "How fast a is made."),
    MG_PARAM(Chain, delay, "n", 1, 1, 4, "", "How often a link's rate is halved."),
};
MG_PARAMS_COMPLETE(Chain, params);

MG_VECTOR_CLONES static void react_and_diffuse(const MgBlock *block) {
    const Chain *p = block->params;
    const float dt = p->dt, source = p->source, d = p->spread * block->inverse_dx2,
                rate = 1.0f / (float)(1 << p->delay);
    const MgNeighbours n = mg_neighbours(block);
    MG_EACH_ROW(at, block) {
        const float *restrict a = block->in[A] + at, *restrict b = block->in[B] + at, *restrict c = block->in[C] + at;
        float *restrict a_next = block->out[A] + at, *restrict b_next = block->out[B] + at,
                        *restrict c_next = block->out[C] + at;
        MG_EACH_CELL(x, block) {
            a_next[x] = a[x] + dt * (d * mg_laplacian7(a + x, n) + source - a[x]);
            b_next[x] = b[x] + dt * (0.5f * d * mg_laplacian7(b + x, n) + rate * (a[x] - b[x]));
        }
        float laplacian[MG_CELLS_AT_ONCE];
        for (int32_t first = 0; first < block->nx; first += MG_CELLS_AT_ONCE) {
            int32_t count = mg_min_i32(MG_CELLS_AT_ONCE, block->nx - first);
            mg_laplacian27(c + first, n, count, laplacian);
            for (int32_t x = first; x < first + count; x++)
                c_next[x] = c[x] + dt * (0.25f * d * laplacian[x - first] + rate * (b[x] - c[x]));
        }
    }
}

static double stable_dt(const void *params_struct, const void *context, double dx, int32_t axes) {
    (void)context, (void)axes;
    const Chain *p = params_struct;
    return 2.0 / (MG_LAPLACIAN7_LARGEST_SYMBOL * p->spread / (dx * dx) + 1.0);
}

static void seed_noise(const MgSeedRow *row) {
    mg_noise_row(row, MG_STREAM_NOISE, row->out[A], row->out[B]);
    for (int32_t x = 0; x < row->nx; x++) row->out[C][x] = row->out[A][x] * row->out[B][x];
}

static const MgField fields[] = { { "a", "first", "", .paint_value = 1.0, .erase_value = -1.0 },
                                  { "b", "second", "", .paint_value = 0 },
                                  { "c", "third", "", .paint_value = 0.25, .erase_value = 0.5 } };

static const MgStage stages[] = { { "react and diffuse", react_and_diffuse, .reach = 1, .reads = 7, .writes = 7 } };

static const MgSeeding seedings[] = { { "noise", "white noise", "All fields noisy.", seed_noise, NULL, NULL, 0 } };

static const MgView views[] = {
    { "c", "third", "The end of the chain.", C, NULL, -1.0, 1.0, 0.1, 0.3 },
    { "b", "second", "The middle of the chain.", B, NULL, -1.0, 1.0, 0.1, 0.3 },
};

static const MgPreset presets[] = { { "slow", "Slow", "Every link is late.", "delay=4 source=0.25" } };

const MgModel mg_model_three_species = {
    .id = "three_species",
    .label = "Chain of three",
    .doc = "A test's model: three fields, a whole-number parameter.",
    .equations = "a' = D \\nabla^2 a + s - a",
    .source = "none: made for the tests",
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

// Diffusion through a terrain:  u' = div(d grad u) + s d - u        A test's model with an input: the map d of how fast
// u spreads, which no stage writes. In flux form: what leaves a cell enters its neighbour, at the mean of both cells'
// d.
#include "model/seedings.h"
#include "model/stencil.h"

enum { U, D };

typedef struct Terrain {
    float dt, source;
} Terrain;

static const MgParam params[] = {
    MG_PARAM(Terrain, dt, "\\Delta t", 0.1, 0.001, 1.0, "t", "Length of a time step."),
    MG_PARAM(Terrain, source, "s", 0.5, 0.0, 2.0, "1/t", "How much is made where u spreads fast."),
};
MG_PARAMS_COMPLETE(Terrain, params);

// Twice the flux into cell 0 from the cell at distance k.
MG_INLINE float inflow(const float *u, const float *d, ptrdiff_t k) { return (d[0] + d[k]) * (u[k] - u[0]); }

MG_VECTOR_CLONES static void spread(const MgBlock *block) {
    const Terrain *p = block->params;
    const float dt = p->dt, source = p->source, scale = 0.5f * block->inverse_dx2;
    const MgNeighbours n = mg_neighbours(block);
    MG_EACH_ROW(at, block) {
        const float *restrict u = block->in[U] + at, *restrict d = block->in[D] + at;
        float *restrict u_next = block->out[U] + at;
        MG_EACH_CELL(x, block) {
            float flux = ((inflow(u + x, d + x, -1) + inflow(u + x, d + x, 1)) +
                          (inflow(u + x, d + x, n.ym) + inflow(u + x, d + x, n.yp))) +
                         (inflow(u + x, d + x, n.zm) + inflow(u + x, d + x, n.zp));
            u_next[x] = u[x] + dt * (scale * flux + source * d[x] - u[x]);
        }
    }
}

// The map lies in 0..1.
static double stable_dt(const void *params_struct, const void *context, double dx, int32_t axes) {
    (void)params_struct, (void)context, (void)axes;
    return 2.0 / (MG_LAPLACIAN7_LARGEST_SYMBOL / (dx * dx) + 1.0);
}

static void seed_noise(const MgSeedRow *row) {
    mg_noise_row(row, MG_STREAM_NOISE, row->out[U], row->out[D]);
    for (int32_t x = 0; x < row->nx; x++) row->out[D][x] = 0.5f + 0.5f * row->out[D][x];
}

static const MgField fields[] = { { "u", "amount", "", .paint_value = 1.0 },
                                  { "d", "how fast u spreads", "l^2/t", .paint_value = 1.0, .role = MG_INPUT } };

static const MgStage stages[] = {
    { "spread", spread, .reach = 1, .reads = MG_FIELD_BIT(U) | MG_FIELD_BIT(D), .writes = MG_FIELD_BIT(U) },
};

static const MgSeeding seedings[] = { { "noise", "white noise", "Amount and map noisy in every cell.", seed_noise, NULL,
                                        NULL, 0 } };

static const MgView views[] = {
    { "u", "amount", "Where it is.", U, NULL, -1.0, 1.0, 0.2, 0.3 },
    { "d", "terrain", "Where it spreads fast.", D, NULL, 0.0, 1.0, 0.5, 0.3 },
};

static const MgPreset presets[] = { { "dry", "Dry", "Little is made.", "source=0.1 seeding=noise" } };

const MgModel mg_model_terrain = {
    .id = "terrain",
    .label = "Terrain",
    .doc = "A test's model: a map that is read around each cell and never stepped.",
    .equations = "u' = \\nabla \\cdot (d \\nabla u) + s d - u",
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

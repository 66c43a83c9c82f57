// Swift-Hohenberg:  u' = r u - (1 + lap)^2 u - u^3        Swift and Hohenberg 1977, doi 10.1103/PhysRevA.15.319
// A test's model whose one stage looks two cells far: the square of the Laplacian has 25 points. Lamellae of wavelength
// 2 pi.
#include "model/seedings.h"
#include "model/stencil.h"

enum { U };

typedef struct SwiftHohenberg {
    float dt, drive;
} SwiftHohenberg;

static const MgParam params[] = {
    MG_PARAM(SwiftHohenberg, dt, "\\Delta t", 0.01, 0.0001, 0.5, "t", "Length of a time step."),
    MG_PARAM(SwiftHohenberg, drive, "r", 0.3, -1.0, 1.0, "1/t", "How fast the favoured wavelength grows."),
};
MG_PARAMS_COMPLETE(SwiftHohenberg, params);

// The seven-point Laplacian applied twice, in units of the cell.
MG_INLINE float bilaplacian(const float *c, const ptrdiff_t *dy, const ptrdiff_t *dz) {
    float near = ((c[-1] + c[1]) + (c[dy[-1]] + c[dy[1]])) + (c[dz[-1]] + c[dz[1]]);
    float far = ((c[-2] + c[2]) + (c[dy[-2]] + c[dy[2]])) + (c[dz[-2]] + c[dz[2]]);
    float xy = (c[dy[-1] - 1] + c[dy[-1] + 1]) + (c[dy[1] - 1] + c[dy[1] + 1]);
    float xz = (c[dz[-1] - 1] + c[dz[-1] + 1]) + (c[dz[1] - 1] + c[dz[1] + 1]);
    float yz = (c[dy[-1] + dz[-1]] + c[dy[1] + dz[-1]]) + (c[dy[-1] + dz[1]] + c[dy[1] + dz[1]]);
    return far + 2.0f * ((xy + xz) + yz) - 12.0f * near + 42.0f * c[0];
}

MG_VECTOR_CLONES static void grow(const MgBlock *block) {
    const SwiftHohenberg *p = block->params;
    const float dt = p->dt, drive = p->drive, once = 2.0f * block->inverse_dx2,
                twice = block->inverse_dx2 * block->inverse_dx2;
    const MgNeighbours n = mg_neighbours(block);
    MG_EACH_ROW(at, block) {
        const float *restrict u = block->in[U] + at;
        float *restrict u_next = block->out[U] + at;
        MG_EACH_CELL(x, block) {
            float square = u[x] + once * mg_laplacian7(u + x, n) + twice * bilaplacian(u + x, block->dy, block->dz);
            u_next[x] = u[x] + dt * (drive * u[x] - square - u[x] * u[x] * u[x]);
        }
    }
}

// (1 - symbol)^2 is largest at one end of 0..largest symbol; u^2 stays below 2.
static double stable_dt(const void *params_struct, const void *context, double dx, int32_t axes) {
    (void)context, (void)axes;
    const SwiftHohenberg *p = params_struct;
    double end = 1.0 - MG_LAPLACIAN7_LARGEST_SYMBOL / (dx * dx), fastest = end * end > 1.0 ? end * end : 1.0;
    return 2.0 / (fastest + 6.0 + (p->drive < 0 ? -p->drive : 0.0));
}

static void seed_noise(const MgSeedRow *row) {
    float unused[MG_LARGEST_EXTENT];
    mg_noise_row(row, MG_STREAM_NOISE, row->out[U], unused);
}

static const MgField fields[] = { { "u", "amplitude", "", .paint_value = 0.5, .erase_value = -0.5 } };

static const MgStage stages[] = { { "grow", grow, .reach = 2, .reads = MG_FIELD_BIT(U), .writes = MG_FIELD_BIT(U) } };

static const MgSeeding seedings[] = { { "noise", "white noise", "Noise in every cell.", seed_noise, NULL, NULL, 0 } };

static const MgView views[] = { { "u", "amplitude", "Crests and troughs.", U, NULL, -1.0, 1.0, 0.1, 0.3 } };

static const MgPreset presets[] = { { "strong", "Strong", "Crests grow fast.", "drive=0.8 seeding=noise" } };

const MgModel mg_model_swift_hohenberg = {
    .id = "swift_hohenberg",
    .label = "Swift-Hohenberg",
    .doc = "A test's model: one stage that looks two cells far.",
    .equations = "u' = r u - (1 + \\nabla^2)^2 u - u^3",
    .source = "Swift and Hohenberg 1977, doi 10.1103/PhysRevA.15.319",
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

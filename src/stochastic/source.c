#include "stochastic/source.h"

#include "base/rng.h"
#include "grid/border.h"

#define NOISE_STREAM 0x6e6f6973u // "nois": no other use of mg_random_at has it

static void fill(float *out, int32_t nx, float value) {
    for (int32_t x = 0; x < nx; x++) out[x] = value;
}

static void gradient_row(int32_t axis, const float *numbers, const MgGrid *grid, int32_t y, int32_t z, float *out) {
    const int32_t extent = (const int32_t[]){ grid->nx, grid->ny, grid->nz }[axis], at = axis == 1 ? y : z;
    float slope = (numbers[1] - numbers[0]) / (float)mg_max_i32(extent - 1, 1);
    for (int32_t x = 0; x < grid->nx; x++) out[x] = numbers[0] + slope * (float)(axis == 0 ? x : at);
}

static void layer_row(int32_t axis, const float *numbers, const MgGrid *grid, int32_t y, int32_t z, float *out) {
    for (int32_t x = 0; x < grid->nx; x++)
        out[x] = (float)(axis == 0 ? x : axis == 1 ? y : z) == numbers[0] ? 1.0f : 0.0f;
}

// The nearer way round where the axis wraps.
static float distance(float at, float centre, int32_t extent, MgBoundary boundary) {
    float d = __builtin_fabsf(at - centre * (float)extent);
    return mg_border_wraps(boundary) ? mg_min_f32(d, __builtin_fabsf((float)extent - d)) : d;
}

static void vent_row(const float *numbers, const MgGrid *grid, int32_t y, int32_t z, float *out) {
    float radius = numbers[3] * (float)mg_min_i32(mg_min_i32(grid->nx, grid->ny), grid->nz);
    float dy = distance((float)y, numbers[1], grid->ny, grid->boundary[1]);
    float dz = distance((float)z, numbers[2], grid->nz, grid->boundary[2]);
    float left = radius * radius - dy * dy - dz * dz;
    for (int32_t x = 0; x < grid->nx; x++) {
        float dx = distance((float)x, numbers[0], grid->nx, grid->boundary[0]);
        out[x] = dx * dx <= left ? 1.0f : 0.0f;
    }
}

static void noise_row(const float *numbers, const MgGrid *grid, uint64_t seed, int32_t y, int32_t z, float *out) {
    int32_t block = (int32_t)numbers[1];
    for (int32_t x = 0; x < grid->nx; x += block) {
        float u =
            2.0f * mg_unit_float(mg_random_at(seed, NOISE_STREAM, x / block, y / block, z / block).word[0]) - 1.0f;
        fill(out + x, mg_min_i32(block, grid->nx - x), 1.0f + numbers[0] * u);
    }
}

void mg_source_row(const MgSource *source, const float numbers[MG_SOURCE_NUMBERS], const MgGrid *grid, uint64_t seed,
                   int32_t y, int32_t z, float *out) {
    switch (source->kind) {
    case MG_SOURCE_GRADIENT: gradient_row(source->axis, numbers, grid, y, z, out); break;
    case MG_SOURCE_LAYER: layer_row(source->axis, numbers, grid, y, z, out); break;
    case MG_SOURCE_VENT: vent_row(numbers, grid, y, z, out); break;
    case MG_SOURCE_NOISE: noise_row(numbers, grid, seed, y, z, out); break;
    }
}

bool mg_source_repeats(const MgSource *source, const float numbers[MG_SOURCE_NUMBERS], int32_t y) {
    if (y == 0) return false;
    if (source->kind == MG_SOURCE_NOISE) return y % (int32_t)numbers[1] != 0;
    return source->kind == MG_SOURCE_GRADIENT && source->axis != 1;
}

#include "model/seedings.h"

#include "base/hash.h"
#include "base/rng.h"

// ---- Perlin noise

const MgParam mg_perlin_params[MG_PERLIN_PARAM_COUNT] = {
    MG_PARAM(MgPerlin, frequency, "f", 6, 1, 64, "", "Blobs along the longest side of the box."),
    MG_PARAM(MgPerlin, octaves, "o", 4, 1, 8, "", "Layers of finer and finer noise."),
    MG_PARAM(MgPerlin, bias, "b", 0, -1, 1, "", "Raises or lowers the noise before it is cut."),
    MG_PARAM(MgPerlin, amplitude, "a", 1, 0, 4, "", "Stretches the noise before it is cut."),
    MG_PARAM(MgPerlin, low, "s_0", 0.62, 0, 1, "", "Noise below this is empty."),
    MG_PARAM(MgPerlin, high, "s_1", 0.78, 0, 1, "", "Noise above this is full."),
};
MG_PARAMS_COMPLETE(MgPerlin, mg_perlin_params);

typedef struct Gradient {
    float x, y, z;
} Gradient;

// Towards the middle of a cube's edge, as Perlin chose them.
static const Gradient edge_directions[12] = {
    { 1, 1, 0 },  { -1, 1, 0 },  { 1, -1, 0 }, { -1, -1, 0 }, { 1, 0, 1 },  { -1, 0, 1 },
    { 1, 0, -1 }, { -1, 0, -1 }, { 0, 1, 1 },  { 0, -1, 1 },  { 0, 1, -1 }, { 0, -1, -1 },
};

typedef struct Lattice {
    uint64_t key; // of seed and octave
    int32_t period_x, period_y, period_z;
} Lattice;

static Gradient gradient_at(const Lattice *lattice, int32_t x, int32_t y, int32_t z) {
    x = x == lattice->period_x ? 0 : x, y = y == lattice->period_y ? 0 : y, z = z == lattice->period_z ? 0 : z;
    uint64_t place = ((uint64_t)(uint32_t)z << 42) ^ ((uint64_t)(uint32_t)y << 21) ^ (uint64_t)(uint32_t)x;
    uint64_t bits = mg_hash_mix(lattice->key ^ mg_hash_mix(place + 1));
    return edge_directions[((bits >> 32) * 12) >> 32];
}

MG_INLINE float fade(float t) { return t * t * t * (t * (t * 6.0f - 15.0f) + 10.0f); }
MG_INLINE float mix(float a, float b, float t) { return a + t * (b - a); }

// The four edges of a lattice cell that run along x, seen from one end: gradients whose y and z parts are already
// dotted with this row's place, so that a cell of the row costs one multiplication each.
typedef struct CellEnd {
    float slope[4], value[4];
} CellEnd;

static CellEnd cell_end(const Lattice *lattice, int32_t x, int32_t y, int32_t z, float fy, float fz) {
    CellEnd end;
    for (int32_t i = 0; i < 4; i++) {
        Gradient g = gradient_at(lattice, x, y + (i & 1), z + (i >> 1));
        end.slope[i] = g.x;
        end.value[i] = g.y * (fy - (float)(i & 1)) + g.z * (fz - (float)(i >> 1));
    }
    return end;
}

// One lattice cell of a row: the domain's cells x in it, at distances x * step_x - ix from its left end.
typedef struct CellRow {
    CellEnd left, right;
    float step_x, ix, wy, wz, amplitude;
} CellRow;

MG_INLINE float noise_between(const CellRow *c, float fx) {
    float corner[4], wx = fade(fx);
    for (int32_t i = 0; i < 4; i++)
        corner[i] =
            mix(c->left.slope[i] * fx + c->left.value[i], c->right.slope[i] * (fx - 1.0f) + c->right.value[i], wx);
    return mix(mix(corner[0], corner[1], c->wy), mix(corner[2], corner[3], c->wy), c->wz);
}

// Cells of the row side by side, so that a register holds several of them.
MG_VECTOR_CLONES static void add_cell(const CellRow *cell, int32_t first, int32_t count, float *restrict out) {
    const CellRow c = *cell;
#pragma omp simd
    for (int32_t i = 0; i < count; i++) out[i] += c.amplitude * noise_between(&c, (float)(first + i) * c.step_x - c.ix);
}

static void add_octave(const MgSeedRow *row, const Lattice *lattice, float amplitude, float *out) {
    float step_x = (float)lattice->period_x / (float)row->domain_nx;
    float py = (float)row->y * ((float)lattice->period_y / (float)row->domain_ny);
    float pz = (float)row->z * ((float)lattice->period_z / (float)row->domain_nz);
    int32_t iy = (int32_t)py, iz = (int32_t)pz, at = -1;
    float fy = py - (float)iy, fz = pz - (float)iz;
    CellRow cell = { .step_x = step_x, .wy = fade(fy), .wz = fade(fz), .amplitude = amplitude };
    for (int32_t x = 0, end; x < row->nx; x = end) {
        int32_t ix = (int32_t)((float)(row->x + x) * step_x);
        for (end = x + 1; end < row->nx && (int32_t)((float)(row->x + end) * step_x) == ix;) end++;
        cell.left = at >= 0 && ix == at + 1 ? cell.right : cell_end(lattice, ix, iy, iz, fy, fz);
        cell.right = cell_end(lattice, ix + 1, iy, iz, fy, fz);
        cell.ix = (float)ix, at = ix;
        add_cell(&cell, row->x + x, end - x, out + x);
    }
}

static int32_t period(int32_t frequency, int32_t extent, int32_t longest) {
    return mg_max_i32((int32_t)((float)frequency * (float)extent / (float)longest + 0.5f), 1);
}

void mg_perlin_row(const MgSeedRow *row, const MgPerlin *perlin, float *out) {
    int32_t longest = mg_max_i32(mg_max_i32(row->domain_nx, row->domain_ny), row->domain_nz);
    float amplitude = 1.0f, largest = 0.0f;
    for (int32_t x = 0; x < row->nx; x++) out[x] = 0.0f;
    for (int32_t octave = 0; octave < perlin->octaves; octave++) {
        int32_t frequency = perlin->frequency << octave;
        Lattice lattice = { mg_hash_mix(row->seed ^ mg_hash_mix((uint64_t)(MG_STREAM_PERLIN + octave))),
                            period(frequency, row->domain_nx, longest), period(frequency, row->domain_ny, longest),
                            period(frequency, row->domain_nz, longest) };
        add_octave(row, &lattice, amplitude, out);
        largest += amplitude;
        amplitude *= 0.5f;
    }
    float width = mg_max_f32(perlin->high - perlin->low, 1e-6f); // low = high is a plain cut
    for (int32_t x = 0; x < row->nx; x++) {
        float value = perlin->bias + perlin->amplitude * (0.5f + 0.5f * (out[x] / largest));
        float t = mg_clamp_f32((value - perlin->low) / width, 0.0f, 1.0f);
        out[x] = t * t * (3.0f - 2.0f * t);
    }
}

// ---- spheres

// Along an axis that wraps, the nearer way round.
static float nearest(float distance, int32_t extent, bool periodic) {
    float other = distance < 0 ? distance + (float)extent : distance - (float)extent;
    return periodic && other * other < distance * distance ? other : distance;
}

void mg_spheres_row(const MgSeedRow *row, const MgSpheres *spheres, float *out) {
    int32_t smallest = mg_min_i32(mg_min_i32(row->domain_nx, row->domain_ny), row->domain_nz);
    for (int32_t x = 0; x < row->nx; x++) out[x] = 0.0f;
    for (int32_t i = 0; i < spheres->count; i++) {
        MgRandom4 random = mg_random_at(row->seed, MG_STREAM_SPHERES, i, 0, 0);
        float scale = 1.0f + spheres->spread * (2.0f * mg_unit_float(random.word[3]) - 1.0f);
        float radius = spheres->radius * (float)smallest * scale;
        float cx = mg_unit_float(random.word[0]) * (float)row->domain_nx;
        float dy = nearest((float)row->y - mg_unit_float(random.word[1]) * (float)row->domain_ny, row->domain_ny,
                           row->periodic[1]);
        float dz = nearest((float)row->z - mg_unit_float(random.word[2]) * (float)row->domain_nz, row->domain_nz,
                           row->periodic[2]);
        float left = radius * radius - dy * dy - dz * dz;
        if (left < 0) continue;
        for (int32_t x = 0; x < row->nx; x++) {
            float dx = nearest((float)(row->x + x) - cx, row->domain_nx, row->periodic[0]);
            if (dx * dx <= left) out[x] = 1.0f;
        }
    }
}

// ---- noise

void mg_noise_row(const MgSeedRow *row, uint32_t stream, float *a, float *b) {
    for (int32_t x = 0; x < row->nx; x++) {
        MgRandom4 random = mg_random_at(row->seed, stream, row->x + x, row->y, row->z);
        a[x] = 2.0f * mg_unit_float(random.word[0]) - 1.0f;
        b[x] = 2.0f * mg_unit_float(random.word[1]) - 1.0f;
    }
}

// Building blocks of seedings: scalar patterns over a row of cells, pure functions of seed and place. A model maps them
// to its fields. On periodic axes the patterns are periodic.
#ifndef MG_MODEL_SEEDINGS_H
#define MG_MODEL_SEEDINGS_H

#include "model/model.h"

// Streams of random numbers: one for each use (base/rng.h).
enum { MG_STREAM_NOISE = 1, MG_STREAM_SPHERES = 2, MG_STREAM_SPHERE_NOISE = 3, MG_STREAM_PERLIN = 16 }; // + octave

// ---- Perlin's gradient noise (Perlin 2002, doi 10.1145/566654.566636), octaves summed at half the amplitude each

typedef struct MgPerlin {
    int32_t frequency; // lattice cells along the longest axis; the others in proportion, at least 1
    int32_t octaves;
    float bias, amplitude; // value = bias + amplitude * (1 + sum / largest sum) / 2
    float low, high;       // then smoothstep(low, high, value)
} MgPerlin;

#define MG_PERLIN_PARAM_COUNT 6
extern const MgParam mg_perlin_params[MG_PERLIN_PARAM_COUNT];

void mg_perlin_row(const MgSeedRow *row, const MgPerlin *perlin, float *out); // out[x] in [0, 1]

// ---- solid spheres at random places

typedef struct MgSpheres {
    int32_t count;
    float radius, spread; // of the smallest extent; each sphere's radius is radius * (1 +- spread)
} MgSpheres;

void mg_spheres_row(const MgSeedRow *row, const MgSpheres *spheres, float *out); // out[x] = 1 inside any, else 0

// ---- white noise

void mg_noise_row(const MgSeedRow *row, uint32_t stream, float *a, float *b); // two independent values in [-1, 1)

#endif

// Molecules of food F, autocatalyst A and inhibitor I:
//
//     A + F -> 2 A,  A -> A + I,  A + I -> I,  0 -> F,  F -> 0,  A -> 0,  I -> 0
//
// A reaction-diffusion master equation in the manner of Gierer and Meinhardt 1972, Kybernetik 12, 30: what makes more
// of itself also makes what kills it.
//
// Treated as concentrations this network always comes to rest: its one steady state with A is stable, uniform or not.
// What it shows it owes to single molecules. Where the inflow of food is above k_1 F = d_A a few A found a colony; the
// colony outgrows its inhibitor, then dies to the last molecule, which concentrations cannot; the ground stays empty
// until the inhibitor is gone and a stray A arrives. So A must die fast (d_A near the birth rate), wander little, and
// the inhibitor stay long. With slow deaths and a fair inflow the same network is a well-stirred soup; the preset
// "bloom" ends so.
#include "base/detmath.h"
#include "model/seedings.h"
#include "stochastic/species_rows.h"

enum { FOOD, AUTOCATALYST, INHIBITOR };

typedef struct Rdme {
    float dt, d_food, d_autocatalyst, d_inhibitor, k1, k2, k3, feed, feed_noise;
    float food_decay, autocatalyst_decay, inhibitor_decay, alpha, gain;
} Rdme;

static const MgParam params[] = {
    MG_PARAM(Rdme, dt, "\\Delta t", 0.2, 0.001, 1.0, "t", "Length of a time step."),
    MG_PARAM(Rdme, d_food, "D_F", 0.02, 0.0, 1.0, "l^2/t", "How fast food spreads."),
    MG_PARAM(Rdme, d_autocatalyst, "D_A", 0.07, 0.0, 1.0, "l^2/t", "How fast the autocatalyst spreads."),
    MG_PARAM(Rdme, d_inhibitor, "D_I", 0.01, 0.0, 1.0, "l^2/t", "How fast the inhibitor spreads."),
    MG_PARAM(Rdme, k1, "k_1", 0.025, 0.0, 0.05, "1/t", "A + F -> 2 A: how fast food is turned into more of its eater."),
    MG_PARAM(Rdme, k2, "k_2", 0.05, 0.0, 1.0, "1/t", "A -> A + I: how fast the autocatalyst makes its inhibitor."),
    MG_PARAM(Rdme, k3, "k_3", 0.1, 0.0, 0.5, "1/t", "A + I -> I: how fast the inhibitor kills."),
    MG_PARAM(Rdme, feed, "s", 1.2, 0.0, 10.0, "1/t", "Molecules of food that flow into a cell."),
    MG_PARAM(Rdme, feed_noise, "s_\\eta", 1.0, 0.0, 1.0, "", "How much the inflow differs between blocks of 8 cells."),
    MG_PARAM(Rdme, food_decay, "d_F", 0.02, 0.0, 0.1, "1/t", "How fast food is lost."),
    MG_PARAM(Rdme, autocatalyst_decay, "d_A", 1.2, 0.0, 2.0, "1/t", "How fast the autocatalyst dies by itself."),
    MG_PARAM(Rdme, inhibitor_decay, "d_I", 0.01, 0.0, 0.1, "1/t", "How fast the inhibitor is lost."),
    MG_PARAM(Rdme, alpha, "\\alpha", 0.1, 0.0, 2.0, "", "Aliveness: how many A one I makes up for."),
    MG_PARAM(Rdme, gain, "g", 0.15, 0.001, 1.0, "", "Aliveness: how soon it is full."),
};
MG_PARAMS_COMPLETE(Rdme, params);

static const char network[] = "species food          D = d_food\n"
                              "species autocatalyst  D = d_autocatalyst\n"
                              "species inhibitor     D = d_inhibitor\n"
                              "reaction autocatalyst + food -> 2 autocatalyst        rate k1\n"
                              "reaction autocatalyst -> autocatalyst + inhibitor     rate k2\n"
                              "reaction autocatalyst + inhibitor -> inhibitor        rate k3\n"
                              "reaction 0 -> food             rate feed  where noise(feed_noise, 8)\n"
                              "reaction food -> 0             rate food_decay\n"
                              "reaction autocatalyst -> 0     rate autocatalyst_decay\n"
                              "reaction inhibitor -> 0        rate inhibitor_decay\n";

// ---- seedings

static void fill(float *out, int32_t nx, float value) {
    for (int32_t x = 0; x < nx; x++) out[x] = value;
}

typedef struct PerlinSeeding {
    MgPerlin perlin;
    int32_t food, autocatalyst;
} PerlinSeeding;

#define PERLIN(member, symbol, initial, min, max, doc)                                                                 \
    { #member,                                                                                                         \
      symbol,                                                                                                          \
      "",                                                                                                              \
      doc,                                                                                                             \
      initial,                                                                                                         \
      min,                                                                                                             \
      max,                                                                                                             \
      _Generic(((MgPerlin *)0)->member, float: MG_REAL, int32_t: MG_INTEGER),                                          \
      offsetof(PerlinSeeding, perlin.member),                                                                          \
      { 0 } }

static const MgParam perlin_params[] = {
    PERLIN(frequency, "f", 6, 1, 64, "Blobs along the longest side of the box."),
    PERLIN(octaves, "o", 4, 1, 8, "Layers of finer and finer noise."),
    PERLIN(bias, "b", 0, -1, 1, "Raises or lowers the noise before it is cut."),
    PERLIN(amplitude, "a", 1, 0, 4, "Stretches the noise before it is cut."),
    PERLIN(low, "s_0", 0.62, 0, 1, "Noise below this is empty."),
    PERLIN(high, "s_1", 0.78, 0, 1, "Noise above this is full."),
    MG_PARAM(PerlinSeeding, food, "F_0", 60, 0, 1000, "", "Food in every cell."),
    MG_PARAM(PerlinSeeding, autocatalyst, "A_0", 20, 0, 1000, "", "Autocatalyst where the noise is full."),
};
MG_PARAMS_COMPLETE(PerlinSeeding, perlin_params);

static void seed_perlin(const MgSeedRow *row) {
    const PerlinSeeding *p = row->seeding_params;
    float *a = row->out[AUTOCATALYST];
    mg_perlin_row(row, &p->perlin, a);
    for (int32_t x = 0; x < row->nx; x++) a[x] = a[x] * (float)p->autocatalyst; // rounded when it is written
    fill(row->out[FOOD], row->nx, (float)p->food);
    fill(row->out[INHIBITOR], row->nx, 0.0f);
}

typedef struct SpheresSeeding {
    MgSpheres spheres;
    int32_t food, autocatalyst;
    float stray;
} SpheresSeeding;

#define SPHERES(member, symbol, initial, min, max, doc)                                                                \
    { #member,                                                                                                         \
      symbol,                                                                                                          \
      "",                                                                                                              \
      doc,                                                                                                             \
      initial,                                                                                                         \
      min,                                                                                                             \
      max,                                                                                                             \
      _Generic(((MgSpheres *)0)->member, float: MG_REAL, int32_t: MG_INTEGER),                                         \
      offsetof(SpheresSeeding, spheres.member),                                                                        \
      { 0 } }

static const MgParam spheres_params[] = {
    SPHERES(count, "n", 20, 1, 1000, "How many spheres."),
    SPHERES(radius, "r", 0.05, 0.005, 0.5, "Mean radius, as a part of the box's smallest side."),
    SPHERES(spread, "s", 0.4, 0, 1, "How much the radii differ."),
    MG_PARAM(SpheresSeeding, food, "F_0", 60, 0, 1000, "", "Food in every cell."),
    MG_PARAM(SpheresSeeding, autocatalyst, "A_0", 20, 0, 1000, "", "Autocatalyst inside the spheres."),
    MG_PARAM(SpheresSeeding, stray, "\\eta", 0.02, 0, 1, "", "Chance of a single autocatalyst in a cell outside."),
};
MG_PARAMS_COMPLETE(SpheresSeeding, spheres_params);

static void seed_spheres(const MgSeedRow *row) {
    const SpheresSeeding *p = row->seeding_params;
    float *a = row->out[AUTOCATALYST], *strays = row->out[FOOD], *unused = row->out[INHIBITOR];
    mg_spheres_row(row, &p->spheres, a);
    mg_noise_row(row, MG_STREAM_SPHERE_NOISE, strays, unused);
    for (int32_t x = 0; x < row->nx; x++) {
        bool stray = strays[x] < 2.0f * p->stray - 1.0f; // noise is uniform in -1..1
        a[x] = a[x] > 0.0f ? (float)p->autocatalyst : stray ? 1.0f : 0.0f;
    }
    fill(row->out[FOOD], row->nx, (float)p->food);
    fill(row->out[INHIBITOR], row->nx, 0.0f);
}

typedef struct UniformSeeding {
    int32_t food, autocatalyst, inhibitor;
} UniformSeeding;

static const MgParam uniform_params[] = {
    MG_PARAM(UniformSeeding, food, "F_0", 50, 0, 1000, "", "Food in a cell, in the mean."),
    MG_PARAM(UniformSeeding, autocatalyst, "A_0", 1, 0, 1000, "", "Autocatalyst in a cell, in the mean."),
    MG_PARAM(UniformSeeding, inhibitor, "I_0", 1, 0, 1000, "", "Inhibitor in a cell, in the mean."),
};
MG_PARAMS_COMPLETE(UniformSeeding, uniform_params);

static void seed_uniform(const MgSeedRow *row) {
    const UniformSeeding *p = row->seeding_params;
    mg_poisson_row(row, FOOD, p->food, row->out[FOOD]);
    mg_poisson_row(row, AUTOCATALYST, p->autocatalyst, row->out[AUTOCATALYST]);
    mg_poisson_row(row, INHIBITOR, p->inhibitor, row->out[INHIBITOR]);
}

// ---- views

// 1 - exp(-gain max(0, A - alpha I)): how much of a cell is alive, from 0 to 1.
MG_VECTOR_CLONES static void show_aliveness(const MgBlock *row, float *out) {
    const Rdme *p = row->params;
    const float *restrict a = row->in[AUTOCATALYST], *restrict i = row->in[INHIBITOR];
    const float alpha = p->alpha, gain = p->gain;
    for (int32_t x = 0; x < row->nx; x++) out[x] = 1.0f - mg_exp(-gain * mg_max_f32(0.0f, a[x] - alpha * i[x]));
}

static void show_total(const MgBlock *row, float *out) {
    for (int32_t x = 0; x < row->nx; x++) out[x] = row->in[FOOD][x] + row->in[AUTOCATALYST][x] + row->in[INHIBITOR][x];
}

// ---- tables

static const MgPreset presets[] = {
    { "colonies", "Colonies",
      "A stray molecule founds a colony; it dies to the last one, and its ground is settled again.", "seeding=perlin" },
    { "epidemics", "Epidemics", "Outbreaks run through what has recovered, and leave emptiness behind.",
      "d_food=0.05 d_autocatalyst=0.05 k2=0.3 k3=0.2 feed=3 food_decay=0.05 autocatalyst_decay=0.8 "
      "inhibitor_decay=0.015 "
      "seeding=perlin" },
    { "tides", "Tides", "Blocks of rich ground that fill and empty, each in its own time.",
      "d_food=0 d_autocatalyst=0.2 d_inhibitor=0 k1=0.00325 k2=0.8 k3=0.1 feed=4 food_decay=0.01 "
      "autocatalyst_decay=0.8 "
      "inhibitor_decay=0.02 perlin.food=400 seeding=perlin" },
    { "bloom", "Bloom",
      "Islands grow on plenty until they meet; their inhibitor catches up, and a well-stirred soup remains.",
      "d_food=0.2 d_autocatalyst=0.05 d_inhibitor=0.02 k1=0.002 k2=0.02 k3=0.001 feed=2 feed_noise=0.35 food_decay=0 "
      "autocatalyst_decay=0.01 inhibitor_decay=0.005 dt=0.05 alpha=0.25 gain=0.05 "
      "perlin.food=50 seeding=perlin" },
};

static const MgField fields[] = { { "food", "food F", "", .paint_value = 0 },
                                  { "autocatalyst", "autocatalyst A", "", .paint_value = 40 },
                                  { "inhibitor", "inhibitor I", "", .paint_value = 0 } };

static const MgSeeding seedings[] = {
    { "perlin", "Perlin noise", "Soft islands of autocatalyst in food.", seed_perlin, NULL, perlin_params,
      MG_COUNT_OF(perlin_params) },
    { "spheres", "spheres", "Small balls of autocatalyst, and single molecules everywhere.", seed_spheres, NULL,
      spheres_params, MG_COUNT_OF(spheres_params) },
    { "uniform", "uniform", "Independent Poisson counts everywhere.", seed_uniform, NULL, uniform_params,
      MG_COUNT_OF(uniform_params) },
};

static const MgView views[] = {
    { "aliveness", "aliveness", "1 - exp(-g max(0, A - alpha I)): autocatalyst that its inhibitor has not caught.", -1,
      show_aliveness, 0.0, 1.0, 0.3, 0.3 },
    { "food", "food F", "Molecules of food in a cell.", -1, mg_show_species_0, 0.0, 100.0, 30.0, 20.0 },
    { "autocatalyst", "autocatalyst A", "Molecules of autocatalyst in a cell.", -1, mg_show_species_1, 0.0, 60.0, 10.0,
      10.0 },
    { "inhibitor", "inhibitor I", "Molecules of inhibitor in a cell.", -1, mg_show_species_2, 0.0, 200.0, 40.0, 20.0 },
    { "total", "all molecules", "Molecules of every kind in a cell.", -1, show_total, 0.0, 300.0, 100.0, 40.0 },
};

const MgModel mg_model_rdme = {
    .id = "rdme",
    .label = "Food, autocatalyst, inhibitor (molecules)",
    .doc = "Single molecules that meet by chance: colonies are born, die out and settle again.",
    .equations = "A + F -> 2 A   (k_1)\nA -> A + I   (k_2)\nA + I -> I   (k_3)\n0 -> F   (s)\nF, A, I -> 0   (d)",
    .source = "Gillespie 1977, doi 10.1021/j100540a008; Gierer and Meinhardt 1972, doi 10.1007/BF00289234",
    .fields = fields,
    .field_count = MG_COUNT_OF(fields),
    .params = params,
    .param_count = MG_COUNT_OF(params),
    .network = network,
    .seedings = seedings,
    .seeding_count = MG_COUNT_OF(seedings),
    .views = views,
    .view_count = MG_COUNT_OF(views),
    .presets = presets,
    .preset_count = MG_COUNT_OF(presets),
};

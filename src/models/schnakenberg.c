// Schnakenberg made of molecules:  0 -> U,  U -> 0,  2 U + V -> 3 U,  0 -> V.  Schnakenberg 1979, J. Theor. Biol. 81,
// 389. u' = Du lap u + a - u + u^2 v,  v' = Dv lap v + b - u^2 v, with volume molecules to the unit of concentration. V
// spreads much faster than U: Turing's spots, from noise that is there by itself. At a = 0.1, b = 0.9: u = 1, v = 0.9.
#include "stochastic/species_rows.h"

enum { U, V };

typedef struct Schnakenberg {
    float dt, du, dv, a, b, volume;
} Schnakenberg;

static const MgParam params[] = {
    MG_PARAM(
        Schnakenberg, dt, "\\Delta t", 0.01, 0.0005, 0.1, "t",
        "Length of a time step. 0.01 is quick; means and variances are right to a per cent or so from 0.0016 down."),
    MG_PARAM(Schnakenberg, du, "D_u", 0.25, 0.0, 1.0, "l^2/t", "How fast U spreads."),
    MG_PARAM(Schnakenberg, dv, "D_v", 10.0, 0.0, 20.0, "l^2/t", "How fast V spreads: 40 times as fast makes spots."),
    MG_PARAM(Schnakenberg, a, "a", 0.1, 0.0, 2.0, "1/t", "How fast U flows in."),
    MG_PARAM(Schnakenberg, b, "b", 0.9, 0.0, 2.0, "1/t", "How fast V flows in."),
    MG_PARAM(Schnakenberg, volume, "\\Omega", 100.0, 10.0, 500.0, "",
             "Molecules in a cell at concentration 1. Seed anew after changing it."),
};
MG_PARAMS_COMPLETE(Schnakenberg, params);

static const char network[] = "species u  D = du\n"
                              "species v  D = dv\n"
                              "reaction 0 -> u          rate a * volume\n"
                              "reaction u -> 0          rate 1\n"
                              "reaction 2 u + v -> 3 u  rate 2 / (volume * volume)\n"
                              "reaction 0 -> v          rate b * volume\n";

static double volume_of(const void *params_struct) { return ((const Schnakenberg *)params_struct)->volume; }

typedef struct SteadySeeding {
    float u, v;
} SteadySeeding;

static const MgParam uniform_params[] = {
    MG_PARAM(SteadySeeding, u, "u_0", 1.0, 0.0, 10.0, "", "Concentration of U, in the mean."),
    MG_PARAM(SteadySeeding, v, "v_0", 0.9, 0.0, 10.0, "", "Concentration of V, in the mean."),
};
MG_PARAMS_COMPLETE(SteadySeeding, uniform_params);

static void seed_uniform(const MgSeedRow *row) {
    const SteadySeeding *p = row->seeding_params;
    double volume = ((const Schnakenberg *)row->params)->volume;
    mg_poisson_row(row, U, p->u * volume, row->out[U]);
    mg_poisson_row(row, V, p->v * volume, row->out[V]);
}

static void show(const MgBlock *row, int32_t species, float *out) {
    float each = 1.0f / ((const Schnakenberg *)row->params)->volume;
    for (int32_t x = 0; x < row->nx; x++) out[x] = row->in[species][x] * each;
}

static void show_u(const MgBlock *row, float *out) { show(row, U, out); }
static void show_v(const MgBlock *row, float *out) { show(row, V, out); }

static const MgField fields[] = { { "u", "activator U", "", .paint_value = 3.0,
                                    .erase_value = 0.1 }, // a spot, and between spots
                                  { "v", "substrate V", "", .paint_value = 0.5, .erase_value = 1.5 } };
static const MgSeeding seedings[] = {
    { "uniform", "uniform", "Poisson counts around the steady state.", seed_uniform, NULL, uniform_params,
      MG_COUNT_OF(uniform_params) },
};
static const MgView views[] = {
    { "u", "activator u", "Molecules of U, over the volume.", -1, show_u, 0.0, 5.0, 1.6, 1.0 },
    { "v", "substrate v", "Molecules of V, over the volume.", -1, show_v, 0.0, 3.0, 0.9, 0.5 },
};

const MgModel mg_model_schnakenberg = {
    .id = "schnakenberg",
    .label = "Schnakenberg (molecules)",
    .doc = "Turing's spots out of the noise of single molecules: an activator that wanders slowly, a substrate that "
           "wanders fast.",
    .equations = "0 -> U   (a \\Omega)\nU -> 0   (1)\n2 U + V -> 3 U   (2 / \\Omega^2)\n0 -> V   (b \\Omega)",
    .source = "Schnakenberg 1979, doi 10.1016/0022-5193(79)90042-0",
    .fields = fields,
    .field_count = MG_COUNT_OF(fields),
    .params = params,
    .param_count = MG_COUNT_OF(params),
    .network = network,
    .seedings = seedings,
    .seeding_count = MG_COUNT_OF(seedings),
    .views = views,
    .view_count = MG_COUNT_OF(views),
    .paint_scale = volume_of,
};

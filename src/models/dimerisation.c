// Pairing and parting:  2 P -> P2 at k n (n - 1) / 2,  P2 -> 2 P at u.  Cases 003 of the discrete stochastic models
// test suite (Evans, Gillespie and Wilkinson 2008, Bioinformatics 24, 285), here with molecules that wander besides.
// One starts from a ball of single molecules in an empty box and watches it spread, pair and part.
#include "model/seedings.h"
#include "stochastic/species_rows.h"

enum { P, P2 };

typedef struct Dimerisation {
    float dt, d_p, d_p2, pair, part;
} Dimerisation;

static const MgParam params[] = {
    MG_PARAM(Dimerisation, dt, "\\Delta t", 0.1, 0.001, 2.0, "t", "Length of a time step."),
    MG_PARAM(Dimerisation, d_p, "D_P", 0.1, 0.0, 1.0, "l^2/t", "How fast a single molecule wanders."),
    MG_PARAM(Dimerisation, d_p2, "D_2", 0.05, 0.0, 1.0, "l^2/t", "How fast a pair wanders."),
    MG_PARAM(Dimerisation, pair, "k", 0.001, 0.0, 0.1, "1/t", "How soon two molecules in a cell pair."),
    MG_PARAM(Dimerisation, part, "u", 0.01, 0.0, 1.0, "1/t", "How soon a pair parts."),
};
MG_PARAMS_COMPLETE(Dimerisation, params);

static const char network[] = "species p   D = d_p\n"
                              "species p2  D = d_p2\n"
                              "reaction 2 p -> p2  rate pair\n"
                              "reaction p2 -> 2 p  rate part\n";

typedef struct SpheresSeeding {
    int32_t count;
    float radius, spread, molecules;
} SpheresSeeding;

static const MgParam spheres_params[] = {
    MG_PARAM(SpheresSeeding, count, "n", 8, 1, 1000, "", "How many spheres."),
    MG_PARAM(SpheresSeeding, radius, "r", 0.15, 0.005, 0.5, "", "Mean radius, as a part of the box's smallest side."),
    MG_PARAM(SpheresSeeding, spread, "s", 0.4, 0.0, 1.0, "", "How much the radii differ."),
    MG_PARAM(SpheresSeeding, molecules, "P_0", 100.0, 0.0, 1000.0, "", "Single molecules in a cell of a sphere."),
};
MG_PARAMS_COMPLETE(SpheresSeeding, spheres_params);

static void seed_spheres(const MgSeedRow *row) {
    const SpheresSeeding *p = row->seeding_params;
    mg_spheres_row(row, &(MgSpheres){ p->count, p->radius, p->spread }, row->out[P]);
    for (int32_t x = 0; x < row->nx; x++) row->out[P][x] *= p->molecules, row->out[P2][x] = 0.0f;
}

typedef struct PoissonSeeding {
    float mean;
} PoissonSeeding;

static const MgParam poisson_params[] = {
    MG_PARAM(PoissonSeeding, mean, "P_0", 100.0, 0.0, 1000.0, "", "Single molecules in a cell, in the mean."),
};
MG_PARAMS_COMPLETE(PoissonSeeding, poisson_params);

static void seed_poisson(const MgSeedRow *row) {
    mg_poisson_row(row, P, ((const PoissonSeeding *)row->seeding_params)->mean, row->out[P]);
    for (int32_t x = 0; x < row->nx; x++) row->out[P2][x] = 0.0f;
}

static void show_total(const MgBlock *row, float *out) {
    for (int32_t x = 0; x < row->nx; x++) out[x] = row->in[P][x] + 2.0f * row->in[P2][x];
}

static const MgField fields[] = { { "p", "single P", "", .paint_value = 100 },
                                  { "p2", "pairs P2", "", .paint_value = 20 } };
static const MgSeeding seedings[] = {
    { "spheres", "spheres", "Balls of single molecules in an empty box.", seed_spheres, NULL, spheres_params,
      MG_COUNT_OF(spheres_params) },
    { "uniform", "uniform", "Independent Poisson counts everywhere.", seed_poisson, NULL, poisson_params,
      MG_COUNT_OF(poisson_params) },
};
static const MgView views[] = {
    { "p2", "pairs P2", "Pairs in a cell.", -1, mg_show_species_1, 0.0, 60.0, 5.0, 5.0 },
    { "p", "single P", "Single molecules in a cell.", -1, mg_show_species_0, 0.0, 100.0, 10.0, 10.0 },
    { "total", "all molecules", "P + 2 P2: no reaction changes their sum over the box.", -1, show_total, 0.0, 120.0,
      20.0, 10.0 },
};

const MgModel mg_model_dimerisation = {
    .id = "dimerisation",
    .label = "Pairing and parting (molecules)",
    .doc = "Molecules meet two by two and part again while a crowd of them spreads.",
    .equations = "2 P -> P2   (k)\nP2 -> 2 P   (u)",
    .source = "Evans, Gillespie and Wilkinson 2008, doi 10.1093/bioinformatics/btm566",
    .fields = fields,
    .field_count = MG_COUNT_OF(fields),
    .params = params,
    .param_count = MG_COUNT_OF(params),
    .network = network,
    .seedings = seedings,
    .seeding_count = MG_COUNT_OF(seedings),
    .views = views,
    .view_count = MG_COUNT_OF(views),
};

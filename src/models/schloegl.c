// Schloegl's second model:  0 -> X,  X -> 0,  2 X -> 3 X,  3 X -> 2 X.  Schloegl 1972, Zeitschrift fuer Physik 253,
// 147. Two steady crowds, one of about 8 molecules a cell and one of about 55: germs of the crowded state that are
// large enough grow until they fill the box, smaller ones vanish. With these rates x' = 1e-4 (x - 8) (x - 20) (55 - x)
// in the mean.
#include "model/seedings.h"
#include "stochastic/species_rows.h"

enum { X };

typedef struct Schloegl {
    float dt, d_x, birth, death, gain, loss;
} Schloegl;

static const MgParam params[] = {
    MG_PARAM(Schloegl, dt, "\\Delta t", 0.1, 0.001, 0.5, "t", "Length of a time step."),
    MG_PARAM(Schloegl, d_x, "D", 0.2, 0.0, 1.0, "l^2/t", "How fast a molecule wanders."),
    MG_PARAM(Schloegl, birth, "k_0", 0.88, 0.0, 10.0, "1/t", "0 -> X: births in a cell."),
    MG_PARAM(Schloegl, death, "k_1", 0.17, 0.0, 2.0, "1/t", "X -> 0: how soon a molecule dies."),
    MG_PARAM(Schloegl, gain, "k_2", 0.0166, 0.0, 0.03, "1/t", "2 X -> 3 X: how soon a pair makes a third."),
    MG_PARAM(Schloegl, loss, "k_3", 0.0006, 0.0003, 0.01, "1/t", "3 X -> 2 X: how soon one of three is lost."),
};
MG_PARAMS_COMPLETE(Schloegl, params);

static const char network[] = "species x  D = d_x\n"
                              "reaction 0 -> x      rate birth\n"
                              "reaction x -> 0      rate death\n"
                              "reaction 2 x -> 3 x  rate gain\n"
                              "reaction 3 x -> 2 x  rate loss\n";

typedef struct GermSeeding {
    int32_t count;
    float radius, spread, few, many;
} GermSeeding;

static const MgParam spheres_params[] = {
    MG_PARAM(GermSeeding, count, "n", 20, 1, 1000, "", "How many germs of the crowded state."),
    MG_PARAM(GermSeeding, radius, "r", 0.1, 0.005, 0.5, "", "Mean radius, as a part of the box's smallest side."),
    MG_PARAM(GermSeeding, spread, "s", 0.6, 0.0, 1.0, "", "How much the radii differ."),
    MG_PARAM(GermSeeding, few, "x_1", 8.0, 0.0, 1000.0, "", "Molecules in a cell outside."),
    MG_PARAM(GermSeeding, many, "x_2", 55.0, 0.0, 1000.0, "", "Molecules in a cell of a germ."),
};
MG_PARAMS_COMPLETE(GermSeeding, spheres_params);

static void seed_spheres(const MgSeedRow *row) {
    const GermSeeding *p = row->seeding_params;
    float *x_out = row->out[X];
    mg_spheres_row(row, &(MgSpheres){ p->count, p->radius, p->spread }, x_out);
    for (int32_t x = 0; x < row->nx; x++) x_out[x] = x_out[x] > 0.0f ? p->many : p->few;
}

typedef struct PoissonSeeding {
    float mean;
} PoissonSeeding;

static const MgParam poisson_params[] = {
    MG_PARAM(PoissonSeeding, mean, "x_0", 20.0, 0.0, 1000.0, "",
             "Molecules in a cell, in the mean; 20 is the watershed."),
};
MG_PARAMS_COMPLETE(PoissonSeeding, poisson_params);

static void seed_poisson(const MgSeedRow *row) {
    mg_poisson_row(row, X, ((const PoissonSeeding *)row->seeding_params)->mean, row->out[X]);
}

static const MgField fields[] = { { "x", "molecules X", "", .paint_value = 55,
                                    .erase_value = 8 } }; // the two steady states
static const MgSeeding seedings[] = {
    { "spheres", "spheres", "Germs of the crowded state in the sparse one.", seed_spheres, NULL, spheres_params,
      MG_COUNT_OF(spheres_params) },
    { "uniform", "uniform", "Independent Poisson counts everywhere, on the watershed.", seed_poisson, NULL,
      poisson_params, MG_COUNT_OF(poisson_params) },
};
static const MgView views[] = {
    { "x", "molecules X", "Molecules in a cell.", -1, mg_show_species_0, 0.0, 80.0, 27.0, 15.0 },
};

const MgModel mg_model_schloegl = {
    .id = "schloegl",
    .label = "Schloegl's two states (molecules)",
    .doc = "Two steady crowds and germs between them: a phase transition made of single molecules.",
    .equations = "0 -> X   (k_0)\nX -> 0   (k_1)\n2 X -> 3 X   (k_2)\n3 X -> 2 X   (k_3)",
    .source = "Schloegl 1972, doi 10.1007/BF01379769",
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

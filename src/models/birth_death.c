// Birth and death of single molecules:  0 -> X at a rate of b a cell,  X -> 0 at d each, and X hops.
// The simplest network there is and the one everything is known about: counts are Poisson with mean b / d, in every
// cell by itself, at all times once they are, and hopping changes nothing. (Gardiner, Handbook of Stochastic Methods,
// 1985.)
#include "stochastic/species_rows.h"

enum { X };

typedef struct BirthDeath {
    float dt, d_x, birth, death;
} BirthDeath;

static const MgParam params[] = {
    MG_PARAM(BirthDeath, dt, "\\Delta t", 0.1, 0.001, 2.0, "t", "Length of a time step."),
    MG_PARAM(BirthDeath, d_x, "D", 0.1, 0.0, 1.0, "l^2/t", "How fast a molecule wanders."),
    MG_PARAM(BirthDeath, birth, "b", 2.0, 0.0, 20.0, "1/t", "Births in a cell."),
    MG_PARAM(BirthDeath, death, "d", 0.1, 0.001, 2.0, "1/t", "How soon a molecule dies."),
};
MG_PARAMS_COMPLETE(BirthDeath, params);

static const char network[] = "species x  D = d_x\n"
                              "reaction 0 -> x  rate birth\n"
                              "reaction x -> 0  rate death\n";

typedef struct PoissonSeeding {
    float mean;
} PoissonSeeding;

static const MgParam poisson_params[] = {
    MG_PARAM(PoissonSeeding, mean, "x_0", 20.0, 0.0, 1000.0, "", "Molecules in a cell, in the mean."),
};
MG_PARAMS_COMPLETE(PoissonSeeding, poisson_params);

static void seed_poisson(const MgSeedRow *row) {
    mg_poisson_row(row, X, ((const PoissonSeeding *)row->seeding_params)->mean, row->out[X]);
}

static const MgField fields[] = { { "x", "molecules X", "", .paint_value = 60 } };
static const MgSeeding seedings[] = {
    { "uniform", "uniform", "Independent Poisson counts everywhere.", seed_poisson, NULL, poisson_params,
      MG_COUNT_OF(poisson_params) },
};
static const MgView views[] = {
    { "x", "molecules X", "Molecules in a cell.", -1, mg_show_species_0, 0.0, 60.0, 26.0, 10.0 },
};

const MgModel mg_model_birth_death = {
    .id = "birth_death",
    .label = "Birth and death (molecules)",
    .doc = "Molecules appear, wander and vanish: nothing but noise, and every number of it is known.",
    .equations = "0 -> X   (b)\nX -> 0   (d)",
    .source = "Gardiner 1985, Handbook of Stochastic Methods, section 7",
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

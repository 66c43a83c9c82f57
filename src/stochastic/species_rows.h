// Rows that models of molecules have in common: a seeding's counts, and views of one species.
#ifndef MG_STOCHASTIC_SPECIES_ROWS_H
#define MG_STOCHASTIC_SPECIES_ROWS_H

#include "model/model.h"

// Independent Poisson counts; species: its place in the network, which selects the random numbers.
void mg_poisson_row(const MgSeedRow *row, int32_t species, double mean, float *out);

// MgView.row of the species at each place of a network.
void mg_show_species_0(const MgBlock *row, float *out);
void mg_show_species_1(const MgBlock *row, float *out);
void mg_show_species_2(const MgBlock *row, float *out);
void mg_show_species_3(const MgBlock *row, float *out);
void mg_show_species_4(const MgBlock *row, float *out);
void mg_show_species_5(const MgBlock *row, float *out);
void mg_show_species_6(const MgBlock *row, float *out);
void mg_show_species_7(const MgBlock *row, float *out);

#endif

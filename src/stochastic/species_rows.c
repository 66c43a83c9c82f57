#include "stochastic/species_rows.h"

#include <string.h>

#include "stochastic/network.h"
#include "stochastic/stream.h"

void mg_poisson_row(const MgSeedRow *row, int32_t species, double mean, float *out) {
    MgStream stream;
    mg_stream_start(&stream, row->seed, 0, (uint32_t)(row->z * row->domain_ny + row->y),
                    MG_USE_POISSON_ROW + (uint32_t)species);
    for (int32_t x = 0; x < row->nx; x++) out[x] = (float)mg_stream_poisson(&stream, mean, MG_LARGEST_COUNT);
}

static void show(const MgBlock *row, int32_t species, float *out) {
    memcpy(out, row->in[species], (size_t)row->nx * sizeof *out);
}

void mg_show_species_0(const MgBlock *row, float *out) { show(row, 0, out); }
void mg_show_species_1(const MgBlock *row, float *out) { show(row, 1, out); }
void mg_show_species_2(const MgBlock *row, float *out) { show(row, 2, out); }
void mg_show_species_3(const MgBlock *row, float *out) { show(row, 3, out); }
void mg_show_species_4(const MgBlock *row, float *out) { show(row, 4, out); }
void mg_show_species_5(const MgBlock *row, float *out) { show(row, 5, out); }
void mg_show_species_6(const MgBlock *row, float *out) { show(row, 6, out); }
void mg_show_species_7(const MgBlock *row, float *out) { show(row, 7, out); }

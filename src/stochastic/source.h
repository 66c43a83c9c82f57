// Sources: the factor of a rate at every place, computed row by row.
#ifndef MG_STOCHASTIC_SOURCE_H
#define MG_STOCHASTIC_SOURCE_H

#include "grid/grid.h"
#include "stochastic/network.h"

void mg_source_row(const MgSource *source, const float numbers[MG_SOURCE_NUMBERS], const MgGrid *grid, uint64_t seed,
                   int32_t y, int32_t z, float *out);

// Row (y, z) is the same as row (y - 1, z).
bool mg_source_repeats(const MgSource *source, const float numbers[MG_SOURCE_NUMBERS], int32_t y);

#endif

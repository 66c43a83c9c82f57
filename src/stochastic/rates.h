// A network at the present values of its parameters.
#ifndef MG_STOCHASTIC_RATES_H
#define MG_STOCHASTIC_RATES_H

#include "stochastic/network.h"

typedef struct MgRates {
    float scale[MG_MAX_REACTIONS];      // rate * ways
    float hill_power[MG_MAX_REACTIONS]; // K^n
    double diffusion[MG_MAX_SPECIES];
    float sources[MG_MAX_SOURCES][MG_SOURCE_NUMBERS];
    double initial[MG_MAX_SPECIES], patch[MG_MAX_SPECIES];
} MgRates;

// values: one per parameter. Refuses a rate, D or count that is negative, not finite or (exact counts) not whole.
MgStatus mg_network_rates(const MgNetwork *network, const double *values, MgRates *out);

#endif

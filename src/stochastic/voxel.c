#include "stochastic/voxel.h"

#include "stochastic/state.h"

#define LATTICE_GREEN (1.5163860591519780 / 6.0) // Watson 1939, Quart. J. Math. 10, 266: 0.25273

// What a source multiplies the rate by at most.
static double largest_factor(const MgNetwork *network, const MgRates *rates, int32_t source) {
    if (source < 0) return 1.0;
    const float *numbers = rates->sources[source];
    switch (network->sources[source].kind) {
    case MG_SOURCE_GRADIENT: return numbers[0] > numbers[1] ? numbers[0] : numbers[1];
    case MG_SOURCE_NOISE: return 1.0 + numbers[0];
    default: return 1.0;
    }
}

// The propensity of one pair: of A + B it is the rate, and of 2 A, too, since rate * n (n - 1) / 2 counts pairs.
static double pair_propensity(const MgNetwork *network, const MgRates *rates, int32_t r) {
    const MgReaction *reaction = &network->reactions[r];
    return rates->scale[r] / reaction->ways * largest_factor(network, rates, reaction->source);
}

MgStatus mg_network_voxel_limit(const MgNetwork *network, const double *values, double dx, MgVoxelLimit *out) {
    MgRates rates;
    *out = (MgVoxelLimit){ 0 };
    MG_TRY(mg_network_rates(network, values, &rates));
    for (int32_t r = 0; r < network->reaction_count; r++) {
        const MgReaction *reaction = &network->reactions[r];
        if (reaction->order != 2) continue;
        int32_t first = reaction->factors[0].species, second = reaction->factors[1].species;
        double diffusion = rates.diffusion[first] + rates.diffusion[second];
        if (!(diffusion > 0.0)) continue;
        double smallest = LATTICE_GREEN * pair_propensity(network, &rates, r) * dx * dx * dx / diffusion;
        if (smallest > out->smallest_dx) *out = (MgVoxelLimit){ smallest, diffusion, first, second };
    }
    return MG_OK;
}

MgStatus mg_stochastic_voxel_limit(const MgStochastic *s, const double *values, MgVoxelLimit *out) {
    return mg_network_voxel_limit(&s->network, values, s->grid.dx, out);
}

// How small a cell may be for the reactions in it. Two molecules react only in the same cell, and in ever smaller cells
// they ever more rarely meet: below a critical size no propensity, however large, gives the wanted rate.
//
// Erban and Chapman 2009, Phys. Biol. 6, 046001 (arXiv 0903.1298): a pair that wanders with D = D_A + D_B and reacts at
// the rate k per volume needs in cells of edge h the propensity  D k / (D h^3 - beta k h^2)  per pair, which is
// positive only for h > h_crit = beta k / D. beta is the lattice Green function at 0 over 6 (they measured 0.25272): a
// walker on the cubic lattice visits its starting point 1.516386 times in the mean (Watson 1939), each time for h^2 /
// (6 D). Here a network says its propensity for a pair, r, and means k = r h^3.
#ifndef MG_STOCHASTIC_VOXEL_H
#define MG_STOCHASTIC_VOXEL_H

#include "stochastic/stochastic.h"

typedef struct MgVoxelLimit {
    double smallest_dx;    // of the reaction that asks for the largest cells; 0: none asks for any
    double diffusion;      // D of its pair
    int32_t first, second; // its species
} MgVoxelLimit;

// Reactions of two molecules at these parameters; where both stand still, cells are vessels of their own and none is
// too small. Refuses what mg_network_rates refuses.
MgStatus mg_network_voxel_limit(const MgNetwork *network, const double *values, double dx, MgVoxelLimit *out);

// The same, of the network and the cells of a lattice of molecules.
MgStatus mg_stochastic_voxel_limit(const MgStochastic *stochastic, const double *values, MgVoxelLimit *out);

#endif

// A reaction network as data: species that hop, reactions with mass-action propensities, parameters with ranges,
// sources that differ from place to place. network_text.h reads one from text, rates.h evaluates it.
//
// Propensities follow the standard convention: rate * n (n - 1) / 2 for a pair of the same species, and so on.
#ifndef MG_STOCHASTIC_NETWORK_H
#define MG_STOCHASTIC_NETWORK_H

#include "model/model.h"
#include "text/expression.h"

#define MG_SENTENCE_BYTES 128
#define MG_MAX_SPECIES MG_MAX_FIELDS
#define MG_MAX_REACTIONS 32
#define MG_MAX_SOURCES 8
#define MG_MAX_NODES 512 // numbers and operators, of all expressions of a network together
#define MG_MAX_EXPRESSION_DEPTH 16
#define MG_MAX_ORDER 3
#define MG_MAX_BATCH 1000 // molecules of one species that one reaction makes
#define MG_MAX_HILL_EXPONENT 8
#define MG_LARGEST_COUNT 32767 // molecules of one species in one cell; one bit below what a count can hold

typedef struct MgExpression {
    int32_t first, count;
} MgExpression; // of MgNetwork.nodes; the last is the root

typedef struct MgNetworkParam {
    char id[MG_NAME_BYTES], doc[MG_SENTENCE_BYTES];
    double initial, min, max;
} MgNetworkParam;

typedef struct MgLaw { // of the molecules a cell starts with
    MgExpression mean;
    bool poisson; // else exactly the mean, which must be a whole number
} MgLaw;

typedef struct MgSpecies {
    char id[MG_NAME_BYTES];
    MgExpression diffusion;
    MgLaw initial, patch;
} MgSpecies;

typedef enum MgSourceKind { MG_SOURCE_GRADIENT, MG_SOURCE_LAYER, MG_SOURCE_VENT, MG_SOURCE_NOISE } MgSourceKind;

#define MG_SOURCE_NUMBERS 4
typedef struct MgSource {
    MgSourceKind kind;
    int32_t axis; // gradient and layer
    MgExpression numbers[MG_SOURCE_NUMBERS];
} MgSource;

typedef enum MgHillKind { MG_HILL_NONE, MG_HILL_ACTIVATE, MG_HILL_REPRESS } MgHillKind;

// propensity = rate * ways * product of (n[species] - taken) over the factors * Hill factor * source factor.
typedef struct MgFactor {
    int32_t species, taken;
} MgFactor;

typedef struct MgReaction {
    int32_t order;
    MgFactor factors[MG_MAX_ORDER];
    double ways;                   // 1, 1/2 or 1/6
    int32_t delta[MG_MAX_SPECIES]; // what one event adds
    MgExpression rate;
    MgHillKind hill;
    int32_t hill_species, hill_exponent;
    MgExpression hill_constant;
    int32_t source; // -1: the same everywhere
} MgReaction;

typedef struct MgNetwork {
    int32_t param_count, species_count, reaction_count, source_count, node_count;
    MgNetworkParam params[MG_MAX_PARAMS];
    MgSpecies species[MG_MAX_SPECIES];
    MgReaction reactions[MG_MAX_REACTIONS];
    MgSource sources[MG_MAX_SOURCES];
    MgNode nodes[MG_MAX_NODES];
} MgNetwork;

int32_t mg_network_find_species(const MgNetwork *network, const char *id); // -1: none

#endif

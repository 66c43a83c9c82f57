// A reaction network as data: species that hop, reactions with mass-action propensities, parameters with ranges,
// sources that differ from place to place. Written as text, read into a table, evaluated for the parameters' present
// values.
//
//     parameter k1 = 0.002 in 0..1 "How fast food is eaten."     # range and sentence may be left out
//     species F  D = 0.2  initial = 50                           # initial: a number, or poisson(mean)
//     species A  D = 0.05 initial = 0 patch = 20                 # patch: that many more in a seeding's pattern
//     reaction A + F -> 2 A   rate k1
//     reaction 0 -> F         rate feed  where noise(0.35, 8)
//     reaction X -> 0         rate 2 * kill / volume
//     reaction 0 -> P         rate beta  repress(R, K, 2)
//
// Propensities follow the standard convention: rate * n (n - 1) / 2 for a pair of the same species, and so on; up to
// three molecules react at once, any number may come out. Rates, D and the numbers of sources and laws are expressions
// of + - * / ( ), numbers and parameters. repress(R, K, n) multiplies by K^n / (K^n + R^n), hill(A, K, n) by A^n / (K^n
// + A^n). Sources, each a factor of the rate at a place:
//
//     gradient(axis, first, last)    linear from the first layer of cells along x, y or z to the last
//     layer(axis, index)             1 in one layer of cells, 0 elsewhere
//     vent(x, y, z, radius)          1 inside a ball, 0 outside; in parts of the box and of its smallest side
//     noise(amplitude, block)        1 + amplitude * u in cubes of block cells, u uniform in -1..1, drawn from the seed
//
// Does not: allocate, keep the text. The text may be anything; a refusal names line, column and what was expected.
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

// known: parameters the text may use without a line of their own (a model's table); they become the first ones of the
// network. INVALID_ARGUMENT: "line 3, column 14: expected '->', found 'rate'".
MgStatus mg_network_parse(const char *text, size_t length, const MgParam *known, int32_t known_count, MgNetwork *out);

int32_t mg_network_find_species(const MgNetwork *network, const char *id); // -1: none

// ---- the network at the parameters' present values

typedef struct MgRates {
    float scale[MG_MAX_REACTIONS];      // rate * ways
    float hill_power[MG_MAX_REACTIONS]; // K^n
    double diffusion[MG_MAX_SPECIES];
    float sources[MG_MAX_SOURCES][MG_SOURCE_NUMBERS];
    double initial[MG_MAX_SPECIES], patch[MG_MAX_SPECIES];
} MgRates;

// values: one per parameter. Refuses a rate, D or count that is negative, not finite or (exact counts) not whole.
MgStatus mg_network_rates(const MgNetwork *network, const double *values, MgRates *out);

// ---- what the models of src/models that are networks have in common

// A seeding's row of independent Poisson counts; species: its place in the network, for which the numbers are drawn.
void mg_poisson_row(const MgSeedRow *row, int32_t species, double mean, float *out);

// Views: the molecules of one species, by its place in the network.
void mg_show_species_0(const MgBlock *row, float *out);
void mg_show_species_1(const MgBlock *row, float *out);
void mg_show_species_2(const MgBlock *row, float *out);

#endif

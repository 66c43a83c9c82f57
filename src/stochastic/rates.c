#include "stochastic/rates.h"

#include <string.h>

#define LARGEST_RATE 1e12 // keeps every propensity far below what a float holds

static double evaluate(const MgNetwork *network, MgExpression expression, const double *values) {
    double results[MG_MAX_NODES];
    for (int32_t i = 0; i < expression.count; i++) {
        const MgNode *node = &network->nodes[expression.first + i];
        double a = node->a >= 0 ? results[node->a - expression.first] : 0.0;
        double b = node->b >= 0 ? results[node->b - expression.first] : 0.0;
        switch (node->kind) {
        case MG_NODE_NUMBER: results[i] = node->number; break;
        case MG_NODE_NAME: results[i] = values[node->index]; break;
        case MG_NODE_NEGATE: results[i] = -a; break;
        case MG_NODE_ADD: results[i] = a + b; break;
        case MG_NODE_SUBTRACT: results[i] = a - b; break;
        case MG_NODE_MULTIPLY: results[i] = a * b; break;
        case MG_NODE_DIVIDE: results[i] = a / b; break;
        default: MG_ASSERT(false); // a network's grammar has no more
        }
    }
    return expression.count > 0 ? results[expression.count - 1] : 0.0; // an expression that was left out is 0
}

static bool fits(double value, double largest) { return value >= 0.0 && value <= largest; } // false for NaN

static MgStatus evaluate_law(const MgNetwork *network, const MgSpecies *species, const MgLaw *law, const double *values,
                             double *out) {
    double mean = evaluate(network, law->mean, values);
    if (!fits(mean, MG_LARGEST_COUNT))
        return MG_FAIL(INVALID_ARGUMENT, "species %s starts with %g molecules, outside 0..%d", species->id, mean,
                       MG_LARGEST_COUNT);
    if (!law->poisson && mean != (double)(int32_t)mean)
        return MG_FAIL(INVALID_ARGUMENT, "species %s starts with %g molecules: a whole number, or poisson(%g)",
                       species->id, mean, mean);
    *out = mean;
    return MG_OK;
}

static MgStatus evaluate_species(const MgNetwork *network, int32_t s, const double *values, MgRates *out) {
    const MgSpecies *species = &network->species[s];
    out->diffusion[s] = evaluate(network, species->diffusion, values);
    if (!fits(out->diffusion[s], LARGEST_RATE))
        return MG_FAIL(INVALID_ARGUMENT, "species %s: D = %g must be 0..%g", species->id, out->diffusion[s],
                       LARGEST_RATE);
    MG_TRY(evaluate_law(network, species, &species->initial, values, &out->initial[s]));
    return evaluate_law(network, species, &species->patch, values, &out->patch[s]);
}

static MgStatus evaluate_reaction(const MgNetwork *network, int32_t r, const double *values, MgRates *out) {
    const MgReaction *reaction = &network->reactions[r];
    double rate = evaluate(network, reaction->rate, values);
    if (!fits(rate, LARGEST_RATE))
        return MG_FAIL(INVALID_ARGUMENT, "reaction %d: its rate is %g, it must be 0..%g", r + 1, rate, LARGEST_RATE);
    out->scale[r] = (float)(rate * reaction->ways);
    double constant = evaluate(network, reaction->hill_constant, values), power = 1.0;
    if (reaction->hill == MG_HILL_NONE) return MG_OK;
    for (int32_t i = 0; i < reaction->hill_exponent; i++) power *= constant;
    if (!(power > 1e-30 && power < 1e30))
        return MG_FAIL(INVALID_ARGUMENT, "reaction %d: K = %g to the power of %d is too %s", r + 1, constant,
                       reaction->hill_exponent, power < 1.0 ? "small" : "large");
    out->hill_power[r] = (float)power;
    return MG_OK;
}

static MgStatus evaluate_source(const MgNetwork *network, int32_t i, const double *values, MgRates *out) {
    const MgSource *source = &network->sources[i];
    double numbers[MG_SOURCE_NUMBERS];
    for (int32_t n = 0; n < MG_SOURCE_NUMBERS; n++) {
        numbers[n] = evaluate(network, source->numbers[n], values);
        if (!fits(numbers[n], LARGEST_RATE))
            return MG_FAIL(INVALID_ARGUMENT, "source %d: %g must be 0..%g", i + 1, numbers[n], LARGEST_RATE);
        out->sources[i][n] = (float)numbers[n];
    }
    if (source->kind == MG_SOURCE_NOISE && numbers[0] > 1.0)
        return MG_FAIL(INVALID_ARGUMENT, "noise amplitude %g is outside 0..1: a rate would be negative", numbers[0]);
    if (source->kind == MG_SOURCE_NOISE && !(numbers[1] >= 1.0 && numbers[1] <= MG_LARGEST_EXTENT))
        return MG_FAIL(INVALID_ARGUMENT, "noise blocks of %g cells are outside 1..%d", numbers[1], MG_LARGEST_EXTENT);
    return MG_OK;
}

MgStatus mg_network_rates(const MgNetwork *network, const double *values, MgRates *out) {
    memset(out, 0, sizeof *out);
    for (int32_t s = 0; s < network->species_count; s++) MG_TRY(evaluate_species(network, s, values, out));
    for (int32_t r = 0; r < network->reaction_count; r++) MG_TRY(evaluate_reaction(network, r, values, out));
    for (int32_t i = 0; i < network->source_count; i++) MG_TRY(evaluate_source(network, i, values, out));
    return MG_OK;
}

// Reads a network from text.
//
//     parameter k1 = 0.002 in 0..1 "How fast food is eaten."     # range and sentence may be left out
//     species F  D = 0.2  initial = 50                           # initial: a number, or poisson(mean)
//     species A  D = 0.05 initial = 0 patch = 20                 # patch: that many more in a seeding's pattern
//     reaction A + F -> 2 A   rate k1
//     reaction 0 -> F         rate feed  where noise(0.35, 8)
//     reaction X -> 0         rate 2 * kill / volume
//     reaction 0 -> P         rate beta  repress(R, K, 2)
//
// Up to three molecules react at once, any number may come out. Rates, D and the numbers of sources and laws are
// expressions of + - * / ( ), numbers and parameters. repress(R, K, n) multiplies by K^n / (K^n + R^n), hill(A, K, n)
// by A^n / (K^n + A^n). Sources, each a factor of the rate at a place:
//
//     gradient(axis, first, last)    linear from the first layer of cells along x, y or z to the last
//     layer(axis, index)             1 in one layer of cells, 0 elsewhere
//     vent(x, y, z, radius)          1 inside a ball, 0 outside; in parts of the box and of its smallest side
//     noise(amplitude, block)        1 + amplitude * u in cubes of block cells, u uniform in -1..1, drawn from the seed
//
// Does not: allocate, keep the text. The text may be anything; a refusal names line, column and what was expected.
#ifndef MG_STOCHASTIC_NETWORK_TEXT_H
#define MG_STOCHASTIC_NETWORK_TEXT_H

#include "stochastic/network.h"

// known: parameters the text may use without a line of their own (a model's table); they become the first ones of the
// network. INVALID_ARGUMENT: "line 3, column 14: expected '->', found 'rate'".
MgStatus mg_network_parse(const char *text, size_t length, const MgParam *known, int32_t known_count, MgNetwork *out);

#endif

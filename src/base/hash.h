// The state hash: a sum over cells of mix(place, bits), so it does not depend on order, threads or ranks. The mixer is
// the finaliser of SplitMix64 (Steele, Lea and Flood 2014, doi 10.1145/2714064.2660195).
#ifndef MG_BASE_HASH_H
#define MG_BASE_HASH_H

#include <stdint.h>
#include <string.h>

static inline uint64_t mg_hash_mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

// NaN hashes as one value, whatever its sign and payload: those differ between machines.
static inline uint32_t mg_hash_float_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return value != value ? 0x7fc00000u : bits;
}

// place must be different for every (field, cell); 0x9e37... keeps place 0 with bits 0 from hashing to 0.
static inline uint64_t mg_hash_cell(uint64_t place, uint32_t bits) {
    return mg_hash_mix(mg_hash_mix(place + 0x9e3779b97f4a7c15u) ^ bits);
}

#endif

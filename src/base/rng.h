// Random numbers as pure functions of (seed, place, stream): Philox4x32-10 (Salmon et al. 2011,
// doi 10.1145/2063384.2063405), checked against its published vectors in the unit tests.
#ifndef MG_BASE_RNG_H
#define MG_BASE_RNG_H

#include <stdint.h>

typedef struct MgRandom4 {
    uint32_t word[4];
} MgRandom4;

static inline MgRandom4 mg_philox4x32(MgRandom4 counter, uint32_t key0, uint32_t key1) {
    for (int32_t round = 0; round < 10; round++) {
        uint64_t product0 = (uint64_t)0xd2511f53u * counter.word[0];
        uint64_t product1 = (uint64_t)0xcd9e8d57u * counter.word[2];
        counter = (MgRandom4){ { (uint32_t)(product1 >> 32) ^ counter.word[1] ^ key0, (uint32_t)product1,
                                 (uint32_t)(product0 >> 32) ^ counter.word[3] ^ key1, (uint32_t)product0 } };
        key0 += 0x9e3779b9u; // the Weyl sequences of the paper: golden ratio and sqrt(3) - 1
        key1 += 0xbb67ae85u;
    }
    return counter;
}

// Four words for a place in the domain. Each use of random numbers has its own stream, so that none repeats another's.
static inline MgRandom4 mg_random_at(uint64_t seed, uint32_t stream, int32_t x, int32_t y, int32_t z) {
    MgRandom4 counter = { { (uint32_t)x, (uint32_t)y, (uint32_t)z, stream } };
    return mg_philox4x32(counter, (uint32_t)seed, (uint32_t)(seed >> 32));
}

// In [0, 1): 24 bits, each value exact in a float.
static inline float mg_unit_float(uint32_t word) { return (float)(word >> 8) * 0x1p-24f; }

#endif

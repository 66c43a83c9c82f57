// Gaussian white noise in a step, a function of seed, step, place and draw: independent in every cell, for every step
// and for every draw of the model, and the same however a row is parted. Mean 0, variance 1.
#ifndef MG_MODEL_WHITE_NOISE_H
#define MG_MODEL_WHITE_NOISE_H

#include "base/detmath.h"
#include "base/hash.h"
#include "base/rng.h"
#include "model/model.h"

#define MG_WHITE_NOISE_STREAM 0x77686974u // "whit": no other use of mg_random_at has it

// u in (0, 1) of 24 bits, so |result| < 5.9.
MG_INLINE float mg_gaussian(uint32_t word, uint32_t other, float quarter) {
    const float u = mg_unit_float(word) + 0x1p-25f, angle = 6.28318531f * mg_unit_float(other);
    return __builtin_sqrtf(-2.0f * mg_log(u)) * mg_sin_quarter(angle, quarter);
}

// `count` cells of row y from x on; four cells share one call of the generator (Box and Muller 1958,
// doi 10.1214/aoms/1177706645).
MG_INLINE void mg_white_noise_row(const MgBlock *block, uint32_t draw, int32_t x, int32_t y, int32_t count,
                                  float *restrict out) {
    const uint64_t key = mg_hash_mix(block->seed ^ mg_hash_mix(block->step + 1));
    for (int32_t at = 0; at < count;) {
        const int32_t place = x + at, end = mg_min_i32(count, at + 4 - (place & 3));
        const MgRandom4 r = mg_random_at(key, MG_WHITE_NOISE_STREAM + draw, place >> 2, y, block->z);
        for (; at < end; at++) {
            const int32_t pair = (x + at) & 2;
            out[at] = mg_gaussian(r.word[pair], r.word[pair + 1], (x + at) & 1 ? 1.0f : 0.0f);
        }
    }
}

#endif

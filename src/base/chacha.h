// ChaCha with 8 rounds (Bernstein 2008; vectors: draft-strombergson-chacha-test-vectors-01), eight blocks side by side.
// A stream of words is a pure function of (key, block, nonce): block b of lane l has the 64-bit counter's low word
// 8 b + l. Word i of the output belongs to lane i % 8, so words 8 w .. 8 w + 7 are one word of every lane.
#ifndef MG_BASE_CHACHA_H
#define MG_BASE_CHACHA_H

#include "base/lanes.h"

#define MG_CHACHA_WORDS 128 // one batch: 16 words of 8 lanes
#define MG_CHACHA_ROUNDS 8

typedef struct MgChaChaKey {
    uint32_t word[8];
} MgChaChaKey;

#define MG_CHACHA_TURN(v, bits) ((v) << (bits) | (v) >> (32 - (bits)))
#define MG_CHACHA_QUARTER(a, b, c, d)                                                                                  \
    a += b;                                                                                                            \
    d ^= a;                                                                                                            \
    d = MG_CHACHA_TURN(d, 16);                                                                                         \
    c += d;                                                                                                            \
    b ^= c;                                                                                                            \
    b = MG_CHACHA_TURN(b, 12);                                                                                         \
    a += b;                                                                                                            \
    d ^= a;                                                                                                            \
    d = MG_CHACHA_TURN(d, 8);                                                                                          \
    c += d;                                                                                                            \
    b ^= c;                                                                                                            \
    b = MG_CHACHA_TURN(b, 7)

// A block needs 16 vectors: with more lanes in one than a register holds they would not fit, and half of the work would
// be moving them to memory and back. So where vectors are narrow the lanes are done in parts.
typedef uint32_t MgChaChaLanes __attribute__((vector_size(4 * MG_LANES_AT_ONCE)));

MG_INLINE void mg_chacha8_lanes(const uint32_t start[16], uint32_t lane, uint32_t *out) {
    MgChaChaLanes s[16], counter;
    for (uint32_t i = 0; i < MG_LANES_AT_ONCE; i++) counter[i] = start[12] + lane + i;
    for (int32_t i = 0; i < 16; i++) s[i] = (MgChaChaLanes){ 0 } + start[i];
    s[12] = counter;
    for (int32_t round = 0; round < MG_CHACHA_ROUNDS; round += 2) {
        MG_CHACHA_QUARTER(s[0], s[4], s[8], s[12]);
        MG_CHACHA_QUARTER(s[1], s[5], s[9], s[13]);
        MG_CHACHA_QUARTER(s[2], s[6], s[10], s[14]);
        MG_CHACHA_QUARTER(s[3], s[7], s[11], s[15]);
        MG_CHACHA_QUARTER(s[0], s[5], s[10], s[15]);
        MG_CHACHA_QUARTER(s[1], s[6], s[11], s[12]);
        MG_CHACHA_QUARTER(s[2], s[7], s[8], s[13]);
        MG_CHACHA_QUARTER(s[3], s[4], s[9], s[14]);
    }
    for (int32_t i = 0; i < 16; i++) {
        s[i] += i == 12 ? counter : (MgChaChaLanes){ 0 } + start[i];
        memcpy(out + MG_LANES * i + lane, &s[i], sizeof s[i]);
    }
}

// Writes MG_CHACHA_WORDS words. The counter's high word is 0 in the published vectors; ours is part of the place.
MG_INLINE void mg_chacha8(const MgChaChaKey *key, uint32_t block, uint32_t counter_high, uint32_t nonce0,
                          uint32_t nonce1, uint32_t *out) {
    uint32_t start[16] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 }; // "expand 32-byte k"
    memcpy(start + 4, key->word, sizeof key->word);
    start[12] = block * MG_LANES;
    start[13] = counter_high;
    start[14] = nonce0;
    start[15] = nonce1;
    for (uint32_t lane = 0; lane < MG_LANES; lane += MG_LANES_AT_ONCE) mg_chacha8_lanes(start, lane, out);
}

#endif

// Eight virtual lanes. What is computed eight at a time is always eight at a time, whatever the machine's vectors hold,
// so neither the random numbers nor the order of anything depends on the instruction set. The compiler turns a lane
// operation into one AVX2, two SSE or two WASM instructions; elementwise arithmetic has the same bits in all of them.
#ifndef MG_BASE_LANES_H
#define MG_BASE_LANES_H

#include <stdint.h>
#include <string.h>

#include "base/base.h"

#ifdef __GNUC__
#pragma GCC diagnostic ignored "-Wpsabi" // every function here is inlined, so no vector crosses a call
#endif

#define MG_LANES 8

typedef uint32_t MgWords __attribute__((vector_size(32)));
typedef int32_t MgInts __attribute__((vector_size(32))); // also masks: -1 true, 0 false
typedef float MgFloats __attribute__((vector_size(32)));
typedef uint16_t MgHalves __attribute__((vector_size(16))); // counts of molecules, or half a random word for each lane

MG_INLINE MgWords mg_words_load(const uint32_t *from) {
    MgWords v;
    memcpy(&v, from, sizeof v);
    return v;
}
MG_INLINE void mg_words_store(uint32_t *to, MgWords v) { memcpy(to, &v, sizeof v); }
MG_INLINE MgWords mg_words_from_halves(MgHalves halves) { return __builtin_convertvector(halves, MgWords); }
MG_INLINE MgWords mg_words_where(MgInts mask, MgWords yes, MgWords no) {
    return ((MgWords)mask & yes) | (~(MgWords)mask & no);
}
MG_INLINE MgHalves mg_halves_load(const uint16_t *from) {
    MgHalves v;
    memcpy(&v, from, sizeof v);
    return v;
}
MG_INLINE void mg_halves_store(uint16_t *to, MgHalves v) { memcpy(to, &v, sizeof v); }
MG_INLINE MgHalves mg_halves_smaller(MgHalves a, MgHalves b) {
    MgHalves less = (MgHalves)(a < b);
    return (a & less) | (b & ~less);
}
MG_INLINE MgFloats mg_floats_load(const float *from) {
    MgFloats v;
    memcpy(&v, from, sizeof v);
    return v;
}
MG_INLINE void mg_floats_store(float *to, MgFloats v) { memcpy(to, &v, sizeof v); }
MG_INLINE MgInts mg_ints_load(const int32_t *from) {
    MgInts v;
    memcpy(&v, from, sizeof v);
    return v;
}
MG_INLINE void mg_ints_store(int32_t *to, MgInts v) { memcpy(to, &v, sizeof v); }

MG_INLINE MgFloats mg_floats(float value) { return (MgFloats){ 0 } + value; }

MG_INLINE MgFloats mg_floats_where(MgInts mask, MgFloats yes, MgFloats no) {
    return (MgFloats)((mask & (MgInts)yes) | (~mask & (MgInts)no));
}

// Exact: the words must be below 2^24.
MG_INLINE MgFloats mg_floats_from_words(MgWords small) { return __builtin_convertvector((MgInts)small, MgFloats); }
MG_INLINE MgFloats mg_floats_from_halves(MgHalves halves) { return mg_floats_from_words(mg_words_from_halves(halves)); }
MG_INLINE MgHalves mg_halves_from_floats(MgFloats whole) {
    return __builtin_convertvector((MgWords) __builtin_convertvector(whole, MgInts), MgHalves);
}

// Bit i tells whether lane i of a mask is set.
MG_INLINE uint32_t mg_lanes_bits(MgInts mask) {
    int8_t __attribute__((vector_size(8))) bytes = __builtin_convertvector(mask, __typeof__(bytes));
    uint64_t word;
    memcpy(&word, &bytes, sizeof word);
    if (!MG_LITTLE_ENDIAN) word = __builtin_bswap64(word);
    return (uint32_t)((word & 0x8040201008040201u) * 0x0101010101010101u >> 56);
}

#endif

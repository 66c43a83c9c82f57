// Eight virtual lanes. What is computed eight at a time is always eight at a time, whatever the machine's vectors hold,
// so neither the random numbers nor the order of anything depends on the instruction set. The compiler turns a lane
// operation into one AVX2, two SSE or two WASM instructions; elementwise arithmetic has the same bits in all of them.
#ifndef MG_BASE_LANES_H
#define MG_BASE_LANES_H

#include <stdint.h>
#include <string.h>

#include "base/base.h"

#ifdef __GNUC__
#pragma GCC diagnostic ignored "-Wpsabi"     // every function here is inlined, so no vector crosses a call
#endif

#define MG_LANES 8

typedef uint32_t MgWords __attribute__((vector_size(32)));
typedef int32_t MgInts __attribute__((vector_size(32)));       // also masks: -1 true, 0 false
typedef float MgFloats __attribute__((vector_size(32)));

MG_INLINE MgWords mg_words_load(const uint32_t *from) { MgWords v; memcpy(&v, from, sizeof v); return v; }
MG_INLINE void mg_words_store(uint32_t *to, MgWords v) { memcpy(to, &v, sizeof v); }
MG_INLINE MgWords mg_words_smaller(MgWords a, MgWords b) { MgInts less = a < b; return (a & (MgWords)less) | (b & ~(MgWords)less); }
MG_INLINE MgWords mg_words_from_counts(const uint16_t *from) {
    uint16_t __attribute__((vector_size(16))) v;
    memcpy(&v, from, sizeof v);
    return __builtin_convertvector(v, MgWords);
}
MG_INLINE MgFloats mg_floats_load(const float *from) { MgFloats v; memcpy(&v, from, sizeof v); return v; }
MG_INLINE void mg_floats_store(float *to, MgFloats v) { memcpy(to, &v, sizeof v); }
MG_INLINE void mg_ints_store(int32_t *to, MgInts v) { memcpy(to, &v, sizeof v); }

MG_INLINE MgFloats mg_floats(float value) { return (MgFloats){ 0 } + value; }

MG_INLINE MgFloats mg_floats_where(MgInts mask, MgFloats yes, MgFloats no) {
    return (MgFloats)((mask & (MgInts)yes) | (~mask & (MgInts)no));
}

// Exact: the words must be below 2^24.
MG_INLINE MgFloats mg_floats_from_words(MgWords small) { return __builtin_convertvector((MgInts)small, MgFloats); }

#endif

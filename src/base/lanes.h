// Eight virtual lanes. Work in groups of eight is the same on every machine, whatever its vector width, so neither the
// random numbers nor the order of anything depends on the instruction set. The compiler turns a lane operation into one
// AVX2, two SSE or two WASM instructions; elementwise arithmetic has the same bits in all of them.
#ifndef MG_BASE_LANES_H
#define MG_BASE_LANES_H

#include <stdint.h>
#include <string.h>

#include "base/base.h"

#ifdef __GNUC__
#pragma GCC diagnostic ignored "-Wpsabi" // every function here is inlined, so no vector crosses a call
#endif

#define MG_LANES 8

typedef uint32_t MgU32x8 __attribute__((vector_size(32)));
typedef int32_t MgI32x8 __attribute__((vector_size(32))); // also masks: -1 true, 0 false
typedef float MgF32x8 __attribute__((vector_size(32)));
typedef uint16_t MgU16x8 __attribute__((vector_size(16))); // counts of molecules, or half a random word for each lane

MG_INLINE MgU32x8 mg_u32x8_load(const uint32_t *from) {
    MgU32x8 v;
    memcpy(&v, from, sizeof v);
    return v;
}
MG_INLINE void mg_u32x8_store(uint32_t *to, MgU32x8 v) { memcpy(to, &v, sizeof v); }
MG_INLINE MgU32x8 mg_u32x8_from_u16(MgU16x8 halves) { return __builtin_convertvector(halves, MgU32x8); }
MG_INLINE MgU32x8 mg_u32x8_select(MgI32x8 mask, MgU32x8 yes, MgU32x8 no) {
    return ((MgU32x8)mask & yes) | (~(MgU32x8)mask & no);
}
MG_INLINE MgU16x8 mg_u16x8_load(const uint16_t *from) {
    MgU16x8 v;
    memcpy(&v, from, sizeof v);
    return v;
}
MG_INLINE void mg_u16x8_store(uint16_t *to, MgU16x8 v) { memcpy(to, &v, sizeof v); }
MG_INLINE MgU16x8 mg_u16x8_min(MgU16x8 a, MgU16x8 b) {
    MgU16x8 less = (MgU16x8)(a < b);
    return (a & less) | (b & ~less);
}
MG_INLINE MgF32x8 mg_f32x8_load(const float *from) {
    MgF32x8 v;
    memcpy(&v, from, sizeof v);
    return v;
}
MG_INLINE void mg_f32x8_store(float *to, MgF32x8 v) { memcpy(to, &v, sizeof v); }
MG_INLINE MgI32x8 mg_i32x8_load(const int32_t *from) {
    MgI32x8 v;
    memcpy(&v, from, sizeof v);
    return v;
}
MG_INLINE void mg_i32x8_store(int32_t *to, MgI32x8 v) { memcpy(to, &v, sizeof v); }

MG_INLINE MgF32x8 mg_f32x8(float value) { return (MgF32x8){ 0 } + value; }

MG_INLINE MgF32x8 mg_f32x8_select(MgI32x8 mask, MgF32x8 yes, MgF32x8 no) {
    return (MgF32x8)((mask & (MgI32x8)yes) | (~mask & (MgI32x8)no));
}

// Exact: the words must be below 2^24.
MG_INLINE MgF32x8 mg_f32x8_from_u32(MgU32x8 small) { return __builtin_convertvector((MgI32x8)small, MgF32x8); }
MG_INLINE MgF32x8 mg_f32x8_from_u16(MgU16x8 halves) { return mg_f32x8_from_u32(mg_u32x8_from_u16(halves)); }

// Bit i is 1 where lane i of a mask is set.
MG_INLINE uint32_t mg_i32x8_mask_bits(MgI32x8 mask) {
    int8_t __attribute__((vector_size(8))) bytes = __builtin_convertvector(mask, __typeof__(bytes));
    uint64_t word;
    memcpy(&word, &bytes, sizeof word);
    if (!MG_LITTLE_ENDIAN) word = __builtin_bswap64(word);
    return (uint32_t)((word & 0x8040201008040201u) * 0x0101010101010101u >> 56);
}

#endif

// Numbers as little-endian bytes on every machine; compilers turn each into a single move where possible.
#ifndef MG_IO_BYTES_H
#define MG_IO_BYTES_H

#include <string.h>

#include "base/base.h"

MG_INLINE void mg_put_u16(uint8_t *to, uint16_t value) { to[0] = (uint8_t)value, to[1] = (uint8_t)(value >> 8); }

MG_INLINE void mg_put_u32(uint8_t *to, uint32_t value) {
    mg_put_u16(to, (uint16_t)value);
    mg_put_u16(to + 2, (uint16_t)(value >> 16));
}

MG_INLINE void mg_put_u64(uint8_t *to, uint64_t value) {
    mg_put_u32(to, (uint32_t)value);
    mg_put_u32(to + 4, (uint32_t)(value >> 32));
}

MG_INLINE uint16_t mg_get_u16(const uint8_t *from) { return (uint16_t)(from[0] | from[1] << 8); }
MG_INLINE uint32_t mg_get_u32(const uint8_t *from) { return mg_get_u16(from) | (uint32_t)mg_get_u16(from + 2) << 16; }
MG_INLINE uint64_t mg_get_u64(const uint8_t *from) { return mg_get_u32(from) | (uint64_t)mg_get_u32(from + 4) << 32; }

MG_INLINE uint32_t mg_float_bits(float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}
MG_INLINE uint64_t mg_double_bits(double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}
MG_INLINE float mg_float_of(uint32_t bits) {
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}
MG_INLINE double mg_double_of(uint64_t bits) {
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

#endif

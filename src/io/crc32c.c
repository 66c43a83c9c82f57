#include "io/crc32c.h"

#include "io/bytes.h"

#define POLYNOMIAL 0x82f63b78u // 0x1edc6f41, bits reversed

void mg_crc32c_tables(MgCrcTables *out) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;
        for (int32_t bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
        out->slice[0][i] = crc;
    }
    for (int32_t s = 1; s < 8; s++)
        for (int32_t i = 0; i < 256; i++) {
            uint32_t before = out->slice[s - 1][i];
            out->slice[s][i] = before >> 8 ^ out->slice[0][before & 255];
        }
}

uint32_t mg_crc32c(const MgCrcTables *tables, uint32_t crc, const void *bytes, size_t count) {
    const uint32_t (*t)[256] = tables->slice;
    const uint8_t *at = bytes;
    crc = ~crc;
    for (; count >= 8; count -= 8, at += 8) {
        uint32_t low = crc ^ mg_get_u32(at), high = mg_get_u32(at + 4);
        crc = t[7][low & 255] ^ t[6][low >> 8 & 255] ^ t[5][low >> 16 & 255] ^ t[4][low >> 24] ^ t[3][high & 255] ^
              t[2][high >> 8 & 255] ^ t[1][high >> 16 & 255] ^ t[0][high >> 24];
    }
    for (; count > 0; count--, at++) crc = crc >> 8 ^ t[0][(crc ^ *at) & 255];
    return ~crc;
}

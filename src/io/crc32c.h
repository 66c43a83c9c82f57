// CRC-32C (Castagnoli 1993, doi 10.1109/26.231911; RFC 3720 has its vectors): finds every burst of up to 32 wrong bits,
// so every single flipped bit. Eight bytes at a time through eight tables, which are made where they are used.
#ifndef MG_IO_CRC32C_H
#define MG_IO_CRC32C_H

#include <stddef.h>
#include <stdint.h>

typedef struct MgCrcTables {
    uint32_t slice[8][256];
} MgCrcTables;

void mg_crc32c_tables(MgCrcTables *out);

// crc: 0 to begin with, or the result for the bytes before these.
uint32_t mg_crc32c(const MgCrcTables *tables, uint32_t crc, const void *bytes, size_t count);

#endif

// A snapshot's checksums made anew, as whoever forges one would, or a program with a mistake: what is behind them is
// looked at then.
#ifndef MG_TESTS_SUPPORT_MEND_H
#define MG_TESTS_SUPPORT_MEND_H

#include "io/bytes.h"
#include "io/sections.h"

// Magic, version, size and every checksum; as far as the sections' sizes lead.
static inline void mend_snapshot(uint8_t *bytes, size_t size) {
    static MgCrcTables tables;
    static const uint8_t magic[8] = { 0x89, 'M', 'G', 'S', '\r', '\n', 0x1a, '\n' };
    if (tables.slice[0][1] == 0) mg_crc32c_tables(&tables);
    if (size < MG_FILE_HEADER_BYTES) return;
    memcpy(bytes, magic, sizeof magic);
    mg_put_u32(bytes + 8, 1);
    mg_put_u64(bytes + 16, size);
    mg_put_u32(bytes + 28, mg_crc32c(&tables, 0, bytes, 28));
    for (size_t at = MG_FILE_HEADER_BYTES; size - at >= MG_SECTION_EXTRA_BYTES;) {
        uint64_t payload = mg_get_u64(bytes + at + 8);
        mg_put_u32(bytes + at + 16, mg_crc32c(&tables, 0, bytes + at, 16));
        if (payload > size - at - MG_SECTION_EXTRA_BYTES) return;
        at += MG_SECTION_HEADER_BYTES;
        mg_put_u32(bytes + at + payload, mg_crc32c(&tables, 0, bytes + at, (size_t)payload));
        at += (size_t)payload + 4;
    }
}

#endif

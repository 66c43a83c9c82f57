// A block of LZ4 (github.com/lz4/lz4, "LZ4 Block Format"): runs of bytes, each followed by a copy of what came out
// before. ParaView offers it beside zlib.
#ifndef MG_IO_LZ4_H
#define MG_IO_LZ4_H

#include "base/base.h"

// Exactly out_count bytes must come out. false: damaged, or another size. A byte expands to at most 255.
bool mg_lz4_block(const uint8_t *bytes, size_t count, uint8_t *out, size_t out_count);

#endif

// DEFLATE (RFC 1951) and its two wrappings, zlib (RFC 1950) and gzip (RFC 1952), checksums included: what VTK and NRRD
// files are compressed with. The size of the result is known in advance, so no buffer grows.
#ifndef MG_IO_INFLATE_H
#define MG_IO_INFLATE_H

#include "base/base.h"

// A byte of DEFLATE expands to at most this many bytes; a larger claim is refused.
#define MG_MAX_INFLATION 1032

// Exactly out_count bytes must come out. false: damaged, or another size. Of gzip one member or several, one behind the
// other, with zeros behind them.
bool mg_inflate_zlib(const uint8_t *bytes, size_t count, uint8_t *out, size_t out_count);
bool mg_inflate_gzip(const uint8_t *bytes, size_t count, uint8_t *out, size_t out_count);

#endif

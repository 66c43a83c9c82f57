// DEFLATE (RFC 1951) and its two wrappings, zlib (RFC 1950) and gzip (RFC 1952), checksums included: what VTK and NRRD
// files are compressed with. The size of the result is known before, so nothing grows.
#ifndef MG_IO_INFLATE_H
#define MG_IO_INFLATE_H

#include "base/base.h"

// A byte of DEFLATE holds at most this many of what it stands for: who claims more need not be believed.
#define MG_MAX_INFLATION 1032

// Exactly out_count bytes must come out. false: damaged, or another size. Of gzip one member or several, one behind the
// other, with zeros behind them.
bool mg_inflate_zlib(const uint8_t *bytes, size_t count, uint8_t *out, size_t out_count);
bool mg_inflate_gzip(const uint8_t *bytes, size_t count, uint8_t *out, size_t out_count);

#endif

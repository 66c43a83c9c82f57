// The stencils that a formula of Ready may name, written as sums over neighbours, or as what equations have for them.
#ifndef MG_IO_READY_STENCILS_H
#define MG_IO_READY_STENCILS_H

#include "base/text.h"
#include "io/scan.h"

// field[x, y, z], or the field itself.
void mg_ready_write_neighbour(MgText *out, const char *field, const int32_t offset[3]);

// false: not known for patterns with so many axes. high: of Ready's accuracy "high", fourth order.
bool mg_ready_write_stencil(MgText *out, MgScan name, const char *field, int32_t axes, bool high);

#endif

// Memory that mg_engine_field_statistics works in: a record for every plane. Taken once, with the engine.
#ifndef MG_ENGINE_STATISTICS_H
#define MG_ENGINE_STATISTICS_H

#include "grid/grid.h"

uint64_t mg_statistics_bytes(const MgGrid *grid);

#endif

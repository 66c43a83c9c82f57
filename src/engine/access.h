// Access to an engine's whole state, row by row, for every kind of simulation.
#ifndef MG_ENGINE_ACCESS_H
#define MG_ENGINE_ACCESS_H

#include "engine/internal.h"

// What a row adds to the hash of the state (docs/determinism.md).
uint64_t mg_state_hash_row(const MgGrid *grid, int32_t field, int32_t y, int32_t z, const float *row);

uint64_t mg_state_hash(MgEngine *engine); // over the rows of mg_state_save_row

// Before rows of planes begin to end - 1 are read as they stand.
void mg_state_observe(const MgEngine *engine, int32_t begin, int32_t end);
void mg_state_observe_all(const MgEngine *engine);

// A row of what the next step begins from; begin_save comes before the first.
MgMoment mg_state_begin_save(MgEngine *engine);
void mg_state_save_row(const MgEngine *engine, int32_t field, int32_t y, int32_t z, float *out);

void mg_state_read_field(const MgEngine *engine, int32_t field, float *out); // dense, x fastest
void mg_state_write_field(MgEngine *engine, int32_t field, const float *values);
float mg_state_read_cell(const MgEngine *engine, int32_t field, int32_t x, int32_t y, int32_t z);

// The stored field of that id; UNKNOWN_NAME where there is none, or where it is derived and so exists only within a
// step.
MgStatus mg_state_find_field(const MgModel *model, const char *id, int32_t *out);

#endif

// The loop over two planes of a stage at once, as C17: a row is loaded once for both.
#ifndef MG_EQUATIONS_EMIT_PAIR_H
#define MG_EQUATIONS_EMIT_PAIR_H

#include "equations/emit_expression.h"

// Whether the two would share rows: Laplacians are all that the stage looks for in neighbours, and nothing depends on
// the place.
bool mg_emit_has_pair(const MgProgram *program);

// Of a stage that has one: stage_N_7_pair. Scalars, the cell's function and row_N_7 stand before it.
void mg_emit_pair(const MgEmitter *emitter, int32_t stage);

#endif

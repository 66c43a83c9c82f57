// The loop over the rows of a stage, as C17.
#ifndef MG_EQUATIONS_EMIT_ROWS_H
#define MG_EQUATIONS_EMIT_ROWS_H

#include "equations/emit_expression.h"

// row_N_7 and stage_N_7, or with 27 points. Scalars and the cell's function stand before them.
void mg_emit_rows(const MgEmitter *emitter, int32_t stage, bool isotropic);

int32_t mg_emit_points(bool isotropic); // of the Laplacian, for names: 7 or 27

#endif

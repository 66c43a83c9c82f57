// The operations of equations as text on one cell. The interpreter and the C that is written of a text both use these,
// so both give the same bits. Conditions are 1 where they hold and 0 where not.
#ifndef MG_MODEL_OPERATIONS_H
#define MG_MODEL_OPERATIONS_H

#include "base/detmath.h"

MG_INLINE float mg_op_not(float a) { return a == 0.0f ? 1.0f : 0.0f; }
MG_INLINE float mg_op_abs(float a) { return __builtin_fabsf(a); }
MG_INLINE float mg_op_floor(float a) { return __builtin_floorf(a); }
MG_INLINE float mg_op_sqrt(float a) { return __builtin_sqrtf(a); }
MG_INLINE float mg_op_sign(float a) { return a > 0.0f ? 1.0f : a < 0.0f ? -1.0f : 0.0f; }
MG_INLINE float mg_op_min(float a, float b) { return b < a ? b : a; }
MG_INLINE float mg_op_max(float a, float b) { return b > a ? b : a; }
MG_INLINE float mg_op_less(float a, float b) { return a < b ? 1.0f : 0.0f; }
MG_INLINE float mg_op_less_equal(float a, float b) { return a <= b ? 1.0f : 0.0f; }
MG_INLINE float mg_op_equal(float a, float b) { return a == b ? 1.0f : 0.0f; }
MG_INLINE float mg_op_not_equal(float a, float b) { return a != b ? 1.0f : 0.0f; }
MG_INLINE float mg_op_and(float a, float b) { return a != 0.0f && b != 0.0f ? 1.0f : 0.0f; }
MG_INLINE float mg_op_or(float a, float b) { return a != 0.0f || b != 0.0f ? 1.0f : 0.0f; }
// 0 where a is nearer to 0 than b.
MG_INLINE float mg_op_cut(float a, float b) { return __builtin_fabsf(a) < b ? 0.0f : a; }
MG_INLINE float mg_op_select(float a, float b, float c) { return a != 0.0f ? b : c; }

// dx to the number of axes with more than one cell.
MG_INLINE float mg_cell_volume(float dx, int32_t axes) { return axes >= 3 ? dx * dx * dx : axes == 2 ? dx * dx : dx; }

#endif

// Gray-Scott's own file, compiled with double in the place of float: the very rows that run, without their rounding.
#include "support/test.h"

#include <math.h>

#include "base/base.h"

#define float double
#define mg_model_gray_scott mg_model_gray_scott_in_double
#include "model/model.h"
#undef MG_PARAMS_COMPLETE
#define MG_PARAMS_COMPLETE(type, table) _Static_assert(sizeof(type) > 0, "a member is 8 bytes here")
#undef MG_VECTOR_CLONES
#define MG_VECTOR_CLONES
#include "models/gray_scott.c"

enum { CELLS = 2000 };

// u and v of the pulse along x in the middle row of 3 x 3 equal rows; what one step changes, per unit of time.
double pulse_residual(double h) {
    const double f = 0.06, k = 0.04, du = 1.0, dv = 5.0 / 3.0;
    const double p = 1 / (3 * (f + k)), q = sqrt(p * p - 1 / (2 * f)), rate = sqrt((f + k) / dv);
    static double u[CELLS + 2], v[CELLS + 2], u_next[CELLS + 2], v_next[CELLS + 2];
    for (int32_t i = 0; i < CELLS + 2; i++) {
        v[i] = 1 / (p + q * cosh(rate * (i - CELLS / 2) * h));
        u[i] = 1 - (f + k) / f * v[i];
    }
    GrayScott values = { .dt = 1, .du = du, .dv = dv, .feed = f, .kill = k, .laplacian = SEVEN_POINT };
    // Extruded along y and z: the neighbouring rows are the row itself, as at a wall.
    const ptrdiff_t to_itself[3] = { 0, 0, 0 };
    MgBlock block = { .nx = CELLS,
                      .row_count = 1,
                      .row_stride = CELLS + 2,
                      .dy = to_itself + 1,
                      .dz = to_itself + 1,
                      .axes = 3,
                      .params = &values,
                      .dx = h,
                      .inverse_dx2 = 1 / (h * h),
                      .in = { u + 1, v + 1 },
                      .out = { u_next + 1, v_next + 1 } };
    stages[0].block(&block);
    double largest = 0;
    for (int32_t i = 1; i <= CELLS; i++) largest = fmax(largest, fabs(u_next[i] - u[i]));
    return largest;
}

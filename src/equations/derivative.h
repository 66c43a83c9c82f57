// Bounds of the derivatives of the rates with respect to the fields.
#ifndef MG_EQUATIONS_DERIVATIVE_H
#define MG_EQUATIONS_DERIVATIVE_H

#include "equations/equations.h"

typedef struct MgBounds {
    double low, high; // may be infinite
} MgBounds;

// The largest that stencils multiply a mode by: -lap, a second and a first derivative.
typedef struct MgStencilSymbols {
    double laplacian, second, first;
} MgStencilSymbols;

// out[i][j]: d(rate of field i) / d(field j), over all modes and all states with the fields in these ranges. params: as
// packed.
void mg_equations_jacobian(const MgEquations *equations, const float *params, const MgStencilSymbols *symbols,
                           const MgBounds ranges[MG_MAX_FIELDS], MgBounds out[MG_MAX_FIELDS][MG_MAX_FIELDS]);

#endif

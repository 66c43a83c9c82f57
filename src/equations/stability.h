// The largest stable time step of equations.
#ifndef MG_EQUATIONS_STABILITY_H
#define MG_EQUATIONS_STABILITY_H

#include "equations/equations.h"

// The largest dt of explicit Euler by interval arithmetic: over the parameters' values and the fields' ranges, the most
// negative value that the derivative of a field's rate with respect to that field can take, stencils by their symbols.
// params: as packed. Infinity where nothing damps; 0 where it cannot be bounded.
double mg_equations_stable_dt(const MgEquations *equations, const float *params, bool isotropic, double dx,
                              int32_t axes);

#endif

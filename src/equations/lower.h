// Equations lowered into programs: one for each stage of a step, each view with a formula and each start.
#ifndef MG_EQUATIONS_LOWER_H
#define MG_EQUATIONS_LOWER_H

#include "equations/equations.h"

// INVALID_ARGUMENT: more stages or values than there is room for, or a stencil where there can be none.
MgStatus mg_equations_lower(const MgEquations *equations, MgEquationPrograms *out);

#endif

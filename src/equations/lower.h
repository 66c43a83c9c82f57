// Equations lowered into programs: one for each stage of a step, each view with a formula and each start.
#ifndef MG_EQUATIONS_LOWER_H
#define MG_EQUATIONS_LOWER_H

#include "equations/equations.h"

typedef struct MgDerived {
    int32_t node;  // what it holds
    int32_t stage; // that writes it
} MgDerived;

// Fields of a program beyond the text's own are derived ones, in this order.
typedef struct MgEquationPrograms {
    MgDerived derived[MG_MAX_FIELDS];
    int32_t derived_count, stage_count;
    MgProgram stages[MG_MAX_STAGES];
    MgProgram views[MG_MAX_VIEWS]; // of those with a formula
    MgProgram starts[MG_MAX_SEEDINGS];
} MgEquationPrograms;

// INVALID_ARGUMENT: more stages or values than there is room for, or a stencil where there can be none.
MgStatus mg_equations_lower(const MgEquations *equations, MgEquationPrograms *out);

#endif

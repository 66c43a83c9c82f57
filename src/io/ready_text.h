// The rule of a pattern of Ready whose formula is none of the models here, written as equations (docs/equations.md).
#ifndef MG_IO_READY_TEXT_H
#define MG_IO_READY_TEXT_H

#include "base/text.h"
#include "io/scan.h"

typedef struct MgReadyParameter {
    MgScan name;
    double value;
} MgReadyParameter;

typedef enum MgReadyAccuracy { MG_READY_MEDIUM, MG_READY_LOW, MG_READY_HIGH } MgReadyAccuracy;

typedef struct MgReadyRule {
    MgScan name, formula; // formula: without XML's entities
    const MgReadyParameter *parameters;
    int32_t parameter_count;
    int32_t chemicals;        // a, b, c, ...
    int32_t axes;             // of the pattern with more than one cell: its stencils follow from them
    MgReadyAccuracy accuracy; // of its stencils
    double low, high;         // of what is shown; low >= high: not told
    MgScan shown;             // chemical; empty: not told
} MgReadyRule;

// A new text of equations, which the caller frees with mg_free. Stencils, a chemical's neighbours and positions are of
// the state before the step; chemicals that the formula sets, and not their deltas, become "next". BAD_FILE names what
// has no counterpart here; OUT_OF_MEMORY.
MgStatus mg_ready_write_text(const MgReadyRule *rule, char **out);

#endif

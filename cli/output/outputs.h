// What a run writes: volumes, surfaces, slices, each whole or not at all.
#ifndef MORPHOGEN_CLI_OUTPUTS_H
#define MORPHOGEN_CLI_OUTPUTS_H

#include "options/run_options.h"

// step < 0: under their own names; else numbered, "v.vti" becoming "v-000001000.vti", and entered in "v.vti.series".
typedef struct OutputTime {
    int64_t step;
    bool first;        // of this run: a series begins anew
    bool only_missing; // leaves what is there
} OutputTime;

// Volume, mesh and image of the state as it is. EXIT_FAILURE after saying why.
int write_outputs(const RunOptions *options, MgEngine *engine, OutputTime moment);

#endif

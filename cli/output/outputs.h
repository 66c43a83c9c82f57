// Writes volume, surface and slice of a state, as the options ask.
#ifndef MORPHOGEN_CLI_OUTPUTS_H
#define MORPHOGEN_CLI_OUTPUTS_H

#include "options/run_options.h"

// step < 0: the plain path; else numbered, "v-000001000.vti" for "v.vti", and listed in "v.vti.series".
typedef struct OutputTime {
    int64_t step;
    bool first;        // output of this run: a series starts anew
    bool only_missing; // skip files that exist
} OutputTime;

// Whether a run that is resumed can add to the series of its numbered outputs. EXIT_FAILURE after an error message.
int check_series(const RunOptions *options);

// EXIT_FAILURE after an error message: the limit on memory leaves less than an output takes beside the engine.
int check_output_memory(const RunOptions *options, MgEngine *engine);

// Volume, mesh and image of the state as it is. EXIT_FAILURE after an error message.
int write_outputs(const RunOptions *options, MgEngine *engine, OutputTime moment);

#endif

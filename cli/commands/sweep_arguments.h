// What defines the runs of a sweep and its outputs, as lines of text: equal lines, equal files.
#ifndef MORPHOGEN_CLI_SWEEP_ARGUMENTS_H
#define MORPHOGEN_CLI_SWEEP_ARGUMENTS_H

#include "commands/sweep_axes.h"

// How a run is computed (threads, tiling, memory) and told (--json, --quiet) is no part of it. The caller's to free;
// NULL: no memory.
char *sweep_arguments(const RunOptions *options, const SweepAxes *axes);

#endif

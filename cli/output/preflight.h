// Checks of all output paths before the first step, so that a missing folder is reported before hours of computing.
#ifndef MORPHOGEN_CLI_PREFLIGHT_H
#define MORPHOGEN_CLI_PREFLIGHT_H

#include "options/run_options.h"

// EXIT_FAILURE after an error for each output that cannot be written or would overwrite the input.
int check_outputs(const RunOptions *options);

// Warns if the disk has no room for count volumes and the snapshots, of so many bytes each.
void warn_of_disk(const RunOptions *options, double bytes, double count);

#endif

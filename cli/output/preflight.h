// What is to be written, looked at before hours of computing: a folder that is not there is told at the beginning, not
// at the end.
#ifndef MORPHOGEN_CLI_PREFLIGHT_H
#define MORPHOGEN_CLI_PREFLIGHT_H

#include "options/run_options.h"

// EXIT_FAILURE after telling of every output that could not be written, or that would take the place of what is read.
int check_outputs(const RunOptions *options);

// Warns where the disk has no room for so many volumes and a snapshot of so many bytes.
void warn_of_disk(const RunOptions *options, double bytes, double count);

#endif

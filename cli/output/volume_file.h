// All fields of an engine as a volume: .vti, .vtkhdf, .npy, .nrrd.
#ifndef MORPHOGEN_CLI_VOLUME_FILE_H
#define MORPHOGEN_CLI_VOLUME_FILE_H

#include "options/run_options.h"

// Includes the shown view if it is computed and the format allows it. EXIT_FAILURE after an error message.
int write_volume(const RunOptions *options, MgEngine *engine, const char *path);

#endif

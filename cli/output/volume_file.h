// All fields of an engine as a volume: .vti, .vtkhdf, .npy, .nrrd.
#ifndef MORPHOGEN_CLI_VOLUME_FILE_H
#define MORPHOGEN_CLI_VOLUME_FILE_H

#include "options/run_options.h"

// The shown view, too, where it is computed and the format takes it. EXIT_FAILURE after saying why.
int write_volume(const RunOptions *options, MgEngine *engine, const char *path);

#endif

// info and convert for volumes, which have no run.
#ifndef MORPHOGEN_CLI_VOLUMES_H
#define MORPHOGEN_CLI_VOLUMES_H

#include "options/run_options.h"

// True unless the file is named .mgs, begins like a snapshot or cannot be read (then the snapshot reader reports the
// error).
bool is_volume(const char *path);

int print_volume_info(const RunOptions *options);
int convert_volume(RunOptions *options);

#endif

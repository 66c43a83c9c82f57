// Volumes for themselves, without a run: info and convert.
#ifndef MORPHOGEN_CLI_VOLUMES_H
#define MORPHOGEN_CLI_VOLUMES_H

#include "options/run_options.h"

// Whether info and convert take it for a volume: neither called .mgs nor beginning as a snapshot does. What cannot be
// read is none: the reader of snapshots says why.
bool is_volume(const char *path);

int print_volume_info(const RunOptions *options);
int convert_volume(RunOptions *options);

#endif

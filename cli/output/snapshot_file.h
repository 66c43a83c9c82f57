// Snapshots in two generations: path and path.previous.
#ifndef MORPHOGEN_CLI_SNAPSHOT_FILE_H
#define MORPHOGEN_CLI_SNAPSHOT_FILE_H

#include "options/run_options.h"

// Two generations: path and path.previous. What is there before a save stays until the new one is on the disk; what was
// found damaged does not take the place of the one before it.
int write_snapshot(RunOptions *options, MgEngine *engine, const char *path);

// A snapshot, or, where it is damaged or not there, the generation before it, saying so. NULL after saying why.
MgEngine *read_snapshot(RunOptions *options, const char *path);

#endif

// Snapshots in two generations: path and path.previous.
#ifndef MORPHOGEN_CLI_SNAPSHOT_FILE_H
#define MORPHOGEN_CLI_SNAPSHOT_FILE_H

#include "options/run_options.h"

// The old snapshot stays until the new one is on the disk, then becomes path.previous; a damaged one is replaced
// instead.
int write_snapshot(RunOptions *options, MgEngine *engine, const char *path);

// Reads a snapshot, or path.previous with a warning if it is damaged or missing. NULL after an error message.
MgEngine *read_snapshot(RunOptions *options, const char *path);

#endif

// Volumes that a run starts from.
#ifndef MORPHOGEN_CLI_VOLUME_START_H
#define MORPHOGEN_CLI_VOLUME_START_H

#include "options/run_options.h"

bool has_cubic_cells(const MgVolumeInfo *volume); // for cells; to the digits that a text file gives them

// What of its place is left aside where it goes, if anything.
void warn_of_placement(const char *path, const MgVolumeInfo *volume, bool keeps_origin);

// What the volume says of the run, where the flags say nothing: size, dx, and of a Ready pattern walls and parameters.
// EXIT_FAILURE where a pattern is of another model.
int apply_volume_metadata(RunOptions *options, const MgVolume *volume);

#endif

// Options from a volume that a run starts from.
#ifndef MORPHOGEN_CLI_VOLUME_START_H
#define MORPHOGEN_CLI_VOLUME_START_H

#include "options/run_options.h"

bool has_cubic_cells(const MgVolumeInfo *volume); // equal spacing to the precision of a text file

// Warns about an origin or axes that are not kept.
void warn_of_placement(const char *path, const MgVolumeInfo *volume, bool keeps_origin);

// Sets options that were not given as flags from the volume: size, dx, and for a Ready pattern boundaries and
// parameters. EXIT_FAILURE if a pattern belongs to another model.
bool is_pattern_path(const char *word); // NAME.vti

// The model of a pattern, and the pattern as the volume to start from: "morphogen run pattern.vti".
int take_pattern(RunOptions *options, const char *path);

int apply_volume_metadata(RunOptions *options, const MgVolume *volume);

#endif

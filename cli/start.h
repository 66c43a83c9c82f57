// Volumes that a run starts from.
#ifndef MORPHOGEN_CLI_START_H
#define MORPHOGEN_CLI_START_H

#include "run_options.h"

// Reads a volume: .npy, .vti, .nrrd by their first bytes; a .json beside raw values tells
// {"file": "ball.raw", "size": [64, 64, 32], "type": "f4", "arrays": 2}. NULL after saying why.
MgVolume *read_volume(const char *path);

// What the volume says of the run, where the flags say nothing: size, dx, and of a Ready pattern walls and parameters.
// EXIT_FAILED where a pattern is of another model.
int take_volume_s_word(RunOptions *options, const MgVolume *volume);

#endif

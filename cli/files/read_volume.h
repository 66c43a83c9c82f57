// Volumes from files: what one file holds the library reads, here are those that take two.
#ifndef MORPHOGEN_CLI_READ_VOLUME_H
#define MORPHOGEN_CLI_READ_VOLUME_H

#include "morphogen/morphogen.h"

// Reads a volume: .npy, .vti, .nrrd by their first bytes; a .json beside raw values tells
// {"file": "ball.raw", "size": [64, 64, 32], "type": "f4", "arrays": 2, "spacing": [0.5, 0.5, 1]}. NULL after saying
// why.
MgVolume *read_volume(const char *path);

#endif

// Volumes from files. The library parses single files; formats that consist of two files are joined here.
#ifndef MORPHOGEN_CLI_READ_VOLUME_H
#define MORPHOGEN_CLI_READ_VOLUME_H

#include "morphogen/morphogen.h"

// Reads a volume: .npy, .vti, .nrrd by their first bytes; a .json describes a file of raw values: {"file": "ball.raw",
// "size": [64, 64, 32], "type": "f4", "arrays": 2, "spacing": [0.5, 0.5, 1]}. NULL after an error message.
MgVolume *read_volume(const char *path);

#endif

// A run as a JSON file, instead of flags.
#ifndef MORPHOGEN_CLI_SCENE_H
#define MORPHOGEN_CLI_SCENE_H

#include "options/run_options.h"

bool read_scene(RunOptions *options, const char *path); // false after an error message

#endif

// Parses the command line: flags, each allowed for some commands, and every parameter of the model as a flag.
#ifndef MORPHOGEN_CLI_COMMAND_LINE_H
#define MORPHOGEN_CLI_COMMAND_LINE_H

#include "options/run_options.h"

// Parses the arguments after the command's name, which is argv[0]. After an error message EXIT_FAILURE if a file that
// they name, a model's text or a scene, cannot be read; else EXIT_USAGE.
int read_run_options(Command command, int argc, char **argv, RunOptions *out);

#endif

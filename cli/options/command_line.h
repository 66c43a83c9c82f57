// The words behind a command's name: flags, each with the commands it is for, and every parameter of a model as a flag,
// from the library's own tables.
#ifndef MORPHOGEN_CLI_COMMAND_LINE_H
#define MORPHOGEN_CLI_COMMAND_LINE_H

#include "options/run_options.h"

// Reads the words behind the command's name, argv[0]. EXIT_USAGE after saying what is wrong.
int read_run_options(Command command, int argc, char **argv, RunOptions *out);

#endif

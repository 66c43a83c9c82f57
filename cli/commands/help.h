// Help texts, made from the tables that the parser uses.
#ifndef MORPHOGEN_CLI_HELP_H
#define MORPHOGEN_CLI_HELP_H

#include "commands/commands.h"

int print_help(FILE *out); // of all commands
int print_command_help(const CommandInfo *command,
                       const RunOptions *options); // with the parameters of the model it names

#endif

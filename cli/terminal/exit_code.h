// Exit codes, documented in the help: stdlib's EXIT_SUCCESS and EXIT_FAILURE, and one for a command line that was not
// understood.
#ifndef MORPHOGEN_CLI_EXIT_CODE_H
#define MORPHOGEN_CLI_EXIT_CODE_H

#include <stdlib.h>

enum { EXIT_USAGE = 2 };

#endif

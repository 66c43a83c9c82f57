// --compile: equations as machine code.
#ifndef MORPHOGEN_CLI_COMPILE_H
#define MORPHOGEN_CLI_COMPILE_H

#include "options/options.h"

// Gives an engine of equations the stages that the machine's compiler makes of them, if the options ask for it. Where
// that fails the interpreter goes on, after one warning that says why.
void compile_equations(const Options *options, MgEngine *engine);

#endif

// C source that this program made, compiled by the machine's compiler and loaded.
//
// The compiler is cc, or what MORPHOGEN_CC names: a program in PATH or a path, without arguments. It is started without
// a shell. Nothing of a source can choose a command, a path or an include: those are all of this program.
//
// Results are kept in $XDG_CACHE_HOME/morphogen, or ~/.cache/morphogen, if that folder is the user's alone; else a
// folder is made for the moment. They are found again by a hash of version, headers, compiler and flags, and only if
// the source is the same byte for byte. The folder may be removed at any time.
#ifndef MORPHOGEN_CLI_COMPILER_H
#define MORPHOGEN_CLI_COMPILER_H

enum { COMPILER_REASON_BYTES = 600 };

// The address of a symbol of the compiled source, good until the program ends. NULL: reason says why not.
const void *compile_source(const char *source, const char *symbol, char reason[COMPILER_REASON_BYTES]);

#endif

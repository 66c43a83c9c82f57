// One file of a run: whole under its name or not there, and an event "wrote" where events are printed.
#ifndef MORPHOGEN_CLI_OUTPUT_FILE_H
#define MORPHOGEN_CLI_OUTPUT_FILE_H

#include "files/files.h"
#include "options/run_options.h"

typedef enum FileKind {
    OUTPUT,         // given up where the run is to stop; it can be made from the state
    STATE,          // a snapshot; what had the name becomes path.previous
    STATE_IN_PLACE, // a snapshot that takes the place of a damaged one
} FileKind;

// One file, whole or not at all; write gets what and engine.
typedef MgStatus (*WriteFile)(void *what, MgEngine *engine, MgWrite write, void *context);
int write_file(const RunOptions *options, const char *path, FileKind kind, MgEngine *engine, WriteFile write,
               void *what);

typedef bool (*WriteHdf)(void *what, OutFile *file);
int write_hdf_file(const RunOptions *options, const char *path, WriteHdf write, void *what);

// An event "wrote", where events are told.
void report_written(const RunOptions *options, const char *path);

#endif

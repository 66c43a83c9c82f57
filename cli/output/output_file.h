// Writes one output file atomically, and prints an event "wrote" if events are enabled.
#ifndef MORPHOGEN_CLI_OUTPUT_FILE_H
#define MORPHOGEN_CLI_OUTPUT_FILE_H

#include "files/files.h"
#include "options/run_options.h"

typedef enum FileKind {
    OUTPUT,         // abandoned when the run is stopped; it can be made from the state
    STATE,          // a snapshot; the old file becomes path.previous
    STATE_IN_PLACE, // a snapshot that replaces a damaged one
} FileKind;

// write gets what and engine.
typedef MgStatus (*WriteFile)(void *what, MgEngine *engine, MgWrite write, void *context);
int write_file(const RunOptions *options, const char *path, FileKind kind, MgEngine *engine, WriteFile write,
               void *what);

typedef bool (*WriteHdf)(void *what, OutFile *file);
int write_hdf_file(const RunOptions *options, const char *path, WriteHdf write, void *what);

// Prints an event "wrote" if events are enabled.
void report_written(const RunOptions *options, const char *path);

#endif

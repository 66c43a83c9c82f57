// The table of flags, one row each. Command line, scene files, help, manual and completion are all made from it.
#ifndef MORPHOGEN_CLI_FLAGS_H
#define MORPHOGEN_CLI_FLAGS_H

#include "options/run_options.h"
#include "terminal/suggest.h"

typedef struct Flag {
    int commands;                // which take it
    const char *name, *argument; // argument NULL: a flag without one
    const char *values;          // what its argument may be, see below; NULL: free text
    const char *doc;
    bool (*take)(RunOptions *o, const char *text); // NULL: a scene file
} Flag;

// Flag.values: words separated by blanks; file endings ".ply .stl", one of which is required; ":.json", a file with any
// ending; or
#define MODELS "@models"
#define SEEDINGS "@seedings" // of the model
#define VIEWS "@views"

typedef void (*VisitFlag)(void *context, const Flag *flag);
void for_each_flag(int commands, VisitFlag visit, void *context); // allowed for any of these commands

const Flag *find_flag(const char *name, size_t length);                   // NULL: no such flag
bool take_flag(RunOptions *o, const Flag *flag, const char *text);        // false after an error message
void suggest_flags(Command command, bool quoted, Suggestion *suggestion); // as --size, or "size"

#endif

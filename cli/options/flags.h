// The table of flags: one row each, from which the line, scene files, helps, manual and completion are read.
#ifndef MORPHOGEN_CLI_FLAGS_H
#define MORPHOGEN_CLI_FLAGS_H

#include "options/run_options.h"
#include "terminal/suggest.h"

typedef struct Flag {
    int commands;                // whom it is for
    const char *name, *argument; // argument NULL: a flag without one
    const char *values;          // what its argument may be, see below; NULL: a number or the like
    const char *doc;
    bool (*take)(RunOptions *o, const char *text); // NULL: a scene file
} Flag;

// Flag.values: words with blanks between; endings, ".ply .stl", one of which a file must have; ":.json", a file that
// may have any; or
#define MODELS "@models"
#define SEEDINGS "@seedings" // of the model
#define VIEWS "@views"

typedef void (*VisitFlag)(void *context, const Flag *flag);
void for_each_flag(int commands, VisitFlag visit, void *context); // that are for one of these commands

const Flag *find_flag(const char *name, size_t length);                   // NULL: there is none
bool take_flag(RunOptions *o, const Flag *flag, const char *text);        // false after saying what is wrong
void suggest_flags(Command command, bool quoted, Suggestion *suggestion); // as --size, or "size"

#endif

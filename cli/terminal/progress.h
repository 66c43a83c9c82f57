// Progress of a run or a sweep: a bar on a terminal, a JSON event per second with --json, otherwise nothing.
#ifndef MORPHOGEN_CLI_PROGRESS_H
#define MORPHOGEN_CLI_PROGRESS_H

#include <stdbool.h>

typedef struct Progress {
    bool bar, json;
    double started, shown; // seconds
    double first, last;    // of the work, in steps; for a sweep, of all its runs
    double cells;
} Progress;

double seconds_now(void);

// json: events instead of a bar.
Progress progress_start(bool quiet, bool json, double first, double last, double cells);

// Speed and remaining time, from the work done so far.
typedef struct Pace {
    double seconds, cells_per_second, seconds_left;
} Pace;
Pace progress_pace(const Progress *progress, double done);

// Whether the next JSON event is due; draws the bar, if there is one, with these words ("step 3 of 10").
bool progress_due(Progress *progress, double done, const char *words);

#endif

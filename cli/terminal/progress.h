// How far a run or a sweep is: a bar on a terminal, a line of JSON a second for programs, nothing where nobody looks.
#ifndef MORPHOGEN_CLI_PROGRESS_H
#define MORPHOGEN_CLI_PROGRESS_H

#include <stdbool.h>

typedef struct Progress {
    bool bar, json;
    double started, shown; // seconds
    double first, last;    // of the work, in steps; a sweep's are those of all its runs
    double cells;
} Progress;

double seconds_now(void);

// json: lines for programs instead of a bar.
Progress progress_start(bool quiet, bool json, double first, double last, double cells);

// How fast and how long still, of the work that is done by now.
typedef struct Pace {
    double seconds, cells_per_second, seconds_left;
} Pace;
Pace progress_pace(const Progress *progress, double done);

// Whether it is time for the next line of JSON; where there is a bar it is drawn, with words of whoever draws it: "step
// 3 of 10".
bool progress_due(Progress *progress, double done, const char *words);

#endif

// How far a run is: a bar on a terminal, a line of JSON a second for programs, nothing where nobody looks.
#ifndef MORPHOGEN_CLI_PROGRESS_H
#define MORPHOGEN_CLI_PROGRESS_H

#include "run_options.h"

typedef struct Progress {
    bool bar, json;
    double started, shown;               // seconds
    uint64_t first, last;                // steps
    double cells;
} Progress;

double seconds_now(void);

Progress progress_start(const RunOptions *options, const MgEngine *engine, uint64_t last, double cells);
void progress_show(Progress *progress, const MgEngine *engine);          // as often as you like
void progress_hide(const Progress *progress);                            // before other lines are printed

#endif

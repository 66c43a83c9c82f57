// The last line of a run.
#ifndef MORPHOGEN_CLI_RUN_SUMMARY_H
#define MORPHOGEN_CLI_RUN_SUMMARY_H

#include "options/run_options.h"

// Prints the line, or the event "done", with the state hash.
void print_run_summary(const RunOptions *options, MgEngine *engine, const char *model, uint64_t seed, double seconds);

#endif

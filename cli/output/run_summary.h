// The end of a run.
#ifndef MORPHOGEN_CLI_RUN_SUMMARY_H
#define MORPHOGEN_CLI_RUN_SUMMARY_H

#include "options/run_options.h"

// The line, or the event, that ends a run: its state hash is the last word.
void print_run_summary(const RunOptions *options, MgEngine *engine, const char *model, uint64_t seed, double seconds);

#endif

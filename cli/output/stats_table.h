// The table of --stats: a row at each output.
#ifndef MORPHOGEN_CLI_STATS_TABLE_H
#define MORPHOGEN_CLI_STATS_TABLE_H

#include <stdbool.h>

#include "morphogen/morphogen.h"

// Columns: step, time, and minimum, mean and maximum of every field.
typedef struct Stats Stats;
Stats *stats_open(const char *path, bool is_resumed, MgEngine *engine);

// A run that goes on at step, with a row every so many steps (0: not asked), finds those of the run before in its
// table; a warning tells which are missing, or that all are.
void warn_of_missing_rows(const Stats *stats, uint64_t step, uint64_t every);

int stats_row(Stats *stats, MgEngine *engine); // nothing if the last row is of this step
int stats_flush(Stats *stats);                 // to the disk
int stats_close(Stats *stats);                 // NULL is fine

#endif

// A table of statistics while a run goes on: a row at each output.
#ifndef MORPHOGEN_CLI_STATS_TABLE_H
#define MORPHOGEN_CLI_STATS_TABLE_H

#include "options/catalog.h"

// Rows of step, time and every field's least, mean and largest value.
typedef struct Stats Stats;
Stats *stats_open(const char *path, bool go_on, MgEngine *engine, const Catalog *catalog, const char *model);
int stats_row(Stats *stats, MgEngine *engine);
int stats_close(Stats *stats); // NULL is fine

#endif

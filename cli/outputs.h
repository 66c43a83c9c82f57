// What a run writes: volumes, surfaces, slices, statistics, snapshots; each whole or not at all.
#ifndef MORPHOGEN_CLI_OUTPUTS_H
#define MORPHOGEN_CLI_OUTPUTS_H

#include "run_options.h"

// Volume, mesh and image of the state as it is. step < 0: under their own names; else numbered, "v.vti" becoming
// "v-000001000.vti". EXIT_FAILED after saying why.
int write_outputs(const RunOptions *options, MgEngine *engine, int64_t step);

// Two generations: path and path.previous. What is there before a save stays until the new one is on the disk.
int write_snapshot(const RunOptions *options, MgEngine *engine, const char *path);

// The slice of the newest state as colours.
int write_image(const RunOptions *options, MgEngine *engine, const char *path);

// A snapshot, or, where it is damaged or not there, the generation before it, saying so. NULL after saying why.
MgEngine *read_snapshot(const RunOptions *options, const char *path);

// Rows of step, time and every field's least, mean and largest value.
typedef struct Stats Stats;
Stats *stats_open(const char *path, bool go_on, MgEngine *engine, const Catalog *catalog, const char *model);
int stats_row(Stats *stats, MgEngine *engine);
int stats_close(Stats *stats);                           // NULL is fine

// "FILE: 1234 bytes" as a line of JSON, where that is wanted.
void say_written(const RunOptions *options, const char *path);

#endif

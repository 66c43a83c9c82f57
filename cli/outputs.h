// What a run writes: volumes, surfaces, slices, statistics, snapshots; each whole or not at all.
#ifndef MORPHOGEN_CLI_OUTPUTS_H
#define MORPHOGEN_CLI_OUTPUTS_H

#include "files.h"
#include "image.h"
#include "run_options.h"

// step < 0: under their own names; else numbered, "v.vti" becoming "v-000001000.vti", and entered in "v.vti.series".
typedef struct Moment {
    int64_t step;
    bool first;                          // of this run: a series begins anew
    bool only_missing;                   // leaves what is there
} Moment;

// Volume, mesh and image of the state as it is. EXIT_FAILED after saying why.
int write_outputs(const RunOptions *options, MgEngine *engine, Moment moment);

// One file, whole or not at all; write gets what and engine.
typedef MgStatus (*WriteFile)(void *what, MgEngine *engine, MgWrite write, void *context);
int write_file(const RunOptions *options, const char *path, bool keep_previous, MgEngine *engine, WriteFile write, void *what);

typedef bool (*WriteHdf)(void *what, OutFile *file);
int write_hdf_file(const RunOptions *options, const char *path, WriteHdf write, void *what);

typedef struct MeshLook {
    const char *name;                    // of what has the surface, for a sentence
    double scalar_max;                   // the gradient that gets the last colour; 0: the view's own
} MeshLook;

typedef struct MeshCounts {
    int32_t vertices, triangles;
    bool any;                            // surface, and so a file
} MeshCounts;

// The surface; *counts may be NULL. EXIT_FAILED where there is none, unless it is one of many frames.
int write_mesh(const RunOptions *options, MgEngine *engine, const char *path, const MeshLook *look, MeshCounts *counts);

// Two generations: path and path.previous. What is there before a save stays until the new one is on the disk; what was found
// damaged does not take the place of the one before it.
int write_snapshot(RunOptions *options, MgEngine *engine, const char *path);

// The slice of the newest state as colours; of one that was cut already, with a text for the file.
int write_image(const RunOptions *options, MgEngine *engine, const char *path);
int write_slice(const RunOptions *options, const Slice *slice, MgRange range, const char *text, const char *path);

// A snapshot, or, where it is damaged or not there, the generation before it, saying so. NULL after saying why.
MgEngine *read_snapshot(RunOptions *options, const char *path);

// Rows of step, time and every field's least, mean and largest value.
typedef struct Stats Stats;
Stats *stats_open(const char *path, bool go_on, MgEngine *engine, const Catalog *catalog, const char *model);
int stats_row(Stats *stats, MgEngine *engine);
int stats_close(Stats *stats);                           // NULL is fine

// The line, or the event, that ends a run: its state hash is the last word.
void say_state(const RunOptions *options, MgEngine *engine, const char *model, uint64_t seed, double seconds);

// An event "wrote", where events are told.
void say_written(const RunOptions *options, const char *path);

#endif

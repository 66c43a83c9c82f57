// What run, resume, convert and sweep understand beyond options.h: every parameter as a flag, from the library's own
// tables; how long; what to write and when. A scene file says the same in JSON.
#ifndef MORPHOGEN_CLI_RUN_OPTIONS_H
#define MORPHOGEN_CLI_RUN_OPTIONS_H

#include "catalog.h"
#include "options.h"

enum { MOST_WORDS = 64 };

typedef struct Named { const char *name, *text; } Named;

typedef struct RunOptions {
    Options base;                        // configuration, seeding, settings, steps, isovalue, view, json
    const char *words[MOST_WORDS];       // the words that are no flags: a model, or files
    int32_t word_count;
    Named pending[MOST_SETTINGS];        // flags that are parameters, if the model has them
    int32_t pending_count;
    double time;                         // run until this simulated time; NaN: by steps
    int64_t every;                       // steps between outputs; 0: at the end only
    const char *start;                   // a volume that the run starts from
    const char *volume, *mesh, *image, *stats, *snapshot;
    char slice_axis;                     // of the image: 'x', 'y' or 'z'
    double slice_at;                     // 0..1 along it
    bool quiet, help, steps_given, seed_given, model_given, size_given, boundary_given, dx_given;
    void *owned;                         // texts that came from scene files
} RunOptions;

// Reads the words behind the command's name. EXIT_USAGE after saying what is wrong.
int read_run_options(int argc, char **argv, RunOptions *out);
void free_run_options(RunOptions *options);

// Turns pending flags into settings, now that the model is known. EXIT_USAGE names the flags that are near.
int settle_parameters(RunOptions *options, const Catalog *catalog, const char *model);

void print_run_flags(FILE *out);

// argument NULL: the flag takes none.
void for_each_run_flag(void (*visit)(const char *name, const char *argument, const char *doc));

#endif

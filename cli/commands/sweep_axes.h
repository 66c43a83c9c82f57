// What a sweep varies: parameters, or the seed, each with its values; every combination is a run, the first one
// changing fastest.
#ifndef MORPHOGEN_CLI_SWEEP_AXES_H
#define MORPHOGEN_CLI_SWEEP_AXES_H

#include "options/catalog.h"
#include "options/run_options.h"
#include "output/sheet.h"

enum { MAX_AXES = 1 + MAX_LABEL_LINES, MAX_VALUES = 256 };

typedef struct SweepAxis {
    const char *name;
    const MgParam *parameter; // NULL: the seed
    const char *location;     // in a scene
    double values[MAX_VALUES];
    int32_t count;
} SweepAxis;

typedef struct SweepAxes {
    SweepAxis all[MAX_AXES];
    int32_t count;
} SweepAxes;

// Moves options with several values from pending to axes; the others become settings. EXIT_USAGE after an error
// message.
int take_sweep_axes(RunOptions *options, const MgModel *model, SweepAxes *axes);

int32_t run_count(const SweepAxes *axes);
double value_of(const SweepAxes *axes, int32_t run, int32_t axis);
void write_value(const SweepAxes *axes, int32_t axis, int32_t run,
                 char out[LABEL_BYTES]); // "feed=0.03", "laplacian=7-point"

#endif

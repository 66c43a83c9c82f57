// One row of tests/golden/hashes.txt: a run and the hash of the state it ends in. Nothing of cmocka is in here: the
// golden programs are also built for processors that it is not at hand for.
#ifndef MG_TESTS_SUPPORT_GOLDEN_H
#define MG_TESTS_SUPPORT_GOLDEN_H

#include <stdio.h>
#include <string.h>

#include "support/quick.h"

#include "morphogen/morphogen.h"

typedef struct GoldenRow {
    char model[64], size[32], boundary[64], seeding[64], settings[256], touches[256];
    uint64_t seed, hash;
    int32_t steps;
} GoldenRow;

// Calls visit for every row, in order; returns their number, 0 when the file is missing. A row that cannot be read ends
// the program: a golden file has no room for doubt.
typedef void (*VisitGoldenRow)(const GoldenRow *row, void *context);
int32_t for_each_golden_row(VisitGoldenRow visit, void *context);
int32_t for_each_painted_row(VisitGoldenRow visit, void *context); // of tests/golden/painted.txt

// Makes the run: create, set every parameter, seed, step, with the brush's touches on the way. Ends the program
// with a sentence when the row is refused.
MgEngine *run_golden_row(const GoldenRow *row, int32_t threads);
MgEngine *run_golden_row_of_text(const GoldenRow *row, const char *text, int32_t threads); // in the model's place

#endif

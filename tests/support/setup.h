// The worlds that every law is tried in: each model of the registry and each text of models/, in boxes that are no
// cubes and no multiples of anything, with every kind of boundary, and with every option of the model.
#ifndef MG_TESTS_SUPPORT_SETUP_H
#define MG_TESTS_SUPPORT_SETUP_H

#include "support/bytes.h"
#include "support/test.h"

#include "model/model.h"
#include "morphogen/morphogen.h"

typedef struct Setup {
    const MgModel *model;
    const char *text; // of a model of models/*.pde; NULL: one of the registry
    int32_t nx, ny, nz;
    MgBoundary boundary[3];
    const MgParam *option; // a choice of the model that is not at its initial value, or NULL
    double option_value;
} Setup;

typedef void (*Law)(const Setup *setup);

void in_every_setup(Law law);
void in_every_small_setup(Law law); // one box for each model and option: for laws that do not see shapes

// Give it to cmocka as the teardown of every law: it names the world in which the law was broken.
int name_the_setup(void **state);
#define MG_LAW(law) cmocka_unit_test_teardown(law, name_the_setup)

// A seeded engine of that world, dt within its stability limit. threads 0: what MG_TEST_THREADS says, or the default.
MgEngine *engine_of(const Setup *setup, int32_t threads);
MgConfig config_of(const Setup *setup, int32_t threads);

size_t cells_of(const Setup *setup);
int32_t fields_of(const Setup *setup);                    // that are stored: all but the derived ones
float *read_fields(const Setup *setup, MgEngine *engine); // field after field; free() it
void write_fields(const Setup *setup, MgEngine *engine, const float *values);

// The world's step is a function of the state alone, and the same in every place and every direction. (Models whose
// steps draw random numbers are not: what they draw belongs to a place.)
bool is_translation_invariant(const Setup *setup);

#endif

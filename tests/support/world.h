// The worlds that every law is tried in: each model of the registry, in boxes that are no cubes and no multiples of
// anything, with every kind of boundary, and with every option of the model.
#ifndef MG_TESTS_SUPPORT_WORLD_H
#define MG_TESTS_SUPPORT_WORLD_H

#include "support/bytes.h"
#include "support/test.h"

#include "model/registry.h"
#include "morphogen/morphogen.h"

typedef struct World {
    const MgModel *model;
    int32_t nx, ny, nz;
    MgBoundary boundary[3];
    const MgParam *option; // a choice of the model that is not at its initial value, or NULL
    double option_value;
} World;

typedef void (*Law)(const World *world);

void in_every_world(Law law);
void in_every_small_world(Law law); // one box for each model and option: for laws that do not see shapes

// Give it to cmocka as the teardown of every law: it names the world in which the law was broken.
int name_the_world(void **state);
#define MG_LAW(law) cmocka_unit_test_teardown(law, name_the_world)

// A seeded engine of that world, dt within its stability limit. threads 0: what MG_TEST_THREADS says, or the default.
MgEngine *engine_of(const World *world, int32_t threads);
MgConfig config_of(const World *world, int32_t threads);

size_t cells_of(const World *world);
int32_t fields_of(const World *world);                    // that are stored: all but the derived ones
float *read_fields(const World *world, MgEngine *engine); // field after field; free() it
void write_fields(const World *world, MgEngine *engine, const float *values);

// The world's step is a function of the state alone, and the same in every place and every direction. (Models whose
// steps draw random numbers are not: what they draw belongs to a place.)
bool is_translation_invariant(const World *world);

#endif

// What needs the model's tables: parameters that were given as flags, and the engine.
#ifndef MORPHOGEN_CLI_MODEL_OPTIONS_H
#define MORPHOGEN_CLI_MODEL_OPTIONS_H

#include "options/catalog.h"
#include "options/run_options.h"

// Turns pending flags into settings, now that the model is known. EXIT_USAGE names the flags that are near.
int resolve_parameters(RunOptions *options, const Catalog *catalog, const char *model);

// EXIT_FAILURE after listing the models there are. A network of a person's own is learnt.
int find_model(const RunOptions *options, Catalog *catalog);

// What was said as an engine: model, parameters, seeding, view.
int make_engine(RunOptions *options, MgEngine **out);

#endif

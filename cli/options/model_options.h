// Resolves what depends on the model: parameters given as flags, and the engine.
#ifndef MORPHOGEN_CLI_MODEL_OPTIONS_H
#define MORPHOGEN_CLI_MODEL_OPTIONS_H

#include "options/catalog.h"
#include "options/run_options.h"

// Turns pending flags into settings once the model is known. EXIT_USAGE after a message with suggestions.
int resolve_parameters(RunOptions *options, const Catalog *catalog, const char *model);

// EXIT_FAILURE after listing the existing models. Adds the user's network to the catalog.
int find_model(const RunOptions *options, Catalog *catalog);

// Creates the engine of the options: model, parameters, seeding, view.
int make_engine(RunOptions *options, MgEngine **out);

#endif

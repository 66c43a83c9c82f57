// Resolves what depends on the model: parameters given as flags, and the engine.
#ifndef MORPHOGEN_CLI_MODEL_OPTIONS_H
#define MORPHOGEN_CLI_MODEL_OPTIONS_H

#include "options/catalog.h"
#include "options/run_options.h"

// Turns pending flags into settings once the model is known. EXIT_USAGE after a message with suggestions.
int resolve_parameters(RunOptions *options, const MgModel *model);

// The model of the options; that of a text is added to the catalog. EXIT_FAILURE after listing the existing models.
int find_model(const RunOptions *options, Catalog *catalog, const MgModel **out);

// Creates the engine of the options: model, parameters, seeding, view.
int make_engine(RunOptions *options, MgEngine **out);

#endif

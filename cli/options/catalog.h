// The models' tables as mg_describe_json returns them, from which parameters become flags. No model is known here by
// name.
#ifndef MORPHOGEN_CLI_CATALOG_H
#define MORPHOGEN_CLI_CATALOG_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#include "morphogen/morphogen.h"
#include "terminal/suggest.h"

typedef struct Catalog {
    json_t *root;
} Catalog;

bool catalog_open(Catalog *catalog); // false: no memory
void catalog_close(Catalog *catalog);

// Adds the model of this engine if it is a user's network. false: no memory.
bool catalog_add_engine_model(Catalog *catalog, const MgEngine *engine);

// The same before an engine exists, from the text of the user's model. False after an error message; true without a
// text.
bool catalog_learn_text(Catalog *catalog, const MgConfig *config);

json_t *catalog_model(const Catalog *catalog, const char *id); // NULL: no such model

// "feed", or "perlin.frequency" of a seeding. NULL: no such parameter.
json_t *catalog_parameter(json_t *model, const char *name);

// Parses a value: a number, or for a choice its name. false: neither.
bool catalog_value(json_t *parameter, const char *text, double *out);

// What catalog_value accepts, for a message: "a number in 0..0.1", "'7-point' or 'isotropic 27-point'". Returns out.
enum { EXPECTED_BYTES = 256 };
const char *catalog_expected(json_t *parameter, char out[EXPECTED_BYTES]);

void catalog_print_models(const Catalog *catalog, FILE *out);
void catalog_print_parameters(json_t *model, FILE *out); // flag, range, default, meaning; seedings, views
void catalog_suggest_parameters(json_t *model, Suggestion *suggestion); // its parameters, as flags
void catalog_suggest_models(const Catalog *catalog, Suggestion *suggestion);

#endif

// The models' tables, from which parameters become flags. No model is known here by name.
#ifndef MORPHOGEN_CLI_CATALOG_H
#define MORPHOGEN_CLI_CATALOG_H

#include <stdbool.h>
#include <stdio.h>

#include "morphogen/model.h"
#include "terminal/suggest.h"

// The built-in models, and at most one from a text. { 0 }: the built-in ones alone.
typedef struct Catalog {
    MgOwnModel *own; // NULL: none
} Catalog;

void catalog_close(Catalog *catalog);

int32_t catalog_count(const Catalog *catalog);
const MgModel *catalog_at(const Catalog *catalog, int32_t index);     // built-in ones first
const MgModel *catalog_model(const Catalog *catalog, const char *id); // NULL: no such model

// Adds the model of the configuration's text, if there is one. False after an error message.
bool catalog_add_text_model(Catalog *catalog, const MgConfig *config);

// "feed", or "perlin.frequency" of a seeding. NULL: no such parameter; model may be NULL.
const MgParam *catalog_parameter(const MgModel *model, const char *name);

int32_t choice_count(const MgParam *parameter); // 0: it is a number

// Parses a value: a number, or for a choice its name. parameter may be NULL. false: neither.
bool catalog_value(const MgParam *parameter, const char *text, double *out);

// What catalog_value accepts, for a message: "a number in 0..0.1", "'7-point' or 'isotropic 27-point'". Returns out.
enum { EXPECTED_BYTES = 256 };
const char *catalog_expected(const MgParam *parameter, char out[EXPECTED_BYTES]);

void catalog_print_models(const Catalog *catalog, FILE *out);
void catalog_print_parameters(const MgModel *model, FILE *out); // flag, range, default, meaning; seedings, views
void catalog_suggest_parameters(const MgModel *model, Suggestion *suggestion); // its parameters, as flags
void catalog_suggest_models(const Catalog *catalog, Suggestion *suggestion);

#endif

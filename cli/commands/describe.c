// morphogen describe: every model, or one, with its parameters, seedings, views and presets, as JSON.
#include <stdio.h>
#include <stdlib.h>

#include "commands/commands.h"
#include "options/model_options.h"

// model NULL: all of them.
static size_t describe(const MgModel *model, char *text, size_t capacity) {
    return model != NULL ? mg_model_describe_json(model, text, capacity) : mg_describe_json(text, capacity);
}

static int print_description(const MgModel *model) {
    const size_t bytes = describe(model, NULL, 0) + 1;
    char *text = malloc(bytes);
    if (text == NULL) return no_memory("the description");
    describe(model, text, bytes);
    puts(text);
    free(text);
    return EXIT_SUCCESS;
}

int command_describe(RunOptions *o) {
    if (o->positional_count > 1) {
        log_error("describe takes one model, or none for all of them: morphogen describe gray_scott");
        return EXIT_USAGE;
    }
    if (o->positional_count == 0 && o->base.config.text == NULL) return print_description(NULL);
    Catalog catalog = { 0 };
    const MgModel *model;
    int code = find_model(o, &catalog, &model);
    if (code == EXIT_SUCCESS) code = print_description(model);
    catalog_close(&catalog);
    return code;
}

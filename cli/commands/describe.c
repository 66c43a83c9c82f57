// morphogen describe: every model, or one, with its parameters, seedings, views and presets, as JSON.
#include <stdio.h>
#include <stdlib.h>

#include "commands/commands.h"
#include "options/model_options.h"
#include "terminal/json_memory.h"

static int print_model(json_t *model) {
    json_t *alone = json_pack("{s:[O]}", "models", model);
    char *text = alone != NULL ? json_dumps(alone, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
    json_decref(alone);
    bool whole = !json_ran_out() && text != NULL;
    if (whole) puts(text);
    json_free_text(text);
    return whole ? EXIT_SUCCESS : no_memory("the description");
}

static int print_all(void) {
    size_t length = mg_describe_json(NULL, 0);
    char *text = malloc(length + 1);
    if (text == NULL) return no_memory("the description");
    mg_describe_json(text, length + 1);
    puts(text);
    free(text);
    return EXIT_SUCCESS;
}

int command_describe(RunOptions *o) {
    if (o->positional_count > 1) {
        log_error("describe takes one model, or none for all of them: morphogen describe gray_scott");
        return EXIT_USAGE;
    }
    if (o->positional_count == 0 && o->base.config.text == NULL) return print_all();
    Catalog catalog;
    if (!catalog_open(&catalog)) return no_memory("the models' tables");
    int code = find_model(o, &catalog);
    if (code == EXIT_SUCCESS) code = print_model(catalog_model(&catalog, o->base.config.model));
    catalog_close(&catalog);
    return code;
}

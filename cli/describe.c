// morphogen describe: every model with its parameters, seedings, views and presets, as JSON.
#include <stdio.h>
#include <stdlib.h>

#include "commands.h"
#include "options.h"

int command_describe(int argc, char **argv) {
    Options options;
    int code = read_options(argc, argv, &options);
    if (code != EXIT_FINE) return code;
    size_t length = mg_describe_json(NULL, 0);
    char *json = malloc(length + 1);
    if (json == NULL) {
        fprintf(stderr, "morphogen: no memory for %zu bytes of description\n", length);
        return EXIT_FAILED;
    }
    mg_describe_json(json, length + 1);
    puts(json);
    free(json);
    return EXIT_FINE;
}

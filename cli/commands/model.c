// morphogen model: what a text of equations becomes, as a program or as C.
#include <stdio.h>
#include <stdlib.h>

#include "commands/commands.h"
#include "options/model_options.h"
#include "options/volume_start.h"

static int print_text(const RunOptions *o, const MgOwnModel *own) {
    size_t (*const write)(const MgOwnModel *, char *, size_t) = o->emit_c ? mg_own_model_source : mg_own_model_program;
    const size_t length = write(own, NULL, 0);
    if (length == 0) {
        log_error("this text is a network of molecules; only equations become a program");
        return EXIT_FAILURE;
    }
    char *text = malloc(length + 1);
    if (text == NULL) return no_memory("the program");
    write(own, text, length + 1);
    fputs(text, stdout);
    free(text);
    return EXIT_SUCCESS;
}

int command_model(RunOptions *o) {
    MgOwnModel *own;
    const bool of_pattern = o->positional_count == 1 && is_pattern_path(o->positionals[0]);
    if (of_pattern && o->base.config.text == NULL) {
        log_error("the rule of %s is the model %s, which is no text", o->positionals[0], o->base.config.model);
        return EXIT_FAILURE;
    }
    if (o->positional_count > 1 || o->base.config.text == NULL) {
        log_error("model wants a text of equations: morphogen model my.pde --emit-c");
        return EXIT_USAGE;
    }
    if (mg_own_model_create(o->base.config.text, &own) != MG_OK) return print_failure();
    int code = EXIT_SUCCESS;
    if (of_pattern && !o->emit_c) fputs(o->base.config.text, stdout);
    else code = print_text(o, own);
    mg_own_model_destroy(own);
    return code;
}

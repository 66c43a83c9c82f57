#include "help.h"

#include <stdio.h>

#include "flags.h"

const char exit_codes[] =
    "0 done, 1 failed or refused, 2 not understood, 130 stopped by Ctrl-C, 129, 141 or 143 by SIGHUP, SIGPIPE or SIGTERM";

int print_help(FILE *out) {
    fprintf(out, "morphogen %s: patterns and chemistry on a voxel lattice\n\nusage: morphogen COMMAND ...\n\n", mg_version());
    for (int i = 0; i < command_count(); i++) fprintf(out, "  %-10s %s\n", command_at(i)->name, command_at(i)->doc);
    fprintf(out, "\nmorphogen COMMAND --help lists what a command takes, morphogen run gray_scott --help also the model's parameters.\n"
                 "exit codes: %s\n", exit_codes);
    return EXIT_FINE;
}

static void print_flag(void *context, const Flag *flag) {
    char head[64];
    (void)context;
    snprintf(head, sizeof head, "--%s %s", flag->name, flag->argument != NULL ? flag->argument : "");
    printf("  %-24s %s\n", head, flag->doc);
}

static int print_models(const RunOptions *o) {
    Catalog catalog;
    if (!catalog_open(&catalog)) return no_memory("the models' tables");
    puts("\nmodels");
    catalog_print_models(&catalog, stdout);
    bool learnt = catalog_learn_network(&catalog, &o->base.config);
    json_t *model = catalog_model(&catalog, o->base.config.model);
    if (learnt && model != NULL) catalog_print_parameters(model, stdout);
    catalog_close(&catalog);
    return learnt ? EXIT_FINE : EXIT_FAILED;
}

int print_command_help(const CommandInfo *command, const RunOptions *o) {
    printf("usage: morphogen %s %s\n%s\n\nflags\n", command->name, command->usage, command->doc);
    for_each_flag((int)command->id, print_flag, NULL);
    int code = command->id & (MAKES_A_RUN | DESCRIBE) ? print_models(o) : EXIT_FINE;
    if (command->id & (RUN | RESUME)) puts("\nCtrl-C writes a snapshot and says so; a second one ends at once.");
    printf("\nexit codes: %s\n", exit_codes);
    return code;
}

// morphogen manual: the manual page, made from the tables of the help.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "flags.h"

// ---- the manual page (man 7 groff_man): backslashes, and dots and quotes at the beginning of a line, mean something there

static void print_escaped(const char *text) {
    if (*text == '.' || *text == '\'') fputs("\\&", stdout);
    for (; *text != 0; text++) {
        if (*text == '\\') fputs("\\e", stdout);
        else if (*text == '-') fputs("\\-", stdout);
        else putchar(*text);
    }
}

static void print_parameter(json_t *p, const char *owner) {
    printf(".TP\n.B ");
    print_escaped("--");
    printf("%s%s", owner, *owner ? "." : "");
    print_escaped(json_string_value(json_object_get(p, "id")));
    printf("\n");
    size_t i;
    json_t *choice;
    json_array_foreach(json_object_get(p, "choices"), i, choice) {
        fputs(i > 0 ? " or " : "", stdout);
        print_escaped(json_string_value(choice));
    }
    if (json_object_get(p, "choices") == NULL)
        printf("%g..%g %s (%g)", json_number_value(json_object_get(p, "min")), json_number_value(json_object_get(p, "max")),
               json_string_value(json_object_get(p, "unit")), json_number_value(json_object_get(p, "initial")));
    fputs(". ", stdout);
    print_escaped(json_string_value(json_object_get(p, "doc")));
    putchar('\n');
}

static void print_model(json_t *model) {
    size_t i, k;
    json_t *p, *seeding;
    printf(".SH MODEL %s\n", json_string_value(json_object_get(model, "id")));
    print_escaped(json_string_value(json_object_get(model, "doc")));
    putchar('\n');
    json_array_foreach(json_object_get(model, "parameters"), i, p) print_parameter(p, "");
    json_array_foreach(json_object_get(model, "seedings"), i, seeding)
        json_array_foreach(json_object_get(seeding, "parameters"), k, p)
            print_parameter(p, json_string_value(json_object_get(seeding, "id")));
}

static void print_flag(void *context, const Flag *flag) {
    (void)context;
    printf(".TP\n.BI ");
    print_escaped("--");
    print_escaped(flag->name);
    if (flag->argument != NULL) printf(" \" %s\"", flag->argument);
    printf("\n");
    print_escaped(flag->doc);
    printf(".\n.br\nFor ");
    int count = 0;
    for (int i = 0; i < command_count() && flag->commands != ~0; i++)
        if (command_at(i)->id & flag->commands) printf("%s%s", count++ > 0 ? ", " : "", command_at(i)->name);
    puts(flag->commands == ~0 ? "every command." : ".");
}

static void print_command(const CommandInfo *command) {
    printf(".TP\n.B %s\n.I ", command->name);
    print_escaped(*command->usage != 0 ? command->usage : " ");
    printf("\n.br\n");
    print_escaped(command->doc);
    putchar('\n');
}

int command_manual(RunOptions *o) {
    (void)o;
    Catalog catalog;
    if (!catalog_open(&catalog)) return no_memory("the models' tables");
    printf(".TH MORPHOGEN 1 \"\" \"morphogen %s\" \"User Commands\"\n.SH NAME\nmorphogen \\- patterns and chemistry on a voxel "
           "lattice\n.SH SYNOPSIS\n.B morphogen\n.I command\n[\\-\\-flag value]... [\\-\\-parameter value]...\n.SH COMMANDS\n",
           mg_version());
    for (int i = 0; i < command_count(); i++) print_command(command_at(i));
    printf(".SH FLAGS\n");
    for_each_flag(~0, print_flag, NULL);
    size_t i;
    json_t *model;
    json_array_foreach(json_object_get(catalog.root, "models"), i, model) print_model(model);
    printf(".SH SIGNALS\nCtrl\\-C writes a snapshot and says so; a second one ends at once.\n.SH EXIT STATUS\n");
    print_escaped(exit_codes);
    printf("\n.SH FILES\n.TP\n.I FILE.mgs\na snapshot; the one before it is kept as\n.IR FILE.mgs.previous .\n");
    catalog_close(&catalog);
    return EXIT_FINE;
}

// morphogen manual, morphogen completion: the manual page and the completion for bash, made from the tables of the help.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"

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

static void print_flag(int commands, const char *name, const char *argument, const char *doc) {
    printf(".TP\n.BI ");
    print_escaped("--");
    print_escaped(name);
    printf(" \" %s\"\n", argument != NULL ? argument : "");
    print_escaped(doc);
    printf("\n.br\nFor ");
    int count = 0;
    for (int i = 0; i < command_count() && commands != ~0; i++)
        if (command_at(i)->id & commands) printf("%s%s", count++ > 0 ? ", " : "", command_at(i)->name);
    puts(commands == ~0 ? "every command." : ".");
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
    for_each_flag(~0, print_flag);
    size_t i;
    json_t *model;
    json_array_foreach(json_object_get(catalog.root, "models"), i, model) print_model(model);
    printf(".SH SIGNALS\nCtrl\\-C writes a snapshot and says so; a second one ends at once.\n.SH EXIT STATUS\n");
    print_escaped(exit_codes);
    printf("\n.SH FILES\n.TP\n.I FILE.mgs\na snapshot; the one before it is kept as\n.IR FILE.mgs.previous .\n");
    catalog_close(&catalog);
    return EXIT_FINE;
}

// ---- completion for bash

static void print_word(int commands, const char *name, const char *argument, const char *doc) {
    (void)commands, (void)argument, (void)doc;
    printf(" --%s", name);
}

static void print_words(json_t *list, const char *owner) {
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
        printf(" --%s%s%s", owner, *owner ? "." : "", json_string_value(json_object_get(item, "id")));
}

static void print_parameters(json_t *model) {
    size_t i;
    json_t *seeding;
    print_words(json_object_get(model, "parameters"), "");
    json_array_foreach(json_object_get(model, "seedings"), i, seeding)
        print_words(json_object_get(seeding, "parameters"), json_string_value(json_object_get(seeding, "id")));
}

// The flags of every command; then the parameters of the model that is named, or of all where a snapshot may be of any.
static void print_flag_cases(const Catalog *catalog) {
    size_t i;
    json_t *model, *models = json_object_get(catalog->root, "models");
    printf("    case ${COMP_WORDS[1]} in\n");
    for (int c = 0; c < command_count(); c++) {
        printf("    %s) flags=\"", command_at(c)->name);
        for_each_flag(command_at(c)->id, print_word);
        if (command_at(c)->id & (RESUME | CONVERT)) json_array_foreach(models, i, model) print_parameters(model);
        printf("\"%s ;;\n", command_at(c)->id & (MAKES_A_RUN | DESCRIBE) ? " words=$models" : "");
    }
    printf("    help) words=$commands ;;\n    esac\n    case \"$words/${COMP_WORDS[2]}\" in\n");
    json_array_foreach(models, i, model) {
        printf("    ?*/%s) flags+=\"", json_string_value(json_object_get(model, "id")));
        print_parameters(model);
        printf("\" ;;\n");
    }
    printf("    esac\n");
}

int command_completion(RunOptions *o) {
    (void)o;
    Catalog catalog;
    if (!catalog_open(&catalog)) return no_memory("the models' tables");
    size_t i;
    json_t *model;
    printf("# Completion of morphogen for bash; made by: morphogen completion\n_morphogen() {\n    local word=${COMP_WORDS[COMP_CWORD]} "
           "flags= words= commands=\"help");
    for (int c = 0; c < command_count(); c++) printf(" %s", command_at(c)->name);
    printf("\" models=\"");
    json_array_foreach(json_object_get(catalog.root, "models"), i, model)
        printf("%s%s", i > 0 ? " " : "", json_string_value(json_object_get(model, "id")));
    printf("\"\n");
    print_flag_cases(&catalog);
    printf("    if [ \"$COMP_CWORD\" = 1 ]; then COMPREPLY=($(compgen -W \"$commands\" -- \"$word\"))\n"
           "    elif [ \"$COMP_CWORD\" = 2 ] && [ -n \"$words\" ] && [[ $word != -* ]]; then "
           "COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
           "    elif [[ $word == -* ]]; then COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))\n"
           "    else COMPREPLY=($(compgen -f -- \"$word\")); fi\n}\ncomplete -o filenames -F _morphogen morphogen\n");
    catalog_close(&catalog);
    return EXIT_FINE;
}

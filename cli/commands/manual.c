// morphogen manual: the manual page, made from the tables of the help.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "options/catalog.h"
#include "options/flags.h"

// ---- the manual page (man 7 groff_man): backslashes, and dots and quotes at the beginning of a line, mean something
// there

static void print_escaped(const char *text) {
    if (*text == '.' || *text == '\'') fputs("\\&", stdout);
    for (; *text != 0; text++) {
        if (*text == '\\') fputs("\\e", stdout);
        else if (*text == '-') fputs("\\-", stdout);
        else putchar(*text);
    }
}

// ".TP", and "--perlin.frequency" in bold.
static void print_name(const char *owner, const char *name) {
    printf(".TP\n.B ");
    print_escaped("--");
    print_escaped(owner);
    if (*owner != 0) putchar('.');
    print_escaped(name);
    putchar('\n');
}

static void print_parameter(const MgParam *p, const char *owner) {
    char values[256];
    size_t used = 0;
    print_name(owner, p->id);
    snprintf(values, sizeof values, "%g..%g%s%s (%g)", p->min, p->max, *p->unit != 0 ? " " : "", p->unit, p->initial);
    for (int32_t i = 0; i < choice_count(p) && used < sizeof values; i++)
        used += (size_t)snprintf(values + used, sizeof values - used, "%s'%s'", i > 0 ? " or " : "", p->choices[i]);
    print_escaped(values);
    printf(".\n");
    print_escaped(p->doc);
    putchar('\n');
}

static void print_parameters(const MgParam *params, int32_t count, const char *owner) {
    for (int32_t i = 0; i < count; i++) print_parameter(&params[i], owner);
}

static void print_view(const MgView *view) {
    printf(".TP\n.B \\-\\-view %s\nIsovalue %g, in %g..%g.\n", view->id, view->isovalue, view->min, view->max);
    print_escaped(view->doc);
    putchar('\n');
}

static void print_model(const MgModel *model) {
    printf(".SH MODEL ");
    print_escaped(model->id);
    putchar('\n');
    print_escaped(model->doc);
    putchar('\n');
    print_parameters(model->params, model->param_count, "");
    for (int32_t i = 0; i < model->seeding_count; i++) {
        const MgSeeding *seeding = &model->seedings[i];
        printf(".TP\n.B \\-\\-seeding %s\n", seeding->id);
        print_escaped(seeding->doc);
        putchar('\n');
        print_parameters(seeding->params, seeding->param_count, seeding->id);
    }
    for (int32_t i = 0; i < model->view_count; i++) print_view(&model->views[i]);
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
    printf(".TP\n");
    if (*command->usage != 0) printf(".BI \"%s \" \"", command->name);
    else printf(".B %s", command->name);
    print_escaped(command->usage);
    printf(*command->usage != 0 ? "\"\n" : "\n");
    print_escaped(command->doc);
    printf(".\n");
}

static void print_examples(void) {
    printf(".SH EXAMPLES\n");
    for (const Example *e = examples; e->line != NULL; e++) {
        printf(".TP\n.B ");
        print_escaped(e->line);
        putchar('\n');
        print_escaped(e->doc);
        printf(".\n");
    }
}

static void print_exit_codes(void) {
    printf(".SH EXIT STATUS\n");
    for (const ExitCode *e = exit_codes; e->codes != NULL; e++) {
        printf(".TP\n.B %s\n", e->codes);
        print_escaped(e->doc);
        printf(".\n");
    }
}

// What is in no table; docs/command-line.md has more.
static const char rest_of_page[] =
    ".SH PROGRESS\n"
    "On a terminal a bar on the standard error; with\n.B \\-\\-json\na line of JSON for every event on the standard "
    "output:\n"
    "progress, wrote, warning, error, stopped, done.\n"
    ".SH SIGNALS\n"
    "Ctrl\\-C writes a snapshot and prints the line that goes on; a second one ends at once.\n"
    "So do SIGTERM, SIGHUP and SIGPIPE, unless they are ignored, as under\n.BR nohup (1).\n"
    "A sweep keeps the runs that were made.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n.B TMPDIR\nwhere a run that is stopped keeps its state if it can be kept nowhere else (/tmp).\n"
    ".SH FILES\n"
    ".TP\n.I FILE.mgs\na snapshot; the one before it is kept as\n.IR FILE.mgs.previous .\n"
    ".TP\n.I FILE.json\na scene: an object of flags without their dashes, and of\n.I parameters\nby name.\n"
    "What it names to be read is looked for beside it.\n"
    ".TP\n.IR FILE .part\nan output that is being written; it gets its name when it is whole.\n";

int command_manual(RunOptions *o) {
    (void)o;
    printf(".TH MORPHOGEN 1 \"\" \"morphogen %s\" \"User Commands\"\n.nh\n.ad l\n.SH NAME\nmorphogen \\- patterns and "
           "chemistry on a voxel "
           "lattice\n.SH SYNOPSIS\n.B morphogen\n.I command\n[\\-\\-flag value]... [\\-\\-parameter value]...\n.SH "
           "COMMANDS\n",
           mg_version());
    for (int i = 0; i < command_count(); i++) print_command(command_at(i));
    print_examples();
    printf(".SH FLAGS\n");
    for_each_flag(~0, print_flag, NULL);
    for (int32_t i = 0; i < mg_model_count(); i++) print_model(mg_model_at(i));
    fputs(rest_of_page, stdout);
    print_exit_codes();
    return EXIT_SUCCESS;
}

#include "commands/help.h"

#include <stdio.h>

#include "options/catalog.h"
#include "options/flags.h"

const ExitCode exit_codes[] = {
    { "0", "done" },
    { "1", "failed or refused: a value outside its range, a file that cannot be read or written, a state that is not "
           "finite" },
    { "2", "the line was not understood" },
    { "130, 143, 129, 141", "stopped by Ctrl-C, SIGTERM, SIGHUP or SIGPIPE; a run has written a snapshot" },
    { NULL, NULL },
};

const Example examples[] = {
    { RUN, "morphogen run gray_scott --size 64 --steps 2000 --mesh surface.glb --image slice.png",
      "grow a pattern, its surface for Blender and a slice to look at" },
    { RUN,
      "morphogen run gray_scott --size 48 --steps 1000 --every 250 --volume v.vti --stats run.csv --snapshot run.mgs",
      "a series for ParaView, a table of means, and a snapshot to go on from" },
    { RUN, "morphogen run rdme --size 32 --time 5 --seed 7 --json", "molecules until time 5, told to a script" },
    { RESUME, "morphogen resume run.mgs --steps 1500 --feed 0.04", "go on, with more food from here" },
    { CONVERT, "morphogen convert run.mgs --mesh print.stl --iso 0.2", "a solid for a 3D printer" },
    { INFO, "morphogen info run.mgs", "what is in it" },
    { SWEEP,
      "morphogen sweep gray_scott --size 32 --steps 500 --feed 0.03:0.05:3 --kill 0.06,0.062 --stats map.csv --image "
      "map.png",
      "a map of two parameters" },
    { SWEEP, "morphogen sweep rdme --size 16 --time 2 --seed 1:5:5 --stats ensemble.csv",
      "five runs that differ by chance alone" },
    { HASH, "morphogen hash gray_scott --size 32 --steps 100", "whether this machine computes what another one does" },
    { MESH, "morphogen mesh gray_scott --size 32 --steps 500 --out surface.ply", "a surface in one line" },
    { DESCRIBE, "morphogen describe gray_scott", "its parameters, ranges and views, for a script" },
    { MODEL, "morphogen model models/barkley.pde --emit-c", "C to read, or to compile elsewhere" },
    { 0, NULL, NULL },
};

static void print_exit_codes(FILE *out) {
    fputs("\nexit codes\n", out);
    for (const ExitCode *e = exit_codes; e->codes != NULL; e++) print_help_entry(out, 19, e->codes, e->doc);
}

int print_help(FILE *out) {
    fprintf(out, "morphogen %s: patterns and chemistry on a voxel lattice\n\nusage: morphogen COMMAND ...\n\n",
            mg_version());
    for (int i = 0; i < command_count(); i++) print_help_entry(out, 10, command_at(i)->name, command_at(i)->doc);
    fputs("\nmorphogen COMMAND --help lists what a command takes, morphogen run MODEL --help also the model's "
          "parameters.\n",
          out);
    print_exit_codes(out);
    return EXIT_SUCCESS;
}

static void print_flag(void *context, const Flag *flag) {
    char head[64];
    (void)context;
    snprintf(head, sizeof head, "--%s %s", flag->name, flag->argument != NULL ? flag->argument : "");
    print_help_entry(stdout, 24, head, flag->doc);
}

static int print_models(const RunOptions *o) {
    Catalog catalog = { 0 };
    puts("\nmodels");
    catalog_print_models(&catalog, stdout);
    const bool added = catalog_add_text_model(&catalog, &o->base.config);
    const MgModel *model = catalog_model(&catalog, o->base.config.model);
    if (added && model != NULL) catalog_print_parameters(model, stdout);
    catalog_close(&catalog);
    return added ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void print_examples(int commands) {
    for (const Example *e = examples, *first = NULL; e->line != NULL; e++) {
        if (!(e->commands & commands)) continue;
        printf("%s  %s\n", first == NULL ? "\nexamples\n" : "", e->line);
        print_help_entry(stdout, 3, "", e->doc);
        first = e;
    }
}

int print_command_help(const CommandInfo *command, const RunOptions *o) {
    printf("usage: morphogen %s%s%s\n%s\n\nflags\n", command->name, *command->usage != 0 ? " " : "", command->usage,
           command->doc);
    for_each_flag((int)command->id, print_flag, NULL);
    int code = command->id & (MAKES_A_RUN | DESCRIBE) ? print_models(o) : EXIT_SUCCESS;
    if (command->id & (RUN | RESUME)) puts("\nCtrl-C writes a snapshot and says so; a second one ends at once.");
    print_examples(command->id);
    print_exit_codes(stdout);
    return code;
}

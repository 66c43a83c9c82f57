// morphogen: patterns and chemistry on a voxel lattice, without a screen.
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "commands/help.h"
#include "files/locks.h"
#include "options/command_line.h"
#include "terminal/json_memory.h"
#include "terminal/signals.h"
#include "terminal/suggest.h"

static const CommandInfo commands[] = {
    { RUN, "run", "MODEL [--flag value]... [--parameter value]...",
      "a model with any parameters, writing what you ask for", command_run },
    { RESUME, "resume", "FILE.mgs --steps N [--flag value]... [--parameter value]...",
      "goes on from a snapshot as if it had never stopped", command_resume },
    { CONVERT, "convert", "FILE.mgs|.vti|.npy|.nrrd|.json --volume FILE --mesh FILE --image FILE",
      "a snapshot or a volume into volumes, surfaces and images", command_convert },
    { INFO, "info", "FILE.mgs|.vti|.npy|.nrrd|.json [--json]",
      "what a snapshot tells of its run, or what is in a volume", command_info },
    { SWEEP, "sweep",
      "MODEL --PARAMETER from:to:count | a,b,c ... --steps N | --time T --stats TABLE.csv --image SHEET.png",
      "every combination of some parameters, as a table and a sheet of slices", command_sweep },
    { HASH, "hash", "[MODEL] [--flag value]... [--parameter value]...",
      "the state after --steps steps, in sixteen digits", command_hash },
    { MESH, "mesh", "[MODEL] --steps N --out FILE", "the surface after --steps steps", command_mesh },
    { DESCRIBE, "describe", "[MODEL]", "every model, or one, with its parameters, as JSON", command_describe },
    { MODEL, "model", "FILE.pde [--emit-c]", "the program that equations become, or C source of it", command_model },
    { VALIDATE, "validate", "[--json]",
      "published and exact answers beside this machine's: a table, and whether all agree", command_validate },
    { BENCH, "bench", "[MODEL] [--flag value]...", "how fast this machine steps, publishes and meshes", command_bench },
    { PLAIN, "manual", "", "this in the form of a manual page", command_manual },
    { PLAIN, "completion", "bash | zsh | fish",
      "a script for your shell that completes commands, flags, parameters and files", command_completion },
};
#define COMMAND_COUNT ((int)(sizeof commands / sizeof commands[0]))

int command_count(void) { return COMMAND_COUNT; }
const CommandInfo *command_at(int index) { return &commands[index]; }

static int run_command(const CommandInfo *command, int argc, char **argv) {
    RunOptions options;
    int code = read_run_options(command->id, argc, argv, &options);
    if (code == EXIT_SUCCESS && options.help) code = print_command_help(command, &options);
    else if (code == EXIT_SUCCESS) code = command->run(&options);
    free_run_options(&options);
    return code;
}

static int no_such_command(const char *name) {
    Suggestion suggestion = suggestion_for(name);
    for (int i = 0; i < COMMAND_COUNT; i++) suggest_name(&suggestion, commands[i].name, commands[i].name);
    log_error("there is no command '%s'%s\nmorphogen help lists them", name, suggestion_text(&suggestion));
    return EXIT_USAGE;
}

const CommandInfo *find_command(const char *name) {
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(name, commands[i].name) == 0) return &commands[i];
    return NULL;
}

static bool wants_events(int argc, char **argv) {
    const CommandInfo *command = argc > 1 ? find_command(argv[1]) : NULL;
    for (int i = 2; i < argc && command != NULL && command->id & PRINTS_EVENTS; i++)
        if (strcmp(argv[i], "--json") == 0) return true;
    return false;
}

static int run_words(int argc, char **argv) {
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    const CommandInfo *command = find_command(argv[1]);
    if (argc > 2 && strcmp(argv[1], "completion") == 0 && strcmp(argv[2], "words") == 0)
        return complete_words(argc - 3, argv + 3);
    if (command != NULL) return run_command(command, argc - 1, argv + 1);
    if (strcmp(argv[1], "--version") == 0) return puts(mg_version()) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
    bool help = strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;
    if (!help) return no_such_command(argv[1]);
    if (argc == 2) return print_help(stdout);
    command = find_command(argv[2]); // morphogen help run
    char flag[] = "--help", *words[] = { argv[2], flag, NULL };
    return command != NULL ? run_command(command, 2, words) : no_such_command(argv[2]);
}

// If a standard descriptor were closed, the next file opened would get its number, and messages would be written into
// it.
static bool open_missing_descriptors(void) {
    for (int descriptor = 0; descriptor <= 2; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", descriptor == 2 ? O_WRONLY : O_RDONLY) != descriptor)
            return false;
    return true;
}

int main(int argc, char **argv) {
    if (!open_missing_descriptors()) return EXIT_FAILURE;
    end_on_signals();
    watch_json_memory();
    if (wants_events(argc, argv)) enable_json_events();
    int code = run_words(argc, argv);
    unlock_outputs();
    return flush_stdout() || code != EXIT_SUCCESS ? code : EXIT_FAILURE;
}

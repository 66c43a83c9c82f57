// morphogen: patterns and chemistry on a voxel lattice, without a screen.
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "options.h"

static const struct Command { const char *name, *doc; int (*run)(int argc, char **argv); } commands[] = {
    { "run", "a model with any parameters, writing what you ask for", command_run },
    { "resume", "goes on from a snapshot as if it had never stopped", command_resume },
    { "convert", "a snapshot into volumes, surfaces and images", command_convert },
    { "info", "what a snapshot tells of its run", command_info },
    { "sweep", "every combination of some parameters, as a table and a sheet of slices", command_sweep },
    { "hash", "the state after --steps steps, in sixteen digits", command_hash },
    { "mesh", "the surface after --steps steps, as --out FILE.ply", command_mesh },
    { "describe", "every model with its parameters, as JSON", command_describe },
    { "bench", "how fast this machine steps, publishes and meshes", command_bench },
    { "manual", "this in the form of a manual page", command_manual },
    { "completion", "a script for bash that completes flags and parameters", command_completion },
};
#define COMMAND_COUNT ((int)(sizeof commands / sizeof commands[0]))

int command_count(void) { return COMMAND_COUNT; }
const char *command_name(int index) { return commands[index].name; }
const char *command_doc(int index) { return commands[index].doc; }

static int help(FILE *out) {
    fprintf(out, "morphogen %s\n\nusage: morphogen COMMAND [--option value]...\n\n", mg_version());
    for (int i = 0; i < COMMAND_COUNT; i++) fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].doc);
    fputs("\nrun, resume, convert, sweep and info tell their own flags: morphogen run --help, morphogen run gray_scott --help\n"
          "\noptions of hash, mesh, describe and bench\n"
          "  --model ID            gray_scott; describe lists them\n"
          "  --network FILE        a reaction network of your own instead of a model (docs/networks.md)\n"
          "  --size N | XxYxZ      cells, 8..4096 a side (128)\n"
          "  --boundary B          periodic, no_flux, or one per axis with commas between (periodic)\n"
          "  --dx LENGTH           edge of a cell (1)\n"
          "  --seed N              (1337)\n"
          "  --seeding ID          the model's first\n"
          "  --set NAME=NUMBER,... parameters of the model (feed=0.03) or of a seeding (perlin.frequency=8)\n"
          "  --threads N           1..64, or 0 for all, at most 8 (0)\n"
          "  --steps N             (0)\n"
          "  --view ID             which scalar is shown, the model's first\n"
          "  --iso NUMBER          isovalue, the view's own\n"
          "  --out FILE            where to write\n"
          "  --memory-mb N         refuse what needs more than this (four fifths of the machine)\n"
          "  --json                for other programs to read\n"
          "\nexit codes: 0 done, 1 failed or refused, 2 not understood, 130 stopped by Ctrl-C, 143 by SIGTERM\n", out);
    return EXIT_FINE;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) return help(stdout);
    if (strcmp(argv[1], "--version") == 0) return puts(mg_version()) < 0 ? EXIT_FAILED : EXIT_FINE;
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(argv[1], commands[i].name) == 0) return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "morphogen: there is no command '%s'; morphogen help lists them\n", argv[1]);
    return EXIT_USAGE;
}

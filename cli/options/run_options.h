// The options of a command, from the command line (command_line.h) or from a scene file (scene.h).
#ifndef MORPHOGEN_CLI_RUN_OPTIONS_H
#define MORPHOGEN_CLI_RUN_OPTIONS_H

#include "options/options.h"

enum { MAX_POSITIONALS = 64 };
#define MEGABYTE 1000000 // bytes

// A command; also sets of commands, for which a flag is allowed.
typedef enum Command {
    RUN = 1,
    RESUME = 2,
    CONVERT = 4,
    INFO = 8,
    SWEEP = 16,
    HASH = 32,
    MESH = 64,
    DESCRIBE = 128,
    BENCH = 256,
    VALIDATE = 512,
    PLAIN = 1024, // takes no flags but --help
    MODEL = 2048,
    MAKES_A_RUN = RUN | SWEEP | HASH | MESH | BENCH,
    TAKES_PARAMETERS = MAKES_A_RUN | RESUME | CONVERT,
    PRINTS_EVENTS = RUN | RESUME | CONVERT | SWEEP | HASH | MESH, // with --json, instead of one result
} Command;

typedef enum Cap { CAP_BY_FORMAT, CAP_YES, CAP_NO } Cap;

typedef struct PendingParameter {
    const char *name, *text, *location;
} PendingParameter; // place: in a scene, see set_log_location; NULL: on the line

typedef struct RunOptions {
    Options base;                             // configuration, seeding, settings, steps, isovalue, view, json
    const char *positionals[MAX_POSITIONALS]; // arguments that are not flags: a model, or files
    int32_t positional_count;
    PendingParameter pending[MAX_SETTINGS]; // flags that are parameters, if the model has them
    int32_t pending_count;
    double time;          // run until this simulated time; NaN: by steps
    bool may_replace_end; // --steps and --time were given before or in a scene
    int64_t every;        // steps between outputs; 0: at the end only
    const char *start;    // a volume that the run starts from
    bool is_pattern;      // it is a pattern that brought the model along
    const char *volume, *mesh, *image, *stats, *snapshot;
    const char *damaged; // the snapshot that was unreadable, so that .previous was read
    Cap cap;             // whether open borders of the mesh are closed; by format: yes for STL
    char slice_axis;     // of the image: 'x', 'y' or 'z'
    double slice_at;     // 0..1 along it
    Command command;
    const char *command_name;
    char *const *argv; // the command first
    int argc;
    bool unreadable; // why the line was refused: a file that it names cannot be read
    bool emit_c;     // C, not the program
    bool quiet, help, steps_given, model_given, size_given, boundary_given, dx_given;
    const char *location; // in a scene, of the option being read
    void *owned;          // texts that came from scene files
} RunOptions;

// Stores a parameter until the model is known; if given twice, the last one is used. False: too many parameters.
bool take_parameter(RunOptions *o, const char *name, const char *text);

// Copies part of a text; the copy lives as long as the options. NULL after an error message: no memory.
const char *copy_text(RunOptions *o, const char *text, size_t length);

void free_run_options(RunOptions *options);

#endif

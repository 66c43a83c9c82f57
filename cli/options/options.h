// What defines an engine: model, size, parameters, duration. Only parses; the library checks names and ranges.
#ifndef MORPHOGEN_CLI_OPTIONS_H
#define MORPHOGEN_CLI_OPTIONS_H

#include "morphogen/morphogen.h"
#include "terminal/exit_code.h"
#include "terminal/log.h"

#define MAX_SETTINGS 64
#define MAX_STEPS 2000000000

typedef struct Setting {
    char name[48];
    double value;
    const char *location; // see set_log_location; NULL: on the line
} Setting;

// Flags whose values only the library can refuse.
enum { AT_MODEL, AT_SIZE, AT_DX, AT_THREADS, AT_TILING, AT_SEEDING, AT_VIEW, LOCATED_COUNT };

typedef struct Options {
    MgConfig config;
    const char *seeding; // NULL: the model's first
    Setting settings[MAX_SETTINGS];
    int32_t setting_count;
    int64_t steps;
    double isovalue;  // NaN: the view's
    const char *view; // NULL: the model's first
    MgTiling tiling;  // all 0: what the engine chose
    bool json;
    const char *locations[LOCATED_COUNT]; // where in a scene those flags stand
    bool compile;                         // equations are compiled
    bool keeps_dt;                        // beyond the stability limit, which is a bound, a warning is enough
} Options;

// Creates the engine, applies settings and view, checks dt, and seeds unless config.unseeded is set. NULL after an
// error message, which names the place in the scene of the value that was refused, or after a caught signal.
MgEngine *engine_from(const Options *options);

// Steps and seedings end early once a signal was caught; done by engine_from.
void end_early_on_signals(MgEngine *engine);

MgStatus apply_tiling(const Options *options, MgEngine *engine);

void warn_of_small_cells(const MgEngine *engine); // warns if reactions of two molecules need larger cells
int last_step(const MgEngine *engine, double time, uint64_t *out); // the first step at this time or later
int check_finite(MgEngine *engine); // EXIT_FAILURE after naming a cell that is not finite
int print_failure(void);            // logs the library's error message; EXIT_FAILURE
int no_memory(const char *what);    // logs "no memory for ..."; EXIT_FAILURE

// "64", "40x52x33" / "feed=0.03,kill=0.06" / "periodic", "no_flux", "periodic,no_flux,periodic". False: malformed.
bool parse_size(const char *text, MgConfig *config);
bool parse_settings(const char *text, Options *options);
bool parse_boundary(const char *text, MgConfig *config);

bool is_text_path(const char *word); // NAME.pde or NAME.rxn

// Reads the text of equations or of a reaction network, kept until the program ends, and sets config->model to its
// kind. False after an error message.
bool read_model_text(const char *path, MgConfig *config);

#endif

// Which run, how large, how long: what becomes an engine. Names and ranges are the library's; this only reads words and
// numbers.
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
} Setting;

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
} Options;

// Creates the engine, applies settings and view, checks dt, and seeds unless config.unseeded says that somebody else
// fills the fields. NULL after printing what is wrong.
MgEngine *engine_from(const Options *options);

MgStatus apply_tiling(const Options *options, MgEngine *engine);

void warn_of_small_cells(const MgEngine *engine); // on stderr, where reactions of two molecules need larger ones
int last_step(const MgEngine *engine, double time, uint64_t *out); // the first one at this time or after it
int check_finite(MgEngine *engine); // on stderr, at which cell the state has broken; EXIT_SUCCESS where it has not
int print_failure(void);            // the library's sentence to stderr; EXIT_FAILURE
int no_memory(const char *what);    // the same of the machine's

// "64", "40x52x33" / "feed=0.03,kill=0.06" / "periodic", "no_flux", "periodic,no_flux,periodic". False: not of that
// form.
bool parse_size(const char *text, MgConfig *config);
bool parse_settings(const char *text, Options *options);
bool parse_boundary(const char *text, MgConfig *config);

// The text of a reaction network, kept until the program ends. False after saying that it cannot be read, or is no
// text.
bool read_network(const char *path, MgConfig *config);

#endif

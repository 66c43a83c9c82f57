#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- single values

static bool parse_whole(const char *text, int64_t min, int64_t max, int64_t *out) {
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    *out = value;
    return end != text && *end == 0 && errno == 0 && value >= min && value <= max;
}

static bool parse_seed(const char *text, uint64_t *out) {
    char *end;
    errno = 0;
    *out = strtoull(text, &end, 0);
    return end != text && *end == 0 && errno == 0 && text[0] != '-';
}

static bool parse_real(const char *text, double *out) {
    char *end;
    *out = strtod(text, &end);
    return end != text && *end == 0 && isfinite(*out);
}

bool parse_size(const char *text, MgConfig *config) {
    int32_t *const extents[3] = { &config->nx, &config->ny, &config->nz };
    int32_t count = 0;
    for (const char *at = text; count < 3; at++) {
        char *end;
        long value = strtol(at, &end, 10);
        if (end == at || *at == '-' || *at == '+' || *at == ' ' || value < 0 || value > INT32_MAX) return false;
        *extents[count++] = (int32_t)value;
        at = end;
        if (*at == 0) break;
        if (*at != 'x') return false;
    }
    if (count == 1) config->ny = config->nz = config->nx;
    return count != 2 && strspn(text, "0123456789x") == strlen(text) && text[strlen(text) - 1] != 'x';
}

static bool word_is(const char *word, size_t length, const char *expected) {
    return strlen(expected) == length && memcmp(word, expected, length) == 0;
}

bool parse_boundary(const char *text, MgConfig *config) {
    int32_t axis = 0;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        bool periodic = word_is(at, length, "periodic");
        if (axis == 3 || (!periodic && !word_is(at, length, "no_flux"))) return false;
        config->boundary[axis++] = periodic ? MG_PERIODIC : MG_NO_FLUX;
        at += length;
        if (*at == 0) break;
    }
    if (axis == 1) config->boundary[1] = config->boundary[2] = config->boundary[0];
    return axis != 2;
}

static bool parse_setting(const char *text, size_t length, Setting *out) {
    const char *equals = memchr(text, '=', length);
    char number[64];
    if (equals == NULL || equals == text) return false;
    size_t name_length = (size_t)(equals - text), number_length = length - name_length - 1;
    if (name_length >= sizeof out->name || number_length >= sizeof number) return false;
    memcpy(out->name, text, name_length);
    out->name[name_length] = 0;
    memcpy(number, equals + 1, number_length);
    number[number_length] = 0;
    return parse_real(number, &out->value);
}

bool parse_settings(const char *text, Options *options) {
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ", ");
        if (options->setting_count == MOST_SETTINGS) return false;
        if (!parse_setting(at, length, &options->settings[options->setting_count])) return false;
        options->setting_count++;
        at += length;
        if (*at == 0) return true;
    }
}

bool read_network(const char *path, MgConfig *config) {
    static char text[65536 + 2];             // one byte more than the library reads, so that too long a text is refused
    FILE *file = fopen(path, "rb");
    if (file == NULL) return false;
    size_t length = fread(text, 1, sizeof text - 1, file);
    bool whole = !ferror(file) && memchr(text, 0, length) == NULL;
    fclose(file);
    text[length] = 0;
    config->network = text;
    config->model = "network";
    return whole;
}

// ---- the command line

enum { MODEL = 256, SIZE, BOUNDARY, DX, SEED, SEEDING, THREADS, STEPS, SET, ISO, VIEW, OUT, MEMORY, JSON, NETWORK };

static const struct option long_options[] = {
    { "model", required_argument, NULL, MODEL },       { "size", required_argument, NULL, SIZE },
    { "boundary", required_argument, NULL, BOUNDARY }, { "dx", required_argument, NULL, DX },
    { "seed", required_argument, NULL, SEED },         { "seeding", required_argument, NULL, SEEDING },
    { "threads", required_argument, NULL, THREADS },   { "steps", required_argument, NULL, STEPS },
    { "set", required_argument, NULL, SET },           { "iso", required_argument, NULL, ISO },
    { "view", required_argument, NULL, VIEW },         { "out", required_argument, NULL, OUT },
    { "memory-mb", required_argument, NULL, MEMORY },  { "json", no_argument, NULL, JSON },
    { "network", required_argument, NULL, NETWORK },
    { NULL, 0, NULL, 0 },
};

static const char *expected_form(int option) {
    switch (option) {
    case SIZE: return "--size wants 64 or 40x52x33";
    case BOUNDARY: return "--boundary wants periodic, no_flux, or one of them per axis: periodic,no_flux,periodic";
    case DX: return "--dx wants a number, the edge of a cell";
    case SEED: return "--seed wants a whole number, 0 or more";
    case THREADS: return "--threads wants a whole number, 0 for all (at most 8) or 1..64";
    case STEPS: return "--steps wants a whole number, 0..2000000000";
    case SET: return "--set wants name=number, several with commas between";
    case ISO: return "--iso wants a number, in the view's units";
    case NETWORK: return "--network wants a file that can be read, of at most 64 KB";
    case MEMORY: return "--memory-mb wants a whole number, 1 or more";
    default: return "not understood";
    }
}

static bool read_option(int option, const char *text, Options *o) {
    int64_t whole = 0;
    switch (option) {
    case MODEL: o->config.model = text; return true;
    case SEEDING: o->seeding = text; return true;
    case VIEW: o->view = text; return true;
    case OUT: o->out = text; return true;
    case JSON: o->json = true; return true;
    case SIZE: return parse_size(text, &o->config);
    case BOUNDARY: return parse_boundary(text, &o->config);
    case DX: return parse_real(text, &o->config.dx);
    case SEED: return parse_seed(text, &o->config.seed);
    case SET: return parse_settings(text, o);
    case ISO: return parse_real(text, &o->isovalue);
    case NETWORK: return read_network(text, &o->config);
    case STEPS: return parse_whole(text, 0, 2000000000, &o->steps);
    case THREADS:
        if (!parse_whole(text, 0, INT32_MAX, &whole)) return false;
        o->config.threads = (int32_t)whole;
        return true;
    case MEMORY:
        if (!parse_whole(text, 1, INT32_MAX, &whole)) return false;
        o->config.memory_budget_bytes = (uint64_t)whole * 1000000;
        return true;
    default: return false;
    }
}

int read_options(int argc, char **argv, Options *out) {
    *out = (Options){ .config = mg_config_default(), .isovalue = NAN };
    opterr = 0;
    for (;;) {
        int option = getopt_long(argc, argv, "", long_options, NULL);
        if (option == -1) break;
        if (option == '?' || option == ':') {
            fprintf(stderr, "morphogen: %s is no option or lacks its value; morphogen help lists them\n", argv[optind - 1]);
            return EXIT_USAGE;
        }
        if (read_option(option, optarg, out)) continue;
        fprintf(stderr, "morphogen: '%s' is not understood; %s\n", optarg, expected_form(option));
        return EXIT_USAGE;
    }
    if (optind == argc) return EXIT_FINE;
    fprintf(stderr, "morphogen: '%s' is one word too many; options begin with --\n", argv[optind]);
    return EXIT_USAGE;
}

// ---- the engine

int print_failure(void) {
    fprintf(stderr, "morphogen: %s\n", mg_error_message());
    return EXIT_FAILED;
}

void warn_of_small_cells(const MgEngine *engine) {
    if (mg_engine_check_voxel(engine, NULL) == MG_UNSTABLE) fprintf(stderr, "morphogen: warning: %s\n", mg_error_message());
}

static MgStatus apply(const Options *o, MgEngine *engine) {
    MgStatus status = MG_OK;
    for (int32_t i = 0; i < o->setting_count && status == MG_OK; i++)
        status = mg_engine_set(engine, o->settings[i].name, o->settings[i].value);
    if (status == MG_OK && o->view != NULL) status = mg_engine_set_view(engine, o->view);
    if (status == MG_OK) status = mg_engine_check_dt(engine, NULL);
    // Settings may belong to the seeding, so it is done again even where it is the first one.
    if (status == MG_OK) status = mg_engine_seed(engine, o->seeding, o->config.seed);
    return status;
}

MgEngine *engine_from(const Options *o) {
    MgEngine *engine = NULL;
    if (mg_engine_create(&o->config, &engine) == MG_OK && apply(o, engine) == MG_OK) {
        warn_of_small_cells(engine);
        return engine;
    }
    print_failure();
    mg_engine_destroy(engine);
    return NULL;
}

#include "options/options.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal/json_memory.h"
#include "terminal/signals.h"

// ---- single values

static bool parse_real(const char *text, double *out) {
    char *end;
    *out = strtod(text, &end);
    return end != text && *end == 0 && isfinite(*out);
}

// Length of the separator between two extents: x, X, * or the multiplication sign with spaces around it, or spaces
// alone.
static size_t size_separator(const char *at) {
    const size_t before = strspn(at, " ");
    const char *sign = at + before;
    const size_t bytes = *sign != 0 && strchr("xX*", *sign) != NULL ? 1 : strncmp(sign, "\xc3\x97", 2) == 0 ? 2 : 0;
    return before + bytes + (bytes > 0 ? strspn(sign + bytes, " ") : 0);
}

bool parse_size(const char *text, MgConfig *config) {
    int32_t extents[3], count = 0;
    for (const char *at = text; count < 3; at += size_separator(at)) {
        char *end;
        const long value = *at >= '0' && *at <= '9' ? strtol(at, &end, 10) : -1;
        if (value < 0 || value > INT32_MAX) return false;
        extents[count++] = (int32_t)value;
        at = end;
        if (*at == 0) break;
        if (count == 3 || size_separator(at) == 0) return false;
    }
    if (count == 2) return false;
    config->nx = extents[0], config->ny = extents[count - 1 > 0 ? 1 : 0], config->nz = extents[count - 1];
    return true;
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
        if (options->setting_count == MAX_SETTINGS) return false;
        if (!parse_setting(at, length, &options->settings[options->setting_count])) return false;
        options->setting_count++;
        at += length;
        if (*at == 0) return true;
    }
}

bool is_text_path(const char *word) {
    const char *suffix = strrchr(word, '.');
    return suffix != NULL && (strcmp(suffix, ".pde") == 0 || strcmp(suffix, ".rxn") == 0);
}

// The beginning of its description tells which kind of model a text is; one that is refused is refused again later.
static const char *model_id_of(const char *text) {
    char beginning[512];
    bool good = mg_describe_text(text, beginning, sizeof beginning, NULL) == MG_OK;
    return good && strstr(beginning, "\"models\":[{\"id\":\"equations\"") != NULL ? "equations" : "network";
}

// NULL: it is UTF-8. jansson tells; where memory is refused the text is read as it is.
static const char *encoding_fault(const char *text, size_t length) {
    if (memchr(text, 0, length) != NULL) return "it is no text in UTF-8: bytes of 0, as in UTF-16";
    json_t *known = json_stringn(text, length);
    const bool is_utf8 = known != NULL || json_ran_out();
    json_decref(known);
    return is_utf8 ? NULL : "this is not UTF-8; save the text as UTF-8";
}

bool read_model_text(const char *path, MgConfig *config) {
    static char
        text[MG_LARGEST_TEXT_BYTES + 2]; // one byte more than the library reads, so that too long a text is refused
    FILE *file = fopen(path, "rb");
    size_t length = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
    const bool read = file != NULL && !ferror(file);
    const char *encoding = read ? encoding_fault(text, length) : NULL;
    if (!read || encoding != NULL) log_error("cannot read the text %s: %s", path, !read ? strerror(errno) : encoding);
    if (file != NULL) fclose(file);
    text[length] = 0;
    config->text = text;
    config->model = model_id_of(text);
    return read && encoding == NULL;
}

// ---- the engine

#define MAX_REFUSAL_BYTES 2048
#define CHECKED(call)                                                                                                  \
    do {                                                                                                               \
        const MgStatus checked = (call);                                                                               \
        if (checked != MG_OK) return checked;                                                                          \
    } while (0)

int print_failure(void) {
    log_error("%s", mg_error_message());
    return EXIT_FAILURE;
}

int no_memory(const char *what) {
    log_error("no memory for %s", what);
    return EXIT_FAILURE;
}

void warn_of_small_cells(const MgEngine *engine) {
    if (mg_engine_check_voxel(engine, NULL) == MG_UNSTABLE) log_warning("%s", mg_error_message());
}

int last_step(const MgEngine *engine, double time, uint64_t *out) {
    double dt = 0, now = mg_engine_time(engine);
    if (mg_engine_get(engine, "dt", &dt) != MG_OK) return print_failure();
    double left = ceil((time - now) / dt - 1e-9); // 10 / 0.1 is 100 steps, not 101
    *out = left > 0 && left <= MAX_STEPS ? mg_engine_steps(engine) + (uint64_t)left : mg_engine_steps(engine);
    if (left > MAX_STEPS) log_error("--time %g is %.0f steps of dt = %g, more than %d", time, left, dt, MAX_STEPS);
    else if (left < 0) log_error("the run is at time %g already; --time %g is before that", now, time);
    return left >= 0 && left <= MAX_STEPS ? EXIT_SUCCESS : EXIT_FAILURE;
}

// Half of what was too large, in two digits.
static double smaller_dt(const MgEngine *engine) {
    double dt = 0, limit = 0;
    char digits[32];
    (void)mg_engine_get(engine, "dt", &dt);
    (void)mg_engine_check_dt(engine, &limit);
    snprintf(digits, sizeof digits, "%.1e", 0.5 * fmin(dt, limit));
    return strtod(digits, NULL);
}

int check_finite(MgEngine *engine) {
    MgBadCell bad;
    if (!mg_engine_find_bad_cell(engine, &bad)) return EXIT_SUCCESS;
    if (bad.reaction > 0) {
        log_error("by step %" PRIu64
                  " reaction %d would fire more often in cell (%d, %d, %d) than a step can take; take dt = %g "
                  "or lower rates",
                  bad.step, bad.reaction, bad.x, bad.y, bad.z, smaller_dt(engine));
        return EXIT_FAILURE;
    }
    log_error("by step %" PRIu64
              " field %s is no finite number, or too large, at cell (%d, %d, %d); take dt = %g or milder "
              "parameters",
              bad.step, bad.field, bad.x, bad.y, bad.z, smaller_dt(engine));
    return EXIT_FAILURE;
}

MgStatus apply_tiling(const Options *o, MgEngine *engine) {
    bool is_set = o->tiling.steps != 0 || o->tiling.rows != 0 || o->tiling.planes != 0;
    return is_set ? mg_engine_set_tiling(engine, &o->tiling) : MG_OK;
}

static const char *location_of_setting(const Options *o, const char *name) {
    const char *location = NULL;
    for (int32_t i = 0; i < o->setting_count; i++)
        if (strcmp(o->settings[i].name, name) == 0) location = o->settings[i].location; // the last one is used
    return location;
}

// All checks come before the seeding, which takes longest. Where one fails, *location is that of what it refused.
static MgStatus apply(const Options *o, MgEngine *engine, const char **location) {
    *location = o->locations[AT_TILING];
    CHECKED(apply_tiling(o, engine));
    for (int32_t i = 0; i < o->setting_count; i++) {
        *location = o->settings[i].location;
        CHECKED(mg_engine_set(engine, o->settings[i].name, o->settings[i].value));
    }
    *location = o->locations[AT_VIEW];
    if (o->view != NULL) CHECKED(mg_engine_set_view(engine, o->view));
    *location = location_of_setting(o, "dt");
    const MgStatus stability = mg_engine_check_dt(engine, NULL);
    if (stability == MG_UNSTABLE && o->keeps_dt) log_warning("%s", mg_error_message());
    else CHECKED(stability);
    *location = NULL;
    return o->config.unseeded ? MG_OK : mg_engine_seed(engine, NULL, o->config.seed);
}

// The flag that is refused alone, too, beside defaults.
static const char *location_in_config(const MgConfig *config, const char *const locations[LOCATED_COUNT]) {
    MgConfig size = mg_config_default(), dx = size, threads = size;
    uint64_t bytes;
    size.nx = config->nx, size.ny = config->ny, size.nz = config->nz;
    dx.dx = config->dx, threads.threads = config->threads;
    if (mg_config_bytes(&size, &bytes) != MG_OK) return locations[AT_SIZE];
    if (mg_config_bytes(&dx, &bytes) != MG_OK) return locations[AT_DX];
    if (mg_config_bytes(&threads, &bytes) != MG_OK) return locations[AT_THREADS];
    return mg_config_bytes(config, &bytes) != MG_OK ? locations[AT_MODEL] : locations[AT_SEEDING];
}

static bool is_to_stop(void *context) {
    (void)context;
    return caught_signal() != 0;
}

void end_early_on_signals(MgEngine *engine) { mg_engine_set_cancel(engine, is_to_stop, NULL); }

MgEngine *engine_from(const Options *o) {
    MgEngine *engine = NULL;
    MgConfig config = o->config;
    const char *location = NULL;
    config.seeding = o->seeding, config.unseeded = true;
    MgStatus status = mg_engine_create(&config, &engine);
    if (status == MG_OK) end_early_on_signals(engine);
    if (status == MG_OK && apply(o, engine, &location) == MG_OK) {
        warn_of_small_cells(engine);
        return engine;
    }
    if (caught_signal() != 0) { // which is no refusal
        mg_engine_destroy(engine);
        return NULL;
    }
    char why[MAX_REFUSAL_BYTES];
    snprintf(why, sizeof why, "%s", mg_error_message());
    if (status == MG_INVALID_ARGUMENT || status == MG_UNKNOWN_NAME)
        location = location_in_config(&config, o->locations);
    set_log_location(location);
    log_error("%s", why);
    set_log_location(NULL);
    mg_engine_destroy(engine);
    return NULL;
}

#include "options/flags.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "files/files.h"

// ---- what each does

static bool take_whole(const char *text, int64_t min, int64_t max, int64_t *out) {
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end != 0 || errno != 0 || value < min || value > max) return false;
    *out = value;
    return true;
}

static bool take_real(const char *text, double *out) {
    char *end;
    *out = strtod(text, &end);
    return end != text && *end == 0 && isfinite(*out); // 1e999 is infinite
}

static bool take_model(RunOptions *o, const char *text) {
    o->base.config.model = text;
    return o->model_given = true;
}
static bool take_text(RunOptions *o, const char *text) {
    o->unreadable = !read_model_text(text, &o->base.config);
    return o->model_given = !o->unreadable;
}
static bool take_size(RunOptions *o, const char *text) { return o->size_given = parse_size(text, &o->base.config); }
static bool take_boundary(RunOptions *o, const char *text) {
    return o->boundary_given = parse_boundary(text, &o->base.config);
}
static bool take_dx(RunOptions *o, const char *text) { return o->dx_given = take_real(text, &o->base.config.dx); }
static bool take_seeding(RunOptions *o, const char *text) { return (o->base.seeding = text) != NULL; }
static bool take_start(RunOptions *o, const char *text) { return (o->start = text) != NULL; }
static bool take_view(RunOptions *o, const char *text) { return (o->base.view = text) != NULL; }
// Each entry as if it were a flag of its own.
static bool take_set(RunOptions *o, const char *text) {
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ","), name_length = strcspn(at, "=,");
        if (name_length == 0 || name_length + 1 >= length) return false;
        const char *name = copy_text(o, at, name_length),
                   *value = copy_text(o, at + name_length + 1, length - name_length - 1);
        if (name == NULL || value == NULL || !take_parameter(o, name, value)) return false;
        at += length;
        if (*at == 0) return true;
    }
}
static bool take_iso(RunOptions *o, const char *text) { return take_real(text, &o->base.isovalue); }
static bool take_time(RunOptions *o, const char *text) {
    if (o->may_replace_end) o->steps_given = o->may_replace_end = false;
    return take_real(text, &o->time) && o->time >= 0;
}
static bool take_every(RunOptions *o, const char *text) { return take_whole(text, 1, MAX_STEPS, &o->every); }
static bool take_json(RunOptions *o, const char *text) {
    (void)text;
    if (o->command & PRINTS_EVENTS) enable_json_events(); // for scene files; main has checked the command line
    return o->base.json = true;
}
static bool take_quiet(RunOptions *o, const char *text) {
    (void)text;
    return o->quiet = true;
}
static bool take_compile(RunOptions *o, const char *text) {
    (void)text;
    return o->base.compile = true;
}
static bool take_emit_c(RunOptions *o, const char *text) {
    (void)text;
    return o->emit_c = true;
}
static bool take_help(RunOptions *o, const char *text) {
    (void)text;
    return o->help = true;
}
static bool take_stats(RunOptions *o, const char *text) { return (o->stats = text) != NULL; }
static bool take_snapshot(RunOptions *o, const char *text) { return (o->snapshot = text) != NULL; }
static bool take_volume(RunOptions *o, const char *text) { return (o->volume = text) != NULL; }
static bool take_mesh(RunOptions *o, const char *text) { return (o->mesh = text) != NULL; }
static bool take_image(RunOptions *o, const char *text) { return (o->image = text) != NULL; }

// "12", "012", "0x1f"; and for a sweep "1,2,3" or "1:10:10", one run each.
static bool take_seed(RunOptions *o, const char *text) {
    const bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    char *end;
    if (o->command == SWEEP && strpbrk(text, ",:") != NULL) return take_parameter(o, "seed", text);
    errno = 0;
    o->base.config.seed = strtoull(text, &end, hex ? 16 : 10);
    return isdigit((unsigned char)text[0]) && end != text && *end == 0 && errno == 0;
}

static bool take_steps(RunOptions *o, const char *text) {
    if (o->may_replace_end) o->time = NAN, o->may_replace_end = false;
    o->steps_given = true;
    return take_whole(text, 0, MAX_STEPS, &o->base.steps);
}

static bool take_threads(RunOptions *o, const char *text) {
    int64_t value;
    if (!take_whole(text, 0, INT32_MAX, &value)) return false; // the library names its range
    o->base.config.threads = (int32_t)value;
    return true;
}

// "4", "4,32" or "4,32,64"; 0 leaves one to the engine.
static bool take_tiling(RunOptions *o, const char *text) {
    int32_t *const parts[3] = { &o->base.tiling.steps, &o->base.tiling.rows, &o->base.tiling.planes };
    for (int32_t i = 0; i < 3; i++) {
        char *end;
        long value = strtol(text, &end, 10);
        if (end == text || value < 0 || value > MG_LARGEST_EXTENT) return false;
        *parts[i] = (int32_t)value;
        if (*end == 0) return true;
        if (*end != ',') return false;
        text = end + 1;
    }
    return false;
}

static bool take_memory(RunOptions *o, const char *text) {
    int64_t value;
    if (!take_whole(text, 1, INT32_MAX, &value)) return false;
    o->base.config.memory_budget_bytes = (uint64_t)value * MEGABYTE;
    mg_set_memory_limit(o->base.config.memory_budget_bytes);
    return true;
}

static bool take_slice(RunOptions *o, const char *text) {
    if (text[0] < 'x' || text[0] > 'z') return false;
    o->slice_axis = text[0], o->slice_at = 0.5;
    if (text[1] == 0) return true;
    return text[1] == '=' && take_real(text + 2, &o->slice_at) && o->slice_at >= 0 && o->slice_at <= 1;
}

static bool take_cap(RunOptions *o, const char *text) {
    o->cap = strcmp(text, "yes") == 0 ? CAP_YES : strcmp(text, "no") == 0 ? CAP_NO : CAP_BY_FORMAT;
    return o->cap != CAP_BY_FORMAT;
}

// ---- the table

static const Flag flags[] = {
    { RUN | SWEEP, "scene", "FILE.json", ":.json",
      "flags and parameters from a file; what stands behind it on the line wins",
      NULL }, // consists of flags itself: command_line.c calls read_scene
    { MAKES_A_RUN, "model", "ID", MODELS, "instead of naming it first", take_model },
    { MAKES_A_RUN | DESCRIBE, "network", "FILE", ":",
      "a reaction network of your own instead of a model; text of at most 64 KB", take_text },
    { MAKES_A_RUN | DESCRIBE | MODEL, "equations", "FILE", ":.pde",
      "equations of your own instead of a model; morphogen run NAME.pde does the same", take_text },
    { MAKES_A_RUN | RESUME, "compile", NULL, NULL,
      "equations run as machine code made by cc, or by the compiler that MORPHOGEN_CC names: faster, the same bits",
      take_compile },
    { MODEL, "emit-c", NULL, NULL, "C source of the stages, not the program", take_emit_c },
    { MAKES_A_RUN, "size", "N | XxYxZ", NULL, "cells, 8..4096 a side (128)", take_size },
    { MAKES_A_RUN, "boundary", "B", "periodic no_flux",
      "periodic, no_flux, or one per axis with commas between (periodic)", take_boundary },
    { MAKES_A_RUN, "dx", "LENGTH", NULL, "edge of a cell (1)", take_dx },
    { MAKES_A_RUN, "seed", "N", NULL,
      "which draw of the random numbers (1337); a sweep takes several, as it does of parameters", take_seed },
    { MAKES_A_RUN, "seeding", "ID", SEEDINGS, "what a run begins with (the model's first)", take_seeding },
    { RUN, "start", "FILE", ":.npy .vti .nrrd .nhdr .json",
      "begin with a volume: .npy .vti .nrrd .nhdr, or .json beside raw values; "
      "its size and dx unless you give others",
      take_start },
    { TAKES_PARAMETERS, "view", "ID", VIEWS, "which scalar is shown, meshed and sliced (the model's first)",
      take_view },
    { TAKES_PARAMETERS, "set", "NAME=VALUE,...", NULL, "parameters, as their flags do", take_set },
    { TAKES_PARAMETERS | VALIDATE, "threads", "N", NULL, "1..64, or 0 for all, at most 16 (0)", take_threads },
    { MAKES_A_RUN | RESUME, "tiling", "STEPS[,ROWS,PLANES]", NULL,
      "how many steps are fused over which tiles: only speed depends on it "
      "(chosen for this machine)",
      take_tiling },
    { TAKES_PARAMETERS | INFO, "memory-mb", "N", NULL, "refuse what needs more than this (four fifths of the machine)",
      take_memory },
    { MAKES_A_RUN | RESUME, "steps", "N", NULL, "until this step, counted from the seeding; for bench, steps a round",
      take_steps },
    { RUN | RESUME | SWEEP, "time", "T", NULL, "or until this simulated time", take_time },
    { RUN | RESUME, "every", "N", NULL,
      "write outputs every N steps too, numbered; snapshots keep two generations instead", take_every },
    { RUN | RESUME | CONVERT, "volume", "FILE", ".vti .vtkhdf .npy .nrrd",
      "all fields: .vti or .vtkhdf (ParaView), .npy (NumPy), .nrrd "
      "(Slicer)",
      take_volume },
    { RUN | RESUME | CONVERT, "mesh", "FILE", ".ply .stl .glb", "the surface at --iso: .ply, .stl or .glb", take_mesh },
    { MESH, "out", "FILE", ".ply .stl .glb", "where to write: .ply, .stl or .glb", take_mesh },
    { RUN | RESUME | CONVERT | MESH, "iso", "NUMBER", NULL, "isovalue of the surface (the view's own)", take_iso },
    { RUN | RESUME | CONVERT | MESH, "cap", "yes | no", "yes no",
      "close the surface at walls and at the box, so that it is a solid (yes "
      "for .stl, else no)",
      take_cap },
    { RUN | RESUME | CONVERT | SWEEP, "image", "FILE.png", ".png", "a slice of the view; of a sweep, a sheet of them",
      take_image },
    { RUN | RESUME | CONVERT | SWEEP, "slice", "x|y|z[=0..1]", "x y z", "across which axis, and where along it (z=0.5)",
      take_slice },
    { RUN | RESUME | SWEEP, "stats", "FILE.csv", ".csv",
      "least, mean and largest value of every field, a row every --every steps; of a "
      "sweep, a row a run",
      take_stats },
    { RUN | RESUME | CONVERT, "snapshot", "FILE.mgs", ".mgs",
      "everything to go on from, with: morphogen resume FILE.mgs", take_snapshot },
    { ~(PLAIN | MODEL), "json", NULL, NULL, "for other programs: progress and results as JSON", take_json },
    { RUN | RESUME | SWEEP, "quiet", NULL, NULL, "no progress bar", take_quiet },
    { ~0, "help", NULL, NULL, "this", take_help },
};
#define FLAG_COUNT ((int)(sizeof flags / sizeof flags[0]))

const Flag *find_flag(const char *name, size_t length) {
    for (int i = 0; i < FLAG_COUNT; i++)
        if (strlen(flags[i].name) == length && memcmp(flags[i].name, name, length) == 0) return &flags[i];
    return NULL;
}

void for_each_flag(int commands, VisitFlag visit, void *context) {
    for (int i = 0; i < FLAG_COUNT; i++)
        if (flags[i].commands & commands) visit(context, &flags[i]);
}

void suggest_flags(Command command, bool quoted, Suggestion *suggestion) {
    for (int i = 0; i < FLAG_COUNT; i++) {
        char shown[SUGGESTION_BYTES];
        snprintf(shown, sizeof shown, quoted ? "\"%s\"" : "--%s", flags[i].name);
        if (flags[i].commands & command) suggest_name(suggestion, flags[i].name, shown);
    }
}

// ---- taking one

// One of ".ply .stl .glb".
static bool ends_with_one(const char *path, const char *endings) {
    char ending[16];
    int used;
    for (; sscanf(endings, "%15s%n", ending, &used) == 1; endings += used)
        if (ends_with(path, ending)) return true;
    return false;
}

static void keep_location(RunOptions *o, const char *flag) {
    static const struct {
        const char *flag;
        int at;
    } located[] = { { "model", AT_MODEL },   { "network", AT_MODEL },   { "equations", AT_MODEL },
                    { "size", AT_SIZE },     { "dx", AT_DX },           { "threads", AT_THREADS },
                    { "tiling", AT_TILING }, { "seeding", AT_SEEDING }, { "view", AT_VIEW } };
    for (size_t i = 0; i < sizeof located / sizeof located[0]; i++)
        if (strcmp(located[i].flag, flag) == 0) o->base.locations[located[i].at] = o->location;
}

bool take_flag(RunOptions *o, const Flag *flag, const char *text) {
    keep_location(o, flag->name);
    const bool named = flag->values == NULL || flag->values[0] != '.' || ends_with_one(text, flag->values);
    if (named && flag->take(o, text)) return true;
    if (flag->take != take_text) // which has logged its own error
        log_error("--%s wants %s, not '%s': %s", flag->name, flag->argument != NULL ? flag->argument : "no value", text,
                  flag->doc);
    return false;
}

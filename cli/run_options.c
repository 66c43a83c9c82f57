#include "run_options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "json_memory.h"

// ---- the flags: one row each, for reading and for the help

typedef struct Flag {
    int commands;                        // whom it is for
    const char *name, *argument, *doc;   // argument NULL: a flag without one
    bool (*take)(RunOptions *o, const char *text);
} Flag;

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
    return end != text && *end == 0 && isfinite(*out);
}

// One of ".ply .stl .glb".
static bool ends_with_one(const char *path, const char *endings) {
    char ending[16];
    int used;
    for (; sscanf(endings, "%15s%n", ending, &used) == 1; endings += used)
        if (ends_with(path, ending)) return true;
    return false;
}

static bool take_model(RunOptions *o, const char *text) {
    o->base.config.model = text;
    return o->model_given = true;
}
static bool take_network(RunOptions *o, const char *text) {
    return o->model_given = read_network(text, &o->base.config);
}
static bool take_size(RunOptions *o, const char *text) { return o->size_given = parse_size(text, &o->base.config); }
static bool take_boundary(RunOptions *o, const char *text) {
    return o->boundary_given = parse_boundary(text, &o->base.config);
}
static bool take_dx(RunOptions *o, const char *text) { return o->dx_given = take_real(text, &o->base.config.dx); }
static bool take_seeding(RunOptions *o, const char *text) { return (o->base.seeding = text) != NULL; }
static bool take_start(RunOptions *o, const char *text) { return (o->start = text) != NULL; }
static bool take_view(RunOptions *o, const char *text) { return (o->base.view = text) != NULL; }
static bool take_set(RunOptions *o, const char *text) { return parse_settings(text, &o->base); }
static bool take_iso(RunOptions *o, const char *text) { return take_real(text, &o->base.isovalue); }
static bool take_time(RunOptions *o, const char *text) { return take_real(text, &o->time) && o->time >= 0; }
static bool take_every(RunOptions *o, const char *text) { return take_whole(text, 1, 2000000000, &o->every); }
static bool take_json(RunOptions *o, const char *text) { (void)text; return o->base.json = true; }
static bool take_quiet(RunOptions *o, const char *text) { (void)text; return o->quiet = true; }
static bool take_help(RunOptions *o, const char *text) { (void)text; return o->help = true; }
static bool take_stats(RunOptions *o, const char *text) { o->stats = text; return ends_with_one(text, ".csv"); }
static bool take_snapshot(RunOptions *o, const char *text) { o->snapshot = text; return ends_with_one(text, ".mgs"); }
static bool take_volume(RunOptions *o, const char *text) {
    o->volume = text;
    return ends_with_one(text, ".vti .vtkhdf .npy .nrrd");
}
static bool take_mesh(RunOptions *o, const char *text) { o->mesh = text; return ends_with_one(text, ".ply .stl .glb"); }
static bool take_image(RunOptions *o, const char *text) { o->image = text; return ends_with_one(text, ".png"); }

static bool take_seed(RunOptions *o, const char *text) {
    char *end;
    errno = 0;
    o->base.config.seed = strtoull(text, &end, 0);
    return end != text && *end == 0 && errno == 0 && text[0] != '-';
}

static bool take_steps(RunOptions *o, const char *text) {
    o->steps_given = true;
    return take_whole(text, 0, 2000000000, &o->base.steps);
}

static bool take_threads(RunOptions *o, const char *text) {
    int64_t value;
    if (!take_whole(text, 0, INT32_MAX, &value)) return false;       // the library names its range
    o->base.config.threads = (int32_t)value;
    return true;
}

static bool take_memory(RunOptions *o, const char *text) {
    int64_t value;
    if (!take_whole(text, 1, INT32_MAX, &value)) return false;
    o->base.config.memory_budget_bytes = (uint64_t)value * 1000000;
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

static bool take_scene(RunOptions *o, const char *text);

static const Flag flags[] = {
    { RUN | SWEEP, "scene", "FILE.json", "flags and parameters from a file; what stands behind it on the line wins", take_scene },
    { MAKES_A_RUN, "model", "ID", "instead of naming it first", take_model },
    { MAKES_A_RUN | DESCRIBE, "network", "FILE", "a reaction network of your own instead of a model; text of at most 64 KB",
      take_network },
    { MAKES_A_RUN, "size", "N | XxYxZ", "cells, 8..4096 a side (128)", take_size },
    { MAKES_A_RUN, "boundary", "B", "periodic, no_flux, or one per axis with commas between (periodic)", take_boundary },
    { MAKES_A_RUN, "dx", "LENGTH", "edge of a cell (1)", take_dx },
    { MAKES_A_RUN, "seed", "N", "which draw of the seeding's random numbers (1337)", take_seed },
    { MAKES_A_RUN, "seeding", "ID", "the model's first", take_seeding },
    { RUN, "start", "FILE", "from a volume: .npy .vti .nrrd, or .json beside raw values; its size and dx unless you give others",
      take_start },
    { TAKES_PARAMETERS, "view", "ID", "which scalar is shown, meshed and sliced; the model's first", take_view },
    { TAKES_PARAMETERS, "set", "NAME=NUMBER,...", "parameters, as their flags do", take_set },
    { TAKES_PARAMETERS | VALIDATE, "threads", "N", "1..64, or 0 for all, at most 8 (0)", take_threads },
    { TAKES_PARAMETERS, "memory-mb", "N", "refuse what needs more than this (four fifths of the machine)", take_memory },
    { MAKES_A_RUN | RESUME, "steps", "N", "until this step, counted from the seeding; for bench, steps a round", take_steps },
    { RUN | RESUME, "time", "T", "or until this simulated time", take_time },
    { RUN | RESUME, "every", "N", "write outputs every N steps too, numbered; snapshots keep two generations instead", take_every },
    { RUN | RESUME | CONVERT, "volume", "FILE", "all fields: .vti or .vtkhdf (ParaView), .npy (NumPy), .nrrd (Slicer)", take_volume },
    { RUN | RESUME | CONVERT, "mesh", "FILE", ".ply, .stl or .glb: the surface at --iso", take_mesh },
    { MESH, "out", "FILE", ".ply, .stl or .glb: where to write", take_mesh },
    { RUN | RESUME | CONVERT | MESH, "iso", "NUMBER", "isovalue, the view's own", take_iso },
    { RUN | RESUME | CONVERT | MESH, "cap", "yes | no", "close the surface at walls and at the box, so that it is a solid (yes for "
      ".stl, else no)", take_cap },
    { RUN | RESUME | CONVERT | SWEEP, "image", "FILE.png", "a slice of the view", take_image },
    { RUN | RESUME | CONVERT | SWEEP, "slice", "x|y|z[=0..1]", "which one (z=0.5)", take_slice },
    { RUN | RESUME | SWEEP, "stats", "FILE.csv", "least, mean and largest value of every field, a row every --every steps", take_stats },
    { RUN | RESUME | CONVERT, "snapshot", "FILE.mgs", "to go on from with: morphogen resume FILE.mgs", take_snapshot },
    { RUN | RESUME | CONVERT | SWEEP | INFO | BENCH | VALIDATE, "json", NULL, "for other programs: progress and results as JSON",
      take_json },
    { RUN | RESUME | SWEEP, "quiet", NULL, "no progress bar", take_quiet },
    { ~0, "help", NULL, "this", take_help },
};
#define FLAG_COUNT ((int)(sizeof flags / sizeof flags[0]))

static const Flag *find_flag(const char *name, size_t length) {
    for (int i = 0; i < FLAG_COUNT; i++)
        if (strlen(flags[i].name) == length && memcmp(flags[i].name, name, length) == 0) return &flags[i];
    return NULL;
}

void print_flags(Command command, FILE *out) {
    for (int i = 0; i < FLAG_COUNT; i++) {
        char flag[64];
        if (!(flags[i].commands & command)) continue;
        snprintf(flag, sizeof flag, "--%s %s", flags[i].name, flags[i].argument != NULL ? flags[i].argument : "");
        fprintf(out, "  %-24s %s\n", flag, flags[i].doc);
    }
}

void for_each_flag(int commands, VisitFlag visit) {
    for (int i = 0; i < FLAG_COUNT; i++)
        if (flags[i].commands & commands) visit(flags[i].commands, flags[i].name, flags[i].argument, flags[i].doc);
}

static void try_near_flags(Command command, Near *near) {
    for (int i = 0; i < FLAG_COUNT; i++) {
        char shown[NEAR_BYTES];
        snprintf(shown, sizeof shown, "--%s", flags[i].name);
        if (flags[i].commands & command) near_try(near, flags[i].name, shown);
    }
}

// ---- taking one

static bool take_parameter(RunOptions *o, const char *name, const char *text) {
    if (o->pending_count == MOST_SETTINGS) {
        fprintf(stderr, "morphogen: --%s is one parameter too many, %d are enough\n", name, MOST_SETTINGS);
        return false;
    }
    o->pending[o->pending_count++] = (Named){ name, text };
    return true;
}

static bool take(RunOptions *o, const Flag *flag, const char *text) {
    if (flag->take(o, text)) return true;
    if (flag->take != take_scene)                            // which has said itself what is wrong
        fprintf(stderr, "morphogen: --%s wants %s, not '%s': %s\n", flag->name, flag->argument != NULL ? flag->argument : "no value",
                text, flag->doc);
    return false;
}

// Keeps a copy of a part of a text until the options are freed.
typedef struct Text { struct Text *next; char text[]; } Text;

static const char *keep(RunOptions *o, const char *text, size_t length) {
    Text *copy = malloc(sizeof *copy + length + 1);
    if (copy == NULL) {
        no_memory("the flags");
        return NULL;
    }
    copy->next = o->owned;
    o->owned = copy;
    memcpy(copy->text, text, length);
    copy->text[length] = 0;
    return copy->text;
}

void free_run_options(RunOptions *o) {
    for (Text *text = o->owned; text != NULL;) {
        Text *next = text->next;
        free(text);
        text = next;
    }
    o->owned = NULL;
}

// ---- scene files: {"model": "gray_scott", "size": [64, 64, 32], "steps": 1000, "parameters": {"feed": 0.03}}

static const char *value_text(RunOptions *o, json_t *value, char separator) {
    char text[512] = "";
    size_t used = 0, i;
    json_t *item;
    if (json_is_string(value)) return keep(o, json_string_value(value), json_string_length(value));
    if (json_is_integer(value)) used = (size_t)snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value)) used = (size_t)snprintf(text, sizeof text, "%.17g", json_real_value(value));
    else if (json_is_array(value) && json_array_size(value) == 3)
        json_array_foreach(value, i, item) {
            const char *part = json_is_array(item) ? NULL : value_text(o, item, separator);
            if (part == NULL) return NULL;
            const char between[] = { i > 0 ? separator : 0, 0 };
            int count = snprintf(text + used, sizeof text - used, "%s%s", between, part);
            if (count < 0 || (size_t)count >= sizeof text - used) return NULL;
            used += (size_t)count;
        }
    else return NULL;
    return keep(o, text, used);
}

static bool scene_refuses(const char *path, const char *key, const char *why) {
    fprintf(stderr, "morphogen: %s: \"%s\" %s\n", path, key, why);
    return false;
}

// Keys are flags of the command, "parameters", "title" and "doc".
static bool scene_knows_no(const RunOptions *o, const char *path, const char *key) {
    static const char *const others[] = { "parameters", "title", "doc" };
    Near near = near_to(key);
    for (int i = 0; i < FLAG_COUNT + 3; i++) {
        const char *name = i < FLAG_COUNT ? flags[i].name : others[i - FLAG_COUNT];
        char shown[NEAR_BYTES];
        snprintf(shown, sizeof shown, "\"%s\"", name);
        if (i >= FLAG_COUNT || (flags[i].commands & o->command && flags[i].take != take_scene)) near_try(&near, name, shown);
    }
    fprintf(stderr, "morphogen: %s: \"%s\" is no flag of %s", path, key, o->command_name);
    near_print(&near, stderr);
    fprintf(stderr, "\nmorphogen %s --help lists them; parameters of the model go into \"parameters\"\n", o->command_name);
    return false;
}

static bool take_scene_parameters(RunOptions *o, const char *path, json_t *parameters) {
    const char *key;
    json_t *value;
    if (!json_is_object(parameters)) return scene_refuses(path, "parameters", "should be an object of names and values");
    json_object_foreach(parameters, key, value) {
        const char *name = keep(o, key, strlen(key)), *text = json_is_array(value) ? NULL : value_text(o, value, ',');
        if (name == NULL || text == NULL) return scene_refuses(path, key, "should be a number, or the name of a choice");
        if (!take_parameter(o, name, text)) return false;
    }
    return true;
}

// What the gallery tells of a scene; no run depends on it.
static bool is_word_about_scene(const char *key) {
    static const char *const words[] = { "title", "doc", "try", "source", "shape", "motion" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(key, words[i]) == 0) return true;
    return false;
}

static bool take_scene_entry(RunOptions *o, const char *path, const char *key, json_t *value) {
    if (is_word_about_scene(key)) return json_is_string(value) || scene_refuses(path, key, "should be a text");
    if (strcmp(key, "parameters") == 0) return take_scene_parameters(o, path, value);
    const Flag *flag = find_flag(key, strlen(key));
    if (flag == NULL || !(flag->commands & o->command) || flag->take == take_scene || flag->take == take_help)
        return scene_knows_no(o, path, key);
    if (flag->argument == NULL)
        return json_is_boolean(value) ? json_is_false(value) || take(o, flag, "")
                                      : scene_refuses(path, key, "should be true or false");
    const char *text = value_text(o, value, flag->take == take_size ? 'x' : ',');
    if (text == NULL) return scene_refuses(path, key, "should be a text, a number or a list of three");
    return take(o, flag, text);
}

static bool take_scene(RunOptions *o, const char *path) {
    json_error_t error;
    json_t *scene = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (json_ran_out()) {
        json_decref(scene);
        no_memory("the scene");
        return false;
    }
    if (scene == NULL) {
        if (error.line > 0) fprintf(stderr, "morphogen: %s, line %d: %s\n", path, error.line, error.text);
        else fprintf(stderr, "morphogen: %s\n", error.text);            // which names the file
        return false;
    }
    const char *key;
    json_t *value;
    bool good = json_is_object(scene) || scene_refuses(path, "", "should be an object");
    json_object_foreach(scene, key, value) good = good && take_scene_entry(o, path, key, value);
    json_decref(scene);
    return good;
}

// ---- the line

static bool take_word(RunOptions *o, const char *word) {
    if (o->word_count < MOST_WORDS) o->words[o->word_count++] = word;
    else fprintf(stderr, "morphogen: '%s' is one word too many\n", word);
    return o->word_count < MOST_WORDS;
}

static bool no_such_flag(const RunOptions *o, const char *name, size_t length, const char *why) {
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)length, name);
    fprintf(stderr, "morphogen: --%s %s", word, why);
    Near near = near_to(word);
    try_near_flags(o->command, &near);
    near_print(&near, stderr);
    fprintf(stderr, "\nmorphogen %s --help lists what it takes\n", o->command_name);
    return false;
}

// A parameter of the model, if it has one of that name.
static bool take_unknown(RunOptions *o, const char *name, size_t length, const char *text) {
    if (!(o->command & TAKES_PARAMETERS)) return no_such_flag(o, name, length, "is no flag of this command");
    if (text == NULL) return no_such_flag(o, name, length, "is no flag, or lacks its value");
    const char *own = keep(o, name, length);
    return own != NULL && take_parameter(o, own, text);
}

// "--feed 0.03" or "--feed=0.03"; *used: how many words that were.
static bool take_argument(RunOptions *o, char **argv, int left, int *used) {
    const char *name = argv[0] + 2, *equals = strchr(name, '='), *text = equals != NULL ? equals + 1 : NULL;
    size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
    const Flag *flag = find_flag(name, length);
    *used = 1;
    if (flag != NULL && !(flag->commands & o->command)) {
        bool of_the_run = o->command & (RESUME | CONVERT) && flag->commands & RUN;
        fprintf(stderr, "morphogen: --%s is %s; morphogen %s --help lists what it takes\n", flag->name,
                of_the_run ? "the file's own and not said again" : "for other commands", o->command_name);
        return false;
    }
    if (flag != NULL && flag->argument == NULL) {
        if (text == NULL) return take(o, flag, "");
        fprintf(stderr, "morphogen: --%s takes no value\n", flag->name);
        return false;
    }
    if (text == NULL && left > 1) text = argv[1], *used = 2;
    if (flag == NULL) return take_unknown(o, name, length, text);
    if (text != NULL) return take(o, flag, text);
    fprintf(stderr, "morphogen: --%s lacks its value: --%s %s\n", name, name, flag->argument);
    return false;
}

int read_run_options(Command command, int argc, char **argv, RunOptions *out) {
    *out = (RunOptions){ .base = { .config = mg_config_default(), .isovalue = NAN }, .time = NAN, .slice_axis = 'z',
                         .slice_at = 0.5, .command = command, .command_name = argv[0] };
    for (int i = 1, used = 1; i < argc; i += used) {
        used = 1;
        bool is_flag = argv[i][0] == '-' && argv[i][1] == '-' && argv[i][2] != 0;
        if (strcmp(argv[i], "-h") == 0) out->help = true;
        else if (!(is_flag ? take_argument(out, argv + i, argc - i, &used) : take_word(out, argv[i]))) return EXIT_USAGE;
    }
    if (command & MAKES_A_RUN && out->word_count == 1) take_model(out, out->words[0]);
    return EXIT_FINE;
}

// ---- the model

static int settle_parameter(RunOptions *o, json_t *model, const char *id, const Named *p) {
    json_t *parameter = catalog_parameter(model, p->name);
    Setting *setting = &o->base.settings[o->base.setting_count];
    if (parameter == NULL || strlen(p->name) >= sizeof setting->name) {
        fprintf(stderr, "morphogen: %s has no --%s", id, p->name);
        Near near = near_to(p->name);
        catalog_try_near(model, &near);
        try_near_flags(o->command, &near);
        near_print(&near, stderr);
        fprintf(stderr, "\nmorphogen run %s --help lists every flag and parameter\n", id);
        return EXIT_USAGE;
    }
    if (o->base.setting_count == MOST_SETTINGS || !catalog_value(parameter, p->text, &setting->value)) {
        fprintf(stderr, "morphogen: --%s wants a number or the name of a choice, not '%s'\n", p->name, p->text);
        return EXIT_USAGE;
    }
    memcpy(setting->name, p->name, strlen(p->name) + 1);
    o->base.setting_count++;
    return EXIT_FINE;
}

int settle_parameters(RunOptions *o, const Catalog *catalog, const char *id) {
    json_t *model = catalog_model(catalog, id);
    int code = EXIT_FINE;
    for (int32_t i = 0; i < o->pending_count && code == EXIT_FINE; i++) code = settle_parameter(o, model, id, &o->pending[i]);
    o->pending_count = 0;
    return code;
}

int find_model(const RunOptions *o, Catalog *catalog) {
    if (!catalog_learn_network(catalog, &o->base.config)) return EXIT_FAILED;
    if (catalog_model(catalog, o->base.config.model) != NULL) return EXIT_FINE;
    fprintf(stderr, "morphogen: there is no model '%s'; there are:\n", o->base.config.model);
    catalog_print_models(catalog, stderr);
    return EXIT_FAILED;
}

int make_engine(RunOptions *o, MgEngine **out) {
    Catalog catalog;
    *out = NULL;
    if (o->word_count > 1) {
        fprintf(stderr, "morphogen: '%s' is one word too many; %s takes a model and flags\n", o->words[1], o->command_name);
        return EXIT_USAGE;
    }
    if (!catalog_open(&catalog)) return no_memory("the models' tables");
    int code = find_model(o, &catalog);
    if (code == EXIT_FINE) code = settle_parameters(o, &catalog, o->base.config.model);
    if (code == EXIT_FINE && (*out = engine_from(&o->base)) == NULL) code = EXIT_FAILED;
    catalog_close(&catalog);
    return code;
}

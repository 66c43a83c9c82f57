// Scene files: {"model": "gray_scott", "size": [64, 64, 32], "steps": 1000, "parameters": {"feed": 0.03}}
#define _POSIX_C_SOURCE 200809L
#include "options/scene.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "files/files.h"
#include "options/flags.h"
#include "terminal/json_memory.h"
#include "terminal/json_text.h"

#define MAX_SCENE_BYTES 1000000
#define MAX_PARTS 3                      // of a list: an axis each
#define FIRST_INEXACT 9007199254740992.0 // 2^53: from here on a number with a point may not be the one that was written

typedef struct Scene {
    RunOptions *o;
    const char *path, *text;
} Scene;

// ---- where a key stands, so that what is wrong with it is told there

// Sets the location of messages to a key. False: no memory.
static bool set_location(const Scene *s, const char *key, int depth) {
    char location[MAX_PATH_BYTES + 256];
    const JsonPlace place = json_place_of_key(s->text, key, depth);
    if (place.line > 0)
        snprintf(location, sizeof location, "%.*s, line %d, column %d, \"%.100s\"", MAX_PATH_BYTES, s->path, place.line,
                 place.column, key);
    else snprintf(location, sizeof location, "%.*s, \"%.100s\"", MAX_PATH_BYTES, s->path, key);
    s->o->location = copy_text(s->o, location, strlen(location));
    set_log_location(s->o->location);
    return s->o->location != NULL;
}

// ---- entries

// A number too large to be exact has an exponent, which is refused where a whole number is wanted, as for a seed.
static size_t real_text(double value, char *out, size_t capacity) {
    return (size_t)snprintf(out, capacity, fabs(value) < FIRST_INEXACT ? "%.17g" : "%.16e", value);
}

// A part of a list is one value.
static const char *value_text(RunOptions *o, json_t *value, char separator) {
    char text[512] = "";
    size_t used = 0, i;
    json_t *item;
    if (json_is_string(value)) return copy_text(o, json_string_value(value), json_string_length(value));
    if (json_is_integer(value))
        used = (size_t)snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value)) used = real_text(json_real_value(value), text, sizeof text);
    else if (json_is_array(value) && json_array_size(value) > 0 && json_array_size(value) <= MAX_PARTS)
        json_array_foreach(value, i, item) {
            const char *part = json_is_array(item) ? NULL : value_text(o, item, separator);
            if (part == NULL || strchr(part, separator) != NULL) return NULL;
            const char between[] = { i > 0 ? separator : 0, 0 };
            int count = snprintf(text + used, sizeof text - used, "%s%s", between, part);
            if (count < 0 || (size_t)count >= sizeof text - used) return NULL;
            used += (size_t)count;
        }
    else return NULL;
    return copy_text(o, text, used);
}

static bool refuse(const char *why) {
    log_error("%s", why);
    return false;
}

static bool is_unknown(const Scene *s, const char *key) {
    Suggestion suggestion = suggestion_for(key);
    if (find_flag(key, strlen(key)) != NULL) return refuse("this flag has no place in a scene of this command");
    suggest_name(&suggestion, "parameters", "\"parameters\"");
    suggest_flags(s->o->command, true, &suggestion);
    log_error("this is no flag of %s%s\nmorphogen %s --help lists them; parameters of the model go into \"parameters\"",
              s->o->command_name, suggestion_text(&suggestion), s->o->command_name);
    return false;
}

static bool take_scene_parameters(const Scene *s, json_t *parameters) {
    const char *key;
    json_t *value;
    if (!json_is_object(parameters)) return refuse("should be an object of names and values");
    json_object_foreach(parameters, key, value) {
        if (!set_location(s, key, 2)) return false;
        const char *name = copy_text(s->o, key, strlen(key)),
                   *text = json_is_array(value) ? NULL : value_text(s->o, value, ',');
        if (name == NULL || text == NULL) return refuse("should be a number, or the name of a choice");
        if (!take_parameter(s->o, name, text)) return false;
    }
    return true;
}

// Keys for the gallery only, which do not change the run.
static bool is_gallery_key(const char *key) {
    static const char *const words[] = { "title", "doc", "try", "source", "shape", "motion" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(key, words[i]) == 0) return true;
    return false;
}

// Input files are looked for beside the scene first; outputs are relative to the working directory.
static const char *find_input(const Scene *s, const Flag *flag, const char *text) {
    char path[MAX_PATH_BYTES];
    struct stat status;
    if (flag->values == NULL || flag->values[0] != ':' || !sibling_path(s->path, text, path)) return text;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) return text;
    return copy_text(s->o, path, strlen(path));
}

static bool take_scene_entry(const Scene *s, const char *key, json_t *value) {
    RunOptions *o = s->o;
    if (!set_location(s, key, 1)) return false;
    if (is_gallery_key(key)) return json_is_string(value) || refuse("should be a text");
    if (strcmp(key, "parameters") == 0) return take_scene_parameters(s, value);
    const Flag *flag = find_flag(key, strlen(key));
    if (flag == NULL || !(flag->commands & o->command) || flag->take == NULL || strcmp(key, "help") == 0)
        return is_unknown(s, key);
    if (flag->argument == NULL)
        return json_is_boolean(value) ? json_is_false(value) || take_flag(o, flag, "")
                                      : refuse("should be true or false");
    const char *text = value_text(o, value, strcmp(key, "size") == 0 ? 'x' : ',');
    if (text == NULL) return refuse("should be a text, a number or a list of at most three");
    text = find_input(s, flag, text);
    return text != NULL && take_flag(o, flag, text);
}

// ---- the file

// Reads a file or pipe; valid until the next call. NULL after an error message.
static const char *read_text(const char *path) {
    static char text[MAX_SCENE_BYTES + 2];
    FILE *file = fopen(path, "rb");
    const size_t length = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
    const char *why = file == NULL || ferror(file)      ? strerror(errno)
                      : length > MAX_SCENE_BYTES        ? "it is larger than a megabyte"
                      : memchr(text, 0, length) != NULL ? "it is no text in UTF-8: bytes of 0, as in UTF-16"
                                                        : NULL;
    if (file != NULL) fclose(file);
    text[length] = 0;
    if (why != NULL) log_error("cannot read the scene %s: %s", path, why);
    const bool marked = strncmp(text, "\xef\xbb\xbf", 3) == 0; // with which some editors begin UTF-8
    return why != NULL ? NULL : marked ? text + 3 : text;
}

static json_t *parse(const char *path, const char *text) {
    json_error_t error;
    if (!json_may_read(path, strlen(text))) return NULL;
    json_t *scene = json_read_text(text, strlen(text), &error);
    const bool ran_out = json_ran_out();
    if (ran_out) no_memory("the scene");
    else if (scene == NULL)
        log_error("%s, line %d, column %d: %s", path, error.line, error.column, json_error_text(&error));
    else if (!json_is_object(scene)) log_error("%s: a scene is an object, { ... }", path);
    if (json_is_object(scene) && !ran_out) return scene;
    json_decref(scene);
    return NULL;
}

bool read_scene(RunOptions *o, const char *path) {
    const Scene s = { o, path, read_text(path) };
    json_t *scene = s.text != NULL ? parse(path, s.text) : NULL;
    o->unreadable = scene == NULL;
    if (scene == NULL) return false;
    const char *key;
    json_t *value;
    bool good = true;
    o->may_replace_end = true;
    json_object_foreach(scene, key, value) good = good && take_scene_entry(&s, key, value);
    o->may_replace_end = true;
    o->location = NULL;
    set_log_location(NULL);
    json_decref(scene);
    return good;
}

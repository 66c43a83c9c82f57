// Scene files: {"model": "gray_scott", "size": [64, 64, 32], "steps": 1000, "parameters": {"feed": 0.03}}
#include "scene.h"

#include <string.h>

#include "flags.h"
#include "json_memory.h"

static const char *value_text(RunOptions *o, json_t *value, char separator) {
    char text[512] = "";
    size_t used = 0, i;
    json_t *item;
    if (json_is_string(value)) return keep_text(o, json_string_value(value), json_string_length(value));
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
    return keep_text(o, text, used);
}

static bool scene_refuses(const char *path, const char *key, const char *why) {
    complain("%s: \"%s\" %s", path, key, why);
    return false;
}

// Keys are flags of the command, "parameters", "title" and "doc".
static bool scene_knows_no(const RunOptions *o, const char *path, const char *key) {
    Near near = near_to(key);
    near_try(&near, "parameters", "\"parameters\"");
    try_near_flags(o->command, true, &near);
    complain("%s: \"%s\" is no flag of %s%s\nmorphogen %s --help lists them; parameters of the model go into \"parameters\"", path, key,
             o->command_name, near_text(&near), o->command_name);
    return false;
}

static bool take_scene_parameters(RunOptions *o, const char *path, json_t *parameters) {
    const char *key;
    json_t *value;
    if (!json_is_object(parameters)) return scene_refuses(path, "parameters", "should be an object of names and values");
    json_object_foreach(parameters, key, value) {
        const char *name = keep_text(o, key, strlen(key)), *text = json_is_array(value) ? NULL : value_text(o, value, ',');
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
    if (flag == NULL || !(flag->commands & o->command) || flag->take == read_scene || strcmp(key, "help") == 0)
        return scene_knows_no(o, path, key);
    if (flag->argument == NULL)
        return json_is_boolean(value) ? json_is_false(value) || take_flag(o, flag, "")
                                      : scene_refuses(path, key, "should be true or false");
    const char *text = value_text(o, value, strcmp(key, "size") == 0 ? 'x' : ',');
    if (text == NULL) return scene_refuses(path, key, "should be a text, a number or a list of three");
    return take_flag(o, flag, text);
}

bool read_scene(RunOptions *o, const char *path) {
    json_error_t error;
    json_t *scene = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (json_ran_out()) {
        json_decref(scene);
        no_memory("the scene");
        return false;
    }
    if (scene == NULL) {
        if (error.line > 0) complain("%s, line %d: %s", path, error.line, error.text);
        else complain("%s", error.text);            // which names the file
        return false;
    }
    const char *key;
    json_t *value;
    o->may_be_said_anew = true;
    bool good = json_is_object(scene) || scene_refuses(path, "", "should be an object");
    json_object_foreach(scene, key, value) good = good && take_scene_entry(o, path, key, value);
    o->may_be_said_anew = true;
    json_decref(scene);
    return good;
}

#include "options/command_line.h"

#include <math.h>
#include <string.h>

#include "options/flags.h"
#include "options/volume_start.h"
#include "options/scene.h"

// A scene consists of flags itself.
static bool take_flag_or_scene(RunOptions *o, const Flag *flag, const char *text) {
    return flag->take == NULL ? read_scene(o, text) : take_flag(o, flag, text);
}

static bool add_positional(RunOptions *o, const char *word) {
    bool room = o->positional_count < MAX_POSITIONALS;
    if (room) o->positionals[o->positional_count++] = word;
    else log_error("'%s' is one word too many", word);
    return room;
}

static bool no_such_flag(const RunOptions *o, const char *name, size_t length, const char *why) {
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)length, name);
    Suggestion suggestion = suggestion_for(word);
    suggest_flags(o->command, false, &suggestion);
    log_error("--%s %s%s\nmorphogen %s --help lists what it takes", word, why, suggestion_text(&suggestion),
              o->command_name);
    return false;
}

// An unknown flag is taken as a parameter of the model.
static bool take_unknown(RunOptions *o, const char *name, size_t length, const char *text) {
    if (!(o->command & TAKES_PARAMETERS)) return no_such_flag(o, name, length, "is no flag of this command");
    if (text == NULL) return no_such_flag(o, name, length, "is no flag, or lacks its value");
    const char *own = copy_text(o, name, length);
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
        log_error("--%s is %s; morphogen %s --help lists what it takes", flag->name,
                  of_the_run ? "the file's own and not said again" : "for other commands", o->command_name);
        return false;
    }
    if (flag != NULL && flag->argument == NULL) {
        if (text == NULL) return take_flag(o, flag, "");
        log_error("--%s takes no value", flag->name);
        return false;
    }
    if (text == NULL && left > 1) text = argv[1], *used = 2;
    if (flag == NULL) return take_unknown(o, name, length, text);
    if (text != NULL) return take_flag_or_scene(o, flag, text);
    log_error("--%s lacks its value: --%s %s", name, name, flag->argument);
    return false;
}

static int one_dash(const RunOptions *o, const char *word) {
    Suggestion suggestion = suggestion_for(word + 1);
    suggest_flags(o->command, false, &suggestion);
    log_error("%s: flags begin with two dashes%s\nmorphogen %s --help lists them; behind -- a name may begin with one",
              word, suggestion_text(&suggestion), o->command_name);
    return EXIT_USAGE;
}

// The name of a model, or of a file with the text of one, or with a pattern that brings its model along.
static int take_model_word(RunOptions *o) {
    o->model_given = true;
    if (is_pattern_path(o->positionals[0])) return take_pattern(o, o->positionals[0]);
    o->base.config.model = o->positionals[0];
    return !is_text_path(o->positionals[0]) || read_model_text(o->positionals[0], &o->base.config) ? EXIT_SUCCESS
                                                                                                   : EXIT_FAILURE;
}

int read_run_options(Command command, int argc, char **argv, RunOptions *out) {
    *out = (RunOptions){ .base = { .config = mg_config_default(), .isovalue = NAN },
                         .time = NAN,
                         .slice_axis = 'z',
                         .slice_at = 0.5,
                         .command = command,
                         .command_name = argv[0],
                         .argv = argv,
                         .argc = argc };
    bool words_only = false; // after "--"
    for (int i = 1, used = 1; i < argc; i += used) {
        const bool dashed = !words_only && argv[i][0] == '-' && argv[i][1] != 0;
        used = 1;
        if (dashed && strcmp(argv[i], "--") == 0) words_only = true;
        else if (dashed && strcmp(argv[i], "-h") == 0) out->help = true;
        else if (dashed && argv[i][1] != '-') return one_dash(out, argv[i]);
        else if (!(dashed ? take_argument(out, argv + i, argc - i, &used) : add_positional(out, argv[i])))
            return out->unreadable ? EXIT_FAILURE : EXIT_USAGE;
    }
    return command & (MAKES_A_RUN | DESCRIBE | MODEL) && out->positional_count == 1 ? take_model_word(out)
                                                                                    : EXIT_SUCCESS;
}

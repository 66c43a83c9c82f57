#include "run_options.h"

#include <math.h>
#include <string.h>

#include "flags.h"

// ---- the line

static bool take_word(RunOptions *o, const char *word) {
    bool room = o->word_count < MOST_WORDS;
    if (room) o->words[o->word_count++] = word;
    else complain("'%s' is one word too many", word);
    return room;
}

static bool no_such_flag(const RunOptions *o, const char *name, size_t length, const char *why) {
    char word[64];
    snprintf(word, sizeof word, "%.*s", (int)length, name);
    Near near = near_to(word);
    try_near_flags(o->command, false, &near);
    complain("--%s %s%s\nmorphogen %s --help lists what it takes", word, why, near_text(&near), o->command_name);
    return false;
}

// A parameter of the model, if it has one of that name.
static bool take_unknown(RunOptions *o, const char *name, size_t length, const char *text) {
    if (!(o->command & TAKES_PARAMETERS)) return no_such_flag(o, name, length, "is no flag of this command");
    if (text == NULL) return no_such_flag(o, name, length, "is no flag, or lacks its value");
    const char *own = keep_text(o, name, length);
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
        complain("--%s is %s; morphogen %s --help lists what it takes", flag->name,
                of_the_run ? "the file's own and not said again" : "for other commands", o->command_name);
        return false;
    }
    if (flag != NULL && flag->argument == NULL) {
        if (text == NULL) return take_flag(o, flag, "");
        complain("--%s takes no value", flag->name);
        return false;
    }
    if (text == NULL && left > 1) text = argv[1], *used = 2;
    if (flag == NULL) return take_unknown(o, name, length, text);
    if (text != NULL) return take_flag(o, flag, text);
    complain("--%s lacks its value: --%s %s", name, name, flag->argument);
    return false;
}

static int one_dash(const RunOptions *o, const char *word) {
    Near near = near_to(word + 1);
    try_near_flags(o->command, false, &near);
    complain("%s: flags begin with two dashes%s\nmorphogen %s --help lists them; behind -- a name may begin with one", word,
             near_text(&near), o->command_name);
    return EXIT_USAGE;
}

int read_run_options(Command command, int argc, char **argv, RunOptions *out) {
    *out = (RunOptions){ .base = { .config = mg_config_default(), .isovalue = NAN }, .time = NAN, .slice_axis = 'z',
                         .slice_at = 0.5, .command = command, .command_name = argv[0] };
    bool words_only = false;                                 // behind "--"
    for (int i = 1, used = 1; i < argc; i += used) {
        const bool dashed = !words_only && argv[i][0] == '-' && argv[i][1] != 0;
        used = 1;
        if (dashed && strcmp(argv[i], "--") == 0) words_only = true;
        else if (dashed && strcmp(argv[i], "-h") == 0) out->help = true;
        else if (dashed && argv[i][1] != '-') return one_dash(out, argv[i]);
        else if (!(dashed ? take_argument(out, argv + i, argc - i, &used) : take_word(out, argv[i]))) return EXIT_USAGE;
    }
    if (command & MAKES_A_RUN && out->word_count == 1) out->base.config.model = out->words[0], out->model_given = true;
    return EXIT_FINE;
}

// ---- the model

static int settle_parameter(RunOptions *o, json_t *model, const char *id, const Named *p) {
    json_t *parameter = catalog_parameter(model, p->name);
    Setting *setting = &o->base.settings[o->base.setting_count];
    if (parameter == NULL || strlen(p->name) >= sizeof setting->name) {
        Near near = near_to(p->name);
        catalog_try_near(model, &near);
        try_near_flags(o->command, false, &near);
        complain("%s has no --%s%s\nmorphogen run %s --help lists every flag and parameter", id, p->name, near_text(&near), id);
        return EXIT_USAGE;
    }
    if (!catalog_value(parameter, p->text, &setting->value)) {
        char wanted[WANTED_BYTES];
        complain("--%s wants %s, not '%s'", p->name, catalog_wanted(parameter, wanted), p->text);
        return EXIT_USAGE;
    }
    memcpy(setting->name, p->name, strlen(p->name) + 1);
    o->base.setting_count++;
    return EXIT_FINE;
}

int settle_parameters(RunOptions *o, const Catalog *catalog, const char *id) {
    json_t *model = catalog_model(catalog, id);
    int code = EXIT_FINE;
    for (int32_t i = 0; i < o->pending_count && code == EXIT_FINE; i++) {
        set_place(o->pending[i].place);
        code = settle_parameter(o, model, id, &o->pending[i]);
    }
    set_place(NULL);
    o->pending_count = 0;
    return code;
}

int find_model(const RunOptions *o, Catalog *catalog) {
    if (!catalog_learn_network(catalog, &o->base.config)) return EXIT_FAILED;
    if (catalog_model(catalog, o->base.config.model) != NULL) return EXIT_FINE;
    Near near = near_to(o->base.config.model);
    catalog_try_near_models(catalog, &near);
    complain("there is no model '%s'%s there are:", o->base.config.model, near.count > 0 ? near_text(&near) : ";");
    catalog_print_models(catalog, stderr);
    return EXIT_FAILED;
}

int make_engine(RunOptions *o, MgEngine **out) {
    Catalog catalog;
    *out = NULL;
    if (o->word_count > 1) {
        complain("'%s' is one word too many; %s takes a model and flags", o->words[1], o->command_name);
        return EXIT_USAGE;
    }
    if (!catalog_open(&catalog)) return no_memory("the models' tables");
    int code = find_model(o, &catalog);
    if (code == EXIT_FINE) code = settle_parameters(o, &catalog, o->base.config.model);
    if (code == EXIT_FINE && (*out = engine_from(&o->base)) == NULL) code = EXIT_FAILED;
    catalog_close(&catalog);
    return code;
}

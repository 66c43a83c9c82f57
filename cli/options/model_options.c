#include "options/model_options.h"

#include <string.h>

#include "options/compile.h"
#include "options/flags.h"

static int resolve_parameter(RunOptions *o, const MgModel *model, const PendingParameter *p) {
    const MgParam *parameter = catalog_parameter(model, p->name);
    Setting *setting = &o->base.settings[o->base.setting_count];
    if (parameter == NULL || strlen(p->name) >= sizeof setting->name) {
        Suggestion suggestion = suggestion_for(p->name);
        catalog_suggest_parameters(model, &suggestion);
        suggest_flags(o->command, false, &suggestion);
        log_error("%s has no --%s%s\nmorphogen run %s --help lists every flag and parameter", model->id, p->name,
                  suggestion_text(&suggestion), model->id);
        return EXIT_USAGE;
    }
    if (!catalog_value(parameter, p->text, &setting->value)) {
        char wanted[EXPECTED_BYTES];
        log_error("--%s wants %s, not '%s'", p->name, catalog_expected(parameter, wanted), p->text);
        return EXIT_USAGE;
    }
    memcpy(setting->name, p->name, strlen(p->name) + 1);
    setting->location = p->location;
    o->base.setting_count++;
    return EXIT_SUCCESS;
}

int resolve_parameters(RunOptions *o, const MgModel *model) {
    int code = EXIT_SUCCESS;
    for (int32_t i = 0; i < o->pending_count && code == EXIT_SUCCESS; i++) {
        set_log_location(o->pending[i].location);
        code = resolve_parameter(o, model, &o->pending[i]);
    }
    set_log_location(NULL);
    o->pending_count = 0;
    return code;
}

static void no_such_model(const RunOptions *o, const Catalog *catalog) {
    Suggestion suggestion = suggestion_for(o->base.config.model);
    catalog_suggest_models(catalog, &suggestion);
    log_error("there is no model '%s'%s there are:", o->base.config.model,
              suggestion.count > 0 ? suggestion_text(&suggestion) : ";");
    catalog_print_models(catalog, stderr);
}

int find_model(const RunOptions *o, Catalog *catalog, const MgModel **out) {
    *out = NULL;
    set_log_location(o->base.locations[AT_MODEL]);
    const bool read = catalog_add_text_model(catalog, &o->base.config);
    if (read) *out = catalog_model(catalog, o->base.config.model);
    if (read && *out == NULL) no_such_model(o, catalog);
    set_log_location(NULL);
    return *out != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}

int make_engine(RunOptions *o, MgEngine **out) {
    Catalog catalog = { 0 };
    const MgModel *model;
    *out = NULL;
    if (o->positional_count > 1) {
        log_error("'%s' is one word too many; %s takes a model and flags", o->positionals[1], o->command_name);
        return EXIT_USAGE;
    }
    int code = find_model(o, &catalog, &model);
    if (code == EXIT_SUCCESS) code = resolve_parameters(o, model);
    if (code == EXIT_SUCCESS && (*out = engine_from(&o->base)) == NULL) code = EXIT_FAILURE;
    compile_equations(&o->base, *out);
    catalog_close(&catalog);
    return code;
}

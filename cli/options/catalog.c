#include "options/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "terminal/json_memory.h"
#include "terminal/log.h"

static const char *text_of(json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static double number_of(json_t *object, const char *key) { return json_number_value(json_object_get(object, key)); }

static json_t *with_id(json_t *list, const char *id, size_t length) {
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *own = text_of(item, "id");
        if (strlen(own) == length && memcmp(own, id, length) == 0) return item;
    }
    return NULL;
}

bool catalog_open(Catalog *catalog) {
    size_t length = mg_describe_json(NULL, 0);
    char *text = malloc(length + 1);
    if (text == NULL) return false;
    mg_describe_json(text, length + 1);
    catalog->root = json_loads(text, 0, NULL);
    free(text);
    if (!json_ran_out()) return catalog->root != NULL;
    catalog_close(catalog);
    catalog->root = NULL;
    return false;
}

static bool add_models_of(Catalog *catalog, const char *json) {
    json_t *own = json_loads(json, 0, NULL), *model = json_array_get(json_object_get(own, "models"), 0);
    bool there = catalog_model(catalog, text_of(model, "id")) != NULL;
    bool added = there || (model != NULL && json_array_append(json_object_get(catalog->root, "models"), model) == 0);
    json_decref(own);
    return added && !json_ran_out();
}

bool catalog_add_engine_model(Catalog *catalog, const MgEngine *engine) {
    size_t length = mg_engine_describe_json(engine, NULL, 0);
    char *json = malloc(length + 1);
    if (json == NULL) return false;
    mg_engine_describe_json(engine, json, length + 1);
    bool added = add_models_of(catalog, json);
    free(json);
    return added;
}

bool catalog_learn_text(Catalog *catalog, const MgConfig *config) {
    size_t length;
    if (config->text == NULL) return true;
    if (mg_describe_text(config->text, NULL, 0, &length) != MG_OK) {
        log_error("%s", mg_error_message());
        return false;
    }
    char *json = malloc(length + 1);
    bool learnt = json != NULL && mg_describe_text(config->text, json, length + 1, NULL) == MG_OK;
    learnt = learnt && add_models_of(catalog, json);
    if (!learnt) log_error("no memory for the text's tables");
    free(json);
    return learnt;
}

void catalog_close(Catalog *catalog) { json_decref(catalog->root); }

json_t *catalog_model(const Catalog *catalog, const char *id) {
    return with_id(json_object_get(catalog->root, "models"), id, strlen(id));
}

json_t *catalog_parameter(json_t *model, const char *name) {
    const char *dot = strchr(name, '.');
    json_t *owner = dot != NULL ? with_id(json_object_get(model, "seedings"), name, (size_t)(dot - name)) : model;
    const char *id = dot != NULL ? dot + 1 : name;
    return with_id(json_object_get(owner, "parameters"), id, strlen(id));
}

bool catalog_value(json_t *parameter, const char *text, double *out) {
    char *end;
    *out = strtod(text, &end);
    if (end != text && *end == 0) return *out - *out == 0;
    size_t i;
    json_t *choice;
    json_array_foreach(json_object_get(parameter, "choices"), i, choice) {
        *out = (double)i;
        if (strcmp(json_string_value(choice), text) == 0) return true;
    }
    return false;
}

const char *catalog_expected(json_t *parameter, char out[EXPECTED_BYTES]) {
    size_t i, used = 0;
    json_t *choice;
    snprintf(out, EXPECTED_BYTES, "a number in %g..%g", number_of(parameter, "min"), number_of(parameter, "max"));
    json_array_foreach(json_object_get(parameter, "choices"), i, choice) if (used < EXPECTED_BYTES) used +=
        (size_t)snprintf(out + used, EXPECTED_BYTES - used, "%s'%s'", i > 0 ? " or " : "", json_string_value(choice));
    return out;
}

// ---- printing

void catalog_print_models(const Catalog *catalog, FILE *out) {
    size_t i;
    json_t *model;
    json_array_foreach(json_object_get(catalog->root, "models"), i, model)
        print_help_entry(out, 21, text_of(model, "id"), text_of(model, "doc"));
}

static void print_parameter(json_t *p, const char *owner, FILE *out) {
    char flag[96], range[160] = "", head[260];
    snprintf(flag, sizeof flag, "--%s%s%s", owner, *owner ? "." : "", text_of(p, "id"));
    size_t i;
    json_t *choice;
    if (json_object_get(p, "choices") == NULL) {
        const char *unit = text_of(p, "unit");
        snprintf(range, sizeof range, "%g..%g%s%s (%g)", number_of(p, "min"), number_of(p, "max"), *unit ? " " : "",
                 unit, number_of(p, "initial"));
    }
    json_array_foreach(json_object_get(p, "choices"), i, choice) {
        size_t used = strlen(range);
        bool initial = (double)i == number_of(p, "initial");
        snprintf(range + used, sizeof range - used, "%s%s'%s'%s", i > 0 ? ", " : "", initial ? "(" : "",
                 json_string_value(choice), initial ? ")" : "");
    }
    snprintf(head, sizeof head, "%-22s %-24s", flag, range);
    print_help_entry(out, 47, head, text_of(p, "doc"));
}

static void print_list(json_t *list, const char *owner, FILE *out) {
    size_t i;
    json_t *p;
    json_array_foreach(list, i, p) print_parameter(p, owner, out);
}

static void print_view(json_t *view, bool is_default, FILE *out) {
    char head[160];
    snprintf(head, sizeof head, "--view %-15s %g..%g, isovalue %g%s", text_of(view, "id"), number_of(view, "min"),
             number_of(view, "max"), number_of(view, "isovalue"), is_default ? " (default)" : "");
    print_help_entry(out, 47, head, text_of(view, "doc"));
}

void catalog_print_parameters(json_t *model, FILE *out) {
    size_t i;
    json_t *item;
    fprintf(out, "\nparameters of %s: range (default) meaning\n", text_of(model, "id"));
    print_list(json_object_get(model, "parameters"), "", out);
    json_array_foreach(json_object_get(model, "seedings"), i, item) {
        fprintf(out, "\n--seeding %s%s: %s\n", text_of(item, "id"), i == 0 ? " (default)" : "", text_of(item, "doc"));
        print_list(json_object_get(item, "parameters"), text_of(item, "id"), out);
    }
    fprintf(out, "\nviews\n");
    json_array_foreach(json_object_get(model, "views"), i, item) print_view(item, i == 0, out);
}

// ---- near names

static void try_list(Suggestion *suggestion, const char *owner, json_t *list) {
    size_t i;
    json_t *p;
    json_array_foreach(list, i, p) {
        char own[SUGGESTION_BYTES - 2], shown[SUGGESTION_BYTES];
        snprintf(own, sizeof own, "%.40s%s%.40s", owner, *owner ? "." : "", text_of(p, "id"));
        snprintf(shown, sizeof shown, "--%s", own);
        if (strcmp(text_of(p, "id"), suggestion->word) == 0)
            suggest_at_distance(suggestion, 1, shown); // the seeding's name is missing
        else suggest_name(suggestion, own, shown);
    }
}

void catalog_suggest_parameters(json_t *model, Suggestion *suggestion) {
    size_t i;
    json_t *seeding;
    try_list(suggestion, "", json_object_get(model, "parameters"));
    json_array_foreach(json_object_get(model, "seedings"), i, seeding)
        try_list(suggestion, text_of(seeding, "id"), json_object_get(seeding, "parameters"));
}

void catalog_suggest_models(const Catalog *catalog, Suggestion *suggestion) {
    size_t i;
    json_t *model;
    json_array_foreach(json_object_get(catalog->root, "models"), i, model)
        suggest_name(suggestion, text_of(model, "id"), text_of(model, "id"));
}

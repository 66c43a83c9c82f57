#include "options/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "terminal/log.h"

// ---- models

void catalog_close(Catalog *catalog) {
    mg_own_model_destroy(catalog->own);
    *catalog = (Catalog){ 0 };
}

int32_t catalog_count(const Catalog *catalog) { return mg_model_count() + (catalog->own != NULL); }

const MgModel *catalog_at(const Catalog *catalog, int32_t index) {
    return index < mg_model_count() ? mg_model_at(index) : mg_own_model(catalog->own);
}

const MgModel *catalog_model(const Catalog *catalog, const char *id) {
    for (int32_t i = 0; i < catalog_count(catalog); i++)
        if (strcmp(catalog_at(catalog, i)->id, id) == 0) return catalog_at(catalog, i);
    return NULL;
}

bool catalog_add_text_model(Catalog *catalog, const MgConfig *config) {
    if (config->text == NULL || mg_own_model_create(config->text, &catalog->own) == MG_OK) return true;
    log_error("%s", mg_error_message());
    return false;
}

// ---- parameters

static const MgParam *find_parameter(const MgParam *params, int32_t count, const char *id) {
    for (int32_t i = 0; i < count; i++)
        if (strcmp(params[i].id, id) == 0) return &params[i];
    return NULL;
}

const MgParam *catalog_parameter(const MgModel *model, const char *name) {
    if (model == NULL) return NULL;
    const char *dot = strchr(name, '.');
    if (dot == NULL) return find_parameter(model->params, model->param_count, name);
    const size_t length = (size_t)(dot - name);
    for (int32_t i = 0; i < model->seeding_count; i++) {
        const MgSeeding *seeding = &model->seedings[i];
        if (strlen(seeding->id) == length && memcmp(seeding->id, name, length) == 0)
            return find_parameter(seeding->params, seeding->param_count, dot + 1);
    }
    return NULL;
}

int32_t choice_count(const MgParam *parameter) {
    return parameter != NULL && parameter->kind == MG_CHOICE ? (int32_t)parameter->max + 1 : 0;
}

bool catalog_value(const MgParam *parameter, const char *text, double *out) {
    char *end;
    *out = strtod(text, &end);
    if (end != text && *end == 0) return *out - *out == 0;
    for (int32_t i = 0; i < choice_count(parameter); i++) {
        *out = i;
        if (strcmp(parameter->choices[i], text) == 0) return true;
    }
    return false;
}

const char *catalog_expected(const MgParam *parameter, char out[EXPECTED_BYTES]) {
    size_t used = 0;
    snprintf(out, EXPECTED_BYTES, "a number in %g..%g", parameter->min, parameter->max);
    for (int32_t i = 0; i < choice_count(parameter) && used < EXPECTED_BYTES; i++)
        used +=
            (size_t)snprintf(out + used, EXPECTED_BYTES - used, "%s'%s'", i > 0 ? " or " : "", parameter->choices[i]);
    return out;
}

// ---- printing

void catalog_print_models(const Catalog *catalog, FILE *out) {
    for (int32_t i = 0; i < catalog_count(catalog); i++)
        print_help_entry(out, 21, catalog_at(catalog, i)->id, catalog_at(catalog, i)->doc);
}

static void print_parameter(const MgParam *p, const char *owner, FILE *out) {
    char flag[96], range[160] = "", head[260];
    size_t used = 0;
    snprintf(flag, sizeof flag, "--%s%s%s", owner, *owner ? "." : "", p->id);
    if (p->kind != MG_CHOICE)
        snprintf(range, sizeof range, "%g..%g%s%s (%g)", p->min, p->max, *p->unit ? " " : "", p->unit, p->initial);
    for (int32_t i = 0; i < choice_count(p) && used < sizeof range; i++) {
        const bool initial = i == p->initial;
        used += (size_t)snprintf(range + used, sizeof range - used, "%s%s'%s'%s", i > 0 ? ", " : "", initial ? "(" : "",
                                 p->choices[i], initial ? ")" : "");
    }
    snprintf(head, sizeof head, "%-22s %-24s", flag, range);
    print_help_entry(out, 47, head, p->doc);
}

static void print_table(const MgParam *params, int32_t count, const char *owner, FILE *out) {
    for (int32_t i = 0; i < count; i++) print_parameter(&params[i], owner, out);
}

static void print_view(const MgView *view, bool is_default, FILE *out) {
    char head[160];
    snprintf(head, sizeof head, "--view %-15s %g..%g, isovalue %g%s", view->id, view->min, view->max, view->isovalue,
             is_default ? " (default)" : "");
    print_help_entry(out, 47, head, view->doc);
}

void catalog_print_parameters(const MgModel *model, FILE *out) {
    fprintf(out, "\nparameters of %s: range (default) meaning\n", model->id);
    print_table(model->params, model->param_count, "", out);
    for (int32_t i = 0; i < model->seeding_count; i++) {
        const MgSeeding *seeding = &model->seedings[i];
        fprintf(out, "\n--seeding %s%s: %s\n", seeding->id, i == 0 ? " (default)" : "", seeding->doc);
        print_table(seeding->params, seeding->param_count, seeding->id, out);
    }
    fprintf(out, "\nviews\n");
    for (int32_t i = 0; i < model->view_count; i++) print_view(&model->views[i], i == 0, out);
}

// ---- similar names

static void try_table(Suggestion *suggestion, const char *owner, const MgParam *params, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        char own[SUGGESTION_BYTES - 2], shown[SUGGESTION_BYTES];
        snprintf(own, sizeof own, "%.40s%s%.40s", owner, *owner ? "." : "", params[i].id);
        snprintf(shown, sizeof shown, "--%s", own);
        if (strcmp(params[i].id, suggestion->word) == 0)
            suggest_at_distance(suggestion, 1, shown); // the seeding's name is missing
        else suggest_name(suggestion, own, shown);
    }
}

void catalog_suggest_parameters(const MgModel *model, Suggestion *suggestion) {
    try_table(suggestion, "", model->params, model->param_count);
    for (int32_t i = 0; i < model->seeding_count; i++)
        try_table(suggestion, model->seedings[i].id, model->seedings[i].params, model->seedings[i].param_count);
}

void catalog_suggest_models(const Catalog *catalog, Suggestion *suggestion) {
    for (int32_t i = 0; i < catalog_count(catalog); i++)
        suggest_name(suggestion, catalog_at(catalog, i)->id, catalog_at(catalog, i)->id);
}

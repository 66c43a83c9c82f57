// All models as JSON, the single source of the panel, the command line's flags, the generated types and the docs.
#include "base/text.h"
#include "engine/internal.h"
#include "model/model.h"

static void describe_param(MgJson *json, const MgParam *p) {
    static const char *const kinds[] = { "real", "integer", "choice" };
    mg_json_open(json, NULL, '{');
    mg_json_string(json, "id", p->id);
    mg_json_string(json, "symbol", p->symbol);
    mg_json_string(json, "unit", p->unit);
    mg_json_string(json, "doc", p->doc);
    mg_json_string(json, "kind", kinds[p->kind]);
    mg_json_number(json, "initial", p->initial);
    mg_json_number(json, "min", p->min);
    mg_json_number(json, "max", p->max);
    if (p->kind == MG_CHOICE) {
        mg_json_open(json, "choices", '[');
        for (int32_t i = 0; i <= (int32_t)p->max; i++) mg_json_string(json, NULL, p->choices[i]);
        mg_json_close(json, ']');
    }
    mg_json_close(json, '}');
}

static void describe_params(MgJson *json, const MgParam *params, int32_t count) {
    mg_json_open(json, "parameters", '[');
    for (int32_t i = 0; i < count; i++) describe_param(json, &params[i]);
    mg_json_close(json, ']');
}

static void describe_names(MgJson *json, const char *id, const char *label, const char *doc) {
    mg_json_string(json, "id", id);
    mg_json_string(json, "label", label);
    mg_json_string(json, "doc", doc);
}

static void describe_seedings(MgJson *json, const MgModel *model) {
    mg_json_open(json, "seedings", '[');
    for (int32_t i = 0; i < model->seeding_count; i++) {
        const MgSeeding *s = &model->seedings[i];
        mg_json_open(json, NULL, '{');
        describe_names(json, s->id, s->label, s->doc);
        describe_params(json, s->params, s->param_count);
        mg_json_close(json, '}');
    }
    mg_json_close(json, ']');
}

static void describe_fields(MgJson *json, const MgModel *model) {
    static const char *const roles[] = { [MG_STATE] = "state", [MG_INPUT] = "input", [MG_DERIVED] = "derived" };
    mg_json_open(json, "fields", '[');
    for (int32_t i = 0; i < model->field_count; i++) {
        mg_json_open(json, NULL, '{');
        mg_json_string(json, "id", model->fields[i].id);
        mg_json_string(json, "label", model->fields[i].label);
        mg_json_string(json, "unit", model->fields[i].unit);
        mg_json_string(json, "role", roles[model->fields[i].role]);
        mg_json_number(json, "paintValue", model->fields[i].paint_value);
        mg_json_number(json, "eraseValue", model->fields[i].erase_value);
        mg_json_close(json, '}');
    }
    mg_json_close(json, ']');
}

static void describe_views(MgJson *json, const MgModel *model) {
    mg_json_open(json, "views", '[');
    for (int32_t i = 0; i < model->view_count; i++) {
        const MgView *v = &model->views[i];
        mg_json_open(json, NULL, '{');
        describe_names(json, v->id, v->label, v->doc);
        mg_json_number(json, "min", v->min);
        mg_json_number(json, "max", v->max);
        mg_json_number(json, "isovalue", v->isovalue);
        mg_json_number(json, "gradientMax", v->gradient_max);
        mg_json_close(json, '}');
    }
    mg_json_close(json, ']');
}

static void describe_presets(MgJson *json, const MgModel *model) {
    mg_json_open(json, "presets", '[');
    for (int32_t i = 0; i < model->preset_count; i++) {
        const MgPreset *p = &model->presets[i];
        mg_json_open(json, NULL, '{');
        describe_names(json, p->id, p->label, p->doc);
        mg_json_string(json, "settings", p->settings);
        mg_json_close(json, '}');
    }
    mg_json_close(json, ']');
}

// computation: NULL, or how an engine computes it.
static void describe_model(MgJson *json, const MgModel *model, const char *computation) {
    mg_json_open(json, NULL, '{');
    describe_names(json, model->id, model->label, model->doc);
    mg_json_string(json, "equations", model->equations);
    mg_json_string(json, "source", model->source);
    mg_json_bool(json, "molecules", model->network != NULL);
    if (computation != NULL) mg_json_string(json, "computation", computation);
    describe_fields(json, model);
    describe_params(json, model->params, model->param_count);
    describe_seedings(json, model);
    describe_views(json, model);
    describe_presets(json, model);
    mg_json_close(json, '}');
}

static void describe_mesh_file(MgJson *json, const char *format, int32_t vertex_bytes, int32_t triangle_bytes) {
    mg_json_open(json, format, '{');
    mg_json_number(json, "vertexBytes", vertex_bytes);
    mg_json_number(json, "triangleBytes", triangle_bytes);
    mg_json_close(json, '}');
}

static void describe_limits(MgJson *json) {
    mg_json_open(json, "limits", '{');
    mg_json_number(json, "smallestExtent", MG_SMALLEST_EXTENT);
    mg_json_number(json, "largestExtent", MG_LARGEST_EXTENT);
    mg_json_number(json, "smallestDx", MG_SMALLEST_DX);
    mg_json_number(json, "largestDx", MG_LARGEST_DX);
    mg_json_number(json, "maxThreads", MG_MAX_THREADS);
    mg_json_number(json, "maxFusedSteps", MG_MAX_FUSED_STEPS);
    mg_json_number(json, "largestTextBytes", MG_LARGEST_TEXT_BYTES);
    mg_json_number(json, "nameBytes", MG_NAME_BYTES);
    mg_json_number(json, "largestGlbBytes", MG_LARGEST_GLB_BYTES);
    mg_json_close(json, '}');
}

// What each vertex and each triangle takes in a file.
static void describe_mesh_files(MgJson *json) {
    mg_json_open(json, "meshFiles", '{');
    describe_mesh_file(json, "ply", MG_PLY_VERTEX_BYTES, MG_PLY_TRIANGLE_BYTES);
    describe_mesh_file(json, "stl", 0, MG_STL_TRIANGLE_BYTES);
    describe_mesh_file(json, "glb", MG_GLB_VERTEX_BYTES, MG_GLB_TRIANGLE_BYTES);
    mg_json_close(json, '}');
}

static MgJson begin_description(char *buffer, size_t capacity) {
    MgJson json = mg_json_into(buffer, capacity);
    mg_json_open(&json, NULL, '{');
    mg_json_string(&json, "version", mg_version());
    describe_limits(&json);
    describe_mesh_files(&json);
    mg_json_open(&json, "models", '[');
    return json;
}

static size_t end_description(MgJson *json) {
    mg_json_close(json, ']');
    mg_json_close(json, '}');
    return json->text.length;
}

size_t mg_describe_json(char *buffer, size_t capacity) {
    MgJson json = begin_description(buffer, capacity);
    for (int32_t i = 0; i < mg_model_count(); i++) describe_model(&json, mg_model_at(i), NULL);
    return end_description(&json);
}

size_t mg_model_describe_json(const MgModel *model, char *buffer, size_t capacity) {
    MgJson json = begin_description(buffer, capacity);
    describe_model(&json, model, NULL);
    return end_description(&json);
}

MgStatus mg_describe_text(const char *text, char *buffer, size_t capacity, size_t *length) {
    MgTextModel own;
    if (length != NULL) *length = 0;
    MG_TRY(mg_text_model_create(text, &own));
    size_t written = mg_model_describe_json(mg_text_model(&own), buffer, capacity);
    if (length != NULL) *length = written;
    mg_text_model_destroy(&own);
    return MG_OK;
}

size_t mg_engine_describe_json(const MgEngine *engine, char *buffer, size_t capacity) {
    const MgEquationsModel *equations = engine->own_model.equations;
    MgJson json = begin_description(buffer, capacity);
    describe_model(&json, engine->run.model, equations != NULL ? mg_equations_model_computation(equations) : NULL);
    return end_description(&json);
}

const char *mg_version(void) { return MG_VERSION; }

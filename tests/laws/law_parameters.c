// Parameters: every corner of their box runs without NaN within the stable dt; the tables that everything is generated
// from are whole.
#include "support/setup.h"

#include <ctype.h>

enum { STEPS_IN_A_CORNER = 60, MAX_CORNERS = 64, MAX_CORNERS_OF_QUICK = 12 };

static int32_t real_params(const MgModel *model, int32_t out[MG_MAX_PARAMS]) {
    int32_t count = 0;
    for (int32_t i = 0; i < model->param_count; i++)
        if (model->params[i].kind != MG_CHOICE && strcmp(model->params[i].id, "dt") != 0) out[count++] = i;
    return count;
}

static const MgParam *dt_of(const MgModel *model) {
    for (int32_t i = 0; i < model->param_count; i++)
        if (strcmp(model->params[i].id, "dt") == 0) return &model->params[i];
    fail_msg("%s has no dt", model->id);
    return NULL;
}

// Where even the smallest dt is too large (an eater that does not spread piles up in one cell), the engine says so.
static bool has_a_stable_dt(const MgModel *model, MgEngine *engine, double *dt) {
    double limit = 0;
    const MgParam *p = dt_of(model);
    assert_int_equal(mg_engine_set(engine, "dt", p->min), MG_OK);
    bool stable = mg_engine_check_dt(engine, &limit) == MG_OK;
    assert_int_equal(stable, p->min <= limit);
    *dt = limit < p->max ? limit : p->max;
    return stable;
}

static void corners_stay_finite(const Setup *setup) {
    const MgModel *model = setup->model;
    int32_t index[MG_MAX_PARAMS], count = real_params(model, index);
    uint64_t corners = (uint64_t)1 << count;
    // More corners than can be tried are strided through by an odd number, so that every parameter is seen at both
    // ends.
    const uint64_t most = mg_test_quick() ? MAX_CORNERS_OF_QUICK : MAX_CORNERS;
    uint64_t stride = corners > most ? corners / most * 2 / 3 | 1 : 1;
    int32_t stable_corners = 0;
    MgEngine *engine = engine_of(setup, 1);
    for (uint64_t n = 0; n < corners && n < most; n++) {
        uint64_t corner = n * stride % corners;
        for (int32_t i = 0; i < count; i++) {
            const MgParam *p = &model->params[index[i]];
            assert_int_equal(mg_engine_set(engine, p->id, corner >> i & 1 ? p->max : p->min), MG_OK);
        }
        double dt;
        if (!has_a_stable_dt(model, engine, &dt)) continue;
        stable_corners++;
        assert_int_equal(mg_engine_set(engine, "dt", dt), MG_OK);
        assert_int_equal(mg_engine_seed(engine, NULL, 7), MG_OK);
        mg_engine_step(engine, STEPS_IN_A_CORNER);
        MgBadCell bad;
        if (!mg_engine_find_bad_cell(engine, &bad)) continue;
        for (int32_t i = 0; i < count; i++)
            print_error("    %s = %s\n", model->params[index[i]].id, corner >> i & 1 ? "max" : "min");
        fail_msg("%s is not finite at %d, %d, %d with dt %g", bad.field, bad.x, bad.y, bad.z, dt);
    }
    assert_true(stable_corners > 0);
    mg_engine_destroy(engine);
}

static void no_corner_of_the_box_gives_nan(void **state) {
    (void)state;
    in_every_small_setup(corners_stay_finite);
}

// ---- a bad cell is found, and the first one

static void bad_cells_are_found(const Setup *setup) {
    if (!is_translation_invariant(setup)) return;
    MgEngine *engine = engine_of(setup, 2);
    MgBadCell bad;
    assert_false(mg_engine_find_bad_cell(engine, &bad));
    const int32_t field = fields_of(setup) - 1, x = setup->nx - 1, y = 3, z = 5;
    size_t cells = cells_of(setup);
    float *values = read_fields(setup, engine), zero = 0;
    values[field * cells + (size_t)(x + setup->nx * (y + setup->ny * z))] = 0.0f / zero;
    values[field * cells + (size_t)(x + setup->nx * (y + 1 + setup->ny * z))] = 1.0f / zero;
    write_fields(setup, engine, values);
    assert_true(mg_engine_find_bad_cell(engine, &bad));
    assert_string_equal(bad.field, setup->model->fields[field].id);
    assert_int_equal(bad.x, x);
    assert_int_equal(bad.y, y);
    assert_int_equal(bad.z, z);
    free(values);
    mg_engine_destroy(engine);
}

static void the_first_bad_cell_is_named(void **state) {
    (void)state;
    in_every_setup(bad_cells_are_found);
}

// ---- tables

static bool is_id(const char *id) {
    if (id == NULL || !islower((unsigned char)id[0])) return false;
    for (; *id != 0; id++)
        if (!islower((unsigned char)*id) && !isdigit((unsigned char)*id) && *id != '_') return false;
    return true;
}

static bool is_prose(const char *text) { return text != NULL && strlen(text) >= 3; }

static void check_params(const MgParam *params, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        const MgParam *p = &params[i];
        if (p->kind != MG_CHOICE && !is_prose(p->doc)) fail_msg("%s has no doc", p->id);
        assert_true(is_id(p->id) && is_prose(p->doc) && p->symbol != NULL && p->unit != NULL);
        assert_true(p->min <= p->initial && p->initial <= p->max && p->min < p->max);
        assert_int_equal(p->offset % 4, 0);
        for (int32_t j = 0; j < i; j++) {
            assert_string_not_equal(p->id, params[j].id);
            assert_true(p->offset != params[j].offset);
        }
        for (int32_t c = 0; p->kind == MG_CHOICE && c <= (int32_t)p->max; c++) assert_true(is_prose(p->choices[c]));
    }
}

static void check_presets(const Setup *setup) {
    for (int32_t i = 0; i < setup->model->preset_count; i++) {
        const MgPreset *preset = &setup->model->presets[i];
        assert_true(is_id(preset->id) && is_prose(preset->label) && is_prose(preset->doc) && preset->settings != NULL);
        MgEngine *engine = engine_of(setup, 1);
        char settings[1000], *rest = settings;
        snprintf(settings, sizeof settings, "%s", preset->settings);
        for (char *word = strtok_r(rest, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
            char *equals = strchr(word, '='), *end;
            assert_non_null(equals);
            *equals = 0;
            if (strcmp(word, "seeding") == 0) {
                assert_int_equal(mg_engine_seed(engine, equals + 1, 7), MG_OK);
                continue;
            }
            double value = strtod(equals + 1, &end);
            assert_true(end != equals + 1 && *end == 0);
            assert_int_equal(mg_engine_set(engine, word, value), MG_OK);
        }
        assert_int_equal(mg_engine_check_dt(engine, NULL), MG_OK); // a preset is a run one can trust
        mg_engine_destroy(engine);
    }
}

// No stage writes an input, and a derived field is written before it is read; every field is written or an input.
static void check_stages(const MgModel *m) {
    const int32_t stored = mg_stored_fields(m);
    uint32_t inputs = 0, written = 0;
    assert_true(stored >= 1 && m->stage_count <= MG_MAX_STAGES);
    for (int32_t f = 0; f < m->field_count; f++) {
        assert_int_equal(m->fields[f].role == MG_DERIVED, f >= stored); // they come last
        if (f >= stored) assert_true(m->fields[f].paint_value == m->fields[f].erase_value);
        if (m->fields[f].role == MG_INPUT) inputs |= MG_FIELD_BIT(f);
    }
    for (int32_t i = 0; i < m->stage_count; i++) {
        const MgStage *s = &m->stages[i];
        assert_true(s->writes != 0 && (s->reads | s->writes) >> m->field_count == 0 && (s->writes & inputs) == 0);
        assert_true((s->reads >> stored << stored & ~written) == 0);
        assert_in_range(s->reach, 0, MG_MAX_REACH);
        written |= s->writes;
    }
    if (m->stage_count > 0) assert_int_equal(written | inputs, (1u << m->field_count) - 1);
}

// The description has each field with its role, in the order of the table.
static void check_roles_in_json(const MgModel *m) {
    static const char *const roles[] = { [MG_STATE] = "state", [MG_DERIVED] = "derived", [MG_INPUT] = "input" };
    size_t length = mg_model_describe_json(m, NULL, 0);
    char *json = malloc(length + 1), wanted[64];
    mg_model_describe_json(m, json, length + 1);
    const char *at = strstr(json, "\"fields\":[");
    for (int32_t f = 0; f < m->field_count; f++) {
        assert_non_null(at);
        at = strstr(at, "\"role\":");
        snprintf(wanted, sizeof wanted, "\"role\":\"%s\"", roles[m->fields[f].role]);
        assert_memory_equal(at, wanted, strlen(wanted));
        at++;
    }
    free(json);
}

static void tables_are_whole(const Setup *setup) {
    const MgModel *m = setup->model;
    assert_true(is_id(m->id) && is_prose(m->label) && is_prose(m->doc) && is_prose(m->equations) &&
                is_prose(m->source));
    assert_true(m->field_count >= 1 && m->field_count <= MG_MAX_FIELDS && m->seeding_count >= 1 && m->view_count >= 1);
    assert_ptr_equal(mg_model_find(m->id), setup->text == NULL ? m : NULL);
    dt_of(m);
    check_roles_in_json(m);
    check_params(m->params, m->param_count);
    for (int32_t i = 0; i < m->field_count; i++) assert_true(is_id(m->fields[i].id) && is_prose(m->fields[i].label));
    for (int32_t i = 0; i < m->seeding_count; i++) {
        assert_true(is_id(m->seedings[i].id) && is_prose(m->seedings[i].label) && is_prose(m->seedings[i].doc));
        check_params(m->seedings[i].params, m->seedings[i].param_count);
    }
    for (int32_t i = 0; i < m->view_count; i++) {
        const MgView *v = &m->views[i];
        assert_true(is_id(v->id) && is_prose(v->doc) && v->field < mg_stored_fields(m) &&
                    (v->field >= 0 || v->row != NULL));
        assert_true(v->min < v->max && v->min <= v->isovalue && v->isovalue <= v->max && v->gradient_max > 0);
    }
    check_stages(m);
    check_presets(setup);
}

static void the_tables_are_whole(void **state) {
    (void)state;
    in_every_small_setup(tables_are_whole);
}

static void models_are_in_order_and_unlike(void **state) {
    (void)state;
    assert_true(mg_model_count() >= 3); // gray_scott and those of the tests, which no list but the folder's names
    for (int32_t i = 1; i < mg_model_count(); i++) assert_true(strcmp(mg_model_at(i - 1)->id, mg_model_at(i)->id) < 0);
    assert_non_null(mg_model_find("gray_scott"));
    assert_non_null(mg_model_find("wave"));
    assert_non_null(mg_model_find("three_species"));
    assert_null(mg_model_find("nonsense"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MG_LAW(no_corner_of_the_box_gives_nan),
        MG_LAW(the_first_bad_cell_is_named),
        MG_LAW(the_tables_are_whole),
        MG_LAW(models_are_in_order_and_unlike),
    };
    return MG_RUN_TESTS(tests);
}

#include "equations/equations_model.h"

#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "equations/emit_c.h"
#include "equations/equations_text.h"
#include "equations/lower.h"
#include "equations/stability.h"
#include "equations/stage_code.h"
#include "model/seedings.h"

#define START_PARAMS (MG_PERLIN_PARAM_COUNT + 3)

// What a start's patterns are told; either part may be unused.
typedef struct StartParams {
    MgPerlin perlin;
    MgSpheres spheres;
} StartParams;

struct MgEquationsModel {
    MgModel model;
    MgEquations equations;
    MgEquationPrograms programs;
    MgParam params[MG_MAX_PARAMS];
    MgField fields[MG_MAX_FIELDS];
    char derived_ids[MG_MAX_FIELDS][8];
    MgStage stages[MG_MAX_STAGES];
    MgSeeding seedings[MG_MAX_SEEDINGS];
    MgParam start_params[MG_MAX_SEEDINGS][START_PARAMS];
    MgView views[MG_MAX_VIEWS];
    MgPreset presets[MG_MAX_PRESETS];
    MgStageCode code;
    bool compiled; // stages are those of mg_equations_model_use_compiled
    char text[];
};

static bool is_isotropic(const MgEquationsModel *m, const void *params) {
    return m->equations.has_laplacian && ((const int32_t *)params)[m->equations.param_count] != 0;
}

// ---- stages, views and starts: the contract has functions, so each number has one

static void interpret(const MgProgram *p, const MgBlock *block, bool isotropic) {
    float *out[MG_MAX_FIELDS] = { NULL };
    for (int32_t o = 0; o < p->output_count; o++) out[o] = block->out[p->outputs[o].field];
    mg_program_run(p, block, isotropic, out);
}

// behind NULL: one block.
static void run_stage(const MgBlock *block, const MgBlock *behind, int32_t stage) {
    const MgEquationsModel *m = block->context;
    const MgProgram *p = &m->programs.stages[stage];
    const bool isotropic = is_isotropic(m, block->params);
    if (mg_stage_code_run(&m->code, p, stage, isotropic, block, behind)) return;
    interpret(p, block, isotropic);
    if (behind != NULL) interpret(p, behind, isotropic);
}

static void show(const MgBlock *row, int32_t view, float *out) {
    const MgEquationsModel *m = row->context;
    mg_program_run(&m->programs.views[view], row, is_isotropic(m, row->params), &out);
}

static void mean_row(const MgBlock *row, int32_t mean, float *out) {
    const MgEquationsModel *m = row->context;
    mg_program_run(&m->programs.means[mean], row, is_isotropic(m, row->params), &out);
}

static void draw(const MgSeedRow *part, const MgEquationStart *start, float pattern[4][MG_REGISTER_CELLS]) {
    const StartParams *p = part->seeding_params;
    const uint32_t noise = 1u << MG_PATTERN_NOISE | 1u << MG_PATTERN_NOISE_2;
    bool spheres = (start->patterns & 1u << MG_PATTERN_SPHERES) != 0;
    if (start->patterns & 1u << MG_PATTERN_PERLIN) mg_perlin_row(part, &p->perlin, pattern[MG_PATTERN_PERLIN]);
    if (spheres) mg_spheres_row(part, &p->spheres, pattern[MG_PATTERN_SPHERES]);
    if (start->patterns & noise)
        mg_noise_row(part, spheres ? MG_STREAM_SPHERE_NOISE : MG_STREAM_NOISE, pattern[MG_PATTERN_NOISE],
                     pattern[MG_PATTERN_NOISE_2]);
}

// Part by part, so that patterns need no rows of their own.
static void seed_row(const MgSeedRow *row, int32_t i) {
    const MgEquationsModel *m = row->context;
    const MgProgram *p = &m->programs.starts[i];
    float pattern[4][MG_REGISTER_CELLS];
    const float *patterns[4] = { pattern[0], pattern[1], pattern[2], pattern[3] };
    for (int32_t first = 0; first < row->nx; first += MG_REGISTER_CELLS) {
        MgSeedRow part = *row;
        float *out[MG_MAX_FIELDS] = { NULL };
        part.x = row->x + first, part.nx = mg_min_i32(MG_REGISTER_CELLS, row->nx - first);
        for (int32_t o = 0; o < p->output_count; o++) out[o] = row->out[p->outputs[o].field] + first;
        draw(&part, &m->equations.starts[i], pattern);
        mg_program_start(p, &part, patterns, out);
    }
}

#define STAGE(i)                                                                                                       \
    static void stage_##i(const MgBlock *block) { run_stage(block, NULL, i); }                                         \
    static void pair_##i(const MgBlock *block, const MgBlock *behind) { run_stage(block, behind, i); }
#define VIEW(i)                                                                                                        \
    static void view_##i(const MgBlock *row, float *out) { show(row, i, out); }
#define START(i)                                                                                                       \
    static void start_##i(const MgSeedRow *row) { seed_row(row, i); }
#define EIGHT(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7)
EIGHT(STAGE)
EIGHT(START)
EIGHT(VIEW)
VIEW(8)
VIEW(9)
VIEW(10)
VIEW(11)
VIEW(12)
VIEW(13)
VIEW(14)
VIEW(15)

static void (*const stage_functions[MG_MAX_STAGES])(const MgBlock *) = {
    stage_0, stage_1, stage_2, stage_3, stage_4, stage_5, stage_6, stage_7,
};
static void (*const pair_functions[MG_MAX_STAGES])(const MgBlock *, const MgBlock *) = {
    pair_0, pair_1, pair_2, pair_3, pair_4, pair_5, pair_6, pair_7,
};
static void (*const start_functions[MG_MAX_SEEDINGS])(const MgSeedRow *) = {
    start_0, start_1, start_2, start_3, start_4, start_5, start_6, start_7,
};
static void (*const view_functions[MG_MAX_VIEWS])(const MgBlock *, float *) = {
    view_0, view_1, view_2,  view_3,  view_4,  view_5,  view_6,  view_7,
    view_8, view_9, view_10, view_11, view_12, view_13, view_14, view_15,
};

static double stable_dt(const void *params, const void *context, double dx, int32_t axes) {
    const MgEquationsModel *m = context;
    return mg_equations_stable_dt(&m->equations, params, is_isotropic(m, params), dx, axes);
}

// ---- tables

static const MgParam spheres_params[] = {
    MG_PARAM(StartParams, spheres.count, "n", 20, 1, 1000, "", "How many spheres."),
    MG_PARAM(StartParams, spheres.radius, "r", 0.05, 0.005, 0.5, "",
             "Mean radius, as a part of the box's smallest side."),
    MG_PARAM(StartParams, spheres.spread, "s", 0.4, 0.0, 1.0, "", "How much the radii differ."),
};

static void make_params(MgEquationsModel *m) {
    const MgEquations *e = &m->equations;
    for (int32_t i = 0; i < e->param_count; i++) {
        const MgEquationParameter *p = &e->params[i];
        m->params[i] = (MgParam){ .id = p->id,
                                  .symbol = i == 0 ? "\\Delta t" : p->id,
                                  .unit = p->unit,
                                  .doc = p->doc,
                                  .initial = p->initial,
                                  .min = p->min,
                                  .max = p->max,
                                  .kind = MG_REAL,
                                  .offset = 4 * i };
    }
    if (e->has_laplacian)
        m->params[e->param_count] = (MgParam){
            .id = "laplacian",
            .symbol = "\\nabla^2",
            .unit = "",
            .initial = e->isotropic,
            .max = 1,
            .kind = MG_CHOICE,
            .offset = 4 * e->param_count,
            .doc =
                "Seven points are fastest; 27 points spread equally in every direction and bear twice the time step.",
            .choices = { "7-point", "isotropic 27-point" }
        };
}

static void make_fields(MgEquationsModel *m) {
    const MgEquations *e = &m->equations;
    for (int32_t f = 0; f < e->field_count; f++) {
        const MgEquationField *field = &e->fields[f];
        m->fields[f] = (MgField){ .id = field->id,
                                  .label = field->label,
                                  .unit = "",
                                  .paint_value = field->paint_value,
                                  .erase_value = field->erase_value,
                                  .role = field->map >= 0 ? MG_INPUT : MG_STATE };
    }
    for (int32_t d = 0; d < m->programs.derived_count; d++) {
        MgText id = mg_text_into(m->derived_ids[d], sizeof m->derived_ids[d]);
        mg_text_format(&id, "part%d", d + 1);
        m->fields[e->field_count + d] =
            (MgField){ .id = m->derived_ids[d], .label = m->derived_ids[d], .unit = "", .role = MG_DERIVED };
    }
}

// Rows have halos for the stages alone, so the last stage reaches as far as views and means look.
static int32_t reach_of_views(const MgEquationsModel *m) {
    int32_t reach = 0;
    for (int32_t v = 0; v < m->equations.view_count; v++) reach = mg_max_i32(reach, m->programs.views[v].reach);
    for (int32_t i = 0; i < m->programs.mean_count; i++) reach = mg_max_i32(reach, m->programs.means[i].reach);
    return reach;
}

static void make_stages(MgEquationsModel *m) {
    for (int32_t s = 0; s < m->programs.stage_count; s++) {
        const MgProgram *p = &m->programs.stages[s];
        bool last = s == m->programs.stage_count - 1;
        m->stages[s] = (MgStage){ .name = last ? "step the fields" : "what stencils look at",
                                  .block = stage_functions[s],
                                  .pair = pair_functions[s],
                                  .reach = last ? mg_max_i32(p->reach, reach_of_views(m)) : p->reach,
                                  .reads = p->reads };
        for (int32_t o = 0; o < p->output_count; o++) m->stages[s].writes |= MG_FIELD_BIT(p->outputs[o].field);
    }
}

static void make_seedings(MgEquationsModel *m) {
    const MgEquations *e = &m->equations;
    for (int32_t i = 0; i < e->start_count; i++) {
        const MgEquationStart *start = &e->starts[i];
        MgParam *params = m->start_params[i];
        int32_t count = 0;
        if (start->patterns & 1u << MG_PATTERN_PERLIN)
            for (int32_t k = 0; k < MG_PERLIN_PARAM_COUNT; k++) params[count++] = mg_perlin_params[k];
        if (start->patterns & 1u << MG_PATTERN_SPHERES)
            for (int32_t k = 0; k < MG_COUNT_OF(spheres_params); k++) {
                params[count] = spheres_params[k];
                params[count++].id += sizeof "spheres." - 1;
            }
        m->seedings[i] = (MgSeeding){ .id = start->id,
                                      .label = start->label,
                                      .doc = start->doc,
                                      .row = start_functions[i],
                                      .params = params,
                                      .param_count = count };
    }
}

static void make_views(MgEquationsModel *m) {
    const MgEquations *e = &m->equations;
    for (int32_t i = 0; i < e->view_count; i++) {
        const MgEquationView *v = &e->views[i];
        m->views[i] = (MgView){ .id = v->id,
                                .label = v->label,
                                .doc = v->field < 0 ? "Computed from the fields." : "A field of the text.",
                                .field = v->field,
                                .row = v->field < 0 ? view_functions[i] : NULL,
                                .min = v->min,
                                .max = v->max,
                                .isovalue = v->isovalue,
                                .gradient_max = (v->max - v->min) / 4 };
    }
    for (int32_t i = 0; i < e->preset_count; i++)
        m->presets[i] = (MgPreset){ e->presets[i].id, e->presets[i].label, e->presets[i].doc, e->presets[i].settings };
}

static void make_model(MgEquationsModel *m) {
    const MgEquations *e = &m->equations;
    make_params(m), make_fields(m), make_stages(m), make_seedings(m), make_views(m);
    m->model = (MgModel){
        .id = MG_EQUATIONS_MODEL_ID,
        .label = e->label[0] != 0 ? e->label : "Equations",
        .doc = e->doc[0] != 0 ? e->doc : "Equations of your own.",
        .equations = m->text,
        .source = e->source[0] != 0 ? e->source : "your own text",
        .context = m,
        .fields = m->fields,
        .field_count = e->field_count + m->programs.derived_count,
        .params = m->params,
        .param_count = e->param_count + e->has_laplacian,
        .stages = m->stages,
        .stage_count = m->programs.stage_count,
        .seedings = m->seedings,
        .seeding_count = e->start_count,
        .views = m->views,
        .view_count = e->view_count,
        .presets = m->presets,
        .preset_count = e->preset_count,
        .stable_dt = stable_dt,
        .mean_row = mean_row,
        .mean_count = m->programs.mean_count,
    };
}

uint64_t mg_equations_model_bytes(const char *text) { return sizeof(MgEquationsModel) + strlen(text) + 1; }

MgStatus mg_equations_model_create(const char *text, MgEquationsModel **out) {
    *out = NULL;
    size_t length = strlen(text);
    MgEquationsModel *m = mg_allocate_cleared((size_t)mg_equations_model_bytes(text));
    if (m == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for equations of %u bytes", (uint64_t)length);
    memcpy(m->text, text, length + 1);
    MgStatus status = mg_equations_parse(m->text, length, &m->equations);
    if (status == MG_OK) status = mg_equations_lower(&m->equations, &m->programs);
    if (status == MG_OK) make_model(m), *out = m;
    else mg_equations_model_destroy(m);
    return status;
}

void mg_equations_model_destroy(MgEquationsModel *m) {
    if (m != NULL) mg_stage_code_unload(&m->code);
    mg_free(m);
}

const MgModel *mg_equations_model(const MgEquationsModel *m) { return &m->model; }

// ---- listing

static void list_program(MgText *out, const MgProgram *p) {
    for (int32_t v = 0; v < p->count; v++) {
        const MgInstruction *i = &p->code[v];
        const int16_t operands[3] = { i->a, i->b, i->c };
        mg_text_format(out, "  %s%d = %s", i->row ? "row" : "s", v, mg_opcode_name((MgOpcode)i->opcode));
        if (i->opcode == MG_OP_NUMBER) mg_text_format(out, " %r", (double)i->number);
        else if (i->opcode == MG_OP_PARAMETER || i->opcode == MG_OP_LENGTH || i->opcode == MG_OP_MEAN ||
                 (i->opcode >= MG_OP_FIELD && i->opcode < MG_OP_NEGATE))
            mg_text_format(out, " %d", (int32_t)i->index);
        if (i->opcode >= MG_OP_DIFFERENCE && i->opcode <= MG_OP_FLUX) mg_text_format(out, " %d", (int32_t)i->other);
        for (int32_t k = 0; k < 3; k++)
            if (operands[k] >= 0)
                mg_text_format(out, " %s%d", p->code[operands[k]].row ? "row" : "s", (int32_t)operands[k]);
        mg_text_char(out, '\n');
    }
    for (int32_t o = 0; o < p->output_count; o++)
        mg_text_format(out, "  field %d = %d\n", (int32_t)p->outputs[o].field, (int32_t)p->outputs[o].value);
}

size_t mg_equations_model_listing(const MgEquationsModel *m, char *buffer, size_t capacity) {
    MgText out = mg_text_into(buffer, capacity);
    for (int32_t s = 0; s < m->programs.stage_count; s++) {
        mg_text_format(&out, "stage %d\n", s + 1);
        list_program(&out, &m->programs.stages[s]);
    }
    return out.length;
}

// ---- C

size_t mg_equations_model_source(const MgEquationsModel *m, char *buffer, size_t capacity) {
    MgText out = mg_text_into(buffer, capacity);
    mg_equations_emit_c(&m->equations, &m->programs, m->text, &out);
    return out.length;
}

MgStatus mg_equations_model_use_compiled(MgEquationsModel *m, const MgCompiled *compiled) {
    if (strcmp(compiled->version, mg_version()) != 0 || compiled->block_bytes != sizeof(MgBlock))
        return MG_FAIL(INVALID_ARGUMENT, "the stages were compiled for version %s of the library, which is %s",
                       compiled->version, mg_version());
    if (compiled->text != mg_equations_text_key(m->text) || compiled->stage_count != m->programs.stage_count)
        return MG_FAIL(INVALID_ARGUMENT, "the stages were compiled from another text");
    for (int32_t s = 0; s < compiled->stage_count; s++)
        m->stages[s].block = compiled->stages[s], m->stages[s].pair = compiled->pairs[s];
    m->compiled = true;
    return MG_OK;
}

// ---- WebAssembly

void mg_equations_model_load_code(MgEquationsModel *m) { mg_stage_code_load(&m->code, &m->programs); }

void mg_equations_model_interpret(MgEquationsModel *m, bool interpret) {
    m->code.off = interpret;
    if (!interpret || !m->compiled) return;
    make_stages(m);
    m->compiled = false;
}

const char *mg_equations_model_computation(const MgEquationsModel *m) {
    return m->compiled ? "C compiled for this machine" : mg_stage_code_sentence(&m->code);
}

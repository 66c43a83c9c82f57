#include "engine/network_model.h"

#include "base/memory.h"
#include "model/seedings.h"
#include "stochastic/network_text.h"
#include "stochastic/rates.h"
#include "stochastic/species_rows.h"

#include <string.h>

struct MgNetworkModel {
    MgModel model;
    MgNetwork network;
    MgParam params[MG_MAX_PARAMS];
    MgField fields[MG_MAX_SPECIES];
    MgView views[MG_MAX_SPECIES + 1];
    char text[];
};

// ---- views: the molecules of one species, and of all

static void (*const show_species[MG_MAX_SPECIES])(const MgBlock *, float *) = {
    mg_show_species_0, mg_show_species_1, mg_show_species_2, mg_show_species_3,
    mg_show_species_4, mg_show_species_5, mg_show_species_6, mg_show_species_7,
};

static void show_total(const MgBlock *row, float *out) {
    for (int32_t x = 0; x < row->nx; x++) out[x] = 0;
    for (int32_t i = 0; i < MG_MAX_SPECIES && row->in[i] != NULL; i++)
        for (int32_t x = 0; x < row->nx; x++) out[x] += row->in[i][x];
}

// The range of counts is unknown in advance; the initial count is the best guess.
static MgView view_of(const char *id, const char *doc, void (*row)(const MgBlock *, float *), double starts_with) {
    const double fewest = 20.0;
    double max = 3.0 * starts_with > fewest ? 3.0 * starts_with : fewest;
    return (MgView){ .id = id,
                     .label = id,
                     .doc = doc,
                     .field = -1,
                     .row = row,
                     .min = 0.0,
                     .max = max,
                     .isovalue = max / 4.0,
                     .gradient_max = max / 4.0 };
}

// ---- seedings: where the patches of the network's own first state lie

static void draw_perlin(const MgSeedRow *row, float *pattern) { mg_perlin_row(row, row->seeding_params, pattern); }

static const MgParam spheres_params[] = {
    MG_PARAM(MgSpheres, count, "n", 20, 1, 1000, "", "How many spheres."),
    MG_PARAM(MgSpheres, radius, "r", 0.05, 0.005, 0.5, "", "Mean radius, as a part of the box's smallest side."),
    MG_PARAM(MgSpheres, spread, "s", 0.4, 0.0, 1.0, "", "How much the radii differ."),
};
MG_PARAMS_COMPLETE(MgSpheres, spheres_params);

static void draw_spheres(const MgSeedRow *row, float *pattern) { mg_spheres_row(row, row->seeding_params, pattern); }

static const MgSeeding seedings[] = {
    { "perlin", "Perlin noise", "Patches in soft islands.", NULL, draw_perlin, mg_perlin_params,
      MG_PERLIN_PARAM_COUNT },
    { "spheres", "spheres", "Patches in small balls.", NULL, draw_spheres, spheres_params,
      MG_COUNT_OF(spheres_params) },
    { "uniform", "uniform", "Patches everywhere.", NULL, NULL, NULL, 0 },
};

// ---- tables

static MgParam dt_row(void) {
    return (MgParam){ .id = "dt",
                      .symbol = "\\Delta t",
                      .unit = "t",
                      .kind = MG_REAL,
                      .initial = 0.05,
                      .min = 0.0001,
                      .max = 10.0,
                      .doc = "Length of a time step; docs/molecules.md tells how means and variances depend on it." };
}

static void make_params(MgNetworkModel *m) {
    for (int32_t i = 0; i < m->network.param_count; i++) {
        const MgNetworkParam *p = &m->network.params[i];
        m->params[i] = (MgParam){ .id = p->id,
                                  .symbol = p->id,
                                  .unit = "",
                                  .doc = p->doc,
                                  .initial = p->initial,
                                  .min = p->min,
                                  .max = p->max,
                                  .kind = MG_REAL,
                                  .offset = 4 * i };
    }
    m->params[0].symbol = dt_row().symbol, m->params[0].unit = dt_row().unit;
}

// Painted counts are visible at the view's default isovalue. The brush paints the species of patches, or the first
// species.
static double painted_count(const MgView *view) { return view->max / 2.0; }

static void make_species(MgNetworkModel *m, const MgRates *rates) {
    double all = 0;
    int32_t count = m->network.species_count, patches = 0;
    for (int32_t i = 0; i < count; i++) {
        const char *id = m->network.species[i].id;
        double starts_with = rates->initial[i] + rates->patch[i];
        m->views[i] = view_of(id, "Molecules of one species in a cell.", show_species[i], starts_with);
        m->fields[i] = (MgField){ id, id, "", .erase_value = rates->initial[i], .paint_value = rates->initial[i] };
        if (rates->patch[i] > 0) m->fields[i].paint_value = painted_count(&m->views[i]), patches++;
        all += starts_with;
    }
    if (patches == 0) m->fields[0].paint_value = painted_count(&m->views[0]), m->fields[0].erase_value = 0;
    m->views[count] = view_of("all_species", "Molecules of every kind in a cell.", show_total, all);
}

static void make_model(MgNetworkModel *m) {
    m->model = (MgModel){
        .id = MG_NETWORK_MODEL_ID,
        .label = "Network",
        .doc = "A reaction network of your own.",
        .equations = m->text,
        .source = "your own text",
        .fields = m->fields,
        .field_count = m->network.species_count,
        .params = m->params,
        .param_count = m->network.param_count,
        .network = m->text,
        .parsed = &m->network,
        .seedings = seedings,
        .seeding_count = MG_COUNT_OF(seedings),
        .views = m->views,
        .view_count = m->network.species_count + 1,
    };
}

// The rates must also be valid at the text's own parameter values.
static MgStatus initial_rates(const MgNetwork *network, MgRates *out) {
    double values[MG_MAX_PARAMS];
    for (int32_t i = 0; i < network->param_count; i++) values[i] = network->params[i].initial;
    return mg_network_rates(network, values, out);
}

static MgStatus fill_in(MgNetworkModel *m, size_t length) {
    MgParam dt = dt_row();
    MgRates rates;
    MG_TRY(mg_network_parse(m->text, length, &dt, 1, &m->network));
    MG_TRY(initial_rates(&m->network, &rates));
    make_params(m);
    make_species(m, &rates);
    make_model(m);
    return MG_OK;
}

uint64_t mg_network_model_bytes(const char *text) { return sizeof(MgNetworkModel) + strlen(text) + 1; }

MgStatus mg_network_model_create(const char *text, MgNetworkModel **out) {
    *out = NULL;
    size_t length = strlen(text);
    if (length > MG_LARGEST_TEXT_BYTES)
        return MG_FAIL(INVALID_ARGUMENT, "the network has %u bytes; at most %d are read", (uint64_t)length,
                       MG_LARGEST_TEXT_BYTES);
    MgNetworkModel *m = mg_allocate_cleared((size_t)mg_network_model_bytes(text));
    if (m == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for a network of %u bytes", (uint64_t)length);
    memcpy(m->text, text, length + 1);
    MgStatus status = fill_in(m, length);
    if (status == MG_OK) *out = m;
    else mg_network_model_destroy(m);
    return status;
}

void mg_network_model_destroy(MgNetworkModel *m) { mg_free(m); }

const MgModel *mg_network_model(const MgNetworkModel *m) { return &m->model; }

// Gray-Scott made of molecules:  U + 2 V -> 3 V,  0 -> U,  U -> 0,  V -> 0.  With volume molecules to the unit of
// concentration u = U / volume and v = V / volume follow the equations of gray_scott.c as volume grows; a small volume
// shows what chance does to a pattern. Rates: an event U + 2 V -> 3 V per time is volume u v^2 = rate U V (V - 1) / 2,
// so rate = 2 / volume^2.
#include "model/seedings.h"

enum { U, V };

typedef struct GrayScottMolecules {
    float dt, du, dv, feed, kill, volume;
} GrayScottMolecules;

static const MgParam params[] = {
    MG_PARAM(GrayScottMolecules, dt, "\\Delta t", 0.2, 0.001, 1.0, "t", "Length of a time step."),
    MG_PARAM(GrayScottMolecules, du, "D_u", 0.16, 0.0, 1.0, "l^2/t", "How fast food spreads."),
    MG_PARAM(GrayScottMolecules, dv, "D_v", 0.08, 0.0, 1.0, "l^2/t", "How fast the eater spreads."),
    MG_PARAM(GrayScottMolecules, feed, "F", 0.0367, 0.0, 0.1, "1/t",
             "How fast food flows in and everything is washed out."),
    MG_PARAM(GrayScottMolecules, kill, "k", 0.0649, 0.0, 0.1, "1/t",
             "How fast the eater dies, on top of being washed out."),
    MG_PARAM(
        GrayScottMolecules, volume, "\\Omega", 100.0, 10.0, 400.0, "",
        "Molecules in a cell at concentration 1: more of them, less noise, more work. Seed anew after changing it."),
};
MG_PARAMS_COMPLETE(GrayScottMolecules, params);

static const char network[] = "species u  D = du\n"
                              "species v  D = dv\n"
                              "reaction u + 2 v -> 3 v  rate 2 / (volume * volume)\n"
                              "reaction 0 -> u          rate feed * volume\n"
                              "reaction u -> 0          rate feed\n"
                              "reaction v -> 0          rate feed + kill\n";

static double volume_of(const void *params_struct) { return ((const GrayScottMolecules *)params_struct)->volume; }

// ---- seedings: those of gray_scott, times the volume

static void to_molecules(const MgSeedRow *row) {
    float volume = ((const GrayScottMolecules *)row->params)->volume;
    for (int32_t x = 0; x < row->nx; x++) row->out[U][x] *= volume, row->out[V][x] *= volume;
}

static void seed_perlin(const MgSeedRow *row) {
    mg_perlin_row(row, row->seeding_params, row->out[V]);
    for (int32_t x = 0; x < row->nx; x++) {
        float full = row->out[V][x];
        row->out[V][x] = full * full;
        row->out[U][x] = 1.0f - full * full;
    }
    to_molecules(row);
}

typedef struct SpheresSeeding {
    int32_t count;
    float radius, spread, u, v;
} SpheresSeeding;

static const MgParam spheres_params[] = {
    MG_PARAM(SpheresSeeding, count, "n", 20, 1, 1000, "", "How many spheres."),
    MG_PARAM(SpheresSeeding, radius, "r", 0.05, 0.005, 0.5, "", "Mean radius, as a part of the box's smallest side."),
    MG_PARAM(SpheresSeeding, spread, "s", 0.4, 0.0, 1.0, "", "How much the radii differ."),
    MG_PARAM(SpheresSeeding, u, "u_0", 0.5, 0.0, 1.0, "", "Food inside a sphere."),
    MG_PARAM(SpheresSeeding, v, "v_0", 0.25, 0.0, 1.0, "", "Eater inside a sphere."),
};
MG_PARAMS_COMPLETE(SpheresSeeding, spheres_params);

static void seed_spheres(const MgSeedRow *row) {
    const SpheresSeeding *p = row->seeding_params;
    mg_spheres_row(row, &(MgSpheres){ p->count, p->radius, p->spread }, row->out[V]);
    for (int32_t x = 0; x < row->nx; x++) {
        bool inside = row->out[V][x] > 0.0f;
        row->out[U][x] = inside ? p->u : 1.0f;
        row->out[V][x] = inside ? p->v : 0.0f;
    }
    to_molecules(row);
}

// ---- views: concentrations, so that isovalues are those of gray_scott

static void show_v(const MgBlock *row, float *out) {
    float each = 1.0f / ((const GrayScottMolecules *)row->params)->volume;
    for (int32_t x = 0; x < row->nx; x++) out[x] = row->in[V][x] * each;
}

static void show_u(const MgBlock *row, float *out) {
    float each = 1.0f / ((const GrayScottMolecules *)row->params)->volume;
    for (int32_t x = 0; x < row->nx; x++) out[x] = row->in[U][x] * each;
}

static const MgField fields[] = { { "u", "food U", "", .paint_value = 0.3, .erase_value = 1.0 },
                                  { "v", "eater V", "", .paint_value = 0.4 } };
static const MgSeeding seedings[] = {
    { "perlin", "Perlin noise", "Soft islands of eater in food.", seed_perlin, NULL, mg_perlin_params,
      MG_PERLIN_PARAM_COUNT },
    { "spheres", "spheres", "Small balls of eater at random places.", seed_spheres, NULL, spheres_params,
      MG_COUNT_OF(spheres_params) },
};
static const MgView views[] = {
    { "v", "eater v", "Molecules of the eater, over the volume.", -1, show_v, 0.0, 1.0, 0.2, 0.15 },
    { "u", "food u", "Molecules of food, over the volume.", -1, show_u, 0.0, 1.5, 0.5, 0.3 },
};

const MgModel mg_model_gray_scott_molecules = {
    .id = "gray_scott_molecules",
    .label = "Gray-Scott (molecules)",
    .doc = "Gray-Scott as single molecules that meet three by three: set the volume and see what chance does.",
    .equations = "U + 2 V -> 3 V   (2 / \\Omega^2)\n0 -> U   (F \\Omega)\nU -> 0   (F)\nV -> 0   (F + k)",
    .source = "Gray and Scott 1984, doi 10.1016/0009-2509(84)87017-7; Gillespie 1977, doi 10.1021/j100540a008",
    .fields = fields,
    .field_count = MG_COUNT_OF(fields),
    .params = params,
    .param_count = MG_COUNT_OF(params),
    .network = network,
    .seedings = seedings,
    .seeding_count = MG_COUNT_OF(seedings),
    .views = views,
    .view_count = MG_COUNT_OF(views),
    .paint_scale = volume_of,
};

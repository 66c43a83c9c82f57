#include "engine/config.h"

#include "base/limit.h"
#include "base/platform.h"
#include "base/text.h"
#include "engine/internal.h"
#include "engine/statistics.h"
#include "grid/border.h"
#include "grid/chunks.h"
#include "model/model.h"

#define DEFAULT_EXTENT 128
#define DEFAULT_SEED 1337
#define TENTH_OF_MB 100000u // what is needed is rounded up, what there is down

MgConfig mg_config_default(void) {
    return (MgConfig){ .model = "gray_scott",
                       .nx = DEFAULT_EXTENT,
                       .ny = DEFAULT_EXTENT,
                       .nz = DEFAULT_EXTENT,
                       .boundary = { MG_PERIODIC, MG_PERIODIC, MG_PERIODIC },
                       .dx = 1.0,
                       .seed = DEFAULT_SEED };
}

int32_t mg_config_threads(const MgConfig *config) {
    return config->threads > 0 ? config->threads : mg_scheduler_default_threads();
}

// ---- checks

static MgStatus unknown_model(const char *id) {
    char names[256];
    MgText text = mg_text_into(names, sizeof names);
    for (int32_t i = 0; i < mg_model_count(); i++) mg_text_format(&text, i > 0 ? ", %s" : "%s", mg_model_at(i)->id);
    return MG_FAIL(UNKNOWN_NAME, "there is no model '%s'; there are: %s", id, names);
}

static MgStatus check_extent(const char *name, int32_t extent) {
    if (extent >= MG_SMALLEST_EXTENT && extent <= MG_LARGEST_EXTENT) return MG_OK;
    return MG_FAIL(INVALID_ARGUMENT, "%s = %d is outside %d..%d cells", name, extent, MG_SMALLEST_EXTENT,
                   MG_LARGEST_EXTENT);
}

static MgStatus check_numbers(const MgConfig *config) {
    if (config->model == NULL && config->text == NULL)
        return MG_FAIL(INVALID_ARGUMENT, "the configuration names no model");
    MG_TRY(check_extent("nx", config->nx));
    MG_TRY(check_extent("ny", config->ny));
    MG_TRY(check_extent("nz", config->nz));
    for (int32_t axis = 0; axis < 3; axis++)
        if (!mg_border_is_known(config->boundary[axis]))
            return MG_FAIL(INVALID_ARGUMENT, "boundary %d of axis %s is neither periodic nor no-flux",
                           (int32_t)config->boundary[axis], &"x\0y\0z"[2 * axis]);
    if (!(config->dx >= MG_SMALLEST_DX && config->dx <= MG_LARGEST_DX))
        return MG_FAIL(INVALID_ARGUMENT, "dx = %g is outside %g..%g", config->dx, MG_SMALLEST_DX, MG_LARGEST_DX);
    if (config->threads < 0 || config->threads > MG_MAX_THREADS)
        return MG_FAIL(INVALID_ARGUMENT, "threads = %d is outside 0..%d", config->threads, MG_MAX_THREADS);
    return MG_OK;
}

MgStatus mg_config_open(const MgConfig *config, MgConfigModel *out) {
    *out = (MgConfigModel){ 0 };
    MG_TRY(check_numbers(config));
    if (config->text != NULL) {
        MG_TRY(mg_text_model_create(config->text, &out->own));
        out->model = mg_text_model(&out->own);
        return MG_OK;
    }
    out->model = mg_model_find(config->model);
    return out->model != NULL ? MG_OK : unknown_model(config->model);
}

void mg_config_close(MgConfigModel *model) {
    mg_text_model_destroy(&model->own);
    *model = (MgConfigModel){ 0 };
}

// ---- memory

static uint64_t total_bytes(const MgConfig *config, const MgModel *model) {
    MgGrid grid = mg_config_grid(config, model);
    uint64_t ranges = 2 * (uint64_t)mg_chunks_count(mg_chunks(&grid)) * sizeof(MgRange);
    uint64_t network = config->text != NULL ? mg_text_model_bytes(config->text) : 0;
    return sizeof(MgEngine) + network + mg_scheduler_bytes() + ranges + mg_mesher_bytes(&grid) +
           mg_statistics_bytes(&grid) + mg_simulation_kind(model)->bytes(model, &grid, mg_config_threads(config));
}

MgStatus mg_config_bytes(const MgConfig *config, uint64_t *out) {
    *out = 0;
    MgConfigModel model;
    MG_TRY(mg_config_open(config, &model));
    *out = total_bytes(config, model.model);
    mg_config_close(&model);
    return MG_OK;
}

// The same shape with its longest side shortened to longest.
static MgConfig shrunk(const MgConfig *config, int32_t longest) {
    MgConfig small = *config;
    int32_t from = mg_max_i32(config->nx, mg_max_i32(config->ny, config->nz));
    small.nx = mg_max_i32(MG_SMALLEST_EXTENT, (int32_t)((int64_t)config->nx * longest / from));
    small.ny = mg_max_i32(MG_SMALLEST_EXTENT, (int32_t)((int64_t)config->ny * longest / from));
    small.nz = mg_max_i32(MG_SMALLEST_EXTENT, (int32_t)((int64_t)config->nz * longest / from));
    return small;
}

static MgConfig largest_that_fits(const MgConfig *config, const MgModel *model, uint64_t budget) {
    int32_t fits = MG_SMALLEST_EXTENT, too_large = mg_max_i32(config->nx, mg_max_i32(config->ny, config->nz));
    while (too_large - fits > 1) {
        int32_t middle = (fits + too_large) / 2;
        MgConfig small = shrunk(config, middle);
        if (total_bytes(&small, model) <= budget) fits = middle;
        else too_large = middle;
    }
    return shrunk(config, fits);
}

MgStatus mg_config_check_budget(const MgConfig *config, const MgModel *model, uint64_t *needed) {
    const uint64_t most = config->memory_budget_bytes > 0 ? config->memory_budget_bytes : mg_memory_limit(),
                   held = mg_memory_held();
    uint64_t budget = held < most ? most - held : 0;
    const uint64_t addresses = SIZE_MAX; // the request may exceed the address space of a 32-bit module
    if (budget > addresses) budget = addresses;
    *needed = total_bytes(config, model);
    if (*needed <= budget) return MG_OK;
    MgConfig fits = largest_that_fits(config, model, budget);
    double needed_mb = (double)((*needed + TENTH_OF_MB - 1) / TENTH_OF_MB) / 10,
           budget_mb = (double)(budget / TENTH_OF_MB) / 10;
    if (total_bytes(&fits, model) > budget)
        return MG_FAIL(OVER_BUDGET, "%dx%dx%d cells need %g MB, the budget is %g MB; no grid of this shape fits",
                       config->nx, config->ny, config->nz, needed_mb, budget_mb);
    return MG_FAIL(OVER_BUDGET, "%dx%dx%d cells need %g MB, the budget is %g MB; %dx%dx%d would fit", config->nx,
                   config->ny, config->nz, needed_mb, budget_mb, fits.nx, fits.ny, fits.nz);
}

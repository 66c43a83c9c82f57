// The engine owns simulation and mesher and implements the public interface.
#include "engine/internal.h"

#include <string.h>

#include "base/limit.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/platform.h"
#include "base/text.h"
#include "engine/access.h"
#include "engine/config.h"
#include "engine/statistics.h"
#include "grid/chunks.h"

// ---- birth and death

static bool allocate_parts(MgEngine *e, int32_t threads) {
    const MgGrid *grid = &e->run.grid;
    size_t range_bytes = (size_t)mg_chunks_count(mg_chunks(grid)) * sizeof(MgRange);
    e->run.scheduler = mg_scheduler_create(threads);
    if (e->run.scheduler == NULL) return false;
    e->simulation = mg_simulation_kind(e->run.model)->create(&e->run);
    e->mesher = mg_mesher_create(grid);
    if (e->mesher != NULL) mg_mesher_set_cancellation(e->mesher, &e->run.cancellation);
    e->plane_statistics = mg_allocate((size_t)mg_statistics_bytes(grid));
    for (int32_t i = 0; i < 2; i++) e->keyframes[i].chunk_ranges = mg_allocate(range_bytes);
    return e->simulation != NULL && e->mesher != NULL && e->plane_statistics != NULL &&
           e->keyframes[0].chunk_ranges != NULL && e->keyframes[1].chunk_ranges != NULL;
}

static MgStatus apply_setting(MgEngine *e, const char *at, size_t length) {
    char name[MG_SNAPSHOT_NAME_BYTES];
    const char *end = at + length, *equals = at;
    while (equals < end && *equals != '=') equals++;
    size_t name_length = (size_t)(equals - at);
    if (name_length == 0 || name_length >= sizeof name || equals == end)
        return MG_FAIL(INVALID_ARGUMENT, "settings are written feed=0.03 perlin.frequency=8, not %s", at);
    memcpy(name, at, name_length);
    name[name_length] = 0;
    double value;
    const bool negative = equals[1] == '-' && length > name_length + 1;
    const char *number = equals + 1 + negative;
    if (mg_number_parse(number, end, &value) != end || number == end)
        return MG_FAIL(INVALID_ARGUMENT, "%s wants a number: %s", name, equals + 1);
    return mg_engine_set(e, name, negative ? -value : value);
}

static MgStatus apply_settings(MgEngine *e, const char *settings) {
    for (const char *at = settings; *at != 0;) {
        size_t length = 0;
        while (at[length] != 0 && at[length] != ' ' && at[length] != ',') length++;
        if (length > 0) MG_TRY(apply_setting(e, at, length));
        at += length + (at[length] != 0);
    }
    return MG_OK;
}

static MgStatus find_seeding(const MgModel *model, const char *id, size_t length, int32_t *out);

// An engine's state is made once: seeded, or empty if the caller fills it.
static MgStatus begin_state(MgEngine *e, const MgConfig *config) {
    if (config->settings != NULL) MG_TRY(apply_settings(e, config->settings));
    if (!config->unseeded) return mg_engine_seed(e, config->seeding, config->seed);
    const char *id = config->seeding;
    if (id != NULL) MG_TRY(find_seeding(e->run.model, id, strlen(id), &e->run.seeding));
    e->run.seed = config->seed;
    if (e->simulation->kind->clear != NULL) e->simulation->kind->clear(e->simulation);
    return MG_OK;
}

// Takes ownership of the model on success.
static MgStatus create_with(const MgConfig *config, MgConfigModel model, uint64_t bytes, MgEngine **out) {
    MgEngine *e = mg_allocate_cleared(sizeof *e);
    if (e == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for an engine");
    e->run.model = model.model;
    e->run.grid = mg_config_grid(config, model.model);
    e->run.progress = config->progress, e->run.progress_context = config->progress_context;
    mg_params_init(&e->run.params, e->run.model->params, e->run.model->param_count);
    for (int32_t i = 0; i < e->run.model->seeding_count; i++)
        mg_params_init(&e->run.seeding_params[i], e->run.model->seedings[i].params,
                       e->run.model->seedings[i].param_count);
    e->held_bytes = bytes;
    mg_memory_hold(bytes);
    if (!allocate_parts(e, mg_config_threads(config))) {
        mg_engine_destroy(e);
        return MG_FAIL(OUT_OF_MEMORY, "the machine refused memory for %dx%dx%d cells of %s; try a smaller size",
                       config->nx, config->ny, config->nz, model.model->id);
    }
    MgStatus status = begin_state(e, config);
    if (status != MG_OK) {
        mg_engine_destroy(e);
        return status;
    }
    if (model.own.equations != NULL) mg_equations_model_load_code(model.own.equations);
    e->own_model = model.own, *out = e;
    return MG_OK;
}

MgStatus mg_engine_create(const MgConfig *config, MgEngine **out) {
    *out = NULL;
    MgConfigModel model;
    MG_TRY(mg_config_open(config, &model));
    uint64_t bytes;
    MgStatus status = mg_config_check_budget(config, model.model, &bytes);
    if (status == MG_OK) status = create_with(config, model, bytes, out);
    if (status != MG_OK) mg_config_close(&model);
    return status;
}

void mg_engine_destroy(MgEngine *e) {
    if (e == NULL) return;
    if (e->simulation != NULL) e->simulation->kind->destroy(e->simulation);
    mg_mesher_destroy(e->mesher);
    mg_scheduler_destroy(e->run.scheduler);
    for (int32_t i = 0; i < 2; i++) mg_free((void *)e->keyframes[i].chunk_ranges);
    mg_free(e->plane_statistics);
    mg_engine_drop_textures(e);
    mg_text_model_destroy(&e->own_model);
    mg_memory_release(e->held_bytes);
    mg_free(e);
}

// ---- names

static MgStatus find_seeding(const MgModel *model, const char *id, size_t length, int32_t *out) {
    for (int32_t i = 0; i < model->seeding_count; i++) {
        *out = i;
        if (strlen(model->seedings[i].id) == length && memcmp(model->seedings[i].id, id, length) == 0) return MG_OK;
    }
    return MG_FAIL(UNKNOWN_NAME, "%s has no seeding '%s'; its first is '%s'", model->id, id, model->seedings[0].id);
}

// "feed" is the model's, "perlin.frequency" a seeding's.
static MgStatus find_param(const MgRun *run, const char *name, MgParams **params, int32_t *index) {
    const char *dot = strchr(name, '.');
    MgRun *mutable_run = (MgRun *)run; // only a caller with a writable run writes
    *params = &mutable_run->params;
    if (dot != NULL) {
        int32_t seeding = 0;
        MG_TRY(find_seeding(run->model, name, (size_t)(dot - name), &seeding));
        *params = &mutable_run->seeding_params[seeding];
    }
    *index = mg_params_find(*params, dot != NULL ? dot + 1 : name);
    return *index >= 0 ? MG_OK : MG_FAIL(UNKNOWN_NAME, "%s has no parameter '%s'", run->model->id, name);
}

static MgStatus find_field(const MgEngine *e, const char *id, size_t count, int32_t *out) {
    size_t cells = mg_grid_cells(&e->run.grid);
    if (count == cells) return mg_state_find_field(e->run.model, id, out);
    return MG_FAIL(INVALID_ARGUMENT, "%u values for a field of %u cells", (uint64_t)count, (uint64_t)cells);
}

// ---- parameters

MgStatus mg_engine_set(MgEngine *e, const char *parameter, double value) {
    MgParams *params;
    int32_t index;
    MG_TRY(find_param(&e->run, parameter, &params, &index));
    return mg_params_set(params, index, value);
}

MgStatus mg_engine_get(const MgEngine *e, const char *parameter, double *out) {
    *out = 0;
    MgParams *params;
    int32_t index;
    MG_TRY(find_param(&e->run, parameter, &params, &index));
    *out = params->values[index];
    return MG_OK;
}

MgStatus mg_engine_check_dt(const MgEngine *e, double *limit) {
    const MgRun *run = &e->run;
    double largest = 0, dt = mg_run_dt(run);
    if (limit != NULL) *limit = 0;
    MG_TRY(e->simulation->kind->largest_dt(e->simulation, &largest));
    if (limit != NULL) *limit = largest;
    if (dt <= largest) return MG_OK;
    return MG_FAIL(UNSTABLE,
                   "dt = %g is beyond %g, the stability limit of %s with these parameters at dx = %g; lower dt", dt,
                   largest, run->model->id, run->grid.dx);
}

// Four digits are enough for a message.
static double brief(double value) {
    double scale = 1.0;
    while (value * scale < 1e3 && scale < 1e12) scale *= 10.0;
    while (value * scale >= 1e4 && scale > 1e-12) scale /= 10.0;
    return __builtin_floor(value * scale + 0.5) / scale;
}

MgStatus mg_engine_check_voxel(const MgEngine *e, double *smallest_dx) {
    const MgRun *run = &e->run;
    MgVoxelLimit limit = { 0 };
    if (smallest_dx != NULL) *smallest_dx = 0;
    if (e->simulation->kind->voxel_limit == NULL) return MG_OK;
    MG_TRY(e->simulation->kind->voxel_limit(e->simulation, &limit));
    if (smallest_dx != NULL) *smallest_dx = limit.smallest_dx;
    if (run->grid.dx >= limit.smallest_dx) return MG_OK;
    return MG_FAIL(UNSTABLE,
                   "dx = %g is below %g, the smallest cell in which %s and %s can meet as often as their rate says "
                   "(D = %g together): they react more slowly; lower the rate or raise D",
                   run->grid.dx, brief(limit.smallest_dx), run->model->fields[limit.first].id,
                   run->model->fields[limit.second].id, brief(limit.diffusion));
}

// ---- running

static void forget_keyframes(MgEngine *e) {
    e->simulation->kind->forget_keyframes(e->simulation);
    e->keyframe_count = 0;
}

MgStatus mg_engine_seed(MgEngine *e, const char *seeding, uint64_t seed) {
    int32_t index = e->run.seeding;
    if (seeding != NULL) MG_TRY(find_seeding(e->run.model, seeding, strlen(seeding), &index));
    forget_keyframes(e);
    e->run.seeding = index;
    e->run.seed = seed;
    e->run.steps = 0;
    e->run.time = 0;
    atomic_store_explicit(&e->run.planes_seeded, 0, memory_order_relaxed);
    double started = mg_profile_start();
    mg_cancellation_begin(&e->run.cancellation);
    e->simulation->kind->seed(e->simulation);
    mg_profile_stop(&e->run.profile, "seed", started);
    if (!mg_was_cut(&e->run.cancellation)) return MG_OK;
    return MG_FAIL(CANCELLED, "the seeding was ended before its last plane; seed again");
}

MgStatus mg_engine_set_threads(MgEngine *e, int32_t threads) {
    if (threads < 0 || threads > MG_MAX_THREADS)
        return MG_FAIL(INVALID_ARGUMENT, "threads = %d is outside 0..%d", threads, MG_MAX_THREADS);
    // The old pool goes first: where threads are parked workers, the new one needs them.
    MgScheduler *empty = mg_scheduler_create(1);
    if (empty == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for %d threads; the old ones go on", threads);
    mg_scheduler_destroy(e->run.scheduler);
    e->run.scheduler = empty;
    MgScheduler *scheduler = mg_scheduler_create(threads);
    if (scheduler == NULL || !e->simulation->kind->set_threads(e->simulation, mg_scheduler_threads(scheduler))) {
        mg_scheduler_destroy(scheduler);
        return MG_FAIL(OUT_OF_MEMORY, "no memory for %d threads; the run goes on with one", threads);
    }
    mg_scheduler_destroy(e->run.scheduler);
    e->run.scheduler = scheduler;
    return MG_OK;
}

MgStatus mg_engine_set_tiling(MgEngine *e, const MgTiling *requested) {
    if (e->simulation->kind->set_tiling == NULL)
        return MG_FAIL(INVALID_ARGUMENT, "%s is a model of molecules: it is not stepped in tiles", e->run.model->id);
    return e->simulation->kind->set_tiling(e->simulation, *requested);
}

MgTiling mg_engine_tiling(const MgEngine *e) {
    return e->simulation->kind->tiling != NULL ? e->simulation->kind->tiling(e->simulation) : (MgTiling){ 0 };
}

int32_t mg_engine_threads(const MgEngine *e) { return mg_scheduler_threads(e->run.scheduler); }

void mg_engine_set_cancel(MgEngine *e, MgCancel cancel, void *context) {
    e->run.cancellation.ask = cancel, e->run.cancellation.context = context;
}

void mg_engine_step(MgEngine *e, int32_t count) {
    MG_ASSERT(count >= 0);
    mg_cancellation_begin(&e->run.cancellation);
    const int32_t made = e->simulation->kind->step(e->simulation, count);
    e->run.steps += (uint64_t)made;
    for (int32_t i = 0; i < made; i++)
        e->run.time += mg_run_dt(&e->run); // one by one, so that the sum does not depend on how calls split the steps
}

// Fused steps are cheapest, but fewer are made together if they would exceed the time slice.
static int32_t affordable_steps(const MgEngine *e, double milliseconds) {
    int32_t fused = e->simulation->kind->fused_steps(e->simulation);
    if (e->step_milliseconds <= 0) return 1;                       // how long a step takes is not known yet
    double affordable = milliseconds / e->step_milliseconds + 0.5; // half a step over is nearest
    return affordable >= fused ? fused : mg_max_i32(1, (int32_t)affordable);
}

int32_t mg_engine_step_for(MgEngine *e, double milliseconds, int32_t max_steps) {
    MG_ASSERT(max_steps > 0);
    if (milliseconds != milliseconds) return 0;
    double left = milliseconds;
    int32_t done = 0;
    do {
        double started = mg_profile_start();
        int32_t steps = mg_min_i32(affordable_steps(e, left), max_steps - done);
        const uint64_t before = e->run.steps;
        mg_engine_step(e, steps);
        if (mg_was_cut(&e->run.cancellation)) return done + (int32_t)(e->run.steps - before);
        double spent = 1e3 * (mg_profile_start() - started);
        e->step_milliseconds = spent / steps;
        left -= spent;
        done += steps;
    } while (done < max_steps && left > 0.5 * e->step_milliseconds);
    return done;
}

uint64_t mg_engine_steps(const MgEngine *e) { return e->run.steps; }
double mg_engine_time(const MgEngine *e) { return e->run.time; }

// ---- looking, reading and writing

uint64_t mg_engine_hash(MgEngine *e) { return mg_state_hash(e); }

bool mg_engine_find_bad_cell(MgEngine *e, MgBadCell *out) {
    *out = (MgBadCell){ 0 };
    if (!e->simulation->kind->find_bad_cell(e->simulation, out)) return false;
    out->step = e->run.steps;
    return true;
}

MgStatus mg_engine_read_field(const MgEngine *e, const char *field, float *out, size_t count) {
    int32_t index;
    MG_TRY(find_field(e, field, count, &index));
    mg_state_read_field(e, index, out);
    return MG_OK;
}

MgStatus mg_engine_write_field(MgEngine *e, const char *field, const float *values, size_t count) {
    int32_t index;
    MG_TRY(find_field(e, field, count, &index));
    mg_state_write_field(e, index, values);
    return MG_OK;
}

MgStatus mg_engine_read_cell(const MgEngine *e, int32_t x, int32_t y, int32_t z, float *out, size_t count) {
    const MgGrid *g = &e->run.grid;
    if (x < 0 || x >= g->nx || y < 0 || y >= g->ny || z < 0 || z >= g->nz)
        return MG_FAIL(INVALID_ARGUMENT, "cell (%d, %d, %d) is outside %dx%dx%d", x, y, z, g->nx, g->ny, g->nz);
    const int32_t fields = mg_stored_fields(e->run.model);
    if (count != (size_t)fields)
        return MG_FAIL(INVALID_ARGUMENT, "%u values for the %d fields of a cell", (uint64_t)count, fields);
    for (int32_t f = 0; f < fields; f++) out[f] = mg_state_read_cell(e, f, x, y, z);
    return MG_OK;
}

int32_t mg_engine_profile(const MgEngine *e, const MgStageTime **out) {
    *out = e->run.profile.stages;
    return e->run.profile.count;
}

void mg_engine_reset_profile(MgEngine *e) { e->run.profile = (MgProfile){ 0 }; }

// ---- keyframes and meshes

MgStatus mg_engine_find_view(const MgEngine *e, const char *id, int32_t *out) {
    const MgModel *model = e->run.model;
    for (int32_t i = 0; i < model->view_count; i++) {
        if (strcmp(model->views[i].id, id) != 0) continue;
        *out = i;
        return MG_OK;
    }
    return MG_FAIL(UNKNOWN_NAME, "%s has no view '%s'; its first is '%s'", model->id, id, model->views[0].id);
}

MgStatus mg_engine_set_view(MgEngine *e, const char *view) {
    int32_t index;
    MG_TRY(mg_engine_find_view(e, view, &index));
    forget_keyframes(e);
    e->run.view = index;
    return MG_OK;
}

const char *mg_engine_view(const MgEngine *e) { return e->run.model->views[e->run.view].id; }

const MgKeyframe *mg_engine_publish(MgEngine *e) {
    double started = mg_profile_start();
    const MgGrid *g = &e->run.grid;
    MgChunks chunks = mg_chunks(g);
    e->newest = 1 - e->newest;
    MgKeyframe *keyframe = &e->keyframes[e->newest]; // the older one is given up, its ranges are used again
    MgRange *ranges = (MgRange *)keyframe->chunk_ranges;
    *keyframe = (MgKeyframe){ .values = e->simulation->kind->publish(e->simulation),
                              .nx = g->nx,
                              .ny = g->ny,
                              .nz = g->nz,
                              .row_stride = g->row_stride,
                              .plane_stride = g->plane_stride,
                              .step = e->run.steps,
                              .time = e->run.time,
                              .chunk_ranges = ranges,
                              .chunks_x = chunks.x,
                              .chunks_y = chunks.y,
                              .chunks_z = chunks.z };
    keyframe->range = mg_chunk_ranges(g, keyframe->values, e->run.scheduler, ranges);
    e->keyframe_count = mg_min_i32(e->keyframe_count + 1, 2);
    mg_profile_stop(&e->run.profile, "publish", started);
    return keyframe;
}

MgMeshRequest mg_mesh_request_default(const MgEngine *e) {
    const MgView *view = &e->run.model->views[e->run.view];
    return (MgMeshRequest){ .isovalue = (float)view->isovalue,
                            .blend = 1.0f,
                            .format = MG_VERTEX_FLOAT,
                            .box_min = { 1, 1, 1 },
                            .scalar_max = (float)(view->gradient_max / e->run.grid.dx) };
}

static MgStatus check_request(const MgMeshRequest *request) {
    if (request->slot < 0 || request->slot >= MG_MESH_SLOTS)
        return MG_FAIL(INVALID_ARGUMENT, "mesh slot %d is outside 0..%d", request->slot, MG_MESH_SLOTS - 1);
    if (!(request->blend >= 0.0f && request->blend <= 1.0f))
        return MG_FAIL(INVALID_ARGUMENT, "blend = %g is outside 0..1", (double)request->blend);
    if (request->isovalue - request->isovalue != 0.0f)
        return MG_FAIL(INVALID_ARGUMENT, "isovalue = %g is not a finite number", (double)request->isovalue);
    if (request->format != MG_VERTEX_FLOAT && request->format != MG_VERTEX_PACKED)
        return MG_FAIL(INVALID_ARGUMENT, "there is no vertex format %d", (int32_t)request->format);
    if (request->cap && request->format != MG_VERTEX_FLOAT)
        return MG_FAIL(INVALID_ARGUMENT, "a capped surface is for files: mesh it with MG_VERTEX_FLOAT");
    return MG_OK;
}

MgStatus mg_engine_mesh(MgEngine *e, const MgMeshRequest *request, const MgMesh **out) {
    *out = NULL;
    MG_TRY(check_request(request));
    if (e->keyframe_count == 0) mg_engine_publish(e);
    MgMeshRequest complete = *request;
    if (!(complete.scalar_max > 0)) complete.scalar_max = mg_mesh_request_default(e).scalar_max;
    const MgKeyframe *newest = &e->keyframes[e->newest];
    const MgKeyframe *previous = e->keyframe_count == 2 ? &e->keyframes[1 - e->newest] : newest;
    return mg_mesher_run(e->mesher, e->run.scheduler, &e->run.profile, previous, newest, &complete, out);
}

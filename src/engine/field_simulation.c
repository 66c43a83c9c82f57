// Fields stepped by the stages of a model. Every buffer has the same layout, so publishing is handing one over: two
// buffers a field for stepping, two more for the keyframes, and no voxel is ever copied.
#include "base/hash.h"
#include "base/memory.h"
#include "engine/simulation.h"
#include "engine/tile.h"
#include "grid/halo.h"

#include <stdatomic.h>
#include <string.h>

#define KEYFRAMES 2
#define MOST_BUFFERS (2 * MG_MAX_FIELDS + KEYFRAMES)

typedef struct FieldSimulation {
    MgSimulation base;
    MgRun *run;
    int32_t field_count, buffer_count;
    float *blocks[MOST_BUFFERS];  // what was allocated
    float *buffers[MOST_BUFFERS]; // cell (0, 0, 0) of each
    float *front[MG_MAX_FIELDS], *back[MG_MAX_FIELDS];
    float *previous, *newest;               // keyframes; may be fronts; NULL before they are published
    MgTiling wish;                          // of the caller: zeros are chosen
    int32_t round;                          // steps made together
    MgTiles tiles[MG_MOST_FUSED_STEPS + 1]; // by how many steps are made together: 1..round
    float *scratch;                         // rings for every thread
    size_t scratch_floats;                  // of one thread
    int32_t threads;                        // that tiles and scratch are for
    uint64_t *partials;                     // one sum a plane
} FieldSimulation;

// ---- memory

static int32_t buffer_count(const MgModel *model) { return 2 * model->field_count + KEYFRAMES; }

// Blocks of memory may all start on a page. Buffers start some lines after one another's start, for the reason that
// planes are shifted (grid.h).
#define BUFFER_SHIFT (5 * MG_FLOATS_PER_LINE)

// A line before the first cell holds the first row's left halo, a line behind the last row what a vector may over-read.
// 64 bits: a box is measured before it is refused, also where no address has so many.
static uint64_t buffer_bytes(const MgGrid *grid, int32_t buffer) {
    uint64_t floats =
        (uint64_t)grid->plane_stride * (uint64_t)grid->nz + (uint64_t)(2 * MG_FLOATS_PER_LINE + buffer * BUFFER_SHIFT);
    return floats * sizeof(float);
}

static uint64_t all_buffer_bytes(const MgModel *model, const MgGrid *grid) {
    uint64_t all = 0;
    for (int32_t i = 0; i < buffer_count(model); i++) all += buffer_bytes(grid, i);
    return all;
}

static bool may_fuse(const MgModel *model) {
    return model->stage_count == 1 && model->stages[0].writes == (1u << model->field_count) - 1;
}

static int32_t most_steps(const MgModel *model, const MgGrid *grid, int32_t threads, MgTiling wish) {
    return may_fuse(model) ? mg_tiles_best_steps(grid, model->field_count, threads, wish) : 1;
}

static size_t scratch_floats(const MgModel *model, const MgGrid *grid, int32_t threads, MgTiling wish) {
    int32_t steps = most_steps(model, grid, threads, wish);
    return mg_tile_scratch_floats(grid, model->field_count, steps, threads, wish);
}

static uint64_t bytes(const MgModel *model, const MgGrid *grid, int32_t threads) {
    return sizeof(FieldSimulation) + all_buffer_bytes(model, grid) +
           (uint64_t)threads * scratch_floats(model, grid, threads, (MgTiling){ 0 }) * sizeof(float) +
           (uint64_t)grid->nz * sizeof(uint64_t);
}

// Chooses the tiles and makes room for their rings; false, and nothing has changed, when memory is refused.
static bool prepare(FieldSimulation *s, int32_t threads, MgTiling wish) {
    const MgModel *model = s->run->model;
    const MgGrid *grid = &s->run->grid;
    size_t each = scratch_floats(model, grid, threads, wish);
    float *scratch = mg_allocate((size_t)threads * each * sizeof(float));
    if (scratch == NULL) return false;
    mg_free(s->scratch);
    s->scratch = scratch, s->scratch_floats = each, s->threads = threads, s->wish = wish;
    s->round = most_steps(model, grid, threads, wish);
    for (int32_t steps = 1; steps <= s->round; steps++)
        s->tiles[steps] = mg_tiles(grid, s->field_count, steps, threads, wish);
    return true;
}

static bool set_threads(MgSimulation *base, int32_t threads) {
    FieldSimulation *s = (FieldSimulation *)base;
    return prepare(s, threads, s->wish);
}

static MgStatus set_tiling(MgSimulation *base, MgTiling wish) {
    FieldSimulation *s = (FieldSimulation *)base;
    const MgModel *model = s->run->model;
    if (wish.steps < 0 || wish.steps > MG_MOST_FUSED_STEPS)
        return MG_FAIL(INVALID_ARGUMENT, "fusing %d steps is outside 0..%d", wish.steps, MG_MOST_FUSED_STEPS);
    if (wish.rows < 0 || wish.planes < 0)
        return MG_FAIL(INVALID_ARGUMENT, "a tile of %d rows and %d planes makes no sense; 0 is chosen", wish.rows,
                       wish.planes);
    if (wish.steps > 1 && !may_fuse(model))
        return MG_FAIL(INVALID_ARGUMENT,
                       "the steps of %s cannot be fused, its stages follow one another: 1 or 0, not %d", model->id,
                       wish.steps);
    if (prepare(s, s->threads, wish)) return MG_OK;
    return MG_FAIL(OUT_OF_MEMORY, "no memory for tiles of %d fused steps; the old ones go on", wish.steps);
}

static MgTiling tiling(const MgSimulation *base) {
    const FieldSimulation *s = (const FieldSimulation *)base;
    const MgTiles *tiles = &s->tiles[s->round];
    return (MgTiling){ tiles->steps, tiles->band, tiles->depth };
}

static void destroy(MgSimulation *base) {
    FieldSimulation *s = (FieldSimulation *)base;
    if (s == NULL) return;
    for (int32_t i = 0; i < s->buffer_count; i++) mg_free(s->blocks[i]);
    mg_free(s->scratch);
    mg_free(s->partials);
    mg_free(s);
}

static bool allocate_buffers(FieldSimulation *s) {
    for (int32_t i = 0; i < s->buffer_count; i++) {
        s->blocks[i] = mg_allocate_cleared((size_t)buffer_bytes(&s->run->grid, i));
        if (s->blocks[i] == NULL) return false;
        s->buffers[i] = s->blocks[i] + MG_FLOATS_PER_LINE + i * BUFFER_SHIFT;
    }
    for (int32_t f = 0; f < s->field_count; f++) s->front[f] = s->buffers[2 * f], s->back[f] = s->buffers[2 * f + 1];
    return true;
}

static MgSimulation *create(MgRun *run) {
    FieldSimulation *s = mg_allocate_cleared(sizeof *s);
    if (s == NULL) return NULL;
    s->base.kind = &mg_field_simulation;
    s->run = run;
    s->field_count = run->model->field_count;
    s->buffer_count = buffer_count(run->model);
    s->partials = mg_allocate((size_t)run->grid.nz * sizeof(uint64_t));
    if (s->partials != NULL && allocate_buffers(s) && prepare(s, mg_scheduler_threads(run->scheduler), (MgTiling){ 0 }))
        return &s->base;
    destroy(&s->base);
    return NULL;
}

// ---- buffers

static bool is_used(const FieldSimulation *s, const float *buffer) {
    if (buffer == s->previous || buffer == s->newest) return true;
    for (int32_t f = 0; f < s->field_count; f++)
        if (buffer == s->front[f] || buffer == s->back[f]) return true;
    return false;
}

// There is always one: fronts, backs and keyframes are at most 2 fields + 2, and the caller just let go of one.
static float *unused_buffer(const FieldSimulation *s) {
    for (int32_t i = 0; i < s->buffer_count; i++)
        if (!is_used(s, s->buffers[i])) return s->buffers[i];
    mg_assert_failed("a buffer is unused", __FILE__, __LINE__);
}

// What was written becomes the front. A front that was published stays as it is; stepping goes on in an unused buffer.
static void swap(FieldSimulation *s, int32_t field) {
    float *old = s->front[field];
    s->front[field] = s->back[field];
    s->back[field] = NULL;
    s->back[field] = old == s->previous || old == s->newest ? unused_buffer(s) : old;
}

// ---- stepping

static void run_stage(FieldSimulation *s, const MgStage *stage, int32_t steps) {
    double started = mg_profile_start();
    MgRun *run = s->run;
    MgTileJob job = { .grid = &run->grid,
                      .stage = stage,
                      .params = run->params.packed,
                      .field_count = s->field_count,
                      .tiles = s->tiles[steps],
                      .scratch = s->scratch,
                      .scratch_floats = s->scratch_floats };
    memcpy(job.front, s->front, sizeof job.front);
    memcpy(job.back, s->back, sizeof job.back);
    mg_parallel_for(run->scheduler, job.tiles.bands * job.tiles.depths, 1, mg_run_tiles, &job);
    for (int32_t f = 0; f < s->field_count; f++)
        if (stage->writes & MG_FIELD_BIT(f)) swap(s, f);
    mg_profile_stop(&run->profile, stage->name, started);
}

static MgStatus largest_dt(const MgSimulation *base, double *out) {
    const MgRun *run = ((const FieldSimulation *)base)->run;
    *out = run->model->stable_dt(run->params.packed, run->grid.dx);
    return MG_OK;
}

static int32_t round_steps(const MgSimulation *base) { return ((const FieldSimulation *)base)->round; }

static void step(MgSimulation *base, int32_t count) {
    FieldSimulation *s = (FieldSimulation *)base;
    const MgModel *model = s->run->model;
    for (int32_t done = 0; done < count; done += s->round) {
        int32_t steps = mg_min_i32(s->round, count - done);
        for (int32_t i = 0; i < model->stage_count; i++) run_stage(s, &model->stages[i], steps);
    }
}

// ---- seeding, reading and writing

static void fill_halos(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    FieldSimulation *s = context;
    const MgGrid *g = &s->run->grid;
    for (int32_t z = begin; z < end; z++)
        for (int32_t y = 0; y < g->ny; y++)
            for (int32_t f = 0; f < s->field_count; f++)
                mg_fill_row_halo(s->front[f] + mg_grid_index(g, 0, y, z), g->nx, g->boundary[0]);
}

static void seed_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    FieldSimulation *s = context;
    const MgRun *run = s->run;
    const MgGrid *g = &run->grid;
    MgSeedRow row = { .nx = g->nx,
                      .world_nx = g->nx,
                      .world_ny = g->ny,
                      .world_nz = g->nz,
                      .seed = run->seed,
                      .params = run->params.packed,
                      .seeding_params = run->seeding_params[run->seeding].packed };
    for (int32_t axis = 0; axis < 3; axis++) row.periodic[axis] = g->boundary[axis] == MG_PERIODIC;
    for (row.z = begin; row.z < end; row.z++) {
        for (row.y = 0; row.y < g->ny; row.y++) {
            for (int32_t f = 0; f < s->field_count; f++) row.out[f] = s->front[f] + mg_grid_index(g, 0, row.y, row.z);
            run->model->seedings[run->seeding].row(&row);
        }
        mg_run_tell_plane(s->run, worker);
    }
    fill_halos(s, begin, end, worker);
}

static void forget_keyframes(MgSimulation *base) {
    FieldSimulation *s = (FieldSimulation *)base;
    s->previous = s->newest = NULL;
}

static void seed(MgSimulation *base) {
    FieldSimulation *s = (FieldSimulation *)base;
    forget_keyframes(base);
    mg_parallel_for(s->run->scheduler, s->run->grid.nz, 1, seed_planes, s);
}

static void read_field(const MgSimulation *base, int32_t field, float *out) {
    const FieldSimulation *s = (const FieldSimulation *)base;
    const MgGrid *g = &s->run->grid;
    for (int32_t z = 0; z < g->nz; z++)
        for (int32_t y = 0; y < g->ny; y++, out += g->nx)
            memcpy(out, s->front[field] + mg_grid_index(g, 0, y, z), (size_t)g->nx * sizeof(float));
}

static void write_field(MgSimulation *base, int32_t field, const float *values) {
    FieldSimulation *s = (FieldSimulation *)base;
    const MgGrid *g = &s->run->grid;
    if (s->front[field] == s->previous || s->front[field] == s->newest) s->front[field] = NULL;
    if (s->front[field] == NULL) s->front[field] = unused_buffer(s); // a published keyframe stays as it is
    for (int32_t z = 0; z < g->nz; z++)
        for (int32_t y = 0; y < g->ny; y++, values += g->nx)
            memcpy(s->front[field] + mg_grid_index(g, 0, y, z), values, (size_t)g->nx * sizeof(float));
    fill_halos(s, 0, g->nz, 0);
}

static void save_row(const MgSimulation *base, int32_t field, int32_t y, int32_t z, float *out) {
    const FieldSimulation *s = (const FieldSimulation *)base;
    memcpy(out, s->front[field] + mg_grid_index(&s->run->grid, 0, y, z), (size_t)s->run->grid.nx * sizeof(float));
}

static void load_row(MgSimulation *base, int32_t field, int32_t y, int32_t z, const float *values) {
    FieldSimulation *s = (FieldSimulation *)base;
    memcpy(s->front[field] + mg_grid_index(&s->run->grid, 0, y, z), values, (size_t)s->run->grid.nx * sizeof(float));
}

static void loaded(MgSimulation *base) {
    FieldSimulation *s = (FieldSimulation *)base;
    mg_parallel_for(s->run->scheduler, s->run->grid.nz, 1, fill_halos, s);
}

// ---- painting

typedef struct Copy {
    FieldSimulation *s;
    const float *from;
    float *to;
} Copy;

static void copy_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Copy *c = context;
    const MgGrid *g = &c->s->run->grid;
    for (int32_t z = begin; z < end; z++)
        for (int32_t y = 0; y < g->ny; y++) {
            ptrdiff_t at = mg_grid_index(g, 0, y, z);
            memcpy(c->to + at, c->from + at, (size_t)g->nx * sizeof(float));
            mg_fill_row_halo(c->to + at, g->nx, g->boundary[0]);
        }
}

// A published front is copied, since it is to stay as it is. There is a buffer for it: the front counts twice.
static void touch(MgSimulation *base, int32_t field) {
    FieldSimulation *s = (FieldSimulation *)base;
    if (s->front[field] != s->previous && s->front[field] != s->newest) return;
    Copy copy = { s, s->front[field], unused_buffer(s) };
    mg_parallel_for(s->run->scheduler, s->run->grid.nz, 1, copy_planes, &copy);
    s->front[field] = copy.to;
}

static float *take_row(MgSimulation *base, int32_t field, int32_t y, int32_t z, int32_t worker) {
    (void)worker;
    FieldSimulation *s = (FieldSimulation *)base;
    return s->front[field] + mg_grid_index(&s->run->grid, 0, y, z);
}

static void put_row(MgSimulation *base, int32_t field, int32_t y, int32_t z, float *row) {
    (void)field, (void)y, (void)z;
    const MgGrid *g = &((FieldSimulation *)base)->run->grid;
    mg_fill_row_halo(row, g->nx, g->boundary[0]);
}

// ---- looking at the state

static float read_cell(const MgSimulation *base, int32_t field, int32_t x, int32_t y, int32_t z) {
    const FieldSimulation *s = (const FieldSimulation *)base;
    return s->front[field][mg_grid_index(&s->run->grid, x, y, z)];
}

static uint64_t hash_row(const FieldSimulation *s, int32_t field, int32_t y, int32_t z) {
    const MgGrid *g = &s->run->grid;
    const float *row = s->front[field] + mg_grid_index(g, 0, y, z);
    uint64_t place =
        (((uint64_t)field * (uint64_t)g->nz + (uint64_t)z) * (uint64_t)g->ny + (uint64_t)y) * (uint64_t)g->nx;
    uint64_t sum = 0;
    for (int32_t x = 0; x < g->nx; x++) sum += mg_hash_cell(place + (uint64_t)x, mg_hash_float_bits(row[x]));
    return sum;
}

static void hash_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    FieldSimulation *s = context;
    for (int32_t z = begin; z < end; z++) {
        s->partials[z] = 0;
        for (int32_t f = 0; f < s->field_count; f++)
            for (int32_t y = 0; y < s->run->grid.ny; y++) s->partials[z] += hash_row(s, f, y, z);
    }
}

static uint64_t hash(MgSimulation *base) {
    FieldSimulation *s = (FieldSimulation *)base;
    const MgGrid *g = &s->run->grid;
    mg_parallel_for(s->run->scheduler, g->nz, 1, hash_planes, s);
    uint64_t sum = 0;
    for (int32_t z = 0; z < g->nz; z++) sum += s->partials[z];
    return sum;
}

#define NO_BAD_CELL UINT64_MAX

// The first cell of the plane, over all fields, whose value is not finite: field, y and x in one number.
static void find_bad_in_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    FieldSimulation *s = context;
    const MgGrid *g = &s->run->grid;
    for (int32_t z = begin; z < end; z++) {
        s->partials[z] = NO_BAD_CELL;
        for (int32_t i = 0; i < s->field_count * g->ny && s->partials[z] == NO_BAD_CELL; i++) {
            const float *row = s->front[i / g->ny] + mg_grid_index(g, 0, i % g->ny, z);
            float sum = 0; // 0 * x is 0 for what is finite, NaN for what is not
            for (int32_t x = 0; x < g->nx; x++) sum += 0.0f * row[x];
            if (sum == 0.0f) continue;
            int32_t x = 0;
            while (0.0f * row[x] == 0.0f) x++;
            s->partials[z] = (uint64_t)i * (uint64_t)g->nx + (uint64_t)x;
        }
    }
}

static bool find_bad_cell(MgSimulation *base, MgBadCell *out) {
    FieldSimulation *s = (FieldSimulation *)base;
    const MgGrid *g = &s->run->grid;
    mg_parallel_for(s->run->scheduler, g->nz, 1, find_bad_in_planes, s);
    for (int32_t z = 0; z < g->nz; z++) {
        if (s->partials[z] == NO_BAD_CELL) continue;
        int32_t row = (int32_t)(s->partials[z] / (uint64_t)g->nx), x = (int32_t)(s->partials[z] % (uint64_t)g->nx);
        *out = (MgBadCell){ .field = s->run->model->fields[row / g->ny].id, .x = x, .y = row % g->ny, .z = z };
        return true;
    }
    return false;
}

// ---- publishing

static void compute_view_row(const FieldSimulation *s, const MgView *view, int32_t y, int32_t z, float *out) {
    const MgGrid *g = &s->run->grid;
    ptrdiff_t at = mg_grid_index(g, 0, y, z);
    MgRow row = { .nx = g->nx,
                  .y = y,
                  .z = z,
                  .world_nx = g->nx,
                  .world_ny = g->ny,
                  .world_nz = g->nz,
                  .params = s->run->params.packed,
                  .neighbours = mg_grid_neighbours(g, y, z),
                  .dx = (float)g->dx,
                  .inverse_dx2 = (float)(1.0 / (g->dx * g->dx)) };
    for (int32_t f = 0; f < s->field_count; f++) row.in[f] = s->front[f] + at;
    view->row(&row, out);
}

static void compute_view_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    FieldSimulation *s = context;
    const MgGrid *g = &s->run->grid;
    const MgView *view = &s->run->model->views[s->run->view];
    for (int32_t z = begin; z < end; z++)
        for (int32_t y = 0; y < g->ny; y++) compute_view_row(s, view, y, z, s->newest + mg_grid_index(g, 0, y, z));
}

static const float *publish(MgSimulation *base) {
    FieldSimulation *s = (FieldSimulation *)base;
    const MgView *view = &s->run->model->views[s->run->view];
    s->previous = s->newest;
    if (view->field >= 0) return s->newest = s->front[view->field];
    s->newest = NULL;
    s->newest = unused_buffer(s);
    mg_parallel_for(s->run->scheduler, s->run->grid.nz, 1, compute_view_planes, s);
    return s->newest;
}

typedef struct Look {
    const FieldSimulation *s;
    const MgView *view;
    MgTakeRow take;
    void *context;
} Look;

static void look_at_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Look *look = context;
    const FieldSimulation *s = look->s;
    const MgGrid *g = &s->run->grid;
    float computed[MG_LARGEST_EXTENT + MG_FLOATS_PER_LINE];
    for (int32_t z = begin; z < end; z++)
        for (int32_t y = 0; y < g->ny; y++) {
            const float *row = computed;
            if (look->view->field >= 0) row = s->front[look->view->field] + mg_grid_index(g, 0, y, z);
            else compute_view_row(s, look->view, y, z, computed);
            look->take(look->context, y, z, row);
        }
}

static void look(MgSimulation *base, int32_t view, MgTakeRow take, void *context) {
    const FieldSimulation *s = (const FieldSimulation *)base;
    Look look = { s, &s->run->model->views[view], take, context };
    mg_parallel_for(s->run->scheduler, s->run->grid.nz, 1, look_at_planes, &look);
}

const MgSimulationKind mg_field_simulation = {
    .bytes = bytes,
    .create = create,
    .destroy = destroy,
    .set_threads = set_threads,
    .set_tiling = set_tiling,
    .tiling = tiling,
    .largest_dt = largest_dt,
    .seed = seed,
    .step = step,
    .round = round_steps,
    .hash = hash,
    .find_bad_cell = find_bad_cell,
    .read_field = read_field,
    .write_field = write_field,
    .save_row = save_row,
    .load_row = load_row,
    .loaded = loaded,
    .touch = touch,
    .take_row = take_row,
    .put_row = put_row,
    .read_cell = read_cell,
    .publish = publish,
    .forget_keyframes = forget_keyframes,
    .look = look,
};

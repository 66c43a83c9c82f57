// Fields stepped by the stages of a model. Every buffer has the same layout, so a buffer can be published as it is: two
// buffers for each field that is stepped, one for each input, two more for the keyframes, and no voxel is ever copied.
#include "base/memory.h"
#include "engine/block.h"
#include "engine/simulation.h"
#include "engine/tile.h"

#include <string.h>

#define KEYFRAMES 2
#define MAX_BUFFERS (2 * MG_MAX_FIELDS + KEYFRAMES)

// What the threads find of a plane.
typedef union PlaneResult {
    uint64_t bad_cell; // the first
    double sum;        // of the values whose mean is wanted
} PlaneResult;

typedef struct FieldSimulation {
    MgSimulation base;
    MgRun *run;
    int32_t field_count; // stored
    uint32_t stepped;    // bit f: field f has a back
    int32_t buffer_count;
    float *blocks[MAX_BUFFERS];  // what was allocated
    float *buffers[MAX_BUFFERS]; // cell (0, 0, 0) of each
    float *front[MG_MAX_FIELDS], *back[MG_MAX_FIELDS];
    float *previous, *newest;              // keyframes; may be fronts; NULL before they are published
    MgTiling requested;                    // by the caller: zeros are chosen
    int32_t fused_steps;                   // steps made together
    MgTiles tiles[MG_MAX_FUSED_STEPS + 1]; // by how many steps are made together: 1..fused_steps
    float *scratch;                        // rings for every thread
    size_t scratch_floats;                 // of one thread
    int32_t threads;                       // that tiles and scratch are for
    PlaneResult *planes;                   // of every plane
    float means[MG_MAX_MEANS];             // of the model, over the domain
} FieldSimulation;

// ---- memory

static int32_t buffer_count(const MgModel *model) {
    return mg_stored_fields(model) + __builtin_popcount(mg_stepped_fields(model)) + KEYFRAMES;
}

// Blocks of memory may all start on a page. Buffers start some lines after one another's start, for the reason that
// planes are shifted (grid.h).
#define BUFFER_SHIFT (5 * MG_FLOATS_PER_LINE)

// A line before the first cell holds the first row's left halo, a line behind the last row what a vector may over-read.
// 64 bits, since a size is computed before it is refused, also on 32-bit platforms.
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

static size_t scratch_floats(const MgModel *model, const MgGrid *grid, int32_t threads, MgTiling requested) {
    int32_t steps = mg_tiles_best_steps(grid, model, threads, requested);
    return mg_tile_scratch_floats(grid, model, steps, threads, requested);
}

static uint64_t bytes(const MgModel *model, const MgGrid *grid, int32_t threads) {
    return sizeof(FieldSimulation) + all_buffer_bytes(model, grid) +
           (uint64_t)threads * scratch_floats(model, grid, threads, (MgTiling){ 0 }) * sizeof(float) +
           (uint64_t)grid->nz * sizeof(PlaneResult);
}

// Chooses the tiles and makes room for their rings; false, and nothing has changed, when memory is refused.
static bool prepare(FieldSimulation *s, int32_t threads, MgTiling requested) {
    const MgModel *model = s->run->model;
    const MgGrid *grid = &s->run->grid;
    size_t each = scratch_floats(model, grid, threads, requested);
    float *scratch = mg_allocate((size_t)threads * each * sizeof(float));
    if (scratch == NULL) return false;
    mg_free(s->scratch);
    s->scratch = scratch, s->scratch_floats = each, s->threads = threads, s->requested = requested;
    s->fused_steps = mg_tiles_best_steps(grid, model, threads, requested);
    for (int32_t steps = 1; steps <= s->fused_steps; steps++)
        s->tiles[steps] = mg_tiles(grid, model, steps, threads, requested);
    return true;
}

static bool set_threads(MgSimulation *base, int32_t threads) {
    FieldSimulation *s = (FieldSimulation *)base;
    return prepare(s, threads, s->requested);
}

static MgStatus set_tiling(MgSimulation *base, MgTiling requested) {
    FieldSimulation *s = (FieldSimulation *)base;
    if (requested.steps < 0 || requested.steps > MG_MAX_FUSED_STEPS)
        return MG_FAIL(INVALID_ARGUMENT, "fusing %d steps is outside 0..%d", requested.steps, MG_MAX_FUSED_STEPS);
    if (requested.rows < 0 || requested.planes < 0)
        return MG_FAIL(INVALID_ARGUMENT, "a tile of %d rows and %d planes makes no sense; 0 is chosen", requested.rows,
                       requested.planes);
    if (prepare(s, s->threads, requested)) return MG_OK;
    return MG_FAIL(OUT_OF_MEMORY, "no memory for tiles of %d fused steps; the old ones go on", requested.steps);
}

static MgTiling tiling(const MgSimulation *base) {
    const FieldSimulation *s = (const FieldSimulation *)base;
    const MgTiles *tiles = &s->tiles[s->fused_steps];
    return (MgTiling){ tiles->steps, tiles->band, tiles->depth };
}

static void destroy(MgSimulation *base) {
    FieldSimulation *s = (FieldSimulation *)base;
    if (s == NULL) return;
    for (int32_t i = 0; i < s->buffer_count; i++) mg_free(s->blocks[i]);
    mg_free(s->scratch);
    mg_free(s->planes);
    mg_free(s);
}

static bool allocate_buffers(FieldSimulation *s) {
    for (int32_t i = 0; i < s->buffer_count; i++) {
        s->blocks[i] = mg_allocate_cleared((size_t)buffer_bytes(&s->run->grid, i));
        if (s->blocks[i] == NULL) return false;
        s->buffers[i] = s->blocks[i] + MG_FLOATS_PER_LINE + i * BUFFER_SHIFT;
    }
    int32_t used = 0;
    for (int32_t f = 0; f < s->field_count; f++) {
        s->front[f] = s->buffers[used++];
        if (s->stepped & MG_FIELD_BIT(f)) s->back[f] = s->buffers[used++];
    }
    return true;
}

static MgSimulation *create(MgRun *run) {
    FieldSimulation *s = mg_allocate_cleared(sizeof *s);
    if (s == NULL) return NULL;
    s->base.kind = &mg_field_simulation;
    s->run = run;
    s->field_count = mg_stored_fields(run->model), s->stepped = mg_stepped_fields(run->model);
    s->buffer_count = buffer_count(run->model);
    s->planes = mg_allocate((size_t)run->grid.nz * sizeof(PlaneResult));
    if (s->planes != NULL && allocate_buffers(s) && prepare(s, mg_scheduler_threads(run->scheduler), (MgTiling){ 0 }))
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

// There is always one free: fronts, backs and keyframes use at most all buffers but the one the caller has just
// released.
static float *unused_buffer(const FieldSimulation *s) {
    for (int32_t i = 0; i < s->buffer_count; i++)
        if (!is_used(s, s->buffers[i])) return s->buffers[i];
    mg_assert_failed("a buffer is unused", __FILE__, __LINE__);
}

// The written buffer becomes the front. A published front is not changed; stepping continues in an unused buffer.
static void swap(FieldSimulation *s, int32_t field) {
    float *old = s->front[field];
    s->front[field] = s->back[field];
    s->back[field] = NULL;
    s->back[field] = old == s->previous || old == s->newest ? unused_buffer(s) : old;
}

// ---- rows of the state, with what is around them

typedef struct StateRow {
    MgBlock block;
    ptrdiff_t distances[2][2 * MG_MAX_HALO + 1];
} StateRow;

static void place_state_row(const FieldSimulation *s, int32_t y, int32_t z, StateRow *out) {
    const MgRun *run = s->run;
    const MgGrid *g = &run->grid;
    MgBlock *row = &out->block;
    ptrdiff_t *dy = out->distances[0] + MG_MAX_HALO, *dz = out->distances[1] + MG_MAX_HALO;
    *row = mg_block_of(g, run->model, run->params.packed);
    row->time = (float)run->time, row->step = run->steps, row->seed = run->seed, row->means = s->means;
    row->y = y, row->z = z, row->dy = dy, row->dz = dz;
    mg_border_distances(y, g->ny, g->boundary[1], g->halo, g->row_stride, dy);
    mg_border_distances(z, g->nz, g->boundary[2], g->halo, g->plane_stride, dz);
    for (int32_t f = 0; f < s->field_count; f++) row->in[f] = s->front[f] + mg_grid_index(g, 0, y, z);
}

// ---- means: sums of rows, of planes and of the domain, each in order

typedef struct Mean {
    FieldSimulation *s;
    int32_t index;
} Mean;

static void sum_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Mean *mean = context;
    const FieldSimulation *s = mean->s;
    const MgGrid *g = &s->run->grid;
    float values[MG_LARGEST_EXTENT + MG_FLOATS_PER_LINE];
    for (int32_t z = begin; z < end; z++) {
        double plane = 0;
        for (int32_t y = 0; y < g->ny; y++) {
            StateRow row;
            double sum = 0;
            place_state_row(s, y, z, &row);
            s->run->model->mean_row(&row.block, mean->index, values);
            for (int32_t x = 0; x < g->nx; x++) sum += (double)values[x];
            plane += sum;
        }
        s->planes[z].sum = plane;
    }
}

static void compute_means(FieldSimulation *s) {
    const MgGrid *g = &s->run->grid;
    for (int32_t i = 0; i < s->run->model->mean_count; i++) {
        Mean mean = { s, i };
        double sum = 0;
        mg_parallel_for(s->run->scheduler, g->nz, 1, sum_planes, &mean);
        for (int32_t z = 0; z < g->nz; z++) sum += s->planes[z].sum;
        s->means[i] = (float)(sum / (double)mg_grid_cells(g));
    }
}

// ---- stepping

static const char *profile_name(const MgModel *model) {
    return model->stage_count == 1 ? model->stages[0].name : "stages";
}

// done, time: steps already made in this call, and the time after them, which goes on. False: it was cut, and the
// fronts are what they were.
static bool run_round(FieldSimulation *s, int32_t steps, int32_t done, double *time) {
    double started = mg_profile_start();
    MgRun *run = s->run;
    compute_means(s);
    MgTileJob job = { .grid = &run->grid,
                      .model = run->model,
                      .params = run->params.packed,
                      .step = run->steps + (uint64_t)done,
                      .seed = run->seed,
                      .means = s->means,
                      .tiles = s->tiles[steps],
                      .scratch = s->scratch,
                      .scratch_floats = s->scratch_floats,
                      .cancellation = &run->cancellation };
    for (int32_t i = 0; i < steps; i++, *time += mg_run_dt(run)) job.time[i] = (float)*time;
    mg_passes(run->model, steps, &job.passes);
    memcpy(job.front, s->front, sizeof job.front);
    memcpy(job.back, s->back, sizeof job.back);
    mg_parallel_for(run->scheduler, job.tiles.bands * job.tiles.depths, 1, mg_run_tiles, &job);
    const bool whole = !mg_was_cut(&run->cancellation);
    for (int32_t f = 0; f < s->field_count && whole; f++)
        if (s->stepped & MG_FIELD_BIT(f)) swap(s, f);
    mg_profile_stop(&run->profile, profile_name(run->model), started);
    return whole;
}

static MgStatus largest_dt(const MgSimulation *base, double *out) {
    const MgRun *run = ((const FieldSimulation *)base)->run;
    *out = run->model->stable_dt(run->params.packed, run->model->context, run->grid.dx, mg_grid_axes(&run->grid));
    return MG_OK;
}

static int32_t fused_steps(const MgSimulation *base) { return ((const FieldSimulation *)base)->fused_steps; }

static int32_t step(MgSimulation *base, int32_t count) {
    FieldSimulation *s = (FieldSimulation *)base;
    double time = s->run->time;
    for (int32_t done = 0; done < count; done += s->fused_steps)
        if (!run_round(s, mg_min_i32(s->fused_steps, count - done), done, &time)) return done;
    return count;
}

// ---- seeding

static void seed_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    FieldSimulation *s = context;
    const MgRun *run = s->run;
    const MgGrid *g = &run->grid;
    MgSeedRow row = mg_run_seed_row(run);
    for (row.z = begin; row.z < end && !mg_is_cut(&s->run->cancellation); row.z++) {
        for (row.y = 0; row.y < g->ny; row.y++) {
            for (int32_t f = 0; f < s->field_count; f++) row.out[f] = s->front[f] + mg_grid_index(g, 0, row.y, row.z);
            run->model->seedings[run->seeding].row(&row);
            for (int32_t f = 0; f < s->field_count; f++) mg_border_fill_rows(g, row.out[f], 1);
        }
        mg_run_report_plane(s->run, worker);
    }
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

// ---- access to the state

static float *front_row(const FieldSimulation *s, int32_t field, int32_t y, int32_t z) {
    return s->front[field] + mg_grid_index(&s->run->grid, 0, y, z);
}

static void read_row(const MgSimulation *base, int32_t field, int32_t y, int32_t z, float *out) {
    const FieldSimulation *s = (const FieldSimulation *)base;
    memcpy(out, front_row(s, field, y, z), (size_t)s->run->grid.nx * sizeof(float));
}

static void write_row(MgSimulation *base, int32_t field, int32_t y, int32_t z, const float *values) {
    FieldSimulation *s = (FieldSimulation *)base;
    float *row = front_row(s, field, y, z);
    memcpy(row, values, (size_t)s->run->grid.nx * sizeof(float));
    mg_border_fill_rows(&s->run->grid, row, 1);
}

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
            mg_border_fill_rows(g, c->to + at, 1);
        }
}

// A published front must not change, so it is copied. There is a free buffer, since the front is counted twice.
static void begin_write(MgSimulation *base, int32_t field) {
    FieldSimulation *s = (FieldSimulation *)base;
    if (s->front[field] != s->previous && s->front[field] != s->newest) return;
    Copy copy = { s, s->front[field], unused_buffer(s) };
    mg_parallel_for(s->run->scheduler, s->run->grid.nz, 1, copy_planes, &copy);
    s->front[field] = copy.to;
}

// ---- the first cell that is not finite

#define NO_BAD_CELL UINT64_MAX

// The first cell of the plane, over all fields, whose value is not finite: field, y and x in one number.
static void find_bad_in_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    FieldSimulation *s = context;
    const MgGrid *g = &s->run->grid;
    for (int32_t z = begin; z < end; z++) {
        s->planes[z].bad_cell = NO_BAD_CELL;
        for (int32_t i = 0; i < s->field_count * g->ny && s->planes[z].bad_cell == NO_BAD_CELL; i++) {
            const float *row = front_row(s, i / g->ny, i % g->ny, z);
            float sum = 0; // 0 * x is 0 if x is finite, else NaN
            for (int32_t x = 0; x < g->nx; x++) sum += 0.0f * row[x];
            if (sum == 0.0f) continue;
            int32_t x = 0;
            while (0.0f * row[x] == 0.0f) x++;
            s->planes[z].bad_cell = (uint64_t)i * (uint64_t)g->nx + (uint64_t)x;
        }
    }
}

static bool find_bad_cell(MgSimulation *base, MgBadCell *out) {
    FieldSimulation *s = (FieldSimulation *)base;
    const MgGrid *g = &s->run->grid;
    mg_parallel_for(s->run->scheduler, g->nz, 1, find_bad_in_planes, s);
    for (int32_t z = 0; z < g->nz; z++) {
        if (s->planes[z].bad_cell == NO_BAD_CELL) continue;
        int32_t row = (int32_t)(s->planes[z].bad_cell / (uint64_t)g->nx),
                x = (int32_t)(s->planes[z].bad_cell % (uint64_t)g->nx);
        *out = (MgBadCell){ .field = s->run->model->fields[row / g->ny].id, .x = x, .y = row % g->ny, .z = z };
        return true;
    }
    return false;
}

// ---- publishing

static void compute_view_row(const FieldSimulation *s, const MgView *view, int32_t y, int32_t z, float *out) {
    StateRow row;
    place_state_row(s, y, z, &row);
    view->row(&row.block, out);
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
    compute_means(s);
    mg_parallel_for(s->run->scheduler, s->run->grid.nz, 1, compute_view_planes, s);
    return s->newest;
}

typedef struct Visit {
    const FieldSimulation *s;
    const MgView *view;
    MgVisitRow visit;
    void *context;
} Visit;

static void visit_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Visit *v = context;
    float computed[MG_LARGEST_EXTENT + MG_FLOATS_PER_LINE];
    for (int32_t z = begin; z < end; z++)
        for (int32_t y = 0; y < v->s->run->grid.ny; y++) {
            const float *row = computed;
            if (v->view->field >= 0) row = front_row(v->s, v->view->field, y, z);
            else compute_view_row(v->s, v->view, y, z, computed);
            v->visit(v->context, y, z, row);
        }
}

static void visit_view(MgSimulation *base, int32_t view, MgVisitRow visit, void *context) {
    FieldSimulation *s = (FieldSimulation *)base;
    if (s->run->model->views[view].field < 0) compute_means(s);
    Visit v = { s, &s->run->model->views[view], visit, context };
    mg_parallel_for(s->run->scheduler, s->run->grid.nz, 1, visit_planes, &v);
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
    .fused_steps = fused_steps,
    .find_bad_cell = find_bad_cell,
    .read_row = read_row,
    .begin_write = begin_write,
    .write_row = write_row,
    .publish = publish,
    .forget_keyframes = forget_keyframes,
    .visit_view = visit_view,
};

#include "engine/tile.h"

#include "grid/halo.h"

#define PLANES_IN_RING 3
#define RING_BUDGET_BYTES (512 << 10)    // half of a common second cache; input and output rows share it
#define TILES_PER_THREAD 4               // enough that a late thread costs little

// ---- choosing a tiling

static int32_t band_for(const MgGrid *grid, int32_t field_count, int32_t steps) {
    if (steps == 1) return mg_min_i32(grid->ny, 16);
    int64_t row_bytes = (int64_t)grid->row_stride * 4 * field_count * PLANES_IN_RING * (steps - 1);
    int64_t rows = RING_BUDGET_BYTES / row_bytes - steps;            // a ring's rows: the band and what it overlaps
    return mg_clamp_i32((int32_t)rows, mg_min_i32(8, grid->ny), grid->ny);
}

MgTiling mg_tiling(const MgGrid *grid, int32_t field_count, int32_t steps, int32_t threads) {
    MgTiling t = { .steps = steps };
    t.bands = mg_divide_up(grid->ny, band_for(grid, field_count, steps));
    t.band = mg_divide_up(grid->ny, t.bands);
    t.bands = mg_divide_up(grid->ny, t.band);
    int32_t wanted = threads == 1 ? 1 : mg_divide_up(TILES_PER_THREAD * threads, t.bands);
    t.depths = mg_clamp_i32(wanted, 1, mg_max_i32(1, grid->nz / 8)); // thinner tiles would overlap more than they compute
    t.depth = mg_divide_up(grid->nz, t.depths);
    t.depths = mg_divide_up(grid->nz, t.depth);
    return t;
}

int32_t mg_tiling_best_steps(const MgGrid *grid, int32_t field_count) {
    (void)grid, (void)field_count;
    return 4;
}

static size_t ring_rows(const MgTiling *tiling) { return (size_t)(tiling->band + 2 * (tiling->steps - 1)); }

static size_t ring_floats(const MgGrid *grid, const MgTiling *tiling) {
    return (size_t)grid->row_stride * ring_rows(tiling) * PLANES_IN_RING;
}

size_t mg_tile_scratch_floats(const MgGrid *grid, int32_t field_count, int32_t most_steps, int32_t threads) {
    size_t most = 0;
    for (int32_t steps = 2; steps <= most_steps; steps++) {
        MgTiling tiling = mg_tiling(grid, field_count, steps, threads);
        size_t rings = ring_floats(grid, &tiling) * (size_t)(field_count * (steps - 1));
        most = rings > most ? rings : most;
    }
    return most + 2 * MG_FLOATS_PER_LINE;                            // the left halo of the very first row, and its line
}

// ---- running a tile

// The planes or rows of an axis that a pass computes: the tile's own and what later passes will read.
typedef struct Span { int32_t begin, end; } Span;

static Span widened(int32_t begin, int32_t end, int32_t by, int32_t n, MgBoundary boundary) {
    if (boundary == MG_PERIODIC) return (Span){ begin - by, end + by };
    return (Span){ mg_max_i32(begin - by, 0), mg_min_i32(end + by, n) };
}

typedef struct Tile {
    const MgTileJob *job;
    int32_t y0, y1, z0, z1;
    Span ring_y;                     // rows that the rings hold: those of pass 1
    float *rings;
    ptrdiff_t ring_plane, ring_field, ring_pass;                     // floats from one to the next
} Tile;

// Tiles overlap a box by less than one period when the box is at least as large as the overlap; smaller boxes wrap more
// than once.
static int32_t into_box(int32_t i, int32_t n) {
    while (i < 0) i += n;
    while (i >= n) i -= n;
    return i;
}

static int32_t ring_slot(int32_t z) { return (z + PLANES_IN_RING * MG_MOST_FUSED_STEPS) % PLANES_IN_RING; }

static float *ring_row(const Tile *tile, int32_t pass, int32_t field, int32_t y, int32_t z) {
    return tile->rings + (pass - 1) * tile->ring_pass + field * tile->ring_field + ring_slot(z) * tile->ring_plane +
           (y - tile->ring_y.begin) * tile->job->grid->row_stride;
}

static bool at_wall(int32_t i, int32_t step, int32_t n, MgBoundary boundary) {
    return boundary == MG_NO_FLUX && (i + step < 0 || i + step >= n);
}

static void place_input(const Tile *tile, int32_t pass, int32_t y, int32_t z, MgRow *row) {
    const MgTileJob *job = tile->job;
    const MgGrid *g = job->grid;
    if (pass == 1) {
        row->neighbours = mg_grid_neighbours(g, row->y, row->z);
        for (int32_t f = 0; f < job->field_count; f++) row->in[f] = job->front[f] + mg_grid_index(g, 0, row->y, row->z);
        return;
    }
    row->neighbours = (MgNeighbours){
        .ym = at_wall(y, -1, g->ny, g->boundary[1]) ? 0 : -g->row_stride,
        .yp = at_wall(y, +1, g->ny, g->boundary[1]) ? 0 : +g->row_stride,
        .zm = at_wall(z, -1, g->nz, g->boundary[2]) ? 0 : (ring_slot(z - 1) - ring_slot(z)) * tile->ring_plane,
        .zp = at_wall(z, +1, g->nz, g->boundary[2]) ? 0 : (ring_slot(z + 1) - ring_slot(z)) * tile->ring_plane,
    };
    for (int32_t f = 0; f < job->field_count; f++) row->in[f] = ring_row(tile, pass - 1, f, y, z);
}

static void run_row(const Tile *tile, int32_t pass, int32_t y, int32_t z, MgRow *row) {
    const MgTileJob *job = tile->job;
    const MgGrid *g = job->grid;
    row->y = into_box(y, g->ny);
    row->z = into_box(z, g->nz);
    place_input(tile, pass, y, z, row);
    bool last = pass == job->tiling.steps;
    for (int32_t f = 0; f < job->field_count; f++)
        row->out[f] = last ? job->back[f] + mg_grid_index(g, 0, y, z) : ring_row(tile, pass, f, y, z);
    job->stage->row(row);
    for (int32_t f = 0; f < job->field_count; f++)
        if (job->stage->writes & MG_FIELD_BIT(f)) mg_fill_row_halo(row->out[f], g->nx, g->boundary[0]);
}

static void run_plane(const Tile *tile, int32_t pass, int32_t z, MgRow *row) {
    const MgGrid *g = tile->job->grid;
    int32_t overlap = tile->job->tiling.steps - pass;
    Span planes = widened(tile->z0, tile->z1, overlap, g->nz, g->boundary[2]);
    Span rows = widened(tile->y0, tile->y1, overlap, g->ny, g->boundary[1]);
    if (z < planes.begin || z >= planes.end) return;
    for (int32_t y = rows.begin; y < rows.end; y++) run_row(tile, pass, y, z, row);
}

static void run_tile(const Tile *tile) {
    const MgTileJob *job = tile->job;
    const MgGrid *g = job->grid;
    int32_t overlap = job->tiling.steps - 1;
    MgRow row = { .nx = g->nx, .world_nx = g->nx, .world_ny = g->ny, .world_nz = g->nz, .params = job->params,
                  .dx = (float)g->dx, .inverse_dx2 = (float)(1.0 / (g->dx * g->dx)) };
    for (int32_t z = tile->z0 - overlap; z < tile->z1 + overlap; z++)
        for (int32_t pass = 1; pass <= job->tiling.steps; pass++) run_plane(tile, pass, z - pass + 1, &row);
}

void mg_run_tiles(void *context, int32_t begin, int32_t end, int32_t worker) {
    const MgTileJob *job = context;
    const MgGrid *g = job->grid;
    const MgTiling *t = &job->tiling;
    for (int32_t i = begin; i < end; i++) {
        Tile tile = { .job = job, .y0 = i % t->bands * t->band, .z0 = i / t->bands * t->depth };
        tile.y1 = mg_min_i32(tile.y0 + t->band, g->ny);
        tile.z1 = mg_min_i32(tile.z0 + t->depth, g->nz);
        tile.ring_y = widened(tile.y0, tile.y1, t->steps - 1, g->ny, g->boundary[1]);
        tile.ring_plane = (ptrdiff_t)ring_rows(t) * g->row_stride;
        tile.ring_field = tile.ring_plane * PLANES_IN_RING;
        tile.ring_pass = tile.ring_field * job->field_count;
        tile.rings = job->scratch + job->scratch_floats * (size_t)worker + MG_FLOATS_PER_LINE;
        run_tile(&tile);
    }
}

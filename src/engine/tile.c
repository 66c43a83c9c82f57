#include "engine/tile.h"

#include "base/platform.h"
#include "grid/halo.h"

#define PLANES_IN_RING 4  // two that a pass writes, and with the two before them what the next one reads
#define CACHES_OF_RINGS 2 // second caches that a tile's rings may fill: half of what a pass reads was just written
#define UNFUSED_ROWS 16   // of a tile of one step: nothing overlaps, so it may be small
#define SMALLEST_BAND 8   // thinner tiles would overlap more than they compute
#define SMALLEST_DEPTH 8

// ---- choosing the tiles

// What a step costs, in units of computing every cell once: the overlap, the tile that the last thread is late by, and
// moving the fields through memory once in `steps` steps. The constants are fits to what `morphogen bench --tiling`
// shows on machines with second caches of 1 MB; a poor fit costs some percent, never a bit of the result.
#define MEMORY_COST 0.7              // of one unfused pass, one thread
#define MEMORY_COST_OF_A_THREAD 0.35 // more threads share the memory
#define MOST_SHARERS 4
#define LATE_TILES 0.1

static double cost_of(const MgGrid *grid, const MgTiles *t, int32_t threads) {
    double overlap = t->steps - 1,
           turns = mg_divide_up(t->bands * t->depths, threads) + (threads > 1 ? LATE_TILES : 0.0);
    double computing = turns * (t->band + overlap) * (t->depth + overlap) * threads / ((double)grid->ny * grid->nz);
    double sharers = mg_min_i32(threads, MOST_SHARERS) - 1;
    return computing + (MEMORY_COST + MEMORY_COST_OF_A_THREAD * sharers) / t->steps;
}

// Rows of a band whose rings fill the second cache as often as they may. Thinner bands would overlap more, which costs
// more than the half of a ring that comes from the third cache; the streams of input and output find their place beside
// the rings.
static int32_t band_for(const MgGrid *grid, int32_t field_count, int32_t steps) {
    if (steps == 1) return mg_min_i32(grid->ny, UNFUSED_ROWS);
    int64_t row_bytes = (int64_t)grid->row_stride * (int64_t)sizeof(float) * field_count * PLANES_IN_RING * (steps - 1);
    int64_t rows = CACHES_OF_RINGS * (int64_t)mg_platform_cache_bytes() / row_bytes - 2 * (steps - 1);
    return mg_clamp_i32((int32_t)mg_min_i64(rows, grid->ny), mg_min_i32(SMALLEST_BAND, grid->ny), grid->ny);
}

static MgTiles with_depths(const MgGrid *grid, MgTiles t, int32_t depths) {
    t.depth = mg_divide_up(grid->nz, depths);
    t.depths = mg_divide_up(grid->nz, t.depth);
    return t;
}

MgTiles mg_tiles(const MgGrid *grid, int32_t field_count, int32_t steps, int32_t threads, MgTiling wish) {
    int32_t band = wish.rows > 0 ? mg_min_i32(wish.rows, grid->ny) : band_for(grid, field_count, steps);
    MgTiles t = { .steps = steps, .bands = mg_divide_up(grid->ny, band) };
    t.band = wish.rows > 0 ? band : mg_divide_up(grid->ny, t.bands); // of equal size where we choose
    t.bands = mg_divide_up(grid->ny, t.band);
    if (wish.planes > 0) return with_depths(grid, t, mg_divide_up(grid->nz, mg_min_i32(wish.planes, grid->nz)));
    MgTiles best = with_depths(grid, t, 1);
    if (threads == 1) return best;
    for (int32_t depths = 2; depths <= grid->nz / SMALLEST_DEPTH; depths++) {
        MgTiles other = with_depths(grid, t, depths);
        if (cost_of(grid, &other, threads) < cost_of(grid, &best, threads)) best = other;
    }
    return best;
}

int32_t mg_tiles_best_steps(const MgGrid *grid, int32_t field_count, int32_t threads, MgTiling wish) {
    if (wish.steps > 0) return wish.steps;
    int32_t best = 1;
    double least = 0;
    for (int32_t steps = 1; steps <= MG_MOST_FUSED_STEPS; steps++) {
        MgTiles t = mg_tiles(grid, field_count, steps, threads, wish);
        double cost = cost_of(grid, &t, threads);
        if (steps == 1 || cost < least) best = steps, least = cost;
    }
    return best;
}

static size_t ring_rows(const MgTiles *tiles) { return (size_t)(tiles->band + 2 * (tiles->steps - 1)); }

static ptrdiff_t ring_plane_floats(const MgGrid *grid, const MgTiles *tiles) {
    return mg_plane_stride(grid->row_stride * (ptrdiff_t)ring_rows(tiles));
}

// Of a field. The next field's ring lies some lines beyond a multiple of a page, as the planes do.
static ptrdiff_t ring_floats(const MgGrid *grid, const MgTiles *tiles) {
    return ring_plane_floats(grid, tiles) * PLANES_IN_RING;
}

size_t mg_tile_scratch_floats(const MgGrid *grid, int32_t field_count, int32_t most_steps, int32_t threads,
                              MgTiling wish) {
    size_t most = 0;
    for (int32_t steps = 2; steps <= most_steps; steps++) {
        MgTiles tiles = mg_tiles(grid, field_count, steps, threads, wish);
        size_t rings = (size_t)ring_floats(grid, &tiles) * (size_t)(field_count * (steps - 1));
        most = rings > most ? rings : most;
    }
    return most + 2 * MG_FLOATS_PER_LINE; // the left halo of the very first row, and its line
}

// ---- running a tile

// The planes or rows of an axis that a pass computes: the tile's own and what later passes will read.
typedef struct Span {
    int32_t begin, end;
} Span;

static Span widened(int32_t begin, int32_t end, int32_t by, int32_t n, MgBoundary boundary) {
    if (boundary == MG_PERIODIC) return (Span){ begin - by, end + by };
    return (Span){ mg_max_i32(begin - by, 0), mg_min_i32(end + by, n) };
}

typedef struct Tile {
    const MgTileJob *job;
    int32_t y0, y1, z0, z1;
    Span ring_y; // rows that the rings hold: those of pass 1
    float *rings;
    ptrdiff_t ring_plane, ring_field, ring_pass; // floats from one to the next
} Tile;

// Tiles overlap a box by less than one period when the box is at least as large as the overlap; smaller boxes wrap more
// than once.
static int32_t into_box(int32_t i, int32_t n) {
    while (i < 0) i += n;
    while (i >= n) i -= n;
    return i;
}

static int32_t ring_slot(int32_t z) { return (z + PLANES_IN_RING * MG_MOST_FUSED_STEPS) % PLANES_IN_RING; }

// Row 0 of a plane in the ring that a pass writes; it need not be one of the rows that the ring holds.
static float *ring_plane(const Tile *tile, int32_t pass, int32_t field, int32_t z) {
    return tile->rings + (pass - 1) * tile->ring_pass + field * tile->ring_field + ring_slot(z) * tile->ring_plane -
           tile->ring_y.begin * tile->job->grid->row_stride;
}

static bool at_wall(int32_t i, int32_t step, int32_t n, MgBoundary boundary) {
    return boundary == MG_NO_FLUX && (i + step < 0 || i + step >= n);
}

// A plane that a pass computes: where row 0 of each field is read and written, and how far its neighbours in z are.
typedef struct Plane {
    bool of_field; // read from the field, not from a ring
    int32_t z;     // in the box
    ptrdiff_t zm, zp;
    const float *in[MG_MAX_FIELDS];
    float *out[MG_MAX_FIELDS];
} Plane;

static Plane plane_of(const Tile *tile, int32_t pass, int32_t z) {
    const MgTileJob *job = tile->job;
    const MgGrid *g = job->grid;
    Plane p = { .of_field = pass == 1, .z = into_box(z, g->nz) };
    if (p.of_field) {
        MgNeighbours n = mg_grid_neighbours(g, 0, p.z);
        p.zm = n.zm, p.zp = n.zp;
    } else {
        bool first = at_wall(z, -1, g->nz, g->boundary[2]), last = at_wall(z, +1, g->nz, g->boundary[2]);
        p.zm = first ? 0 : (ring_slot(z - 1) - ring_slot(z)) * tile->ring_plane;
        p.zp = last ? 0 : (ring_slot(z + 1) - ring_slot(z)) * tile->ring_plane;
    }
    for (int32_t f = 0; f < job->field_count; f++) {
        p.in[f] = p.of_field ? job->front[f] + mg_grid_index(g, 0, 0, p.z) : ring_plane(tile, pass - 1, f, z);
        p.out[f] = pass == job->tiles.steps ? job->back[f] + mg_grid_index(g, 0, 0, z) : ring_plane(tile, pass, f, z);
    }
    return p;
}

static void place_row(const MgTileJob *job, const Plane *plane, int32_t y, MgRow *row) {
    const MgGrid *g = job->grid;
    row->y = into_box(y, g->ny);
    row->z = plane->z;
    if (plane->of_field) {
        row->neighbours = mg_grid_neighbours(g, row->y, row->z);
    } else {
        row->neighbours.ym = at_wall(y, -1, g->ny, g->boundary[1]) ? 0 : -g->row_stride;
        row->neighbours.yp = at_wall(y, +1, g->ny, g->boundary[1]) ? 0 : +g->row_stride;
        row->neighbours.zm = plane->zm, row->neighbours.zp = plane->zp;
    }
    ptrdiff_t from = (plane->of_field ? row->y : y) * g->row_stride, to = y * g->row_stride;
    for (int32_t f = 0; f < job->field_count; f++) row->in[f] = plane->in[f] + from, row->out[f] = plane->out[f] + to;
}

// Most rows lie one row on from the row before, with neighbours as far away: all but those beside a border of the box.
static void place_next_row(const MgTileJob *job, const Plane *plane, int32_t y, MgRow *row) {
    const MgGrid *g = job->grid;
    if (row->y < 1 || row->y >= g->ny - 2) {
        place_row(job, plane, y, row);
        return;
    }
    row->y++;
    for (int32_t f = 0; f < job->field_count; f++) row->in[f] += g->row_stride, row->out[f] += g->row_stride;
}

static void fill_halos(const MgTileJob *job, const MgRow *row) {
    const MgGrid *g = job->grid;
    for (int32_t f = 0; f < job->field_count; f++)
        if (job->stage->writes & MG_FIELD_BIT(f)) mg_fill_row_halo(row->out[f], g->nx, g->boundary[0]);
}

static void run_rows(const MgTileJob *job, Span rows, const Plane *plane, MgRow *row) {
    place_row(job, plane, rows.begin, row);
    for (int32_t y = rows.begin; y < rows.end; place_next_row(job, plane, ++y, row)) {
        job->stage->row(row);
        fill_halos(job, row);
    }
}

static void run_pairs(const MgTileJob *job, Span rows, const Plane planes[2], MgRow pair[2]) {
    for (int32_t i = 0; i < 2; i++) place_row(job, &planes[i], rows.begin, &pair[i]);
    for (int32_t y = rows.begin; y < rows.end; y++) {
        job->stage->pair(&pair[0], &pair[1]);
        for (int32_t i = 0; i < 2; i++) {
            fill_halos(job, &pair[i]);
            place_next_row(job, &planes[i], y + 1, &pair[i]);
        }
    }
}

// Planes z and z + 1, as far as this pass computes them.
static void run_planes(const Tile *tile, int32_t pass, int32_t z, MgRow rows_at[2]) {
    const MgTileJob *job = tile->job;
    const MgGrid *g = job->grid;
    int32_t overlap = job->tiles.steps - pass;
    Span planes = widened(tile->z0, tile->z1, overlap, g->nz, g->boundary[2]);
    Span rows = widened(tile->y0, tile->y1, overlap, g->ny, g->boundary[1]);
    int32_t begin = mg_max_i32(z, planes.begin), end = mg_min_i32(z + 2, planes.end), count = end - begin;
    Plane made[2];
    for (int32_t i = 0; i < count; i++) made[i] = plane_of(tile, pass, begin + i);
    if (count == 2 && job->stage->pair) run_pairs(job, rows, made, rows_at);
    else
        for (int32_t i = 0; i < count; i++) run_rows(job, rows, &made[i], &rows_at[0]);
}

static void run_tile(const Tile *tile) {
    const MgTileJob *job = tile->job;
    const MgGrid *g = job->grid;
    int32_t overlap = job->tiles.steps - 1;
    MgRow row = { .nx = g->nx,
                  .world_nx = g->nx,
                  .world_ny = g->ny,
                  .world_nz = g->nz,
                  .params = job->params,
                  .dx = (float)g->dx,
                  .inverse_dx2 = (float)(1.0 / (g->dx * g->dx)) };
    MgRow rows[2] = { row, row };
    for (int32_t z = tile->z0 - overlap; z < tile->z1 + overlap; z += 2)
        for (int32_t pass = 1; pass <= job->tiles.steps; pass++) run_planes(tile, pass, z - pass + 1, rows);
}

void mg_run_tiles(void *context, int32_t begin, int32_t end, int32_t worker) {
    const MgTileJob *job = context;
    const MgGrid *g = job->grid;
    const MgTiles *t = &job->tiles;
    for (int32_t i = begin; i < end; i++) {
        Tile tile = { .job = job, .y0 = i % t->bands * t->band, .z0 = i / t->bands * t->depth };
        tile.y1 = mg_min_i32(tile.y0 + t->band, g->ny);
        tile.z1 = mg_min_i32(tile.z0 + t->depth, g->nz);
        tile.ring_y = widened(tile.y0, tile.y1, t->steps - 1, g->ny, g->boundary[1]);
        tile.ring_plane = ring_plane_floats(g, t);
        tile.ring_field = ring_floats(g, t);
        tile.ring_pass = tile.ring_field * job->field_count;
        tile.rings = job->scratch + job->scratch_floats * (size_t)worker + MG_FLOATS_PER_LINE;
        run_tile(&tile);
    }
}

#include "engine/tiling.h"

#include "base/platform.h"

#define CACHES_OF_RINGS 2     // second caches that a tile's rings may fill: half of what a pass reads was just written
#define ROWS_WITHOUT_RINGS 16 // of a tile of one pass: nothing overlaps, so it may be small
#define SMALLEST_BAND 8       // thinner tiles would overlap more than they compute
#define SMALLEST_DEPTH 8

// What a step costs, in units of computing every cell once: the overlap, the tile that the last thread is late by, and
// moving the fields through memory once in `steps` steps. The constants are fits to what `morphogen bench --tiling`
// shows on machines with second caches of 1 MB; a poor fit costs some percent, never a bit of the result.
#define MEMORY_COST 0.7              // of one unfused pass, one thread
#define MEMORY_COST_OF_A_THREAD 0.35 // more threads share the memory
#define MAX_SHARERS 4
#define LATE_TILES 0.1

static double cost_of(const MgGrid *grid, const MgTiles *t, int32_t overlap, int32_t threads) {
    double turns = mg_divide_up(t->bands * t->depths, threads) + (threads > 1 ? LATE_TILES : 0.0);
    double computing = turns * (t->band + overlap) * (t->depth + overlap) * threads / ((double)grid->ny * grid->nz);
    double sharers = mg_min_i32(threads, MAX_SHARERS) - 1;
    return computing + (MEMORY_COST + MEMORY_COST_OF_A_THREAD * sharers) / t->steps;
}

// Rows of a band whose rings fill the second cache as often as they may. Thinner bands would overlap more, which costs
// more than the half of a ring that comes from the third cache; the streams of input and output find their place beside
// the rings.
static int32_t band_for(const MgGrid *grid, const MgPasses *passes) {
    if (passes->ring_count == 0) return mg_min_i32(grid->ny, ROWS_WITHOUT_RINGS);
    int64_t row_bytes = (int64_t)grid->row_stride * (int64_t)sizeof(float) * passes->ring_planes * passes->ring_count;
    int64_t rows = CACHES_OF_RINGS * (int64_t)mg_platform_cache_bytes() / row_bytes - 2 * passes->pass[0].overlap;
    return mg_clamp_i32((int32_t)mg_min_i64(rows, grid->ny), mg_min_i32(SMALLEST_BAND, grid->ny), grid->ny);
}

static MgTiles with_depths(const MgGrid *grid, MgTiles t, int32_t depths) {
    t.depth = mg_divide_up(grid->nz, depths);
    t.depths = mg_divide_up(grid->nz, t.depth);
    return t;
}

static MgTiles tiles_for(const MgGrid *grid, const MgPasses *passes, int32_t steps, int32_t threads,
                         MgTiling requested) {
    int32_t band = requested.rows > 0 ? mg_min_i32(requested.rows, grid->ny) : band_for(grid, passes);
    MgTiles t = { .steps = steps, .bands = mg_divide_up(grid->ny, band) };
    t.band = requested.rows > 0 ? band : mg_divide_up(grid->ny, t.bands); // of equal size where we choose
    t.bands = mg_divide_up(grid->ny, t.band);
    if (requested.planes > 0)
        return with_depths(grid, t, mg_divide_up(grid->nz, mg_min_i32(requested.planes, grid->nz)));
    MgTiles best = with_depths(grid, t, 1);
    if (threads == 1) return best;
    int32_t overlap = passes->pass[0].overlap;
    for (int32_t depths = 2; depths <= grid->nz / SMALLEST_DEPTH; depths++) {
        MgTiles other = with_depths(grid, t, depths);
        if (cost_of(grid, &other, overlap, threads) < cost_of(grid, &best, overlap, threads)) best = other;
    }
    return best;
}

MgTiles mg_tiles(const MgGrid *grid, const MgModel *model, int32_t steps, int32_t threads, MgTiling requested) {
    MgPasses passes;
    mg_passes(model, steps, &passes);
    return tiles_for(grid, &passes, steps, threads, requested);
}

int32_t mg_tiles_best_steps(const MgGrid *grid, const MgModel *model, int32_t threads, MgTiling requested) {
    if (model->mean_count > 0) return 1; // a mean is known when every cell has made the step before
    if (requested.steps > 0) return requested.steps;
    int32_t best = 1;
    double least = 0;
    for (int32_t steps = 1; steps <= MG_MAX_FUSED_STEPS; steps++) {
        MgPasses passes;
        mg_passes(model, steps, &passes);
        MgTiles t = tiles_for(grid, &passes, steps, threads, requested);
        double cost = cost_of(grid, &t, passes.pass[0].overlap, threads);
        if (steps == 1 || cost < least) best = steps, least = cost;
    }
    return best;
}

ptrdiff_t mg_ring_plane_floats(const MgGrid *grid, const MgTiles *tiles, const MgPasses *passes) {
    return mg_plane_stride(grid->row_stride * (tiles->band + 2 * passes->pass[0].overlap));
}

// The next ring lies some lines beyond a multiple of a page, as the planes do.
ptrdiff_t mg_ring_floats(const MgGrid *grid, const MgTiles *tiles, const MgPasses *passes) {
    return mg_ring_plane_floats(grid, tiles, passes) * passes->ring_planes;
}

size_t mg_tile_scratch_floats(const MgGrid *grid, const MgModel *model, int32_t most_steps, int32_t threads,
                              MgTiling requested) {
    size_t most = 0;
    for (int32_t steps = 1; steps <= most_steps; steps++) {
        MgPasses passes;
        mg_passes(model, steps, &passes);
        MgTiles tiles = tiles_for(grid, &passes, steps, threads, requested);
        size_t rings = (size_t)mg_ring_floats(grid, &tiles, &passes) * (size_t)passes.ring_count;
        most = rings > most ? rings : most;
    }
    return most + 2 * MG_FLOATS_PER_LINE; // the left halo of the very first row, and its line
}

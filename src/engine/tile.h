// Temporal blocking: T steps over one tile while it is in cache.
//
// A plain step of two float fields moves 24 bytes of memory per cell, and memory is the wall. A tile is a band of y
// rows and a range of z planes; it streams through z, and between one step and the next it keeps four planes in a ring.
// All rings together are up to twice as large as the second cache. What a tile needs from beyond its border it computes
// again (overlapped tiling), so tiles are independent tasks, and the bits depend neither on T nor on tile, nor on the
// number of threads.
//
//     pass 1 reads the field       writes ring 1     planes z, z + 1
//     pass 2 reads ring 1          writes ring 2     planes z - 1, z
//     pass T reads ring T-1        writes the field  planes z - T + 1, z - T + 2
//
// Planes go in pairs: a row and the row behind it in z are made together, so that what both need is loaded once, into
// registers and out of the second cache (MgStage.pair).
//
// In a periodic box a tile's planes and rows go beyond the box and are read from the wrapped place; at a no-flux wall
// the tile ends, and the mirrored neighbour is the cell itself.
#ifndef MG_ENGINE_TILE_H
#define MG_ENGINE_TILE_H

#include "grid/grid.h"
#include "model/model.h"

typedef struct MgTiles {
    int32_t steps;         // T, 1..MG_MOST_FUSED_STEPS
    int32_t band;          // rows of a tile
    int32_t depth;         // planes of a tile
    int32_t bands, depths; // tiles along y and z
} MgTiles;

typedef struct MgTileJob {
    const MgGrid *grid;
    const MgStage *stage;
    const void *params;
    int32_t field_count;
    const float *front[MG_MAX_FIELDS];
    float *back[MG_MAX_FIELDS];
    MgTiles tiles;
    float *scratch;        // one piece of scratch_floats for every worker
    size_t scratch_floats; // of a piece
} MgTileJob;

// The tiles for `steps` fused steps of field_count fields: rings about as large as the cache, tiles enough for every
// thread. What the wish leaves at 0 is chosen; wish.steps is not looked at.
MgTiles mg_tiles(const MgGrid *grid, int32_t field_count, int32_t steps, int32_t threads, MgTiling wish);

// How many steps to fuse: wish.steps, or what costs least by the model in tile.c.
int32_t mg_tiles_best_steps(const MgGrid *grid, int32_t field_count, int32_t threads, MgTiling wish);

// A worker's rings for any number of steps up to most_steps, a multiple of a cache line.
size_t mg_tile_scratch_floats(const MgGrid *grid, int32_t field_count, int32_t most_steps, int32_t threads,
                              MgTiling wish);

// A block function for mg_parallel_for: items are tiles, y fastest. context is an MgTileJob.
void mg_run_tiles(void *job, int32_t begin, int32_t end, int32_t worker);

#endif

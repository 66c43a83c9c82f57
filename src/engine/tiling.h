// The size of tiles and the number of fused steps: a cost model of cache size, overlap and threads.
#ifndef MG_ENGINE_TILING_H
#define MG_ENGINE_TILING_H

#include "engine/passes.h"
#include "grid/grid.h"

typedef struct MgTiles {
    int32_t steps;         // made together, 1..MG_MAX_FUSED_STEPS
    int32_t band;          // rows of a tile
    int32_t depth;         // planes of a tile
    int32_t bands, depths; // tiles along y and z
} MgTiles;

// Floats of a plane of a ring, and of a ring.
ptrdiff_t mg_ring_plane_floats(const MgGrid *grid, const MgTiles *tiles, const MgPasses *passes);
ptrdiff_t mg_ring_floats(const MgGrid *grid, const MgTiles *tiles, const MgPasses *passes);

// The tiles for `steps` fused steps: rings about as large as the cache, tiles enough for every thread. Zeros in
// `requested` are chosen; requested.steps is ignored.
MgTiles mg_tiles(const MgGrid *grid, const MgModel *model, int32_t steps, int32_t threads, MgTiling requested);

// How many steps to fuse: requested.steps, or what costs least by the model in tiling.c.
int32_t mg_tiles_best_steps(const MgGrid *grid, const MgModel *model, int32_t threads, MgTiling requested);

// A worker's rings for any number of steps up to most_steps, a multiple of a cache line.
size_t mg_tile_scratch_floats(const MgGrid *grid, const MgModel *model, int32_t most_steps, int32_t threads,
                              MgTiling requested);

#endif

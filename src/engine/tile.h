// Temporal blocking: several steps over one tile while it is in cache.
//
// A plain step of two float fields moves 24 bytes of memory per cell, and memory bandwidth is the limit. A tile is a
// band of y rows and a range of z planes; it streams through z, pass behind pass (engine/passes.h), and between one
// pass and the next it keeps a few planes in rings. Tiles are independent tasks, and the bits depend neither on the
// number of fused steps nor on the tile, nor on the number of threads.
//
// Planes go in pairs: a block of rows and the block behind it in z are made together, so that the rows that both need
// are in the first cache (MgStage.pair). Blocks are so low that what was written is still there when its halo cells
// are.
//
// In a periodic box a tile's planes and rows go beyond the box and are read from the wrapped place; at a no-flux wall
// the tile ends, and what would lie beyond is a mirrored row or plane of the tile (grid/border.h).
#ifndef MG_ENGINE_TILE_H
#define MG_ENGINE_TILE_H

#include "base/cancel.h"
#include "engine/passes.h"
#include "engine/tiling.h"
#include "grid/grid.h"

typedef struct MgTileJob {
    const MgGrid *grid;
    const MgModel *model;
    const void *params;
    float time[MG_MAX_FUSED_STEPS]; // at which each of the fused steps begins
    uint64_t step, seed;            // the first of them; of the run
    const float *means;             // of the model
    const float *front[MG_MAX_FIELDS];
    float *back[MG_MAX_FIELDS]; // of the fields that are stepped
    MgPasses passes;
    MgTiles tiles;
    float *scratch;               // one piece of scratch_floats for every worker
    size_t scratch_floats;        // of a piece
    MgCancellation *cancellation; // NULL: all tiles are finished
} MgTileJob;

// A block function for mg_parallel_for: items are tiles, y fastest. context is an MgTileJob.
void mg_run_tiles(void *job, int32_t begin, int32_t end, int32_t worker);

#endif

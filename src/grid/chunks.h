// Chunks of 16^3 cells and the range of values in each: its own cells plus the first layer of the next chunks (wrapping
// where the axis is periodic), so a surface inside any cube that starts in the chunk is inside its range.
#ifndef MG_GRID_CHUNKS_H
#define MG_GRID_CHUNKS_H

#include "base/scheduler.h"
#include "grid/grid.h"

typedef struct MgChunks {
    int32_t x, y, z;
} MgChunks; // how many along each axis

static inline MgChunks mg_chunks(const MgGrid *grid) {
    return (MgChunks){ mg_divide_up(grid->nx, MG_CHUNK_EDGE), mg_divide_up(grid->ny, MG_CHUNK_EDGE),
                       mg_divide_up(grid->nz, MG_CHUNK_EDGE) };
}
static inline int32_t mg_chunks_count(MgChunks chunks) { return chunks.x * chunks.y * chunks.z; }

// Writes the range of every chunk, x fastest, in parallel; returns the range of all cells.
MgRange mg_chunk_ranges(const MgGrid *grid, const float *values, MgScheduler *scheduler, MgRange *out);

#endif

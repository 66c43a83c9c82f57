#include "grid/chunks.h"

#include "grid/border.h"

// Values are compared column by column: what is kept of a chunk is the extremes of each of its 16 columns over all
// rows. Its range is then that of its own columns and of the next chunk's first column, which is there for free.
#define STRIP 16 // chunks at a time: their columns stay in the first-level cache, on any stack

// A line of 16 columns. Compilers turn it into one register of AVX-512, two of AVX or four of SSE and WebAssembly.
typedef float Float16 __attribute__((vector_size(64), aligned(4)));
typedef int32_t Int16 __attribute__((vector_size(64), aligned(4)));

typedef struct Columns {
    float min[MG_CHUNK_EDGE], max[MG_CHUNK_EDGE];
    int32_t bad[MG_CHUNK_EDGE]; // all ones where a NaN was seen
} Columns;

typedef struct Ranges {
    const MgGrid *grid;
    const float *values;
    MgChunks chunks;
    MgRange *out;
} Ranges;

static const Columns empty = {
#define ALL(v) { v, v, v, v, v, v, v, v, v, v, v, v, v, v, v, v }
    ALL(__builtin_inff()),
    ALL(-__builtin_inff()),
    ALL(0),
#undef ALL
};

// The layers first, first + 1, ... first + 16 of an axis, the last wrapped or left out; returns how many.
static int32_t layers_of(int32_t chunk, int32_t n, MgBoundary boundary, int32_t layers[MG_CHUNK_EDGE + 1]) {
    int32_t first = chunk * MG_CHUNK_EDGE, own = mg_min_i32(MG_CHUNK_EDGE, n - first), next = first + own;
    for (int32_t i = 0; i < own; i++) layers[i] = first + i;
    if (next == n && !mg_border_wraps(boundary)) return own;
    layers[own] = next == n ? 0 : next;
    return own + 1;
}

// NaN is never inside a surface; in a range it counts as minus infinity, so that what it touches is looked at.
static void widen(MgRange *range, const Columns *c, int32_t columns) {
    for (int32_t i = 0; i < columns; i++) {
        range->min = mg_min_f32(range->min, c->bad[i] ? -__builtin_inff() : c->min[i]);
        range->max = mg_max_f32(range->max, c->max[i]);
    }
}

MG_INLINE Float16 select(Int16 which, Float16 a, Float16 b) {
    return (Float16)((which & (Int16)a) | (~which & (Int16)b));
}

// The columns of a chunk in some rows of a plane: written for vectors, so that every compiler keeps the extremes in
// registers.
MG_VECTOR_CLONES static void add_rows(const Ranges *r, int32_t y_count, const int32_t *ys, int32_t z, int32_t chunk,
                                      Columns *c) {
    const float *values = r->values + mg_grid_index(r->grid, chunk * MG_CHUNK_EDGE, 0, z);
    const ptrdiff_t row_stride = r->grid->row_stride;
    Float16 low = *(Float16 *)c->min, high = *(Float16 *)c->max;
    Int16 nan = *(Int16 *)c->bad;
    for (int32_t i = 0; i < y_count; i++) {
        Float16 value = *(const Float16 *)(values + ys[i] * row_stride);
        low = select(value < low, value, low);
        high = select(value > high, value, high);
        nan |= value != value;
    }
    *(Float16 *)c->min = low;
    *(Float16 *)c->max = high;
    *(Int16 *)c->bad = nan;
}

// Chunks first..first+count-1 of one row of chunks.
static void strip_ranges(const Ranges *r, int32_t first, int32_t count, int32_t cy, int32_t cz, MgRange *out) {
    const MgGrid *grid = r->grid;
    int32_t ys[MG_CHUNK_EDGE + 1], zs[MG_CHUNK_EDGE + 1];
    int32_t y_count = layers_of(cy, grid->ny, grid->boundary[1], ys);
    int32_t z_count = layers_of(cz, grid->nz, grid->boundary[2], zs);
    bool ends = first + count == r->chunks.x, open = ends && !mg_border_wraps(grid->boundary[0]);
    Columns columns[STRIP + 1];
    for (int32_t i = 0; i <= count; i++) columns[i] = empty;
    for (int32_t z = 0; z < z_count; z++)
        for (int32_t i = 0; i < count + !open; i++) {
            int32_t chunk = first + i == r->chunks.x ? 0 : first + i;
            add_rows(r, y_count, ys, zs[z], chunk, &columns[i]);
        }
    for (int32_t i = 0; i < count; i++) {
        out[i] = (MgRange){ __builtin_inff(), -__builtin_inff() };
        widen(&out[i], &columns[i], mg_min_i32(MG_CHUNK_EDGE, grid->nx - (first + i) * MG_CHUNK_EDGE));
        widen(&out[i], &columns[i + 1], i + 1 == count && open ? 0 : 1);
    }
}

static void rows_of_chunks(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Ranges *r = context;
    for (int32_t row = begin; row < end; row++)
        for (int32_t first = 0; first < r->chunks.x; first += STRIP)
            strip_ranges(r, first, mg_min_i32(STRIP, r->chunks.x - first), row % r->chunks.y, row / r->chunks.y,
                         r->out + (ptrdiff_t)row * r->chunks.x + first);
}

MgRange mg_chunk_ranges(const MgGrid *grid, const float *values, MgScheduler *scheduler, MgRange *out) {
    Ranges ranges = { grid, values, mg_chunks(grid), out };
    mg_parallel_for(scheduler, ranges.chunks.y * ranges.chunks.z, 1, rows_of_chunks, &ranges);
    MgRange all = { __builtin_inff(), -__builtin_inff() };
    for (int32_t i = 0; i < mg_chunks_count(ranges.chunks); i++) {
        all.min = mg_min_f32(all.min, out[i].min);
        all.max = mg_max_f32(all.max, out[i].max);
    }
    return all;
}

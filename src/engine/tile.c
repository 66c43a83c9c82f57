#include "engine/tile.h"

#include <string.h>

#include "engine/block.h"
#include "grid/border.h"

// Floats of a field in a block: few enough that rows just written are in the first cache when their halo cells are, and
// enough that a call of the stage costs nothing beside them.
#define FLOATS_OF_A_BLOCK 2048

// The planes or rows of an axis that a pass computes: the tile's own and what later passes will read.
typedef struct Span {
    int32_t begin, end;
} Span;

static Span widened(int32_t begin, int32_t end, int32_t by, int32_t n, MgBoundary boundary) {
    if (mg_border_wraps(boundary)) return (Span){ begin - by, end + by };
    return (Span){ mg_max_i32(begin - by, 0), mg_min_i32(end + by, n) };
}

typedef struct Tile {
    const MgTileJob *job;
    int32_t y0, y1, z0, z1;
    int32_t ring_y; // the first row that rings hold: that of the first pass
    float *rings;
    ptrdiff_t ring_plane, ring; // floats from one to the next
} Tile;

static int32_t ring_slot(const Tile *tile, int32_t z) {
    int32_t planes = tile->job->passes.ring_planes, slot = z % planes;
    return slot < 0 ? slot + planes : slot;
}

// Row 0 of a plane in a ring; it need not be one of the rows that the ring holds.
static float *ring_plane(const Tile *tile, int32_t ring, int32_t z) {
    return tile->rings + ring * tile->ring + ring_slot(tile, z) * tile->ring_plane -
           tile->ring_y * tile->job->grid->row_stride;
}

// ---- where a pass reads and writes

// A plane that a pass computes: where row 0 of each field is read and written, and how far its neighbours in z are.
typedef struct Plane {
    int32_t z; // may lie beyond the box
    const float *in[MG_MAX_FIELDS];
    float *out[MG_MAX_FIELDS], *back[MG_MAX_FIELDS]; // back: of kept fields
    ptrdiff_t distances[2 * MG_MAX_REACH + 1];
} Plane;

// The first pass reads the fields, where neighbours are found from the wrapped place; the others read rings.
static bool reads_fields(const Tile *tile, const MgPass *pass) { return pass == tile->job->passes.pass; }

static const float *plane_to_read(const Tile *tile, int32_t from, int32_t field, int32_t z) {
    const MgTileJob *job = tile->job;
    const MgGrid *g = job->grid;
    if (from >= 0) return ring_plane(tile, from, z);
    if (from == MG_FIELD_BACK) return job->back[field] + mg_grid_index(g, 0, 0, z);
    return from == MG_FIELD_FRONT ? job->front[field] + mg_grid_index(g, 0, 0, mg_border_cell(z, g->nz, g->boundary[2]))
                                  : NULL;
}

static void place_plane(const Tile *tile, const MgPass *pass, int32_t z, Plane *p) {
    const MgTileJob *job = tile->job;
    const MgGrid *g = job->grid;
    p->z = z;
    for (int32_t f = 0; f < job->model->field_count; f++) {
        float *back = (pass->kept & MG_FIELD_BIT(f)) || pass->to[f] == MG_FIELD_BACK
                          ? job->back[f] + mg_grid_index(g, 0, 0, z)
                          : NULL;
        p->in[f] = plane_to_read(tile, pass->from[f], f, z);
        p->out[f] = pass->to[f] >= 0 ? ring_plane(tile, pass->to[f], z) : back;
        p->back[f] = back;
    }
    const int32_t reach = pass->stage->reach;
    ptrdiff_t *dz = p->distances + MG_MAX_REACH;
    if (reads_fields(tile, pass)) {
        mg_border_distances(mg_border_cell(z, g->nz, g->boundary[2]), g->nz, g->boundary[2], reach, g->plane_stride,
                            dz);
        return;
    }
    for (int32_t k = -reach; k <= reach; k++) {
        int32_t there = mg_border_wraps(g->boundary[2]) ? z + k : mg_border_cell(z + k, g->nz, g->boundary[2]);
        dz[k] = (ring_slot(tile, there) - ring_slot(tile, z)) * tile->ring_plane;
    }
}

// How far the rows around row y are, to dy; returns for how many rows from y on, up to `end`, that holds.
static int32_t place_rows(const Tile *tile, const MgPass *pass, int32_t y, int32_t end, ptrdiff_t *dy) {
    const MgGrid *g = tile->job->grid;
    const int32_t reach = pass->stage->reach, at = mg_border_cell(y, g->ny, g->boundary[1]);
    if (!reads_fields(tile, pass) && mg_border_wraps(g->boundary[1])) {
        for (int32_t k = -reach; k <= reach; k++) dy[k] = k * g->row_stride;
        return mg_min_i32(end - y, g->ny - at);
    }
    mg_border_distances(at, g->ny, g->boundary[1], reach, g->row_stride, dy);
    bool beside_border = at < reach || at >= g->ny - reach;
    return beside_border ? 1 : mg_min_i32(end - y, g->ny - reach - at);
}

static void place_block(const Tile *tile, const MgPass *pass, const Plane *plane, int32_t y, MgBlock *block) {
    const MgTileJob *job = tile->job;
    const MgGrid *g = job->grid;
    block->y = mg_border_cell(y, g->ny, g->boundary[1]), block->z = mg_border_cell(plane->z, g->nz, g->boundary[2]);
    block->dz = plane->distances + MG_MAX_REACH;
    for (int32_t f = 0; f < job->model->field_count; f++) {
        int32_t row = pass->from[f] == MG_FIELD_FRONT ? block->y : y;
        block->in[f] = plane->in[f] != NULL ? plane->in[f] + row * g->row_stride : NULL;
        block->out[f] = plane->out[f] != NULL ? plane->out[f] + y * g->row_stride : NULL;
    }
}

// ---- running

static void copy_rows(const MgGrid *g, const float *from, int32_t count, float *to) {
    for (int32_t r = 0; r < count; r++, from += g->row_stride, to += g->row_stride)
        memcpy(to - g->halo, from - g->halo, (size_t)(g->nx + 2 * g->halo) * sizeof(float));
}

// Finishes rows just written: their halo cells, and copies of the tile's own rows that were written to a ring instead
// of the field.
static void finish_block(const Tile *tile, const MgPass *pass, const Plane *plane, int32_t y, const MgBlock *block) {
    const MgGrid *g = tile->job->grid;
    for (int32_t f = 0; f < tile->job->model->field_count; f++) {
        if (block->out[f] == NULL) continue;
        mg_border_fill_rows(g, block->out[f], block->row_count);
        if (!(pass->kept & MG_FIELD_BIT(f)) || plane->z < tile->z0 || plane->z >= tile->z1) continue;
        int32_t begin = mg_max_i32(y, tile->y0), end = mg_min_i32(y + block->row_count, tile->y1);
        if (begin < end)
            copy_rows(g, plane->out[f] + begin * g->row_stride, end - begin, plane->back[f] + begin * g->row_stride);
    }
}

static void run_rows(const Tile *tile, const MgPass *pass, Span rows, int32_t count, const Plane planes[2],
                     MgBlock blocks[2]) {
    ptrdiff_t distances[2 * MG_MAX_REACH + 1], *dy = distances + MG_MAX_REACH;
    const int32_t most = mg_max_i32(1, (int32_t)(FLOATS_OF_A_BLOCK / tile->job->grid->row_stride));
    for (int32_t y = rows.begin; y < rows.end; y += blocks[0].row_count) {
        int32_t row_count = mg_min_i32(most, place_rows(tile, pass, y, rows.end, dy));
        for (int32_t i = 0; i < count; i++) {
            blocks[i].dy = dy, blocks[i].row_count = row_count;
            place_block(tile, pass, &planes[i], y, &blocks[i]);
        }
        if (count == 2 && pass->stage->pair != NULL) pass->stage->pair(&blocks[0], &blocks[1]);
        else
            for (int32_t i = 0; i < count; i++) pass->stage->block(&blocks[i]);
        for (int32_t i = 0; i < count; i++) finish_block(tile, pass, &planes[i], y, &blocks[i]);
    }
}

// Copies the fields that later passes read unchanged into their rings, halo cells and all.
static void load_plane(const Tile *tile, Span rows, int32_t z) {
    const MgTileJob *job = tile->job;
    const MgGrid *g = job->grid;
    for (int32_t f = 0; f < job->model->field_count; f++) {
        if (job->passes.loaded[f] == MG_NOT_USED) continue;
        const float *from = plane_to_read(tile, MG_FIELD_FRONT, f, z);
        float *to = ring_plane(tile, job->passes.loaded[f], z);
        for (int32_t y = rows.begin; y < rows.end; y++)
            copy_rows(g, from + mg_border_cell(y, g->ny, g->boundary[1]) * g->row_stride, 1, to + y * g->row_stride);
    }
}

// Planes z and z + 1, as far as this pass computes them.
static void run_planes(const Tile *tile, const MgPass *pass, int32_t z, MgBlock blocks[2]) {
    const MgGrid *g = tile->job->grid;
    Span span = widened(tile->z0, tile->z1, pass->overlap, g->nz, g->boundary[2]);
    Span rows = widened(tile->y0, tile->y1, pass->overlap, g->ny, g->boundary[1]);
    int32_t begin = mg_max_i32(z, span.begin), end = mg_min_i32(z + 2, span.end);
    Plane planes[2];
    for (int32_t i = 0; i < end - begin; i++) {
        place_plane(tile, pass, begin + i, &planes[i]);
        if (reads_fields(tile, pass)) load_plane(tile, rows, begin + i);
    }
    const int32_t step = (int32_t)(pass - tile->job->passes.pass) / tile->job->model->stage_count;
    for (int32_t i = 0; i < 2; i++)
        blocks[i].time = tile->job->time[step], blocks[i].step = tile->job->step + (uint64_t)step;
    if (begin < end) run_rows(tile, pass, rows, end - begin, planes, blocks);
}

static void run_tile(const Tile *tile) {
    const MgTileJob *job = tile->job;
    const MgPasses *passes = &job->passes;
    MgBlock block = mg_block_of(job->grid, job->model, job->params);
    block.seed = job->seed, block.means = job->means;
    MgBlock blocks[2] = { block, block };
    int32_t overlap = passes->pass[0].overlap;
    for (int32_t z = tile->z0 - overlap; z < tile->z1 + overlap && !mg_is_cut(job->cancellation); z += 2)
        for (int32_t p = 0; p < passes->count; p++) run_planes(tile, &passes->pass[p], z - passes->pass[p].lag, blocks);
}

void mg_run_tiles(void *context, int32_t begin, int32_t end, int32_t worker) {
    const MgTileJob *job = context;
    const MgGrid *g = job->grid;
    const MgTiles *t = &job->tiles;
    for (int32_t i = begin; i < end; i++) {
        Tile tile = { .job = job, .y0 = i % t->bands * t->band, .z0 = i / t->bands * t->depth };
        tile.y1 = mg_min_i32(tile.y0 + t->band, g->ny);
        tile.z1 = mg_min_i32(tile.z0 + t->depth, g->nz);
        tile.ring_y = widened(tile.y0, tile.y1, job->passes.pass[0].overlap, g->ny, g->boundary[1]).begin;
        tile.ring_plane = mg_ring_plane_floats(g, t, &job->passes);
        tile.ring = mg_ring_floats(g, t, &job->passes);
        tile.rings = job->scratch + job->scratch_floats * (size_t)worker + MG_FLOATS_PER_LINE;
        run_tile(&tile);
    }
}

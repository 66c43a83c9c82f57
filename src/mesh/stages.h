// Shared by the five stages of the mesher. Private to src/mesh.
//
// Points and cells. A cell (x, y, z) is the cube between the points (x, y, z) and (x+1, y+1, z+1). On a periodic axis
// of n grid cells there are n + 1 layers of points, the last being the first again, and n cubes; between walls there
// are n layers of points and n - 1 cubes. A periodic mesh is therefore open on the faces of the box only, and its two
// sides match bit for bit: it is closed if position n is identified with position 0.
//
// Bit rows. A property of a row of points or cells is stored as one bit each, 64 to a word, `words` words to a row;
// there is always a bit for point nx. Bits beyond the row are 0.
#ifndef MG_MESH_STAGES_H
#define MG_MESH_STAGES_H

#include "base/cancel.h"
#include "base/profile.h"
#include "base/scheduler.h"
#include "grid/border.h"
#include "grid/chunks.h"
#include "mesh/marching_cubes.h"
#include "mesh/slots.h"

#define MG_RUN_WORDS 96    // of rows that are counted at once: 16 rows of a box of 320 cells, at least 1 of the longest
#define MG_WORDS_AT_ONCE 8 // of a run, as many as the widest vectors hold; words beyond the run's end may be read
#define MG_LARGEST_SQUARE 3e38f // of a gradient's length; what is longer, or not a number, has the scalar 0
#define ROWS_PER_TASK 32        // some 10-50 microseconds of work: many tasks a thread, few claims a task

// The blended field: keyframe a, or weight_a * a + weight_b * b. Without blending b is never read, so blend 0 and 1 are
// exactly one keyframe.
typedef struct MgBlend {
    const float *a, *b;
    float weight_a, weight_b;
    bool blending;
} MgBlend;

// During count: how many; after scan: where they start. The row's vertices lie in the order x, y, z edges.
typedef struct MgRowStart {
    uint32_t edges[3], triangles;
} MgRowStart;

// What a cell of a case adds to the walk along a row of cells (triangles.c).
#define MG_EDGE_ROWS 8 // around a row of cells: 4 along x, 2 along y, 2 along z
typedef struct MgCellSteps {
    uint8_t places[16];           // of the vertices that its triangles join
    uint8_t passed[MG_EDGE_ROWS]; // whether the cell's edge in that row, the left one, is crossed
    int32_t index_count, unused;  // 32 bytes: found by a shift
} MgCellSteps;

typedef struct MgMesher MgMesher; // as in mesher.h, which is for users of the whole

struct MgMesher {
    MgGrid grid;
    int32_t points[3], cells[3]; // per axis, see above
    int32_t words;
    MgChunks chunks;
    uint64_t scratch_bytes;

    // Scratch, one block taken at create.
    MgCaseTable *table;
    MgCellSteps *steps;            // per case
    uint64_t *chosen;              // a bit row per row of chunks: cells of chosen chunks
    uint8_t *row_of_chunks_chosen; // whether that row has any
    uint64_t *inside;              // a bit row per row of grid cells: points above the isovalue
    uint64_t *active;              // a bit row per row of cells: chosen and crossed by the surface
    uint64_t *crossed;             // per axis, a bit row per row of points: its edges that carry a vertex
    uint64_t *none;                // MG_RUN_WORDS of zeros
    MgRowStart *starts;            // per row of points, and one that ends the last

    MgMeshSlot slots[MG_MESH_SLOTS];
    MgCancellation *cancellation; // asked by every task of every stage; NULL: all meshes are made whole

    // Of the current mesh.
    const MgMeshRequest *request;
    MgBlend field;
    int32_t box_begin[3], box_end[3]; // cells whose centre is inside the clip box, per axis
    int32_t chunks_chosen;
};

static inline int32_t row_of_chunks(const MgMesher *m, int32_t y, int32_t z) {
    return z / MG_CHUNK_EDGE * m->chunks.y + y / MG_CHUNK_EDGE;
}

static inline int32_t row_of_points(const MgMesher *m, int32_t y, int32_t z) { return z * m->points[1] + y; }

static inline bool has_cell_row(const MgMesher *m, int32_t y, int32_t z) {
    return (uint32_t)y < (uint32_t)m->cells[1] && (uint32_t)z < (uint32_t)m->cells[2];
}

static inline double cell_centre(const MgMesher *m, int32_t i) { return (i + 0.5) * m->grid.dx; }

// Rows outside the grid or in no chosen chunk are empty; the stages never wrote those of the latter kind.
static inline const uint64_t *chosen_row(const MgMesher *m, int32_t y, int32_t z) {
    return has_cell_row(m, y, z) ? m->chosen + (ptrdiff_t)row_of_chunks(m, y, z) * m->words : m->none;
}

static inline const uint64_t *active_row(const MgMesher *m, int32_t y, int32_t z) {
    if (!has_cell_row(m, y, z) || !m->row_of_chunks_chosen[row_of_chunks(m, y, z)]) return m->none;
    return m->active + ((ptrdiff_t)z * m->cells[1] + y) * m->words;
}

// y and z may be the last layer of points, which on a periodic axis is the first again.
static inline const uint64_t *inside_row(const MgMesher *m, int32_t y, int32_t z) {
    if (y == m->grid.ny) y = 0;
    if (z == m->grid.nz) z = 0;
    return m->inside + ((ptrdiff_t)z * m->grid.ny + y) * m->words;
}

// The edges along an axis from the points of a row, which is counted through all planes.
static inline uint64_t *crossed_row(const MgMesher *m, int32_t axis, int32_t row) {
    return m->crossed + ((ptrdiff_t)axis * m->points[1] * m->points[2] + row) * m->words;
}

static inline uint32_t bits_set(uint64_t word) { return (uint32_t)__builtin_popcountll(word); }

typedef struct MgMeshCounts {
    int64_t vertices, triangles;
} MgMeshCounts;

void mg_mesh_choose(MgMesher *m, const MgKeyframe *previous, const MgKeyframe *next);
void mg_mesh_classify(MgMesher *m, MgScheduler *scheduler);
void mg_mesh_count(MgMesher *m, MgScheduler *scheduler);
MgMeshCounts mg_mesh_scan(MgMesher *m);
void mg_mesh_emit(MgMesher *m, MgScheduler *scheduler, const MgMeshSlot *slot);

// Rows [begin, end) of points.
void mg_mesh_emit_vertices(const MgMesher *m, int32_t begin, int32_t end, void *vertices);
void mg_mesh_emit_triangles(const MgMesher *m, int32_t begin, int32_t end, uint32_t *indices);
void mg_mesh_steps_make(const MgCaseTable *table, MgCellSteps *out); // MG_CASES of them

// Cells [begin, end) of row (y, z) whose centre is inside the view sphere and the clip box.
typedef struct MgSpan {
    int32_t begin, end;
} MgSpan;
MgSpan mg_mesh_visible_span(const MgMesher *m, int32_t y, int32_t z);

#endif

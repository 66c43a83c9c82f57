// Stage 5, vertices. The rows of a task are consecutive, and so are the vertices they make: they are gathered into
// batches that span rows, and a batch is finished with vector arithmetic.
#include <string.h>

#include "mesh/stages.h"

// Wide clones bring the instructions that find and clear single bits, too.
#define KERNEL MG_VECTOR_CLONES_APART static

// ---- batches of vertices

#define BATCH 64 // vertices: fills vectors of any width, stays in the first-level cache

// A vertex lies on the edge from point a to point b, the next along its axis; whatever is known at both is a pair. x, y
// and z are central differences, over two cells.
typedef struct Batch {
    float value[BATCH][2], x[BATCH][2], y[BATCH][2], z[BATCH][2];
    int32_t edge[BATCH];              // column of point a | axis << AXIS_SHIFT
    float row_y[BATCH], row_z[BATCH]; // of point a, in cells
    int32_t count;
    char *out; // where the next finished vertex goes
} Batch;

#define AXIS_SHIFT 16
#define COLUMN_BITS 0xffff

// The rest of a batch, computed after the edges are cut.
typedef struct Cut {
    float place[3][BATCH];    // in cells
    float gradient[3][BATCH]; // per two cells; of length 0 or finite
    float square[BATCH];      // its squared length
} Cut;

// A gradient that vanishes, overflows or is not a number gets a fixed direction and the scalar 0.
#define SMALLEST_SQUARE 1e-37f

// The least distance of a vertex from the ends of its edge, in cells. Where a point holds the isovalue, all edges that
// meet there would be cut in that point: triangles without area, and a surface that touches itself. Vertices inside
// their edges have different positions, and no three of a cell lie on a line. This survives rounding to float: at 4096
// cells the margin is four steps of a coordinate, and at least two after the product with dx. A smaller margin would do
// in a smaller box, but not for programs that compute areas in single precision, or take a cross product below 1e-12
// for 0 as admesh does.
#define EDGE_MARGIN (1.0f / 1024.0f)

MG_INLINE void cut_edges(const Batch *batch, float isovalue, int32_t count, Cut *cut) {
    for (int32_t i = 0; i < count; i++) {
        float t = (isovalue - batch->value[i][0]) / (batch->value[i][1] - batch->value[i][0]);
        t = t > EDGE_MARGIN ? t : EDGE_MARGIN; // NaN, too
        t = t < 1.0f - EDGE_MARGIN ? t : 1.0f - EDGE_MARGIN;
        float s = 1.0f - t;
        int32_t axis = batch->edge[i] >> AXIS_SHIFT;
        cut->place[0][i] = (float)(batch->edge[i] & COLUMN_BITS) + t * (float)(axis == 0);
        cut->place[1][i] = batch->row_y[i] + t * (float)(axis == 1);
        cut->place[2][i] = batch->row_z[i] + t * (float)(axis == 2);
        float x = s * batch->x[i][0] + t * batch->x[i][1];
        float y = s * batch->y[i][0] + t * batch->y[i][1];
        float z = s * batch->z[i][0] + t * batch->z[i][1];
        float square = x * x + y * y + z * z;
        bool usable = (square > SMALLEST_SQUARE) & (square < MG_LARGEST_SQUARE); // &: no branch
        cut->gradient[0][i] = usable ? x : 0.0f;
        cut->gradient[1][i] = usable ? y : 0.0f;
        cut->gradient[2][i] = usable ? z : -1.0f;
        cut->square[i] = usable ? square : 0.0f;
    }
}

MG_INLINE void finish_float(const MgMesher *m, const Cut *cut, int32_t vectors, int32_t count, MgVertexFloat *out) {
    float normal[3][BATCH], scalar[BATCH], dx = (float)m->grid.dx, per_length = 0.5f / dx;
    for (int32_t i = 0; i < vectors; i++) {
        float length = __builtin_sqrtf(cut->square[i]), scale = -1.0f / (length > 0.0f ? length : 1.0f);
        for (int32_t axis = 0; axis < 3; axis++) normal[axis][i] = cut->gradient[axis][i] * scale;
        scalar[i] = length * per_length;
    }
    for (int32_t i = 0; i < count; i++)
        out[i] = (MgVertexFloat){ { cut->place[0][i] * dx, cut->place[1][i] * dx, cut->place[2][i] * dx },
                                  { normal[0][i], normal[1][i], normal[2][i] },
                                  scalar[i] };
}

#define UNITS 65535.0f // of a 16-bit coordinate

MG_INLINE uint32_t to_units(float units) { return (uint32_t)(int32_t)(units + 0.5f); }

// Two of 16 bits, the first one first in memory.
#define PACKED_PAIR(first, second) (MG_LITTLE_ENDIAN ? (first) | (second) << 16 : (second) | (first) << 16)

// The octahedral map: the direction is scaled onto |x| + |y| + |z| = 1 and seen along z; the lower half is folded out.
// Cigolle et al. 2014, A Survey of Efficient Representations for Independent Unit Vectors.
MG_INLINE void finish_packed(const MgMesher *m, const Cut *cut, int32_t vectors, int32_t count, MgVertexPacked *out) {
    uint32_t words[3][BATCH];
    float units_x = UNITS / (float)m->grid.nx, units_y = UNITS / (float)m->grid.ny, units_z = UNITS / (float)m->grid.nz;
    float scalar_units = 0.5f / (float)m->grid.dx * (UNITS / m->request->scalar_max);
    for (int32_t i = 0; i < vectors; i++) {
        float x = cut->gradient[0][i], y = cut->gradient[1][i], z = cut->gradient[2][i];
        float scale = -1.0f / (__builtin_fabsf(x) + __builtin_fabsf(y) + __builtin_fabsf(z));
        float u = x * scale, v = y * scale;
        float folded_u = (1.0f - __builtin_fabsf(v)) * (u >= 0.0f ? 1.0f : -1.0f);
        float folded_v = (1.0f - __builtin_fabsf(u)) * (v >= 0.0f ? 1.0f : -1.0f);
        bool lower = z * scale < 0.0f;
        u = lower ? folded_u : u;
        v = lower ? folded_v : v;
        float scalar = __builtin_sqrtf(cut->square[i]) * scalar_units;
        scalar = scalar < UNITS ? scalar : UNITS;
        words[0][i] = PACKED_PAIR(to_units(cut->place[0][i] * units_x), to_units(cut->place[1][i] * units_y));
        words[1][i] = PACKED_PAIR(to_units(cut->place[2][i] * units_z), to_units(scalar));
        words[2][i] = PACKED_PAIR(to_units((u * 0.5f + 0.5f) * UNITS), to_units((v * 0.5f + 0.5f) * UNITS));
    }
    uint32_t *pairs = (uint32_t *)out; // the slot's block, which has no other type yet
    for (int32_t i = 0; i < count; i++)
        for (int32_t pair = 0; pair < 3; pair++) pairs[3 * i + pair] = words[pair][i];
}

#define VECTOR_MULTIPLE 16 // whole vectors only, also of the widest; what lies beyond count is old or 0

KERNEL void finish_batch(const MgMesher *m, Batch *batch) {
    Cut cut;
    int32_t count = batch->count, vectors = mg_divide_up(count, VECTOR_MULTIPLE) * VECTOR_MULTIPLE;
    cut_edges(batch, m->request->isovalue, vectors, &cut);
    if (m->request->format == MG_VERTEX_FLOAT) {
        finish_float(m, &cut, vectors, count, (MgVertexFloat *)batch->out);
        batch->out += count * (ptrdiff_t)sizeof(MgVertexFloat);
    } else {
        finish_packed(m, &cut, vectors, count, (MgVertexPacked *)batch->out);
        batch->out += count * (ptrdiff_t)sizeof(MgVertexPacked);
    }
    batch->count = 0;
}

// ---- gathering

// The rows around a row of points, from its cell 0 on. m, p, q: one before, one after, two after.
enum { AT, YM, YP, YQ, ZM, ZP, ZQ, YP_ZM, YP_ZP, YM_ZP, ROWS };
typedef struct Rows {
    const float *row[ROWS];
} Rows;

static const int8_t row_places[ROWS][2] = {
    // y, z
    { 0, 0 }, { -1, 0 }, { 1, 0 }, { 2, 0 }, { 0, -1 }, { 0, 1 }, { 0, 2 }, { 1, -1 }, { 1, 1 }, { -1, 1 },
};

// Where the cells i - 1 to i + 2 of an axis are. Away from its ends, as nearly all are, nothing is asked of the border.
static void cells_around(int32_t i, int32_t n, MgBoundary boundary, ptrdiff_t stride, ptrdiff_t out[4]) {
    const bool inside = i >= 1 && i + 2 < n;
    for (int32_t k = 0; k < 4; k++) out[k] = (inside ? i + k - 1 : mg_border_cell(i + k - 1, n, boundary)) * stride;
}

// Where these rows start in a field.
static void rows_around(const MgGrid *grid, int32_t y, int32_t z, ptrdiff_t start[ROWS]) {
    ptrdiff_t at_y[4], at_z[4];
    cells_around(y, grid->ny, grid->boundary[1], grid->row_stride, at_y);
    cells_around(z, grid->nz, grid->boundary[2], grid->plane_stride, at_z);
    for (int32_t i = 0; i < ROWS; i++) start[i] = at_y[row_places[i][0] + 1] + at_z[row_places[i][1] + 1];
}

// A row of points with its surroundings, in both keyframes.
typedef struct Place {
    float weight_a, weight_b;
    Rows a, b;
} Place;

// Four columns of the rows, x - 1 to x + 2, with what stands for those beyond the border.
typedef struct Columns {
    float row[ROWS][4];
} Columns;

static MG_SMALL void copy_columns(const ptrdiff_t column[4], const Rows *from, Columns *room, Rows *out) {
    for (int32_t row = 0; row < ROWS; row++) {
        const float *values = from->row[row];
        float *to = room->row[row];
        to[0] = values[column[0]], to[1] = values[column[1]], to[2] = values[column[2]], to[3] = values[column[3]];
        out->row[row] = to;
    }
}

typedef float Pair __attribute__((vector_size(8)));
typedef float Four __attribute__((vector_size(16)));

MG_INLINE Pair load_pair(const float *from) {
    Pair v;
    memcpy(&v, from, sizeof v);
    return v;
}
MG_INLINE Four load_four(const float *from) {
    Four v;
    memcpy(&v, from, sizeof v);
    return v;
}
MG_INLINE void store_pair(float to[2], Pair v) { memcpy(to, &v, sizeof v); }
MG_INLINE void store_two(float to[2], float a, float b) { to[0] = a, to[1] = b; }

// Called with constant axis and blending: kernels from one text. Vertex i of the batch is at column x of the rows.
MG_INLINE void gather(const Place *p, bool blending, int32_t axis, ptrdiff_t x, int32_t i, Batch *batch) {
#define BLENDED(a, b) (blending ? p->weight_a * (a) + p->weight_b * (b) : (a))
#define ONE(r) BLENDED(p->a.row[r][x], p->b.row[r][x])
#define PAIR(r) BLENDED(load_pair(p->a.row[r] + x), load_pair(p->b.row[r] + x))
#define FOUR(r) BLENDED(load_four(p->a.row[r] + x - 1), load_four(p->b.row[r] + x - 1))
    if (axis == 0) {
        Four at = FOUR(AT);
        store_two(batch->value[i], at[1], at[2]);
        store_two(batch->x[i], at[2] - at[0], at[3] - at[1]);
        store_pair(batch->y[i], PAIR(YP) - PAIR(YM));
        store_pair(batch->z[i], PAIR(ZP) - PAIR(ZM));
    } else {
        Four at = FOUR(AT), next = axis == 1 ? FOUR(YP) : FOUR(ZP);
        store_two(batch->value[i], at[1], next[1]);
        store_two(batch->x[i], at[2] - at[0], next[2] - next[0]);
        if (axis == 1) {
            store_two(batch->y[i], next[1] - ONE(YM), ONE(YQ) - at[1]);
            store_two(batch->z[i], ONE(ZP) - ONE(ZM), ONE(YP_ZP) - ONE(YP_ZM));
        } else {
            store_two(batch->y[i], ONE(YP) - ONE(YM), ONE(YP_ZP) - ONE(YM_ZP));
            store_two(batch->z[i], next[1] - ONE(ZM), ONE(ZQ) - at[1]);
        }
    }
#undef BLENDED
#undef ONE
#undef PAIR
#undef FOUR
}

static MG_SMALL void copy_place(const MgMesher *m, bool blending, int32_t x, const Place *p, Columns room[2],
                                Place *out) {
    ptrdiff_t column[4];
    cells_around(x, m->grid.nx, m->grid.boundary[0], 1, column);
    out->weight_a = p->weight_a, out->weight_b = p->weight_b;
    copy_columns(column, &p->a, &room[0], &out->a);
    if (blending) copy_columns(column, &p->b, &room[1], &out->b);
}

// The vertices that the batch has room for, or the row has, are in this row.
static __attribute__((noinline)) void place_vertices(Batch *batch, int32_t y, int32_t z, int32_t count) {
    int32_t end = mg_min_i32(batch->count + count, BATCH);
    for (int32_t i = batch->count; i < end; i++) {
        batch->row_y[i] = (float)y;
        batch->row_z[i] = (float)z;
    }
}

static MG_SMALL void next_batch(const MgMesher *m, int32_t y, int32_t z, Batch *batch) {
    finish_batch(m, batch);
    place_vertices(batch, y, z, BATCH);
}

MG_INLINE void gather_axis(const MgMesher *m, bool blending, int32_t axis, int32_t y, int32_t z, const Place *p,
                           Batch *batch) {
    const uint64_t *crossed = crossed_row(m, axis, row_of_points(m, y, z));
    int32_t words = m->words, inner = m->grid.nx - 3, count = batch->count;
    Columns room[2];
    Place border;
    for (int32_t w = 0; w < words; w++)
        for (uint64_t bits = crossed[w]; bits; bits &= bits - 1) {
            int32_t x = w * 64 + __builtin_ctzll(bits);
            batch->edge[count] = x | axis << AXIS_SHIFT;
            const Place *at = p;
            int32_t column = x;
            if ((uint32_t)(x - 1) >= (uint32_t)inner) {
                copy_place(m, blending, x, p, room, &border);
                at = &border, column = 1;
            }
            gather(at, blending, axis, column, count, batch);
            if (++count < BATCH) continue;
            batch->count = count;
            next_batch(m, y, z, batch);
            count = 0;
        }
    batch->count = count;
}

// The plane two ahead has not been read by any row before: it is prefetched one row early.
MG_INLINE void fetch_ahead(const MgMesher *m, bool blending, int32_t y, ptrdiff_t start) {
    if (y + 1 >= m->grid.ny) return;
    for (ptrdiff_t x = start + m->grid.row_stride, end = x + m->grid.nx; x < end; x += MG_FLOATS_PER_LINE) {
        __builtin_prefetch(m->field.a + x);
        if (blending) __builtin_prefetch(m->field.b + x);
    }
}

MG_INLINE void gather_axes(const MgMesher *m, bool blending, int32_t y, int32_t z, Batch *batch) {
    ptrdiff_t start[ROWS];
    rows_around(&m->grid, y, z, start);
    fetch_ahead(m, blending, y, start[ZQ]);
    Place place;
    place.weight_a = m->field.weight_a, place.weight_b = m->field.weight_b;
    for (int32_t i = 0; i < ROWS; i++) {
        place.a.row[i] = m->field.a + start[i];
        if (blending) place.b.row[i] = m->field.b + start[i];
    }
    gather_axis(m, blending, 0, y, z, &place, batch);
    gather_axis(m, blending, 1, y, z, &place, batch);
    gather_axis(m, blending, 2, y, z, &place, batch);
}

KERNEL void gather_row_of_one(const MgMesher *m, int32_t y, int32_t z, Batch *batch) {
    gather_axes(m, false, y, z, batch);
}

KERNEL void gather_row_of_two(const MgMesher *m, int32_t y, int32_t z, Batch *batch) {
    gather_axes(m, true, y, z, batch);
}

void mg_mesh_emit_vertices(const MgMesher *m, int32_t begin, int32_t end, void *vertices) {
    const MgRowStart *starts = m->starts;
    size_t vertex_bytes = m->request->format == MG_VERTEX_FLOAT ? sizeof(MgVertexFloat) : sizeof(MgVertexPacked);
    Batch batch = { .count = 0, .out = (char *)vertices + starts[begin].edges[0] * vertex_bytes };
    for (int32_t row = begin; row < end; row++) {
        int32_t count = (int32_t)(starts[row + 1].edges[0] - starts[row].edges[0]);
        int32_t y = row % m->points[1], z = row / m->points[1];
        if (count == 0) continue; // its crossed bits were not written
        place_vertices(&batch, y, z, count);
        if (m->field.blending) gather_row_of_two(m, y, z, &batch);
        else gather_row_of_one(m, y, z, &batch);
    }
    finish_batch(m, &batch);
}

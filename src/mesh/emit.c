// Stage 5: vertices and triangles, straight into the final buffers. The rows of a task are consecutive, and so are the
// vertices they make: they are gathered into batches that span rows, and a batch is finished with vector arithmetic.
#include "mesh/stages.h"

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "packed vertices are written as little-endian pairs"
#endif

// Wide clones bring the instructions that find, clear and shift single bits, too.
#define KERNEL MG_VECTOR_CLONES_APART static

typedef struct Emit {
    const MgMesher *mesher;
    void *vertices;
    uint32_t *indices;
} Emit;

// ---- batches of vertices

#define BATCH 64                     // vertices: fills vectors of any width, stays in the first-level cache

// A vertex lies on the edge from point a to point b, the next along `axis`. x_a .. z_b are central differences there,
// over two cells.
typedef struct Batch {
    float value_a[BATCH], value_b[BATCH];
    float x_a[BATCH], x_b[BATCH], y_a[BATCH], y_b[BATCH], z_a[BATCH], z_b[BATCH];
    float place[3][BATCH];           // of point a, in cells
    int32_t axis[BATCH];
    int32_t count;
    char *out;                       // where the next finished vertex goes
} Batch;

// What is left to say of a batch once the edges are cut.
typedef struct Cut {
    float place[3][BATCH];           // in cells
    float gradient[3][BATCH];        // per two cells; of length 0 or finite
    float square[BATCH];             // its squared length
} Cut;

// A gradient that vanishes, overflows or is not a number gets a fixed direction and the scalar 0.
#define SMALLEST_SQUARE 1e-37f
#define LARGEST_SQUARE 3e38f

MG_INLINE void cut_edges(const Batch *batch, float isovalue, int32_t count, Cut *cut) {
    for (int32_t i = 0; i < count; i++) {
        float t = (isovalue - batch->value_a[i]) / (batch->value_b[i] - batch->value_a[i]);
        t = t > 0.0f ? t : 0.0f;                                     // NaN becomes 0
        t = t < 1.0f ? t : 1.0f;
        float s = 1.0f - t;
        cut->place[0][i] = batch->place[0][i] + t * (float)(batch->axis[i] == 0);
        cut->place[1][i] = batch->place[1][i] + t * (float)(batch->axis[i] == 1);
        cut->place[2][i] = batch->place[2][i] + t * (float)(batch->axis[i] == 2);
        float x = s * batch->x_a[i] + t * batch->x_b[i];
        float y = s * batch->y_a[i] + t * batch->y_b[i];
        float z = s * batch->z_a[i] + t * batch->z_b[i];
        float square = x * x + y * y + z * z;
        bool usable = (square > SMALLEST_SQUARE) & (square < LARGEST_SQUARE);    // &: no branch
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
                                  { normal[0][i], normal[1][i], normal[2][i] }, scalar[i] };
}

#define UNITS 65535.0f               // of a 16-bit coordinate

MG_INLINE uint32_t to_units(float units) { return (uint32_t)(int32_t)(units + 0.5f); }

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
        words[0][i] = to_units(cut->place[0][i] * units_x) | to_units(cut->place[1][i] * units_y) << 16;
        words[1][i] = to_units(cut->place[2][i] * units_z) | to_units(scalar) << 16;
        words[2][i] = to_units((u * 0.5f + 0.5f) * UNITS) | to_units((v * 0.5f + 0.5f) * UNITS) << 16;
    }
    uint32_t *pairs = (uint32_t *)out;                               // the slot's block, which has no other type yet
    for (int32_t i = 0; i < count; i++)
        for (int32_t pair = 0; pair < 3; pair++) pairs[3 * i + pair] = words[pair][i];
}

#define VECTOR_MULTIPLE 16           // whole vectors only, also of the widest; what lies beyond count is old or 0

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

// Cell 0 of the rows around row (y, z). m, p, q: one before, one after, two after.
typedef struct Rows { const float *at, *ym, *yp, *yq, *zm, *zp, *zq, *yp_zm, *yp_zp, *ym_zp; } Rows;

static const float *row_at(const MgGrid *grid, const float *values, int32_t y, int32_t z) {
    return values + mg_grid_index(grid, 0, mg_grid_wrap(y, grid->ny, grid->boundary[1]),
                                  mg_grid_wrap(z, grid->nz, grid->boundary[2]));
}

static Rows rows_around(const MgGrid *grid, const float *v, int32_t y, int32_t z) {
    return (Rows){ .at = row_at(grid, v, y, z),
                   .ym = row_at(grid, v, y - 1, z), .yp = row_at(grid, v, y + 1, z), .yq = row_at(grid, v, y + 2, z),
                   .zm = row_at(grid, v, y, z - 1), .zp = row_at(grid, v, y, z + 1), .zq = row_at(grid, v, y, z + 2),
                   .yp_zm = row_at(grid, v, y + 1, z - 1), .yp_zp = row_at(grid, v, y + 1, z + 1),
                   .ym_zp = row_at(grid, v, y - 1, z + 1) };
}

// A row of points with its surroundings, in both keyframes.
typedef struct Place {
    int32_t y, z;
    float weight_a, weight_b;
    Rows a, b;
} Place;

typedef struct Columns { ptrdiff_t at, xm, xp, xq; } Columns;

static Columns columns_at_border(const MgGrid *grid, int32_t x) {
    int32_t nx = grid->nx;
    MgBoundary boundary = grid->boundary[0];
    return (Columns){ mg_grid_wrap(x, nx, boundary), mg_grid_wrap(x - 1, nx, boundary),
                      mg_grid_wrap(x + 1, nx, boundary), mg_grid_wrap(x + 2, nx, boundary) };
}

// Called with constant axis and blending: kernels from one text.
MG_INLINE void gather(const Place *p, bool blending, int32_t axis, int32_t x, Columns c, Batch *batch) {
#define VALUE(row, column) \
    (blending ? p->weight_a * p->a.row[c.column] + p->weight_b * p->b.row[c.column] : p->a.row[c.column])
    int32_t i = batch->count;
    float a = VALUE(at, at);
    float b = axis == 0 ? VALUE(at, xp) : axis == 1 ? VALUE(yp, at) : VALUE(zp, at);
    batch->value_a[i] = a;
    batch->value_b[i] = b;
    batch->x_a[i] = (axis == 0 ? b : VALUE(at, xp)) - VALUE(at, xm);
    batch->y_a[i] = (axis == 1 ? b : VALUE(yp, at)) - VALUE(ym, at);
    batch->z_a[i] = (axis == 2 ? b : VALUE(zp, at)) - VALUE(zm, at);
    batch->x_b[i] = axis == 0   ? VALUE(at, xq) - a
                    : axis == 1 ? VALUE(yp, xp) - VALUE(yp, xm)
                                : VALUE(zp, xp) - VALUE(zp, xm);
    batch->y_b[i] = axis == 0   ? VALUE(yp, xp) - VALUE(ym, xp)
                    : axis == 1 ? VALUE(yq, at) - a
                                : VALUE(yp_zp, at) - VALUE(ym_zp, at);
    batch->z_b[i] = axis == 0   ? VALUE(zp, xp) - VALUE(zm, xp)
                    : axis == 1 ? VALUE(yp_zp, at) - VALUE(yp_zm, at)
                                : VALUE(zq, at) - a;
#undef VALUE
    batch->place[0][i] = (float)x;
    batch->place[1][i] = (float)p->y;
    batch->place[2][i] = (float)p->z;
    batch->axis[i] = axis;
    batch->count = i + 1;
}

// Away from the border the neighbours in x are at constant distances, and the compiler makes use of it.
MG_INLINE void gather_axis(const MgMesher *m, bool blending, int32_t axis, const Place *p, Batch *batch) {
    const uint64_t *crossed = crossed_row(m, axis, p->y, p->z);
    int32_t words = m->words, inner_end = m->grid.nx - 2;
    for (int32_t w = 0; w < words; w++)
        for (uint64_t bits = crossed[w]; bits; bits &= bits - 1) {
            int32_t x = w * 64 + __builtin_ctzll(bits);
            if (x >= 1 && x < inner_end) gather(p, blending, axis, x, (Columns){ x, x - 1, x + 1, x + 2 }, batch);
            else gather(p, blending, axis, x, columns_at_border(&m->grid, x), batch);
            if (batch->count == BATCH) finish_batch(m, batch);
        }
}

MG_INLINE void gather_axes(const MgMesher *m, bool blending, int32_t y, int32_t z, Batch *batch) {
    const MgBlend *field = &m->field;
    Place place = { .y = y, .z = z, .weight_a = field->weight_a, .weight_b = field->weight_b,
                    .a = rows_around(&m->grid, field->a, y, z) };
    if (blending) place.b = rows_around(&m->grid, field->b, y, z);
    gather_axis(m, blending, 0, &place, batch);
    gather_axis(m, blending, 1, &place, batch);
    gather_axis(m, blending, 2, &place, batch);
}

KERNEL void gather_row_of_one(const MgMesher *m, int32_t y, int32_t z, Batch *batch) {
    gather_axes(m, false, y, z, batch);
}

KERNEL void gather_row_of_two(const MgMesher *m, int32_t y, int32_t z, Batch *batch) {
    gather_axes(m, true, y, z, batch);
}

static void gather_row(const MgMesher *m, int32_t y, int32_t z, Batch *batch) {
    const MgRowStart *start = &m->starts[row_of_points(m, y, z)];
    if (start[0].edges[0] == start[1].edges[0]) return;              // no vertex; its crossed bits were not written
    if (m->field.blending) gather_row_of_two(m, y, z, batch);
    else gather_row_of_one(m, y, z, batch);
}

// ---- triangles

#define STREAMS 8                    // edges of a row of cells: 4 rows along x, 2 along y, 2 along z
#define USUAL_INDICES 12             // four triangles: more than nearly every cell has

// One of the rows of edges around a row of cells: its crossed bits, and the vertex of the first bit not yet passed.
typedef struct Stream { const uint64_t *bits; uint32_t vertex; } Stream;

static Stream stream_of(const MgMesher *m, int32_t axis, int32_t y, int32_t z) {
    return (Stream){ crossed_row(m, axis, y, z), m->starts[row_of_points(m, y, z)].edges[axis] };
}

// Writes four triangles whatever the case, and lets the next cell overwrite what is too much: cheaper than guessing a
// branch. Only near the row's end, where the next row begins, is the exact number written.
MG_INLINE uint32_t *write_triangles(const MgCase *c, const uint32_t vertices[12], uint32_t *out, const uint32_t *end) {
    int32_t count = 3 * c->triangle_count;
    if (count <= USUAL_INDICES && end - out >= USUAL_INDICES) {
        for (int32_t i = 0; i < USUAL_INDICES; i++) out[i] = vertices[c->edges[i]];
    } else {
        for (int32_t i = 0; i < count; i++) out[i] = vertices[c->edges[i]];
    }
    return out + count;
}

// Half a word at a time, so that a cell's right-hand corners and edges are in the same word as its left-hand ones.
MG_INLINE uint64_t half_word(const uint64_t *row, int32_t half, int32_t words) {
    int32_t w = half / 2;
    if (half % 2 == 0) return row[w];
    return row[w] >> 32 | (w + 1 < words ? row[w + 1] << 32 : 0);
}

MG_INLINE uint32_t *emit_half(const MgCaseTable *table, uint32_t active, const uint64_t inside[4],
                              const uint32_t bits[STREAMS], const uint32_t vertex[STREAMS], uint32_t *out,
                              const uint32_t *end) {
    for (; active; active &= active - 1) {
        int32_t x = __builtin_ctz(active);
        uint32_t before = (active & -active) - 1, v[12];
        uint32_t corners = (uint32_t)((inside[0] >> x & 3) | (inside[1] >> x & 3) << 2 | (inside[2] >> x & 3) << 4 |
                                      (inside[3] >> x & 3) << 6);
        for (int32_t s = 0; s < 4; s++) v[s] = vertex[s] + (uint32_t)__builtin_popcount(bits[s] & before);
        for (int32_t s = 4; s < STREAMS; s++) {
            int32_t edge = 2 * s - 4;
            v[edge] = vertex[s] + (uint32_t)__builtin_popcount(bits[s] & before);
            v[edge + 1] = v[edge] + (bits[s] >> x & 1);
        }
        out = write_triangles(&table->cases[corners], v, out, end);
    }
    return out;
}

KERNEL void emit_cells(const MgMesher *m, int32_t y, int32_t z, uint32_t *indices) {
    const MgRowStart *start = &m->starts[row_of_points(m, y, z)];
    if (start[0].triangles == start[1].triangles) return;
    uint32_t *out = indices + 3 * (size_t)start[0].triangles, *end = indices + 3 * (size_t)start[1].triangles;
    const uint64_t *active = active_row(m, y, z);
    const uint64_t *rows[4] = { inside_row(m, y, z), inside_row(m, y + 1, z), inside_row(m, y, z + 1),
                                inside_row(m, y + 1, z + 1) };
    Stream streams[STREAMS] = { stream_of(m, 0, y, z), stream_of(m, 0, y + 1, z), stream_of(m, 0, y, z + 1),
                                stream_of(m, 0, y + 1, z + 1), stream_of(m, 1, y, z), stream_of(m, 1, y, z + 1),
                                stream_of(m, 2, y, z), stream_of(m, 2, y + 1, z) };
    for (int32_t half = 0; half < 2 * m->words && out < end; half++) {
        uint32_t bits[STREAMS], vertex[STREAMS], cells = (uint32_t)(active[half / 2] >> (half % 2 * 32));
        for (int32_t s = 0; s < STREAMS; s++) {
            bits[s] = (uint32_t)(streams[s].bits[half / 2] >> (half % 2 * 32));
            vertex[s] = streams[s].vertex;
            streams[s].vertex += (uint32_t)__builtin_popcount(bits[s]);
        }
        if (!cells) continue;
        const uint64_t inside[4] = { half_word(rows[0], half, m->words), half_word(rows[1], half, m->words),
                                     half_word(rows[2], half, m->words), half_word(rows[3], half, m->words) };
        out = emit_half(m->table, cells, inside, bits, vertex, out, end);
    }
    MG_ASSERT(out == end);
}

static void emit_rows(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Emit *emit = context;
    const MgMesher *m = emit->mesher;
    Batch batch = { .count = 0 };
    size_t vertex_bytes = m->request->format == MG_VERTEX_FLOAT ? sizeof(MgVertexFloat) : sizeof(MgVertexPacked);
    batch.out = (char *)emit->vertices + m->starts[begin].edges[0] * vertex_bytes;
    for (int32_t row = begin; row < end; row++) {
        int32_t y = row % m->points[1], z = row / m->points[1];
        gather_row(m, y, z, &batch);
        emit_cells(m, y, z, emit->indices);
    }
    finish_batch(m, &batch);
}

void mg_mesh_emit(MgMesher *m, MgScheduler *scheduler, const MgMeshSlot *slot) {
    Emit emit = { m, slot->vertices, slot->indices };
    mg_parallel_for(scheduler, m->points[1] * m->points[2], ROWS_PER_TASK, emit_rows, &emit);
}

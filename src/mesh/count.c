// Stages 3 and 4: how many vertices and triangles each row has, with operations on whole words; then where they start.
//
// Rows of a plane follow each other in memory, so the words of several rows are one long row: a run. What a shift
// carries over the end of a row is bit 63 of its last word, where no cell is, or comes from there, where all bits are
// 0. A run ends where its neighbours are not one step away (the box wraps) or belong to other chunks, which may be out
// of play.
#include <string.h>

#include "mesh/stages.h"

typedef struct Run {
    int32_t y, z, rows;
} Run;

static int32_t rows_of_run(const MgMesher *m, int32_t y, int32_t most) {
    int32_t rows = MG_CHUNK_EDGE - y % MG_CHUNK_EDGE; // of its chunk
    rows = mg_min_i32(rows, m->grid.ny - 1 - y);      // the row after the run does not wrap
    rows = mg_min_i32(rows, MG_RUN_WORDS / m->words);
    return mg_max_i32(mg_min_i32(rows, most), 1);
}

// Calls a function for every run of rows begin..end of points. A row whose lower neighbour is of another chunk is
// alone.
static void for_runs(const MgMesher *m, int32_t begin, int32_t end, bool first_alone,
                     void (*each)(const MgMesher *, Run)) {
    while (begin < end) {
        Run run = { begin % m->points[1], begin / m->points[1], 1 };
        if (!first_alone || run.y % MG_CHUNK_EDGE)
            run.rows = rows_of_run(m, run.y, mg_min_i32(end - begin, m->cells[1] - run.y));
        each(m, run);
        begin += run.rows;
    }
}

// ---- cells

// The inside bits of a cell's eight corners for 64 cells, corner x + 2 y + 4 z.
typedef struct Corners {
    uint64_t at[8];
} Corners;

MG_INLINE uint64_t next_bits(const uint64_t *row, int32_t i) { return row[i] >> 1 | row[i + 1] << 63; }

MG_INLINE Corners corners_of(const uint64_t *const rows[4], int32_t i) {
    return (Corners){ { rows[0][i], next_bits(rows[0], i), rows[1][i], next_bits(rows[1], i), rows[2][i],
                        next_bits(rows[2], i), rows[3][i], next_bits(rows[3], i) } };
}

// What 64 cells have. Nearly every active cell has one loop, and a loop of k crossed edges makes k - 2 triangles; the
// few cells that may have several loops have a face with all four edges crossed, or two opposite corners with all
// three.
typedef struct Cells {
    uint64_t active[MG_RUN_WORDS];
    uint64_t several[MG_RUN_WORDS];
    uint64_t edges[3][MG_RUN_WORDS]; // of those with one loop, the number of crossed edges, in binary; at most 7 are
} Cells;

typedef struct Sum {
    uint64_t bit, carry;
} Sum;

MG_INLINE Sum add3(uint64_t a, uint64_t b, uint64_t c) { return (Sum){ a ^ b ^ c, (a & b) | (c & (a ^ b)) }; }
MG_INLINE Sum add2(uint64_t a, uint64_t b) { return (Sum){ a ^ b, a & b }; }

// Of the cells that may be seen, those that the surface crosses stay in out->active.
MG_INLINE void count_word(const uint64_t *const rows[4], int32_t i, Cells *out) {
    const Corners corners = corners_of(rows, i);
    const uint64_t *s = corners.at;
    uint64_t x0 = s[0] ^ s[1], x1 = s[2] ^ s[3], x2 = s[4] ^ s[5], x3 = s[6] ^ s[7];
    uint64_t y0 = s[0] ^ s[2], y1 = s[1] ^ s[3], y2 = s[4] ^ s[6], y3 = s[5] ^ s[7];
    uint64_t z0 = s[0] ^ s[4], z1 = s[1] ^ s[5], z2 = s[2] ^ s[6], z3 = s[3] ^ s[7];
    uint64_t cut = x0 | x1 | x2 | x3 | y0 | y2 | z0; // a path along edges to every corner
    uint64_t faces = (x0 & x1 & y0 & y1) | (x2 & x3 & y2 & y3) | (x0 & x2 & z0 & z1) | (x1 & x3 & z2 & z3) |
                     (y0 & y2 & z0 & z2) | (y1 & y3 & z1 & z3);
    uint64_t opposite = (x0 & y0 & z0 & x3 & y3 & z3) | (x0 & y1 & z1 & x3 & y2 & z2) | (x1 & y0 & z2 & x2 & y3 & z1) |
                        (x1 & y1 & z3 & x2 & y2 & z0);
    uint64_t active = out->active[i] & cut, single = active & ~(faces | opposite);
    Sum x = add3(x0, x1, x2), y = add3(y0, y1, y2), z = add3(z0, z1, z2), w = add3(x3, y3, z3);
    Sum ones = add3(x.bit, y.bit, z.bit), one = add2(ones.bit, w.bit);
    Sum a = add3(x.carry, y.carry, z.carry), b = add3(w.carry, ones.carry, one.carry), twos = add2(a.bit, b.bit);
    out->active[i] = active;
    out->several[i] = active & ~single;
    out->edges[0][i] = one.bit & single;
    out->edges[1][i] = twos.bit & single;
    out->edges[2][i] = (a.carry ^ b.carry ^ twos.carry) & single;
}

MG_VECTOR_CLONES static void count_words(const uint64_t *const rows[4], int32_t count, Cells *out) {
    const uint64_t *const local[4] = { rows[0], rows[1], rows[2], rows[3] };
    for (int32_t i = 0; i < count; i += MG_WORDS_AT_ONCE)
#pragma omp simd
        for (int32_t lane = 0; lane < MG_WORDS_AT_ONCE; lane++) count_word(local, i + lane, out);
}

static uint32_t triangles_by_table(const MgCaseTable *table, const uint64_t *const rows[4], int32_t i, uint64_t cells) {
    Corners corners = corners_of(rows, i);
    uint32_t count = 0;
    for (; cells; cells &= cells - 1) {
        int32_t bit = __builtin_ctzll(cells);
        uint32_t inside = 0;
        for (int32_t corner = 0; corner < 8; corner++) inside |= (uint32_t)(corners.at[corner] >> bit & 1) << corner;
        count += table->cases[inside].triangle_count;
    }
    return count;
}

static uint32_t triangles_of_word(const MgMesher *m, const uint64_t *const rows[4], int32_t i, const Cells *cells) {
    uint64_t active = cells->active[i], several = cells->several[i];
    if (!active) return 0;
    uint32_t edges = bits_set(cells->edges[0][i]) + 2 * bits_set(cells->edges[1][i]) + 4 * bits_set(cells->edges[2][i]);
    uint32_t triangles = edges - 2 * bits_set(active & ~several);
    return several ? triangles + triangles_by_table(m->table, rows, i, several) : triangles;
}

// Bits first..last-1 of the bits that word w holds.
static uint64_t span_bits(MgSpan span, int32_t w) {
    int32_t first = mg_clamp_i32(span.begin - w * 64, 0, 64), last = mg_clamp_i32(span.end - w * 64, 0, 64);
    if (first >= last) return 0;
    return (last == 64 ? ~0ull : (1ull << last) - 1) & (~0ull << first);
}

static void activate_run(const MgMesher *m, Run run) {
    MgRowStart *starts = &m->starts[row_of_points(m, run.y, run.z)];
    for (int32_t row = 0; row < run.rows; row++) starts[row].triangles = 0;
    if (!has_cell_row(m, run.y, run.z) || !m->row_of_chunks_chosen[row_of_chunks(m, run.y, run.z)]) return;
    const uint64_t *chosen = chosen_row(m, run.y, run.z);
    const uint64_t *const rows[4] = { inside_row(m, run.y, run.z), inside_row(m, run.y + 1, run.z),
                                      inside_row(m, run.y, run.z + 1), inside_row(m, run.y + 1, run.z + 1) };
    int32_t words = m->words;
    Cells cells;
    for (int32_t row = 0; row < run.rows; row++) {
        MgSpan span = mg_mesh_visible_span(m, run.y + row, run.z);
        for (int32_t w = 0; w < words; w++) cells.active[row * words + w] = chosen[w] & span_bits(span, w);
    }
    count_words(rows, run.rows * words, &cells);
    uint64_t *active = m->active + ((ptrdiff_t)run.z * m->cells[1] + run.y) * words;
    for (int32_t row = 0, i = 0; row < run.rows; row++)
        for (int32_t w = 0; w < words; w++, i++) {
            active[i] = cells.active[i];
            starts[row].triangles += triangles_of_word(m, rows, i, &cells);
        }
}

static void activate_rows(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const MgMesher *m = context;
    if (mg_is_cut(m->cancellation)) return;
    for_runs(context, begin, end, false, activate_run);
}

// ---- edges

// Rows of cells around rows of points: those at the same y and z, one y less, one z less, both less.
typedef struct NeighbourRows {
    const uint64_t *here, *below, *behind, *corner;
} NeighbourRows;

typedef struct Crossed {
    uint64_t axis[3][MG_RUN_WORDS];
} Crossed;

// An edge carries a vertex when the surface crosses it and one of the up to four cells around it is active.
MG_INLINE void cross_word(const NeighbourRows *a, const uint64_t *inside, const uint64_t *up, const uint64_t *front,
                          int32_t i, Crossed *out) {
    uint64_t around_y = a->here[i] | a->behind[i], around_z = a->here[i] | a->below[i];
    uint64_t before_y = a->here[i - 1] | a->behind[i - 1], before_z = a->here[i - 1] | a->below[i - 1];
    out->axis[0][i] = (inside[i] ^ next_bits(inside, i)) & (around_y | a->below[i] | a->corner[i]);
    out->axis[1][i] = (inside[i] ^ up[i]) & (around_y | around_y << 1 | before_y >> 63);
    out->axis[2][i] = (inside[i] ^ front[i]) & (around_z | around_z << 1 | before_z >> 63);
}

MG_VECTOR_CLONES static void cross_words(const NeighbourRows *around, const uint64_t *inside, const uint64_t *up,
                                         const uint64_t *front, int32_t count, Crossed *out) {
    const NeighbourRows local = *around;
    for (int32_t i = 0; i < count; i += MG_WORDS_AT_ONCE)
#pragma omp simd
        for (int32_t lane = 0; lane < MG_WORDS_AT_ONCE; lane++) cross_word(&local, inside, up, front, i + lane, out);
}

static void cross_run(const MgMesher *m, Run run) {
    int32_t y = run.y, z = run.z, words = m->words, first = row_of_points(m, y, z);
    const NeighbourRows around = { active_row(m, y, z), active_row(m, y - 1, z), active_row(m, y, z - 1),
                                   active_row(m, y - 1, z - 1) };
    MgRowStart *starts = &m->starts[first];
    for (int32_t row = 0; row < run.rows; row++)
        for (int32_t axis = 0; axis < 3; axis++) starts[row].edges[axis] = 0;
    const uint64_t *none = m->none;
    if (around.here == none && around.below == none && around.behind == none && around.corner == none) return;
    const uint64_t *inside = inside_row(m, y, z);
    const uint64_t *up = y < m->cells[1] ? inside_row(m, y + 1, z) : inside;
    const uint64_t *front = z < m->cells[2] ? inside_row(m, y, z + 1) : inside;
    Crossed crossed;
    cross_words(&around, inside, up, front, run.rows * words, &crossed);
    for (int32_t axis = 0; axis < 3; axis++) {
        memcpy(crossed_row(m, axis, first), crossed.axis[axis], (size_t)(run.rows * words) * sizeof(uint64_t));
        for (int32_t row = 0, i = 0; row < run.rows; row++)
            for (int32_t w = 0; w < words; w++, i++) starts[row].edges[axis] += bits_set(crossed.axis[axis][i]);
    }
}

static void cross_rows(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const MgMesher *m = context;
    if (mg_is_cut(m->cancellation)) return;
    for_runs(context, begin, end, true, cross_run);
}

void mg_mesh_count(MgMesher *m, MgScheduler *scheduler) {
    int32_t rows = m->points[1] * m->points[2];
    mg_parallel_for(scheduler, rows, ROWS_PER_TASK, activate_rows, m);
    mg_parallel_for(scheduler, rows, ROWS_PER_TASK, cross_rows, m);
}

MgMeshCounts mg_mesh_scan(MgMesher *m) {
    int32_t rows = m->points[1] * m->points[2];
    MgMeshCounts counts = { 0, 0 };
    for (int32_t row = 0; row < rows; row++) {
        MgRowStart *start = &m->starts[row];
        for (int32_t axis = 0; axis < 3; axis++) {
            uint32_t count = start->edges[axis];
            start->edges[axis] = (uint32_t)counts.vertices;
            counts.vertices += count;
        }
        uint32_t triangles = start->triangles;
        start->triangles = (uint32_t)counts.triangles;
        counts.triangles += triangles;
    }
    uint32_t vertex_end = (uint32_t)counts.vertices;
    m->starts[rows] = (MgRowStart){ { vertex_end, vertex_end, vertex_end }, (uint32_t)counts.triangles };
    return counts;
}

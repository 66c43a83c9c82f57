// Stages 3 and 4: how many vertices and triangles each row has, with operations on whole words; then where they start.
#include "mesh/stages.h"

// The inside bits of a cell's eight corners for 64 cells, corner x + 2 y + 4 z.
typedef struct Corners { uint64_t at[8]; } Corners;

MG_INLINE Corners corners_of(const uint64_t *const rows[4], int32_t w, int32_t words) {
    Corners c;
    for (int32_t i = 0; i < 4; i++) {
        c.at[2 * i] = rows[i][w];
        c.at[2 * i + 1] = next_bits(rows[i], w, words);
    }
    return c;
}

MG_INLINE uint64_t cut_by_surface(const Corners *c) {
    uint64_t any = 0, all = ~0ull;
    for (int32_t i = 0; i < 8; i++) {
        any |= c->at[i];
        all &= c->at[i];
    }
    return any & ~all;
}

// A loop of k crossed edges makes k - 2 triangles, so a cell makes (crossed edges - 2 loops). Nearly every active cell
// has one loop; the few that may have more have a face with all four edges crossed, or two opposite corners with all
// three. Those are returned in `several` and looked up in the case table.
MG_INLINE uint32_t triangles_of_single_loops(const Corners *c, uint64_t active, uint64_t *several) {
    const uint64_t *s = c->at;
    uint64_t x0 = s[0] ^ s[1], x1 = s[2] ^ s[3], x2 = s[4] ^ s[5], x3 = s[6] ^ s[7];
    uint64_t y0 = s[0] ^ s[2], y1 = s[1] ^ s[3], y2 = s[4] ^ s[6], y3 = s[5] ^ s[7];
    uint64_t z0 = s[0] ^ s[4], z1 = s[1] ^ s[5], z2 = s[2] ^ s[6], z3 = s[3] ^ s[7];
    uint64_t faces = (x0 & x1 & y0 & y1) | (x2 & x3 & y2 & y3) | (x0 & x2 & z0 & z1) | (x1 & x3 & z2 & z3) |
                     (y0 & y2 & z0 & z2) | (y1 & y3 & z1 & z3);
    uint64_t opposite = (x0 & y0 & z0 & x3 & y3 & z3) | (x0 & y1 & z1 & x3 & y2 & z2) | (x1 & y0 & z2 & x2 & y3 & z1) |
                        (x1 & y1 & z3 & x2 & y2 & z0);
    *several = (faces | opposite) & active;
    uint64_t single = active & ~*several;
    uint32_t edges = bits_set(x0 & single) + bits_set(x1 & single) + bits_set(x2 & single) + bits_set(x3 & single) +
                     bits_set(y0 & single) + bits_set(y1 & single) + bits_set(y2 & single) + bits_set(y3 & single) +
                     bits_set(z0 & single) + bits_set(z1 & single) + bits_set(z2 & single) + bits_set(z3 & single);
    return edges - 2 * bits_set(single);
}

static uint32_t triangles_by_table(const MgCaseTable *table, const Corners *c, uint64_t cells) {
    uint32_t count = 0;
    for (; cells; cells &= cells - 1) {
        int32_t bit = __builtin_ctzll(cells);
        uint32_t inside = 0;
        for (int32_t i = 0; i < 8; i++) inside |= (uint32_t)(c->at[i] >> bit & 1) << i;
        count += table->cases[inside].triangle_count;
    }
    return count;
}

// Bits first..last-1 of the bits that word w holds.
static uint64_t span_bits(MgSpan span, int32_t w) {
    int32_t first = mg_clamp_i32(span.begin - w * 64, 0, 64), last = mg_clamp_i32(span.end - w * 64, 0, 64);
    if (first >= last) return 0;
    return (last == 64 ? ~0ull : (1ull << last) - 1) & (~0ull << first);
}

// Writes the row's active bits; returns its triangles.
MG_VECTOR_CLONES static uint32_t activate_row(const MgMesher *m, int32_t y, int32_t z, uint64_t *active) {
    const uint64_t *chosen = chosen_row(m, y, z);
    const uint64_t *const rows[4] = { inside_row(m, y, z), inside_row(m, y + 1, z), inside_row(m, y, z + 1),
                                      inside_row(m, y + 1, z + 1) };
    MgSpan span = mg_mesh_visible_span(m, y, z);
    uint32_t triangles = 0;
    for (int32_t w = 0; w < m->words; w++) {
        active[w] = 0;
        uint64_t candidates = chosen[w] & span_bits(span, w), several;
        if (!candidates) continue;
        Corners corners = corners_of(rows, w, m->words);
        active[w] = cut_by_surface(&corners) & candidates;
        if (!active[w]) continue;
        triangles += triangles_of_single_loops(&corners, active[w], &several);
        triangles += triangles_by_table(m->table, &corners, several);
    }
    return triangles;
}

static void activate_rows(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const MgMesher *m = context;
    for (int32_t row = begin; row < end; row++) {
        int32_t y = row % m->points[1], z = row / m->points[1];
        m->starts[row].triangles = 0;
        if (!has_cell_row(m, y, z) || !m->row_of_chunks_chosen[row_of_chunks(m, y, z)]) continue;
        uint64_t *active = m->active + ((ptrdiff_t)z * m->cells[1] + y) * m->words;
        m->starts[row].triangles = activate_row(m, y, z, active);
    }
}

// An edge carries a vertex when the surface crosses it and one of the up to four cells around it is active.
MG_VECTOR_CLONES static void cross_row(const MgMesher *m, int32_t y, int32_t z, uint32_t counts[3]) {
    const uint64_t *here = active_row(m, y, z), *below = active_row(m, y - 1, z), *behind = active_row(m, y, z - 1),
                   *corner = active_row(m, y - 1, z - 1);
    counts[0] = counts[1] = counts[2] = 0;
    if (here == m->none && below == m->none && behind == m->none && corner == m->none) return;
    const uint64_t *inside = inside_row(m, y, z);
    const uint64_t *up = y < m->cells[1] ? inside_row(m, y + 1, z) : inside;
    const uint64_t *front = z < m->cells[2] ? inside_row(m, y, z + 1) : inside;
    uint64_t *crossed[3] = { crossed_row(m, 0, y, z), crossed_row(m, 1, y, z), crossed_row(m, 2, y, z) };
    uint64_t carry_y = 0, carry_z = 0;                               // from the cell before the word's first
    for (int32_t w = 0; w < m->words; w++) {
        uint64_t around_y = here[w] | behind[w], around_z = here[w] | below[w];
        crossed[0][w] = (inside[w] ^ next_bits(inside, w, m->words)) & (here[w] | below[w] | behind[w] | corner[w]);
        crossed[1][w] = (inside[w] ^ up[w]) & (around_y | around_y << 1 | carry_y);
        crossed[2][w] = (inside[w] ^ front[w]) & (around_z | around_z << 1 | carry_z);
        carry_y = around_y >> 63;
        carry_z = around_z >> 63;
        for (int32_t axis = 0; axis < 3; axis++) counts[axis] += bits_set(crossed[axis][w]);
    }
}

static void cross_rows(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const MgMesher *m = context;
    for (int32_t row = begin; row < end; row++)
        cross_row(m, row % m->points[1], row / m->points[1], m->starts[row].edges);
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

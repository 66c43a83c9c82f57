// Stage 5, triangles. A row of cells is walked from left to right, and with it the eight rows of edges around it: what
// is kept of each is the vertex of its next crossed edge. A cell's case gives the edges that its triangles join and how
// far each moves on, so a cell costs one table lookup.
#include <string.h>

#include "mesh/stages.h"

#define MAX_INDICES (3 * MG_CASE_TRIANGLES)
#define USUAL_INDICES 12 // four triangles: more than nearly every cell has

// A place of the table is a row of edges, whose next vertex is meant, or that | FURTHER for the one after. Rows 0-3 run
// along x; 4 and 5 along y and 6 and 7 along z are met twice, on the cell's left and right: right is one further when
// left has one.
#define FURTHER 8
#define PLACES 16

static int32_t row_of_edge(int32_t edge) { return edge < 4 ? edge : 2 + edge / 2; }
static bool is_right(int32_t edge) { return edge >= 4 && edge % 2 == 1; }

MG_SMALL void mg_mesh_steps_make(const MgCaseTable *table, MgCellSteps *out) {
    memset(out, 0, MG_CASES * sizeof *out);
    for (int32_t inside = 0; inside < MG_CASES; inside++) {
        const MgCase *c = &table->cases[inside];
        out[inside].index_count = 3 * c->triangle_count;
        for (int32_t i = 0; i < 3 * c->triangle_count; i++)
            if (!is_right(c->edges[i])) out[inside].passed[row_of_edge(c->edges[i])] = 1;
        for (int32_t i = 0; i < 3 * c->triangle_count; i++) {
            int32_t row = row_of_edge(c->edges[i]);
            out[inside].places[i] = (uint8_t)(is_right(c->edges[i]) && out[inside].passed[row] ? row | FURTHER : row);
        }
    }
}

// ---- cells

#define CELLS_AT_ONCE 32
#define MAX_WRITTEN 16 // indices of a cell, those that the next overwrites among them

typedef struct Walk {
    uint32_t next[MG_EDGE_ROWS]; // the vertex of the first crossed edge not yet passed
    uint32_t *out;
    const uint32_t *end; // of the task's output; other tasks write beyond it
    const MgCellSteps *steps;
} Walk;

// Writes the triangles of some cells of a half word; no crossed edge that is not yet passed may lie before or between
// them. Four or more triangles are written whatever the case, and what is too much is overwritten by the next cell:
// cheaper than guessing a branch. Out must have room for CELLS_AT_ONCE * MAX_WRITTEN. Returns where the next cell's
// triangles go.
typedef uint32_t *WriteCells(Walk *walk, uint32_t cells, const uint64_t inside[4], uint32_t *out);

MG_INLINE uint32_t corners_at(const uint64_t inside[4], int32_t x) {
    return (uint32_t)((inside[0] >> x & 3) | (inside[1] >> x & 3) << 2 | (inside[2] >> x & 3) << 4 |
                      (inside[3] >> x & 3) << 6);
}

typedef uint32_t Uint4 __attribute__((vector_size(16)));

MG_INLINE Uint4 widen(const uint8_t bytes[4]) {
    uint8_t __attribute__((vector_size(4))) narrow;
    memcpy(&narrow, bytes, sizeof narrow);
    return __builtin_convertvector(narrow, Uint4);
}

static __attribute__((noinline)) uint32_t *write_cells(Walk *walk, uint32_t cells, const uint64_t inside[4],
                                                       uint32_t *out) {
    uint32_t vertices[PLACES];
    Uint4 along_x, left;
    memcpy(&along_x, walk->next, sizeof along_x);
    memcpy(&left, walk->next + 4, sizeof left);
    for (; cells; cells &= cells - 1) {
        const MgCellSteps *c = &walk->steps[corners_at(inside, __builtin_ctz(cells))];
        Uint4 right = left + widen(c->passed + 4);
        memcpy(vertices, &along_x, sizeof along_x);
        memcpy(vertices + 4, &left, sizeof left);
        memcpy(vertices + (4 | FURTHER), &right, sizeof right);
        for (int32_t i = 0; i < USUAL_INDICES; i++) out[i] = vertices[c->places[i]];
        if (c->index_count > USUAL_INDICES)
            for (int32_t i = USUAL_INDICES; i < MAX_INDICES; i++) out[i] = vertices[c->places[i]];
        out += c->index_count;
        along_x += widen(c->passed);
        left = right;
    }
    memcpy(walk->next, &along_x, sizeof along_x);
    memcpy(walk->next + 4, &left, sizeof left);
    return out;
}

#ifdef MG_AVX2
#include <immintrin.h>

// The eight rows are the lanes of one register. A permutation looks at the low three bits of a place, the row; the bit
// above them is how much further.
MG_INLINE MG_AVX2 __m256i eight_indices(const uint8_t places[8], __m256i next) {
    __m256i place = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)places));
    return _mm256_add_epi32(_mm256_permutevar8x32_epi32(next, place), _mm256_srli_epi32(place, 3));
}

MG_AVX2 static uint32_t *write_cells_avx2(Walk *walk, uint32_t cells, const uint64_t inside[4], uint32_t *out) {
    __m256i next = _mm256_loadu_si256((const __m256i *)walk->next);
    for (; cells; cells &= cells - 1) {
        const MgCellSteps *c = &walk->steps[corners_at(inside, __builtin_ctz(cells))];
        _mm256_storeu_si256((__m256i *)out, eight_indices(c->places, next));
        _mm256_storeu_si256((__m256i *)(out + 8), eight_indices(c->places + 8, next));
        out += c->index_count;
        next = _mm256_add_epi32(next, _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)c->passed)));
    }
    _mm256_storeu_si256((__m256i *)walk->next, next);
    return out;
}

static WriteCells *choose_writer(void) { return MG_HAS_AVX2 ? write_cells_avx2 : write_cells; }
#else
static WriteCells *choose_writer(void) { return write_cells; }
#endif

// ---- rows

// The rows around a row of cells.
typedef struct NeighbourRows {
    const uint64_t *active, *inside[4], *crossed[MG_EDGE_ROWS];
} NeighbourRows;

static void find_neighbour_rows(const MgMesher *m, int32_t y, int32_t z, NeighbourRows *a, Walk *walk) {
    int32_t row = row_of_points(m, y, z), up = row + 1, front = row + m->points[1], corner = front + 1;
    const MgRowStart *starts = m->starts;
#define ROW_OF_EDGES(s, axis, row) a->crossed[s] = crossed_row(m, axis, row), walk->next[s] = starts[row].edges[axis]
    ROW_OF_EDGES(0, 0, row), ROW_OF_EDGES(1, 0, up), ROW_OF_EDGES(2, 0, front), ROW_OF_EDGES(3, 0, corner);
    ROW_OF_EDGES(4, 1, row), ROW_OF_EDGES(5, 1, front);
    ROW_OF_EDGES(6, 2, row), ROW_OF_EDGES(7, 2, up);
#undef ROW_OF_EDGES
    a->active = active_row(m, y, z);
    a->inside[0] = inside_row(m, y, z), a->inside[1] = inside_row(m, y + 1, z);
    a->inside[2] = inside_row(m, y, z + 1), a->inside[3] = inside_row(m, y + 1, z + 1);
}

// Half a word at a time, so that a cell's right-hand corners are in the same word as its left-hand ones.
static void write_half(WriteCells *write, Walk *walk, const NeighbourRows *a, int32_t half, int32_t words,
                       uint32_t cells) {
    int32_t w = half / 2;
    uint64_t inside[4];
    for (int32_t i = 0; i < 4; i++)
        inside[i] =
            half % 2 == 0 ? a->inside[i][w] : a->inside[i][w] >> 32 | (w + 1 < words ? a->inside[i][w + 1] << 32 : 0);
    if (walk->end - walk->out >= CELLS_AT_ONCE * MAX_WRITTEN) {
        walk->out = write(walk, cells, inside, walk->out);
    } else {
        uint32_t room[CELLS_AT_ONCE * MAX_WRITTEN];
        size_t count = (size_t)(write(walk, cells, inside, room) - room);
        memcpy(walk->out, room, count * sizeof *room);
        walk->out += count;
    }
}

static void write_word(WriteCells *write, Walk *walk, const NeighbourRows *a, int32_t w, int32_t words,
                       uint64_t cells) {
    if ((uint32_t)cells) write_half(write, walk, a, 2 * w, words, (uint32_t)cells);
    if (cells >> 32) write_half(write, walk, a, 2 * w + 1, words, (uint32_t)(cells >> 32));
}

// Where the view ends, edges are crossed between cells that are not active: cell by cell, the vertices are counted
// anew.
static MG_SMALL void write_word_counting(WriteCells *write, Walk *walk, const NeighbourRows *a, int32_t w,
                                         int32_t words) {
    uint32_t before[MG_EDGE_ROWS];
    memcpy(before, walk->next, sizeof before);
    for (uint64_t cells = a->active[w]; cells; cells &= cells - 1) {
        uint64_t cell = cells & -cells;
        for (int32_t s = 0; s < MG_EDGE_ROWS; s++) walk->next[s] = before[s] + bits_set(a->crossed[s][w] & (cell - 1));
        write_word(write, walk, a, w, words, cell);
    }
    for (int32_t s = 0; s < MG_EDGE_ROWS; s++) walk->next[s] = before[s] + bits_set(a->crossed[s][w]);
}

static void write_row(const MgMesher *m, WriteCells *write, int32_t y, int32_t z, Walk *walk) {
    NeighbourRows a;
    find_neighbour_rows(m, y, z, &a, walk);
    for (int32_t w = 0; w <= (m->cells[0] - 1) / 64; w++) {
        uint64_t crossed = 0, cells = a.active[w];
        for (int32_t s = 0; s < MG_EDGE_ROWS; s++) crossed |= a.crossed[s][w];
        if (w == m->cells[0] / 64) crossed &= (1ull << m->cells[0] % 64) - 1; // nothing comes after the last point
        if (crossed & ~cells) write_word_counting(write, walk, &a, w, m->words);
        else if (cells) write_word(write, walk, &a, w, m->words, cells);
    }
}

void mg_mesh_emit_triangles(const MgMesher *m, int32_t begin, int32_t end, uint32_t *indices) {
    const MgRowStart *starts = m->starts;
    WriteCells *write = choose_writer();
    Walk walk = { .out = indices + 3 * (size_t)starts[begin].triangles,
                  .end = indices + 3 * (size_t)starts[end].triangles,
                  .steps = m->steps };
    for (int32_t row = begin; row < end; row++) {
        if (starts[row].triangles == starts[row + 1].triangles) continue;
        write_row(m, write, row % m->points[1], row / m->points[1], &walk);
        MG_ASSERT(walk.out == indices + 3 * (size_t)starts[row + 1].triangles);
    }
}

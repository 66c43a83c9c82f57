// Stage 1: which chunks the surface can be in, and which cells of a row are in view.
#include <string.h>

#include "mesh/stages.h"

static double square(double x) { return x * x; }

static bool has_sphere(const MgMeshRequest *r) { return r->sphere_radius > 0.0f; }
static bool has_box(const MgMeshRequest *r) { return !(r->box_min[0] > r->box_max[0]); }

static bool in_sphere(const MgMesher *m, int32_t x, double rest) {
    const MgMeshRequest *r = m->request;
    return square(cell_centre(m, x) - (double)r->sphere_centre[0]) + rest <= square((double)r->sphere_radius);
}

static int32_t clamp_to_cell(double place, int32_t cells) {
    return place > 0.0 ? place < cells ? (int32_t)place : cells : 0; // NaN becomes 0
}

// Solves for the ends, then lets the predicate itself decide: the estimate is at most a cell off.
static MgSpan sphere_span(const MgMesher *m, int32_t y, int32_t z) {
    const MgMeshRequest *r = m->request;
    int32_t cells = m->cells[0];
    double rest = square(cell_centre(m, y) - (double)r->sphere_centre[1]) +
                  square(cell_centre(m, z) - (double)r->sphere_centre[2]);
    double left = square((double)r->sphere_radius) - rest;
    if (!(left >= 0.0)) return (MgSpan){ 0, 0 };
    double half = __builtin_sqrt(left), centre = (double)r->sphere_centre[0];
    MgSpan span = { clamp_to_cell((centre - half) / m->grid.dx + 0.5, cells),
                    clamp_to_cell((centre + half) / m->grid.dx + 0.5, cells) };
    while (span.begin > 0 && in_sphere(m, span.begin - 1, rest)) span.begin--;
    while (span.begin < span.end && !in_sphere(m, span.begin, rest)) span.begin++;
    while (span.end < cells && in_sphere(m, span.end, rest)) span.end++;
    while (span.end > span.begin && !in_sphere(m, span.end - 1, rest)) span.end--;
    return span;
}

MgSpan mg_mesh_visible_span(const MgMesher *m, int32_t y, int32_t z) {
    bool row_in_box = y >= m->box_begin[1] && y < m->box_end[1] && z >= m->box_begin[2] && z < m->box_end[2];
    if (!row_in_box) return (MgSpan){ 0, 0 };
    MgSpan span = { m->box_begin[0], m->box_end[0] };
    if (!has_sphere(m->request)) return span;
    MgSpan sphere = sphere_span(m, y, z);
    return (MgSpan){ mg_max_i32(span.begin, sphere.begin), mg_min_i32(span.end, sphere.end) };
}

// Cells per axis whose centre is inside the clip box. A handful of cells per mesh: testing each is exact and cheap.
static void find_box(MgMesher *m) {
    const MgMeshRequest *r = m->request;
    for (int32_t axis = 0; axis < 3; axis++) {
        int32_t begin = 0, end = m->cells[axis];
        if (has_box(r)) {
            while (begin < end && !(cell_centre(m, begin) >= (double)r->box_min[axis])) begin++;
            while (end > begin && !(cell_centre(m, end - 1) <= (double)r->box_max[axis])) end--;
        }
        m->box_begin[axis] = begin;
        m->box_end[axis] = end;
    }
}

// How far the interval [begin, end] is from the place.
static double gap(double begin, double end, double place) {
    return place < begin ? begin - place : place > end ? place - end : 0.0;
}

// Tests whole chunks, so it may keep an unneeded one at the rim; cells are tested one by one later.
static bool chunk_in_view(const MgMesher *m, int32_t cx, int32_t cy, int32_t cz) {
    const int32_t first[3] = { cx * MG_CHUNK_EDGE, cy * MG_CHUNK_EDGE, cz * MG_CHUNK_EDGE };
    double distance = 0.0;
    for (int32_t axis = 0; axis < 3; axis++) {
        int32_t last = first[axis] + MG_CHUNK_EDGE;
        if (first[axis] >= m->box_end[axis] || last <= m->box_begin[axis]) return false;
        distance += square(gap(first[axis] * m->grid.dx, last * m->grid.dx, (double)m->request->sphere_centre[axis]));
    }
    return !has_sphere(m->request) || distance <= square((double)m->request->sphere_radius);
}

// Rounding may carry a blend of two equal values a little beyond both: four roundings of 2^-24 each.
#define BLEND_ROUNDING 4e-7f
#define BLEND_UNDERFLOW 1e-37f // below it the roundings are no longer relative

// Written so that a range with NaN in it is chosen.
static bool range_holds_isovalue(const MgMesher *m, const MgKeyframe *previous, const MgKeyframe *next, int32_t chunk) {
    float blend = m->request->blend, isovalue = m->request->isovalue;
    if (blend == 0.0f) next = previous;
    if (blend == 1.0f) previous = next;
    MgRange a = previous->chunk_ranges[chunk], b = next->chunk_ranges[chunk];
    float low = mg_min_f32(a.min, b.min), high = mg_max_f32(a.max, b.max), slack = 0.0f;
    if (m->field.blending)
        slack = mg_max_f32(__builtin_fabsf(low), __builtin_fabsf(high)) * BLEND_ROUNDING + BLEND_UNDERFLOW;
    return !(low - slack > isovalue) && !(high + slack <= isovalue);
}

static void add_chunk(uint64_t *row, int32_t cx) {
    row[cx * MG_CHUNK_EDGE / 64] |= 0xffffull << (cx * MG_CHUNK_EDGE % 64);
}

// On the last chunk of an axis there may be fewer cells than the chunk is long.
static void clear_beyond(uint64_t *row, int32_t words, int32_t cells) {
    for (int32_t w = cells / 64; w < words; w++) row[w] &= w == cells / 64 ? (1ull << cells % 64) - 1 : 0;
}

void mg_mesh_choose(MgMesher *m, const MgKeyframe *previous, const MgKeyframe *next) {
    find_box(m);
    m->chunks_chosen = 0;
    memset(m->chosen, 0, (size_t)(m->chunks.y * m->chunks.z) * (size_t)m->words * sizeof(uint64_t));
    for (int32_t cz = 0, chunk = 0; cz < m->chunks.z; cz++)
        for (int32_t cy = 0; cy < m->chunks.y; cy++) {
            int32_t row = cz * m->chunks.y + cy, before = m->chunks_chosen;
            uint64_t *bits = m->chosen + (ptrdiff_t)row * m->words;
            for (int32_t cx = 0; cx < m->chunks.x; cx++, chunk++) {
                if (!range_holds_isovalue(m, previous, next, chunk) || !chunk_in_view(m, cx, cy, cz)) continue;
                add_chunk(bits, cx);
                m->chunks_chosen++;
            }
            clear_beyond(bits, m->words, m->cells[0]);
            m->row_of_chunks_chosen[row] = m->chunks_chosen > before;
        }
}

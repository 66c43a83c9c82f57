// Caps: the surface is cut where the cells in view end - at walls, at the box of a periodic field, at the clip box and
// the view sphere - and a solid, for a printer say, is closed there. Every face between a cell in view and none is a
// square of the grid; the part of it that is inside is covered, by the rule of marching_cubes.h: on a square whose
// diagonals disagree inside corners stay separate. So the rims are exactly the surface's open edges, and its vertices
// are used again; only the squares' inside corners are new vertices, one for each point of the grid, kept as bit rows
// like everything here. A rim's normals are turned half-way to the cap's, as on a bevelled edge: shared as they are,
// they would shade the caps' borders black.
//
// Work and scratch grow with the box's faces, on one thread: this is for files, not for the picture.
#include "mesh/cap.h"

#include "base/memory.h"
#include "grid/border.h"

// A face of a cell in view behind which there is no cell in view: axis, and the side it looks to.
typedef struct Face {
    int32_t cell[3], axis, side;
} Face;

typedef struct Corner {
    int32_t at[3];
} Corner;

typedef void (*VisitFace)(const MgMesher *m, const Face *face, MgCaps *caps);

static bool in_span(MgSpan span, int32_t x) { return x >= span.begin && x < span.end; }

static void visit_sides(const MgMesher *m, int32_t y, int32_t z, MgSpan span, VisitFace visit, MgCaps *caps) {
    for (int32_t axis = 1; axis < 3; axis++)
        for (int32_t side = 0; side < 2; side++) {
            int32_t step = 2 * side - 1;
            MgSpan beyond = mg_mesh_visible_span(m, axis == 1 ? y + step : y, axis == 2 ? z + step : z);
            for (int32_t x = span.begin; x < span.end; x++)
                if (!in_span(beyond, x)) visit(m, &(Face){ { x, y, z }, axis, side }, caps);
        }
}

static void visit_faces(const MgMesher *m, VisitFace visit, MgCaps *caps) {
    for (int32_t z = 0; z < m->cells[2] && !mg_is_cut(m->cancellation); z++)
        for (int32_t y = 0; y < m->cells[1]; y++) {
            MgSpan span = mg_mesh_visible_span(m, y, z);
            if (span.begin >= span.end) continue;
            visit(m, &(Face){ { span.begin, y, z }, 0, 0 }, caps);
            visit(m, &(Face){ { span.end - 1, y, z }, 0, 1 }, caps);
            visit_sides(m, y, z, span, visit, caps);
        }
}

// ---- points

// Points may be the last layer of a periodic axis, which is the first again; neighbours beyond a wall are mirrored.
static float value_at(const MgMesher *m, int32_t x, int32_t y, int32_t z) {
    const MgGrid *g = &m->grid;
    ptrdiff_t at = mg_grid_index(g, mg_border_cell(x, g->nx, g->boundary[0]), mg_border_cell(y, g->ny, g->boundary[1]),
                                 mg_border_cell(z, g->nz, g->boundary[2]));
    const MgBlend *field = &m->field;
    return field->blending ? field->weight_a * field->a[at] + field->weight_b * field->b[at] : field->a[at];
}

static bool is_inside(const MgMesher *m, const Corner *c) {
    return value_at(m, c->at[0], c->at[1], c->at[2]) > m->request->isovalue;
}

// The corners of the square, counter-clockwise seen from outside; returns which are inside, a bit each.
static uint32_t corners_of(const MgMesher *m, const Face *face, Corner corners[4]) {
    int32_t u = (face->axis + 1) % 3, v = (face->axis + 2) % 3; // axis, u and v are right-handed
    uint32_t inside = 0;
    for (int32_t i = 0; i < 4; i++) {
        Corner *c = &corners[face->side == 1 ? i : 3 - i];
        *c = (Corner){ { face->cell[0], face->cell[1], face->cell[2] } };
        c->at[face->axis] += face->side;
        c->at[u] += i == 1 || i == 2;
        c->at[v] += i >= 2;
    }
    for (int32_t i = 0; i < 4; i++) inside |= (uint32_t)is_inside(m, &corners[i]) << i;
    return inside;
}

static uint64_t *cap_row(const MgMesher *m, const MgCaps *caps, int32_t y, int32_t z) {
    return caps->points + (ptrdiff_t)row_of_points(m, y, z) * m->words;
}

static uint32_t bits_before(const uint64_t *row, int32_t x) {
    uint32_t count = bits_set(row[x / 64] & ((1ull << x % 64) - 1));
    for (int32_t w = 0; w < x / 64; w++) count += bits_set(row[w]);
    return count;
}

static uint32_t vertex_of_point(const MgMesher *m, const MgCaps *caps, const Corner *c) {
    return caps->row_start[row_of_points(m, c->at[1], c->at[2])] +
           bits_before(cap_row(m, caps, c->at[1], c->at[2]), c->at[0]);
}

// Of the surface's vertex between two neighbouring points.
static uint32_t vertex_between(const MgMesher *m, const Corner *a, const Corner *b) {
    int32_t axis = a->at[0] != b->at[0] ? 0 : a->at[1] != b->at[1] ? 1 : 2;
    const Corner *low = a->at[axis] < b->at[axis] ? a : b;
    int32_t x = low->at[0], y = low->at[1], z = low->at[2];
    int32_t row = row_of_points(m, y, z);
    return m->starts[row].edges[axis] + bits_before(crossed_row(m, axis, row), x);
}

// ---- planning: which points become vertices, how many triangles

// A run of k inside corners, cut off by its own segment, is a polygon of k + 2 corners.
static int32_t triangles_of(uint32_t inside) {
    static const uint8_t triangles[16] = { 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 2 };
    return triangles[inside];
}

static void plan_face(const MgMesher *m, const Face *face, MgCaps *caps) {
    Corner corners[4];
    uint32_t inside = corners_of(m, face, corners);
    for (int32_t i = 0; i < 4; i++)
        if (inside >> i & 1)
            cap_row(m, caps, corners[i].at[1], corners[i].at[2])[corners[i].at[0] / 64] |= 1ull
                                                                                           << corners[i].at[0] % 64;
    caps->triangle_count += triangles_of(inside);
}

MgStatus mg_mesh_plan_caps(const MgMesher *m, MgMeshCounts *counts, MgCaps *caps) {
    size_t rows = (size_t)m->points[1] * (size_t)m->points[2];
    *caps = (MgCaps){ .first_triangle = counts->triangles, .first_vertex = counts->vertices };
    caps->points = mg_allocate_cleared(rows * (size_t)m->words * sizeof *caps->points);
    caps->row_start = mg_allocate(rows * sizeof *caps->row_start);
    if (caps->points == NULL || caps->row_start == NULL) {
        mg_mesh_free_caps(caps);
        return MG_FAIL(OUT_OF_MEMORY, "no memory to close the surface of %dx%dx%d cells; mesh it without caps",
                       m->grid.nx, m->grid.ny, m->grid.nz);
    }
    visit_faces(m, plan_face, caps);
    for (size_t row = 0; row < rows; row++) {
        caps->row_start[row] = (uint32_t)counts->vertices;
        for (int32_t w = 0; w < m->words; w++)
            counts->vertices += bits_set(caps->points[row * (size_t)m->words + (size_t)w]);
    }
    counts->triangles += caps->triangle_count;
    return MG_OK;
}

void mg_mesh_free_caps(MgCaps *caps) {
    mg_free(caps->points);
    mg_free(caps->row_start);
    caps->points = NULL, caps->row_start = NULL;
}

// ---- emitting

// One run of inside corners, of which corner `first` is the first, as a polygon; a full square is a run of four without
// a rim.
typedef struct Run {
    int32_t first, count, sides;
    uint32_t polygon[6]; // its corners, then the rim's two vertices
} Run;

static Run make_run(const MgMesher *m, const MgCaps *caps, const Corner corners[4], int32_t first, int32_t count) {
    Run run = { .first = first, .count = count };
    for (int32_t i = 0; i < count; i++) run.polygon[run.sides++] = vertex_of_point(m, caps, &corners[(first + i) % 4]);
    if (count == 4) return run;
    run.polygon[run.sides++] = vertex_between(m, &corners[(first + count - 1) % 4], &corners[(first + count) % 4]);
    run.polygon[run.sides++] = vertex_between(m, &corners[(first + 3) % 4], &corners[first]);
    return run;
}

typedef void (*VisitRun)(const Face *face, const Run *run, MgCaps *caps);

static void visit_runs(const MgMesher *m, const Face *face, VisitRun visit, MgCaps *caps) {
    Corner corners[4];
    uint32_t inside = corners_of(m, face, corners);
    for (int32_t i = 0; i < 4; i++) {
        bool begins = inside == 15 ? i == 0 : inside >> i & 1 && !(inside >> (i + 3) % 4 & 1);
        int32_t count = 1;
        if (!begins) continue;
        while (count < 4 && inside >> (i + count) % 4 & 1) count++;
        Run run = make_run(m, caps, corners, i, count);
        visit(face, &run, caps);
    }
}

static void emit_run(const Face *face, const Run *run, MgCaps *caps) {
    (void)face;
    int32_t hub = run->count == 3 ? 1 : 0; // the middle corner of three: no sliver along the square's sides
    for (int32_t i = 1; i + 1 < run->sides; i++) {
        *caps->next_index++ = run->polygon[hub];
        *caps->next_index++ = run->polygon[(hub + i) % run->sides];
        *caps->next_index++ = run->polygon[(hub + i + 1) % run->sides];
    }
}

// A rim's vertex lies between two squares, of one wall or of two: half a wall's normal from each.
static void turn_normals(const Face *face, const Run *run, MgCaps *caps) {
    for (int32_t i = 0; i < run->sides; i++)
        caps->vertices[run->polygon[i]].normal[face->axis] +=
            (face->side == 1 ? 1.0f : -1.0f) * (i < run->count ? 1.0f : 0.5f);
}

// At an edge of the box the faces' normals were added; what cancels takes the last face's.
static void make_unit(const Face *face, float normal[3]) {
    float length = __builtin_sqrtf(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
    for (int32_t i = 0; i < 3; i++) normal[i] = length > 1e-6f ? normal[i] / length : 0.0f;
    if (!(length > 1e-6f)) normal[face->axis] = face->side == 1 ? 1.0f : -1.0f;
}

static void make_normals_unit(const Face *face, const Run *run, MgCaps *caps) {
    for (int32_t i = 0; i < run->sides; i++) make_unit(face, caps->vertices[run->polygon[i]].normal);
}

static void emit_face(const MgMesher *m, const Face *face, MgCaps *caps) { visit_runs(m, face, emit_run, caps); }
static void turn_face(const MgMesher *m, const Face *face, MgCaps *caps) { visit_runs(m, face, turn_normals, caps); }
static void finish_face(const MgMesher *m, const Face *face, MgCaps *caps) {
    visit_runs(m, face, make_normals_unit, caps);
}

static MgVertexFloat vertex_at(const MgMesher *m, int32_t x, int32_t y, int32_t z) {
    float dx = (float)m->grid.dx, gx = value_at(m, x + 1, y, z) - value_at(m, x - 1, y, z),
          gy = value_at(m, x, y + 1, z) - value_at(m, x, y - 1, z),
          gz = value_at(m, x, y, z + 1) - value_at(m, x, y, z - 1);
    float square = gx * gx + gy * gy + gz * gz;
    return (MgVertexFloat){ .position = { (float)x * dx, (float)y * dx, (float)z * dx },
                            .scalar = square < MG_LARGEST_SQUARE ? __builtin_sqrtf(square) * 0.5f / dx : 0.0f };
}

static void emit_points(const MgMesher *m, MgVertexFloat *out, const MgCaps *caps) {
    for (int32_t z = 0; z < m->points[2]; z++)
        for (int32_t y = 0; y < m->points[1]; y++) {
            const uint64_t *row = cap_row(m, caps, y, z);
            for (int32_t w = 0; w < m->words; w++)
                for (uint64_t bits = row[w]; bits; bits &= bits - 1)
                    *out++ = vertex_at(m, w * 64 + __builtin_ctzll(bits), y, z);
        }
}

void mg_mesh_emit_caps(const MgMesher *m, const MgMeshSlot *slot, MgCaps *caps) {
    caps->vertices = slot->vertices;
    caps->next_index = slot->indices + 3 * caps->first_triangle;
    emit_points(m, caps->vertices + caps->first_vertex, caps);
    visit_faces(m, emit_face, caps);
    visit_faces(m, turn_face, caps);
    visit_faces(m, finish_face, caps);
    if (m->cancellation != NULL && mg_was_cut(m->cancellation)) return;
    MG_ASSERT(caps->next_index == slot->indices + 3 * (caps->first_triangle + caps->triangle_count));
}

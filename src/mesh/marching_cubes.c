#include "mesh/marching_cubes.h"

#define EDGES 12
#define NONE 255

// The corners of each face, counter-clockwise seen from outside the cube.
static const uint8_t face_corners[6][4] = {
    { 0, 4, 6, 2 }, { 1, 3, 7, 5 }, { 0, 1, 5, 4 }, { 2, 6, 7, 3 }, { 0, 2, 3, 1 }, { 4, 5, 7, 6 },
};

MgCubeEdge mg_cube_edge(int32_t edge) {
    int32_t axis = edge / 4, low_axis = axis == 0 ? 1 : 0, high_axis = axis == 2 ? 1 : 2;
    int32_t low_side = edge & 1, high_side = edge >> 1 & 1;
    int32_t corner = low_side << low_axis | high_side << high_axis;
    return (MgCubeEdge){ { corner, corner | 1 << axis },
                         1u << (2 * low_axis + low_side) | 1u << (2 * high_axis + high_side) };
}

static int32_t edge_between(int32_t corner, int32_t other) {
    int32_t edge = 0;
    for (; edge < EDGES; edge++) {
        MgCubeEdge e = mg_cube_edge(edge);
        if (e.corners[0] == mg_min_i32(corner, other) && e.corners[1] == mg_max_i32(corner, other)) break;
    }
    return edge;
}

// Walks around every face. Each run of inside corners is cut off by its own segment, from the edge where the walk
// enters the run to the edge where it leaves. The neighbouring face walks a shared edge the other way, so one segment
// ends at an edge where the next begins: following next[] gives closed loops.
static void link_segments(int32_t inside, uint8_t next[EDGES]) {
    for (int32_t edge = 0; edge < EDGES; edge++) next[edge] = NONE;
    for (int32_t face = 0; face < 6; face++) {
        const uint8_t *corners = face_corners[face];
        for (int32_t i = 0; i < 4; i++) {
            if (inside >> corners[i] & 1 || !(inside >> corners[(i + 1) & 3] & 1)) continue;
            int32_t last = i + 1; // of the run that begins at corner i + 1
            while (inside >> corners[(last + 1) & 3] & 1) last++;
            int32_t enter = edge_between(corners[i], corners[(i + 1) & 3]);
            next[enter] = (uint8_t)edge_between(corners[last & 3], corners[(last + 1) & 3]);
        }
    }
}

typedef struct Loop {
    uint8_t edges[EDGES];
    int32_t count;
} Loop;

// A diagonal on a face of the cube could be drawn by the neighbouring cell as well: an edge of four triangles.
static bool may_join(const Loop *loop, int32_t i, int32_t j) {
    bool neighbours = j - i == 1 || (i == 0 && j == loop->count - 1);
    return neighbours || (mg_cube_edge(loop->edges[i]).faces & mg_cube_edge(loop->edges[j]).faces) == 0;
}

// Triangulates the part of the loop from i to j, whose side i-j is given; false when no allowed triangulation exists.
static bool triangulate(const Loop *loop, int32_t i, int32_t j, MgCase *out) {
    if (j - i < 2) return true;
    uint8_t count = out->triangle_count;
    for (int32_t k = i + 1; k < j; k++) {
        if (!may_join(loop, i, k) || !may_join(loop, k, j)) continue;
        MG_ASSERT(count < MG_CASE_TRIANGLES);
        uint8_t *edges = &out->edges[3 * count];
        edges[0] = loop->edges[i], edges[1] = loop->edges[k], edges[2] = loop->edges[j];
        out->triangle_count = (uint8_t)(count + 1);
        if (triangulate(loop, i, k, out) && triangulate(loop, k, j, out)) return true;
        out->triangle_count = count;
    }
    return false;
}

static MgCase make_case(int32_t inside) {
    MgCase made = { { 0 }, 0 };
    uint8_t next[EDGES];
    link_segments(inside, next);
    for (int32_t first = 0; first < EDGES; first++) {
        Loop loop = { { 0 }, 0 };
        for (uint8_t edge = (uint8_t)first, then; next[edge] != NONE; edge = then) {
            loop.edges[loop.count++] = edge;
            then = next[edge];
            next[edge] = NONE;
        }
        if (loop.count == 0) continue;
        bool found = triangulate(&loop, 0, loop.count - 1, &made);
        MG_ASSERT(found);
    }
    return made;
}

void mg_case_table_make(MgCaseTable *out) {
    for (int32_t inside = 0; inside < MG_CASES; inside++) out->cases[inside] = make_case(inside);
}

// The case table of marching cubes, made by one rule instead of copied: on a face whose diagonals disagree, inside
// corners stay separate. The rule looks at a face alone, so the two cells that share it always agree and the surface is
// closed. And no triangle's side is a diagonal of a face, or those two cells could make an edge of four triangles.
//
// Corners: bit x + 2 y + 4 z of a case is set when that corner is inside. Edges 0-3 run along x, 4-7 along y, 8-11
// along z; within an axis they are numbered by the two other coordinates, the lower axis first: edge 5 is at x = 1,
// z = 0.
#ifndef MG_MESH_MARCHING_CUBES_H
#define MG_MESH_MARCHING_CUBES_H

#include "base/base.h"

#define MG_CASES 256
#define MG_CASE_TRIANGLES 5 // the most any case needs

typedef struct MgCase {
    uint8_t edges[3 * MG_CASE_TRIANGLES]; // triangles, counter-clockwise seen from outside
    uint8_t triangle_count;
} MgCase;

typedef struct MgCaseTable {
    MgCase cases[MG_CASES];
} MgCaseTable;

void mg_case_table_make(MgCaseTable *out);

// The two corners of an edge, the lower first; bit f of the faces is set when the edge lies on face f, where face
// 2 * axis + side is the one at coordinate `side` of that axis.
typedef struct MgCubeEdge {
    int32_t corners[2];
    uint32_t faces;
} MgCubeEdge;
MgCubeEdge mg_cube_edge(int32_t edge);

#endif

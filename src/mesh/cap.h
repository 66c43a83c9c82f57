// Caps that close a surface where the cells in view end, see cap.c. Private to src/mesh.
#ifndef MG_MESH_CAP_H
#define MG_MESH_CAP_H

#include "mesh/stages.h"

typedef struct MgCaps {
    uint64_t *points;                                     // a bit row per row of points: those that become vertices
    uint32_t *row_start;                                  // and the first vertex of each row
    int64_t first_vertex, first_triangle, triangle_count; // behind those of the surface
    MgVertexFloat *vertices;                              // of the whole mesh
    uint32_t *next_index;
} MgCaps;

// After the scan: adds what the caps need to the counts. MG_OUT_OF_MEMORY leaves nothing allocated.
MgStatus mg_mesh_plan_caps(const MgMesher *m, MgMeshCounts *counts, MgCaps *caps);

// Into a slot of that many float vertices and triangles, after those of mg_mesh_emit.
void mg_mesh_emit_caps(const MgMesher *m, const MgMeshSlot *slot, MgCaps *caps);
void mg_mesh_free_caps(MgCaps *caps);

#endif

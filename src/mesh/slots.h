// Mesh slots: storage of finished meshes. A slot's buffers grow with the surface and are kept for the next mesh.
#ifndef MG_MESH_SLOTS_H
#define MG_MESH_SLOTS_H

#include "base/base.h"

typedef struct MgMeshSlot {
    MgMesh mesh;
    void *vertices;
    uint32_t *indices;
    uint64_t vertex_capacity, index_capacity; // in bytes
} MgMeshSlot;

// Empties the slot and makes room for a mesh. When memory is refused the slot stays empty.
MgStatus mg_mesh_slot_reserve(MgMeshSlot *slot, MgVertexFormat format, int64_t vertex_count, int64_t triangle_count);
void mg_mesh_slot_free(MgMeshSlot *slot);

#endif

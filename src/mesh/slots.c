#include "mesh/slots.h"

#include "base/memory.h"

// Three indices a triangle must fit a signed count, here and in the graphics interfaces that draw them.
#define MAX_TRIANGLES (INT32_MAX / 3)

// A surface that moves grows and shrinks a little all the time: a quarter more saves most of the later growths.
static uint64_t with_head_room(uint64_t bytes) { return bytes + bytes / 4; }

// The old block is freed first: its content is not needed, and two at once may not fit.
static void *grow(void *block, uint64_t *capacity, uint64_t bytes) {
    if (block && bytes <= *capacity) return block;
    mg_free(block);
    *capacity = 0;
    uint64_t wanted = with_head_room(bytes);
    block = wanted <= PTRDIFF_MAX ? mg_allocate((size_t)wanted) : NULL;
    if (block) *capacity = wanted;
    return block;
}

MgStatus mg_mesh_slot_reserve(MgMeshSlot *slot, MgVertexFormat format, int64_t vertex_count, int64_t triangle_count) {
    slot->mesh.vertices = slot->mesh.indices = NULL;
    slot->mesh.vertex_count = slot->mesh.triangle_count = 0;
    if (vertex_count > MAX_TRIANGLES || triangle_count > MAX_TRIANGLES)
        return MG_FAIL(OUT_OF_MEMORY,
                       "the surface has %u triangles, a mesh holds %u: choose a smaller view radius or clip box",
                       (uint64_t)triangle_count, (uint64_t)MAX_TRIANGLES);
    uint64_t vertex_bytes =
        (uint64_t)vertex_count * (format == MG_VERTEX_FLOAT ? sizeof(MgVertexFloat) : sizeof(MgVertexPacked));
    uint64_t index_bytes = (uint64_t)triangle_count * 3 * sizeof(uint32_t);
    slot->vertices = grow(slot->vertices, &slot->vertex_capacity, vertex_bytes);
    slot->indices = grow(slot->indices, &slot->index_capacity, index_bytes);
    if (!slot->vertices || !slot->indices) {
        mg_mesh_slot_free(slot);
        return MG_FAIL(OUT_OF_MEMORY,
                       "no memory for a surface of %u triangles (%u bytes): choose a smaller view radius or clip box",
                       (uint64_t)triangle_count, vertex_bytes + index_bytes);
    }
    slot->mesh.vertices = slot->vertices;
    slot->mesh.indices = slot->indices;
    slot->mesh.vertex_count = (int32_t)vertex_count;
    slot->mesh.triangle_count = (int32_t)triangle_count;
    return MG_OK;
}

void mg_mesh_slot_free(MgMeshSlot *slot) {
    mg_free(slot->vertices);
    mg_free(slot->indices);
    *slot = (MgMeshSlot){ 0 };
}

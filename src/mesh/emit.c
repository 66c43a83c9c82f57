// Stage 5: vertices and triangles, straight into the final buffers.
#include "mesh/stages.h"

typedef struct Emit {
    const MgMesher *mesher;
    const MgMeshSlot *slot;
} Emit;

static void emit_rows(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Emit *emit = context;
    if (mg_is_cut(emit->mesher->cancellation)) return;
    mg_mesh_emit_vertices(emit->mesher, begin, end, emit->slot->vertices);
    mg_mesh_emit_triangles(emit->mesher, begin, end, emit->slot->indices);
}

void mg_mesh_emit(MgMesher *m, MgScheduler *scheduler, const MgMeshSlot *slot) {
    Emit emit = { m, slot };
    mg_parallel_for(scheduler, m->points[1] * m->points[2], ROWS_PER_TASK, emit_rows, &emit);
}

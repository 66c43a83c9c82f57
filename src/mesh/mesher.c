#include "mesh/mesher.h"

#include "base/memory.h"
#include "grid/border.h"
#include "mesh/cap.h"

// ---- scratch: one block, laid out by the same walk that measures it

static void *take(char *block, uint64_t *used, uint64_t bytes) {
    void *part = block ? block + *used : NULL;
    *used += (bytes + 63) / 64 * 64; // every part starts on a cache line
    return part;
}

// Bit rows of which whole vectors are read: before the first word lies one of zeros, beyond the last some of any
// content.
static uint64_t *take_bit_rows(char *block, uint64_t *used, uint64_t bytes) {
    uint64_t *zero = take(block, used, bytes + (1 + MG_WORDS_AT_ONCE) * sizeof *zero);
    return zero ? zero + 1 : NULL;
}

static uint64_t lay_out(MgMesher *m, char *block) {
    uint64_t used = 0, row_bytes = (uint64_t)m->words * sizeof(uint64_t);
    uint64_t chunk_rows = (uint64_t)m->chunks.y * (uint64_t)m->chunks.z;
    uint64_t grid_rows = (uint64_t)m->grid.ny * (uint64_t)m->grid.nz;
    uint64_t cell_rows = (uint64_t)m->cells[1] * (uint64_t)m->cells[2];
    uint64_t point_rows = (uint64_t)m->points[1] * (uint64_t)m->points[2];
    m->table = take(block, &used, sizeof *m->table);
    m->steps = take(block, &used, MG_CASES * sizeof *m->steps);
    m->chosen = take(block, &used, chunk_rows * row_bytes);
    m->row_of_chunks_chosen = take(block, &used, chunk_rows);
    m->inside = take_bit_rows(block, &used, grid_rows * row_bytes);
    m->active = take_bit_rows(block, &used, cell_rows * row_bytes);
    m->crossed = take(block, &used, point_rows * 3 * row_bytes);
    m->none = take_bit_rows(block, &used, MG_RUN_WORDS * sizeof *m->none);
    m->starts = take(block, &used, (point_rows + 1) * sizeof *m->starts);
    return used;
}

static MgMesher measure(const MgGrid *grid) {
    MgMesher m = { .grid = *grid, .words = grid->nx / 64 + 1, .chunks = mg_chunks(grid) };
    const int32_t extents[3] = { grid->nx, grid->ny, grid->nz };
    for (int32_t axis = 0; axis < 3; axis++) {
        m.points[axis] = extents[axis] + mg_border_wraps(grid->boundary[axis]);
        m.cells[axis] = m.points[axis] - 1;
    }
    m.scratch_bytes = lay_out(&m, NULL);
    return m;
}

uint64_t mg_mesher_bytes(const MgGrid *grid) { return sizeof(MgMesher) + measure(grid).scratch_bytes; }

MgMesher *mg_mesher_create(const MgGrid *grid) {
    MgMesher measured = measure(grid);
    if (measured.scratch_bytes > PTRDIFF_MAX) return NULL;
    MgMesher *m = mg_allocate(sizeof *m);
    char *scratch = mg_allocate_cleared((size_t)measured.scratch_bytes);
    if (!m || !scratch) {
        mg_free(m);
        mg_free(scratch);
        return NULL;
    }
    *m = measured;
    lay_out(m, scratch);
    mg_case_table_make(m->table);
    mg_mesh_steps_make(m->table, m->steps);
    return m;
}

void mg_mesher_destroy(MgMesher *mesher) {
    if (!mesher) return;
    for (int32_t slot = 0; slot < MG_MESH_SLOTS; slot++) mg_mesh_slot_free(&mesher->slots[slot]);
    mg_free(mesher->table); // the scratch block's first part
    mg_free(mesher);
}

void mg_mesher_set_cancellation(MgMesher *mesher, MgCancellation *cancellation) { mesher->cancellation = cancellation; }

// ---- a mesh

// Blend 0 and 1 are one keyframe, and so is a blend of a keyframe with itself.
static MgBlend blend_of(const MgKeyframe *previous, const MgKeyframe *next, float blend) {
    if (blend == 0.0f || previous->values == next->values) return (MgBlend){ .a = previous->values, .weight_a = 1.0f };
    if (blend == 1.0f) return (MgBlend){ .a = next->values, .weight_a = 1.0f };
    return (MgBlend){ previous->values, next->values, 1.0f - blend, blend, true };
}

static void label_mesh(const MgMesher *m, MgMesh *mesh) {
    const MgGrid *grid = &m->grid;
    mesh->format = m->request->format;
    mesh->slot = m->request->slot;
    mesh->scalar_max = m->request->scalar_max;
    mesh->chunks_chosen = m->chunks_chosen;
    const int32_t extents[3] = { grid->nx, grid->ny, grid->nz };
    for (int32_t axis = 0; axis < 3; axis++) mesh->extent[axis] = (float)extents[axis] * (float)grid->dx;
}

static MgStatus check_whole(const MgMesher *m) {
    if (m->cancellation == NULL || !mg_was_cut(m->cancellation)) return MG_OK;
    return MG_FAIL(CANCELLED, "the surface was ended before its last row; mesh again");
}

// Where every row's vertices and triangles go, and memory for them.
static MgStatus plan(MgMesher *m, MgMeshSlot *slot, MgCaps *caps) {
    MG_TRY(check_whole(m)); // or rows are not counted
    MgMeshCounts counts = mg_mesh_scan(m);
    label_mesh(m, &slot->mesh);
    if (m->request->cap) MG_TRY(mg_mesh_plan_caps(m, &counts, caps));
    MG_TRY(check_whole(m));
    return mg_mesh_slot_reserve(slot, m->request->format, counts.vertices, counts.triangles);
}

MgStatus mg_mesher_run(MgMesher *mesher, MgScheduler *scheduler, MgProfile *profile, const MgKeyframe *previous,
                       const MgKeyframe *next, const MgMeshRequest *request, const MgMesh **out) {
    MG_ASSERT(request->slot >= 0 && request->slot < MG_MESH_SLOTS);
    MgMesher *m = mesher;
    MgMeshSlot *slot = &m->slots[request->slot];
    *out = NULL;
    if (m->cancellation != NULL) mg_cancellation_begin(m->cancellation);
    m->request = request;
    m->field = blend_of(previous, next, request->blend);

    double started = mg_profile_start();
    mg_mesh_choose(m, previous, next);
    mg_profile_stop(profile, "mesh: choose", started);

    started = mg_profile_start();
    mg_mesh_classify(m, scheduler);
    mg_profile_stop(profile, "mesh: classify", started);

    started = mg_profile_start();
    mg_mesh_count(m, scheduler);
    mg_profile_stop(profile, "mesh: count", started);

    MgCaps caps = { 0 };
    started = mg_profile_start();
    MgStatus status = plan(m, slot, &caps);
    mg_profile_stop(profile, "mesh: scan", started);

    started = mg_profile_start();
    if (status == MG_OK) mg_mesh_emit(m, scheduler, slot);
    if (status == MG_OK && request->cap) mg_mesh_emit_caps(m, slot, &caps);
    if (status == MG_OK) status = check_whole(m);
    mg_mesh_free_caps(&caps);
    mg_profile_stop(profile, "mesh: emit", started);
    if (status == MG_OK) *out = &slot->mesh;
    else mg_mesh_slot_free(slot);
    return status;
}

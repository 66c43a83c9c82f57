#include "support/surface.h"

#include "base/rng.h"

// ---- the lab

static void *need(void *block) {
    assert_non_null(block);
    return block;
}

static size_t floats_of(const MgGrid *grid) { return (size_t)(grid->plane_stride * grid->nz); }

static void open_frame(Lab *lab, int32_t frame) {
    MgChunks chunks = mg_chunks(&lab->grid);
    lab->values[frame] = need(malloc(floats_of(&lab->grid) * sizeof(float)));
    lab->ranges[frame] = need(calloc((size_t)mg_chunks_count(chunks), sizeof(MgRange)));
    for (size_t i = 0; i < floats_of(&lab->grid); i++) lab->values[frame][i] = i % 3 ? 1e30f : -1e30f;
    lab->frames[frame] = (MgKeyframe){ .values = lab->values[frame],
                                       .nx = lab->grid.nx,
                                       .ny = lab->grid.ny,
                                       .nz = lab->grid.nz,
                                       .row_stride = lab->grid.row_stride,
                                       .plane_stride = lab->grid.plane_stride,
                                       .chunk_ranges = lab->ranges[frame],
                                       .chunks_x = chunks.x,
                                       .chunks_y = chunks.y,
                                       .chunks_z = chunks.z };
}

Lab *lab_open(int32_t nx, int32_t ny, int32_t nz, MgBoundary boundary, int32_t threads) {
    Lab *lab = need(calloc(1, sizeof *lab));
    lab->grid = mg_grid(nx, ny, nz, (MgBoundary[3]){ boundary, boundary, boundary }, 1.0);
    lab->scheduler = need(mg_scheduler_create(threads));
    lab->mesher = need(mg_mesher_create(&lab->grid));
    open_frame(lab, 0);
    open_frame(lab, 1);
    return lab;
}

Lab *lab_open_mixed(int32_t nx, int32_t ny, int32_t nz, int32_t mix, double dx, int32_t threads) {
    Lab *lab = lab_open(nx, ny, nz, MG_PERIODIC, threads);
    for (int32_t axis = 0; axis < 3; axis++) lab->grid.boundary[axis] = mix >> axis & 1 ? MG_NO_FLUX : MG_PERIODIC;
    lab->grid.dx = dx;
    mg_mesher_destroy(lab->mesher);
    lab->mesher = need(mg_mesher_create(&lab->grid));
    return lab;
}

void lab_close(Lab *lab) {
    mg_mesher_destroy(lab->mesher);
    mg_scheduler_destroy(lab->scheduler);
    for (int32_t frame = 0; frame < 2; frame++) {
        free(lab->values[frame]);
        free(lab->ranges[frame]);
    }
    free(lab);
}

void lab_set(Lab *lab, int32_t frame, int32_t x, int32_t y, int32_t z, float value) {
    lab->values[frame][mg_grid_index(&lab->grid, x, y, z)] = value;
}

void lab_update_ranges(Lab *lab, int32_t frame) {
    lab->frames[frame].range = mg_chunk_ranges(&lab->grid, lab->values[frame], lab->scheduler, lab->ranges[frame]);
}

void lab_fill_shape(Lab *lab, int32_t frame, Shape shape) {
    for (int32_t z = 0; z < lab->grid.nz; z++)
        for (int32_t y = 0; y < lab->grid.ny; y++)
            for (int32_t x = 0; x < lab->grid.nx; x++) lab_set(lab, frame, x, y, z, (float)shape(x, y, z));
    lab_update_ranges(lab, frame);
}

void lab_fill_noise(Lab *lab, int32_t frame, uint64_t seed) {
    for (int32_t z = 0; z < lab->grid.nz; z++)
        for (int32_t y = 0; y < lab->grid.ny; y++)
            for (int32_t x = 0; x < lab->grid.nx; x++)
                lab_set(lab, frame, x, y, z, mg_unit_float(mg_random_at(seed, 1, x, y, z).word[0]));
    lab_update_ranges(lab, frame);
}

void lab_widen_ranges(Lab *lab) {
    for (int32_t i = 0; i < mg_chunks_count(mg_chunks(&lab->grid)); i++)
        lab->ranges[0][i] = lab->ranges[1][i] = (MgRange){ -__builtin_inff(), __builtin_inff() };
}

MgMeshRequest lab_request(float isovalue, float blend) {
    return (MgMeshRequest){
        .isovalue = isovalue, .blend = blend, .format = MG_VERTEX_FLOAT, .box_min = { 1, 0, 0 }, .scalar_max = 1.0f
    };
}

const MgMesh *lab_mesh(Lab *lab, const MgMeshRequest *request) {
    const MgMesh *mesh = NULL;
    MgStatus status =
        mg_mesher_run(lab->mesher, lab->scheduler, &lab->profile, &lab->frames[0], &lab->frames[1], request, &mesh);
    assert_int_equal(status, MG_OK);
    return mesh;
}

// ---- copies

static void *duplicate(const void *bytes, size_t count) {
    void *block = need(malloc(count + 1));
    if (count) memcpy(block, bytes, count);
    return block;
}

Copy copy_of(const MgMesh *mesh) {
    size_t vertex_bytes =
        (size_t)mesh->vertex_count * (mesh->format == MG_VERTEX_FLOAT ? sizeof(MgVertexFloat) : sizeof(MgVertexPacked));
    size_t index_bytes = (size_t)mesh->triangle_count * 3 * sizeof(uint32_t);
    return (Copy){ mesh->vertex_count,
                   mesh->triangle_count,
                   duplicate(mesh->vertices, vertex_bytes),
                   duplicate(mesh->indices, index_bytes),
                   vertex_bytes,
                   index_bytes };
}

void free_copy(Copy *copy) {
    free(copy->vertices);
    free(copy->indices);
}

bool same_bytes(const Copy *copy, const MgMesh *mesh) {
    return copy->vertex_count == mesh->vertex_count && copy->triangle_count == mesh->triangle_count &&
           memcmp(copy->vertices, mesh->vertices, copy->vertex_bytes) == 0 &&
           memcmp(copy->indices, mesh->indices, copy->index_bytes) == 0;
}

// ---- topology

typedef struct Rim {
    float place[3];
    uint32_t vertex;
} Rim; // a vertex on a periodic face of the box

static int by_place(const void *a, const void *b) {
    return memcmp(((const Rim *)a)->place, ((const Rim *)b)->place, sizeof((const Rim *)a)->place);
}

// The rim vertices, each at the place that is left when n is taken for 0.
static int64_t find_rim(const Lab *lab, const MgMesh *mesh, Rim *rim) {
    const MgVertexFloat *vertices = mesh->vertices;
    int64_t count = 0;
    for (int32_t i = 0; i < mesh->vertex_count; i++) {
        Rim r = { { 0 }, (uint32_t)i };
        bool on_rim = false;
        for (int32_t axis = 0; axis < 3; axis++) {
            float p = vertices[i].position[axis];
            bool periodic = lab->grid.boundary[axis] == MG_PERIODIC, far_side = p == mesh->extent[axis];
            if (periodic && (far_side || p == 0.0f)) on_rim = true;
            r.place[axis] = periodic && far_side ? 0.0f : p;
        }
        if (on_rim) rim[count++] = r;
    }
    return count;
}

// same[v] is the vertex that stands for v; returns the twins whose normal or scalar differ.
static int64_t weld(const Lab *lab, const MgMesh *mesh, uint32_t *same) {
    const MgVertexFloat *vertices = mesh->vertices;
    Rim *rim = need(malloc(((size_t)mesh->vertex_count + 1) * sizeof *rim));
    int64_t count = find_rim(lab, mesh, rim), unlike = 0;
    qsort(rim, (size_t)count, sizeof *rim, by_place);
    for (int32_t i = 0; i < mesh->vertex_count; i++) same[i] = (uint32_t)i;
    for (int64_t i = 1; i < count; i++) {
        if (by_place(&rim[i - 1], &rim[i]) != 0) continue;
        same[rim[i].vertex] = same[rim[i - 1].vertex];
        unlike += memcmp(vertices[rim[i].vertex].normal, vertices[rim[i - 1].vertex].normal, 16) != 0;
    }
    free(rim);
    return unlike;
}

static int by_number(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static int64_t times_in(const uint64_t *sorted, int64_t count, uint64_t key) {
    const uint64_t *hit = bsearch(&key, sorted, (size_t)count, sizeof key, by_number);
    if (!hit) return 0;
    int64_t first = hit - sorted, last = first;
    while (first > 0 && sorted[first - 1] == key) first--;
    while (last + 1 < count && sorted[last + 1] == key) last++;
    return last - first + 1;
}

static bool within_wall(const Lab *lab, const MgMesh *mesh, uint32_t a, uint32_t b) {
    const MgVertexFloat *v = mesh->vertices;
    for (int32_t axis = 0; axis < 3; axis++) {
        float p = v[a].position[axis], last = mesh->extent[axis] - (float)lab->grid.dx;
        bool at_wall = p == 0.0f || p == last;
        if (lab->grid.boundary[axis] == MG_NO_FLUX && at_wall && p == v[b].position[axis]) return true;
    }
    return false;
}

Topology topology_of(const Lab *lab, const MgMesh *mesh) {
    Topology t = { .faces = mesh->triangle_count };
    int64_t half_edges = 3 * (int64_t)mesh->triangle_count;
    uint32_t *same = need(malloc(((size_t)mesh->vertex_count + 1) * sizeof *same));
    uint8_t *used = need(calloc((size_t)mesh->vertex_count + 1, 1));
    uint8_t *used_welded = need(calloc((size_t)mesh->vertex_count + 1, 1));
    uint64_t *edges = need(malloc(((size_t)half_edges + 1) * sizeof *edges));
    t.unlike_twins = weld(lab, mesh, same);
    for (int64_t i = 0; i < half_edges; i++) {
        uint32_t from = mesh->indices[i], to = mesh->indices[i % 3 == 2 ? i - 2 : i + 1];
        assert_true(from < (uint32_t)mesh->vertex_count);
        used[from] = used_welded[same[from]] = 1;
        edges[i] = (uint64_t)same[from] << 32 | same[to];
    }
    qsort(edges, (size_t)half_edges, sizeof *edges, by_number);
    int64_t alone = 0;
    for (int64_t i = 0; i < half_edges; i++) {
        uint32_t from = (uint32_t)(edges[i] >> 32), to = (uint32_t)edges[i];
        int64_t back = times_in(edges, half_edges, (uint64_t)to << 32 | from);
        bool repeated = (i > 0 && edges[i - 1] == edges[i]) || (i + 1 < half_edges && edges[i + 1] == edges[i]);
        alone += back == 0;
        if (from == to || repeated || back > 1) t.bad_edges++;
        else if (back == 0 && within_wall(lab, mesh, from, to)) t.edges_at_walls++;
        else if (back == 0) t.open_edges++;
    }
    t.edges = (half_edges - alone) / 2 + alone;
    for (int32_t i = 0; i < mesh->vertex_count; i++) {
        t.lone_vertices += !used[i];
        t.vertices += used_welded[i];
    }
    free(same);
    free(used);
    free(used_welded);
    free(edges);
    return t;
}

void assert_closed(const Lab *lab, const MgMesh *mesh) {
    Topology t = topology_of(lab, mesh);
    assert_int_equal(t.bad_edges, 0);
    assert_int_equal(t.open_edges, 0);
    assert_int_equal(t.lone_vertices, 0);
    assert_int_equal(t.unlike_twins, 0);
    if (lab->grid.boundary[0] == MG_PERIODIC) assert_int_equal(t.edges_at_walls, 0);
}

int64_t euler_characteristic(const Lab *lab, const MgMesh *mesh) {
    Topology t = topology_of(lab, mesh);
    return t.vertices - t.edges + t.faces;
}

double signed_volume(const MgMesh *mesh) {
    const MgVertexFloat *v = mesh->vertices;
    double six_times = 0;
    for (int64_t i = 0; i < 3 * (int64_t)mesh->triangle_count; i += 3) {
        const float *a = v[mesh->indices[i]].position, *b = v[mesh->indices[i + 1]].position,
                    *c = v[mesh->indices[i + 2]].position;
        six_times += a[0] * ((double)b[1] * c[2] - (double)b[2] * c[1]) +
                     a[1] * ((double)b[2] * c[0] - (double)b[0] * c[2]) +
                     a[2] * ((double)b[0] * c[1] - (double)b[1] * c[0]);
    }
    return six_times / 6;
}

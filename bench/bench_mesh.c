// Meshes a field again and again and prints the times as JSON. The field comes from a file, so that others can be timed
// on the same one: flying_edges.py does.
//
//     bench_mesh FIELD NX NY NZ ISOVALUE [REPEATS [THREADS]]        FIELD: floats of this machine, x fastest
//
// The mesh is timed as an application makes it: buffers are there from the mesh before. Walls, not a periodic box, so
// that others who know only walls make the same triangles.
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/platform.h"
#include "grid/chunks.h"
#include "mesh/mesher.h"

typedef struct Bench {
    MgGrid grid;
    MgScheduler *scheduler;
    MgMesher *mesher;
    MgKeyframe frames[2];
    float isovalue;
    int32_t repeats;
} Bench;

static _Noreturn void stop(const char *why) {
    fprintf(stderr, "bench_mesh: %s\n", why);
    exit(1);
}

static void *need(void *block) {
    if (!block) stop("no memory");
    return block;
}

static void read_field(const MgGrid *grid, const char *path, float *values) {
    FILE *file = fopen(path, "rb");
    if (!file) stop("the field cannot be opened");
    for (int32_t z = 0; z < grid->nz; z++)
        for (int32_t y = 0; y < grid->ny; y++)
            if (fread(values + mg_grid_index(grid, 0, y, z), sizeof(float), (size_t)grid->nx, file) != (size_t)grid->nx)
                stop("the field is too short");
    fclose(file);
}

static MgKeyframe make_frame(const Bench *b, const char *path) {
    const MgGrid *grid = &b->grid;
    float *values = need(mg_allocate_cleared((size_t)grid->plane_stride * (size_t)grid->nz * sizeof(float)));
    read_field(grid, path, values);
    MgChunks chunks = mg_chunks(grid);
    MgRange *ranges = need(mg_allocate((size_t)mg_chunks_count(chunks) * sizeof(MgRange)));
    MgRange all = mg_chunk_ranges(grid, values, b->scheduler, ranges);
    return (MgKeyframe){ .values = values,
                         .nx = grid->nx,
                         .ny = grid->ny,
                         .nz = grid->nz,
                         .row_stride = grid->row_stride,
                         .plane_stride = grid->plane_stride,
                         .range = all,
                         .chunk_ranges = ranges,
                         .chunks_x = chunks.x,
                         .chunks_y = chunks.y,
                         .chunks_z = chunks.z };
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int32_t count) {
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[count / 2];
}

static double time_ranges(const Bench *b) {
    double *seconds = need(malloc((size_t)b->repeats * sizeof(double)));
    MgRange *ranges = need(malloc((size_t)mg_chunks_count(mg_chunks(&b->grid)) * sizeof(MgRange)));
    for (int32_t i = 0; i < b->repeats; i++) {
        double started = mg_platform_seconds();
        mg_chunk_ranges(&b->grid, b->frames[1].values, b->scheduler, ranges);
        seconds[i] = mg_platform_seconds() - started;
    }
    double result = median(seconds, b->repeats);
    free(ranges);
    free(seconds);
    return result;
}

static void time_mesh(Bench *b, const char *name, float blend, MgVertexFormat format) {
    MgMeshRequest request = {
        .isovalue = b->isovalue, .blend = blend, .format = format, .scalar_max = 1.0f, .box_min = { 1.0f, 1.0f, 1.0f }
    };
    MgProfile profile = { .count = 0 };
    const MgMesh *mesh = NULL;
    double *seconds = need(malloc((size_t)b->repeats * sizeof(double)));
    for (int32_t i = -1; i < b->repeats; i++) { // the first makes the buffers
        if (i == 0) profile = (MgProfile){ .count = 0 };
        double started = mg_platform_seconds();
        MgStatus status =
            mg_mesher_run(b->mesher, b->scheduler, &profile, &b->frames[0], &b->frames[1], &request, &mesh);
        if (status != MG_OK) stop(mg_error_message());
        if (i >= 0) seconds[i] = mg_platform_seconds() - started;
    }
    double time = median(seconds, b->repeats);
    free(seconds);
    printf(",\n  \"%s\": {\"seconds\": %.9f, \"vertices\": %d, \"triangles\": %d, \"stages\": {", name, time,
           mesh->vertex_count, mesh->triangle_count);
    for (int32_t i = 0; i < profile.count; i++)
        printf("%s\"%s\": %.9f", i ? ", " : "", profile.stages[i].name,
               profile.stages[i].seconds / (double)profile.stages[i].calls);
    printf("}}");
}

int main(int argc, char **argv) {
    if (argc < 6) stop("usage: bench_mesh FIELD NX NY NZ ISOVALUE [REPEATS [THREADS]]");
    const MgBoundary walls[3] = { MG_NO_FLUX, MG_NO_FLUX, MG_NO_FLUX };
    Bench b = { .grid = mg_grid(atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), walls, 1.0),
                .isovalue = strtof(argv[5], NULL),
                .repeats = argc > 6 ? atoi(argv[6]) : 9 };
    if (b.repeats < 1) stop("at least one repeat");
    b.scheduler = need(mg_scheduler_create(argc > 7 ? atoi(argv[7]) : 1));
    b.mesher = need(mg_mesher_create(&b.grid));
    b.frames[0] = make_frame(&b, argv[1]); // two keyframes in different memory, as in a run
    b.frames[1] = make_frame(&b, argv[1]);
    printf("{\n  \"threads\": %d,\n  \"chunk ranges\": {\"seconds\": %.9f}", mg_scheduler_threads(b.scheduler),
           time_ranges(&b));
    time_mesh(&b, "packed", 1.0f, MG_VERTEX_PACKED);
    time_mesh(&b, "packed, blended", 0.5f, MG_VERTEX_PACKED);
    time_mesh(&b, "float", 1.0f, MG_VERTEX_FLOAT);
    time_mesh(&b, "float, blended", 0.5f, MG_VERTEX_FLOAT);
    printf("\n}\n");
    mg_mesher_destroy(b.mesher);
    mg_scheduler_destroy(b.scheduler);
    return 0;
}

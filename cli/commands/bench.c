// morphogen bench: how fast this machine steps, publishes and meshes, beside what its memory can do.
//
// Every figure is the median of several rounds; the rounds of all rows alternate, so that load on a shared machine
// affects every row alike.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "files/large_memory.h"
#include "options/compile.h"
#include "options/model_options.h"
#include "terminal/progress.h"

#define ROUNDS 9
#define DEFAULT_STEPS 20              // a round: some 50 ms at 128^3
#define WARM_UP_STEPS 1000            // until a pattern fills the box
#define COPY_BYTES ((size_t)64 << 20) // larger than any cache

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int32_t count) {
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[count / 2];
}

// ---- what is measured: each returns a rate

typedef struct Bench {
    MgEngine *one, *all; // one thread, all threads
    int32_t steps;
    double cells;
    char *from, *to; // for the copy
    int32_t triangles;
} Bench;

static double step_rate(MgEngine *engine, const Bench *b) {
    double started = seconds_now();
    mg_engine_step(engine, b->steps);
    return b->cells * b->steps / (seconds_now() - started) / 1e9;
}

static double step_one(Bench *b) { return step_rate(b->one, b); }
static double step_all(Bench *b) { return step_rate(b->all, b); }

static double publish_rate(MgEngine *engine) {
    double started = seconds_now();
    mg_engine_publish(engine);
    return 1e3 * (seconds_now() - started);
}

static double publish_one(Bench *b) { return publish_rate(b->one); }
static double publish_all(Bench *b) { return publish_rate(b->all); }

static double mesh_rate(MgEngine *engine, Bench *b, MgVertexFormat format, float blend) {
    MgMeshRequest request = mg_mesh_request_default(engine);
    request.format = format;
    request.blend = blend;
    const MgMesh *mesh;
    double started = seconds_now();
    if (mg_engine_mesh(engine, &request, &mesh) != MG_OK) return 0;
    double spent = seconds_now() - started;
    b->triangles = mesh->triangle_count;
    return mesh->triangle_count / spent / 1e6;
}

static double mesh_one(Bench *b) { return mesh_rate(b->one, b, MG_VERTEX_PACKED, 1.0f); }
static double mesh_one_blended(Bench *b) { return mesh_rate(b->one, b, MG_VERTEX_PACKED, 0.5f); }
static double mesh_one_float(Bench *b) { return mesh_rate(b->one, b, MG_VERTEX_FLOAT, 1.0f); }
static double mesh_all(Bench *b) { return mesh_rate(b->all, b, MG_VERTEX_PACKED, 1.0f); }

// Called through a volatile pointer, or the compiler would remove the copy.
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;

static double copy_rate(Bench *b) {
    double started = seconds_now();
    copy(b->to, b->from, COPY_BYTES);
    return 2.0 * (double)COPY_BYTES / (seconds_now() - started) / 1e9; // read and written
}

static const struct Row {
    const char *id, *unit;
    double (*run)(Bench *);
} rows[] = {
    { "step_1_thread", "Gcell/s", step_one },
    { "step_all_threads", "Gcell/s", step_all },
    { "memory_copy_1_thread", "GB/s", copy_rate },
    { "publish_1_thread", "ms", publish_one },
    { "publish_all_threads", "ms", publish_all },
    { "mesh_1_thread", "Mtri/s", mesh_one },
    { "mesh_1_thread_blended", "Mtri/s", mesh_one_blended },
    { "mesh_1_thread_float", "Mtri/s", mesh_one_float },
    { "mesh_all_threads", "Mtri/s", mesh_all },
};
#define ROW_COUNT ((int32_t)(sizeof rows / sizeof rows[0]))

// ---- the bench

static void print_rows(const Bench *b, const Options *o, double values[ROW_COUNT][ROUNDS]) {
    const char *open = o->json ? "{\"size\":[%d,%d,%d],\"threads\":%d,\"triangles\":%d,\"rows\":[\n"
                               : "%dx%dx%d cells, %d threads, %d triangles\n";
    printf(open, o->config.nx, o->config.ny, o->config.nz, mg_engine_threads(b->all), b->triangles);
    for (int32_t i = 0; i < ROW_COUNT; i++) {
        const char *row = o->json ? "%s{\"id\":\"%s\",\"median\":%.6g,\"unit\":\"%s\"}" : "%s%-24s %8.3f %s";
        printf(row, i > 0 ? (o->json ? ",\n" : "\n") : "", rows[i].id, median(values[i], ROUNDS), rows[i].unit);
    }
    puts(o->json ? "\n]}" : "");
}

static void run_rounds(Bench *b, const Options *o) {
    double values[ROW_COUNT][ROUNDS];
    for (int32_t round = 0; round < ROUNDS; round++)
        for (int32_t i = 0; i < ROW_COUNT; i++) values[i][round] = rows[i].run(b);
    print_rows(b, o, values);
}

static int prepare(Bench *b, const Options *o) {
    Options one = *o;
    one.config.threads = 1;
    b->steps = o->steps > 0 ? (int32_t)o->steps : DEFAULT_STEPS;
    b->cells = (double)o->config.nx * o->config.ny * o->config.nz;
    b->one = engine_from(&one);
    compile_equations(&one, b->one);
    if (b->one == NULL) return EXIT_FAILURE;
    if (!fits_in_memory(2 * COPY_BYTES, "a copy")) return EXIT_FAILURE;
    b->from = calloc(1, COPY_BYTES), b->to = calloc(1, COPY_BYTES);
    if (b->from == NULL || b->to == NULL) return no_memory("a copy");
    memset(b->from, 1, COPY_BYTES);
    memset(b->to, 2, COPY_BYTES);
    for (int32_t i = 0; i < 2; i++) { // two keyframes, some steps apart
        mg_engine_step(b->one, WARM_UP_STEPS - i * (WARM_UP_STEPS - 20));
        mg_engine_step(b->all, WARM_UP_STEPS - i * (WARM_UP_STEPS - 20));
        mg_engine_publish(b->one);
        mg_engine_publish(b->all);
    }
    return EXIT_SUCCESS;
}

int command_bench(RunOptions *o) {
    Bench b = { 0 };
    int code = make_engine(o, &b.all);
    if (code == EXIT_SUCCESS) code = prepare(&b, &o->base);
    if (code == EXIT_SUCCESS) run_rounds(&b, &o->base);
    mg_engine_destroy(b.one);
    mg_engine_destroy(b.all);
    free(b.from);
    free(b.to);
    return code;
}

// What more threads bring: stepping, meshing and molecules with 1, 2, 4, ... threads, as a table of medians.
//
//     bench_scaling [--most N] [--rounds 5]        most: of threads; without it, as many as the machine has
//
// The rows take turns (measure.h). Beside each figure stands how many times that of one thread it is.
#define _GNU_SOURCE
#include "measure.h"

#include "base/platform.h"
#include "morphogen/morphogen.h"

#define WARM_UP_STEPS 400 // until a pattern fills the box
#define LARGE_WARM_UP_STEPS 40
#define MAX_COUNTS 12

// A box of one model, stepped by one number of threads.
typedef struct Job {
    MgEngine *engine;
    double cells;
    int32_t steps;
    MgMeshRequest request;
} Job;

typedef struct Kind {
    const char *name, *model, *unit;
    int32_t size, warm_up, steps;
    bool meshes;
} Kind;

static const Kind kinds[] = {
    { "Gray-Scott 64^3", "gray_scott", "Gcell", 64, WARM_UP_STEPS, 160, false },
    { "Gray-Scott 128^3", "gray_scott", "Gcell", 128, WARM_UP_STEPS, 40, true },
    { "Gray-Scott 256^3", "gray_scott", "Gcell", 256, LARGE_WARM_UP_STEPS, 8, false },
    { "molecules (rdme) 128^3", "rdme", "Mcell", 128, LARGE_WARM_UP_STEPS, 2, false },
};
#define KINDS ((int32_t)(sizeof kinds / sizeof kinds[0]))

static Job job_of(const Kind *kind, int32_t threads) {
    MgConfig config = mg_config_default();
    config.model = kind->model, config.threads = threads;
    config.nx = config.ny = config.nz = kind->size;
    double unit = strcmp(kind->unit, "Mcell") == 0 ? 1e-6 : 1e-9;
    Job job = { .cells = unit * kind->size * kind->size * kind->size };
    if (mg_engine_create(&config, &job.engine) != MG_OK) stop(mg_error_message());
    mg_engine_step(job.engine, kind->warm_up);
    mg_engine_publish(job.engine);
    int32_t round = mg_engine_tiling(job.engine).steps; // whole rounds of fused steps only
    job.steps = round > 0 ? (kind->steps + round - 1) / round * round : kind->steps;
    job.request = mg_mesh_request_default(job.engine);
    return job;
}

static void step(void *argument) {
    const Job *job = argument;
    mg_engine_step(job->engine, job->steps);
}

static void mesh(void *argument) {
    Job *job = argument;
    const MgMesh *made;
    if (mg_engine_mesh(job->engine, &job->request, &made) != MG_OK) stop(mg_error_message());
    job->cells = 1e-6 * made->triangle_count;
}

static int32_t by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Of a row, by the wall clock: units a second.
static double median_of(const char *id) {
    Row *row = row_named(id, "");
    qsort(row->wall, (size_t)row->rounds, sizeof row->wall[0], by_size);
    return row->work / row->wall[row->rounds / 2];
}

static void print_row(const char *name, const char *what, const char *unit, const int32_t *threads, int32_t counts) {
    double one = 0;
    printf("| %s, %s: %s/s |", name, what, unit);
    for (int32_t i = 0; i < counts; i++) {
        char id[64];
        snprintf(id, sizeof id, "%s %s %d", what, name, threads[i]);
        double speed = median_of(id);
        if (i == 0) one = speed;
        printf(" %.3g", speed);
        if (i > 0) printf(" (%.2f)", speed / one);
        printf(" |");
    }
    printf("\n");
}

static void measure_kind(const Kind *kind, const int32_t *threads, int32_t counts, int32_t rounds) {
    Job jobs[MAX_COUNTS];
    for (int32_t i = 0; i < counts; i++) jobs[i] = job_of(kind, threads[i]);
    for (int32_t round = 0; round < rounds; round++)
        for (int32_t i = 0; i < counts; i++) {
            Job *job = &jobs[i];
            char id[64];
            snprintf(id, sizeof id, "step %s %d", kind->name, threads[i]);
            measure(id, kind->unit, job->cells * job->steps, step, job);
            if (!kind->meshes) continue;
            Job meshing = *job;
            mesh(&meshing); // makes room, and tells the triangles
            snprintf(id, sizeof id, "mesh %s %d", kind->name, threads[i]);
            measure(id, "Mtri", meshing.cells, mesh, &meshing);
        }
    for (int32_t i = 0; i < counts; i++) mg_engine_destroy(jobs[i].engine);
}

int main(int argc, char **argv) {
    int32_t most = mg_platform_parallelism(), rounds = 5, threads[MAX_COUNTS], counts = 0;
    for (int32_t i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--most") == 0) most = atoi(argv[i + 1]);
        else if (strcmp(argv[i], "--rounds") == 0) rounds = atoi(argv[i + 1]);
        else stop("usage: bench_scaling [--most N] [--rounds N]");
    }
    if (most < 1 || most > 1024 || rounds < 1 || rounds > MAX_ROUNDS) stop("most is 1..1024, rounds are 1..99");
    for (int32_t n = 1; n < most; n *= 2) threads[counts++] = n;
    threads[counts++] = most;
    printf("| threads |");
    for (int32_t i = 0; i < counts; i++) printf(" %d |", threads[i]);
    printf("\n|---|");
    for (int32_t i = 0; i < counts; i++) printf("---|");
    printf("\n");
    for (int32_t k = 0; k < KINDS; k++) {
        measure_kind(&kinds[k], threads, counts, rounds);
        print_row(kinds[k].name, "step", kinds[k].unit, threads, counts);
        if (kinds[k].meshes) print_row(kinds[k].name, "mesh", "Mtri", threads, counts);
        fflush(stdout);
    }
    return 0;
}

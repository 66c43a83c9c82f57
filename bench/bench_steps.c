// How fast fields are stepped, published and meshed, and what the machine could do: JSON of every round.
//
//     bench_steps [--size 128] [--large 256] [--rounds 9] [--brief]
//     bench_steps --scene NX NY NZ BX BY BZ SEEDING SEED [name=value ...] [--rounds 9]      BX: 0 periodic, 1 no flux
//
// Rows take turns (measure.h). --brief leaves out the large box, scheduling and peers: for one more instruction set.
#define _GNU_SOURCE
#include "measure.h"

#include "base/platform.h"
#include "base/scheduler.h"
#include "morphogen/morphogen.h"
#include "plain_gray_scott.h"

#define WARM_UP_STEPS 400             // until a pattern fills the box
#define KEYFRAME_STEPS 24             // between the two that a mesh blends
#define COPY_BYTES ((size_t)64 << 20) // larger than any cache of one core
#define ADDITIONS 4000000
#define EMPTY_LOOPS 20000
#define SLEEPS 20
#define LONGER_THAN_A_SPIN_NS 2000000

typedef struct Options {
    int32_t size, large, rounds;
    bool brief;
} Options;

// ---- engines

typedef struct Steps {
    MgEngine *engine;
    int32_t count;
} Steps;

static void run_steps(void *argument) {
    const Steps *steps = argument;
    mg_engine_step(steps->engine, steps->count);
}

static MgEngine *engine_of(int32_t n, int32_t threads, const MgTiling *tiling, double laplacian) {
    MgConfig config = mg_config_default();
    config.nx = config.ny = config.nz = n, config.threads = threads;
    MgEngine *engine;
    if (mg_engine_create(&config, &engine) != MG_OK) stop(mg_error_message());
    if (mg_engine_set(engine, "laplacian", laplacian) != MG_OK) stop(mg_error_message());
    if (tiling != NULL && mg_engine_set_tiling(engine, tiling) != MG_OK) stop(mg_error_message());
    return engine;
}

static void measure_steps(const char *id, MgEngine *engine, int32_t n, int32_t count) {
    Steps steps = { engine, count };
    measure(id, "Gcell", 1e-9 * n * n * n * count, run_steps, &steps);
}

// The chosen number of fused steps divides no round figure: whole rounds only, or the rest would be stepped less fused.
static int32_t whole_rounds(const MgEngine *engine, int32_t about) {
    int32_t round = mg_engine_tiling(engine).steps;
    return (about + round - 1) / round * round;
}

// ---- the machine

static void add_in_turn(void *argument) {
    (void)argument;
    uint64_t sum = 1;
    for (int32_t i = 0; i < ADDITIONS; i++) {
#if defined(__x86_64__)
        __asm__ volatile("addq $1, %0" : "+r"(sum)); // one cycle each: the next needs this one
#elif defined(__aarch64__)
        __asm__ volatile("add %0, %0, #1" : "+r"(sum));
#endif
    }
}

static char *copy_from, *copy_to;

// Called through a pointer that may change, or the compiler sees that nobody reads the copy.
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;

static void copy_memory(void *argument) {
    (void)argument;
    copy(copy_to, copy_from, COPY_BYTES);
}

static void prepare_copy(void) {
    copy_from = malloc(COPY_BYTES), copy_to = malloc(COPY_BYTES);
    if (copy_from == NULL || copy_to == NULL) stop("no memory");
    memset(copy_from, 1, COPY_BYTES);
    memset(copy_to, 2, COPY_BYTES);
}

// ---- the pool

static void no_work(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)context, (void)begin, (void)end, (void)worker;
}

static void fork_and_join(void *argument) {
    MgScheduler *scheduler = argument;
    for (int32_t i = 0; i < EMPTY_LOOPS; i++)
        mg_parallel_for(scheduler, mg_scheduler_threads(scheduler), 1, no_work, NULL);
}

// The threads sleep when the loop comes. Their sleep is no part of the figure.
static double wake_seconds(MgScheduler *scheduler) {
    double seconds = 0;
    for (int32_t i = 0; i < SLEEPS; i++) {
        nanosleep(&(struct timespec){ 0, LONGER_THAN_A_SPIN_NS }, NULL);
        double started = mg_platform_seconds();
        mg_parallel_for(scheduler, mg_scheduler_threads(scheduler), 1, no_work, NULL);
        seconds += mg_platform_seconds() - started;
    }
    return seconds;
}

static void measure_waking(MgScheduler *scheduler) {
    Row *row = row_named("fork_join_asleep", "loop");
    double cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    row->work = SLEEPS, row->wall[row->rounds] = wake_seconds(scheduler);
    row->cpu[row->rounds++] = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
}

// ---- publishing and meshing

typedef struct Meshing {
    MgEngine *engine;
    MgMeshRequest request;
    int32_t triangles;
} Meshing;

static void publish(void *engine) { mg_engine_publish(engine); }

static void mesh(void *argument) {
    Meshing *m = argument;
    const MgMesh *made;
    if (mg_engine_mesh(m->engine, &m->request, &made) != MG_OK) stop(mg_error_message());
    m->triangles = made->triangle_count;
}

static int32_t measure_mesh(const char *id, MgEngine *engine, MgVertexFormat format, float blend) {
    Meshing m = { engine, mg_mesh_request_default(engine), 0 };
    m.request.format = format, m.request.blend = blend;
    mesh(&m); // makes room, and tells the triangles
    measure(id, "Mtri", 1e-6 * m.triangles, mesh, &m);
    return m.triangles;
}

// ---- the run

typedef struct Engines {
    MgEngine *one, *all, *one_unfused, *all_unfused, *isotropic, *one_small, *all_small, *large, *large_unfused;
    MgEngine *oversubscribed[3]; // 2, 4 and 8 times the threads there are
    MgScheduler *pool;
    PlainGrayScott plain;
    int32_t triangles;
} Engines;

static const MgTiling unfused = { 1, 0, 0 };

static void grow(MgEngine *engine, int32_t steps) {
    mg_engine_step(engine, steps);
    mg_engine_publish(engine);
    mg_engine_step(engine, KEYFRAME_STEPS);
    mg_engine_publish(engine);
}

static Engines prepare(const Options *o, int32_t all) {
    Engines e = { .one = engine_of(o->size, 1, NULL, 0),
                  .one_unfused = engine_of(o->size, 1, &unfused, 0),
                  .isotropic = engine_of(o->size, 1, NULL, 1) };
    grow(e.one, WARM_UP_STEPS);
    mg_engine_step(e.one_unfused, WARM_UP_STEPS / 4);
    mg_engine_step(e.isotropic, WARM_UP_STEPS / 4);
    prepare_copy();
    e.plain = plain_gray_scott_start(o->size);
    if (o->brief) return e;
    e.all = engine_of(o->size, all, NULL, 0), e.all_unfused = engine_of(o->size, all, &unfused, 0);
    grow(e.all, WARM_UP_STEPS);
    mg_engine_step(e.all_unfused, WARM_UP_STEPS / 4);
    e.one_small = engine_of(o->size / 2, 1, NULL, 0), e.all_small = engine_of(o->size / 2, all, NULL, 0);
    for (int32_t i = 0; i < 3; i++) e.oversubscribed[i] = engine_of(o->size, all << (i + 1), NULL, 0);
    if (o->large > 0) {
        e.large = engine_of(o->large, all, NULL, 0), e.large_unfused = engine_of(o->large, all, &unfused, 0);
        mg_engine_step(e.large, 2), mg_engine_step(e.large_unfused, 2); // touches all memory
    }
    e.pool = mg_scheduler_create(all);
    return e;
}

static void measure_machine_and_one(const Options *o, Engines *e) {
    measure("clock", "G/s", 1e-9 * ADDITIONS, add_in_turn, NULL);
    measure("memory_copy_1_thread", "GB", 2e-9 * (double)COPY_BYTES, copy_memory, NULL);
    measure_steps("step_1_thread", e->one, o->size, whole_rounds(e->one, 20));
    measure_steps("step_1_thread_unfused", e->one_unfused, o->size, 10);
    measure_steps("step_1_thread_27_points", e->isotropic, o->size, whole_rounds(e->isotropic, 8));
    e->triangles = measure_mesh("mesh_1_thread", e->one, MG_VERTEX_PACKED, 1.0f);
    measure_mesh("mesh_1_thread_blended", e->one, MG_VERTEX_PACKED, 0.5f);
    measure_mesh("mesh_1_thread_float", e->one, MG_VERTEX_FLOAT, 1.0f);
    measure("publish_1_thread", "publish", 1, publish, e->one);
    mg_engine_step(e->one, KEYFRAME_STEPS), mg_engine_publish(e->one); // or the keyframes would be one and the same
    measure("plain_c_1_thread", "Gcell", 1e-9 * o->size * o->size * o->size, plain_gray_scott_step, &e->plain);
}

static void measure_all(const Options *o, Engines *e) {
    measure_steps("step_all_threads", e->all, o->size, whole_rounds(e->all, 20));
    measure_steps("step_all_threads_unfused", e->all_unfused, o->size, 10);
    measure_steps("step_1_thread_small", e->one_small, o->size / 2, whole_rounds(e->one_small, 160));
    measure_steps("step_all_threads_small", e->all_small, o->size / 2, whole_rounds(e->all_small, 160));
    for (int32_t i = 0; i < 3; i++) {
        char id[64];
        snprintf(id, sizeof id, "step_%d_times_the_threads", 2 << i);
        measure_steps(id, e->oversubscribed[i], o->size, whole_rounds(e->oversubscribed[i], 20));
    }
    if (e->large) measure_steps("step_all_threads_large", e->large, o->large, whole_rounds(e->large, 4));
    if (e->large) measure_steps("step_all_threads_large_unfused", e->large_unfused, o->large, 2);
    measure_mesh("mesh_all_threads", e->all, MG_VERTEX_PACKED, 1.0f);
    measure("publish_all_threads", "publish", 1, publish, e->all);
    measure("fork_join_awake", "loop", EMPTY_LOOPS, fork_and_join, e->pool);
    measure_waking(e->pool);
}

static void print_tiling(const char *name, const MgEngine *engine) {
    MgTiling t = mg_engine_tiling(engine);
    printf("\"%s\": {\"steps\": %d, \"rows\": %d, \"planes\": %d},\n", name, t.steps, t.rows, t.planes);
}

static void run(const Options *o) {
    int32_t all = mg_scheduler_default_threads();
    Engines e = prepare(o, all);
    for (int32_t round = 0; round < o->rounds; round++) {
        measure_machine_and_one(o, &e);
        if (!o->brief) measure_all(o, &e);
    }
    printf("{\"size\": %d, \"large\": %d, \"threads\": %d, \"rounds\": %d, \"triangles\": %d, \"cache_bytes\": %zu,\n",
           o->size, o->large, all, o->rounds, e.triangles, mg_platform_cache_bytes());
    print_tiling("tiling_1_thread", e.one);
    if (e.all) print_tiling("tiling_all_threads", e.all);
    if (e.large) print_tiling("tiling_large", e.large);
    print_measured();
    printf("}\n");
    MgEngine **engines = (MgEngine **)&e;
    for (int32_t i = 0; i < 12; i++) mg_engine_destroy(engines[i]);
    mg_scheduler_destroy(e.pool);
    plain_gray_scott_end(&e.plain);
    free(copy_from), free(copy_to);
}

// ---- a scene

static void set_word(MgEngine *engine, const char *word) {
    char name[64];
    const char *equals = strchr(word, '=');
    if (equals == NULL || equals - word >= (ptrdiff_t)sizeof name) stop("a setting is name=value");
    memcpy(name, word, (size_t)(equals - word));
    name[equals - word] = 0;
    if (mg_engine_set(engine, name, atof(equals + 1)) != MG_OK) stop(mg_error_message());
}

static MgEngine *scene_engine(char **words, int32_t count, int32_t threads) {
    MgConfig config = mg_config_default();
    config.nx = atoi(words[0]), config.ny = atoi(words[1]), config.nz = atoi(words[2]), config.threads = threads;
    for (int32_t axis = 0; axis < 3; axis++) config.boundary[axis] = (MgBoundary)atoi(words[3 + axis]);
    MgEngine *engine;
    if (mg_engine_create(&config, &engine) != MG_OK) stop(mg_error_message());
    for (int32_t i = 8; i < count; i++) set_word(engine, words[i]);
    if (mg_engine_seed(engine, words[6], strtoull(words[7], NULL, 10)) != MG_OK) stop(mg_error_message());
    grow(engine, WARM_UP_STEPS);
    return engine;
}

static void run_scene(char **words, int32_t count, int32_t rounds) {
    MgEngine *one = scene_engine(words, count, 1), *all = scene_engine(words, count, 0);
    double cells = 1e-9 * atoi(words[0]) * atoi(words[1]) * atoi(words[2]);
    int32_t triangles = 0;
    for (int32_t round = 0; round < rounds; round++) {
        Steps steps[2] = { { one, whole_rounds(one, 20) }, { all, whole_rounds(all, 20) } };
        measure("step_1_thread", "Gcell", cells * steps[0].count, run_steps, &steps[0]);
        measure("step_all_threads", "Gcell", cells * steps[1].count, run_steps, &steps[1]);
        triangles = measure_mesh("mesh_1_thread", one, MG_VERTEX_PACKED, 1.0f);
        measure("publish_1_thread", "publish", 1, publish, one);
    }
    printf("{\"threads\": %d, \"triangles\": %d,\n", mg_engine_threads(all), triangles);
    print_measured();
    printf("}\n");
    mg_engine_destroy(one);
    mg_engine_destroy(all);
}

int main(int argc, char **argv) {
    Options o = { 128, 256, 9, false };
    int32_t scene = 0, scene_words = 0;
    for (int32_t i = 1; i < argc; i++) {
        bool more = i + 1 < argc;
        if (strcmp(argv[i], "--brief") == 0) o.brief = true;
        else if (strcmp(argv[i], "--size") == 0 && more) o.size = atoi(argv[++i]);
        else if (strcmp(argv[i], "--large") == 0 && more) o.large = atoi(argv[++i]);
        else if (strcmp(argv[i], "--rounds") == 0 && more) o.rounds = atoi(argv[++i]);
        else if (strcmp(argv[i], "--scene") == 0) scene = i + 1;
        else if (scene > 0) scene_words = i + 1 - scene;
        else stop("usage: bench_steps [--size N] [--large N] [--rounds N] [--brief] [--scene ...]");
    }
    if (o.size < 16 || o.size > 1024 || o.rounds < 1 || o.rounds > MAX_ROUNDS)
        stop("size is 16..1024, rounds are 1..99");
    if (scene > 0 && scene_words < 8) stop("--scene NX NY NZ BX BY BZ SEEDING SEED [name=value ...]");
    if (scene > 0) run_scene(argv + scene, scene_words, o.rounds);
    else run(&o);
    return 0;
}

// morphogen validate: compares results with published and exact ones, in some seconds. Since bits are the same
// everywhere, the result holds wherever the hashes agree. ./dev validate in the source tree runs a larger set.
//
// Every tolerance is justified. Seeds are fixed, so a row always gives the same result.
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "terminal/json_memory.h"

typedef struct Table {
    const RunOptions *o;
    int32_t rows, wrong, failed; // failed: could not be computed
    json_t *json;                // NULL: printed as a table
} Table;

// ---- the table

static void add_json(Table *t, json_t *row) {
    if (row == NULL || json_array_append_new(t->json, row) != 0) t->failed++;
}

static void print_row(Table *t, const char *name, const char *expected, const char *got, const char *tolerance,
                      bool holds, const char *source) {
    t->rows++;
    if (!holds) t->wrong++;
    if (t->json != NULL) return;
    printf("%-52s %16s %16s %10s %-6s%s\n", name, expected, got, tolerance, holds ? "" : "WRONG", source);
    fflush(stdout);
}

static void row(Table *t, const char *name, double expected, double got, double tolerance, const char *source) {
    char texts[3][32];
    bool holds = fabs(got - expected) <= tolerance; // false for NaN
    snprintf(texts[0], sizeof texts[0], "%.8g", expected);
    snprintf(texts[1], sizeof texts[1], "%.8g", got);
    snprintf(texts[2], sizeof texts[2], "%.2g", tolerance);
    print_row(t, name, texts[0], texts[1], texts[2], holds, source);
    if (t->json != NULL)
        add_json(t, json_pack("{s:s, s:f, s:f, s:f, s:b, s:s}", "case", name, "expected", expected, "got", got,
                              "tolerance", tolerance, "holds", holds, "source", source));
}

static void row_of_text(Table *t, const char *name, const char *expected, const char *got, const char *source) {
    bool holds = strcmp(expected, got) == 0;
    print_row(t, name, expected, got, "equal", holds, source);
    if (t->json != NULL)
        add_json(t, json_pack("{s:s, s:s, s:s, s:i, s:b, s:s}", "case", name, "expected", expected, "got", got,
                              "tolerance", 0, "holds", holds, "source", source));
}

// ---- engines

static MgConfig box_of(const Table *t, int32_t nx, int32_t ny, int32_t nz, double dx) {
    MgConfig c = t->o->base.config;
    c.nx = nx, c.ny = ny, c.nz = nz, c.dx = dx;
    return c;
}

typedef struct Value {
    const char *name;
    double value;
} Value;

static MgEngine *make(Table *t, const MgConfig *config, const Value *values) {
    MgEngine *engine = NULL;
    MgStatus status = mg_engine_create(config, &engine);
    for (; status == MG_OK && values->name != NULL; values++)
        status = mg_engine_set(engine, values->name, values->value);
    if (status == MG_OK) status = mg_engine_seed(engine, NULL, config->seed);
    if (status == MG_OK) return engine;
    print_failure();
    mg_engine_destroy(engine);
    t->failed++;
    return NULL;
}

typedef double (*Profile)(const MgConfig *c, int32_t x, int32_t y, int32_t z);

static void write_profile(Table *t, MgEngine *engine, const MgConfig *c, const char *field, Profile profile) {
    size_t cells = (size_t)c->nx * (size_t)c->ny * (size_t)c->nz, i = 0;
    float *values = malloc(cells * sizeof *values);
    for (int32_t z = 0; z < c->nz && values != NULL; z++)
        for (int32_t y = 0; y < c->ny; y++)
            for (int32_t x = 0; x < c->nx; x++) values[i++] = (float)profile(c, x, y, z);
    if (values == NULL || mg_engine_write_field(engine, field, values, cells) != MG_OK) t->failed++;
    free(values);
}

// ---- pure diffusion: u alone decays by the discrete symbol of its Laplacian

static const double pi = 3.14159265358979323846;
static int32_t mode[3];

static double wave(const MgConfig *c, int32_t x, int32_t y, int32_t z) {
    double n = c->nx;
    return cos(2 * pi * mode[0] * x / n) * cos(2 * pi * mode[1] * y / n) * cos(2 * pi * mode[2] * z / n);
}

static double nothing(const MgConfig *c, int32_t x, int32_t y, int32_t z) {
    (void)c, (void)x, (void)y, (void)z;
    return 0;
}

// The amplitude of the wave: the view's projection on it.
static double along_wave(MgEngine *engine, const MgConfig *c) {
    const MgKeyframe *k = mg_engine_publish(engine);
    double along = 0, norm = 0;
    for (int32_t z = 0; z < k->nz; z++)
        for (int32_t y = 0; y < k->ny; y++)
            for (int32_t x = 0; x < k->nx; x++) {
                double w = wave(c, x, y, z);
                along += w * (double)k->values[x + y * k->row_stride + z * k->plane_stride], norm += w * w;
            }
    return along / norm;
}

static double symbol(int32_t laplacian, int32_t n) {
    double c[3];
    for (int32_t i = 0; i < 3; i++) c[i] = cos(2 * pi * mode[i] / n);
    if (laplacian == 0) return 6 - 2 * (c[0] + c[1] + c[2]);
    return (128 - 28 * (c[0] + c[1] + c[2]) - 12 * (c[0] * c[1] + c[1] * c[2] + c[2] * c[0]) - 8 * c[0] * c[1] * c[2]) /
           30;
}

// Tolerance: a step rounds every cell by half a float's 6e-8; 1000 of them add up like a random walk, which the
// projection averages over the cells. 1e-5 of the answer leaves a factor of ten.
static void decay(Table *t, int32_t n, int32_t x, int32_t y, int32_t z, int32_t laplacian, int32_t steps) {
    const Value values[] = { { "feed", 0 }, { "kill", 0 }, { "du", 0.16 }, { "dt", 1 }, { "laplacian", laplacian },
                             { NULL, 0 } };
    MgConfig c = box_of(t, n, n, n, 1);
    MgEngine *engine = make(t, &c, values);
    char name[96];
    if (engine == NULL) return;
    mode[0] = x, mode[1] = y, mode[2] = z;
    write_profile(t, engine, &c, "v", nothing);
    write_profile(t, engine, &c, "u", wave);
    if (mg_engine_set_view(engine, "u") != MG_OK) t->failed++;
    double before = along_wave(engine, &c);
    mg_engine_step(engine, steps);
    double expected = pow(1 - 0.16 * symbol(laplacian, n), steps);
    snprintf(name, sizeof name, "diffusion: mode (%d,%d,%d), N=%d, %d steps, %s", x, y, z, n, steps,
             laplacian ? "27-point" : "7-point");
    row(t, name, expected, along_wave(engine, &c) / before, 1e-5 * fabs(expected), "(1 - D dt symbol)^steps");
    mg_engine_destroy(engine);
}

// ---- Gray-Scott's exact standing pulse: where Dv / Du = (F + k) / F, v = 1 / (p + q cosh kx), u = 1 - (F + k) / F v.
// With F = 0.06, k = 0.04, Dv = 1: the wave number is sqrt(0.1), v is at most 0.2 and u at least 2/3.

#define PULSE_CELLS 320
#define PULSE_DX 0.2

static double pulse_v(const MgConfig *c, int32_t x, int32_t y, int32_t z) {
    (void)y, (void)z;
    double p = 1 / (3 * 0.1), q = sqrt(p * p - 1 / (2 * 0.06)), at = (x - PULSE_CELLS / 2) * c->dx;
    return 1 / (p + q * cosh(sqrt(0.1) * at));
}

static double pulse_u(const MgConfig *c, int32_t x, int32_t y, int32_t z) {
    return 1 - 0.1 / 0.06 * pulse_v(c, x, y, z);
}

// It is stationary up to the residual of the stencil, dx^2 / 12 v'''': at this dx some 1e-6 a unit of time, times the
// time of 5.
static void standing_pulse(Table *t) {
    const Value values[] = { { "feed", 0.06 }, { "kill", 0.04 }, { "du", 0.6 },
                             { "dv", 1 },      { "dt", 0.005 },  { NULL, 0 } };
    MgConfig c = box_of(t, PULSE_CELLS, 8, 8, PULSE_DX);
    MgFieldStatistics u, v;
    MgEngine *engine = make(t, &c, values);
    if (engine == NULL) return;
    write_profile(t, engine, &c, "u", pulse_u);
    write_profile(t, engine, &c, "v", pulse_v);
    mg_engine_step(engine, 1000);
    if (mg_engine_field_statistics(engine, "u", &u) != MG_OK || mg_engine_field_statistics(engine, "v", &v) != MG_OK)
        t->failed++;
    const char *source = "v = 1/(p + q cosh kx), exact";
    row(t, "Gray-Scott: standing pulse at t=5, largest v", 0.2, v.max, 2e-5, source);
    row(t, "Gray-Scott: standing pulse at t=5, least u", 2.0 / 3, u.min, 3e-5, source);
    mg_engine_destroy(engine);
}

// ---- molecules: every cell without diffusion is a vessel of its own, 32768 of them

#define DSMTS "DSMTS, doi 10.1093/bioinformatics/btm566"
#define VESSELS_EDGE 32

typedef struct Moments {
    double mean, variance, fourth, count;
} Moments; // variance and fourth: central

static Moments moments_of(MgEngine *engine, const char *species) {
    MgStatus status = mg_engine_set_view(engine, species);
    const MgKeyframe *k = mg_engine_publish(engine);
    Moments m = { .count = (double)k->nx * k->ny * k->nz };
    for (int32_t pass = 0; pass < 2; pass++)
        for (int32_t z = 0; z < k->nz; z++)
            for (int32_t y = 0; y < k->ny; y++)
                for (int32_t x = 0; x < k->nx; x++) {
                    double value = (double)k->values[x + y * k->row_stride + z * k->plane_stride], d = value - m.mean;
                    if (pass == 0) m.mean += value / m.count;
                    else m.variance += d * d / (m.count - 1), m.fourth += d * d * d * d / m.count;
                }
    if (status != MG_OK) m.mean = NAN;
    return m;
}

// The mean within 3 of its standard errors, the variance within 5 (its error from the sample's own fourth moment).
static void rows_of_moments(Table *t, const char *name, Moments m, double mean, double variance, const char *source) {
    char label[96];
    snprintf(label, sizeof label, "%s: mean", name);
    row(t, label, mean, m.mean, 3 * sqrt(variance / m.count), source);
    snprintf(label, sizeof label, "%s: variance", name);
    row(t, label, variance, m.variance, 5 * sqrt((m.fourth - m.variance * m.variance) / m.count), source);
}

static MgEngine *make_network(Table *t, const char *text, int32_t nx, int32_t n, double dt, MgConfig *c) {
    const Value values[] = { { "dt", dt }, { NULL, 0 } };
    *c = box_of(t, nx, n, n, 1);
    c->text = text, c->model = "network";
    return make(t, c, values);
}

typedef struct Vessel {
    const char *name, *text, *species;
    int32_t time;
    double dt, mean, sd;
    const char *source;
} Vessel;

static const Vessel vessels[] = {
    { "birth-death 001-01, t=50", "species X initial=100\nreaction X -> 2 X rate 0.1\nreaction X -> 0 rate 0.11\n", "X",
      50, 1, 60.65307, 22.38677, DSMTS },
    { "immigration-death 002-01, t=10", "species X\nreaction 0 -> X rate 1\nreaction X -> 0 rate 0.1\n", "X", 10, 1,
      6.321206, 2.514201, DSMTS },
    { "dimerisation 003-01, t=20",
      "species P initial=100\nspecies P2\nreaction 2 P -> P2 rate 0.001\nreaction P2 -> 2 P rate 0.01\n", "P", 20, 1,
      38.315665, 5.085969, DSMTS },
    { "batch immigration 004-01, t=10", "species X\nreaction 0 -> 5 X rate 1\nreaction X -> 0 rate 0.2\n", "X", 10, 1,
      21.616618, 8.408379, DSMTS },
    { "A + F -> 2 A from 5 and 20, t=10",
      "species A initial=5\nspecies F initial=20\nreaction A + F -> 2 A rate 0.01\n", "A", 10, 5, 18.2210, 3.197390,
      "master equation of 21 states" },
    { "A -> 0 from 30, t=10", "species A initial=30\nreaction A -> 0 rate 0.05\n", "A", 10, 0.5, 18.195920, 2.675785,
      "binomial" },
    { "0 -> F -> 0 while F spreads, t=20", "species F D=0.2\nreaction 0 -> F rate 2\nreaction F -> 0 rate 0.1\n", "F",
      20, 0.1, 17.293294, 4.158521, "Poisson" },
};

static void reactions(Table *t) {
    for (size_t i = 0; i < sizeof vessels / sizeof vessels[0]; i++) {
        const Vessel *v = &vessels[i];
        MgConfig c;
        MgEngine *engine = make_network(t, v->text, VESSELS_EDGE, VESSELS_EDGE, v->dt, &c);
        if (engine == NULL) continue;
        mg_engine_step(engine, (int32_t)(v->time / v->dt + 0.5));
        rows_of_moments(t, v->name, moments_of(engine, v->species), v->mean, v->sd * v->sd, v->source);
        mg_engine_destroy(engine);
    }
}

// ---- molecules that only hop

// sum K^2 and sum (K * K)^2 over the box, of the kernel of that many steps, from its symbol.
static void kernel_sums(int32_t n, double p, int32_t steps, double *k2, double *k4) {
    *k2 = *k4 = 0;
    for (int32_t i = 0; i < n * n * n; i++) {
        double c = cos(2 * pi * (i % n) / n) + cos(2 * pi * (i / n % n) / n) + cos(2 * pi * (i / n / n) / n);
        double s = pow(1 - 2 * p * (3 - c), 2.0 * steps);
        *k2 += s / ((double)n * n * n), *k4 += s * s / ((double)n * n * n);
    }
}

static void loosening(Table *t) {
    const int32_t n = VESSELS_EDGE, mean_count = 20, steps = 30;
    const double p = 0.02;
    MgConfig c;
    MgFieldStatistics after;
    MgEngine *engine = make_network(t, "species A D=0.02 initial=20\n", n, n, 1, &c);
    double k2, k4, cells = (double)n * n * n;
    if (engine == NULL) return;
    mg_engine_step(engine, steps);
    Moments m = moments_of(engine, "A");
    kernel_sums(n, p, steps, &k2, &k4);
    double correlated = (1 - k2) * (1 - k2) + (k4 - k2 * k2);
    row(t, "hops: variance / mean of 20 a cell, 30 steps", 1 - k2, m.variance / mean_count,
        4 * sqrt(2 / cells * correlated), "1 - sum K^2");
    if (mg_engine_field_statistics(engine, "A", &after) != MG_OK) t->failed++;
    row(t, "hops: molecules after 30 steps", mean_count * cells, after.total, 0, "conservation");
    mg_engine_destroy(engine);
}

static double middle_plane(const MgConfig *c, int32_t x, int32_t y, int32_t z) {
    (void)y, (void)z;
    return x == c->nx / 2 ? 200 : 0;
}

static void spreading(Table *t) {
    const int32_t steps = 100;
    const double p = 0.08;
    MgConfig c;
    MgEngine *engine = make_network(t, "species A D=0.08\n", 64, 16, 1, &c);
    if (engine == NULL) return;
    write_profile(t, engine, &c, "A", middle_plane);
    mg_engine_step(engine, steps);
    const MgKeyframe *k = mg_engine_publish(engine);
    double count = 0, first = 0, second = 0, fourth = 0;
    for (int32_t z = 0; z < k->nz; z++)
        for (int32_t y = 0; y < k->ny; y++)
            for (int32_t x = 0; x < k->nx; x++) {
                double n = (double)k->values[x + y * k->row_stride + z * k->plane_stride], d = x - c.nx / 2;
                count += n, first += n * d, second += n * d * d, fourth += n * d * d * d * d;
            }
    first /= count, second /= count, fourth /= count;
    row(t, "hops: <x> of a released plane", 0, first, 4 * sqrt(second / count), "no drift");
    row(t, "hops: <x^2> of a released plane", 2 * p * steps, second, 4 * sqrt((fourth - second * second) / count),
        "2 D t");
    mg_engine_destroy(engine);
}

// ---- the same bits as everywhere: rows of tests/golden/hashes.txt, written into golden_rows.inc when this was built

static const char *const golden_rows[] = {
#include "golden_rows.inc"
    NULL,
};

// "gray_scott 40x52x33 periodic noise 7 100 feed=0.03 a3a5a74f8067bc0f"
static void same_bits(Table *t, const char *text) {
    char model[32], size[32], boundary[48], seeding[32], settings[128], hash[20], got[20] = "", name[96];
    uint64_t seed;
    int steps;
    Options o = t->o->base;
    if (sscanf(text, "%31s %31s %47s %31s %" SCNu64 " %d %127s %19s", model, size, boundary, seeding, &seed, &steps,
               settings, hash) != 8 ||
        !parse_size(size, &o.config) || !parse_boundary(boundary, &o.config) ||
        (strcmp(settings, "-") != 0 && !parse_settings(settings, &o))) {
        t->failed++;
        return;
    }
    o.config.model = model, o.config.seed = seed, o.seeding = strcmp(seeding, "-") != 0 ? seeding : NULL;
    MgEngine *engine = engine_from(&o);
    if (engine != NULL) {
        mg_engine_step(engine, steps);
        snprintf(got, sizeof got, "%016" PRIx64, mg_engine_hash(engine));
    } else t->failed++;
    mg_engine_destroy(engine);
    snprintf(name, sizeof name, "bits: %s %s %.16s, %d steps", model, size, boundary, steps);
    row_of_text(t, name, hash, got, "every machine, tests/golden");
}

// ---- the command

static int end_of_table(const Table *t) {
    char *text =
        t->json != NULL ? json_dumps(t->json, JSON_INDENT(1) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(12)) : NULL;
    bool whole = !json_ran_out();
    if (text != NULL && whole) puts(text);
    else if (t->json != NULL) no_memory("the table");
    else if (t->wrong + t->failed == 0) printf("%d rows, all within their tolerances\n", t->rows);
    json_free_text(text);
    if (t->failed > 0) log_error("%d cases could not be computed", t->failed);
    if (t->wrong > 0) log_error("%d of %d rows are wrong", t->wrong, t->rows);
    return t->wrong + t->failed == 0 && whole ? EXIT_SUCCESS : EXIT_FAILURE;
}

int command_validate(RunOptions *o) {
    Table t = { .o = o };
    if (o->positional_count > 0) {
        log_error("validate takes no words, only flags: morphogen validate --json");
        return EXIT_USAGE;
    }
    if (o->base.json && (t.json = json_array()) == NULL) return no_memory("the table");
    if (t.json == NULL) printf("%-52s %16s %16s %10s       %s\n", "case", "expected", "got", "tolerance", "source");
    decay(&t, 64, 1, 0, 0, 0, 1000);
    decay(&t, 64, 1, 1, 1, 0, 1000);
    decay(&t, 32, 3, 2, 5, 1, 40);
    standing_pulse(&t);
    reactions(&t);
    loosening(&t);
    spreading(&t);
    for (int32_t i = 0; golden_rows[i] != NULL; i++) same_bits(&t, golden_rows[i]);
    int code = end_of_table(&t);
    json_decref(t.json);
    return code;
}

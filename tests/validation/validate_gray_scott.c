// Diffusion and Gray-Scott against exact answers: decay of Fourier modes by the discrete symbol, both Laplacians; where
// explicit Euler stops being stable; and the exact standing pulse, whose residual falls with the square of the cell.
#include "support/validation.h"

#include <math.h>

#include "morphogen/morphogen.h"

static const double pi = 3.14159265358979323846;

static void must(MgStatus status) {
    if (status == MG_OK) return;
    fprintf(stderr, "%s\n", mg_error_message());
    exit(2);
}

// ---- pure diffusion: u alone, no feed, no eater

typedef struct Mode {
    int32_t x, y, z;
} Mode;

static MgEngine *diffusion(int32_t n, double du, double dt, int32_t laplacian) {
    MgConfig config = mg_config_default();
    MgEngine *engine;
    config.nx = config.ny = config.nz = n;
    must(mg_engine_create(&config, &engine));
    must(mg_engine_set(engine, "feed", 0));
    must(mg_engine_set(engine, "kill", 0));
    must(mg_engine_set(engine, "du", du));
    must(mg_engine_set(engine, "dt", dt));
    must(mg_engine_set(engine, "laplacian", laplacian));
    size_t cells = (size_t)n * n * n;
    float *nothing = calloc(cells, sizeof(float));
    must(mg_engine_write_field(engine, "v", nothing, cells));
    free(nothing);
    return engine;
}

static double wave(int32_t n, Mode m, int32_t x, int32_t y, int32_t z) {
    return cos(2 * pi * m.x * x / n) * cos(2 * pi * m.y * y / n) * cos(2 * pi * m.z * z / n);
}

static void start_wave(MgEngine *engine, int32_t n, Mode m) {
    size_t cells = (size_t)n * n * n;
    float *u = malloc(cells * sizeof(float));
    for (size_t i = 0; i < cells; i++)
        u[i] = (float)wave(n, m, (int32_t)(i % n), (int32_t)(i / n % n), (int32_t)(i / n / n));
    must(mg_engine_write_field(engine, "u", u, cells));
    free(u);
}

// How much of the wave is left: the field's projection on it.
static double amplitude(MgEngine *engine, int32_t n, Mode m) {
    size_t cells = (size_t)n * n * n;
    float *u = malloc(cells * sizeof(float));
    must(mg_engine_read_field(engine, "u", u, cells));
    double along = 0, norm = 0;
    for (size_t i = 0; i < cells; i++) {
        double w = wave(n, m, (int32_t)(i % n), (int32_t)(i / n % n), (int32_t)(i / n / n));
        along += w * u[i], norm += w * w;
    }
    free(u);
    return along / norm;
}

static double decay(int32_t n, Mode m, double du, double dt, int32_t laplacian, int32_t steps) {
    MgEngine *engine = diffusion(n, du, dt, laplacian);
    start_wave(engine, n, m);
    double before = amplitude(engine, n, m);
    mg_engine_step(engine, steps);
    double after = amplitude(engine, n, m);
    mg_engine_destroy(engine);
    return after / before;
}

static double symbol7(int32_t n, Mode m) {
    double sx = sin(pi * m.x / n), sy = sin(pi * m.y / n), sz = sin(pi * m.z / n);
    return 4 * (sx * sx + sy * sy + sz * sz);
}

static double symbol27(int32_t n, Mode m) {
    double cx = cos(2 * pi * m.x / n), cy = cos(2 * pi * m.y / n), cz = cos(2 * pi * m.z / n);
    return (128 - 14 * 2 * (cx + cy + cz) - 3 * 4 * (cx * cy + cy * cz + cz * cx) - 8 * cx * cy * cz) / 30;
}

// Tolerance: a step rounds each cell by about half a float's 6e-8, and 1000 of them add up like a random walk over
// cells, which the projection averages: 1e-5 of the answer leaves a factor of ten.
static void modes_decay_by_the_symbol(void) {
    const double relative = 1e-5;
    mg_validate("mode (1,0,0), N=64, D=0.16, 1000 steps", 0.2139365, decay(64, (Mode){ 1, 0, 0 }, 0.16, 1, 0, 1000),
                relative * 0.2139365, "(1 - D dt 4 sin^2(pi/N))^1000");
    mg_validate("mode (1,1,1), N=64, D=0.16, 1000 steps", 0.00972184, decay(64, (Mode){ 1, 1, 1 }, 0.16, 1, 0, 1000),
                relative * 0.00972184, "(1 - D dt 12 sin^2(pi/N))^1000");
    const Mode modes[] = { { 1, 0, 0 }, { 1, 1, 1 }, { 3, 2, 5 }, { 0, 4, 1 } };
    for (int32_t i = 0; i < 4; i++) {
        char name[80];
        Mode m = modes[i];
        double expected7 = pow(1 - 0.16 * symbol7(32, m), 40), expected27 = pow(1 - 0.16 * symbol27(32, m), 40);
        snprintf(name, sizeof name, "mode (%d,%d,%d), N=32, 7 points, 40 steps", m.x, m.y, m.z);
        mg_validate(name, expected7, decay(32, m, 0.16, 1, 0, 40), relative * fabs(expected7), "7-point symbol");
        snprintf(name, sizeof name, "mode (%d,%d,%d), N=32, 27 points, 40 steps", m.x, m.y, m.z);
        mg_validate(name, expected27, decay(32, m, 0.16, 1, 1, 40), relative * fabs(expected27), "27-point symbol");
    }
}

// ---- stability: the fastest mode alternates along every axis. A hundred steps 1 % below the limit shrink it, 1 %
// above make it grow; by how much, the symbol says.

static void the_limit_is_where_it_should_be(void) {
    const double largest[] = { 12.0, 184.0 / 30.0 };
    const char *const names[] = { "7 points", "27 points" };
    for (int32_t laplacian = 0; laplacian < 2; laplacian++) {
        double most = 0;
        Mode worst = { 0, 0, 0 };
        for (int32_t i = 0; i < 9 * 9 * 9; i++) {
            Mode m = { i % 9, i / 9 % 9, i / 81 };
            double s = laplacian ? symbol27(16, m) : symbol7(16, m);
            if (s > most + 1e-9) most = s, worst = m;
        }
        char name[80];
        snprintf(name, sizeof name, "largest symbol, %s", names[laplacian]);
        mg_validate(name, largest[laplacian], most, 1e-9, "searched over all modes of N=16");
        for (int32_t side = -1; side <= 1; side += 2) {
            double du = 0.2, dt = 2 / (most * du) * (1 + 0.01 * side);
            double expected = pow(1 - du * dt * most, 100);
            snprintf(name, sizeof name, "mode (%d,%d,%d), 100 steps, dt %s limit, %s", worst.x, worst.y, worst.z,
                     side < 0 ? "below" : "above", names[laplacian]);
            mg_validate(name, expected, decay(16, worst, du, dt, laplacian, 100), 1e-4 * fabs(expected),
                        "(1 - D dt symbol)^100");
        }
    }
}

// ---- the standing pulse (exact when Dv / Du = (F + k) / F), on the model's own rows compiled in double precision: in
// floats the residual would drown in rounding. pulse_in_double.c holds that copy. Residual: the largest |du/dt| over
// the cells.

double pulse_residual(double h);

static void the_standing_pulse_stands(void) {
    const char *source = "v = 1/(p + q cosh kx), F=.06, k=.04, Dv/Du=5/3";
    mg_validate("standing pulse, residual at h=0.4", 5.33e-6, pulse_residual(0.4), 0.005e-6, source);
    mg_validate("standing pulse, residual at h=0.2", 1.33e-6, pulse_residual(0.2), 0.005e-6, source);
    mg_validate("standing pulse, residual at h=0.1", 3.33e-7, pulse_residual(0.1), 0.005e-7, source);
}

int main(int argc, char **argv) {
    (void)argc, (void)argv;
    modes_decay_by_the_symbol();
    the_limit_is_where_it_should_be();
    the_standing_pulse_stands();
    return mg_validation_result();
}

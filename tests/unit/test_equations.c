// The text of equations: what it means, in programs and in numbers, and how it is refused.
#include "support/test.h"

#include <math.h>

#include "base/detmath.h"
#include "engine/text_model.h"
#include "equations/equations_text.h"
#include "equations/lower.h"
#include "equations/stability.h"
#include "model/white_noise.h"
#include "support/model_texts.h"

static MgEquations equations;
static MgEquationPrograms programs;

static MgStatus read_both(const char *text) {
    MgStatus status = mg_equations_parse(text, strlen(text), &equations);
    return status == MG_OK ? mg_equations_lower(&equations, &programs) : status;
}

static void assert_read(const char *text) {
    if (read_both(text) != MG_OK) fail_msg("%s\n%s", text, mg_error_message());
}

static void assert_refused(const char *text, const char *sentence) {
    if (read_both(text) != MG_INVALID_ARGUMENT) fail_msg("%s\nwas not refused", text);
    assert_string_equal(mg_error_message(), sentence);
}

static MgEngine *engine_of(const char *text, int32_t n, const char *settings) {
    MgConfig config = mg_config_default();
    MgEngine *engine;
    config.text = text, config.nx = config.ny = config.nz = n, config.settings = settings, config.threads = 1;
    if (mg_engine_create(&config, &engine) != MG_OK) fail_msg("%s\n%s", text, mg_error_message());
    return engine;
}

#define START "start s: u = 0\n"

// One step of du/dt = expression with dt = 1 from u = u0, so that the expression is what is added.
static double value_of(const char *expression, double u0) {
    char text[1000];
    float cell;
    snprintf(text, sizeof text,
             "parameter dt = 1 in 0.1..1\nparameter k = 3 in -5..5\nparameter w = %.9g in -100..100\nfield u\n"
             "du/dt = (%s) - u\nstart s: u = w\n",
             u0, expression);
    MgEngine *engine = engine_of(text, 8, NULL);
    mg_engine_step(engine, 1);
    assert_int_equal(mg_engine_read_cell(engine, 3, 4, 5, &cell, 1), MG_OK);
    mg_engine_destroy(engine);
    return cell;
}

static void assert_value(const char *expression, double u0, double expected) {
    double got = value_of(expression, u0);
    if (!(fabs(got - expected) <= 2e-6 * (1 + fabs(expected))))
        fail_msg("%s at u = %g is %.9g, expected %.9g", expression, u0, got, expected);
}

static void expressions_mean_what_they_say(void **state) {
    (void)state;
    for (double u = -2.25; u <= 2.25; u += 0.75) {
        assert_value("u + k", u, u + 3), assert_value("k - u", u, 3 - u), assert_value("u * k", u, 3 * u),
            assert_value("u / k", u, u / 3);
        assert_value("u^2", u, u * u), assert_value("u^3", u, u * u * u), assert_value("u^5", u, pow(u, 5)),
            assert_value("u^0", u, 1);
        assert_value("(u*u + 1)^-2", u, pow(u * u + 1, -2)), assert_value("(u*u + 1)^0.5", u, sqrt(u * u + 1));
        assert_value("(u*u + 1)^1.7", u, pow(u * u + 1, 1.7)), assert_value("2^k", u, 8), assert_value("-u", u, -u);
        assert_value("abs(u)", u, fabs(u)), assert_value("floor(u)", u, floor(u)), assert_value("exp(u)", u, exp(u));
        assert_value("log(u*u + 0.1)", u, log(u * u + 0.1)), assert_value("sqrt(abs(u))", u, sqrt(fabs(u)));
        assert_value("sin(3 * u)", u, sin(3 * u)), assert_value("cos(3 * u)", u, cos(3 * u)),
            assert_value("tan(u / 2)", u, tan(u / 2));
        assert_value("sinh(u)", u, sinh(u)), assert_value("cosh(u)", u, cosh(u)), assert_value("tanh(u)", u, tanh(u));
        assert_value("min(u, 0.5)", u, fmin(u, 0.5)), assert_value("max(u, k / 4)", u, fmax(u, 0.75));
        assert_value("clamp(u, -1, 1)", u, fmax(-1, fmin(u, 1))), assert_value("step(u)", u, u >= 0);
        assert_value("if(u < 1, 2 * u, k)", u, u < 1 ? 2 * u : 3), assert_value("if(k > 2, u, 0)", u, u);
        assert_value("u > 0 and u < 1 or not u > -1", u, (u > 0 && u < 1) || !(u > -1));
        assert_value("atan(3 * u)", u, atan(3 * u)), assert_value("atan2(u, k - 2 * u)", u, atan2(u, 3 - 2 * u));
        assert_value("u + t", u, u);
        assert_value("sign(u)", u, (u > 0) - (u < 0)), assert_value("k + pi", u, 3 + M_PI);
        double t = fmax(0, fmin((u + 1) / 2, 1));
        assert_value("smoothstep(-1, 1, u)", u, t * t * (3 - 2 * t));
    }
}

static void elementary_functions_are_close_to_libm(void **state) {
    (void)state;
    for (int i = -20000; i <= 20000; i++) {
        float x = (float)i * 0.0031f;
        if (fabs(mg_sin(x) - sin(x)) > 1.5e-7 || fabs(mg_cos(x) - cos(x)) > 1.5e-7) fail_msg("sin or cos of %.9g", x);
        if (fabs(x) < 20 && fabs(mg_tanh(x) - tanh(x)) > 2e-7 * fabs(tanh(x)) + 1e-30) fail_msg("tanh of %.9g", x);
        if (fabs(x) < 20 && fabs(mg_sinh(x) - sinh(x)) > 4e-7 * fabs(sinh(x)) + 1e-30) fail_msg("sinh of %.9g", x);
        float p = expf(x);
        if (p > 0 && isfinite(p) && fabs(mg_log(p) - log(p)) > 2e-7 * fmax(fabs(log(p)), 1e-2))
            fail_msg("log of %.9g", p);
    }
    for (int i = 0; i < 4000; i++) {
        const double angle = (i - 1999.5) / 2000 * M_PI;
        const float x = (float)(cos(angle) * pow(1.01, i % 700 - 350)),
                    y = (float)(sin(angle) * pow(1.01, i % 700 - 350));
        if (fabs(mg_atan2(y, x) - atan2(y, x)) > 3e-7 * fabs(atan2(y, x))) fail_msg("atan2 of %.9g, %.9g", y, x);
    }
    assert_true(mg_atan2(0.0f, 0.0f) == 0 && isnan(mg_atan2(NAN, 1.0f)) && isnan(mg_atan2(0.0f, NAN)));
    assert_true(isinf(mg_log(0.0f)) && mg_log(0.0f) < 0 && isnan(mg_log(-1.0f)) && isnan(mg_log(NAN)) &&
                isinf(mg_log(INFINITY)));
    assert_true(fabs(mg_log(1e-42f) - log(1e-42f)) < 1e-4);
    assert_true(isnan(mg_sin(INFINITY)));
    assert_true(isnan(mg_tanh(NAN)));
}

// A plane wave is an eigenvector of every stencil. Its step is compared with the stencil's own symbol.
static void stencils_have_their_symbols(void **state) {
    (void)state;
    static const struct {
        const char *rate;
        double symbol[2];
    } cases[] = {
        // by cos and by sin of the wave's angle q = 2 pi / 16
        { "lap(u)", { -0.15224093497742653, 0 } }, // 2 cos q - 2
        { "d2/dx2(u)", { -0.15224093497742653, 0 } },
        { "d2/dy2(u)", { 0, 0 } },
        { "d/dx(u)", { 0, -0.38268343236508977 } }, // -sin q
        { "d/dz(u)", { 0, 0 } },
        { "div(k * grad(u))", { -0.15224093497742653 * 3, 0 } },
        { "lap(lap(u))", { 0.02317730228237702, 0 } },
        { "div(grad(u)) * k", { -0.15224093497742653 * 3, 0 } },
        { "lap(2 * u)", { -0.30448186995485307, 0 } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[500];
        float row[16 * 16 * 16];
        snprintf(
            text, sizeof text,
            "parameter dt = 1 in 0.1..1\nparameter k = 3 in 0..9\nfield u\ndu/dt = %s\nstart s: u = cos(2*pi*x/Lx)\n",
            cases[i].rate);
        MgEngine *engine = engine_of(text, 16, NULL);
        mg_engine_step(engine, 1);
        mg_engine_read_field(engine, "u", row, 16 * 16 * 16);
        for (int x = 0; x < 16; x++) {
            double q = 2 * M_PI / 16,
                   expected = cos(q * x) * (1 + cases[i].symbol[0]) + sin(q * x) * cases[i].symbol[1];
            if (fabs(row[x] - expected) > 5e-6)
                fail_msg("%s at x = %d is %.9g, expected %.9g", cases[i].rate, x, row[x], expected);
        }
        mg_engine_destroy(engine);
    }
}

// div(D grad u) keeps the sum of u whatever D is, and equals the formula written out.
static void fluxes_are_conservative(void **state) {
    (void)state;
    static const char text[] = "parameter dt = 0.1 in 0.01..1\nfield u\ndu/dt = div((1 + u^2) * grad(u))\n"
                               "start s: u = sin(2*pi*x/Lx) + 0.5*cos(4*pi*(y + z)/Lz)\n";
    MgEngine *engine = engine_of(text, 16, NULL);
    static float before[16][16][16], after[16][16][16];
    double sum = 0;
    mg_engine_read_field(engine, "u", &before[0][0][0], 4096);
    mg_engine_step(engine, 1);
    mg_engine_read_field(engine, "u", &after[0][0][0], 4096);
    for (int i = 0; i < 4096; i++) sum += (&after[0][0][0])[i] - (&before[0][0][0])[i];
    assert_true(fabs(sum) < 1e-3);
    for (int x = 0; x < 16; x++) {
        double here = before[5][6][x], flux = 0, d = 1 + here * here;
        const double others[6] = { before[5][6][(x + 1) % 16],
                                   before[5][6][(x + 15) % 16],
                                   before[5][7][x],
                                   before[5][5][x],
                                   before[6][6][x],
                                   before[4][6][x] };
        for (int k = 0; k < 6; k++) flux += 0.5 * (d + 1 + others[k] * others[k]) * (others[k] - here);
        assert_true(fabs(after[5][6][x] - (here + 0.1 * flux)) < 2e-6);
    }
    mg_engine_destroy(engine);
}

// Upwind differences look to where the stream comes from, so that a profile moves without new extremes.
static void upwind_differences_look_upstream(void **state) {
    (void)state;
    for (int v = -1; v <= 1; v += 2) {
        char text[300];
        float before[512], after[512];
        snprintf(text, sizeof text,
                 "parameter dt = 1 in 0.1..1\nparameter v = %d in -1..1\nfield u\ndu/dt = -upwind_y(0.5 * v, u)\n"
                 "start s: u = step(y - 4) + 0.1 * noise\n",
                 v);
        MgEngine *engine = engine_of(text, 8, NULL);
        mg_engine_read_field(engine, "u", before, 512);
        mg_engine_step(engine, 1);
        mg_engine_read_field(engine, "u", after, 512);
        for (int i = 0; i < 512; i++) { // half of what is upstream arrives
            const int y = i / 8 % 8, from = i + 8 * ((y - v + 8) % 8 - y);
            if (fabs(after[i] - 0.5 * (before[i] + before[from])) > 1e-6) fail_msg("cell %d with v = %d", i, v);
        }
        mg_engine_destroy(engine);
    }
}

// Time is that of the step's beginning, however steps are fused and calls are cut.
static void time_is_known(void **state) {
    (void)state;
    MgEngine *engine =
        engine_of("parameter dt = 0.25 in 0.1..1\nfield u\ndu/dt = t\nstart s: u = 5 * t\nview w = u + 100 * t "
                  "range 0..1000\n",
                  8, NULL);
    const MgTiling tiling = { 4, 0, 0 };
    float cell;
    mg_engine_set_tiling(engine, &tiling);
    mg_engine_step(engine, 3), mg_engine_step(engine, 8);
    mg_engine_read_cell(engine, 1, 2, 3, &cell, 1);
    assert_true(cell == 0.25f * 0.25f * (10 * 11 / 2));
    assert_true(mg_engine_publish(engine)->range.min == cell + 275.0f);
    mg_engine_destroy(engine);
}

typedef struct Moments {
    double mean, variance, product; // product: of two fields
} Moments;

static Moments moments_of(MgEngine *engine, int32_t n) {
    static float u[32 * 32 * 32], v[32 * 32 * 32];
    const size_t cells = (size_t)(n * n * n);
    Moments m = { 0 };
    mg_engine_read_field(engine, "u", u, cells), mg_engine_read_field(engine, "v", v, cells);
    for (size_t i = 0; i < cells; i++)
        m.mean += u[i], m.variance += (double)u[i] * u[i], m.product += (double)u[i] * v[i];
    m.mean /= (double)cells, m.variance /= (double)cells, m.product /= (double)cells;
    return m;
}

// After n steps of du/dt = noise(s) the variance is s^2 n dt / dx^3. 32768 cells: five standard errors.
static void noise_is_white(void **state) {
    (void)state;
    static const char text[] = "parameter dt = 0.5 in 0.1..1\nfield u\nfield v\ndu/dt = noise(3)\ndv/dt = noise(3)\n"
                               "start s: u = 0\n";
    MgConfig config = mg_config_default();
    MgEngine *engine;
    config.text = text, config.nx = config.ny = config.nz = 32, config.dx = 2, config.threads = 1;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    for (int steps = 1; steps <= 16; steps *= 4) {
        mg_engine_step(engine, steps - (int)mg_engine_steps(engine));
        const double variance = 9 * steps * 0.5 / 8;
        const Moments m = moments_of(engine, 32);
        assert_true(fabs(m.mean) < 5 * sqrt(variance / 32768));
        assert_true(fabs(m.variance - variance) < 5 * variance * sqrt(2.0 / 32768));
        assert_true(fabs(m.product) < 5 * variance * sqrt(1.0 / 32768)); // two draws are independent
    }
    const uint64_t first = mg_engine_hash(engine);
    mg_engine_seed(engine, NULL, 8); // another seed, other noise
    mg_engine_step(engine, 16);
    assert_true(mg_engine_hash(engine) != first);
    mg_engine_destroy(engine);
}

// The range and the power spectrum's flatness: neighbours in every direction and in time are uncorrelated, and so are
// the two values of a pair.
static void noise_has_no_neighbours(void **state) {
    (void)state;
    enum { N = 64 * 32 };
    static float now[N], then[N];
    MgBlock block = { .seed = 5, .step = 7, .z = 3 };
    double next = 0, beside = 0, behind = 0, later = 0, kurtosis = 0;
    for (int y = 0; y < 256; y++) {
        mg_white_noise_row(&block, 0, 0, y, N, now);
        for (int i = 0; i + 1 < N; i++) next += now[i] * now[i + 1], kurtosis += pow(now[i], 4);
        mg_white_noise_row(&block, 0, 0, y + 1, N, then);
        for (int i = 0; i < N; i++) beside += now[i] * then[i];
        block.z = 4, mg_white_noise_row(&block, 0, 0, y, N, then), block.z = 3;
        for (int i = 0; i < N; i++) behind += now[i] * then[i];
        block.step = 8, mg_white_noise_row(&block, 0, 0, y, N, then), block.step = 7;
        for (int i = 0; i < N; i++) later += now[i] * then[i];
    }
    const double count = 256.0 * N, error = 5 / sqrt(count);
    assert_true(fabs(next / count) < error && fabs(beside / count) < error && fabs(behind / count) < error);
    assert_true(fabs(later / count) < error && fabs(kurtosis / count - 3) < error * sqrt(96));
    mg_white_noise_row(&block, 0, 0, 9, N, now); // a part of a row is a part of the row
    mg_white_noise_row(&block, 0, 7, 9, 30, then);
    assert_memory_equal(now + 7, then, 30 * sizeof(float));
}

static void maps_are_read_and_not_stepped(void **state) {
    (void)state;
    static const char text[] = "parameter dt = 0.5 in 0.1..1\nmap D in 0..2 = 1 + 0.1 * x\nfield u\ndu/dt = D\n"
                               "start s: u = 0\nstart other: u = 1, D = 2\n";
    MgEngine *engine = engine_of(text, 8, NULL);
    float cell[2];
    assert_int_equal(mg_engine_model(engine)->fields[0].role, MG_INPUT);
    mg_engine_step(engine, 4);
    mg_engine_read_cell(engine, 3, 4, 5, cell, 2);
    assert_true(fabs(cell[0] - 1.3) < 1e-6 && fabs(cell[1] - 2.6) < 1e-6);
    mg_engine_seed(engine, "other", 1);
    mg_engine_step(engine, 4);
    mg_engine_read_cell(engine, 3, 4, 5, cell, 2);
    assert_true(cell[0] == 2.0f && cell[1] == 5.0f);
    mg_engine_destroy(engine);
}

// Global coupling: a mean over the box, summed in the order of the cells, is that of the state as the step begins.
static void means_are_of_the_box(void **state) {
    (void)state;
    static const char text[] = "parameter dt = 0.5 in 0.1..1\nfield u\nfield v\nlet m = mean(u * u)\ndu/dt = m - u\n"
                               "dv/dt = mean(lap(u) + v) + m + mean(u*u)\nstart s: u = noise, v = 1\n"
                               "view w = u - mean(u) range -9..9\n";
    uint64_t hashes[2];
    for (int threads = 1; threads <= 3; threads += 2) {
        MgConfig config = mg_config_default();
        MgEngine *engine;
        static float u[13 * 11 * 10];
        float cell[2];
        config.text = text, config.nx = 13, config.ny = 11, config.nz = 10, config.threads = threads;
        assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
        mg_engine_read_field(engine, "u", u, 1430);
        double sum = 0;
        for (int i = 0; i < 1430; i++) sum += (double)(u[i] * u[i]);
        mg_engine_step(engine, 1);
        mg_engine_read_cell(engine, 12, 10, 9, cell, 2);
        assert_true(fabs(cell[0] - 0.5 * (u[1429] + sum / 1430)) < 1e-6);
        assert_true(fabs(cell[1] - (1 + 0.5 * (1 + 2 * sum / 1430))) < 1e-5);
        mg_engine_step(engine, 9);
        hashes[threads / 2] = mg_engine_hash(engine);
        const MgKeyframe *k = mg_engine_publish(engine);
        assert_true(k->range.min < 0 && k->range.max > 0);
        mg_engine_destroy(engine);
    }
    assert_true(hashes[0] == hashes[1]);
}

// A neighbour beyond a wall is the mirrored cell, around the box the one at its other end.
static void neighbours_are_cells_away(void **state) {
    (void)state;
    static const char text[] = "parameter dt = 1 in 0.1..1\nfield u\nfield v\nfield w\nlet k = 2 * u\n"
                               "du/dt = u[2, -1, 3] - u\ndv/dt = k[-8] - v\ndw/dt = u[0, 1] - w\n"
                               "start s: u = x + 16 * y + 256 * z\nview far = u[0, 0, -8] range -9..9\n";
    for (int wall = 0; wall <= 1; wall++) {
        MgConfig config = mg_config_default();
        MgEngine *engine;
        float cell[3];
        config.text = text, config.nx = 9, config.ny = 11, config.nz = 10;
        for (int axis = 0; axis < 3; axis++) config.boundary[axis] = wall ? MG_NO_FLUX : MG_PERIODIC;
        assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
        mg_engine_step(engine, 1);
        mg_engine_read_cell(engine, 8, 0, 8, cell, 3);
        assert_true(cell[0] == (wall ? 7.0f + 256 * 8 : 1.0f + 16 * 10 + 256)); // 10, -1, 11
        assert_true(cell[1] == 2 * (0.0f + 256 * 8));                           // 0, 0, 8
        assert_true(cell[2] == 8.0f + 16 + 256 * 8);
        mg_engine_destroy(engine);
    }
}

// A coupled map: the value after a step, not a rate.
static void maps_are_iterated(void **state) {
    (void)state;
    static const char text[] =
        "parameter dt = 0.5 in 0.1..1\nfield u\nfield v\nfield w\nnext u = u[1]\nnext v = dt * u + dx\n"
        "next w = if(w < 2, w + 1, w)\nkeep w <= 2.5\nlaplacian 27\nstart s: u = x, v = 0, w = 1.25\n";
    MgEngine *engine = engine_of(text, 8, NULL);
    float cell[3];
    double largest;
    mg_engine_step(engine, 3);
    mg_engine_read_cell(engine, 1, 2, 3, cell, 3);
    assert_true(cell[0] == 4.0f && cell[1] == 0.5f * 3 + 1 && cell[2] == 2.25f);
    assert_int_equal(mg_engine_check_dt(engine, &largest), MG_OK); // no limit follows from a map
    mg_engine_destroy(engine);
    static const char diffusion[] = "parameter dt = 0.3 in 0.1..1\nfield u\ndu/dt = lap(u)\nlaplacian 27\n" START;
    engine = engine_of(diffusion, 8, NULL);
    assert_int_equal(mg_engine_check_dt(engine, &largest), MG_OK); // seven points would bear 1/6
    assert_true(fabs(largest - 60.0 / 184) < 1e-6);
    mg_engine_destroy(engine);
}

// The kernel of a ring, computed here by its definition.
static void rings_are_weighted_means(void **state) {
    (void)state;
    static const char text[] = "parameter dt = 1 in 0.1..1\nfield u\nlet bump = exp(-((distance - 0.5) / 0.2)^2)\n"
                               "du/dt = ring(u, 4, bump) - u\nstart s: u = noise\nview far = ring(u, 8, 1)\n";
    static float u[12 * 12 * 12];
    MgEngine *engine = engine_of(text, 12, NULL);
    double sum = 0, weights = 0;
    float cell;
    mg_engine_read_field(engine, "u", u, 12 * 12 * 12);
    for (int z = -4; z <= 4; z++)
        for (int y = -4; y <= 4; y++)
            for (int x = -4; x <= 4; x++) {
                const double r = sqrt(x * x + y * y + z * z) / 4, weight = exp(-(r - 0.5) * (r - 0.5) / 0.04);
                if (r > 1) continue;
                weights += weight;
                sum += weight * (double)u[((z + 12) % 12 * 12 + (y + 14) % 12) * 12 + (x + 11) % 12];
            }
    mg_engine_step(engine, 1);
    mg_engine_read_cell(engine, 11, 2, 0, &cell, 1);
    assert_true(fabs((double)cell - sum / weights) < 1e-6);
    assert_true(mg_engine_publish(engine)->range.max < 0.2f);
    mg_engine_destroy(engine);
    assert_true(fabs(value_of("ring(u, 8, 1 - distance)", 3) - 3) < 1e-5); // weights add up to 1
}

static void stages_are_found(void **state) {
    (void)state;
    assert_read("field u\ndu/dt = lap(u)\n" START);
    assert_int_equal(programs.stage_count, 1);
    assert_int_equal(programs.derived_count, 0);
    assert_read("field u\nlet mu = u^3 - u - lap(u)\ndu/dt = lap(mu) + d/dx(mu)\n" START);
    assert_int_equal(programs.stage_count, 2);
    assert_int_equal(programs.derived_count, 1);
    assert_read("field u\ndu/dt = lap(u*u) + d/dx(u*u)\n" START); // the same expression is one field
    assert_int_equal(programs.derived_count, 1);
    assert_read("field u\ndu/dt = lap(lap(lap(u)))\n" START);
    assert_int_equal(programs.stage_count, 3);
    assert_read("field u\nfield v\ndu/dt = lap(u)\ndv/dt = div(u * grad(v))\n" START);
    assert_int_equal(programs.stage_count, 1);
}

// Equal work is done once, and products join sums.
static void programs_are_short(void **state) {
    (void)state;
    assert_read("parameter D = 1\nfield u\nfield v\ndu/dt = D*lap(u) - u*v*v\ndv/dt = D*lap(v) + u*v*v\n" START);
    int32_t rows = 0, products = 0;
    for (int32_t i = 0; i < programs.stages[0].count; i++) {
        const MgInstruction *o = &programs.stages[0].code[i];
        rows += o->row && o->opcode != MG_OP_FIELD;
        products += o->row && o->opcode == MG_OP_MULTIPLY;
    }
    assert_int_equal(rows, 8); // two Laplacians, u v, u v v, two rates, two steps
    assert_int_equal(products, 2);
    assert_true(programs.stages[0].register_count <= 4);
}

static void refusals_name_place_and_remedy(void **state) {
    (void)state;
    assert_refused("", "line 1, column 1: expected at least one field, found the end");
    assert_refused("field u\n", "line 1, column 7: field u has no equation; write du/dt = ...");
    assert_refused("field u\ndv/dt = 1\n", "line 2, column 1: there is no field v");
    assert_refused("field phase\ndphse/dt = 1\n", "line 2, column 1: there is no field phse; did you mean phase?");
    assert_refused("field u\ndu/dt = lapp(u)\n", "line 2, column 9: there is no function lapp; did you mean lap?");
    assert_refused("parameter feed = 1\nfield u\ndu/dt = fed * u\n",
                   "line 3, column 9: there is no fed; did you mean feed?");
    assert_refused("field u\ndu/dt = (u + \n 2\n", "line 4, column 1: expected ')', found the end");
    assert_refused("field u\ndu/dt = u\ndu/dt = u\n", "line 3, column 1: there is already an equation of u");
    assert_refused("field u\nfield u\n", "line 2, column 7: there is already a u");
    assert_refused("field lap\n", "line 1, column 7: this word has a meaning of its own: lap");
    assert_refused("feild u\n", "line 1, column 1: no line begins with feild; did you mean field?");
    assert_refused("field u\ndu/dt = div(u)\n" START,
                   "line 2, column 9: div wants a coefficient and a gradient: div(D * grad(u))");
    assert_refused("field u\ndu/dt = grad(u)\n" START,
                   "line 2, column 9: a gradient stands inside div or dot: div(D * grad(u)), dot(grad(u), grad(v))");
    assert_refused("field u\ndu/dt = noise\n",
                   "line 2, column 9: only a start may draw a pattern; white noise in an equation is noise(strength)");
    assert_refused("field u\ndu/dt = 1\nstart s: u = u\n",
                   "line 3, column 14: a start or map knows place, parameters and patterns, not fields");
    assert_refused("field u\nlet w = u\ndu/dt = 1\nstart s: u = w\n",
                   "line 2, column 9: a start or map knows place, parameters and patterns, not fields");
    assert_refused("field u\ndu/dt = 1\n", "the text has no start; write one, as start noise: u = 0.1 * noise");
    assert_refused("field u\nlet a = b\nlet b = a\n", "line 2, column 9: there is no b");
    assert_refused("field u\ndu/dt = 1\n" START "view w = lap(u*u)\n",
                   "line 4, column 10: in a view or mean, lap, derivatives and grad are of a field itself");
    assert_refused("field u\ndu/dt = u / (2 - 2 * 1)\n" START, "line 2, column 11: this is a division by 0");
    assert_refused("field u\nlet w = 0\ndu/dt = 1 + 1 / w\n" START, "line 3, column 15: this is a division by 0");
    assert_refused("field u\nmap D = 1\ndu/dt = D\ndD/dt = 1\n" START, "line 4, column 1: a map is not stepped: D");
    assert_refused("field u\nmap D = 1\ndu/dt = D\nkeep D >= 0\n" START, "line 4, column 6: a map is not stepped: D");
    assert_refused("field u\nmap D = u\ndu/dt = D\n" START,
                   "line 2, column 9: a start or map knows place, parameters and patterns, not fields");
    assert_refused("map D = 1\n" START, "line 2, column 10: there is no field u");
    assert_refused("field u\nparameter t = 1\n", "line 2, column 11: this word has a meaning of its own: t");
    assert_refused(
        "field u\ndu/dt = 1\nstart s: u = noise(1)\n",
        "line 3, column 14: a start draws noise or noise2, numbers in -1..1; noise(strength) is of an equation");
    assert_refused("field u\ndu/dt = 1\n" START "view w = noise(u)\n",
                   "line 4, column 10: noise(strength) is of an equation, not of a view or mean");
    assert_refused("field u\ndu/dt = mean(mean(u))\n" START, "line 2, column 14: a mean of a mean over the box");
    assert_refused("field u\ndu/dt = 1\nstart s: u = mean(x)\n",
                   "line 3, column 14: a start has no means: there are no fields yet");
    assert_refused("field u\ndu/dt = mean(lap(u*u))\n" START,
                   "line 2, column 14: in a view or mean, lap, derivatives and grad are of a field itself");
    assert_refused("field u\ndu/dt = mean(u) + mean(2*u) + mean(3*u) + mean(4*u) + mean(5*u)\n" START,
                   "line 2, column 55: more than 4 means over the box");
    assert_refused("field u\nnext u = 1\ndu/dt = 1\n" START, "line 3, column 1: there is already an equation of u");
    assert_refused("field u\ndu/dt = 1\nnext u = 1\n" START, "line 3, column 6: there is already an equation of u");
    assert_refused("map u = 1\nfield v\ndv/dt = 1\nnext u = 1\n" START, "line 4, column 6: a map is not stepped: u");
    assert_refused("laplacian 9\n", "line 1, column 11: expected 7 or 27, the points of the Laplacian, found '9'");
    assert_refused("parameter laplacian = 1\n", "line 1, column 11: this word has a meaning of its own: laplacian");
    assert_refused("field u\ndu/dt = u[9]\n" START,
                   "line 2, column 11: expected a whole number of cells, -8 to 8, found '9'");
    assert_refused("field u\ndu/dt = u[1, 0, 0, 0]\n" START, "line 2, column 18: expected ']', found ','");
    assert_refused("field u\ndu/dt = u[1]\nstart s: u = x[1]\n",
                   "line 3, column 15: a start or map knows place, parameters and patterns, not fields");
    assert_refused("field u\ndu/dt = ring(u, 9, 1)\n" START,
                   "line 2, column 17: a ring's radius is a whole number of cells from 1 to 8");
    assert_refused("field u\ndu/dt = ring(u, 3, u)\n" START,
                   "line 2, column 20: a ring's profile is a formula of numbers and distance alone");
    assert_refused("field u\ndu/dt = ring(u, 3, distance - 1)\n" START,
                   "line 2, column 9: a ring's profile is 0 or more at every distance from 0 to 1");
    assert_refused("field u\ndu/dt = ring(u, 3, 0 * distance)\n" START,
                   "line 2, column 9: a ring's profile is 0 at every cell");
    assert_refused("field u\ndu/dt = distance\n" START,
                   "line 2, column 9: distance is of a ring's profile: ring(u, 5, 1 - distance)");
    assert_refused("field u\ndu/dt = ring(u,1,1) + ring(u,2,1) + ring(u,3,1) + ring(u,4,1) + ring(u,5,1)\n" START,
                   "line 2, column 65: more than 4 rings");
    assert_refused("field u in 1..0\n", "line 1, column 12: a range goes from the smaller number to the larger");
    assert_refused("parameter dt = 0.1\nfield u\n",
                   "line 1, column 11: a time step is more than 0: give a range, dt = 0.1 in 0.001..1");
}

static void bounds_are_kept(void **state) {
    (void)state;
    static char text[200000];
    strcpy(text, "");
    for (int i = 0; i < 9; i++) snprintf(text + strlen(text), 100, "field u%d\n", i);
    assert_refused(text, "line 9, column 7: more than 8 fields");
    strcpy(text, "field u\ndu/dt = ");
    memset(text + strlen(text), '(', 100000);
    assert_refused(text, "line 2, column 73: this expression is nested too deeply");
    strcpy(text, "field u\nfield ");
    memset(text + strlen(text), 'a', 100000); // a name and a sentence of 10^5 characters
    assert_int_equal(read_both(text), MG_INVALID_ARGUMENT);
    assert_non_null(strstr(mg_error_message(), "this name is too long: aaaa"));
    memset(text, 0, sizeof text);
    strcpy(text, "model \"");
    memset(text + strlen(text), 's', 100000);
    strcat(text, "\"\nfield u\ndu/dt = 1\n" START);
    assert_read(text);
    assert_int_equal(strlen(equations.label), MG_LABEL_BYTES - 1);
    memset(text, 0, sizeof text);
    strcpy(text, "field u\ndu/dt = u");
    for (int i = 0; i < 2000; i++) strcat(text, "+u");
    assert_refused(text, "line 2, column 2058: more than 2048 numbers and operators");
    strcpy(text, "field u\ndu/dt = u");
    for (int i = 0; i < 500; i++) snprintf(text + strlen(text), 20, "+%d*u", i + 2);
    strcat(text, "\n" START);
    assert_int_equal(read_both(text), MG_INVALID_ARGUMENT);
    strcpy(text, "field u\ndu/dt = ");
    for (int i = 0; i < 9; i++) strcat(text, "lap(");
    strcat(text, "u)))))))))\n" START);
    assert_int_equal(read_both(text), MG_INVALID_ARGUMENT);
}

// The bound is that of the linear problem where it is one, and of the worst value in the range where it is not.
static void the_largest_step_is_bounded(void **state) {
    (void)state;
    float params[MG_MAX_PARAMS] = { 0.01f, 2.0f };
    assert_read("parameter D = 2\nfield u\ndu/dt = D*lap(u)\n" START);
    assert_true(fabs(mg_equations_stable_dt(&equations, params, false, 0.5, 3) - 2 / (12 * 2 / 0.25)) < 1e-12);
    assert_true(fabs(mg_equations_stable_dt(&equations, params, false, 0.5, 2) - 2 / (8 * 2 / 0.25)) < 1e-12);
    assert_read("parameter M = 2\nfield u in -1..1\nlet mu = u^3 - u - lap(u)\ndu/dt = M*lap(mu)\n" START);
    assert_true(fabs(mg_equations_stable_dt(&equations, params, false, 1, 3) - 2 / (2 * 12.0 * (2 + 12))) < 1e-12);
    assert_read("field u in 0..3\ndu/dt = u - u^3\n" START);
    assert_true(fabs(mg_equations_stable_dt(&equations, params, false, 1, 3) - 2 / 26.0) < 1e-12);
    assert_read("field u\ndu/dt = u\n" START);
    assert_true(isinf(mg_equations_stable_dt(&equations, params, false, 1, 3)));
}

static double limit_of(const char *text) {
    const float params[MG_MAX_PARAMS] = { 0.01f, 2.0f };
    assert_read(text);
    return mg_equations_stable_dt(&equations, params, false, 1, 3);
}

// Fields that drive each other: the eigenvalues of the matrix decide, not its diagonal alone.
static void coupling_counts(void **state) {
    (void)state;
    const double sqrt6 = sqrt(6);
    assert_true(fabs(limit_of("field u\nfield v\ndu/dt = 3*v - u\ndv/dt = 3*u - v\n" START) - 2 / 4.0) < 1e-9);
    assert_true(fabs(limit_of("field u\nfield v\ndu/dt = 2*v - u\ndv/dt = 3*u - v\n" START) - 2 / (1 + sqrt6)) < 1e-9);
    // opposite signs do not add up, and one way is no coupling
    assert_true(fabs(limit_of("field u\nfield v\ndu/dt = 2*v - u\ndv/dt = -3*u - 5*v\n" START) - 2 / 5.0) < 1e-6);
    assert_true(fabs(limit_of("field u\nfield v\ndu/dt = 9*v - u\ndv/dt = -5*v\n" START) - 2 / 5.0) < 1e-6);
    // three that help each other: eigenvalues 1, -2, -2; the sizes alone bound them by 3
    const char *const three =
        "field u\nfield v\nfield w\ndu/dt = v + w - u\ndv/dt = u + w - v\ndw/dt = u + v - w\n" START;
    assert_true(fabs(limit_of(three) - 2 / 3.0) < 1e-9);
    // cross diffusion by its symbol, transport by its speed, functions by their slopes
    assert_true(
        fabs(limit_of("field u\nfield v\ndu/dt = lap(u) + lap(v)\ndv/dt = lap(u) + lap(v)\n" START) - 2 / 24.0) < 1e-9);
    // dispersion turns what it damps: eigenvalues (1 + 3 i) 12, whose signs intervals do not tie; one way is none
    const double turned = limit_of("field u\nfield v\ndu/dt = lap(u) - 3*lap(v)\ndv/dt = lap(v) + 3*lap(u)\n" START);
    assert_true(turned > 0.8 * 2 / 120.0 && turned < 2 / 120.0);
    assert_true(fabs(limit_of("field u\nfield v\ndu/dt = lap(u) - 3*lap(v)\ndv/dt = 0.5*lap(v)\n" START) - 2 / 12.0) <
                1e-6);
    assert_true(fabs(limit_of("parameter c = 2\nfield u\ndu/dt = -upwind_x(c, u) - upwind_z(-3, u)\n" START) -
                     2 / 10.0) < 1e-9);
    assert_true(fabs(limit_of("field u in 0..1\ndu/dt = -exp(u)\n" START) - 2 / exp(1)) < 1e-6);
    assert_true(fabs(limit_of("field u in 1..4\ndu/dt = -sqrt(u) - log(u) - u^1.5\n" START) / (2 / 3.2) - 1) < 0.25);
}

// Whether a run from its start `worst` breaks with this part of the largest dt.
static bool breaks(const char *text, double part) {
    MgEngine *engine = engine_of(text, 16, NULL);
    MgBadCell bad;
    double limit;
    mg_engine_set(engine, "dt", 1e-4);
    mg_engine_check_dt(engine, &limit);
    assert_int_equal(mg_engine_set(engine, "dt", part * limit), MG_OK);
    assert_int_equal(mg_engine_seed(engine, "worst", 1), MG_OK);
    mg_engine_step(engine, 1200);
    const bool broke = mg_engine_find_bad_cell(engine, &bad);
    mg_engine_destroy(engine);
    return broke;
}

// The bound is neither above what a run bears nor below half of it, from states in the fields' ranges.
static void the_bound_is_that_of_runs(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        { "gray_scott", "start worst: u = 0.5 + 0.5 * noise, v = 0.4 + 0.4 * noise2\n" },
        { "barkley", "start worst: u = 0.1 * noise, v = 1\n" },
        { "schnakenberg", "start worst: u = 2 + 2 * noise, v = 1 + noise2\n" },
        { "ginzburg_landau", "start worst: u = noise, v = noise2\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[300], text[70000];
        snprintf(path, sizeof path, MG_TESTS_FOLDER "/../models/%s.pde", cases[i][0]);
        char *model = read_model_text(path), *dt = strstr(model, "parameter dt"), *rest = strchr(dt, '\n');
        snprintf(text, sizeof text, "%.*sparameter dt = 0.001 in 1e-5..100%s%s", (int)(dt - model), model, rest,
                 cases[i][1]);
        if (breaks(text, 0.999)) fail_msg("%s breaks below its bound", cases[i][0]);
        if (!breaks(text, 2.0)) fail_msg("%s bears twice its bound", cases[i][0]);
        free(model);
    }
}

static void check_text_model(void *context, const char *path, const char *text) {
    MgEngine *engine = engine_of(text, 16, NULL);
    MgBadCell bad;
    (void)context;
    if (mg_engine_check_dt(engine, NULL) != MG_OK) fail_msg("%s: %s", path, mg_error_message());
    mg_engine_step(engine, 200);
    if (mg_engine_find_bad_cell(engine, &bad)) fail_msg("%s: %s broke at step %d", path, bad.field, (int)bad.step);
    mg_engine_destroy(engine);
}

static void every_text_of_the_tree_runs(void **state) {
    (void)state;
    assert_true(for_each_model_text(check_text_model, NULL) >= 8);
}

static void texts_are_told_apart(void **state) {
    (void)state;
    static const char network[] = "# field\nparameter k = 1\nspecies field1\n",
                      pde[] = "\nparameter k = 1\ndu/dt = 1\nfield u\n";
    assert_false(mg_text_has_equations(network, strlen(network)));
    assert_true(mg_text_has_equations(pde, strlen(pde)));
    assert_false(mg_text_has_equations("", 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_mean_what_they_say),
        cmocka_unit_test(elementary_functions_are_close_to_libm),
        cmocka_unit_test(stencils_have_their_symbols),
        cmocka_unit_test(fluxes_are_conservative),
        cmocka_unit_test(upwind_differences_look_upstream),
        cmocka_unit_test(time_is_known),
        cmocka_unit_test(noise_is_white),
        cmocka_unit_test(noise_has_no_neighbours),
        cmocka_unit_test(maps_are_read_and_not_stepped),
        cmocka_unit_test(means_are_of_the_box),
        cmocka_unit_test(neighbours_are_cells_away),
        cmocka_unit_test(maps_are_iterated),
        cmocka_unit_test(rings_are_weighted_means),
        cmocka_unit_test(stages_are_found),
        cmocka_unit_test(programs_are_short),
        cmocka_unit_test(refusals_name_place_and_remedy),
        cmocka_unit_test(bounds_are_kept),
        cmocka_unit_test(the_largest_step_is_bounded),
        cmocka_unit_test(coupling_counts),
        cmocka_unit_test(the_bound_is_that_of_runs),
        cmocka_unit_test(every_text_of_the_tree_runs),
        cmocka_unit_test(texts_are_told_apart),
    };
    return MG_RUN_TESTS(tests);
}

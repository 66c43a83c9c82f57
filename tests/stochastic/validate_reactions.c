// Reactions without diffusion: every cell is an independent replicate of a well-stirred vessel, and the law of the
// number of molecules is published or has a closed form. The networks come in as text. DSMTS is the discrete stochastic
// models test suite of SBML (Evans, Gillespie and Wilkinson 2008).
#include "lattice.h"

#define DSMTS "DSMTS, doi 10.1093/bioinformatics/btm566"

typedef struct Case {
    const char *name, *text;
    int32_t species;
    double mean[4], sd[4]; // at t = 5, 10, 20, 50
} Case;

static const Case cases[] = {
    { "001-01 birth-death X",
      "species X initial=100\nreaction X -> 2 X rate 0.1\nreaction X -> 0 rate 0.11\n",
      0,
      { 95.12294, 90.48374, 81.87308, 60.65307 },
      { 9.87032, 13.44708, 17.65397, 22.38677 } },
    { "002-01 immigration-death X",
      "species X\nreaction 0 -> X rate 1\nreaction X -> 0 rate 0.1\n",
      0,
      { 3.934693, 6.321206, 8.646647, 9.93262 },
      { 1.983606, 2.514201, 2.940518, 3.151606 } },
    { "003-01 dimerisation P",
      "species P initial=100\nspecies P2\nreaction 2 P -> P2 rate 0.001\nreaction P2 -> 2 P rate 0.01\n",
      0,
      { 67.583559, 52.214271, 38.315665, 28.542298 },
      { 5.592782, 5.51176, 5.085969, 4.789331 } },
    { "004-01 batch immigration X",
      "species X\nreaction 0 -> 5 X rate 1\nreaction X -> 0 rate 0.2\n",
      0,
      { 15.803014, 21.616618, 24.542109, 24.998865 },
      { 7.683505, 8.408379, 8.632806, 8.660189 } },
};

static void run_case(const Case *c, int32_t n, double dt) {
    static const int times[4] = { 5, 10, 20, 50 };
    Lattice l = lattice(c->text, n, dt, 20260101);
    for (int i = 0; i < 4; i++) {
        must(mg_stochastic_step(l.s, l.scheduler, (int32_t)(times[i] / dt + 0.5) - (int32_t)mg_stochastic_steps(l.s)));
        char name[128];
        snprintf(name, sizeof name, "%s, t = %d, dt = %g", c->name, times[i], dt);
        report_replicates(name, moments(&l, c->species), c->mean[i], c->sd[i] * c->sd[i], DSMTS);
    }
    free_lattice(&l);
}

// A + F -> 2 A from A = 5, F = 20 with k = 0.01: the law of the events fired by t = 10, from the master equation of
// this chain of 21 states (Runge-Kutta, 20000 steps).
static void autocatalysis_law(double law[21]) {
    double p[21] = { 1.0 }, h = 10.0 / 20000;
    for (int step = 0; step < 20000; step++) {
        double k[5][21] = { { 0 } }, at[21];
        for (int stage = 0; stage < 4; stage++) {
            double part = stage == 0 ? 0.0 : stage == 3 ? h : h / 2;
            for (int i = 0; i <= 20; i++) at[i] = p[i] + part * k[stage][i];
            for (int i = 0; i <= 20; i++) {
                double out = 0.01 * (5 + i) * (20 - i), in = i > 0 ? 0.01 * (4 + i) * (21 - i) * at[i - 1] : 0.0;
                k[stage + 1][i] = in - out * at[i];
            }
        }
        for (int i = 0; i <= 20; i++) p[i] += h / 6 * (k[1][i] + 2 * k[2][i] + 2 * k[3][i] + k[4][i]);
    }
    memcpy(law, p, sizeof p);
}

// Neighbouring classes are joined until each expects at least 5.
static double chi_square(const double *law, const double *seen, double n, int *freedom) {
    double sum = 0, expected = 0, got = 0;
    int classes = 0;
    for (int i = 0; i <= 20; i++) {
        double rest = 0;
        for (int j = i + 1; j <= 20; j++) rest += law[j] * n;
        expected += law[i] * n, got += seen[i];
        if (expected < 5 || (rest < 5 && i < 20)) continue;
        sum += (got - expected) * (got - expected) / expected;
        expected = got = 0, classes++;
    }
    *freedom = classes - 1;
    return sum;
}

static void autocatalysis(int32_t n, double dt) {
    static const char text[] = "species A initial=5\nspecies F initial=20\nreaction A + F -> 2 A rate 0.01\n";
    static const char source[] = "master equation of the 21 states";
    double law[21], seen[21] = { 0 };
    autocatalysis_law(law);
    Lattice l = lattice(text, n, dt, 7);
    must(mg_stochastic_step(l.s, l.scheduler, (int32_t)(10 / dt + 0.5)));
    float *a = look(&l);
    size_t cells = mg_grid_cells(&l.grid);
    for (size_t i = 0; i < cells; i++) seen[(int)a[i] - 5]++;
    char name[96];
    snprintf(name, sizeof name, "A + F -> 2 A, events by t = 10, dt = %g", dt);
    Moments m = moments_of(a, cells);
    m.mean -= 5;
    report_replicates(name, m, 13.2210, 10.2233, source);
    int freedom;
    double chi = chi_square(law, seen, (double)cells, &freedom);
    strcat(name, ", chi-square");
    mg_validate(name, 0, chi, 45, freedom <= 20 ? source : "too many classes");
    free(a);
    free_lattice(&l);
}

static void decay(int32_t n) {
    Lattice l = lattice("species A initial=30\nreaction A -> 0 rate 0.05\n", n, 0.5, 3);
    must(mg_stochastic_step(l.s, l.scheduler, 20));
    double q = exp(-0.5);
    report_replicates("A -> 0 from 30, t = 10", moments(&l, 0), 30 * q, 30 * q * (1 - q), "binomial");
    free_lattice(&l);
}

// Hill repression makes the birth rate depend on the count: a birth-death chain with a closed stationary law.
static void repression(int32_t n) {
    Lattice l = lattice("species X\nreaction 0 -> X rate 20 repress(X, 5, 2)\nreaction X -> 0 rate 0.5\n", n, 0.5, 11);
    must(mg_stochastic_step(l.s, l.scheduler, 100));
    double weight = 1, sum = 0, mean = 0, second = 0;
    for (int x = 0; x < 200; x++) {
        sum += weight, mean += weight * x, second += weight * x * x;
        weight *= 20.0 * 25.0 / (25.0 + (double)x * x) / (0.5 * (x + 1));
    }
    mean /= sum;
    report_replicates("0 -> X repressed by itself, stationary", moments(&l, 0), mean, second / sum - mean * mean,
                      "detailed balance");
    free_lattice(&l);
}

// Schloegl's bistable model in third order: detailed balance again.
static void schloegl(int32_t n) {
    static const char text[] = "species X initial=20\nreaction 0 -> X rate 10\nreaction X -> 0 rate 1.2\n"
                               "reaction 2 X -> 3 X rate 0.12\nreaction 3 X -> 2 X rate 0.006\n";
    Lattice l = lattice(text, n, 1.0, 5);
    must(mg_stochastic_step(l.s, l.scheduler, 150));
    double weight = 1, sum = 0, mean = 0, second = 0;
    for (int x = 0; x < 400; x++) {
        sum += weight, mean += weight * x, second += weight * x * x;
        double up = 10 + 0.12 * x * (x - 1) / 2, y = x + 1;
        weight *= up / (1.2 * y + 0.006 * y * (y - 1) * (y - 2) / 6);
    }
    mean /= sum;
    report_replicates("Schloegl, third order, stationary", moments(&l, 0), mean, second / sum - mean * mean,
                      "detailed balance");
    free_lattice(&l);
}

// A reaction ten thousand times rarer than its neighbours, and one that is slow by itself, happen as often as they
// should.
static void rare_events(int32_t n) {
    static const char text[] = "species A initial=100\nspecies B\nspecies C\nreaction A -> B rate 2e-6\n"
                               "reaction 0 -> C rate 0.5\nreaction C -> 0 rate 0.5\nreaction A -> A + C rate 0.005\n";
    Lattice l = lattice(text, n, 0.05, 13);
    must(mg_stochastic_step(l.s, l.scheduler, 400));
    double cells = (double)mg_grid_cells(&l.grid), time = 0.05 * 400;
    double expected = cells * 100 * (1 - exp(-2e-6 * time));
    mg_validate("rare A -> B, 2e-6 of each A", expected, (double)mg_stochastic_total(l.s, l.scheduler, 1),
                4 * sqrt(expected), "Poisson");
    free_lattice(&l);
    Lattice alone = lattice("species A initial=1\nspecies B\nreaction A -> B rate 0.0004\n", n, 0.05, 17);
    must(mg_stochastic_step(alone.s, alone.scheduler, 400));
    expected = cells * (1 - exp(-0.0004 * time));
    mg_validate("slow A -> B alone, 2e-5 a step", expected, (double)mg_stochastic_total(alone.s, alone.scheduler, 1),
                4 * sqrt(expected), "Poisson");
    free_lattice(&alone);
}

int main(int argc, char **argv) {
    bool slow = mg_validate_slowly(argc, argv);
    int32_t n = slow ? 64 : 24; // 13824 replicates at least
    for (int32_t i = 0; i < MG_COUNT_OF(cases); i++) {
        run_case(&cases[i], n, 5.0);
        if (slow) run_case(&cases[i], n, 0.05);
    }
    static const double steps[] = { 5, 0.5, 0.05 };
    for (int32_t i = 0; i < (slow ? 3 : 2); i++) autocatalysis(n, steps[i]);
    decay(n);
    repression(n);
    schloegl(n);
    rare_events(n);
    return mg_validation_result();
}

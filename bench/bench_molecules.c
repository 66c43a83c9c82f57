// Nanoseconds per cell and step of the stochastic engine beside a plain sequential tau-leap, on the food, autocatalyst,
// inhibitor network in its well-stirred state. The two take turns, so that a busy moment touches both alike; medians,
// as JSON, with the rows' names as in `morphogen bench --json`.
//
//     bench_molecules [SIZE [ROUNDS]]
//     bench_molecules SIZE --only STEPS         one thread, dt 0.05, nothing else: for profilers
//     bench_molecules --network                 the network's text: for bench/node/molecules.mjs
#include <stdio.h>
#include <time.h>

#include "base/platform.h"
#include "stochastic/network_text.h"
#include "stochastic/stochastic.h"
#include "tau_leap.h"

static const char network_text[] =
    "species F D=0.2  initial=poisson(47.4)\nspecies A D=0.05 initial=poisson(21.2)\n"
    "species I D=0.02 initial=poisson(84.7)\n"
    "reaction A + F -> 2 A rate 0.002\nreaction A -> A + I rate 0.02\nreaction A + I -> I rate 0.001\n"
    "reaction 0 -> F rate 2\nreaction A -> 0 rate 0.01\nreaction I -> 0 rate 0.005\n";

enum { MAX_ROUNDS = 99, MAX_ROWS = 16 };

typedef struct Row {
    char id[64];
    const char *unit;
    double values[MAX_ROUNDS];
} Row;

static Row rows[MAX_ROWS];
static int32_t row_count, round_now;

static void record(const char *id, const char *unit, double value) {
    int32_t r = 0;
    while (r < row_count && strcmp(rows[r].id, id) != 0) r++;
    if (r == row_count) row_count++, snprintf(rows[r].id, sizeof rows[r].id, "%s", id), rows[r].unit = unit;
    rows[r].values[round_now] = value;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_of(const char *id, int32_t rounds) {
    for (int32_t r = 0; r < row_count; r++) {
        if (strcmp(rows[r].id, id) != 0) continue;
        double sorted[MAX_ROUNDS];
        memcpy(sorted, rows[r].values, sizeof sorted);
        qsort(sorted, (size_t)rounds, sizeof(double), by_value);
        return sorted[rounds / 2];
    }
    return 0;
}

static _Noreturn void stop(const char *why) {
    fprintf(stderr, "bench_molecules: %s\n", why);
    exit(1);
}

typedef struct Run {
    MgStochastic *molecules;
    MgScheduler *scheduler;
    double dt;
    int32_t threads;
    uint64_t events; // before the steps that are timed
} Run;

static Run run_with(int32_t n, double dt, int32_t threads) {
    MgNetwork network;
    MgGrid grid = mg_grid(n, n, n, (MgBoundary[3]){ MG_PERIODIC, MG_PERIODIC, MG_PERIODIC }, 1.0);
    if (mg_network_parse(network_text, sizeof network_text - 1, NULL, 0, &network) != MG_OK) stop(mg_error_message());
    Run run = { mg_stochastic_create(&grid, &network, threads), mg_scheduler_create(threads), dt, threads, 0 };
    if (run.molecules == NULL || run.scheduler == NULL) stop("no memory");
    double none = 0;
    if (mg_stochastic_set(run.molecules, &none, dt) != MG_OK) stop(mg_error_message());
    mg_stochastic_clear(run.molecules, 1);
    for (int32_t z = 0; z < n; z++)
        for (int32_t y = 0; y < n; y++) mg_stochastic_start_row(run.molecules, y, z, NULL);
    return run;
}

static double time_steps(Run *run, int32_t steps) {
    run->events = mg_stochastic_events(run->molecules);
    double started = mg_platform_seconds();
    if (mg_stochastic_step(run->molecules, run->scheduler, steps) != MG_OK) stop(mg_error_message());
    return mg_platform_seconds() - started;
}

static int only_step(int32_t n, int32_t steps) {
    if (n < 8 || n > 512 || steps < 1) stop("SIZE 8..512 --only STEPS");
    Run run = run_with(n, 0.05, 1);
    printf("%.4g ns/cell\n", 1e9 * time_steps(&run, steps) / steps / ((double)n * n * n));
    mg_stochastic_destroy(run.molecules);
    mg_scheduler_destroy(run.scheduler);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--network") == 0) return fputs(network_text, stdout) < 0;
    if (argc == 4 && strcmp(argv[2], "--only") == 0) return only_step(atoi(argv[1]), atoi(argv[3]));
    int32_t n = argc > 1 ? atoi(argv[1]) : 128, rounds = argc > 2 ? atoi(argv[2]) : 9, all = mg_platform_parallelism();
    if (n < 8 || n > 512 || rounds < 1 || rounds > MAX_ROUNDS) stop("[SIZE 8..512 [ROUNDS 1..99]]");
    if (all > 8) all = 8;
    const double cells = (double)n * n * n;
    Run runs[] = { run_with(n, 0.05, 1), run_with(n, 0.05, all), run_with(n, 0.2, 1), run_with(n, 0.4, 1) };
    TauLeap peer = tau_leap_start(n, 0.05);
    const int32_t steps = 4;
    for (round_now = 0; round_now < rounds; round_now++) {
        for (int32_t i = 0; i < MG_COUNT_OF(runs); i++) {
            char id[64];
            double seconds = time_steps(&runs[i], steps);
            snprintf(id, sizeof id, "molecules_dt_%g_%s", runs[i].dt, i == 1 ? "all_threads" : "1_thread");
            record(id, "ns/cell", 1e9 * seconds / steps / cells);
            if (i == 0)
                record("reactions_1_thread", "million/s",
                       1e-6 * (double)(mg_stochastic_events(runs[i].molecules) - runs[i].events) / seconds);
        }
        double started = mg_platform_seconds();
        tau_leap_step(&peer);
        record("tau_leap_dt_0.05", "ns/cell", 1e9 * (mg_platform_seconds() - started) / cells);
    }
    printf("{ \"size\": %d, \"threads\": %d, \"rounds\": %d,\n  \"rows\": [\n", n, all, rounds);
    for (int32_t r = 0; r < row_count; r++)
        printf("    { \"id\": \"%s\", \"median\": %.4g, \"unit\": \"%s\" }%s\n", rows[r].id,
               median_of(rows[r].id, rounds), rows[r].unit, r + 1 < row_count ? "," : "");
    double ours = median_of("molecules_dt_0.05_1_thread", rounds);
    printf("  ],\n  \"times_as_fast_as_tau_leap\": %.3g, \"times_as_fast_with_all_threads\": %.3g }\n",
           median_of("tau_leap_dt_0.05", rounds) / ours, ours / median_of("molecules_dt_0.05_all_threads", rounds));
    for (int32_t i = 0; i < MG_COUNT_OF(runs); i++) {
        mg_stochastic_destroy(runs[i].molecules);
        mg_scheduler_destroy(runs[i].scheduler);
    }
    tau_leap_end(&peer);
    return 0;
}

// What the bench programs share: clocks, rounds of measurements that take turns, and their JSON.
//
// Rows take turns, so that a busy moment of a shared machine touches all of them; each keeps every round, by the wall
// clock and by the processor time of the whole process, which what others do disturbs less.
#ifndef MG_BENCH_MEASURE_H
#define MG_BENCH_MEASURE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_ROUNDS 99
#define MAX_ROWS 96

typedef struct Row {
    char id[64];
    double work; // units of `unit` that a round does, per second of which the figure is
    const char *unit;
    int32_t rounds;
    double wall[MAX_ROUNDS], cpu[MAX_ROUNDS]; // seconds
} Row;

static Row measured[MAX_ROWS];
static int32_t measured_count;

static inline double clock_seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline _Noreturn void stop(const char *why) {
    fprintf(stderr, "bench: %s\n", why);
    exit(1);
}

static inline Row *row_named(const char *id, const char *unit) {
    int32_t r = 0;
    while (r < measured_count && strcmp(measured[r].id, id) != 0) r++;
    if (r == MAX_ROWS) stop("too many rows");
    if (r == measured_count) measured[measured_count++] = (Row){ .unit = unit };
    snprintf(measured[r].id, sizeof measured[r].id, "%s", id);
    return &measured[r];
}

// One round of a row: runs the function and keeps its seconds. work is what it did, in `unit` times a second.
static inline void measure(const char *id, const char *unit, double work, void (*run)(void *), void *argument) {
    Row *row = row_named(id, unit);
    double wall = clock_seconds(CLOCK_MONOTONIC), cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    run(argument);
    wall = clock_seconds(CLOCK_MONOTONIC) - wall, cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    if (row->rounds == MAX_ROUNDS) stop("too many rounds");
    row->work = work, row->wall[row->rounds] = wall, row->cpu[row->rounds++] = cpu;
}

// {"id", "unit", "work", "wall": [seconds], "cpu": [seconds]}: figures are made of them where they are shown.
static inline void print_measured(void) {
    printf("\"rows\": [");
    for (int32_t r = 0; r < measured_count; r++) {
        const Row *row = &measured[r];
        printf("%s\n {\"id\": \"%s\", \"unit\": \"%s\", \"work\": %.9g", r > 0 ? "," : "", row->id, row->unit,
               row->work);
        for (int32_t cpu = 0; cpu < 2; cpu++) {
            printf(", \"%s\": [", cpu ? "cpu" : "wall");
            for (int32_t i = 0; i < row->rounds; i++)
                printf("%s%.9g", i > 0 ? ", " : "", cpu ? row->cpu[i] : row->wall[i]);
            printf("]");
        }
        printf("}");
    }
    printf("\n]");
}

#endif

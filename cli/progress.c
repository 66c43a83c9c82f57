#define _POSIX_C_SOURCE 200809L
#include "progress.h"

#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#define BAR_SECONDS 0.1
#define JSON_SECONDS 1.0
#define BAR_WIDTH 30

double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

Progress progress_start(const RunOptions *o, const MgEngine *engine, uint64_t last, double cells) {
    double now = seconds_now();
    return (Progress){ .bar = !o->quiet && !o->base.json && isatty(STDERR_FILENO), .json = o->base.json, .started = now,
                       .shown = now, .first = mg_engine_steps(engine), .last = last, .cells = cells };
}

static void show_bar(const Progress *p, uint64_t step, double rate, double left) {
    char bar[BAR_WIDTH + 1] = { 0 };
    double part = p->last > p->first ? (double)(step - p->first) / (double)(p->last - p->first) : 1.0;
    for (int i = 0; i < BAR_WIDTH; i++) bar[i] = i < (int)(part * BAR_WIDTH) ? '#' : '.';
    int whole = (int)left;
    fprintf(stderr, "\r[%s] %3d %%  step %" PRIu64 " of %" PRIu64 "  %.3g Gcell/s  %d:%02d:%02d left \033[K", bar,
            (int)(100 * part), step, p->last, rate / 1e9, whole / 3600, whole / 60 % 60, whole % 60);
    fflush(stderr);
}

void progress_show(Progress *p, const MgEngine *engine) {
    double now = seconds_now();
    if ((!p->bar && !p->json) || now - p->shown < (p->bar ? BAR_SECONDS : JSON_SECONDS)) return;
    p->shown = now;
    uint64_t step = mg_engine_steps(engine), done = step - p->first;
    double each = done > 0 ? (now - p->started) / (double)done : 0, left = each * (double)(p->last - step);
    double rate = each > 0 ? p->cells / each : 0;
    if (p->bar) {
        show_bar(p, step, rate, left);
        return;
    }
    printf("{\"event\":\"progress\",\"step\":%" PRIu64 ",\"last\":%" PRIu64 ",\"time\":%.17g,\"seconds\":%.3f,"
           "\"cellsPerSecond\":%.4g,\"secondsLeft\":%.1f}\n", step, p->last, mg_engine_time(engine), now - p->started, rate, left);
    fflush(stdout);
}

void progress_hide(const Progress *p) {
    if (p->bar) fputs("\r\033[K", stderr);
}

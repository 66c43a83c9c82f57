#define _POSIX_C_SOURCE 200809L
#include "terminal/progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "terminal/log.h"

#define BAR_SECONDS 0.1
#define JSON_SECONDS 1.0
#define BAR_FULL "##############################"
#define BAR_EMPTY ".............................."
#define WIDEST_BAR ((int)sizeof BAR_FULL - 1)
#define NARROWEST_BAR 5
#define MAX_DAYS 9999
#define DAY 86400.0

double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

Progress progress_start(bool quiet, bool json, double first, double last, double cells) {
    double now = seconds_now();
    return (Progress){ .bar = !quiet && !json && isatty(STDERR_FILENO),
                       .json = json,
                       .started = now,
                       .shown = now,
                       .first = first,
                       .last = last,
                       .cells = cells };
}

Pace progress_pace(const Progress *p, double done) {
    double seconds = seconds_now() - p->started, worked = done - p->first;
    if (worked <= 0 || seconds <= 0) return (Pace){ .seconds = seconds };
    return (Pace){ seconds, p->cells * worked / seconds, seconds / worked * (p->last - done) };
}

// "0:01:02", and with days "3 d 04:05".
static void write_duration(double seconds, char out[32]) {
    int days = (int)(seconds / DAY < MAX_DAYS ? seconds / DAY : MAX_DAYS),
        rest = days < MAX_DAYS ? (int)(seconds - days * DAY) : 0;
    if (days == MAX_DAYS) snprintf(out, 32, "over %d d", MAX_DAYS);
    else if (days > 0) snprintf(out, 32, "%d d %02d:%02d", days, rest / 3600, rest / 60 % 60);
    else snprintf(out, 32, "%d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60);
}

static void write_rate(double rate, char out[32]) {
    const bool giga = rate >= 1e9;
    if (rate > 0) snprintf(out, 32, "  %.3g %ccell/s", rate / (giga ? 1e9 : 1e6), giga ? 'G' : 'M');
    else out[0] = 0;
}

// Fits the line to the terminal: percentage and time left always, then words, rate, and a bar in the remaining columns.
static void show_bar(const Progress *p, double done, const char *words) {
    char bar[2 * WIDEST_BAR + 4] = "", left[32], rate[32], line[512];
    Pace pace = progress_pace(p, done);
    const double part = p->last > p->first ? (done - p->first) / (p->last - p->first) : 1.0;
    write_duration(pace.seconds_left, left);
    write_rate(pace.cells_per_second, rate);
    int room = status_line_width() - 1 - snprintf(NULL, 0, "%3d %%  %s left", 100, left);
    const bool worded = room >= (int)strlen(words) + 2;
    if (worded) room -= (int)strlen(words) + 2;
    const bool rated = worded && room >= (int)strlen(rate);
    if (rated) room -= (int)strlen(rate);
    const int wide = room - 3 < WIDEST_BAR ? room - 3 : WIDEST_BAR, full = (int)(part * wide);
    if (wide >= NARROWEST_BAR) snprintf(bar, sizeof bar, "[%.*s%.*s] ", full, BAR_FULL, wide - full, BAR_EMPTY);
    snprintf(line, sizeof line, "%s%3d %%%s%s%s  %s left", bar, (int)(100 * part), worded ? "  " : "",
             worded ? words : "", rated ? rate : "", left);
    show_status_line(line);
}

bool progress_due(Progress *p, double done, const char *words) {
    double now = seconds_now();
    if ((!p->bar && !p->json) || now - p->shown < (p->bar ? BAR_SECONDS : JSON_SECONDS)) return false;
    p->shown = now;
    if (p->bar) show_bar(p, done, words);
    return p->json;
}

// morphogen run, resume, convert: a run from its beginning, from a snapshot, or a snapshot just written out.
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "files.h"
#include "outputs.h"
#include "progress.h"
#include "start.h"
#include "volumes.h"

#define SLICE_MILLISECONDS 100.0         // between two looks at the keyboard

// ---- Ctrl-C

static volatile sig_atomic_t caught_signal;

static void catch_signal(int number) { caught_signal = number; }

// The second Ctrl-C ends the program as it would without us.
static void catch_signals(void) {
    struct sigaction action = { .sa_handler = catch_signal, .sa_flags = (int)SA_RESETHAND };
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

// ---- what a run is

typedef struct Run {
    RunOptions *o;
    MgEngine *engine;
    Catalog catalog;
    const char *model;
    MgSnapshotInfo info;                 // of the snapshot it goes on from
    Stats *stats;
    uint64_t last;                       // step
    bool goes_on;                        // from a snapshot, or from outputs of its own
    int64_t nx, ny, nz;
} Run;

static uint64_t next_stop(const Run *run) {
    uint64_t step = mg_engine_steps(run->engine), every = (uint64_t)run->o->every;
    if (every == 0 || run->last - step <= every - step % every) return run->last;
    return step - step % every + every;
}

static void step_until(Run *run, uint64_t stop, Progress *progress) {
    for (uint64_t step = mg_engine_steps(run->engine); step < stop && caught_signal == 0; step = mg_engine_steps(run->engine)) {
        uint64_t left = stop - step;
        mg_engine_step_for(run->engine, SLICE_MILLISECONDS, left < INT32_MAX ? (int32_t)left : INT32_MAX);
        progress_show(progress, run->engine);
    }
}

// At a stop: everything that is due there. The row comes before the snapshot, because a run that goes on drops rows that are too
// many and cannot make one that is missing; the snapshot comes before the rest. One thing that fails, say a surface that is not
// there, keeps nothing else from being written.
static int look(Run *run, bool at_end) {
    if (check_finite(run->engine) != EXIT_FINE) return EXIT_FAILED;
    int64_t number = run->o->every > 0 ? (int64_t)mg_engine_steps(run->engine) : -1;
    bool good = run->stats == NULL || stats_row(run->stats, run->engine) == EXIT_FINE;
    if (run->o->snapshot != NULL && write_snapshot(run->o, run->engine, run->o->snapshot) != EXIT_FINE) good = false;
    Moment moment = { .step = number, .first = !run->goes_on };
    if ((number >= 0 || at_end) && write_outputs(run->o, run->engine, moment) != EXIT_FINE) good = false;
    run->goes_on = true;
    return good ? EXIT_FINE : EXIT_FAILED;
}

static int stop_for_signal(Run *run) {
    char path[MOST_PATH_BYTES];
    uint64_t step = mg_engine_steps(run->engine);
    if (run->o->snapshot != NULL) snprintf(path, sizeof path, "%s", run->o->snapshot);
    else snprintf(path, sizeof path, "%s-%09" PRIu64 ".mgs", run->model, step);
    int code = write_snapshot(run->o, run->engine, path);
    if (code != EXIT_FINE) return code;
    fprintf(stderr, "morphogen: stopped at step %" PRIu64 " of %" PRIu64 "; go on with: morphogen resume %s --steps %" PRIu64 "\n",
            step, run->last, path, run->last);
    return 128 + caught_signal;
}

static void say_done(const Run *run, double seconds) {
    uint64_t steps = mg_engine_steps(run->engine), hash = mg_engine_hash(run->engine);
    if (run->o->base.json)
        printf("{\"event\":\"done\",\"model\":\"%s\",\"step\":%" PRIu64 ",\"time\":%.17g,\"hash\":\"%016" PRIx64
               "\",\"seconds\":%.3f}\n", run->model, steps, mg_engine_time(run->engine), hash, seconds);
    else
        printf("%s %" PRId64 "x%" PRId64 "x%" PRId64 " seed %" PRIu64 " steps %" PRIu64 " hash %016" PRIx64 "\n", run->model,
               run->nx, run->ny, run->nz, run->info.seed, steps, hash);
}

// A run that was killed between its snapshot and its outputs left some of them unwritten.
static int catch_up(Run *run) {
    int64_t step = (int64_t)mg_engine_steps(run->engine), every = run->o->every;
    if (every == 0 || step == 0 || step % every != 0) return EXIT_FINE;
    return write_outputs(run->o, run->engine, (Moment){ .step = step, .only_missing = true });
}

static int go(Run *run) {
    const MgKeyframe *k = mg_engine_publish(run->engine);
    run->nx = k->nx, run->ny = k->ny, run->nz = k->nz;
    Progress progress = progress_start(run->o, run->engine, run->last, (double)(run->nx * run->ny * run->nz));
    int code = EXIT_FINE;
    if (run->stats != NULL && mg_engine_steps(run->engine) == 0) code = stats_row(run->stats, run->engine);
    if (code == EXIT_FINE && run->goes_on) code = catch_up(run);
    catch_signals();
    do {
        step_until(run, next_stop(run), &progress);
        if (caught_signal != 0) break;
        progress_hide(&progress);
        if (code == EXIT_FINE) code = look(run, mg_engine_steps(run->engine) == run->last);
    } while (code == EXIT_FINE && mg_engine_steps(run->engine) < run->last);
    progress_hide(&progress);
    if (code != EXIT_FINE) return code;
    if (caught_signal != 0) return stop_for_signal(run);
    say_done(run, seconds_now() - progress.started);
    return EXIT_FINE;
}

// ---- how long

static int settle_end(Run *run) {
    RunOptions *o = run->o;
    double dt = 0;
    uint64_t now = mg_engine_steps(run->engine);
    if (o->steps_given && !isnan(o->time)) {
        fprintf(stderr, "morphogen: --steps and --time both say how long; give one of them\n");
        return EXIT_USAGE;
    }
    run->last = (uint64_t)o->base.steps;
    if (!isnan(o->time)) {
        if (mg_engine_get(run->engine, "dt", &dt) != MG_OK) return print_failure();
        double left = ceil((o->time - mg_engine_time(run->engine)) / dt - 1e-9);       // 10 / 0.1 is 100 steps, not 101
        if (left > 2e9) {
            fprintf(stderr, "morphogen: --time %g is %.0f steps of dt = %g, more than 2000000000\n", o->time, left, dt);
            return EXIT_FAILED;
        }
        run->last = now + (left > 0 ? (uint64_t)left : 0);
    }
    if (run->last >= now) return EXIT_FINE;
    fprintf(stderr, "morphogen: the run is at step %" PRIu64 " already; --steps %" PRIu64 " is before that\n", now, run->last);
    return EXIT_FAILED;
}

static int finish(Run *run, bool go_on) {
    RunOptions *o = run->o;
    int code = settle_end(run);
    if (code == EXIT_FINE && o->stats != NULL) {
        run->stats = stats_open(o->stats, go_on, run->engine, &run->catalog, run->model);
        if (run->stats == NULL) code = EXIT_FAILED;
    }
    if (code == EXIT_FINE) code = go(run);
    int closed = stats_close(run->stats);
    return code == EXIT_FINE ? closed : code;
}

// ---- the commands

static bool begin(Run *run, RunOptions *o, int *code) {
    *run = (Run){ .o = o };
    *code = catalog_open(&run->catalog) ? EXIT_FINE : no_memory("the models' tables");
    return *code == EXIT_FINE;
}

static int end(Run *run, int code) {
    mg_engine_destroy(run->engine);
    catalog_close(&run->catalog);
    return code;
}

static int begin_model(Run *run) {
    RunOptions *o = run->o;
    int code = find_model(o, &run->catalog);
    if (code != EXIT_FINE) return code;
    run->model = o->base.config.model;
    run->info.seed = o->base.config.seed;
    code = settle_parameters(o, &run->catalog, run->model);
    if (code != EXIT_FINE) return code;
    MgVolume *volume = o->start != NULL ? read_volume(o->start) : NULL;
    if (o->start != NULL) code = volume != NULL ? take_volume_s_word(o, volume) : EXIT_FAILED;
    if (code == EXIT_FINE && (run->engine = engine_from(&o->base)) == NULL) code = EXIT_FAILED;
    if (code == EXIT_FINE && volume != NULL && mg_engine_start(run->engine, volume) != MG_OK) code = print_failure();
    mg_volume_destroy(volume);
    return code;
}

int command_run(RunOptions *o) {
    Run run;
    int code;
    if (o->word_count > 1 || (o->word_count == 0 && !o->model_given)) {
        fprintf(stderr, "morphogen: run wants one model: morphogen run gray_scott --steps 1000 --mesh surface.ply\n");
        return EXIT_USAGE;
    }
    if (!begin(&run, o, &code)) return end(&run, code);
    code = begin_model(&run);
    return end(&run, code == EXIT_FINE ? finish(&run, false) : code);
}

static bool tell_snapshot(Run *run, const char *path) {
    InFile file;
    char previous[MOST_PATH_BYTES + 16];
    snprintf(previous, sizeof previous, "%s.previous", path);
    for (int i = 0; i < 2; i++) {
        if (!in_open(&file, i == 0 ? path : previous)) continue;
        MgStatus status = mg_snapshot_info(in_read, &file, file.bytes, &run->info);
        in_close(&file);
        if (status == MG_OK && run->info.hash == mg_engine_hash(run->engine)) return true;
    }
    fprintf(stderr, "morphogen: %s was changed while it was read\n", path);
    return false;
}

// What a snapshot fixes may not be said again; parameters, view and threads may change on the way.
static int begin_snapshot(Run *run) {
    RunOptions *o = run->o;
    run->goes_on = true;
    run->engine = read_snapshot(o, o->words[0]);
    if (run->engine == NULL || !tell_snapshot(run, o->words[0])) return EXIT_FAILED;
    run->model = run->info.model;
    o->base.config.dx = run->info.dx;
    if (!catalog_add_own(&run->catalog, run->engine)) return no_memory("the model's tables");
    int code = settle_parameters(o, &run->catalog, run->model);
    for (int32_t i = 0; i < o->base.setting_count && code == EXIT_FINE; i++)
        if (mg_engine_set(run->engine, o->base.settings[i].name, o->base.settings[i].value) != MG_OK) code = print_failure();
    if (code == EXIT_FINE && o->base.view != NULL && mg_engine_set_view(run->engine, o->base.view) != MG_OK) code = print_failure();
    if (code == EXIT_FINE && apply_tiling(&o->base, run->engine) != MG_OK) code = print_failure();
    if (code == EXIT_FINE && mg_engine_check_dt(run->engine, NULL) != MG_OK) code = print_failure();
    if (code == EXIT_FINE) warn_of_small_cells(run->engine);
    return code;
}

int command_resume(RunOptions *o) {
    Run run;
    int code;
    if (o->word_count != 1 || (!o->steps_given && isnan(o->time))) {
        fprintf(stderr, "morphogen: resume wants a snapshot and its end: morphogen resume run.mgs --steps 2000\n");
        return EXIT_USAGE;
    }
    if (!begin(&run, o, &code)) return end(&run, code);
    if (o->snapshot == NULL) o->snapshot = o->words[0];      // going on from it means going on with it
    code = begin_snapshot(&run);
    return end(&run, code == EXIT_FINE ? finish(&run, true) : code);
}

int command_convert(RunOptions *o) {
    Run run;
    int code;
    if (o->word_count != 1 || (o->volume == NULL && o->mesh == NULL && o->image == NULL && o->snapshot == NULL)) {
        fprintf(stderr, "morphogen: convert wants a file and what to make of it: morphogen convert run.mgs --mesh a.glb\n");
        return EXIT_USAGE;
    }
    if (is_volume(o->words[0])) return convert_volume(o);
    if (!begin(&run, o, &code)) return end(&run, code);
    code = begin_snapshot(&run);
    if (code == EXIT_FINE) code = write_outputs(o, run.engine, (Moment){ .step = -1 });
    if (code == EXIT_FINE && o->snapshot != NULL) code = write_snapshot(o, run.engine, o->snapshot);
    return end(&run, code);
}

// morphogen run, resume, convert: a run from its beginning, from a snapshot, or a snapshot converted.
#define _POSIX_C_SOURCE 200809L
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/volumes.h"
#include "files/files.h"
#include "files/read_volume.h"
#include "options/compile.h"
#include "options/model_options.h"
#include "options/volume_start.h"
#include "output/outputs.h"
#include "output/preflight.h"
#include "output/resume_hint.h"
#include "output/run_summary.h"
#include "output/snapshot_file.h"
#include "output/stats_table.h"
#include "terminal/progress.h"
#include "terminal/signals.h"

#define SLICE_MILLISECONDS 100.0 // between checks for signals
#define FINITE_SECONDS 10.0      // between checks of the fields, if there is no output

// ---- what a run is

typedef struct Run {
    RunOptions *o;
    MgEngine *engine;
    Catalog catalog;
    MgSnapshotInfo info; // of the snapshot that is continued
    Stats *stats;
    uint64_t first, last; // steps
    bool is_resumed;      // from a snapshot, or from outputs of its own
    double cells;
    bool saved; // the current state is in --snapshot
} Run;

static uint64_t next_stop(const Run *run) {
    uint64_t step = mg_engine_steps(run->engine), every = (uint64_t)run->o->every;
    if (every == 0 || run->last - step <= every - step % every) return run->last;
    return step - step % every + every;
}

static void show_progress(const Run *run, Progress *progress) {
    uint64_t step = mg_engine_steps(run->engine);
    char words[64];
    snprintf(words, sizeof words, "step %" PRIu64 " of %" PRIu64, step, run->last);
    if (!progress_due(progress, (double)step, words)) return;
    Pace pace = progress_pace(progress, (double)step);
    print_event(json_pack("{s:s, s:I, s:I, s:f, s:f, s:f, s:f}", "event", "progress", "step", (json_int_t)step, "last",
                          (json_int_t)run->last, "time", mg_engine_time(run->engine), "seconds", pace.seconds,
                          "cellsPerSecond", pace.cells_per_second, "secondsLeft", pace.seconds_left));
}

// Checks regularly, so that a state that is not finite ends the run early.
static int step_until(Run *run, uint64_t stop, Progress *progress) {
    double looked = seconds_now();
    for (uint64_t step = mg_engine_steps(run->engine); step < stop && caught_signal() == 0;
         step = mg_engine_steps(run->engine)) {
        uint64_t left = stop - step;
        run->saved = false;
        mg_engine_step_for(run->engine, SLICE_MILLISECONDS, left < INT32_MAX ? (int32_t)left : INT32_MAX);
        show_progress(run, progress);
        if (seconds_now() - looked < FINITE_SECONDS) continue;
        looked = seconds_now();
        if (check_finite(run->engine) != EXIT_SUCCESS) return EXIT_FAILURE;
    }
    return check_finite(run->engine);
}

// Rows up to a snapshot's step are flushed before the snapshot, which relies on them.
static int write_state(Run *run, const char *path) {
    if (run->stats != NULL && stats_flush(run->stats) != EXIT_SUCCESS) return EXIT_FAILURE;
    return write_snapshot(run->o, run->engine, path);
}

static int save(Run *run) {
    run->saved = write_state(run, run->o->snapshot) == EXIT_SUCCESS;
    return run->saved ? EXIT_SUCCESS : EXIT_FAILURE;
}

// Writes everything due at this step. The row is written before the snapshot, because a resumed run can drop extra rows
// but not make missing ones; the snapshot is written before the rest. If one output fails, the others are still
// written.
static int write_due_outputs(Run *run) {
    int64_t number = run->o->every > 0 ? (int64_t)mg_engine_steps(run->engine) : -1;
    bool good = run->stats == NULL || stats_row(run->stats, run->engine) == EXIT_SUCCESS;
    if (run->o->snapshot != NULL && !run->saved && save(run) != EXIT_SUCCESS) good = false;
    if (write_outputs(run->o, run->engine, (OutputTime){ .step = number, .first = !run->is_resumed }) != EXIT_SUCCESS)
        good = false;
    run->is_resumed = true;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

// ---- stopped

// Into --snapshot; else into the working directory; else into the temporary directory.
static bool save_state(Run *run, char path[MAX_PATH_BYTES]) {
    const char *temporary = getenv("TMPDIR");
    uint64_t step = mg_engine_steps(run->engine);
    if (run->o->snapshot != NULL) {
        snprintf(path, MAX_PATH_BYTES, "%s", run->o->snapshot);
        if (run->saved || save(run) == EXIT_SUCCESS) return true;
    }
    snprintf(path, MAX_PATH_BYTES, "%s-%09" PRIu64 ".mgs", mg_engine_model(run->engine)->id, step);
    if (write_state(run, path) == EXIT_SUCCESS) return true;
    snprintf(path, MAX_PATH_BYTES, "%s/%s-%09" PRIu64 ".mgs", temporary != NULL ? temporary : "/tmp",
             mg_engine_model(run->engine)->id, step);
    return write_snapshot(run->o, run->engine, path) == EXIT_SUCCESS;
}

// After a signal or a failed output: saves the state and prints the command that continues.
static int stop(Run *run, int code) {
    char path[MAX_PATH_BYTES];
    uint64_t step = mg_engine_steps(run->engine);
    if (!save_state(run, path)) return EXIT_FAILURE;
    bool at_end = step == run->last;
    char *line = at_end ? convert_hint(run->o, path) : resume_hint(run->o, path, run->last);
    if (line == NULL) return no_memory("the line to go on with");
    show_status_line("");
    fprintf(stderr, "morphogen: stopped at step %" PRIu64 " of %" PRIu64 ", kept in %s; %s:\n    %s\n", step, run->last,
            path, at_end ? "make what is missing with" : "go on with", line);
    if (run->o->base.json)
        print_event(json_pack("{s:s, s:I, s:I, s:o*, s:o*}", "event", "stopped", "step", (json_int_t)step, "last",
                              (json_int_t)run->last, "snapshot", json_utf8_text(path), "line", json_utf8_text(line)));
    free(line);
    return code;
}

static void warn_of_room(const Run *run) {
    const int32_t fields = mg_stored_fields(mg_engine_model(run->engine));
    uint64_t steps = run->last - run->first, every = (uint64_t)run->o->every;
    double bytes = run->cells * fields * sizeof(float);
    warn_of_disk(run->o, bytes, every > 0 ? (double)((steps + every - 1) / every) : 1);
}

// Outputs that are missing because the run was killed after its snapshot.
static int write_missing_outputs(Run *run) {
    int64_t step = (int64_t)mg_engine_steps(run->engine), every = run->o->every;
    if (every == 0 || step == 0 || step % every != 0) return EXIT_SUCCESS;
    return write_outputs(run->o, run->engine, (OutputTime){ .step = step, .only_missing = true });
}

static int exit_code_of_stop(void) { return caught_signal() != 0 ? signal_exit_code() : EXIT_FAILURE; }

// Whether the first state of this run has a row: it is the seeding, or one of every so many.
static bool is_due(const Run *run) {
    uint64_t every = (uint64_t)run->o->every;
    return run->first == 0 || (every > 0 && run->first % every == 0);
}

static int run_to_end(Run *run) {
    const MgKeyframe *k = mg_engine_publish(run->engine);
    run->cells = (double)k->nx * k->ny * k->nz;
    run->first = mg_engine_steps(run->engine);
    if (check_output_memory(run->o, run->engine) != EXIT_SUCCESS) return EXIT_FAILURE;
    warn_of_room(run);
    if (run->stats != NULL && is_due(run) && stats_row(run->stats, run->engine) != EXIT_SUCCESS) return EXIT_FAILURE;
    if (run->is_resumed && write_missing_outputs(run) != EXIT_SUCCESS) return EXIT_FAILURE;
    Progress progress =
        progress_start(run->o->quiet, run->o->base.json, (double)run->first, (double)run->last, run->cells);
    catch_signals();
    for (bool at_end = false; !at_end;) {
        uint64_t due = next_stop(run);
        if (step_until(run, due, &progress) != EXIT_SUCCESS) return EXIT_FAILURE;
        if (mg_engine_steps(run->engine) < due) return stop(run, signal_exit_code());
        at_end = due == run->last;
        show_status_line("");
        if (write_due_outputs(run) != EXIT_SUCCESS)
            return mg_engine_steps(run->engine) > run->first ? stop(run, exit_code_of_stop()) : EXIT_FAILURE;
    }
    print_run_summary(run->o, run->engine, mg_engine_model(run->engine)->id, run->info.seed,
                      seconds_now() - progress.started);
    return EXIT_SUCCESS;
}

// ---- how long

static int resolve_end(Run *run) {
    RunOptions *o = run->o;
    uint64_t now = mg_engine_steps(run->engine);
    if (o->steps_given && !isnan(o->time)) {
        log_error("--steps and --time both say how long; give one of them");
        return EXIT_USAGE;
    }
    bool writes = o->volume != NULL || o->mesh != NULL || o->image != NULL || o->stats != NULL || o->snapshot != NULL;
    if (!o->steps_given && isnan(o->time) && !writes) {
        log_error("run wants to know how long: --steps 1000, or --time 500; --steps 0 is the seeding itself");
        return EXIT_USAGE;
    }
    run->last = (uint64_t)o->base.steps;
    if (!isnan(o->time) && last_step(run->engine, o->time, &run->last) != EXIT_SUCCESS) return EXIT_FAILURE;
    if (run->last >= now) return EXIT_SUCCESS;
    log_error("the run is at step %" PRIu64 " already; --steps %" PRIu64 " is before that", now, run->last);
    return EXIT_FAILURE;
}

static int finish(Run *run, bool is_resumed) {
    RunOptions *o = run->o;
    int code = resolve_end(run);
    if (code == EXIT_SUCCESS && is_resumed) code = check_series(o);
    if (code == EXIT_SUCCESS && o->stats != NULL) {
        run->stats = stats_open(o->stats, is_resumed, run->engine);
        if (run->stats == NULL) code = EXIT_FAILURE;
        else if (is_resumed) warn_of_missing_rows(run->stats, mg_engine_steps(run->engine), (uint64_t)o->every);
    }
    if (code == EXIT_SUCCESS) code = run_to_end(run);
    int closed = stats_close(run->stats);
    return code == EXIT_SUCCESS ? closed : code;
}

// ---- the commands

static int end(Run *run, int code) {
    mg_engine_destroy(run->engine);
    catalog_close(&run->catalog);
    return code;
}

static int begin_model(Run *run) {
    RunOptions *o = run->o;
    const MgModel *model;
    int code = find_model(o, &run->catalog, &model);
    if (code != EXIT_SUCCESS) return code;
    run->info.seed = o->base.config.seed;
    code = resolve_parameters(o, model);
    if (code != EXIT_SUCCESS) return code;
    MgVolume *volume = o->start != NULL ? read_volume(o->start) : NULL;
    if (o->start != NULL) code = volume != NULL ? apply_volume_metadata(o, volume) : EXIT_FAILURE;
    o->base.config.unseeded = volume != NULL; // mg_engine_seed_from_volume seeds the other fields
    if (code == EXIT_SUCCESS && (run->engine = engine_from(&o->base)) == NULL) code = EXIT_FAILURE;
    if (code == EXIT_SUCCESS && volume != NULL && mg_engine_seed_from_volume(run->engine, volume) != MG_OK)
        code = print_failure();
    mg_volume_destroy(volume);
    compile_equations(&o->base, run->engine);
    return code;
}

int command_run(RunOptions *o) {
    Run run = { .o = o };
    if (o->positional_count > 1 || (o->positional_count == 0 && !o->model_given)) {
        log_error("run wants one model: morphogen run gray_scott --steps 1000 --mesh surface.ply");
        return EXIT_USAGE;
    }
    if (check_outputs(o) != EXIT_SUCCESS) return EXIT_FAILURE;
    int code = begin_model(&run);
    return end(&run, code == EXIT_SUCCESS ? finish(&run, false) : code);
}

static bool read_snapshot_info(Run *run, const char *path) {
    InFile file;
    char previous[MAX_PATH_BYTES + 16];
    int names = previous_path(path, previous) ? 2 : 1;
    for (int i = 0; i < names; i++) {
        if (!in_open(&file, i == 0 ? path : previous)) continue;
        MgStatus status = mg_snapshot_info(in_read, &file, file.bytes, &run->info);
        in_close(&file);
        if (status == MG_OK && run->info.hash == mg_engine_hash(run->engine)) return true;
    }
    log_error("%s was changed while it was read", path);
    return false;
}

// Model and size are the snapshot's; parameters, view and threads may be changed.
static int begin_snapshot(Run *run) {
    RunOptions *o = run->o;
    run->is_resumed = true;
    run->engine = read_snapshot(o, o->positionals[0]);
    if (run->engine != NULL) end_early_on_signals(run->engine);
    if (run->engine == NULL || !read_snapshot_info(run, o->positionals[0])) return EXIT_FAILURE;
    o->base.config.dx = run->info.dx;
    int code = resolve_parameters(o, mg_engine_model(run->engine));
    for (int32_t i = 0; i < o->base.setting_count && code == EXIT_SUCCESS; i++)
        if (mg_engine_set(run->engine, o->base.settings[i].name, o->base.settings[i].value) != MG_OK)
            code = print_failure();
    if (code == EXIT_SUCCESS && o->base.view != NULL && mg_engine_set_view(run->engine, o->base.view) != MG_OK)
        code = print_failure();
    if (code == EXIT_SUCCESS && apply_tiling(&o->base, run->engine) != MG_OK) code = print_failure();
    if (code == EXIT_SUCCESS && mg_engine_check_dt(run->engine, NULL) != MG_OK) code = print_failure();
    if (code == EXIT_SUCCESS) warn_of_small_cells(run->engine);
    compile_equations(&o->base, run->engine);
    return code;
}

int command_resume(RunOptions *o) {
    Run run = { .o = o };
    if (o->positional_count != 1 || (!o->steps_given && isnan(o->time))) {
        log_error("resume wants a snapshot and its end: morphogen resume run.mgs --steps 2000");
        return EXIT_USAGE;
    }
    if (o->snapshot == NULL) o->snapshot = o->positionals[0]; // by default the run saves to the snapshot it continues
    if (check_outputs(o) != EXIT_SUCCESS) return EXIT_FAILURE;
    int code = begin_snapshot(&run);
    // Before the first step the snapshot is unchanged unless a parameter was set.
    run.saved = o->damaged == NULL && o->base.setting_count == 0 && o->base.view == NULL &&
                is_same_file(o->snapshot, o->positionals[0]);
    return end(&run, code == EXIT_SUCCESS ? finish(&run, true) : code);
}

int command_convert(RunOptions *o) {
    Run run = { .o = o };
    if (o->positional_count != 1 || (o->volume == NULL && o->mesh == NULL && o->image == NULL && o->snapshot == NULL)) {
        log_error("convert wants a file and what to make of it: morphogen convert run.mgs --mesh a.glb");
        return EXIT_USAGE;
    }
    if (check_outputs(o) != EXIT_SUCCESS) return EXIT_FAILURE;
    if (is_volume(o->positionals[0])) return convert_volume(o);
    int code = begin_snapshot(&run);
    if (code == EXIT_SUCCESS) code = write_outputs(o, run.engine, (OutputTime){ .step = -1 });
    if (code == EXIT_SUCCESS && o->snapshot != NULL) code = write_snapshot(o, run.engine, o->snapshot);
    return end(&run, code);
}

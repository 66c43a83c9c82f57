// morphogen sweep: a run for every combination of some parameters' values, or of seeds, as a table (--stats) and as a
// sheet of slices (--image): the first swept parameter to the right, the others downwards, with one colour scale.
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/sweep.h"
#include "commands/sweep_arguments.h"
#include "files/files.h"
#include "files/large_memory.h"
#include "options/compile.h"
#include "options/model_options.h"
#include "output/preflight.h"
#include "output/resume_hint.h"
#include "terminal/signals.h"

#define SLICE_MILLISECONDS 100.0 // between checks for signals

// ---- one run

static void take_slice(Sweep *s, int32_t run, Slice slice) {
    s->slices[run] = slice;
    for (int32_t i = 0; i < slice.width * slice.height; i++) {
        if (slice.values[i] < s->range.min) s->range.min = slice.values[i];
        if (slice.values[i] > s->range.max) s->range.max = slice.values[i];
    }
}

static void report_refused(Sweep *s, int32_t run) {
    char all[MAX_AXES * (LABEL_BYTES + 2)] = "";
    for (int32_t a = 0, used = 0; a < s->axes.count; a++) {
        char value[LABEL_BYTES];
        write_value(&s->axes, a, run, value);
        used += snprintf(all + used, sizeof all - (size_t)used, "%s%s", a > 0 ? ", " : "", value);
    }
    log_error("left out: %s", all);
    s->refused_count++;
}

static MgEngine *engine_of(const Sweep *s, int32_t run) {
    Options options = s->o->base;
    for (int32_t a = 0; a < s->axes.count; a++) {
        const double value = value_of(&s->axes, run, a);
        if (s->axes.all[a].parameter == NULL) {
            options.config.seed = (uint64_t)value;
            continue;
        }
        Setting *setting = &options.settings[options.setting_count++];
        snprintf(setting->name, sizeof setting->name, "%s", s->axes.all[a].name);
        setting->value = value;
        setting->location = s->axes.all[a].location;
    }
    MgEngine *engine = engine_from(&options);
    compile_equations(&options, engine);
    return engine;
}

// The expected number of steps of a run; with --time it follows from dt.
static double work_of(const Sweep *s, int32_t run) {
    const RunOptions *o = s->o;
    if (isnan(o->time)) return (double)o->base.steps;
    double dt = catalog_parameter(s->model, "dt")->initial;
    for (int32_t i = 0; i < o->base.setting_count; i++)
        if (strcmp(o->base.settings[i].name, "dt") == 0) dt = o->base.settings[i].value;
    for (int32_t a = 0; a < s->axes.count; a++)
        if (strcmp(s->axes.all[a].name, "dt") == 0) dt = value_of(&s->axes, run, a);
    return dt > 0 ? o->time / dt : 0;
}

// On a terminal a bar, for programs a line of JSON a second and one after each run.
static void show_progress(Sweep *s, double done, bool run_ended) {
    char words[64];
    snprintf(words, sizeof words, "run %d of %d", s->at + 1, s->run_count);
    if (!progress_due(&s->progress, done, words) && !(run_ended && s->o->base.json)) return;
    const Pace pace = progress_pace(&s->progress, done);
    print_event(json_pack("{s:s, s:i, s:i, s:f, s:f}", "event", "progress", "run", s->at + run_ended, "runs",
                          s->run_count, "seconds", pace.seconds, "secondsLeft", pace.seconds_left));
}

static void step_all(Sweep *s, MgEngine *engine, uint64_t last) {
    while (mg_engine_steps(engine) < last && caught_signal() == 0) {
        mg_engine_step_for(engine, SLICE_MILLISECONDS, (int32_t)(last - mg_engine_steps(engine)));
        show_progress(s, s->done + (double)mg_engine_steps(engine), false);
    }
}

// In the journal first: the table and the sheet can be made again from it.
static int record_run(Sweep *s, int32_t run, MgEngine *engine) {
    const MgKeyframe *k = mg_engine_publish(engine);
    Slice slice = { 0 };
    char *row = sweep_row(s, engine, run, k);
    if (row == NULL) return EXIT_FAILURE;
    const bool is_sliced = s->slices == NULL || slice_keyframe(k, s->o->slice_axis, s->o->slice_at, &slice);
    int code = is_sliced ? EXIT_SUCCESS : EXIT_FAILURE;
    if (code == EXIT_SUCCESS) code = journal_add(s->journal, run, &(SweepRecord){ true, row, slice.values });
    if (code == EXIT_SUCCESS) code = sweep_append(s, row);
    if (code == EXIT_SUCCESS && s->slices != NULL) take_slice(s, run, slice);
    else free(slice.values);
    free(row);
    return code;
}

// Refused by the library: tried again when the sweep goes on, as with more memory. Not finite: the same every time.
static int leave_out(Sweep *s, int32_t run, bool is_final) {
    report_refused(s, run);
    if (!is_final) s->progress.last -= work_of(s, run); // nothing to wait for
    return is_final ? journal_add(s->journal, run, &(SweepRecord){ .is_made = false, .row = "" }) : EXIT_SUCCESS;
}

// A combination that is refused, or whose state becomes non-finite, is reported and leaves a gap in the sheet.
static int one_run(Sweep *s, int32_t run) {
    uint64_t last = (uint64_t)s->o->base.steps;
    MgEngine *engine = engine_of(s, run);
    int code = EXIT_SUCCESS;
    if (engine == NULL && caught_signal() != 0) return signal_exit_code();
    if (engine == NULL || (!isnan(s->o->time) && last_step(engine, s->o->time, &last) != EXIT_SUCCESS))
        code = leave_out(s, run, false);
    else {
        step_all(s, engine, last);
        if (mg_engine_steps(engine) < last) code = signal_exit_code();
        else if (check_finite(engine) != EXIT_SUCCESS) code = leave_out(s, run, true);
        else code = record_run(s, run, engine);
        s->done += (double)mg_engine_steps(engine);
    }
    mg_engine_destroy(engine);
    return code;
}

// ---- all runs

// A run of the journal.
static int take_record(Sweep *s, int32_t run, const SweepRecord *record) {
    if (!record->is_made) {
        report_refused(s, run);
        return EXIT_SUCCESS;
    }
    if (run >= s->rows_of && sweep_append(s, record->row) != EXIT_SUCCESS) return EXIT_FAILURE;
    if (s->slices == NULL) return EXIT_SUCCESS;
    Slice slice;
    sweep_slice_size(s->o, &slice.width, &slice.height);
    const uint64_t bytes = slice_bytes(slice.width, slice.height);
    slice.values = allocate_large(bytes, "a slice");
    if (slice.values == NULL) return EXIT_FAILURE;
    memcpy(slice.values, record->slice, (size_t)bytes);
    take_slice(s, run, slice);
    return EXIT_SUCCESS;
}

// The work that is left. Runs of the journal are done.
static void begin_progress(Sweep *s) {
    const MgConfig *c = &s->o->base.config;
    double work = 0;
    SweepRecord record;
    for (int32_t i = 0; i < s->run_count; i++) work += journal_find(s->journal, i, &record) ? 0 : work_of(s, i);
    s->progress = progress_start(s->o->quiet, s->o->base.json, 0, work, (double)c->nx * c->ny * c->nz);
    const int32_t there = journal_count(s->journal);
    if (there == 0) return;
    fprintf(stderr, "morphogen: %d of %d runs are there from before\n", there, s->run_count);
    if (s->o->base.json)
        print_event(json_pack("{s:s, s:i, s:i}", "event", "resumed", "run", there, "runs", s->run_count));
}

static int run_all(Sweep *s) {
    int code = EXIT_SUCCESS;
    begin_progress(s);
    catch_signals();
    for (; s->at < s->run_count; s->at++) {
        SweepRecord record;
        const bool is_there = journal_find(s->journal, s->at, &record);
        code = is_there ? take_record(s, s->at, &record) : one_run(s, s->at);
        if (code != EXIT_SUCCESS) break;
        if (!is_there) show_progress(s, s->done, true);
    }
    show_status_line("");
    return code;
}

static void report_stopped(const Sweep *s) {
    char *line = s->journal != NULL ? repeat_hint(s->o) : NULL;
    fprintf(stderr, "morphogen: stopped after %d of %d runs, which are in %s%s%s\n", s->at, s->run_count,
            s->o->stats != NULL ? s->o->stats : s->o->image, line != NULL ? "; go on with:\n    " : "",
            line != NULL ? line : "");
    if (s->o->base.json)
        print_event(json_pack("{s:s, s:i, s:i, s:o*}", "event", "stopped", "run", s->at, "runs", s->run_count, "line",
                              line != NULL ? json_utf8_text(line) : NULL));
    free(line);
}

static void report_done(const Sweep *s) {
    if (s->o->base.json)
        print_event(json_pack("{s:s, s:i, s:i}", "event", "done", "runs", s->run_count, "refused", s->refused_count));
    else printf("%d runs, %d refused\n", s->run_count, s->refused_count);
}

static int open_journal(Sweep *s) {
    const RunOptions *o = s->o;
    int32_t width, height;
    sweep_slice_size(o, &width, &height);
    const uint64_t bytes = o->image != NULL ? slice_bytes(width, height) : 0;
    char *arguments = sweep_arguments(o, &s->axes);
    if (arguments == NULL) return no_memory("the sweep's arguments");
    int code =
        journal_open(o->stats != NULL ? o->stats : o->image, arguments, s->run_count, (size_t)bytes, &s->journal);
    free(arguments);
    return code;
}

static int open_outputs(Sweep *s) {
    s->range = (MgRange){ 3e38f, -3e38f };
    int code = open_journal(s);
    if (code == EXIT_SUCCESS) code = sweep_open_table(s);
    if (code == EXIT_SUCCESS && s->o->image != NULL &&
        (s->slices = calloc((size_t)s->run_count, sizeof *s->slices)) == NULL)
        code = no_memory("the sheet");
    return code;
}

static int run_and_write(Sweep *s) {
    int code = open_outputs(s);
    if (code == EXIT_SUCCESS) code = run_all(s);
    const bool stopped = code != EXIT_SUCCESS && caught_signal() != 0;
    int written = s->slices != NULL && (code == EXIT_SUCCESS || stopped) ? sweep_write_sheet(s) : EXIT_SUCCESS;
    for (int32_t i = 0; i < s->run_count && s->slices != NULL; i++) free(s->slices[i].values);
    free(s->slices);
    int closed = sweep_close_table(s);
    if (stopped) report_stopped(s);
    if (code == EXIT_SUCCESS) code = written != EXIT_SUCCESS ? written : closed;
    const bool all_refused = s->refused_count == s->run_count; // no sheet then
    journal_close(s->journal, code == EXIT_SUCCESS || (all_refused && !stopped));
    if (code == EXIT_SUCCESS) report_done(s);
    return code == EXIT_SUCCESS && s->refused_count > 0 ? EXIT_FAILURE : code;
}

int command_sweep(RunOptions *o) {
    Sweep s = { .o = o };
    if (o->positional_count > 1 || (o->positional_count == 0 && !o->model_given) ||
        (o->stats == NULL && o->image == NULL) || o->steps_given == !isnan(o->time)) {
        log_error("sweep wants a model, --steps or --time, and --stats TABLE.csv or --image SHEET.png");
        return EXIT_USAGE;
    }
    if (check_outputs(o) != EXIT_SUCCESS) return EXIT_FAILURE;
    int code = find_model(o, &s.catalog, &s.model);
    if (code == EXIT_SUCCESS) code = take_sweep_axes(o, s.model, &s.axes);
    s.run_count = run_count(&s.axes);
    if (code == EXIT_SUCCESS) code = sweep_check_sheet(&s);
    if (code == EXIT_SUCCESS) code = run_and_write(&s);
    catalog_close(&s.catalog);
    return code;
}

// morphogen sweep: a run for every combination of some parameters' values, or of seeds, as a table (--stats) and as a
// sheet of slices (--image): the first swept parameter to the right, the others downwards, with one colour scale.
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "commands/sweep_axes.h"
#include "files/files.h"
#include "options/compile.h"
#include "options/model_options.h"
#include "output/image.h"
#include "output/output_file.h"
#include "output/preflight.h"
#include "output/sheet.h"
#include "output/slice_file.h"
#include "terminal/progress.h"
#include "terminal/signals.h"

#define LARGEST_SHEET 65000.0    // pixels a side
#define SLICE_MILLISECONDS 100.0 // between checks for signals

typedef struct Sweep {
    RunOptions *o;
    Catalog catalog;
    SweepAxes axes;
    int32_t run_count;
    FILE *table;
    Slice *slices;     // of every run; values NULL where none was made
    MgRange range;     // of all of them
    Progress progress; // in steps of all runs
    double done;
    int32_t at, refused_count; // runs
    char view[64];             // which is shown
    const MgModel *model;
} Sweep;

// ---- one run

// Mean and variance of a field; values: room for it. False: the library refused, and has said why.
static bool print_field(Sweep *s, MgEngine *engine, const char *field, float *values, size_t cells) {
    double sum = 0, squares = 0;
    if (mg_engine_read_field(engine, field, values, cells) != MG_OK) return false;
    for (size_t i = 0; i < cells; i++) sum += values[i];
    for (size_t i = 0; i < cells; i++) squares += (values[i] - sum / (double)cells) * (values[i] - sum / (double)cells);
    fprintf(s->table, ",%.9g,%.9g", sum / (double)cells, squares / (double)cells);
    return true;
}

static bool table_row(Sweep *s, MgEngine *engine, int32_t run, const MgKeyframe *k) {
    const size_t cells = (size_t)k->nx * (size_t)k->ny * (size_t)k->nz;
    float *values = malloc(cells * sizeof *values);
    bool read = true;
    if (values == NULL) return no_memory("the table") == EXIT_SUCCESS;
    for (int32_t a = 0; a < s->axes.count; a++)
        fprintf(s->table, "%.*g,", s->axes.all[a].parameter != NULL ? 9 : 16, value_of(&s->axes, run, a));
    fprintf(s->table, "%" PRIu64 ",%.17g", k->step, k->time);
    for (int32_t f = 0; f < mg_stored_fields(s->model) && read; f++)
        read = print_field(s, engine, s->model->fields[f].id, values, cells);
    fprintf(s->table, ",%016" PRIx64 "\n", mg_engine_hash(engine));
    free(values);
    if (!read) return print_failure() == EXIT_SUCCESS;
    const bool written = fflush(s->table) == 0; // so that a stopped sweep keeps the finished rows
    if (!written) cannot_write(s->o->stats, errno);
    return written;
}

static bool record_slice(Sweep *s, int32_t run, const MgKeyframe *k) {
    Slice *slice = &s->slices[run];
    if (!slice_keyframe(k, s->o->slice_axis, s->o->slice_at, slice)) return false;
    for (int32_t i = 0; i < slice->width * slice->height; i++) {
        if (slice->values[i] < s->range.min) s->range.min = slice->values[i];
        if (slice->values[i] > s->range.max) s->range.max = slice->values[i];
    }
    return true;
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

// Records the state at the end of a run. False after an error message.
static bool record_run(Sweep *s, int32_t run, MgEngine *engine) {
    const MgKeyframe *k = mg_engine_publish(engine);
    snprintf(s->view, sizeof s->view, "%s", mg_engine_view(engine));
    if (s->table != NULL && !table_row(s, engine, run, k)) return false;
    if (s->slices == NULL || record_slice(s, run, k)) return true;
    no_memory("a slice");
    return false;
}

// A combination that is refused, or whose state becomes non-finite, is reported and leaves a gap in the sheet.
static int one_run(Sweep *s, int32_t run) {
    uint64_t last = (uint64_t)s->o->base.steps;
    MgEngine *engine = engine_of(s, run);
    bool good = engine != NULL && (isnan(s->o->time) || last_step(engine, s->o->time, &last) == EXIT_SUCCESS);
    if (good) step_all(s, engine, last);
    const bool stopped = good && mg_engine_steps(engine) < last;
    good = good && (stopped || check_finite(engine) == EXIT_SUCCESS);
    int code = good && !stopped && !record_run(s, run, engine) ? EXIT_FAILURE : EXIT_SUCCESS;
    if (!good) report_refused(s, run);
    if (good) s->done += (double)last;
    else s->progress.last -= work_of(s, run); // nothing to wait for
    mg_engine_destroy(engine);
    return stopped ? signal_exit_code() : code;
}

// ---- the table and the sheet

static int open_table(Sweep *s) {
    if (s->o->stats == NULL) return EXIT_SUCCESS;
    s->table = fopen(s->o->stats, "w");
    if (s->table == NULL) return cannot_write(s->o->stats, errno);
    for (int32_t a = 0; a < s->axes.count; a++) fprintf(s->table, "%s,", s->axes.all[a].name);
    fprintf(s->table, "step,time");
    for (int32_t f = 0; f < mg_stored_fields(s->model); f++)
        fprintf(s->table, ",%s_mean,%s_variance", s->model->fields[f].id, s->model->fields[f].id);
    fprintf(s->table, ",hash\n");
    return EXIT_SUCCESS;
}

static int close_table(Sweep *s) {
    if (s->table == NULL) return EXIT_SUCCESS;
    bool written = !ferror(s->table);
    return fclose(s->table) == 0 && written ? EXIT_SUCCESS : cannot_write(s->o->stats, errno);
}

// "feed=0.03" above its column; the other parameters on a line each beside their row.
static bool make_labels(const Sweep *s, Sheet *sheet) {
    sheet->column_labels = calloc((size_t)sheet->columns, sizeof(Label));
    sheet->row_labels = calloc((size_t)sheet->rows, sizeof(Label));
    if (sheet->column_labels == NULL || sheet->row_labels == NULL) return false;
    for (int32_t i = 0; i < sheet->columns; i++) write_value(&s->axes, 0, i, sheet->column_labels[i].lines[0]);
    for (int32_t i = 0; i < sheet->rows; i++)
        for (int32_t axis = 1; axis < s->axes.count; axis++)
            write_value(&s->axes, axis, i * sheet->columns, sheet->row_labels[i].lines[axis - 1]);
    return true;
}

static int write_sheet(Sweep *s) {
    int32_t columns = s->axes.all[0].count, reason = ENOMEM;
    const RunOptions *o = s->o;
    char title[256], end[64];
    bool any = false;
    Image picture = { 0 };
    for (int32_t i = 0; i < s->run_count; i++) any = any || s->slices[i].values != NULL;
    if (!any) return EXIT_FAILURE; // all runs were refused, or none has finished
    if (isnan(o->time)) snprintf(end, sizeof end, "step %" PRId64, o->base.steps);
    else snprintf(end, sizeof end, "time %g", o->time);
    snprintf(title, sizeof title, "%s of %s, %s, slice %c=%g", s->view, o->base.config.model, end, o->slice_axis,
             o->slice_at);
    Sheet sheet = { .columns = columns,
                    .rows = s->run_count / columns,
                    .done = s->at,
                    .slices = s->slices,
                    .range = s->range,
                    .title = title };
    bool made = make_labels(s, &sheet) && make_sheet(&sheet, &picture);
    bool written = made && write_png(&picture, title, o->image, &reason);
    free(sheet.column_labels);
    free(sheet.row_labels);
    free_image(&picture);
    if (!written) return cannot_write(o->image, reason);
    report_written(o, o->image);
    return EXIT_SUCCESS;
}

static int run_all(Sweep *s) {
    const MgConfig *c = &s->o->base.config;
    double work = 0;
    int code = EXIT_SUCCESS;
    for (int32_t i = 0; i < s->run_count; i++) work += work_of(s, i);
    s->progress = progress_start(s->o->quiet, s->o->base.json, 0, work, (double)c->nx * c->ny * c->nz);
    catch_signals();
    while (s->at < s->run_count && code == EXIT_SUCCESS) {
        code = one_run(s, s->at);
        if (code != EXIT_SUCCESS) break;
        show_progress(s, s->done, true);
        s->at++;
    }
    show_status_line("");
    return code;
}

static void report_stopped(const Sweep *s) {
    fprintf(stderr, "morphogen: stopped after %d of %d runs, which are in %s\n", s->at, s->run_count,
            s->o->stats != NULL ? s->o->stats : s->o->image);
    if (s->o->base.json)
        print_event(json_pack("{s:s, s:i, s:i}", "event", "stopped", "run", s->at, "runs", s->run_count));
}

static void report_done(const Sweep *s) {
    if (s->o->base.json)
        print_event(json_pack("{s:s, s:i, s:i}", "event", "done", "runs", s->run_count, "refused", s->refused_count));
    else printf("%d runs, %d refused\n", s->run_count, s->refused_count);
}

static int run_and_write(Sweep *s) {
    int code = open_table(s);
    s->range = (MgRange){ 3e38f, -3e38f };
    if (s->o->image != NULL && (s->slices = calloc((size_t)s->run_count, sizeof *s->slices)) == NULL)
        code = no_memory("the sheet");
    if (code == EXIT_SUCCESS) code = run_all(s);
    const bool stopped = code != EXIT_SUCCESS && caught_signal() != 0;
    int written = s->slices != NULL && (code == EXIT_SUCCESS || stopped) ? write_sheet(s) : EXIT_SUCCESS;
    for (int32_t i = 0; i < s->run_count && s->slices != NULL; i++) free(s->slices[i].values);
    free(s->slices);
    int closed = close_table(s);
    if (stopped) report_stopped(s);
    if (code == EXIT_SUCCESS) code = written != EXIT_SUCCESS ? written : closed;
    if (code == EXIT_SUCCESS) report_done(s);
    return code == EXIT_SUCCESS && s->refused_count > 0 ? EXIT_FAILURE : code;
}

// Checked before the first run: image readers refuse larger sheets.
static int check_sheet(Sweep *s) {
    const RunOptions *o = s->o;
    const MgConfig *c = &o->base.config;
    s->run_count = run_count(&s->axes);
    const double columns = s->axes.all[0].count, rows = s->run_count / columns;
    const double wide = columns * (o->slice_axis == 'x' ? c->ny : c->nx),
                 high = rows * (o->slice_axis == 'z' ? c->ny : c->nz);
    if (o->image == NULL || (wide <= LARGEST_SHEET && high <= LARGEST_SHEET)) return EXIT_SUCCESS;
    log_error("%s would be more than %.0f x %.0f pixels; take fewer values, a smaller --size, or --stats alone",
              o->image, wide, high);
    return EXIT_FAILURE;
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
    if (code == EXIT_SUCCESS) code = check_sheet(&s);
    if (code == EXIT_SUCCESS) code = run_and_write(&s);
    catalog_close(&s.catalog);
    return code;
}

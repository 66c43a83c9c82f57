// morphogen sweep: a run for every combination of some parameters' values, told as a table (--stats) and as a sheet of slices
// (--image): the first swept parameter to the right, the others downwards, all in the same colours.
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "commands.h"
#include "files.h"
#include "image.h"
#include "outputs.h"
#include "sheet.h"

#define MOST_AXES 4
#define MOST_VALUES 256
#define MOST_RUNS 10000

typedef struct Axis {
    const char *name;
    double values[MOST_VALUES];
    int32_t count;
} Axis;

typedef struct Sweep {
    RunOptions *o;
    Catalog catalog;
    Axis axes[MOST_AXES];
    int32_t axis_count, run_count;
    FILE *table;
    Slice *slices;                       // of every run; values NULL where none was made
    MgRange range;                       // of all of them
    char view[64];                       // which is shown
    char fields[16][32];
    int32_t field_count;
} Sweep;

// ---- "0.02:0.05:4" (from, to, how many) and "0.02,0.03,0.05"

static bool read_range(Axis *axis, const char *text) {
    double from, to;
    int count, used = 0;
    if (sscanf(text, "%lf:%lf:%d%n", &from, &to, &count, &used) != 3 || text[used] != 0) return false;
    if (count < 2 || count > MOST_VALUES || from - from != 0 || to - to != 0) return false;
    axis->count = count;
    for (int i = 0; i < count; i++) axis->values[i] = from + (to - from) * i / (count - 1);
    return true;
}

static bool read_list(Axis *axis, const char *text) {
    for (const char *at = text;; at++) {
        char *end;
        double value = strtod(at, &end);
        if (end == at || value - value != 0 || axis->count == MOST_VALUES) return false;
        axis->values[axis->count++] = value;
        at = end;
        if (*at == 0) return true;
        if (*at != ',') return false;
    }
}

static int take_axis(Sweep *s, const Named *flag) {
    Axis *axis = &s->axes[s->axis_count];
    if (s->axis_count == MOST_AXES) {
        complain("--%s is one swept parameter too many; %d are enough", flag->name, MOST_AXES);
        return EXIT_USAGE;
    }
    *axis = (Axis){ .name = flag->name };
    if (!(strchr(flag->text, ':') != NULL ? read_range(axis, flag->text) : read_list(axis, flag->text))) {
        complain("--%s wants from:to:count or a,b,c, at most %d of them, not '%s'", flag->name, MOST_VALUES,
                flag->text);
        return EXIT_USAGE;
    }
    s->axis_count++;
    return EXIT_FINE;
}

// Swept flags leave the list of fixed ones; of those only the name is looked up yet.
static int take_axes(Sweep *s) {
    RunOptions *o = s->o, names = { .pending_count = 0 };
    int32_t kept = 0;
    int code = EXIT_FINE;
    for (int32_t i = 0; i < o->pending_count && code == EXIT_FINE; i++) {
        bool swept = strpbrk(o->pending[i].text, ":,") != NULL;
        if (swept) {
            code = take_axis(s, &o->pending[i]);
            names.pending[names.pending_count++] = (Named){ o->pending[i].name, "0" };
        } else o->pending[kept++] = o->pending[i];
    }
    o->pending_count = kept;
    if (code == EXIT_FINE) code = settle_parameters(&names, &s->catalog, o->base.config.model);
    if (code == EXIT_FINE) code = settle_parameters(o, &s->catalog, o->base.config.model);
    if (code != EXIT_FINE) return code;
    int64_t runs = 1;
    for (int32_t a = 0; a < s->axis_count; a++) runs *= s->axes[a].count;
    if (s->axis_count > 0 && runs <= MOST_RUNS && o->base.setting_count + s->axis_count <= MOST_SETTINGS) {
        s->run_count = (int32_t)runs;
        return EXIT_FINE;
    }
    fprintf(stderr, runs > MOST_RUNS ? "morphogen: %" PRId64 " runs are more than %d\n"
                                     : "morphogen: sweep wants a parameter with several values: --feed 0.02:0.05:4 --kill "
                                       "0.055,0.06\n", runs, MOST_RUNS);
    return EXIT_USAGE;
}

static double value_of(const Sweep *s, int32_t run, int32_t axis) {
    for (int32_t a = 0; a < axis; a++) run /= s->axes[a].count;
    return s->axes[axis].values[run % s->axes[axis].count];
}

// ---- one run

static bool table_row(Sweep *s, MgEngine *engine, int32_t run, const MgKeyframe *k) {
    size_t cells = (size_t)k->nx * (size_t)k->ny * (size_t)k->nz;
    float *values = malloc(cells * sizeof *values);
    if (values == NULL) return false;
    for (int32_t a = 0; a < s->axis_count; a++) fprintf(s->table, "%.9g,", value_of(s, run, a));
    fprintf(s->table, "%" PRIu64 ",%.9g", k->step, k->time);
    for (int32_t f = 0; f < s->field_count; f++) {
        double sum = 0, squares = 0;
        if (mg_engine_read_field(engine, s->fields[f], values, cells) != MG_OK) break;
        for (size_t i = 0; i < cells; i++) sum += values[i];
        for (size_t i = 0; i < cells; i++) squares += (values[i] - sum / (double)cells) * (values[i] - sum / (double)cells);
        fprintf(s->table, ",%.9g,%.9g", sum / (double)cells, squares / (double)cells);
    }
    fprintf(s->table, ",%016" PRIx64 "\n", mg_engine_hash(engine));
    fflush(s->table);                                        // what is done is kept when the rest is stopped
    free(values);
    return true;
}

static void keep_slice(Sweep *s, int32_t run, const MgKeyframe *k) {
    Slice *slice = &s->slices[run];
    if (!slice_keyframe(k, s->o->slice_axis, s->o->slice_at, slice)) return;
    for (int32_t i = 0; i < slice->width * slice->height; i++) {
        if (slice->values[i] < s->range.min) s->range.min = slice->values[i];
        if (slice->values[i] > s->range.max) s->range.max = slice->values[i];
    }
}

// "feed=0.03, dt=5"
static void write_combination(const Sweep *s, int32_t run, char out[MOST_AXES * LABEL_BYTES]) {
    for (int32_t a = 0, used = 0; a < s->axis_count; a++)
        used += snprintf(out + used, MOST_AXES * LABEL_BYTES - (size_t)used, "%s%.40s=%.9g", a > 0 ? ", " : "", s->axes[a].name,
                         value_of(s, run, a));
}

static int left_out(const Sweep *s, int32_t run, MgEngine *engine) {
    char combination[MOST_AXES * LABEL_BYTES];
    write_combination(s, run, combination);
    complain("left out: %s", combination);
    mg_engine_destroy(engine);
    return EXIT_FAILED;
}

// A combination that is refused, say for its dt, or breaks on the way leaves a gap in the sheet and is told; the others go on.
static int one_run(Sweep *s, int32_t run) {
    Options options = s->o->base;
    for (int32_t a = 0; a < s->axis_count; a++) {
        Setting *setting = &options.settings[options.setting_count++];
        snprintf(setting->name, sizeof setting->name, "%s", s->axes[a].name);
        setting->value = value_of(s, run, a);
    }
    MgEngine *engine = engine_from(&options);
    if (engine == NULL) return left_out(s, run, engine);
    mg_engine_step(engine, (int32_t)options.steps);
    if (check_finite(engine) != EXIT_FINE) return left_out(s, run, engine);
    const MgKeyframe *k = mg_engine_publish(engine);
    bool good = s->table == NULL || table_row(s, engine, run, k);
    if (good && s->slices != NULL) keep_slice(s, run, k);
    snprintf(s->view, sizeof s->view, "%s", mg_engine_view(engine));
    mg_engine_destroy(engine);
    if (!good) complain("no memory for the table");
    return good ? EXIT_FINE : EXIT_FAILED;
}

// ---- the table and the sheet

static int open_table(Sweep *s) {
    size_t i;
    json_t *field, *fields = json_object_get(catalog_model(&s->catalog, s->o->base.config.model), "fields");
    json_array_foreach(fields, i, field)
        if (s->field_count < 16) snprintf(s->fields[s->field_count++], 32, "%s", json_string_value(json_object_get(field, "id")));
    if (s->o->stats == NULL) return EXIT_FINE;
    s->table = fopen(s->o->stats, "w");
    if (s->table == NULL) return cannot_write(s->o->stats, errno);
    for (int32_t a = 0; a < s->axis_count; a++) fprintf(s->table, "%s,", s->axes[a].name);
    fprintf(s->table, "step,time");
    for (int32_t f = 0; f < s->field_count; f++) fprintf(s->table, ",%s_mean,%s_variance", s->fields[f], s->fields[f]);
    fprintf(s->table, ",hash\n");
    return EXIT_FINE;
}

static int close_table(Sweep *s) {
    if (s->table == NULL) return EXIT_FINE;
    bool written = !ferror(s->table);
    return fclose(s->table) == 0 && written ? EXIT_FINE : cannot_write(s->o->stats, errno);
}

// "feed=0.03" above its column; the other parameters, a line each, beside their row.
static void label_axis(const Sweep *s, int32_t axis, int32_t run, char line[LABEL_BYTES]) {
    snprintf(line, LABEL_BYTES, "%.40s=%.4g", s->axes[axis].name, value_of(s, run, axis));
}

static bool make_labels(const Sweep *s, Sheet *sheet) {
    sheet->column_labels = calloc((size_t)sheet->columns, sizeof(Label));
    sheet->row_labels = calloc((size_t)sheet->rows, sizeof(Label));
    if (sheet->column_labels == NULL || sheet->row_labels == NULL) return false;
    for (int32_t i = 0; i < sheet->columns; i++) label_axis(s, 0, i, sheet->column_labels[i].lines[0]);
    for (int32_t i = 0; i < sheet->rows; i++)
        for (int32_t axis = 1; axis < s->axis_count; axis++)
            label_axis(s, axis, i * sheet->columns, sheet->row_labels[i].lines[axis - 1]);
    return true;
}

static int write_sheet(Sweep *s) {
    int32_t columns = s->axes[0].count, reason = ENOMEM;
    const RunOptions *o = s->o;
    char title[256];
    bool any = false;
    Image picture = { 0 };
    for (int32_t i = 0; i < s->run_count; i++) any = any || s->slices[i].values != NULL;
    if (!any) return EXIT_FAILED;                            // every run was refused, and said so
    snprintf(title, sizeof title, "%s of %s, step %" PRId64 ", slice %c=%g", s->view, o->base.config.model, o->base.steps, o->slice_axis,
             o->slice_at);
    Sheet sheet = { .columns = columns, .rows = s->run_count / columns, .slices = s->slices, .range = s->range, .title = title };
    bool made = make_labels(s, &sheet) && make_sheet(&sheet, &picture);
    bool written = made && write_png(&picture, title, o->image, &reason);
    free(sheet.column_labels);
    free(sheet.row_labels);
    free_image(&picture);
    if (!written) return cannot_write(o->image, reason);
    say_written(o, o->image);
    return EXIT_FINE;
}

// On a terminal one line that changes, for programs a line of JSON a run.
static void show_progress(const Sweep *s, int32_t run) {
    if (s->o->base.json) {
        printf("{\"event\":\"progress\",\"run\":%d,\"runs\":%d}\n", run, s->run_count);
        fflush(stdout);
    } else if (!s->o->quiet && isatty(STDERR_FILENO)) {
        fprintf(stderr, "\rrun %d of %d \033[K", run, s->run_count);
        if (run == s->run_count) fputs("\r\033[K", stderr);
    }
}

static int run_all(Sweep *s) {
    int code = open_table(s), refused = 0;
    s->range = (MgRange){ 3e38f, -3e38f };
    if (s->o->image != NULL && (s->slices = calloc((size_t)s->run_count, sizeof *s->slices)) == NULL)
        code = cannot_write(s->o->image, ENOMEM);
    for (int32_t i = 0; i < s->run_count && code == EXIT_FINE; i++) {
        refused += one_run(s, i) != EXIT_FINE;
        show_progress(s, i + 1);
    }
    if (s->slices != NULL && code == EXIT_FINE) code = write_sheet(s);
    for (int32_t i = 0; i < s->run_count && s->slices != NULL; i++) free(s->slices[i].values);
    free(s->slices);
    int closed = close_table(s);
    if (code == EXIT_FINE) code = closed;
    if (code == EXIT_FINE && !s->o->base.json) printf("%d runs, %d refused\n", s->run_count, refused);
    if (code == EXIT_FINE && s->o->base.json) printf("{\"event\":\"done\",\"runs\":%d,\"refused\":%d}\n", s->run_count, refused);
    return code != EXIT_FINE ? code : refused > 0 ? EXIT_FAILED : EXIT_FINE;
}

int command_sweep(RunOptions *o) {
    Sweep s = { .o = o };
    if (o->word_count > 1 || (o->word_count == 0 && !o->model_given) || (o->stats == NULL && o->image == NULL) || !o->steps_given) {
        complain("sweep wants a model, --steps, and --stats TABLE.csv or --image SHEET.png");
        return EXIT_USAGE;
    }
    if (check_outputs(o) != EXIT_FINE) return EXIT_FAILED;
    int code = catalog_open(&s.catalog) ? find_model(o, &s.catalog) : no_memory("the models' tables");
    if (code == EXIT_FINE) code = take_axes(&s);
    if (code == EXIT_FINE) code = run_all(&s);
    catalog_close(&s.catalog);
    return code;
}

#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/sweep.h"
#include "files/files.h"
#include "files/large_memory.h"
#include "output/output_file.h"
#include "output/sheet.h"

#define LARGEST_SHEET 65000.0 // pixels a side

// ---- the table

// Mean and variance of a field; values: room for it. False: the library refused.
static bool print_field(FILE *out, MgEngine *engine, const char *field, float *values, size_t cells) {
    double sum = 0, squares = 0;
    if (mg_engine_read_field(engine, field, values, cells) != MG_OK) return false;
    for (size_t i = 0; i < cells; i++) sum += values[i];
    for (size_t i = 0; i < cells; i++) squares += (values[i] - sum / (double)cells) * (values[i] - sum / (double)cells);
    fprintf(out, ",%.9g,%.9g", sum / (double)cells, squares / (double)cells);
    return true;
}

static bool print_row(const Sweep *s, MgEngine *engine, int32_t run, const MgKeyframe *k, FILE *out) {
    const size_t cells = (size_t)k->nx * (size_t)k->ny * (size_t)k->nz;
    float *values = allocate_large(cells * sizeof *values, "a row of the table");
    bool read = values != NULL;
    for (int32_t a = 0; a < s->axes.count; a++)
        fprintf(out, "%.*g,", s->axes.all[a].parameter != NULL ? 9 : 16, value_of(&s->axes, run, a));
    fprintf(out, "%" PRIu64 ",%.17g", k->step, k->time);
    for (int32_t f = 0; f < mg_stored_fields(s->model) && read; f++)
        if (!(read = print_field(out, engine, s->model->fields[f].id, values, cells))) print_failure();
    fprintf(out, ",%016" PRIx64 "\n", mg_engine_hash(engine));
    free(values);
    return read;
}

char *sweep_row(const Sweep *s, MgEngine *engine, int32_t run, const MgKeyframe *k) {
    char *row = NULL;
    size_t bytes;
    FILE *out = open_memstream(&row, &bytes);
    bool good = out != NULL && (s->table == NULL || print_row(s, engine, run, k, out));
    const bool kept = out != NULL && fclose(out) == 0 && row != NULL; // glibc's fclose may lack memory and return 0
    if (good && kept) return row;
    if (out == NULL || (good && !kept)) no_memory("the table");
    free(row);
    return NULL;
}

int sweep_append(Sweep *s, const char *row) {
    if (s->table == NULL) return EXIT_SUCCESS;
    fputs(row, s->table);
    return fflush(s->table) == 0 ? EXIT_SUCCESS : cannot_write(s->o->stats, errno); // a stopped sweep keeps its rows
}

static void print_head(const Sweep *s, FILE *out) {
    for (int32_t a = 0; a < s->axes.count; a++) fprintf(out, "%s,", s->axes.all[a].name);
    fprintf(out, "step,time");
    for (int32_t f = 0; f < mg_stored_fields(s->model); f++)
        fprintf(out, ",%s_mean,%s_variance", s->model->fields[f].id, s->model->fields[f].id);
    fprintf(out, ",hash\n");
}

// Head and rows as one text. NULL: no memory.
static char *make_beginning(Sweep *s) {
    char *text = NULL;
    size_t bytes;
    SweepRecord record;
    FILE *out = open_memstream(&text, &bytes);
    if (out == NULL) return NULL;
    print_head(s, out);
    for (s->rows_of = 0; s->rows_of < s->run_count && journal_find(s->journal, s->rows_of, &record); s->rows_of++)
        fputs(record.row, out);
    if (fclose(out) == 0 && text != NULL) return text;
    free(text);
    return NULL;
}

// Atomic: the rows of the sweep that was stopped are not lost where this one fails.
static int begin_file(const char *path, const char *text) {
    OutFile file;
    if (!out_open(&file, path)) return cannot_write(path, file.reason);
    if (!out_write(&file, text, strlen(text))) {
        out_abandon(&file);
        return cannot_write(path, file.reason);
    }
    return out_commit(&file, false) ? EXIT_SUCCESS : cannot_write(path, file.reason);
}

int sweep_open_table(Sweep *s) {
    const char *path = s->o->stats;
    if (path == NULL) return EXIT_SUCCESS;
    char *text = make_beginning(s);
    if (text == NULL) return no_memory("the table");
    const bool is_file = check_overwrite(path) == 0;
    int code = is_file ? begin_file(path, text) : EXIT_SUCCESS;
    if (code == EXIT_SUCCESS && (s->table = fopen(path, is_file ? "a" : "w")) == NULL) code = cannot_write(path, errno);
    if (code == EXIT_SUCCESS && !is_file) code = sweep_append(s, text);
    free(text);
    return code;
}

int sweep_close_table(Sweep *s) {
    if (s->table == NULL) return EXIT_SUCCESS;
    bool written = !ferror(s->table) && fflush(s->table) == 0;
    if (written) written = fsync(fileno(s->table)) == 0 || errno == EINVAL || errno == ENOTSUP;
    return fclose(s->table) == 0 && written ? EXIT_SUCCESS : cannot_write(s->o->stats, errno);
}

// ---- the sheet

void sweep_slice_size(const RunOptions *o, int32_t *width, int32_t *height) {
    const MgConfig *c = &o->base.config;
    *width = o->slice_axis == 'x' ? c->ny : c->nx;
    *height = o->slice_axis == 'z' ? c->ny : c->nz;
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

static void end_sheet(Sheet *sheet) {
    free(sheet->column_labels);
    free(sheet->row_labels);
}

// All but the pictures. False after an error message; end_sheet in either case.
static bool begin_sheet(const Sweep *s, Sheet *out) {
    *out = (Sheet){ .columns = s->axes.all[0].count,
                    .rows = s->run_count / s->axes.all[0].count,
                    .done = s->at,
                    .slices = s->slices,
                    .range = s->range,
                    .title = "" };
    sweep_slice_size(s->o, &out->slice_width, &out->slice_height);
    return make_labels(s, out) || no_memory("the sheet") == EXIT_SUCCESS;
}

// What a sheet takes at its end: the slices of all runs, and their picture.
static int check_sheet_memory(const Sweep *s) {
    Sheet sheet;
    bool fits = begin_sheet(s, &sheet);
    const uint64_t slices = (uint64_t)s->run_count * slice_bytes(sheet.slice_width, sheet.slice_height);
    if (fits) fits = fits_in_memory(slices + sheet_bytes(&sheet), s->o->image);
    end_sheet(&sheet);
    return fits ? EXIT_SUCCESS : EXIT_FAILURE;
}

int sweep_check_sheet(const Sweep *s) {
    const RunOptions *o = s->o;
    int32_t width, height;
    sweep_slice_size(o, &width, &height);
    const double columns = s->axes.all[0].count, rows = s->run_count / columns;
    if (o->image == NULL) return EXIT_SUCCESS;
    if (columns * width <= LARGEST_SHEET && rows * height <= LARGEST_SHEET) return check_sheet_memory(s);
    log_error("%s would be more than %.0f x %.0f pixels; take fewer values, a smaller --size, or --stats alone",
              o->image, columns * width, rows * height);
    return EXIT_FAILURE;
}

static void write_title(const Sweep *s, char out[256]) {
    const RunOptions *o = s->o;
    char end[64];
    if (isnan(o->time)) snprintf(end, sizeof end, "step %" PRId64, o->base.steps);
    else snprintf(end, sizeof end, "time %g", o->time);
    snprintf(out, 256, "%s of %s, %s, slice %c=%g", s->view, o->base.config.model, end, o->slice_axis, o->slice_at);
}

int sweep_write_sheet(Sweep *s) {
    const RunOptions *o = s->o;
    int reason;
    bool any = false;
    char title[256];
    Sheet sheet;
    Image picture = { 0 };
    for (int32_t i = 0; i < s->run_count; i++) any = any || s->slices[i].values != NULL;
    if (!any) return EXIT_FAILURE; // all runs were refused, or none has finished
    write_title(s, title);
    bool made = begin_sheet(s, &sheet);
    sheet.title = title;
    made = made && make_sheet(&sheet, &picture);
    end_sheet(&sheet);
    if (!made) return EXIT_FAILURE;
    bool written = write_png(&picture, title, o->image, &reason);
    free_image(&picture);
    if (!written) return cannot_write(o->image, reason);
    report_written(o, o->image);
    return EXIT_SUCCESS;
}

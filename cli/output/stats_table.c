#define _POSIX_C_SOURCE 200809L
#include "output/stats_table.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/files.h"
#include "morphogen/model.h"
#include "options/options.h"

#define MAX_HEAD_BYTES 2048 // three columns a field

struct Stats {
    FILE *file;
    const char *path;
    const MgModel *model; // the engine's
    int32_t field_count;
    char head[MAX_HEAD_BYTES]; // the first line
    bool keeps_rows;           // no pipe or device
    bool was_there, has_rows;
    uint64_t last_step; // of the last row
};

static void stats_prepare(Stats *s, const MgModel *model) {
    s->model = model;
    s->field_count = mg_stored_fields(model);
    size_t used = (size_t)snprintf(s->head, sizeof s->head, "step,time");
    for (int32_t f = 0; f < s->field_count; f++) {
        const char *id = model->fields[f].id;
        used += (size_t)snprintf(s->head + used, sizeof s->head - used, ",%s_min,%s_mean,%s_max", id, id, id);
    }
}

// Rows are appended only to a table with the same header, so that no other file is overwritten. A new file has no
// header yet.
static bool has_own_header(FILE *file, const Stats *s) {
    char row[4096];
    if (fgets(row, sizeof row, file) == NULL) return true;
    row[strcspn(row, "\r\n")] = 0;
    rewind(file);
    return strcmp(row, s->head) == 0;
}

// Not cut by a run that was killed, nor longer than rows are, nor zeros that a file system left when power failed.
static bool is_whole(const char *row) {
    const size_t length = strlen(row);
    return length > 0 && row[length - 1] == '\n';
}

// The number of the first whole row below the head that does not begin with a step; 0: each one does.
static int64_t find_foreign_row(FILE *file) {
    char row[4096];
    int64_t strange = 0;
    for (int64_t number = 1; strange == 0 && fgets(row, sizeof row, file) != NULL; number++) {
        const size_t digits = strspn(row, "0123456789");
        if (number > 1 && is_whole(row) && (digits == 0 || digits > 18 || row[digits] != ',')) strange = number;
    }
    rewind(file);
    return strange;
}

// Cuts the table behind the rows up to this step: a run that was killed may have written more than it saved.
static bool keep_rows(Stats *s, uint64_t step) {
    char row[4096];
    long kept = 0;
    for (bool head = true; fgets(row, sizeof row, s->file) != NULL; head = false) {
        uint64_t of = strtoull(row, NULL, 10);
        if (!is_whole(row) || (!head && of > step)) break;
        if (!head) s->has_rows = true, s->last_step = of;
        kept = ftell(s->file);
    }
    return kept >= 0 && fseek(s->file, kept, SEEK_SET) == 0 && ftruncate(fileno(s->file), kept) == 0;
}

Stats *stats_open(const char *path, bool is_resumed, MgEngine *engine) {
    Stats *s = calloc(1, sizeof *s);
    if (s == NULL) {
        cannot_write(path, ENOMEM);
        return NULL;
    }
    stats_prepare(s, mg_engine_model(engine));
    s->path = path;
    s->file = is_resumed ? fopen(path, "r+") : NULL;
    const bool there = s->file != NULL;
    if (!there && (!is_resumed || errno == ENOENT)) s->file = fopen(path, "w");
    const bool is_ours = !there || has_own_header(s->file, s);
    if (!is_ours)
        log_error("%s does not begin with \"%.200s\" as rows of this run do; give --stats another name", path, s->head);
    const int64_t strange = there && is_ours ? find_foreign_row(s->file) : 0;
    if (strange > 0)
        log_error("row %" PRId64 " of %s does not begin with a step; mend it, or give --stats another name", strange,
                  path);
    if (s->file == NULL || !is_ours || strange > 0 || (there && !keep_rows(s, mg_engine_steps(engine)))) {
        if (is_ours && strange == 0) cannot_write(path, errno);
        stats_close(s);
        return NULL;
    }
    s->was_there = there;
    s->keeps_rows = check_overwrite(path) == 0;
    if (ftell(s->file) == 0) fprintf(s->file, "%s\n", s->head);
    return s;
}

void warn_of_missing_rows(const Stats *s, uint64_t step, uint64_t every) {
    if (step == 0 || !s->keeps_rows) return;
    if (!s->has_rows) {
        log_warning("%s %s: rows of the steps before %" PRIu64
                    " are missing, and a run that goes on from there cannot make them",
                    s->path, s->was_there ? "has no rows" : "was not there and is new", step);
        return;
    }
    if (every == 0) return;
    uint64_t first = s->last_step - s->last_step % every + every, last = (step - 1) / every * every;
    if (first > last) return;
    log_warning("%s ends with step %" PRIu64 ": the rows of steps %" PRIu64 " to %" PRIu64
                " are missing, and a run that goes on from step %" PRIu64 " cannot make them",
                s->path, s->last_step, first, last, step);
}

int stats_row(Stats *s, MgEngine *engine) {
    const uint64_t step = mg_engine_steps(engine);
    if (s->has_rows && s->last_step == step) return EXIT_SUCCESS; // resumed at the step of the last row
    s->has_rows = true, s->last_step = step;
    fprintf(s->file, "%" PRIu64 ",%.17g", mg_engine_steps(engine), mg_engine_time(engine));
    for (int32_t i = 0; i < s->field_count; i++) {
        MgFieldStatistics f;
        if (mg_engine_field_statistics(engine, s->model->fields[i].id, &f) != MG_OK) return print_failure();
        fprintf(s->file, ",%.9g,%.17g,%.9g", f.min, f.mean, f.max);
    }
    fputc('\n', s->file);
    return fflush(s->file) == 0 && !ferror(s->file) ? EXIT_SUCCESS : cannot_write(s->path, errno);
}

// Files that cannot be flushed, such as pipes, are accepted.
int stats_flush(Stats *s) {
    int code = fflush(s->file);
    while (code == 0 && (code = fsync(fileno(s->file))) != 0 && errno == EINTR) code = 0;
    return code == 0 || errno == EINVAL || errno == ENOTSUP ? EXIT_SUCCESS : cannot_write(s->path, errno);
}

int stats_close(Stats *s) {
    if (s == NULL) return EXIT_SUCCESS;
    bool closed = s->file == NULL || fclose(s->file) == 0;
    int reason = errno;
    const char *path = s->path;
    free(s);
    return closed ? EXIT_SUCCESS : cannot_write(path, reason);
}

#define _POSIX_C_SOURCE 200809L
#include "files/series.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "terminal/exit_code.h"
#include "terminal/json_memory.h"
#include "terminal/json_text.h"
#include "terminal/log.h"

#define DIGITS_OF_TIME JSON_REAL_PRECISION(17)
#define MAX_DIGITS 18 // of a step, so that it fits in 64 bits

bool has_series(const char *path) {
    return ends_with(path, ".vti") || ends_with(path, ".ply") || ends_with(path, ".stl");
}

static const char *name_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

static int series_path(const char *path, char out[MAX_PATH_BYTES]) {
    return snprintf(out, MAX_PATH_BYTES, "%s.series", path) < MAX_PATH_BYTES ? EXIT_SUCCESS
                                                                             : cannot_write(path, ENAMETOOLONG);
}

// ---- the entries on the disk

// The step of an entry {"name": "v-000001000.vti", "time": 500.0} of v.vti; -1: it is none.
static int64_t step_of(const char *path, json_t *entry) {
    const char *own = name_of(path), *ending = strrchr(own, '.');
    const char *name = json_string_value(json_object_get(entry, "name"));
    const size_t stem = (size_t)(ending - own);
    if (name == NULL || !json_is_number(json_object_get(entry, "time"))) return -1;
    if (strncmp(name, own, stem) != 0 || name[stem] != '-') return -1;
    const char *digits = name + stem + 1;
    const size_t count = strspn(digits, "0123456789");
    if (count == 0 || count > MAX_DIGITS || strcmp(digits + count, ending) != 0) return -1;
    return strtoll(digits, NULL, 10);
}

static int refuse(const char *series, const char *why) {
    log_error("cannot add to %s: %s; mend or remove it, or give the output another name", series, why);
    return EXIT_FAILURE;
}

// Each one's step is known. EXIT_FAILURE after an error message.
static int check_entries(const char *path, const char *series, const char *text, json_t *files) {
    char why[128];
    size_t i;
    json_t *entry;
    if (!json_is_array(files)) return refuse(series, "it has no list \"files\"");
    json_array_foreach(files, i, entry) {
        if (step_of(path, entry) >= 0) continue;
        const JsonPlace place = json_place_of_item(text, "files", i);
        snprintf(why, sizeof why, "line %d, column %d: entry %zu is no numbered file with a time", place.line,
                 place.column, i + 1);
        return refuse(series, why);
    }
    return EXIT_SUCCESS;
}

static int parse_entries(const char *path, const char *series, const char *text, size_t count, json_t **files) {
    char why[256];
    json_error_t error;
    json_t *all = json_read_text(text, count, &error);
    const bool ran_out = json_ran_out();
    json_t *list = json_object_get(all, "files");
    int code = EXIT_FAILURE;
    if (ran_out) cannot_read(series, ENOMEM);
    else if (all == NULL) {
        snprintf(why, sizeof why, "line %d, column %d: %s", error.line, error.column, json_error_text(&error));
        refuse(series, why);
    } else code = check_entries(path, series, text, list);
    if (code == EXIT_SUCCESS) *files = json_incref(list);
    json_decref(all);
    return code;
}

// *files: the entries on the disk, the caller's to release; NULL where there is no series.
static int read_entries(const char *path, json_t **files) {
    char series[MAX_PATH_BYTES];
    struct stat status;
    size_t count;
    *files = NULL;
    if (series_path(path, series) != EXIT_SUCCESS) return EXIT_FAILURE;
    if (stat(series, &status) != 0 && errno == ENOENT) return EXIT_SUCCESS;
    char *text = read_whole(series, &count);
    if (text != NULL) text[count] = 0;
    const bool read = text != NULL && json_may_read(series, count);
    const int code = read ? parse_entries(path, series, text, count, files) : EXIT_FAILURE;
    free(text);
    return code;
}

int series_check(const char *path) {
    json_t *files;
    const int code = read_entries(path, &files);
    json_decref(files);
    return code;
}

// ---- writing

static int keep_before(const char *path, int64_t step, json_t *out) {
    size_t i;
    json_t *entry, *old;
    if (read_entries(path, &old) != EXIT_SUCCESS) return EXIT_FAILURE;
    json_array_foreach(old, i, entry) if (step_of(path, entry) < step) json_array_append(out, entry);
    json_decref(old);
    return EXIT_SUCCESS;
}

static bool write_text(const char *path, const char *text, int *reason) {
    OutFile out;
    bool good = out_open(&out, path);
    if (good && !out_write(&out, text, strlen(text))) {
        good = false;
        out_abandon(&out);
    }
    good = good && out_commit(&out, false);
    *reason = out.reason;
    return good;
}

static int write_series(const char *series, json_t *files) {
    json_t *all = json_pack("{s:s, s:O}", "file-series-version", "1.0", "files", files);
    char *text = all != NULL ? json_dumps(all, JSON_INDENT(2) | DIGITS_OF_TIME) : NULL;
    json_decref(all);
    int reason = ENOMEM;
    const bool good = !json_ran_out() && text != NULL && write_text(series, text, &reason);
    json_free_text(text);
    return good ? EXIT_SUCCESS : cannot_write(series, reason);
}

int series_add(const char *path, const char *file, int64_t step, double time, bool is_resumed) {
    char series[MAX_PATH_BYTES];
    if (series_path(path, series) != EXIT_SUCCESS) return EXIT_FAILURE;
    json_t *files = json_array();
    int code = is_resumed ? keep_before(path, step, files) : EXIT_SUCCESS;
    json_t *own_name = code == EXIT_SUCCESS ? json_string(name_of(file)) : NULL;
    if (code == EXIT_SUCCESS && own_name == NULL && !json_ran_out()) {
        log_error("cannot write %s: it is JSON and names %s, which is no UTF-8; give the volume another name", series,
                  file);
        code = EXIT_FAILURE;
    }
    if (code == EXIT_SUCCESS) {
        json_array_append_new(files, json_pack("{s:o, s:f}", "name", own_name, "time", time));
        code = write_series(series, files);
    }
    json_decref(files);
    return code;
}

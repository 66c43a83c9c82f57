#include "files/series.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal/json_memory.h"
#include "terminal/exit_code.h"
#include "terminal/log.h"

#define DIGITS_OF_TIME JSON_REAL_PRECISION(17)

bool has_series(const char *path) {
    return ends_with(path, ".vti") || ends_with(path, ".ply") || ends_with(path, ".stl");
}

static const char *name_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

// The step in a numbered name; without one INT64_MAX, so that the entry is dropped.
static int64_t step_of(const char *name) {
    const char *dash = name != NULL ? strrchr(name, '-') : NULL;
    return dash != NULL ? strtoll(dash + 1, NULL, 10) : INT64_MAX;
}

// Entries of the series on the disk that are before the step. An unreadable series has none.
static void keep_before(const char *path, int64_t step, json_t *files) {
    size_t i;
    json_t *entry, *old = json_load_file(path, 0, NULL);
    json_array_foreach(json_object_get(old, "files"), i,
                       entry) if (step_of(json_string_value(json_object_get(entry, "name"))) < step)
        json_array_append(files, entry);
    json_decref(old);
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

int series_add(const char *path, const char *file, int64_t step, double time, bool is_resumed) {
    char name[MAX_PATH_BYTES];
    if (snprintf(name, sizeof name, "%s.series", path) >= (int)sizeof name) return cannot_write(path, ENAMETOOLONG);
    json_t *files = json_array();
    if (is_resumed) keep_before(name, step, files);
    json_t *own_name = json_string(name_of(file));
    if (own_name == NULL && !json_ran_out()) {
        json_decref(files);
        log_error("cannot write %s: it is JSON and names %s, which is no UTF-8; give the volume another name", name,
                  file);
        return EXIT_FAILURE;
    }
    json_array_append_new(files, json_pack("{s:o, s:f}", "name", own_name, "time", time));
    json_t *all = json_pack("{s:s, s:o}", "file-series-version", "1.0", "files", files);
    char *text = all != NULL ? json_dumps(all, JSON_INDENT(2) | DIGITS_OF_TIME) : NULL;
    json_decref(all);
    int reason = ENOMEM;
    bool good = !json_ran_out() && text != NULL && write_text(name, text, &reason);
    json_free_text(text);
    return good ? EXIT_SUCCESS : cannot_write(name, reason);
}

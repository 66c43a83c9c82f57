#include "files/read_volume.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "files/files.h"
#include "terminal/json_memory.h"
#include "terminal/log.h"

// ---- reading

// The whole file, exactly as many bytes as it has. NULL after saying why.
static void *read_whole(const char *path, size_t *count) {
    InFile file;
    if (!in_open(&file, path)) {
        cannot_read(path, file.reason);
        return NULL;
    }
    void *bytes = file.bytes < SIZE_MAX ? malloc((size_t)file.bytes + 1) : NULL;
    *count = bytes != NULL ? in_read(&file, bytes, (size_t)file.bytes) : 0;
    int reason = bytes == NULL ? ENOMEM : file.reason != 0 ? file.reason : *count < file.bytes ? EIO : 0;
    in_close(&file);
    if (reason == 0) return bytes;
    cannot_read(path, reason);
    free(bytes);
    return NULL;
}

static MgVolume *refuse(const char *path, const char *why) {
    log_error("cannot read %s: %s", path, why);
    return NULL;
}

static MgVolume *read_raw(const char *path, json_t *told) {
    const char *name, *type = "f4";
    char file[MOST_PATH_BYTES];
    int nx, ny, nz, arrays = 1;
    double spacing[3] = { 1, 1, 1 };
    json_error_t error;
    if (json_unpack_ex(told, &error, JSON_STRICT, "{s:s, s:[i,i,i], s?s, s?i, s?[F,F,F]}", "file", &name, "size", &nx,
                       &ny, &nz, "type", &type, "arrays", &arrays, "spacing", &spacing[0], &spacing[1],
                       &spacing[2]) != 0)
        return refuse(path, error.text);
    for (int axis = 0; axis < 3; axis++)
        if (!(spacing[axis] > 0)) return refuse(path, "its spacing is not three numbers above 0");
    if (!beside(path, name, file)) return refuse(path, strerror(ENAMETOOLONG));
    size_t count;
    void *bytes = read_whole(file, &count);
    if (bytes == NULL) return NULL;
    MgVolume *volume = NULL;
    if (mg_volume_from_raw(bytes, count, nx, ny, nz, arrays, type, &volume) != MG_OK) cannot_read(file, 0);
    else mg_volume_place(volume, spacing, (const double[3]){ 0 }, false);
    free(bytes);
    return volume;
}

// ---- NRRD whose values are in a file of their own

typedef struct Line {
    char *at, *end;
} Line; // with its '\n'

// The line of the header that names the file of the values. false: the header ends before.
static bool find_data_line(char *bytes, size_t count, Line *out) {
    static const char *const names[] = { "data file:", "datafile:" };
    for (out->at = bytes; out->at < bytes + count; out->at = out->end) {
        char *end = memchr(out->at, '\n', (size_t)(bytes + count - out->at));
        out->end = end != NULL ? end + 1 : bytes + count;
        size_t length = (size_t)(out->end - out->at);
        if (*out->at == '\n' || *out->at == '\r') return false;
        for (int i = 0; i < 2; i++)
            if (length > strlen(names[i]) && strncasecmp(out->at, names[i], strlen(names[i])) == 0) return true;
    }
    return false;
}

static bool name_in(const Line *line, char out[MOST_PATH_BYTES]) {
    const char *at = (char *)memchr(line->at, ':', (size_t)(line->end - line->at)) + 1, *end = line->end;
    while (at < end && (*at == ' ' || *at == '\t')) at++;
    while (end > at && isspace((unsigned char)end[-1])) end--;
    return end > at && snprintf(out, MOST_PATH_BYTES, "%.*s", (int)(end - at), at) < MOST_PATH_BYTES;
}

// The header without that line, an empty line, the values: as the attached form has it. NULL after saying why.
static void *join(const char *path, char *bytes, size_t *count, const Line *line) {
    char name[MOST_PATH_BYTES], file[MOST_PATH_BYTES];
    if (!name_in(line, name) || !beside(path, name, file)) return refuse(path, strerror(ENAMETOOLONG));
    if (strcmp(name, "LIST") == 0 || strchr(name, '%') != NULL)
        return refuse(path, "its values are in several files; join them (unu save -f nrrd)");
    size_t values_bytes, before = (size_t)(line->at - bytes), behind = *count - (size_t)(line->end - bytes);
    void *values = read_whole(file, &values_bytes);
    char *all = values != NULL ? malloc(before + behind + 2 + values_bytes) : NULL;
    if (all != NULL) {
        memcpy(all, bytes, before);
        memcpy(all + before, line->end, behind);
        size_t header = before + behind;
        while (header > 0 && (all[header - 1] == '\n' || all[header - 1] == '\r')) header--;
        memcpy(all + header, "\n\n", 2);
        memcpy(all + header + 2, values, values_bytes);
        *count = header + 2 + values_bytes;
    } else if (values != NULL) cannot_read(path, ENOMEM);
    free(values);
    return all;
}

static void *attach(const char *path, void *bytes, size_t *count) {
    Line line;
    if (*count < 4 || memcmp(bytes, "NRRD", 4) != 0 || !find_data_line(bytes, *count, &line)) return bytes;
    void *all = join(path, bytes, count, &line);
    free(bytes);
    return all;
}

MgVolume *read_volume(const char *path) {
    if (ends_with(path, ".json")) {
        json_error_t error;
        json_t *told = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
        if (json_ran_out()) {
            json_decref(told);
            return refuse(path, strerror(ENOMEM));
        }
        if (told == NULL) return refuse(path, error.text);
        MgVolume *volume = read_raw(path, told);
        json_decref(told);
        return volume;
    }
    size_t count;
    void *bytes = read_whole(path, &count);
    if (bytes != NULL) bytes = attach(path, bytes, &count);
    if (bytes == NULL) return NULL;
    MgVolume *volume = NULL;
    if (mg_volume_parse(bytes, count, &volume) != MG_OK) cannot_read(path, 0);
    free(bytes);
    return volume;
}

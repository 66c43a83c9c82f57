#define _POSIX_C_SOURCE 200809L
#include "files/read_volume.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "files/files.h"
#include "files/large_memory.h"
#include "terminal/json_memory.h"
#include "terminal/json_text.h"
#include "terminal/log.h"

// ---- reading

static MgVolume *refuse(const char *path, const char *why) {
    log_error("cannot read %s: %s", path, why);
    return NULL;
}

// ---- raw values and the text file that describes them

typedef struct Raw {
    const char *file, *type;
    int64_t size[3], arrays;
    double spacing[3], origin[3];
} Raw;

static bool take_reals(json_t *list, double out[3]) {
    for (size_t axis = 0; axis < 3; axis++) {
        json_t *number = json_array_get(list, axis);
        if (!json_is_number(number)) return false;
        out[axis] = json_number_value(number);
    }
    return json_array_size(list) == 3;
}

static bool take_size(json_t *list, int64_t out[3]) {
    for (size_t axis = 0; axis < 3; axis++) {
        json_t *number = json_array_get(list, axis);
        if (!json_is_integer(number)) return false;
        out[axis] = json_integer_value(number);
        if (out[axis] < 1 || out[axis] > MG_LARGEST_EXTENT) return false;
    }
    return json_array_size(list) == 3;
}

static bool take_arrays(json_t *value, int64_t *out) {
    *out = json_integer_value(value);
    return json_is_integer(value) && *out >= 1 && *out <= MG_MAX_ARRAYS;
}

static bool take_entry(const char *key, json_t *value, Raw *out, const char **wanted) {
    *wanted = "the name of a file";
    if (strcmp(key, "file") == 0) return (out->file = json_string_value(value)) != NULL && out->file[0] != 0;
    *wanted = "a text";
    if (strcmp(key, "type") == 0) return (out->type = json_string_value(value)) != NULL;
    *wanted = "a list of three whole numbers, 1 to 4096";
    if (strcmp(key, "size") == 0) return take_size(value, out->size);
    *wanted = "a whole number, 1 to 8";
    if (strcmp(key, "arrays") == 0) return take_arrays(value, &out->arrays);
    *wanted = "a list of three numbers";
    if (strcmp(key, "spacing") == 0) return take_reals(value, out->spacing);
    if (strcmp(key, "origin") == 0) return take_reals(value, out->origin);
    *wanted = NULL;
    return false;
}

typedef struct Description {
    const char *path, *text;
    json_t *told;
} Description;

// "values.json, line 3, column 5": where a key stands.
static void locate(const Description *d, const char *key, char out[MAX_PATH_BYTES + 64]) {
    const JsonPlace place = json_place_of_key(d->text, key, 1);
    if (place.line == 0) snprintf(out, MAX_PATH_BYTES + 64, "%s", d->path);
    else snprintf(out, MAX_PATH_BYTES + 64, "%s, line %d, column %d", d->path, place.line, place.column);
}

static bool take_description(const Description *d, Raw *out) {
    const char *key, *wanted;
    char place[MAX_PATH_BYTES + 64];
    json_t *value;
    if (!json_is_object(d->told)) return refuse(d->path, "it should be an object, { ... }") != NULL;
    json_object_foreach(d->told, key, value) {
        if (take_entry(key, value, out, &wanted)) continue;
        locate(d, key, place);
        if (wanted != NULL) log_error("cannot read %s: \"%.100s\" should be %s", place, key, wanted);
        else log_error("cannot read %s: \"%.100s\" is none of file, size, type, arrays, spacing, origin", place, key);
        return false;
    }
    if (out->file == NULL || out->size[0] == 0) return refuse(d->path, "it wants \"file\" and \"size\"") != NULL;
    return true;
}

// The key whose value the library refused to place.
static MgVolume *refuse_place(const Description *d, const Raw *raw, MgVolume *volume) {
    const double none[3] = { 0 };
    const bool spaced = mg_volume_place(volume, raw->spacing, none, false) == MG_OK;
    char place[MAX_PATH_BYTES + 64];
    if (spaced) mg_volume_place(volume, raw->spacing, raw->origin, false);
    locate(d, spaced ? "origin" : "spacing", place);
    cannot_read(place, 0);
    return NULL;
}

static MgVolume *read_raw(const Description *d) {
    Raw raw = { .type = "f4", .arrays = 1, .spacing = { 1, 1, 1 } };
    char file[MAX_PATH_BYTES];
    if (!take_description(d, &raw)) return NULL;
    if (!sibling_path(d->path, raw.file, file)) return refuse(d->path, strerror(ENAMETOOLONG));
    size_t count;
    void *bytes = read_whole(file, &count);
    if (bytes == NULL) return NULL;
    MgVolume *volume = NULL;
    MgStatus status = mg_volume_from_raw(bytes, count, (int32_t)raw.size[0], (int32_t)raw.size[1], (int32_t)raw.size[2],
                                         (int32_t)raw.arrays, raw.type, &volume);
    free(bytes);
    if (status != MG_OK) cannot_read(file, 0);
    else if (mg_volume_place(volume, raw.spacing, raw.origin, false) == MG_OK) return volume;
    else refuse_place(d, &raw, volume);
    mg_volume_destroy(volume);
    return NULL;
}

#define MAX_DESCRIPTION_BYTES 1000000

static MgVolume *read_described(const char *path) {
    size_t count;
    json_error_t error;
    struct stat status;
    if (stat(path, &status) == 0 && status.st_size > MAX_DESCRIPTION_BYTES)
        return refuse(path, "a description of raw values has at most a megabyte");
    char *text = read_whole(path, &count);
    if (text == NULL || !json_may_read(path, count)) {
        free(text);
        return NULL;
    }
    text[count] = 0;
    json_t *told = json_read_text(text, count, &error);
    const bool ran_out = json_ran_out();
    MgVolume *volume = NULL;
    if (ran_out) refuse(path, strerror(ENOMEM));
    else if (told == NULL)
        log_error("cannot read %s, line %d, column %d: %s", path, error.line, error.column, json_error_text(&error));
    else volume = read_raw(&(Description){ path, text, told });
    json_decref(told);
    free(text);
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

static bool name_in(const Line *line, char out[MAX_PATH_BYTES]) {
    const char *at = (char *)memchr(line->at, ':', (size_t)(line->end - line->at)) + 1, *end = line->end;
    while (at < end && (*at == ' ' || *at == '\t')) at++;
    while (end > at && isspace((unsigned char)end[-1])) end--;
    return end > at && snprintf(out, MAX_PATH_BYTES, "%.*s", (int)(end - at), at) < MAX_PATH_BYTES;
}

// The attached form: the header without that line, an empty line, the values. NULL after an error message.
static void *join(const char *path, char *bytes, size_t *count, const Line *line) {
    char name[MAX_PATH_BYTES], file[MAX_PATH_BYTES];
    if (!name_in(line, name) || !sibling_path(path, name, file)) return refuse(path, strerror(ENAMETOOLONG));
    if (strcmp(name, "LIST") == 0 || strchr(name, '%') != NULL)
        return refuse(path, "its values are in several files; join them (unu save -f nrrd)");
    size_t values_bytes, before = (size_t)(line->at - bytes), behind = *count - (size_t)(line->end - bytes);
    void *values = read_whole(file, &values_bytes);
    char *all = values != NULL ? allocate_large(before + behind + 2 + values_bytes, path) : NULL;
    if (all != NULL) {
        memcpy(all, bytes, before);
        memcpy(all + before, line->end, behind);
        size_t header = before + behind;
        while (header > 0 && (all[header - 1] == '\n' || all[header - 1] == '\r')) header--;
        memcpy(all + header, "\n\n", 2);
        memcpy(all + header + 2, values, values_bytes);
        *count = header + 2 + values_bytes;
    }
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
    if (ends_with(path, ".json")) return read_described(path);
    size_t count;
    void *bytes = read_whole(path, &count);
    if (bytes != NULL) bytes = attach(path, bytes, &count);
    if (bytes == NULL) return NULL;
    MgVolume *volume = NULL;
    if (mg_volume_parse(bytes, count, &volume) != MG_OK) cannot_read(path, 0);
    free(bytes);
    return volume;
}

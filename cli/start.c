#include "start.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "json_memory.h"

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
    complain("cannot read %s: %s", path, why);
    return NULL;
}

// A file named beside the description, so the two can be moved together.
static bool beside(const char *path, const char *name, char out[MOST_PATH_BYTES]) {
    const char *slash = strrchr(path, '/');
    int folder = slash != NULL && name[0] != '/' ? (int)(slash - path) + 1 : 0;
    return snprintf(out, MOST_PATH_BYTES, "%.*s%s", folder, path, name) < MOST_PATH_BYTES;
}

static MgVolume *read_raw(const char *path, json_t *told) {
    const char *name, *type = "f4";
    char file[MOST_PATH_BYTES];
    int nx, ny, nz, arrays = 1;
    json_error_t error;
    if (json_unpack_ex(told, &error, JSON_STRICT, "{s:s, s:[i,i,i], s?s, s?i}", "file", &name, "size", &nx, &ny, &nz, "type",
                       &type, "arrays", &arrays) != 0)
        return refuse(path, error.text);
    if (!beside(path, name, file)) return refuse(path, strerror(ENAMETOOLONG));
    size_t count;
    void *bytes = read_whole(file, &count);
    if (bytes == NULL) return NULL;
    MgVolume *volume = NULL;
    if (mg_volume_from_raw(bytes, count, nx, ny, nz, arrays, type, &volume) != MG_OK) cannot_read(file, 0);
    free(bytes);
    return volume;
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
    if (bytes == NULL) return NULL;
    MgVolume *volume = NULL;
    if (mg_volume_parse(bytes, count, &volume) != MG_OK) cannot_read(path, 0);
    free(bytes);
    return volume;
}

// ---- what it says

static bool is_flagged(const RunOptions *o, const char *name) {
    for (int32_t i = 0; i < o->base.setting_count; i++)
        if (strcmp(o->base.settings[i].name, name) == 0) return true;
    return false;
}

static int at_least(int32_t cells) { return cells < MG_SMALLEST_EXTENT ? MG_SMALLEST_EXTENT : cells; }

// Flat pictures and patterns come this way.
static int refuse_thin(const RunOptions *o, const MgVolumeInfo *v) {
    complain("%s is %dx%dx%d values, and a run has at least %d cells a side; --size %dx%dx%d resamples it",
            o->start, v->nx, v->ny, v->nz, MG_SMALLEST_EXTENT, at_least(v->nx), at_least(v->ny), at_least(v->nz));
    return EXIT_FAILED;
}

int take_volume_s_word(RunOptions *o, const MgVolume *volume) {
    const MgVolumeInfo *v = mg_volume_info(volume);
    MgConfig *c = &o->base.config;
    bool thin = v->nx < MG_SMALLEST_EXTENT || v->ny < MG_SMALLEST_EXTENT || v->nz < MG_SMALLEST_EXTENT;
    if (thin && !o->size_given) return refuse_thin(o, v);
    if (!o->size_given) c->nx = v->nx, c->ny = v->ny, c->nz = v->nz;
    if (!o->dx_given) c->dx = v->dx;
    if (v->model[0] == 0) return EXIT_FINE;
    if (strcmp(v->model, c->model) != 0) {
        complain("the pattern %s is for %s, not for %s", o->start, v->model, c->model);
        return EXIT_FAILED;
    }
    for (int32_t axis = 0; axis < 3 && !o->boundary_given; axis++)
        c->boundary[axis] = v->periodic ? MG_PERIODIC : MG_NO_FLUX;
    for (int32_t i = 0; i < v->parameter_count; i++) {
        if (is_flagged(o, v->parameters[i].name) || o->base.setting_count == MOST_SETTINGS) continue;
        Setting *setting = &o->base.settings[o->base.setting_count++];
        snprintf(setting->name, sizeof setting->name, "%s", v->parameters[i].name);
        setting->value = v->parameters[i].value;
    }
    return EXIT_FINE;
}

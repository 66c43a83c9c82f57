#define _POSIX_C_SOURCE 200809L
#include "outputs.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"
#include "hdf.h"

void say_written(const RunOptions *o, const char *path) {
    if (!o->base.json) return;
    json_t *line = json_pack("{s:s, s:s}", "event", "wrote", "file", path);
    char *text = line != NULL ? json_dumps(line, JSON_COMPACT) : NULL;
    if (text != NULL) puts(text);
    fflush(stdout);
    free(text);
    json_decref(line);
}

// ---- one file

typedef MgStatus (*WriteFile)(void *what, MgEngine *engine, MgWrite write, void *context);

static int write_file(const RunOptions *o, const char *path, bool keep_previous, MgEngine *engine, WriteFile write, void *what) {
    OutFile file;
    if (!out_open(&file, path)) return cannot_write(path, file.reason);
    if (write(what, engine, out_write, &file) != MG_OK) {
        out_abandon(&file);
        return cannot_write(path, file.reason);
    }
    if (!out_commit(&file, keep_previous)) return cannot_write(path, file.reason);
    say_written(o, path);
    return EXIT_FINE;
}

static MgStatus save(void *what, MgEngine *engine, MgWrite write, void *context) {
    (void)what;
    return mg_engine_save(engine, write, context);
}

static MgStatus vti(void *what, MgEngine *engine, MgWrite write, void *context) {
    (void)what;
    return mg_engine_export_vti(engine, write, context);
}

static MgStatus npy(void *what, MgEngine *engine, MgWrite write, void *context) {
    (void)what;
    return mg_engine_export_npy(engine, NULL, write, context);
}

typedef struct MeshFile { const MgMesh *mesh; const char *path; } MeshFile;

static MgStatus surface(void *what, MgEngine *engine, MgWrite write, void *context) {
    (void)engine;
    const MeshFile *file = what;
    if (ends_with(file->path, ".stl")) return mg_export_stl(file->mesh, write, context);
    if (ends_with(file->path, ".glb")) return mg_export_glb(file->mesh, write, context);
    return mg_export_ply(file->mesh, write, context);
}

int write_snapshot(const RunOptions *o, MgEngine *engine, const char *path) {
    return write_file(o, path, true, engine, save, NULL);
}

static int write_mesh(const RunOptions *o, MgEngine *engine, const char *path, bool may_be_empty) {
    MgMeshRequest request = mg_mesh_request_default(engine);
    if (!isnan(o->base.isovalue)) request.isovalue = (float)o->base.isovalue;
    const MgKeyframe *keyframe = mg_engine_publish(engine);
    const MgMesh *mesh;
    if (mg_engine_mesh(engine, &request, &mesh) != MG_OK) return print_failure();
    if (mesh->triangle_count > 0) return write_file(o, path, false, engine, surface, &(MeshFile){ mesh, path });
    fprintf(stderr, "morphogen: no surface, %s is not written: %s is %g..%g, and the isovalue is %g; choose --iso inside\n",
            path, mg_engine_view(engine), (double)keyframe->range.min, (double)keyframe->range.max, (double)request.isovalue);
    return may_be_empty ? EXIT_FINE : EXIT_FAILED;           // one of many frames may be empty
}

// HDF5 opens its files itself.
static int write_hdf(const RunOptions *o, MgEngine *engine, const char *path) {
    OutFile file;
    if (!out_open(&file, path)) return cannot_write(path, file.reason);
    out_lend(&file);
    bool written = write_vtkhdf(engine, o->base.config.dx, &file) && out_take_back(&file);
    if (!written) {
        out_abandon(&file);
        return cannot_write(path, file.reason);
    }
    if (!out_commit(&file, false)) return cannot_write(path, file.reason);
    say_written(o, path);
    return EXIT_FINE;
}

static int write_volume(const RunOptions *o, MgEngine *engine, const char *path) {
    if (ends_with(path, ".vtkhdf")) return write_hdf(o, engine, path);
    return write_file(o, path, false, engine, ends_with(path, ".npy") ? npy : vti, NULL);
}

// ---- all of them

static bool numbered(const char *path, int64_t step, char out[MOST_PATH_BYTES]) {
    const char *dot = strrchr(path, '.');
    int count = step < 0 ? snprintf(out, MOST_PATH_BYTES, "%s", path)
                         : snprintf(out, MOST_PATH_BYTES, "%.*s-%09" PRId64 "%s", (int)(dot - path), path, step, dot);
    return count < MOST_PATH_BYTES;
}

int write_outputs(const RunOptions *o, MgEngine *engine, int64_t step) {
    char path[MOST_PATH_BYTES];
    int code = EXIT_FINE;
    if (o->volume != NULL) {
        if (!numbered(o->volume, step, path)) return cannot_write(o->volume, ENAMETOOLONG);
        code = write_volume(o, engine, path);
    }
    if (o->mesh != NULL && code == EXIT_FINE) {
        if (!numbered(o->mesh, step, path)) return cannot_write(o->mesh, ENAMETOOLONG);
        code = write_mesh(o, engine, path, step >= 0);
    }
    if (o->image != NULL && code == EXIT_FINE) {
        if (!numbered(o->image, step, path)) return cannot_write(o->image, ENAMETOOLONG);
        code = write_image(o, engine, path);
    }
    return code;
}

// ---- reading a snapshot

static MgStatus load(const RunOptions *o, const char *path, MgEngine **out, int *reason) {
    InFile file;
    *out = NULL;
    if (!in_open(&file, path)) {
        *reason = file.reason;
        return MG_BAD_FILE;
    }
    MgStatus status = mg_engine_load(in_read, &file, file.bytes, o->base.config.threads, o->base.config.memory_budget_bytes, out);
    *reason = file.reason;
    in_close(&file);
    return status;
}

MgEngine *read_snapshot(const RunOptions *o, const char *path) {
    char previous[MOST_PATH_BYTES + 16];
    MgEngine *engine;
    int reason, other;
    MgStatus status = load(o, path, &engine, &reason);
    if (status == MG_OK) return engine;
    cannot_read(path, reason);
    snprintf(previous, sizeof previous, "%s.previous", path);
    if (status != MG_BAD_FILE || load(o, previous, &engine, &other) != MG_OK) return NULL;
    fprintf(stderr, "morphogen: going on from the one before it, %s\n", previous);
    return engine;
}

// ---- statistics

typedef struct FieldStats { double min, mean, max; } FieldStats;

struct Stats {
    FILE *file;
    const char *path;
    float *values;
    size_t cells;
    int32_t field_count;
    char fields[16][32];
    int32_t nx, ny, nz;
};

static bool stats_prepare(Stats *s, MgEngine *engine, const Catalog *catalog, const char *model) {
    const MgKeyframe *k = mg_engine_publish(engine);
    size_t i;
    json_t *field;
    s->cells = (size_t)k->nx * (size_t)k->ny * (size_t)k->nz;
    s->values = malloc(s->cells * sizeof *s->values);
    json_array_foreach(json_object_get(catalog_model(catalog, model), "fields"), i, field)
        if (s->field_count < 16)
            snprintf(s->fields[s->field_count++], 32, "%s", json_string_value(json_object_get(field, "id")));
    return s->values != NULL;
}

// Of the run before, what it told up to the step it is at now; a run that was killed may have told more than it saved.
static bool keep_rows(FILE *file, uint64_t step) {
    char row[4096];
    long kept = 0;
    for (bool head = true; fgets(row, sizeof row, file) != NULL; head = false) {
        bool whole = row[strlen(row) - 1] == '\n';
        if (!whole || (!head && strtoull(row, NULL, 10) > step)) break;
        kept = ftell(file);
    }
    return kept >= 0 && fseek(file, kept, SEEK_SET) == 0 && ftruncate(fileno(file), kept) == 0;
}

Stats *stats_open(const char *path, bool go_on, MgEngine *engine, const Catalog *catalog, const char *model) {
    Stats *s = calloc(1, sizeof *s);
    if (s == NULL || !stats_prepare(s, engine, catalog, model)) {
        free(s);
        cannot_write(path, ENOMEM);
        return NULL;
    }
    s->path = path;
    s->file = go_on ? fopen(path, "r+") : NULL;
    bool there = s->file != NULL;
    if (!there) s->file = fopen(path, "w");
    if (s->file == NULL || (there && !keep_rows(s->file, mg_engine_steps(engine)))) {
        cannot_write(path, errno);
        stats_close(s);
        return NULL;
    }
    if (ftell(s->file) > 0) return s;                        // rows go on below those of the run before
    fprintf(s->file, "step,time");
    for (int32_t f = 0; f < s->field_count; f++)
        fprintf(s->file, ",%s_min,%s_mean,%s_max", s->fields[f], s->fields[f], s->fields[f]);
    fputc('\n', s->file);
    return s;
}

static FieldStats field_stats(const Stats *s) {
    FieldStats f = { s->values[0], 0, s->values[0] };
    for (size_t i = 0; i < s->cells; i++) {
        double value = s->values[i];
        f.mean += value;
        if (value < f.min) f.min = value;
        if (value > f.max) f.max = value;
    }
    f.mean /= (double)s->cells;
    return f;
}

int stats_row(Stats *s, MgEngine *engine) {
    fprintf(s->file, "%" PRIu64 ",%.17g", mg_engine_steps(engine), mg_engine_time(engine));
    for (int32_t i = 0; i < s->field_count; i++) {
        if (mg_engine_read_field(engine, s->fields[i], s->values, s->cells) != MG_OK) return print_failure();
        FieldStats f = field_stats(s);
        fprintf(s->file, ",%.9g,%.17g,%.9g", f.min, f.mean, f.max);
    }
    fputc('\n', s->file);
    return fflush(s->file) == 0 && !ferror(s->file) ? EXIT_FINE : cannot_write(s->path, errno);
}

int stats_close(Stats *s) {
    if (s == NULL) return EXIT_FINE;
    bool closed = s->file == NULL || fclose(s->file) == 0;
    int reason = errno;
    const char *path = s->path;
    free(s->values);
    free(s);
    return closed ? EXIT_FINE : cannot_write(path, reason);
}

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
#include "series.h"

void say_written(const RunOptions *o, const char *path) {
    if (o->base.json) tell_event(json_pack("{s:s, s:o*}", "event", "wrote", "file", json_any_text(path)));
}

void say_state(const RunOptions *o, MgEngine *engine, const char *model, uint64_t seed, double seconds) {
    char hash[20];
    const uint64_t steps = mg_engine_steps(engine);
    const MgKeyframe *k = mg_engine_publish(engine);
    snprintf(hash, sizeof hash, "%016" PRIx64, mg_engine_hash(engine));
    if (o->base.json)
        tell_event(json_pack("{s:s, s:s, s:I, s:f, s:s, s:f}", "event", "done", "model", model, "step", (json_int_t)steps, "time",
                             mg_engine_time(engine), "hash", hash, "seconds", seconds));
    else printf("%s %dx%dx%d seed %" PRIu64 " steps %" PRIu64 " hash %s\n", model, k->nx, k->ny, k->nz, seed, steps, hash);
}

// ---- one file

int write_file(const RunOptions *o, const char *path, bool keep_previous, MgEngine *engine, WriteFile write, void *what) {
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

static MgStatus nrrd(void *what, MgEngine *engine, MgWrite write, void *context) {
    (void)what;
    return mg_engine_export_nrrd(engine, write, context);
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

int write_snapshot(RunOptions *o, MgEngine *engine, const char *path) {
    bool is_whole = o->damaged == NULL || strcmp(o->damaged, path) != 0;
    int code = write_file(o, path, is_whole, engine, save, NULL);
    if (code == EXIT_FINE && !is_whole) o->damaged = NULL;
    return code;
}

// Slicers want solids; other programs may want to lay a periodic box's surfaces side by side, or to look inside.
static bool is_capped(const RunOptions *o, const char *path) {
    return o->cap == CAP_YES || (o->cap == CAP_BY_FORMAT && ends_with(path, ".stl"));
}

int write_mesh(const RunOptions *o, MgEngine *engine, const char *path, const MeshLook *look, MeshCounts *counts) {
    MgMeshRequest request = mg_mesh_request_default(engine);
    if (!isnan(o->base.isovalue)) request.isovalue = (float)o->base.isovalue;
    request.cap = is_capped(o, path);
    if (look->scalar_max > 0) request.scalar_max = (float)look->scalar_max;
    const MgKeyframe *keyframe = mg_engine_publish(engine);
    const MgMesh *mesh;
    if (mg_engine_mesh(engine, &request, &mesh) != MG_OK) return print_failure();
    bool everywhere = keyframe->range.min > request.isovalue;        // caps alone would be a brick
    bool any = mesh->triangle_count > 0 && !everywhere;
    if (counts != NULL) *counts = (MeshCounts){ mesh->vertex_count, mesh->triangle_count, any };
    if (any) return write_file(o, path, false, engine, surface, &(MeshFile){ mesh, path });
    void (*const say)(const char *, ...) = o->every > 0 ? warn : complain;       // one of many frames may be empty
    say("no surface, %s is not written: %s is %g..%g, and the isovalue is %g; choose --iso inside", path, look->name,
        (double)keyframe->range.min, (double)keyframe->range.max, (double)request.isovalue);
    return o->every > 0 ? EXIT_FINE : EXIT_FAILED;
}

// HDF5 opens its files itself.
int write_hdf_file(const RunOptions *o, const char *path, WriteHdf write, void *what) {
    OutFile file;
    if (!out_open(&file, path)) return cannot_write(path, file.reason);
    out_lend(&file);
    if (!(write(what, &file) && out_take_back(&file))) {
        out_abandon(&file);
        return cannot_write(path, file.reason);
    }
    if (!out_commit(&file, false)) return cannot_write(path, file.reason);
    say_written(o, path);
    return EXIT_FINE;
}

typedef struct EngineBox { MgEngine *engine; double dx; } EngineBox;

static bool hdf_of_engine(void *what, OutFile *file) {
    const EngineBox *box = what;
    return write_vtkhdf(box->engine, box->dx, file);
}

static int write_volume(const RunOptions *o, MgEngine *engine, const char *path) {
    if (ends_with(path, ".vtkhdf")) return write_hdf_file(o, path, hdf_of_engine, &(EngineBox){ engine, o->base.config.dx });
    return write_file(o, path, false, engine, ends_with(path, ".npy") ? npy : ends_with(path, ".nrrd") ? nrrd : vti, NULL);
}

// ---- all of them

static bool numbered(const char *path, int64_t step, char out[MOST_PATH_BYTES]) {
    const char *dot = strrchr(path, '.');
    int count = step < 0 ? snprintf(out, MOST_PATH_BYTES, "%s", path)
                         : snprintf(out, MOST_PATH_BYTES, "%.*s-%09" PRId64 "%s", (int)(dot - path), path, step, dot);
    return count < MOST_PATH_BYTES;
}

static int write_surface(const RunOptions *o, MgEngine *engine, const char *path, bool *any) {
    MeshCounts counts = { 0 };
    int code = write_mesh(o, engine, path, &(MeshLook){ mg_engine_view(engine), 0 }, &counts);
    *any = counts.any;
    return code;
}

static int write_output(const RunOptions *o, MgEngine *engine, const char *pattern, Moment at) {
    char path[MOST_PATH_BYTES];
    bool any = true;
    if (!numbered(pattern, at.step, path)) return cannot_write(pattern, ENAMETOOLONG);
    bool there = at.only_missing && access(path, F_OK) == 0;
    int code = there ? EXIT_FINE : pattern == o->volume ? write_volume(o, engine, path)
               : pattern == o->mesh ? write_surface(o, engine, path, &any) : write_image(o, engine, path);
    if (code != EXIT_FINE || !any || at.step < 0 || !has_series(path)) return code;
    return series_add(pattern, path, at.step, mg_engine_time(engine), !at.first);
}

int write_outputs(const RunOptions *o, MgEngine *engine, Moment at) {
    const char *const patterns[] = { o->volume, o->mesh, o->image };
    int code = EXIT_FINE;
    for (int i = 0; i < 3; i++) {
        int written = patterns[i] != NULL ? write_output(o, engine, patterns[i], at) : EXIT_FINE;
        if (written != EXIT_FINE) code = written;
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

MgEngine *read_snapshot(RunOptions *o, const char *path) {
    char previous[MOST_PATH_BYTES + 16];
    MgEngine *engine;
    int reason, other;
    MgStatus status = load(o, path, &engine, &reason);
    if (status == MG_OK) return engine;
    cannot_read(path, reason);
    if (status != MG_BAD_FILE || !name_of_previous(path, previous) || load(o, previous, &engine, &other) != MG_OK) return NULL;
    o->damaged = path;
    warn("going on from the one before it, %s", previous);
    return engine;
}

// ---- statistics

#define MOST_HEAD_BYTES 2048             // three columns a field

struct Stats {
    FILE *file;
    const char *path;
    int32_t field_count;
    char fields[16][32];
    char head[MOST_HEAD_BYTES];          // the first line
};

static void stats_prepare(Stats *s, const Catalog *catalog, const char *model) {
    size_t i;
    json_t *field;
    json_array_foreach(json_object_get(catalog_model(catalog, model), "fields"), i, field)
        if (s->field_count < 16)
            snprintf(s->fields[s->field_count++], 32, "%s", json_string_value(json_object_get(field, "id")));
    size_t used = (size_t)snprintf(s->head, sizeof s->head, "step,time");
    for (int32_t f = 0; f < s->field_count; f++)
        used += (size_t)snprintf(s->head + used, sizeof s->head - used, ",%s_min,%s_mean,%s_max", s->fields[f], s->fields[f], s->fields[f]);
}

// Rows go on below those of the run before, and nowhere else: another file would lose its own. A new one has no head yet.
static bool has_its_head(FILE *file, const Stats *s) {
    char row[4096];
    if (fgets(row, sizeof row, file) == NULL) return true;
    row[strcspn(row, "\r\n")] = 0;
    rewind(file);
    return strcmp(row, s->head) == 0;
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
    if (s == NULL) {
        cannot_write(path, ENOMEM);
        return NULL;
    }
    stats_prepare(s, catalog, model);
    s->path = path;
    s->file = go_on ? fopen(path, "r+") : NULL;
    const bool there = s->file != NULL;
    if (!there && (!go_on || errno == ENOENT)) s->file = fopen(path, "w");
    const bool is_ours = !there || has_its_head(s->file, s);
    if (!is_ours) complain("%s does not begin with \"%.200s\" as rows of this run do; give --stats another name", path, s->head);
    if (s->file == NULL || !is_ours || (there && !keep_rows(s->file, mg_engine_steps(engine)))) {
        if (is_ours) cannot_write(path, errno);
        stats_close(s);
        return NULL;
    }
    if (ftell(s->file) == 0) fprintf(s->file, "%s\n", s->head);
    return s;
}

int stats_row(Stats *s, MgEngine *engine) {
    fprintf(s->file, "%" PRIu64 ",%.17g", mg_engine_steps(engine), mg_engine_time(engine));
    for (int32_t i = 0; i < s->field_count; i++) {
        MgFieldStatistics f;
        if (mg_engine_field_statistics(engine, s->fields[i], &f) != MG_OK) return print_failure();
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
    free(s);
    return closed ? EXIT_FINE : cannot_write(path, reason);
}

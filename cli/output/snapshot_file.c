#include "output/snapshot_file.h"

#include <inttypes.h>
#include <string.h>

#include "files/files.h"
#include "output/output_file.h"

static MgStatus save(void *what, MgEngine *engine, MgWrite write, void *context) {
    (void)what;
    return mg_engine_save(engine, write, context);
}

int write_snapshot(RunOptions *o, MgEngine *engine, const char *path) {
    bool is_whole = o->damaged == NULL || strcmp(o->damaged, path) != 0;
    int code = write_file(o, path, is_whole ? STATE : STATE_IN_PLACE, engine, save, NULL);
    if (code == EXIT_SUCCESS && !is_whole) o->damaged = NULL;
    return code;
}

static MgStatus load(const RunOptions *o, const char *path, MgEngine **out, int *reason) {
    InFile file;
    *out = NULL;
    if (!in_open(&file, path)) {
        *reason = file.reason;
        return MG_BAD_FILE;
    }
    MgStatus status =
        mg_engine_load(in_read, &file, file.bytes, o->base.config.threads, o->base.config.memory_budget_bytes, out);
    *reason = file.reason;
    in_close(&file);
    return status;
}

static bool read_info(const char *path, MgSnapshotInfo *out) {
    InFile file;
    if (!in_open(&file, path)) return false;
    MgStatus status = mg_snapshot_info(in_read, &file, file.bytes, out);
    in_close(&file);
    return status == MG_OK;
}

// Properties that do not change during a run.
static bool is_same_run(const MgSnapshotInfo *a, const MgSnapshotInfo *b) {
    return strcmp(a->model, b->model) == 0 && strcmp(a->seeding, b->seeding) == 0 && a->seed == b->seed &&
           a->nx == b->nx && a->ny == b->ny && a->nz == b->nz && a->dx == b->dx &&
           memcmp(a->boundary, b->boundary, sizeof a->boundary) == 0 && a->steps >= b->steps;
}

// If one path was used for two runs, its generations belong to different runs for a while.
static void warn_of_fallback(const char *path, const char *previous) {
    MgSnapshotInfo damaged, whole;
    if (!read_info(previous, &whole)) return;
    const bool known = read_info(path, &damaged);
    log_warning("going on from the one before it, %s: %s %dx%dx%d, seed %" PRIu64 ", step %" PRIu64 "%s", previous,
                whole.model, whole.nx, whole.ny, whole.nz, whole.seed, whole.steps,
                !known                          ? ""
                : is_same_run(&damaged, &whole) ? ", of the same run"
                                                : ", which is another run");
}

MgEngine *read_snapshot(RunOptions *o, const char *path) {
    char previous[MAX_PATH_BYTES + 16];
    MgEngine *engine;
    int reason, other;
    MgStatus status = load(o, path, &engine, &reason);
    if (status == MG_OK) return engine;
    cannot_read(path, reason);
    if (status != MG_BAD_FILE || !previous_path(path, previous) || load(o, previous, &engine, &other) != MG_OK)
        return NULL;
    o->damaged = path;
    warn_of_fallback(path, previous);
    return engine;
}

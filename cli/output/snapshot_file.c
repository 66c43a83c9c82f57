#include "output/snapshot_file.h"

#include <string.h>

#include "files/files.h"
#include "output/output_file.h"

static MgStatus save(void *what, MgEngine *engine, MgWrite write, void *context) {
    (void)what;
    return mg_engine_save(engine, write, context);
}

int write_snapshot(RunOptions *o, MgEngine *engine, const char *path) {
    bool is_whole = o->damaged == NULL || strcmp(o->damaged, path) != 0;
    int code = write_file(o, path, is_whole, engine, save, NULL);
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

MgEngine *read_snapshot(RunOptions *o, const char *path) {
    char previous[MAX_PATH_BYTES + 16];
    MgEngine *engine;
    int reason, other;
    MgStatus status = load(o, path, &engine, &reason);
    if (status == MG_OK) return engine;
    cannot_read(path, reason);
    if (status != MG_BAD_FILE || !name_of_previous(path, previous) || load(o, previous, &engine, &other) != MG_OK)
        return NULL;
    o->damaged = path;
    log_warning("going on from the one before it, %s", previous);
    return engine;
}

#include "output/output_file.h"

void report_written(const RunOptions *o, const char *path) {
    if (o->base.json) print_event(json_pack("{s:s, s:o*}", "event", "wrote", "file", json_utf8_text(path)));
}

int write_file(const RunOptions *o, const char *path, FileKind kind, MgEngine *engine, WriteFile write, void *what) {
    OutFile file;
    if (!out_open(&file, path)) return cannot_write(path, file.reason);
    file.may_be_given_up = kind == OUTPUT;
    if (write(what, engine, out_write, &file) != MG_OK) {
        out_abandon(&file);
        return cannot_write(path, file.reason);
    }
    if (!out_commit(&file, kind == STATE)) return cannot_write(path, file.reason);
    report_written(o, path);
    return EXIT_SUCCESS;
}

// HDF5 opens its files itself.
int write_hdf_file(const RunOptions *o, const char *path, WriteHdf write, void *what) {
    OutFile file;
    if (!out_open(&file, path)) return cannot_write(path, file.reason);
    out_release(&file);
    if (!(write(what, &file) && out_reacquire(&file))) {
        out_abandon(&file);
        return cannot_write(path, file.reason);
    }
    if (!out_commit(&file, false)) return cannot_write(path, file.reason);
    report_written(o, path);
    return EXIT_SUCCESS;
}

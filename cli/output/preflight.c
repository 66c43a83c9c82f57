#define _POSIX_C_SOURCE 200809L
#include "output/preflight.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "files/files.h"
#include "files/locks.h"

// The longest suffix appended to an output path.
#define LONGEST_SUFFIX "-000000000.previous.part"
#define GENERATIONS 3 // a snapshot, the one before it, and the next one while it is written

static int reason_of_folder(const char *folder) {
    struct stat status;
    if (stat(folder, &status) != 0) return errno;
    if (!S_ISDIR(status.st_mode)) return ENOTDIR;
    return access(folder, W_OK | X_OK) == 0 ? 0 : errno;
}

// is_replaced: by a new file; else rows are appended, which a device accepts as well.
static int check_place(const char *path, bool is_replaced) {
    char longest[MAX_PATH_BYTES + sizeof LONGEST_SUFFIX], real[MAX_PATH_BYTES], folder[MAX_PATH_BYTES];
    struct stat status;
    snprintf(longest, sizeof longest, "%s%s", path, LONGEST_SUFFIX);
    if (strlen(path) >= MAX_PATH_BYTES || (lstat(longest, &status) != 0 && errno == ENAMETOOLONG))
        return cannot_write(path, ENAMETOOLONG);
    if (!follow_links(path, real)) return cannot_write(path, errno);
    folder_of(real, folder);
    int reason = reason_of_folder(folder), kept = reason == 0 ? check_overwrite(real) : 0;
    if (kept != 0 && (is_replaced || kept != ENOTSUP))
        return cannot_write(path, kept); // a table may go into a pipe or device
    if (reason == 0) return EXIT_SUCCESS;
    if (reason == ENOENT) log_error("cannot write %s: %s; make the folder %s first", path, strerror(reason), folder);
    else log_error("cannot write %s: folder %s: %s; name another place", path, folder, strerror(reason));
    return EXIT_FAILURE;
}

// A snapshot may replace the one that is read, which becomes .previous.
static int check_input(const RunOptions *o, const char *path) {
    const char *input = o->command == CONVERT ? o->positionals[0] : o->start;
    if (input == NULL || path == o->snapshot || o->every > 0 || !is_same_file(path, input)) return EXIT_SUCCESS;
    log_error("%s is what is read; give what is written another name", path);
    return EXIT_FAILURE;
}

int check_outputs(const RunOptions *o) {
    const char *const paths[] = { o->volume, o->mesh, o->image, o->stats, o->snapshot };
    const size_t count = sizeof paths / sizeof paths[0];
    int code = EXIT_SUCCESS;
    for (size_t i = 0; i < count; i++)
        if (paths[i] != NULL &&
            (check_place(paths[i], paths[i] != o->stats) != EXIT_SUCCESS || check_input(o, paths[i]) != EXIT_SUCCESS))
            code = EXIT_FAILURE;
    for (size_t i = 0; i < count && code == EXIT_SUCCESS; i++)
        if (paths[i] != NULL && !lock_output(paths[i])) code = EXIT_FAILURE;
    return code;
}

static void warn_of_room(const char *path, const char *what, double bytes, double count) {
    char folder[MAX_PATH_BYTES];
    struct statvfs disk;
    if (path == NULL) return;
    folder_of(path, folder);
    if (statvfs(folder, &disk) != 0 || disk.f_blocks == 0) return; // some have no blocks to count
    const double room = (double)disk.f_bavail * (double)disk.f_frsize;
    if (bytes * count > room)
        log_warning("the %s, %.0f of %.4g MB each, will not fit: %.0f MB are free in %s", what, count, bytes / MEGABYTE,
                    room / MEGABYTE, folder);
}

void warn_of_disk(const RunOptions *o, double bytes, double count) {
    warn_of_room(o->volume, "volumes", bytes, count);
    warn_of_room(o->snapshot, "snapshots", bytes, GENERATIONS);
}

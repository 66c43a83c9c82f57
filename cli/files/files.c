#define _POSIX_C_SOURCE 200809L
#include "files/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "terminal/exit_code.h"
#include "terminal/log.h"
#include "terminal/signals.h"

// ---- where a name leads

#define MAX_LINKS 40 // as in Linux

// A symbolic link is kept: its target is written, which may not exist yet.
bool follow_links(const char *path, char out[MAX_PATH_BYTES]) {
    char target[MAX_PATH_BYTES], longer[2 * MAX_PATH_BYTES];
    snprintf(longer, sizeof longer, "%s", path);
    for (int32_t links = 0; strlen(longer) < MAX_PATH_BYTES; links++) {
        memcpy(out, longer, strlen(longer) + 1);
        ssize_t length = readlink(out, target, sizeof target - 1);
        if (length < 0) return true; // not a link; opening it shows whether it can be written
        if (links == MAX_LINKS) {
            errno = ELOOP;
            return false;
        }
        target[length] = 0;
        const char *slash = strrchr(out, '/');
        int folder = target[0] == '/' || slash == NULL ? 0 : (int)(slash - out) + 1;
        snprintf(longer, sizeof longer, "%.*s%s", folder, out, target);
    }
    errno = ENAMETOOLONG;
    return false;
}

bool previous_path(const char *path, char out[MAX_PATH_BYTES + 16]) {
    char real[MAX_PATH_BYTES];
    bool found = strlen(path) < MAX_PATH_BYTES && follow_links(path, real);
    snprintf(out, MAX_PATH_BYTES + 16, "%s.previous", found ? real : "");
    return found;
}

bool is_same_file(const char *a, const char *b) {
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

#define MOST_BYTES_A_CALL ((size_t)4 << 20) // a signal waits until the call of the kernel is over

static size_t bytes_of_call(size_t count) { return count < MOST_BYTES_A_CALL ? count : MOST_BYTES_A_CALL; }

// ---- writing

#define LOCK_SECONDS 10
#define LOCK_LOOKS_PER_SECOND 100

// A stopped program (Ctrl-Z) keeps its locks, so the wait ends after some seconds. False: still locked. Without locks
// there is no wait.
static bool lock_soon(int descriptor) {
    const struct timespec pause = { .tv_nsec = 1000000000 / LOCK_LOOKS_PER_SECOND };
    for (int looks = 0; looks < LOCK_SECONDS * LOCK_LOOKS_PER_SECOND; looks++) {
        if (flock(descriptor, LOCK_EX | LOCK_NB) == 0 || (errno != EWOULDBLOCK && errno != EINTR)) return true;
        if (errno == EWOULDBLOCK) nanosleep(&pause, NULL);
    }
    return false;
}

// Two programs that write the same path take turns: each locks the part until it is renamed.
static bool open_part(OutFile *file) {
    struct stat ours, named;
    for (;;) {
        do file->descriptor = open(file->part, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
        while (file->descriptor < 0 && errno == EINTR);
        if (file->descriptor < 0) return false;
        if (!lock_soon(file->descriptor)) {
            close(file->descriptor);
            file->descriptor = -1;
            errno = EWOULDBLOCK;
            return false;
        }
        bool there = fstat(file->descriptor, &ours) == 0 && lstat(file->part, &named) == 0;
        if (there && ours.st_ino == named.st_ino && ours.st_dev == named.st_dev) break;
        close(file->descriptor); // it was renamed while we waited
    }
    remove_on_signal(file->part);
    return ftruncate(file->descriptor, 0) == 0; // the rest of a killed run
}

int check_overwrite(const char *path) {
    struct stat there;
    if (stat(path, &there) != 0) return errno == ENOENT ? 0 : errno;
    if (S_ISDIR(there.st_mode)) return EISDIR;
    if (!S_ISREG(there.st_mode)) return ENOTSUP;
    return (there.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) != 0 ? 0 : EACCES;
}

// The new file gets the permissions of the old one.
static bool copy_permissions(OutFile *file) {
    struct stat before;
    errno = check_overwrite(file->path);
    if (errno != 0) return false;
    return stat(file->path, &before) != 0 || fchmod(file->descriptor, before.st_mode & 0777) == 0 || errno == EPERM ||
           errno == ENOTSUP;
}

bool out_open(OutFile *file, const char *path) {
    file->descriptor = -1, file->reason = 0, file->may_be_given_up = false;
    bool named = follow_links(path, file->path);
    if (named) snprintf(file->part, sizeof file->part, "%s.part", file->path);
    if (named && open_part(file) && copy_permissions(file)) return true;
    file->reason = errno;
    if (file->descriptor >= 0) out_abandon(file);
    return false;
}

bool out_write(void *context, const void *bytes, size_t count) {
    OutFile *file = context;
    for (const char *at = bytes; count > 0;) {
        if (file->may_be_given_up && caught_signal() != 0) {
            file->reason = ECANCELED;
            return false;
        }
        ssize_t written = write(file->descriptor, at, bytes_of_call(count));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            file->reason = written < 0 ? errno : ENOSPC;
            return false;
        }
        at += written, count -= (size_t)written;
    }
    return true;
}

// Removed before it is closed, so that a waiting program notices.
void out_abandon(OutFile *file) {
    unlink(file->part);
    keep_on_signal(file->part);
    if (file->descriptor >= 0) close(file->descriptor);
    file->descriptor = -1;
}

void out_release(OutFile *file) {
    close(file->descriptor);
    file->descriptor = -1;
}

bool out_reacquire(OutFile *file) {
    file->descriptor = open(file->part, O_WRONLY | O_CLOEXEC);
    if (file->descriptor < 0) file->reason = errno;
    return file->descriptor >= 0;
}

bool sibling_path(const char *path, const char *name, char out[MAX_PATH_BYTES]) {
    const char *slash = strrchr(path, '/');
    int folder = slash != NULL && name[0] != '/' ? (int)(slash - path) + 1 : 0;
    return snprintf(out, MAX_PATH_BYTES, "%.*s%s", folder, path, name) < MAX_PATH_BYTES;
}

void folder_of(const char *path, char folder[MAX_PATH_BYTES]) {
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
    if (length == 0) snprintf(folder, MAX_PATH_BYTES, ".");
    else snprintf(folder, MAX_PATH_BYTES, "%.*s", (int)length, path);
}

// File systems that cannot flush (some network drives) are accepted. A failed flush is not retried, since the kernel
// then counts the lost pages as written.
static bool flush(int descriptor) {
    int code;
    do code = fsync(descriptor);
    while (code != 0 && errno == EINTR);
    return code == 0 || errno == EINVAL || errno == ENOTSUP;
}

static bool out_of_descriptors(int reason) { return reason == EMFILE || reason == ENFILE || reason == ENOMEM; }

// A folder that may not be opened is neither locked nor flushed: *out is -1. False: no descriptor left.
static bool open_folder(const char *path, int *out) {
    char folder[MAX_PATH_BYTES];
    folder_of(path, folder);
    *out = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*out < 0) return !out_of_descriptors(errno);
    lock_soon(*out); // only the order of renames depends on it
    return true;
}

// The new file is at its path on the disk before the old one replaces path.previous, so a readable file is never
// replaced by one that may be damaged. Meanwhile the old file has a second hard link; without hard links it is renamed
// first, and back on failure.
static bool put_in_place(const OutFile *file, bool keep_previous, int folder) {
    char previous[MAX_PATH_BYTES + 16], waiting[MAX_PATH_BYTES + 32];
    snprintf(previous, sizeof previous, "%s.previous", file->path);
    snprintf(waiting, sizeof waiting, "%s.part", previous);
    if (keep_previous) unlink(waiting); // of a run that was killed
    bool linked = keep_previous && link(file->path, waiting) == 0;
    bool must_move = keep_previous && !linked && errno != ENOENT;
    bool moved = must_move && rename(file->path, previous) == 0;
    bool named = moved == must_move && rename(file->part, file->path) == 0;
    bool good = named && (folder < 0 || flush(folder)) && (!linked || rename(waiting, previous) == 0);
    if (good) return true;
    int reason = errno;
    if (moved && !named) rename(previous, file->path);
    if (linked) unlink(waiting);
    if (!named) unlink(file->part);
    errno = reason;
    return false;
}

static bool commit(OutFile *file, bool keep_previous) {
    int folder;
    bool good = open_folder(file->path, &folder);
    if (good) good = put_in_place(file, keep_previous, folder);
    else unlink(file->part);
    if (!good) file->reason = errno;
    if (folder >= 0) close(folder);
    return good;
}

bool out_commit(OutFile *file, bool keep_previous) {
    int lock = dup(file->descriptor); // so that a failed close is known before the rename
    bool flushed = lock >= 0 && flush(file->descriptor);
    if (!flushed) file->reason = errno;
    if (close(file->descriptor) != 0 && errno != EINTR && flushed) flushed = false, file->reason = errno;
    file->descriptor = -1;
    if (!flushed) unlink(file->part);
    bool good = flushed && commit(file, keep_previous);
    if (lock >= 0) close(lock);
    keep_on_signal(file->part);
    return good;
}

// ---- reading

bool in_open(InFile *file, const char *path) {
    struct stat status;
    *file = (InFile){ .descriptor = open(path, O_RDONLY | O_CLOEXEC) };
    if (file->descriptor >= 0 && fstat(file->descriptor, &status) == 0) {
        if (S_ISREG(status.st_mode)) {
            file->bytes = (uint64_t)status.st_size;
            return true;
        }
        errno = S_ISDIR(status.st_mode) ? EISDIR : ESPIPE; // the size of a pipe is not known before its end
    }
    file->reason = errno;
    if (file->descriptor >= 0) close(file->descriptor);
    file->descriptor = -1;
    return false;
}

size_t in_read(void *context, void *bytes, size_t count) {
    InFile *file = context;
    size_t done = 0;
    while (done < count) {
        ssize_t got = read(file->descriptor, (char *)bytes + done, bytes_of_call(count - done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) file->reason = errno;
        if (got <= 0) break;
        done += (size_t)got;
    }
    return done;
}

void in_close(InFile *file) {
    if (file->descriptor >= 0) close(file->descriptor);
    file->descriptor = -1;
}

void *read_whole(const char *path, size_t *count) {
    InFile file;
    if (!in_open(&file, path)) {
        cannot_read(path, file.reason);
        return NULL;
    }
    if (mg_check_memory(file.bytes, path) != MG_OK) {
        in_close(&file);
        log_error("%s", mg_error_message());
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

// ---- saying so

int cannot_write(const char *path, int reason) {
    if (reason == EWOULDBLOCK)
        log_error("cannot write %s: another program has been writing it for %d s", path, LOCK_SECONDS);
    else if (reason == ECANCELED) log_error("%s was not written: the run is to stop", path);
    else log_error("cannot write %s: %s", path, reason != 0 ? strerror(reason) : mg_error_message());
    return EXIT_FAILURE;
}

int cannot_read(const char *path, int reason) {
    log_error("cannot read %s: %s", path, reason != 0 ? strerror(reason) : mg_error_message());
    return EXIT_FAILURE;
}

bool ends_with(const char *path, const char *ending) {
    size_t length = strlen(path), end = strlen(ending);
    return length > end && strcmp(path + length - end, ending) == 0;
}

#define _POSIX_C_SOURCE 200809L
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "options.h"

// ---- writing

bool out_open(OutFile *file, const char *path) {
    file->descriptor = -1, file->reason = 0;
    if (snprintf(file->path, sizeof file->path, "%s", path) >= (int)sizeof file->path) {
        file->reason = ENAMETOOLONG;
        return false;
    }
    snprintf(file->part, sizeof file->part, "%s.part", file->path);
    file->descriptor = open(file->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file->descriptor < 0) file->reason = errno;
    return file->descriptor >= 0;
}

bool out_write(void *context, const void *bytes, size_t count) {
    OutFile *file = context;
    for (const char *at = bytes; count > 0;) {
        ssize_t written = write(file->descriptor, at, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            file->reason = written < 0 ? errno : ENOSPC;
            return false;
        }
        at += written, count -= (size_t)written;
    }
    return true;
}

void out_abandon(OutFile *file) {
    if (file->descriptor >= 0) close(file->descriptor);
    file->descriptor = -1;
    unlink(file->part);
}

void out_lend(OutFile *file) {
    close(file->descriptor);
    file->descriptor = -1;
}

bool out_take_back(OutFile *file) {
    file->descriptor = open(file->part, O_WRONLY | O_CLOEXEC);
    if (file->descriptor < 0) file->reason = errno;
    return file->descriptor >= 0;
}

void folder_of(const char *path, char folder[MOST_PATH_BYTES]) {
    const char *slash = strrchr(path, '/');
    size_t length = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
    if (length == 0) snprintf(folder, MOST_PATH_BYTES, ".");
    else snprintf(folder, MOST_PATH_BYTES, "%.*s", (int)length, path);
}

// So that the name itself survives a power cut. A folder that cannot be opened or flushed (some network drives) leaves
// the file as good as any program leaves it.
static bool flush_folder(const char *path) {
    char folder[MOST_PATH_BYTES];
    folder_of(path, folder);
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return errno != EIO;
    bool flushed = fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP;
    int reason = errno;
    close(descriptor);
    errno = reason;
    return flushed;
}

// A second name for what is there, so that the first one never dangles; where there are no links, a rename.
static bool keep_as_previous(const char *path) {
    char previous[MOST_PATH_BYTES + 16], part[MOST_PATH_BYTES + 32];
    snprintf(previous, sizeof previous, "%s.previous", path);
    snprintf(part, sizeof part, "%s.part", previous);
    unlink(part);
    if (link(path, part) == 0) return rename(part, previous) == 0;
    if (errno == ENOENT) return true;                        // there is none yet
    return rename(path, previous) == 0;
}

bool out_commit(OutFile *file, bool keep_previous) {
    bool good = fsync(file->descriptor) == 0 || errno == EINVAL;         // a pipe or device cannot be flushed
    if (!good) file->reason = errno;
    if (close(file->descriptor) != 0 && good) good = false, file->reason = errno;
    file->descriptor = -1;
    if (good && keep_previous && !keep_as_previous(file->path)) good = false, file->reason = errno;
    if (good && rename(file->part, file->path) != 0) good = false, file->reason = errno;
    if (!good) {
        unlink(file->part);
        return false;
    }
    if (flush_folder(file->path)) return true;
    file->reason = errno;
    return false;
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
        errno = S_ISDIR(status.st_mode) ? EISDIR : ESPIPE;   // the size of a pipe is not known before its end
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
        ssize_t got = read(file->descriptor, (char *)bytes + done, count - done);
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

// ---- saying so

int cannot_write(const char *path, int reason) {
    complain("cannot write %s: %s", path, reason != 0 ? strerror(reason) : mg_error_message());
    return EXIT_FAILED;
}

int cannot_read(const char *path, int reason) {
    complain("cannot read %s: %s", path, reason != 0 ? strerror(reason) : mg_error_message());
    return EXIT_FAILED;
}

bool ends_with(const char *path, const char *ending) {
    size_t length = strlen(path), end = strlen(ending);
    return length > end && strcmp(path + length - end, ending) == 0;
}

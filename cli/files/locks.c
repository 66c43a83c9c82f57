#define _POSIX_C_SOURCE 200809L
#include "files/locks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/files.h"
#include "terminal/log.h"
#include "terminal/signals.h"

#define MAX_LOCKS 8
#define MAX_HOST_BYTES 256

typedef struct Lock {
    int descriptor;
    char path[MAX_PATH_BYTES + 8];
} Lock;

static Lock held[MAX_LOCKS];
static int held_count;

// ---- whose it is: "1234 host" in the file

typedef struct Holder {
    long process;
    char host[MAX_HOST_BYTES];
} Holder;

static void own_host(char host[MAX_HOST_BYTES]) {
    if (gethostname(host, MAX_HOST_BYTES) != 0) snprintf(host, MAX_HOST_BYTES, "unknown");
    host[MAX_HOST_BYTES - 1] = 0;
}

static bool read_holder(int descriptor, Holder *out) {
    char text[MAX_HOST_BYTES + 32] = { 0 };
    return pread(descriptor, text, sizeof text - 1, 0) > 0 && sscanf(text, "%ld %255s", &out->process, out->host) == 2;
}

static bool write_holder(int descriptor) {
    char text[MAX_HOST_BYTES + 32], host[MAX_HOST_BYTES];
    own_host(host);
    int length = snprintf(text, sizeof text, "%ld %s\n", (long)getpid(), host);
    if (ftruncate(descriptor, 0) != 0) return false;
    ssize_t written;
    do written = pwrite(descriptor, text, (size_t)length, 0);
    while (written < 0 && errno == EINTR);
    if (written >= 0 && written < length) errno = ENOSPC;
    return written == length;
}

// The state letter after the name in parentheses in /proc; T means stopped, as by Ctrl-Z. Unknown without /proc.
static bool is_stopped(const Holder *holder) {
    char path[64], text[512] = { 0 }, host[MAX_HOST_BYTES];
    own_host(host);
    if (strcmp(host, holder->host) != 0) return false;
    snprintf(path, sizeof path, "/proc/%ld/stat", holder->process);
    FILE *file = fopen(path, "r");
    if (file == NULL) return false;
    size_t count = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    const char *state = count > 0 ? strrchr(text, ')') : NULL;
    return state != NULL && (strncmp(state, ") T", 3) == 0 || strncmp(state, ") t", 3) == 0);
}

static void report_holder(const char *path, int descriptor) {
    Holder holder;
    if (!read_holder(descriptor, &holder))
        log_error("%s is being written by another process; wait for its end, or name another file", path);
    else if (is_stopped(&holder))
        log_error(
            "%s is being written by process %ld, which is stopped; let it go on (kill -CONT %ld), end it (kill -KILL "
            "%ld), or name another file",
            path, holder.process, holder.process, holder.process);
    else
        log_error("%s is being written by process %ld on %s; wait for its end, or name another file", path,
                  holder.process, holder.host);
}

// ---- taking it

static int open_lock(const char *path) {
    int descriptor;
    do descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

// 0, or errno. EWOULDBLOCK: locked by another process.
static int lock_now(int descriptor) {
    while (flock(descriptor, LOCK_EX | LOCK_NB) != 0)
        if (errno != EINTR) return errno == ENOTSUP || errno == EINVAL || errno == ENOLCK ? 0 : errno;
    return 0;
}

static bool has_name(int descriptor, const char *path) {
    struct stat ours, named;
    return fstat(descriptor, &ours) == 0 && lstat(path, &named) == 0 && ours.st_ino == named.st_ino &&
           ours.st_dev == named.st_dev;
}

// The owner removes the file before unlocking it, so a file opened before that is no lock any more.
static bool take(Lock *lock, const char *path) {
    for (;;) {
        lock->descriptor = open_lock(lock->path);
        if (lock->descriptor < 0) return cannot_write(lock->path, errno) == 0;
        int reason = lock_now(lock->descriptor);
        if (reason == 0 && !has_name(lock->descriptor, lock->path)) {
            close(lock->descriptor);
            continue;
        }
        if (reason == 0 && write_holder(lock->descriptor)) return true;
        if (reason == EWOULDBLOCK) report_holder(path, lock->descriptor);
        else cannot_write(lock->path, errno);
        if (reason == 0) unlink(lock->path);
        close(lock->descriptor);
        return false;
    }
}

bool lock_output(const char *path) {
    char real[MAX_PATH_BYTES];
    if (held_count == MAX_LOCKS || !follow_links(path, real)) return cannot_write(path, errno) == 0;
    if (check_overwrite(real) == ENOTSUP) return true;
    Lock *lock = &held[held_count];
    snprintf(lock->path, sizeof lock->path, "%s.lock", real);
    for (int i = 0; i < held_count; i++)
        if (strcmp(held[i].path, lock->path) == 0) return true;
    if (!take(lock, path)) return false;
    remove_on_signal(lock->path);
    held_count++;
    return true;
}

void unlock_outputs(void) {
    while (held_count > 0) {
        Lock *lock = &held[--held_count];
        unlink(lock->path);
        keep_on_signal(lock->path);
        close(lock->descriptor);
    }
}

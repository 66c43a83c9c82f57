// Preloaded into the command line by test_crash.py. The MG_FAIL_AT-th call that changes the disk fails with
// MG_FAIL_ERRNO; where MG_FAIL_CALL names calls ("write close"), only those are counted; with MG_FAIL_ON, every one
// behind it fails as well. A failing write has written half, as a full disk does, or with MG_FAIL_HOW=last all but its
// last byte; with MG_FAIL_HOW=short nothing fails: every write takes half of what it is given. With MG_NO_LINKS no file
// gets a second name. With MG_LOG_TO a file, every such call is told there, one a line, for disk_model.py. With
// MG_MOST_BYTES the program ends with code 98 where one call would read or write more: a signal waits for its end.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

static int calls;

static bool must_fail(const char *name) {
    const char *at = getenv("MG_FAIL_AT"), *reason = getenv("MG_FAIL_ERRNO"), *only = getenv("MG_FAIL_CALL");
    if (at == NULL || (only != NULL && strstr(only, name) == NULL)) return false;
    calls++;
    if (calls != atoi(at) && !(calls > atoi(at) && getenv("MG_FAIL_ON") != NULL)) return false;
    errno = atoi(reason);
    return true;
}

static bool is_how(const char *how) { return getenv("MG_FAIL_HOW") != NULL && strcmp(getenv("MG_FAIL_HOW"), how) == 0; }

// ---- the log

static FILE *log_file(void) {
    static FILE *file;
    if (file == NULL && getenv("MG_LOG_TO") != NULL) file = fopen(getenv("MG_LOG_TO"), "a");
    return file;
}

static void log_call(const char *call, const char *first, const char *second) {
    int reason = errno;
    if (log_file() != NULL) {
        fprintf(log_file(), "%s %s %s\n", call, first, second);
        fflush(log_file());
    }
    errno = reason;
}

static void log_descriptor(const char *call, int descriptor, const char *more) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    log_call(call, path, more);
}

static void log_write(int descriptor, const unsigned char *bytes, size_t count) {
    if (log_file() == NULL || descriptor == fileno(log_file())) return;
    char *text = malloc(2 * count + 1);
    for (size_t i = 0; i < count; i++) snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    log_descriptor("write", descriptor, text);
    free(text);
}

static void check_count(size_t count) {
    const char *most = getenv("MG_MOST_BYTES");
    if (most != NULL && count > strtoull(most, NULL, 10)) _exit(98);
}

// ---- the calls

ssize_t read(int descriptor, void *bytes, size_t count) {
    check_count(count);
    return REAL(read)(descriptor, bytes, count);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
    check_count(count);
    if (descriptor > STDERR_FILENO && is_how("short") && count > 1) count /= 2;
    if (descriptor > STDERR_FILENO && must_fail("write")) {
        int reason = errno;
        size_t part = reason == EINTR ? 0 : is_how("last") ? count - 1 : count / 2;
        ssize_t written = part > 0 ? REAL(write)(descriptor, bytes, part) : 0;
        (void)written;
        errno = reason;
        return -1;
    }
    ssize_t written = REAL(write)(descriptor, bytes, count);
    if (descriptor > STDERR_FILENO && written > 0) log_write(descriptor, bytes, (size_t)written);
    return written;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t at) { // HDF5's
    check_count(count);
    return must_fail("pwrite") ? -1 : REAL(pwrite64)(descriptor, bytes, count, at);
}

int fsync(int descriptor) {
    if (must_fail("fsync")) return -1;
    int code = REAL(fsync)(descriptor);
    if (code == 0) log_descriptor("fsync", descriptor, "");
    return code;
}

int rename(const char *from, const char *to) {
    if (must_fail("rename")) return -1;
    int code = REAL(rename)(from, to);
    if (code == 0) log_call("rename", from, to);
    return code;
}

int link(const char *from, const char *to) {
    if (must_fail("link")) return -1;
    if (getenv("MG_NO_LINKS") != NULL) {
        errno = EPERM;
        return -1;
    }
    int code = REAL(link)(from, to);
    if (code == 0) log_call("link", from, to);
    return code;
}

int unlink(const char *path) {
    if (must_fail("remove")) return -1; // "unlink" would be "link", too
    int code = REAL(unlink)(path);
    if (code == 0) log_call("unlink", path, "");
    return code;
}

int close(int descriptor) {
    int closed = REAL(close)(descriptor); // a failed close has closed
    return descriptor > STDERR_FILENO && must_fail("close") ? -1 : closed;
}

int flock(int descriptor, int how) { return must_fail("lock") ? -1 : REAL(flock)(descriptor, how); }
int fchmod(int descriptor, mode_t mode) { return must_fail("mode") ? -1 : REAL(fchmod)(descriptor, mode); }

static int truncated(int descriptor, off_t bytes) {
    if (must_fail("truncate")) return -1;
    int code = REAL(ftruncate)(descriptor, bytes);
    if (code == 0) log_descriptor("empty", descriptor, "");
    return code;
}

int ftruncate(int descriptor, off_t bytes) { return truncated(descriptor, bytes); }
int ftruncate64(int descriptor, off64_t bytes) { return truncated(descriptor, bytes); }

static int opened(const char *path, int flags, mode_t mode) {
    if (!(flags & O_CREAT)) return REAL(open)(path, flags, mode);
    if (must_fail("open")) return -1;
    bool is_new = access(path, F_OK) != 0;
    int descriptor = REAL(open)(path, flags, mode);
    if (descriptor >= 0 && is_new) log_call("create", path, "");
    return descriptor;
}

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...) {                                                                       \
        va_list list;                                                                                                  \
        va_start(list, flags);                                                                                         \
        mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;                                                      \
        va_end(list);                                                                                                  \
        return opened(path, flags, mode);                                                                              \
    }

OPEN(open)
OPEN(open64)

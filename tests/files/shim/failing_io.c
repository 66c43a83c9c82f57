// Preloaded into the command line by test_crash.py: the MG_FAIL_AT-th call that changes the disk fails with MG_FAIL_ERRNO.
// A failing write has written half, as a full disk does.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int calls;

static int must_fail(void) {
    const char *at = getenv("MG_FAIL_AT"), *reason = getenv("MG_FAIL_ERRNO");
    if (at == NULL || ++calls != atoi(at)) return 0;
    errno = atoi(reason);
    return 1;
}

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

ssize_t write(int descriptor, const void *bytes, size_t count) {
    if (descriptor > STDERR_FILENO && must_fail()) {
        int reason = errno;
        ssize_t half = count > 1 ? REAL(write)(descriptor, bytes, count / 2) : 0;
        (void)half;
        errno = reason;
        return -1;
    }
    return REAL(write)(descriptor, bytes, count);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t at) {      // HDF5's
    return must_fail() ? -1 : REAL(pwrite64)(descriptor, bytes, count, at);
}

int fsync(int descriptor) { return must_fail() ? -1 : REAL(fsync)(descriptor); }
int rename(const char *from, const char *to) { return must_fail() ? -1 : REAL(rename)(from, to); }
int link(const char *from, const char *to) { return must_fail() ? -1 : REAL(link)(from, to); }

int close(int descriptor) {
    int closed = REAL(close)(descriptor);                    // a failed close has closed
    return descriptor > STDERR_FILENO && must_fail() ? -1 : closed;
}

int open(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    return flags & O_CREAT && must_fail() ? -1 : REAL(open)(path, flags, mode);
}

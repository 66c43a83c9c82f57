// Preloaded into the command line by test_memory.py: the MG_REFUSE_AT-th call for memory since main began is refused,
// whoever makes it: the program, jansson, libpng or the C library. With MG_COUNT_TO a file, the number of calls is
// written there at the end.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *block, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);

static atomic_long calls, refused_at;
static atomic_bool counting;

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("MG_REFUSE_AT");
    refused_at = at != NULL ? atol(at) : 0;
    counting = true;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("MG_COUNT_TO");
    char text[32];
    int descriptor = path != NULL ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;
    if (descriptor < 0) return;
    int length = snprintf(text, sizeof text, "%ld", atomic_load(&calls));
    if (write(descriptor, text, (size_t)length) != length) _exit(99);
    close(descriptor);
}

static bool is_refused(void) {
    if (!counting || atomic_fetch_add(&calls, 1) + 1 != refused_at) return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t bytes) { return is_refused() ? NULL : __libc_malloc(bytes); }
void *calloc(size_t count, size_t bytes) { return is_refused() ? NULL : __libc_calloc(count, bytes); }
void *realloc(void *block, size_t bytes) { return is_refused() ? NULL : __libc_realloc(block, bytes); }
void *aligned_alloc(size_t alignment, size_t bytes) { return is_refused() ? NULL : __libc_memalign(alignment, bytes); }
void *memalign(size_t alignment, size_t bytes) { return is_refused() ? NULL : __libc_memalign(alignment, bytes); }

int posix_memalign(void **out, size_t alignment, size_t bytes) {
    if (is_refused()) return ENOMEM;
    *out = __libc_memalign(alignment, bytes);
    return *out != NULL ? 0 : ENOMEM;
}

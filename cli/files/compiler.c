#define _POSIX_C_SOURCE 200809L
#include "files/compiler.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files/files.h"
#include "terminal/log.h"

extern char **environ;

static const struct {
    const char *name;
    const unsigned char *text;
} headers[] = {
#include "source_headers.inc"
};
#define HEADER_COUNT ((int)(sizeof headers / sizeof headers[0]))

static const char *const header_folders[] = { "base", "model", "morphogen" };

// How this library's own stages are compiled (cmake/compiler.cmake). gnu17: floats are not computed in a wider type.
static const char *const fixed_flags[] = {
    "-std=gnu17", "-O3",  "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-fopenmp-simd", "-w",
    "-shared",    "-fPIC"
};

typedef struct Compilation {
    const char *source;
    char compiler[MAX_PATH_BYTES]; // a path
    char folder[MAX_PATH_BYTES];   // where results are kept
    char build[MAX_PATH_BYTES + 32];
    char kept_source[MAX_PATH_BYTES + 64], kept_object[MAX_PATH_BYTES + 64];
    bool is_temporary; // the folder
    char *reason;
} Compilation;

__attribute__((format(printf, 2, 3))) static bool give_up(Compilation *c, const char *format, ...) {
    va_list list;
    va_start(list, format);
    vsnprintf(c->reason, COMPILER_REASON_BYTES, format, list);
    va_end(list);
    return false;
}

// ---- the compiler

static bool is_program(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) && access(path, X_OK) == 0;
}

// Only in folders that PATH names from the root: never in the folder one happens to be in.
static bool find_compiler(Compilation *c) {
    const char *name = getenv("MORPHOGEN_CC"), *path = getenv("PATH");
    if (name == NULL || name[0] == 0) name = "cc";
    if (strchr(name, '/') != NULL) {
        int length = snprintf(c->compiler, sizeof c->compiler, "%s", name);
        if (length < (int)sizeof c->compiler && is_program(c->compiler)) return true;
        return give_up(c, "MORPHOGEN_CC = %.200s is no program", name);
    }
    for (const char *at = path != NULL ? path : "/usr/bin:/bin"; *at != 0;) {
        const size_t length = strcspn(at, ":");
        int used = snprintf(c->compiler, sizeof c->compiler, "%.*s/%s", (int)length, at, name);
        if (at[0] == '/' && used < (int)sizeof c->compiler && is_program(c->compiler)) return true;
        at += length + (at[length] == ':');
    }
    return give_up(c, "there is no %.100s in PATH", name);
}

// For this machine's vectors; those of 512 bits whole, as the library's own stages use them. Ends with NULL.
static const char *const *machine_flags(void) {
    static const char *flags[3];
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v4")) flags[0] = "-march=x86-64-v4", flags[1] = "-mprefer-vector-width=512";
    else if (__builtin_cpu_supports("x86-64-v3")) flags[0] = "-march=x86-64-v3";
    else if (__builtin_cpu_supports("x86-64-v2")) flags[0] = "-march=x86-64-v2";
#endif
    return flags;
}

// ---- the folder

static bool is_private(const char *folder) {
    struct stat info;
    return lstat(folder, &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid() &&
           (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

static bool cache_folder(char out[MAX_PATH_BYTES]) {
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char parent[MAX_PATH_BYTES];
    int length = cache != NULL && cache[0] == '/' ? snprintf(parent, sizeof parent, "%s", cache)
                 : home != NULL && home[0] == '/' ? snprintf(parent, sizeof parent, "%s/.cache", home)
                                                  : -1;
    if (length < 0 || length >= MAX_PATH_BYTES - 16) return false;
    (void)mkdir(parent, S_IRWXU);
    snprintf(out, MAX_PATH_BYTES, "%.*s/morphogen", MAX_PATH_BYTES - 16, parent);
    return (mkdir(out, S_IRWXU) == 0 || errno == EEXIST) && is_private(out) && access(out, W_OK | X_OK) == 0;
}

static bool choose_folder(Compilation *c) {
    if (cache_folder(c->folder)) return true;
    const char *parent = getenv("TMPDIR");
    if (parent == NULL || parent[0] != '/') parent = "/tmp";
    c->is_temporary = true;
    int length = snprintf(c->folder, sizeof c->folder, "%s/morphogen-XXXXXX", parent);
    if (length < (int)sizeof c->folder && mkdtemp(c->folder) != NULL) return true; // the user's alone
    return give_up(c, "no folder in %.200s to compile in: %s", parent, strerror(errno));
}

// ---- what is there already

static uint64_t mixed(uint64_t key, const void *bytes, size_t count) { // FNV-1a
    const unsigned char *at = bytes;
    for (size_t i = 0; i < count; i++) key = (key ^ at[i]) * 0x100000001b3u;
    return key;
}

static uint64_t mixed_text(uint64_t key, const char *text) { return mixed(key, text, strlen(text) + 1); }

static void name_results(Compilation *c) {
    struct stat info = { 0 };
    uint64_t key = mixed_text(0xcbf29ce484222325u, mg_version());
    for (int i = 0; i < HEADER_COUNT; i++) key = mixed_text(key, (const char *)headers[i].text);
    for (size_t i = 0; i < sizeof fixed_flags / sizeof fixed_flags[0]; i++) key = mixed_text(key, fixed_flags[i]);
    for (const char *const *flag = machine_flags(); *flag != NULL; flag++) key = mixed_text(key, *flag);
    key = mixed_text(key, c->compiler);
    (void)stat(c->compiler, &info);
    const int64_t identity[3] = { info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec };
    key = mixed_text(mixed(key, identity, sizeof identity), c->source);
    snprintf(c->kept_source, sizeof c->kept_source, "%s/%016" PRIx64 ".c", c->folder, key);
    snprintf(c->kept_object, sizeof c->kept_object, "%s/%016" PRIx64 ".so", c->folder, key);
}

// A file of the user's own that nobody else may write.
static int open_own(const char *path, off_t *bytes) {
    struct stat info;
    int descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) return -1;
    if (fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == geteuid() &&
        (info.st_mode & (S_IWGRP | S_IWOTH)) == 0) {
        *bytes = info.st_size;
        return descriptor;
    }
    close(descriptor);
    return -1;
}

static bool is_kept(const Compilation *c) {
    off_t bytes, object_bytes;
    const size_t length = strlen(c->source);
    int object = open_own(c->kept_object, &object_bytes), descriptor = open_own(c->kept_source, &bytes);
    char *text = descriptor >= 0 && (size_t)bytes == length ? malloc(length + 1) : NULL;
    bool same = object >= 0 && text != NULL && read(descriptor, text, length) == (ssize_t)length &&
                memcmp(text, c->source, length) == 0;
    free(text);
    if (descriptor >= 0) close(descriptor);
    if (object >= 0) close(object);
    return same;
}

// ---- compiling

static void in_build(const Compilation *c, const char *name, char out[MAX_PATH_BYTES + 64]) {
    snprintf(out, MAX_PATH_BYTES + 64, "%s/%s", c->build, name);
}

static bool write_text(const Compilation *c, const char *name, const char *text) {
    char path[MAX_PATH_BYTES + 64];
    in_build(c, name, path);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    const size_t length = strlen(text);
    bool written = descriptor >= 0 && write(descriptor, text, length) == (ssize_t)length;
    return (descriptor < 0 || close(descriptor) == 0) && written;
}

static bool write_sources(Compilation *c) {
    char path[MAX_PATH_BYTES + 64];
    snprintf(c->build, sizeof c->build, "%s/build-XXXXXX", c->folder);
    bool good = mkdtemp(c->build) != NULL;
    for (size_t i = 0; i < sizeof header_folders / sizeof header_folders[0] && good; i++) {
        in_build(c, header_folders[i], path);
        good = mkdir(path, S_IRWXU) == 0;
    }
    for (int i = 0; i < HEADER_COUNT && good; i++) good = write_text(c, headers[i].name, (const char *)headers[i].text);
    if (good && write_text(c, "equations.c", c->source)) return true;
    return give_up(c, "cannot write into %.300s: %s", c->folder, strerror(errno));
}

static void remove_build(const Compilation *c) {
    static const char *const names[] = { "equations.c", "equations.so", "log" };
    char path[MAX_PATH_BYTES + 64];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) in_build(c, names[i], path), (void)unlink(path);
    for (int i = 0; i < HEADER_COUNT; i++) in_build(c, headers[i].name, path), (void)unlink(path);
    for (size_t i = 0; i < sizeof header_folders / sizeof header_folders[0]; i++)
        in_build(c, header_folders[i], path), (void)rmdir(path);
    (void)rmdir(c->build);
}

// Runs the compiler with its messages in the file log. Its exit status, or -1 and errno.
static int run_compiler(const Compilation *c) {
    char source[MAX_PATH_BYTES + 64], object[MAX_PATH_BYTES + 64], log[MAX_PATH_BYTES + 64];
    const char *arguments[32] = { c->compiler };
    int count = 1, status = 0;
    in_build(c, "equations.c", source), in_build(c, "equations.so", object), in_build(c, "log", log);
    for (size_t i = 0; i < sizeof fixed_flags / sizeof fixed_flags[0]; i++) arguments[count++] = fixed_flags[i];
    for (const char *const *flag = machine_flags(); *flag != NULL; flag++) arguments[count++] = *flag;
    const char *const rest[] = { "-I", c->build, "-o", object, source, NULL };
    memcpy(&arguments[count], rest, sizeof rest);
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0) return -1;
    pid_t child;
    int failed = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (failed == 0)
        failed = posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
    if (failed == 0) failed = posix_spawn_file_actions_adddup2(&actions, 1, 2);
    if (failed == 0) failed = posix_spawn(&child, c->compiler, &actions, NULL, (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    errno = failed;
    if (failed != 0) return -1;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool compile(Compilation *c) {
    char path[MAX_PATH_BYTES + 64], first[256] = "";
    if (!write_sources(c)) return false;
    const int status = run_compiler(c);
    if (status < 0) return give_up(c, "%.300s could not be started: %s", c->compiler, strerror(errno));
    if (status == 0) {
        in_build(c, "equations.so", path);
        bool kept = chmod(path, S_IRWXU) == 0 && rename(path, c->kept_object) == 0; // a linker goes by the umask
        in_build(c, "equations.c", path);
        kept = kept && rename(path, c->kept_source) == 0; // after the object: who finds it finds both
        return kept || give_up(c, "cannot write into %.300s: %s", c->folder, strerror(errno));
    }
    in_build(c, "log", path);
    FILE *log = fopen(path, "re");
    if (log != NULL && fgets(first, sizeof first, log) != NULL) first[strcspn(first, "\n")] = 0;
    if (log != NULL) fclose(log);
    return give_up(c, "%.200s ended with %d: %s", c->compiler, status, first);
}

const void *compile_source(const char *source, const char *symbol, char reason[COMPILER_REASON_BYTES]) {
    Compilation c = { .source = source, .reason = reason };
    const void *found = NULL;
    if (!find_compiler(&c) || !choose_folder(&c)) return NULL;
    name_results(&c);
    bool ready = is_kept(&c);
    if (!ready) {
        ready = compile(&c);
        remove_build(&c);
    }
    void *library = ready ? dlopen(c.kept_object, RTLD_NOW | RTLD_LOCAL) : NULL; // until the program ends
    if (ready && library == NULL) give_up(&c, "%.500s", dlerror());
    if (library != NULL && (found = dlsym(library, symbol)) == NULL) give_up(&c, "%s is not in it", symbol);
    if (c.is_temporary) (void)unlink(c.kept_source), (void)unlink(c.kept_object), (void)rmdir(c.folder);
    return found;
}

// Atomic file output: a file is written under a temporary name, flushed to the disk, then renamed, so it is complete or
// absent. Programs that write the same path wait for each other.
#ifndef MORPHOGEN_CLI_FILES_H
#define MORPHOGEN_CLI_FILES_H

#include "morphogen/morphogen.h"

#define MAX_PATH_BYTES 4096

typedef struct OutFile {
    int descriptor;
    int reason;           // errno of the first error, or 0
    bool may_be_given_up; // writing fails with ECANCELED after a signal
    char path[MAX_PATH_BYTES], part[MAX_PATH_BYTES + 8];
} OutFile;

// errno if path must not be overwritten (a folder, a device, a read-only file), else 0.
int check_overwrite(const char *path);

// Opens path.part, beside the target if path is a symbolic link. On false nothing is left behind and reason is set.
bool out_open(OutFile *file, const char *path);
bool out_write(void *file, const void *bytes, size_t count); // an MgWrite

// Renames the part to its path; on true, name and contents are on the disk. keep_previous: the file that was at path
// becomes path.previous, and at every moment one of the two can be opened. On false the part is removed and the old
// file is still at path, unless only flushing the folder failed.
bool out_commit(OutFile *file, bool keep_previous);
void out_abandon(OutFile *file);

// For a library that opens files by name: closes the part, and opens it again after the library has written it.
void out_release(OutFile *file);
bool out_reacquire(OutFile *file);

// The path of the previous generation that keep_previous makes. False: path cannot be resolved.
bool previous_path(const char *path, char out[MAX_PATH_BYTES + 16]);

typedef struct InFile {
    int descriptor;
    uint64_t bytes;
    int reason; // errno of a failed read
} InFile;

bool in_open(InFile *file, const char *path);          // false: reason is set
size_t in_read(void *file, void *bytes, size_t count); // an MgRead
void in_close(InFile *file);

// A whole file, the caller's to free, with room for one byte more. NULL after an error message, as where the limit on
// memory leaves less.
void *read_whole(const char *path, size_t *count);

// "morphogen: cannot write x: no space left"; EXIT_FAILURE.
int cannot_write(const char *path, int reason);
int cannot_read(const char *path, int reason);

// Resolves symbolic links; the last target need not exist. False: errno is set.
bool follow_links(const char *path, char out[MAX_PATH_BYTES]);

bool is_same_file(const char *a, const char *b); // both exist and are one file

void folder_of(const char *path, char folder[MAX_PATH_BYTES]); // "a/b.vti" is in "a", "b.vti" in "."

// The path of a file that is named inside another file: relative to the folder of that file. False: the path is too
// long.
bool sibling_path(const char *path, const char *name, char out[MAX_PATH_BYTES]);

bool ends_with(const char *path, const char *ending);

#endif

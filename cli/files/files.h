// Files that are whole or not there: written beside their name, flushed to the disk, then renamed; reading one from its
// beginning with its true size. Two programs that write the same name do so one after the other.
#ifndef MORPHOGEN_CLI_FILES_H
#define MORPHOGEN_CLI_FILES_H

#include "morphogen/morphogen.h"

#define MAX_PATH_BYTES 4096

typedef struct OutFile {
    int descriptor;
    int reason;           // errno of what went wrong first, 0: nothing did
    bool may_be_given_up; // writing ends, with ECANCELED, where the program was asked to stop
    char path[MAX_PATH_BYTES], part[MAX_PATH_BYTES + 8];
} OutFile;

// errno of why what has the name is not to be written over: it is a folder or a device, or a file that nobody may
// write. 0: it may.
int check_overwrite(const char *path);

// Opens path.part, or that of what path leads to where it is a symbolic link. On false nothing is left and reason tells
// why.
bool out_open(OutFile *file, const char *path);
bool out_write(void *file, const void *bytes, size_t count); // an MgWrite

// The file gets its name, and name and bytes are on the disk when it returns true. keep_previous: what had the name
// before becomes path.previous, and there is no moment in which neither opens. On false the part is removed, and what
// had the name has it still, unless it was only the name's way to the disk that failed.
bool out_commit(OutFile *file, bool keep_previous);
void out_abandon(OutFile *file);

// For a library that opens files by name: lets go of the part, and takes it up again as it is then.
void out_release(OutFile *file);
bool out_reacquire(OutFile *file);

// What keep_previous made of path, and is to be read where path cannot be. False: path leads nowhere.
bool previous_path(const char *path, char out[MAX_PATH_BYTES + 16]);

typedef struct InFile {
    int descriptor;
    uint64_t bytes;
    int reason; // errno of a failed read
} InFile;

bool in_open(InFile *file, const char *path);          // false: reason tells why
size_t in_read(void *file, void *bytes, size_t count); // an MgRead
void in_close(InFile *file);

// "morphogen: cannot write x: no space left"; EXIT_FAILURE.
int cannot_write(const char *path, int reason);
int cannot_read(const char *path, int reason);

// Where a name leads through symbolic links, the last of which need not be there. False: errno tells why.
bool follow_links(const char *path, char out[MAX_PATH_BYTES]);

bool is_same_file(const char *a, const char *b); // both are there, and one

void folder_of(const char *path, char folder[MAX_PATH_BYTES]); // "a/b.vti" is in "a", "b.vti" in "."

// A file named in another one stands in the same folder, so that the two can be moved together. False: too long a name.
bool sibling_path(const char *path, const char *name, char out[MAX_PATH_BYTES]);

bool ends_with(const char *path, const char *ending);

#endif

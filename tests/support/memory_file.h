// A file in memory, for what the library writes and reads through calls: as MgWrite and MgRead want it.
#ifndef MG_TESTS_SUPPORT_MEMORY_FILE_H
#define MG_TESTS_SUPPORT_MEMORY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct File {
    uint8_t *bytes; // freed by who made the file
    size_t count, at;
    int32_t writes_left; // -1: any number
} File;

static inline bool append(void *context, const void *bytes, size_t count) {
    File *file = context;
    if (file->writes_left == 0) return false;
    if (file->writes_left > 0) file->writes_left--;
    file->bytes = realloc(file->bytes, file->count + count);
    memcpy(file->bytes + file->count, bytes, count);
    file->count += count;
    return true;
}

static inline size_t take(void *context, void *bytes, size_t count) {
    File *file = context;
    size_t left = file->count - file->at, part = count < left ? count : left;
    memcpy(bytes, file->bytes + file->at, part);
    file->at += part;
    return part;
}

#endif

// The texts of models/: every file there, by existing.
#ifndef MG_TESTS_SUPPORT_MODEL_TEXTS_H
#define MG_TESTS_SUPPORT_MODEL_TEXTS_H

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_MODEL_TEXTS 64

// Ends the program where the file cannot be read. free() it.
static inline char *read_model_text(const char *path) {
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 65536 + 2);
    if (file == NULL || text == NULL || fread(text, 1, 65536 + 1, file) == 0) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    fclose(file);
    return text;
}

// visit(context, path, text) for each, in the order of their names; returns how many there are.
static inline int for_each_model_text(void (*visit)(void *context, const char *path, const char *text), void *context) {
    glob_t found;
    if (glob(MG_TESTS_FOLDER "/../models/*.pde", 0, NULL, &found) != 0) return 0;
    const int count = (int)found.gl_pathc;
    for (int i = 0; i < count; i++) {
        char *text = read_model_text(found.gl_pathv[i]);
        visit(context, found.gl_pathv[i], text);
        free(text);
    }
    globfree(&found);
    return count;
}

#endif

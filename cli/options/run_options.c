#include "options/run_options.h"

#include <stdlib.h>
#include <string.h>

bool take_parameter(RunOptions *o, const char *name, const char *text) {
    for (int32_t i = 0; i < o->pending_count; i++) {
        if (strcmp(o->pending[i].name, name) != 0) continue;
        o->pending[i] = (PendingParameter){ name, text, o->location }; // the last one is used
        return true;
    }
    if (o->pending_count == MAX_SETTINGS) {
        log_error("--%s is one parameter too many, %d are enough", name, MAX_SETTINGS);
        return false;
    }
    o->pending[o->pending_count++] = (PendingParameter){ name, text, o->location };
    return true;
}

// Keeps a copy of a part of a text until the options are freed.
typedef struct Text {
    struct Text *next;
    char text[];
} Text;

const char *copy_text(RunOptions *o, const char *text, size_t length) {
    Text *copy = malloc(sizeof *copy + length + 1);
    if (copy == NULL) {
        no_memory("the flags");
        return NULL;
    }
    copy->next = o->owned;
    o->owned = copy;
    memcpy(copy->text, text, length);
    copy->text[length] = 0;
    return copy->text;
}

void free_run_options(RunOptions *o) {
    for (Text *text = o->owned; text != NULL;) {
        Text *next = text->next;
        free(text);
        text = next;
    }
    o->owned = NULL;
}

#include "terminal/json_memory.h"

#include <jansson.h>
#include <stdlib.h>

static bool ran_out;

static void *allocate(size_t bytes) {
    void *block = malloc(bytes);
    if (block == NULL) ran_out = true;
    return block;
}

void watch_json_memory(void) { json_set_alloc_funcs(allocate, free); }

bool json_ran_out(void) {
    bool was = ran_out;
    ran_out = false;
    return was;
}

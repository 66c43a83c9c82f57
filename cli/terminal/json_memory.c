#include "terminal/json_memory.h"

#include <jansson.h>
#include <stdlib.h>

#define RESERVE_BYTES (256 * 1024)
#define ALIGNMENT 16 // what malloc gives

static bool ran_out;

// Blocks are allocated one after another; the reserve is empty again when all are freed.
static _Alignas(ALIGNMENT) char reserve[RESERVE_BYTES];
static size_t reserve_used, reserve_blocks;

static void *take_reserve(size_t bytes) {
    const size_t rounded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (rounded < bytes || rounded > RESERVE_BYTES - reserve_used) return NULL;
    char *block = reserve + reserve_used;
    reserve_used += rounded;
    reserve_blocks++;
    return block;
}

static void *allocate(size_t bytes) {
    void *block = malloc(bytes);
    if (block != NULL) return block;
    ran_out = true;
    return take_reserve(bytes);
}

static void release(void *block) {
    const char *at = block;
    if (at < reserve || at >= reserve + RESERVE_BYTES) free(block);
    else if (--reserve_blocks == 0) reserve_used = 0;
}

void watch_json_memory(void) { json_set_alloc_funcs(allocate, release); }

void json_free_text(char *text) { release(text); }

bool json_ran_out(void) {
    bool was = ran_out;
    ran_out = false;
    return was;
}

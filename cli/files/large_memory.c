#include "files/large_memory.h"

#include <stdlib.h>

#include "morphogen/morphogen.h"
#include "terminal/log.h"

bool fits_in_memory(uint64_t bytes, const char *what) {
    if (mg_check_memory(bytes, what) == MG_OK) return true;
    log_error("%s; give it more with --memory-mb, or make it smaller", mg_error_message());
    return false;
}

void *allocate_large(uint64_t bytes, const char *what) {
    if (!fits_in_memory(bytes, what)) return NULL;
    void *block = bytes < SIZE_MAX ? malloc((size_t)bytes) : NULL;
    if (block == NULL) log_error("no memory for %s", what);
    return block;
}

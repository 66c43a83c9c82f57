#include "base/memory.h"

#include <stdatomic.h>
#include <string.h>

#include "base/platform.h"

static _Atomic(uint64_t) allocation_count;
static _Atomic(uint64_t) allocated_bytes;
static _Atomic(uint64_t) refuse_at; // the value of allocation_count that is refused; 0: none

void *mg_allocate(size_t bytes) {
    uint64_t number = atomic_fetch_add_explicit(&allocation_count, 1, memory_order_relaxed) + 1;
    if (number == atomic_load_explicit(&refuse_at, memory_order_relaxed)) return NULL;
    atomic_fetch_add_explicit(&allocated_bytes, bytes, memory_order_relaxed);
    return mg_platform_allocate(bytes > 0 ? bytes : 1);
}

void *mg_allocate_cleared(size_t bytes) {
    void *block = mg_allocate(bytes);
    if (block != NULL) memset(block, 0, bytes);
    return block;
}

void mg_free(void *block) { mg_platform_free(block); }

uint64_t mg_allocation_count(void) { return atomic_load_explicit(&allocation_count, memory_order_relaxed); }

uint64_t mg_allocated_bytes(void) { return atomic_load_explicit(&allocated_bytes, memory_order_relaxed); }

void mg_refuse_allocation(uint64_t nth) {
    atomic_store_explicit(&refuse_at, nth == 0 ? 0 : mg_allocation_count() + nth, memory_order_relaxed);
}

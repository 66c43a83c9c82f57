#include "base/limit.h"

#include <stdatomic.h>

#include "base/platform.h"

static _Atomic(uint64_t) limit; // 0: none was set
static _Atomic(uint64_t) held;

void mg_set_memory_limit(uint64_t bytes) { atomic_store_explicit(&limit, bytes, memory_order_relaxed); }

uint64_t mg_memory_limit(void) {
    const uint64_t set = atomic_load_explicit(&limit, memory_order_relaxed), addresses = SIZE_MAX;
    const uint64_t bytes = set > 0 ? set : mg_platform_memory_bytes();
    return bytes < addresses ? bytes : addresses;
}

uint64_t mg_memory_held(void) { return atomic_load_explicit(&held, memory_order_relaxed); }
void mg_memory_hold(uint64_t bytes) { atomic_fetch_add_explicit(&held, bytes, memory_order_relaxed); }
void mg_memory_release(uint64_t bytes) { atomic_fetch_sub_explicit(&held, bytes, memory_order_relaxed); }

#define TENTH_OF_MB 100000

MgStatus mg_check_memory(uint64_t bytes, const char *what) {
    const uint64_t most = mg_memory_limit(), taken = mg_memory_held(), left = taken < most ? most - taken : 0;
    if (bytes <= left) return MG_OK;
    const double needed_mb = (double)(bytes / TENTH_OF_MB + 1) / 10, left_mb = (double)(left / TENTH_OF_MB) / 10;
    return MG_FAIL(OVER_BUDGET, "%s needs %g MB of memory, the limit leaves %g MB", what, needed_mb, left_mb);
}

// A request to end a long loop early. All threads of the loop ask; the first that hears yes marks the loop as cut, and
// whoever began it takes back what was done.
#ifndef MG_BASE_CANCEL_H
#define MG_BASE_CANCEL_H

#include <stdatomic.h>

#include "base/base.h"

typedef struct MgCancellation {
    MgCancel ask; // NULL: nobody asks to end
    void *context;
    _Atomic(bool) cut;
} MgCancellation;

static inline void mg_cancellation_begin(MgCancellation *c) {
    atomic_store_explicit(&c->cut, false, memory_order_relaxed);
}

static inline bool mg_was_cut(MgCancellation *c) { return atomic_load_explicit(&c->cut, memory_order_relaxed); }

// Whether the loop is to end. NULL: no.
static inline bool mg_is_cut(MgCancellation *c) {
    if (c == NULL || c->ask == NULL) return false;
    if (mg_was_cut(c)) return true;
    if (!c->ask(c->context)) return false;
    atomic_store_explicit(&c->cut, true, memory_order_relaxed);
    return true;
}

#endif

// One number for many bytes, for tests that compare what is too long to keep.
#ifndef MG_TESTS_SUPPORT_BYTES_H
#define MG_TESTS_SUPPORT_BYTES_H

#include <stddef.h>

#include "base/hash.h"

static inline uint64_t hash_of_bytes(const void *bytes, size_t count) {
    uint64_t hash = count;
    for (size_t i = 0; i < count; i++) hash = mg_hash_mix(hash ^ ((const uint8_t *)bytes)[i]);
    return hash;
}

#endif

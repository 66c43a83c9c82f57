// One limit on the memory of this process. Every large allocation is checked against it first and refused with both
// numbers: volumes, engines, and through mg_check_memory the readers and writers of the program around the library.
#ifndef MG_BASE_LIMIT_H
#define MG_BASE_LIMIT_H

#include "base/base.h"

uint64_t mg_memory_limit(void); // bytes: as set, or a share of the machine's memory

// Memory held already counts: of volumes and of engines.
uint64_t mg_memory_held(void);
void mg_memory_hold(uint64_t bytes);
void mg_memory_release(uint64_t bytes);

#endif

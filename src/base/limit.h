// One limit on the memory of this process. Whoever is about to take much asks first, and is refused with both numbers:
// volumes, engines, and through mg_check_memory the readers and writers of the program around the library.
#ifndef MG_BASE_LIMIT_H
#define MG_BASE_LIMIT_H

#include "base/base.h"

uint64_t mg_memory_limit(void); // bytes: what was set, or a share of the machine's

// What is held already counts: a volume that is in memory while an engine is made for it.
uint64_t mg_memory_held(void);
void mg_memory_hold(uint64_t bytes);
void mg_memory_release(uint64_t bytes);

#endif

// One pool, one operation: a loop over count items in blocks of grain items, the caller takes part, blocks are claimed
// atomically, and the call returns when every item is done. Any thread may run any block, so a block must write only to
// its own items; then the result is the same for any number of threads.
//
// The job is one 64-bit word: a number that grows with every job, and the blocks not yet claimed. A thread that wakes
// late finds another number or no blocks left and does no harm; the caller waits for finished blocks, not for threads,
// so a thread that died while idle is never waited for.
#ifndef MG_BASE_SCHEDULER_H
#define MG_BASE_SCHEDULER_H

#include <stdint.h>

typedef struct MgScheduler MgScheduler;

// Items begin..end-1. worker is 0..threads-1 and may select scratch memory, never a result.
typedef void (*MgBlockFunction)(void *context, int32_t begin, int32_t end, int32_t worker);

int32_t mg_scheduler_default_threads(void); // max(1, min(available parallelism, 16))
uint64_t mg_scheduler_bytes(void);          // what create takes

// threads: 1..MG_MAX_THREADS, or 0 for the default. NULL only when memory is refused; fewer
// threads than asked for may start.
MgScheduler *mg_scheduler_create(int32_t threads);
void mg_scheduler_destroy(MgScheduler *scheduler); // NULL is fine
int32_t mg_scheduler_threads(const MgScheduler *scheduler);

void mg_parallel_for(MgScheduler *scheduler, int32_t count, int32_t grain, MgBlockFunction function, void *context);

#endif

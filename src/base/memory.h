// Allocation: aligned to a cache line, counted, cleared on request. Only create, seed, publish of a new size and mesh
// growth call it; a test counts the calls to show that step makes none.
#ifndef MG_BASE_MEMORY_H
#define MG_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

void *mg_allocate(size_t bytes); // not cleared; NULL when refused. 0 bytes gives a block of its own
void *mg_allocate_cleared(size_t bytes);
void mg_free(void *block); // NULL is fine

uint64_t mg_allocation_count(void); // since the start of the process: what the "step allocates nothing" law reads
uint64_t mg_allocated_bytes(void);  // allocated since the start of the process, freed or not

// Tests only: the n-th allocation from now on is refused (1 = the next); 0 turns it off.
void mg_refuse_allocation(uint64_t nth);

#endif

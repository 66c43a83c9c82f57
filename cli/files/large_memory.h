// Large blocks that the program takes beside the library, under the one limit on memory.
#ifndef MORPHOGEN_CLI_LARGE_MEMORY_H
#define MORPHOGEN_CLI_LARGE_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

// False after an error message with both numbers where the limit leaves less. what: "the sheet".
bool fits_in_memory(uint64_t bytes, const char *what);

// The caller's to free; NULL after an error message, of the limit or of the machine.
void *allocate_large(uint64_t bytes, const char *what);

#endif

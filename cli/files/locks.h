// One writer: a command that writes a file holds path.lock for its whole length, and a second one is refused with the
// number of the process that has it. The lock is the kernel's (flock), so it ends with its process, however that ends;
// the file that is left then is taken over by the next one.
#ifndef MORPHOGEN_CLI_LOCKS_H
#define MORPHOGEN_CLI_LOCKS_H

#include <stdbool.h>

// False after saying who has it. Nothing is locked where path leads to a pipe or a device, or where there are no locks.
bool lock_output(const char *path);
void unlock_outputs(void); // all of them, at the end of the program

#endif

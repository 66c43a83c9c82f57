// One writer per file: a command that writes a file holds path.lock until it ends; a second command is refused with the
// process id of the first. The lock is the kernel's (flock), so it ends with its process in any case; a lock file that
// is left behind is reused.
#ifndef MORPHOGEN_CLI_LOCKS_H
#define MORPHOGEN_CLI_LOCKS_H

#include <stdbool.h>

// False after an error message with the owner. Pipes, devices and file systems without locks are not locked.
bool lock_output(const char *path);
void unlock_outputs(void); // all of them, at the end of the program

#endif

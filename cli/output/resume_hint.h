// The line that goes on where a run was stopped, ready to be pasted into a shell.
#ifndef MORPHOGEN_CLI_RESUME_HINT_H
#define MORPHOGEN_CLI_RESUME_HINT_H

#include "options/run_options.h"

// "morphogen resume a.mgs --steps 2000 --every 100 --volume 'my run.vti'": what the run was asked to write it is asked
// again. Freed by the caller; NULL: no memory.
char *resume_hint(const RunOptions *options, const char *snapshot, uint64_t last);

// The same of a run that is at its end, where something could not be written: "morphogen convert a.mgs --mesh a.ply".
char *convert_hint(const RunOptions *options, const char *snapshot);

#endif

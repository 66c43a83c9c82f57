// The command that continues a stopped run, quoted for a shell.
#ifndef MORPHOGEN_CLI_RESUME_HINT_H
#define MORPHOGEN_CLI_RESUME_HINT_H

#include "options/run_options.h"

// "morphogen resume a.mgs --steps 2000 --every 100 --volume 'my run.vti'": with the same outputs as the run. To be
// freed; NULL: no memory.
char *resume_hint(const RunOptions *options, const char *snapshot, uint64_t last);

// The command as it was given, which goes on with a sweep.
char *repeat_hint(const RunOptions *options);

// For a run that is finished but has outputs missing: "morphogen convert a.mgs --mesh a.ply".
char *convert_hint(const RunOptions *options, const char *snapshot);

#endif

// Requests to stop: Ctrl-C, SIGTERM, SIGHUP, SIGPIPE. A command without a run ends at once; a run polls caught_signal
// between steps and while writing, and saves its state.
#ifndef MORPHOGEN_CLI_SIGNALS_H
#define MORPHOGEN_CLI_SIGNALS_H

#include <stdbool.h>

// Installed at program start: a signal removes unfinished files and ends the program with signal_exit_code. A file that
// grows beyond the shell's limit (SIGXFSZ) is an error of its write, as a full disk is. Signals that are ignored, as
// under nohup, stay ignored.
void end_on_signals(void);

// From now on a first signal is only recorded; the same one again ends the program as before.
void catch_signals(void);

int caught_signal(void);    // 0: none; any thread may ask
int signal_exit_code(void); // 128 + its number, as shells do

// Files that a signal removes before it ends the program; path is copied. Not registered if there are too many or the
// path is too long.
void remove_on_signal(const char *path);
void keep_on_signal(const char *path);

#endif

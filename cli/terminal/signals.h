// Being asked to stop: Ctrl-C, SIGTERM, a terminal that is gone, a reader that is gone. A command without a run ends at
// once, in whatever it is; a run looks at caught_signal between two steps and in what it writes, and keeps its state.
#ifndef MORPHOGEN_CLI_SIGNALS_H
#define MORPHOGEN_CLI_SIGNALS_H

#include <stdbool.h>

// From the beginning of the program: a signal removes what is half written and ends the program with signal_exit_code.
// A file that grows beyond the shell's limit (SIGXFSZ) is an error of its write, as a full disk is. What is ignored, as
// nohup and the shell's & do with some, stays ignored.
void end_on_signals(void);

// From now on a signal is only noted; the same one again ends the program as before.
void catch_signals(void);

int caught_signal(void);    // 0: none
int signal_exit_code(void); // 128 and its number, as shells have it

// Files that a signal removes before it ends the program; path is copied. Too many, or too long a name: it stays.
void remove_on_signal(const char *path);
void keep_on_signal(const char *path);

#endif

// Being asked to stop: Ctrl-C, SIGTERM, a terminal that is gone, a reader that is gone. Who runs for long looks here
// between two steps, and keeps what was computed.
#ifndef MORPHOGEN_CLI_SIGNALS_H
#define MORPHOGEN_CLI_SIGNALS_H

// From now on the first such signal is only noted; the second ends the program as it would without us. What is ignored,
// as nohup and the shell's & do with some, stays ignored.
void catch_signals(void);

int caught_signal(void);    // 0: none
int signal_exit_code(void); // 128 and its number, as shells have it

#endif

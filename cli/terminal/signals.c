#define _POSIX_C_SOURCE 200809L
#include "terminal/signals.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t caught;

static void note_signal(int number) { caught = number; }

void catch_signals(void) {
    // A lost reader is noticed once for every line told to it, and should not end the saving of what was computed.
    const struct {
        int number, flags;
    } asked[] = {
        { SIGINT, (int)SA_RESETHAND },
        { SIGTERM, (int)SA_RESETHAND },
        { SIGHUP, (int)SA_RESETHAND },
        { SIGPIPE, 0 },
    };
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        struct sigaction before, action = { .sa_handler = note_signal, .sa_flags = asked[i].flags };
        if (sigaction(asked[i].number, NULL, &before) == 0 && before.sa_handler == SIG_IGN) continue;
        sigaction(asked[i].number, &action, NULL);
    }
}

int caught_signal(void) { return caught; }
int signal_exit_code(void) { return 128 + caught; }

#define _POSIX_C_SOURCE 200809L
#include "terminal/signals.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define MAX_REMOVED 8 // five locks and the file being written
#define MAX_NAME_BYTES 4128

static _Atomic(int) caught; // read by all threads; lock-free, so a handler may write it
static volatile sig_atomic_t catching;

// A name is complete before its flag is set.
static struct {
    volatile sig_atomic_t used;
    char path[MAX_NAME_BYTES];
} removed[MAX_REMOVED];

// Only async-signal-safe calls.
static void end_at_once(int number) {
    static const char sentence[] = "morphogen: stopped; no file is left half written\n";
    for (int i = 0; i < MAX_REMOVED; i++)
        if (removed[i].used) unlink(removed[i].path);
    if (number != SIGPIPE && write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0) _exit(128 + number);
    _exit(128 + number);
}

static void handle_signal(int number) {
    bool again = caught == number && number != SIGPIPE; // SIGPIPE comes again for every line
    if (!catching || again) end_at_once(number);
    caught = number;
}

void end_on_signals(void) {
    const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction before, action = { .sa_handler = handle_signal };
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN) continue;
        sigaction(numbers[i], &action, NULL);
    }
    signal(SIGXFSZ, SIG_IGN);
}

void catch_signals(void) { catching = 1; }

int caught_signal(void) { return caught; }
int signal_exit_code(void) { return 128 + caught; }

void remove_on_signal(const char *path) {
    for (int i = 0; i < MAX_REMOVED && strlen(path) < MAX_NAME_BYTES; i++) {
        if (removed[i].used) continue;
        memcpy(removed[i].path, path, strlen(path) + 1);
        removed[i].used = 1;
        return;
    }
}

void keep_on_signal(const char *path) {
    for (int i = 0; i < MAX_REMOVED; i++)
        if (removed[i].used && strcmp(removed[i].path, path) == 0) removed[i].used = 0;
}

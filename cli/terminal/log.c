#define _POSIX_C_SOURCE 200809L
#include "terminal/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "terminal/json_memory.h"

#define LONGEST_SENTENCE 16384 // three paths and some words
#define USUAL_WIDTH 80
#define NARROWEST_TEXT 28 // columns beside a head; if fewer, the text starts below
#define DEEP 6            // with this indentation
#define WIDEST_LINE 240

static bool events;
static const char *location;
static int shown; // columns of the status line

void enable_json_events(void) { events = true; }
void set_log_location(const char *text) { location = text; }

// ---- the line at the foot: blanks wipe out what was there, for not every terminal knows more than the carriage's
// return

static int terminal_width(int descriptor) {
    struct winsize size;
    int columns = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : USUAL_WIDTH;
    return columns < WIDEST_LINE ? columns : WIDEST_LINE;
}

int status_line_width(void) { return terminal_width(STDERR_FILENO); }

void show_status_line(const char *text) {
    int room = status_line_width() - 1, length = (int)strlen(text); // a full line would scroll
    if (length > room) length = room;
    if (shown > room) shown = room;
    if (length == 0 && shown == 0) return;
    fprintf(stderr, "\r%.*s%*s%s", length, text, shown > length ? shown - length : 0, "", length == 0 ? "\r" : "");
    fflush(stderr);
    shown = length;
}

// ---- rows of a help

void print_help_entry(FILE *out, int columns, const char *head, const char *text) {
    const bool broken = isatty(fileno(out));
    const int width = terminal_width(fileno(out)), text_column = columns + 3;
    const int indent = width - text_column >= NARROWEST_TEXT ? text_column : DEEP;
    int at = fprintf(out, "  %-*s", columns, head);
    if (!broken) {
        fprintf(out, " %s\n", text);
        return;
    }
    for (bool first = true; *text != 0; first = false) {
        const int length = (int)strcspn(text, " ");
        if (at + 1 + length > width || (first && at >= indent)) at = fprintf(out, "\n%*s", indent - 1, "") - 1;
        at += fprintf(out, " %.*s", length, text);
        text += length + (text[length] != 0);
    }
    fputc('\n', out);
}

// ---- events

static size_t sequence_length(const unsigned char *at) {
    for (size_t length = 1; length <= 4; length++) {
        json_t *alone = json_stringn((const char *)at, length);
        bool good = alone != NULL;
        json_decref(alone);
        if (good) return length;
        if (at[length] == 0) break;
    }
    return 0;
}

json_t *json_utf8_text(const char *text) {
    json_t *whole = json_string(text);
    if (whole != NULL) return whole;
    char *clean = malloc(3 * strlen(text) + 1), *to = clean;
    if (clean == NULL) return NULL;
    while (*text != 0) {
        size_t length = sequence_length((const unsigned char *)text);
        const char *from = length > 0 ? text : "\xef\xbf\xbd";
        size_t count = length > 0 ? length : 3;
        memcpy(to, from, count);
        to += count, text += length > 0 ? length : 1;
    }
    *to = 0;
    whole = json_string(clean);
    free(clean);
    return whole;
}

static bool write_event(json_t *event) {
    char *text = event != NULL ? json_dumps(event, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
    json_decref(event);
    bool whole = !json_ran_out() && text != NULL;
    if (whole) puts(text);
    fflush(stdout);
    json_free_text(text);
    return whole;
}

void print_event(json_t *event) {
    if (!write_event(event)) log_error("no memory for a line of JSON");
}

// ---- sentences

static void log_sentence(const char *kind, const char *prefix, const char *format, va_list values) {
    char sentence[LONGEST_SENTENCE];
    const int begun = location != NULL ? snprintf(sentence, sizeof sentence, "%s: ", location) : 0;
    vsnprintf(sentence + begun, sizeof sentence - (size_t)begun, format, values);
    show_status_line("");
    fprintf(stderr, "morphogen: %s%s\n", prefix, sentence);
    if (events) write_event(json_pack("{s:s, s:o*}", "event", kind, "message", json_utf8_text(sentence)));
}

void log_error(const char *format, ...) {
    va_list values;
    va_start(values, format);
    log_sentence("error", "", format, values);
    va_end(values);
}

void log_warning(const char *format, ...) {
    va_list values;
    va_start(values, format);
    log_sentence("warning", "warning: ", format, values);
    va_end(values);
}

bool flush_stdout(void) {
    if (fflush(stdout) == 0 && !ferror(stdout)) return true;
    events = false;
    log_error("cannot write to the standard output: %s", strerror(errno != 0 ? errno : EIO));
    return false;
}

// Messages: errors, warnings and a status line on stderr; with --json also events on stdout, one JSON object per line.
#ifndef MORPHOGEN_CLI_LOG_H
#define MORPHOGEN_CLI_LOG_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

// From now on errors and warnings are printed as events, too: {"event":"error","message":"cannot write a.vti: ..."}.
void enable_json_events(void);

// Prints "morphogen: " and the message, which may have several lines, on stderr. format has no final newline.
__attribute__((format(printf, 1, 2))) void log_error(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_warning(const char *format,
                                                       ...); // "morphogen: warning: "; an event "warning"

// The location in a file that is being read, "scene.json, line 3, column 5, \"steps\"": messages begin with it. NULL:
// none. Borrowed until the next call.
void set_log_location(const char *place);

// Prints an event and releases it. NULL, or no memory for its text, is an error message.
void print_event(json_t *event);

// A JSON string of any bytes, such as a file name; bytes that are not UTF-8 become U+FFFD. NULL: no memory.
json_t *json_utf8_text(const char *text);

// Replaces the status line at the bottom of a terminal; "" and every message remove it.
void show_status_line(const char *text);
int status_line_width(void); // columns of the terminal, 80 if unknown

// A row of a help text: head in so many columns, text beside it, wrapped to the terminal's width; one line if out is no
// terminal.
void print_help_entry(FILE *out, int columns, const char *head, const char *text);

// Flushes stdout. False after an error message if anything could not be written.
bool flush_stdout(void);

#endif

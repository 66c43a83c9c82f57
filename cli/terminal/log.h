// What is said besides results: sentences and one line that changes on stderr; with --json the events of a run, a line
// each, on stdout.
#ifndef MORPHOGEN_CLI_LOG_H
#define MORPHOGEN_CLI_LOG_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

// From now on what is complained of is told as an event too: {"event":"error","message":"cannot write a.vti: ..."}.
void enable_json_events(void);

// "morphogen: " and the sentence, which may have more lines, on stderr. Without a line's end. warn: what goes on all
// the same.
__attribute__((format(printf, 1, 2))) void log_error(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_warning(const char *format,
                                                       ...); // "morphogen: warning: "; an event "warning"

// Where in a file the words stand that are read now, "scene.json, line 3, column 5, \"steps\"": complaints begin with
// it. NULL: nowhere. The text is borrowed until the next call.
void set_log_location(const char *place);

// One event, which is let go of. NULL, or no memory for its text, is complained of.
void print_event(json_t *event);

// A text of anybody's, say a file's name, in which bytes that are no UTF-8 become U+FFFD. NULL: no memory.
json_t *json_utf8_text(const char *text);

// The line at the foot of a terminal, in place of the one before; log_error takes it away first, and so does "".
void show_status_line(const char *text);
int status_line_width(void); // of the terminal, 80 where it does not tell

// A row of a help: a head in so many columns and a text beside it, broken between words where a terminal ends; else in
// one line.
void print_help_entry(FILE *out, int columns, const char *head, const char *text);

// Whether all that was printed on stdout got there. False after complaining.
bool flush_stdout(void);

#endif

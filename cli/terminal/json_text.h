// Reading JSON, under one set of rules: UTF-8, no name twice in an object, nothing behind the value. What the value
// should be is the caller's to check. A text that was read when memory ran out is to be discarded: json_ran_out.
#ifndef MORPHOGEN_CLI_JSON_TEXT_H
#define MORPHOGEN_CLI_JSON_TEXT_H

#include <jansson.h>
#include <stdio.h>

// The value; NULL with line, column and cause in *error.
json_t *json_read_text(const char *text, size_t count, json_error_t *error);
json_t *json_read_file(FILE *file, json_error_t *error); // may begin with UTF-8's byte order mark

// The cause as a sentence of ours, without the place.
const char *json_error_text(const json_error_t *error);

#endif

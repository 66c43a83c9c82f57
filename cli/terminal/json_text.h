// Reading JSON, under one set of rules: UTF-8, no name twice in an object, nothing behind the value. What the value
// should be is the caller's to check. A text that was read when memory ran out is to be discarded: json_ran_out.
#ifndef MORPHOGEN_CLI_JSON_TEXT_H
#define MORPHOGEN_CLI_JSON_TEXT_H

#include <jansson.h>
#include <stdbool.h>

// The value; NULL with line, column and cause in *error. The text may begin with UTF-8's byte order mark.
json_t *json_read_text(const char *text, size_t count, json_error_t *error);

// Whether the limit on memory leaves what a text of so many bytes may become. False after an error message.
bool json_may_read(const char *path, size_t count);

// The cause as a sentence of ours, without the place.
const char *json_error_text(const json_error_t *error);

// Where something stands in a text that was read, both from 1; line 0: not found, as a key that is written with
// escapes.
typedef struct JsonPlace {
    int line, column;
} JsonPlace;
JsonPlace json_place_of_key(const char *text, const char *key, int depth); // inside so many braces

// Where the item stands, counted from 0, in the list of that key of the outermost object.
JsonPlace json_place_of_item(const char *text, const char *key, size_t item);

#endif

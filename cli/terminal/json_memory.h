// jansson goes on when memory is refused it: a text loses a letter, an object an entry. Here it is noticed.
#ifndef MORPHOGEN_CLI_JSON_MEMORY_H
#define MORPHOGEN_CLI_JSON_MEMORY_H

#include <jansson.h>
#include <stdbool.h>

void watch_json_memory(void); // once, before anything of jansson's is used
bool json_ran_out(void);      // since this was asked last

// What is wrong with a text that jansson could not read, in our words; the place stands in error.
const char *json_trouble(const json_error_t *error);

#endif

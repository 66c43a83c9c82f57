// Memory for jansson. jansson 2.14 does not stop when an allocation fails: a text loses a character, an object an
// entry, and where the lost character is a closing quote it reads on behind the text. So a refused allocation is served
// from a reserve, and is reported by json_ran_out: what was parsed or built then is discarded.
#ifndef MORPHOGEN_CLI_JSON_MEMORY_H
#define MORPHOGEN_CLI_JSON_MEMORY_H

#include <jansson.h>
#include <stdbool.h>

void watch_json_memory(void);    // once, before any other function of jansson
bool json_ran_out(void);         // whether an allocation failed since the last call
void json_free_text(char *text); // what json_dumps returned; NULL is fine

#endif

#include "terminal/json_memory.h"

#include <jansson.h>
#include <stdlib.h>

static bool ran_out;

static void *allocate(size_t bytes) {
    void *block = malloc(bytes);
    if (block == NULL) ran_out = true;
    return block;
}

void watch_json_memory(void) { json_set_alloc_funcs(allocate, free); }

bool json_ran_out(void) {
    bool was = ran_out;
    ran_out = false;
    return was;
}

const char *json_trouble(const json_error_t *error) {
    switch (json_error_code(error)) {
    case json_error_premature_end_of_input: return "the text ends before its last bracket";
    case json_error_end_of_input_expected: return "something stands behind the last bracket";
    case json_error_duplicate_key: return "this name stands there twice";
    case json_error_numeric_overflow: return "this number is too large; a seed as large as that is written as a text";
    case json_error_invalid_utf8: return "this is no UTF-8; save the text as UTF-8";
    case json_error_stack_overflow: return "brackets are nested too deeply";
    case json_error_null_character:
    case json_error_null_byte_in_key: return "a text holds a character 0";
    default:
        return "this is no JSON; wanted is a number with a point, a text in double quotes, true, false, a list or an "
               "object, with commas between and none at the end";
    }
}

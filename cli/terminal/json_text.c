#include "terminal/json_text.h"

#include <string.h>

#define RULES (JSON_REJECT_DUPLICATES | JSON_DECODE_ANY)
#define MARK "\xef\xbb\xbf" // with which some editors begin UTF-8

json_t *json_read_text(const char *text, size_t count, json_error_t *error) {
    return json_loadb(text, count, RULES, error);
}

json_t *json_read_file(FILE *file, json_error_t *error) {
    char first[sizeof MARK] = { 0 };
    const size_t count = fread(first, 1, strlen(MARK), file);
    if (count < strlen(MARK) || memcmp(first, MARK, count) != 0) rewind(file);
    return json_loadf(file, RULES, error);
}

const char *json_error_text(const json_error_t *error) {
    switch (json_error_code(error)) {
    case json_error_premature_end_of_input:
        return error->position == 0 ? "it is empty" : "the text ends before its last bracket";
    case json_error_end_of_input_expected: return "there is text after the last bracket";
    case json_error_duplicate_key: return "this name is a duplicate";
    case json_error_numeric_overflow: return "this number is too large; a large seed may be written as a text";
    case json_error_invalid_utf8: return "this is not UTF-8; save the text as UTF-8";
    case json_error_stack_overflow: return "brackets are nested too deeply";
    case json_error_null_character:
    case json_error_null_byte_in_key: return "a text contains a null character";
    default:
        return "this is not JSON; expected is a number with a point, a text in double quotes, true, false, a list or "
               "an object, with commas between and none at the end";
    }
}

#include "terminal/json_text.h"

#include <string.h>

#include "morphogen/morphogen.h"
#include "terminal/log.h"

#define RULES (JSON_REJECT_DUPLICATES | JSON_DECODE_ANY)
#define MARK "\xef\xbb\xbf" // with which some editors begin UTF-8

#define BYTES_A_BYTE 80 // jansson 2.14 takes some 75 for an empty object in a list, its most

json_t *json_read_text(const char *text, size_t count, json_error_t *error) {
    const size_t mark = strlen(MARK), begin = count >= mark && memcmp(text, MARK, mark) == 0 ? mark : 0;
    return json_loadb(text + begin, count - begin, RULES, error);
}

bool json_may_read(const char *path, size_t count) {
    if (mg_check_memory((uint64_t)count * BYTES_A_BYTE, path) == MG_OK) return true;
    log_error("%s", mg_error_message());
    return false;
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

// ---- places

static size_t end_of_string(const char *text, size_t at) {
    for (at++; text[at] != '"'; at++)
        if (text[at] == '\\') at++;
    return at;
}

#define NOWHERE ((size_t)-1)

static size_t find_key(const char *text, const char *key, int wanted) {
    int depth = 0;
    for (size_t at = 0; text[at] != 0; at++) {
        if (text[at] == '{') depth++;
        if (text[at] == '}') depth--;
        if (text[at] != '"') continue;
        const size_t from = at;
        at = end_of_string(text, at);
        const bool is_key = text[at + 1 + strspn(text + at + 1, " \t\r\n")] == ':',
                   is_it = at - from - 1 == strlen(key);
        if (is_key && is_it && depth == wanted && memcmp(text + from + 1, key, at - from - 1) == 0) return from;
    }
    return NOWHERE;
}

static JsonPlace place_of(const char *text, size_t at) {
    JsonPlace place = { 0 };
    if (at == NOWHERE) return place;
    place = (JsonPlace){ 1, 1 };
    for (size_t i = 0; i < at; i++) {
        place.line += text[i] == '\n';
        place.column = text[i] == '\n' ? 1 : place.column + 1;
    }
    return place;
}

JsonPlace json_place_of_key(const char *text, const char *key, int depth) {
    return place_of(text, find_key(text, key, depth));
}

// Commas between the brackets of the list itself part its items.
JsonPlace json_place_of_item(const char *text, const char *key, size_t item) {
    size_t at = find_key(text, key, 1), commas = 0;
    if (at == NOWHERE) return place_of(text, at);
    at += strcspn(text + at, "[");
    int depth = 0;
    for (; text[at] != 0; at++) {
        if (text[at] == '"') at = end_of_string(text, at);
        else if (text[at] == '[' || text[at] == '{') depth++;
        else if (text[at] == ']' || text[at] == '}') depth--;
        if (depth == 0) return place_of(text, NOWHERE);
        const bool begins = depth == 1 && (text[at] == '[' || text[at] == ',');
        if (begins && text[at] == ',') commas++;
        if (begins && commas == item) return place_of(text, at + 1 + strspn(text + at + 1, " \t\r\n"));
    }
    return place_of(text, NOWHERE);
}

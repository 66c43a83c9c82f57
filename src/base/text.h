// Text without libc: a bounded writer, a few formats, and JSON on top of them.
//
//     %s string   %d int32_t   %u uint64_t   %x uint64_t as 16 hex digits   %% percent
//     %g double, at most 9 digits, for messages     %r double, the shortest text that reads back the same, for data
#ifndef MG_BASE_TEXT_H
#define MG_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Writes what fits and counts everything: length is what the whole text needs. Always ends with 0 when capacity > 0.
typedef struct MgText {
    char *buffer;
    size_t capacity;
    size_t length;
} MgText;

MgText mg_text_into(char *buffer, size_t capacity);
void mg_text_char(MgText *text, char c);
void mg_text_string(MgText *text, const char *string);
void mg_text_double(MgText *text, double value);       // %g
void mg_text_exact_double(MgText *text, double value); // %r
void mg_text_format(MgText *text, const char *format, ...);
void mg_text_format_list(MgText *text, const char *format, va_list list);

// JSON: the writer puts the commas. key NULL inside an array. A number that is not finite becomes null;
// any other reads back as the same double.
typedef struct MgJson {
    MgText text;
    bool first; // of the object or array that is open
} MgJson;

MgJson mg_json_into(char *buffer, size_t capacity);
void mg_json_open(MgJson *json, const char *key, char bracket); // '{' or '['
void mg_json_close(MgJson *json, char bracket);                 // '}' or ']'
void mg_json_string(MgJson *json, const char *key, const char *value);
void mg_json_number(MgJson *json, const char *key, double value);
void mg_json_whole(MgJson *json, const char *key, uint64_t value); // all its digits
void mg_json_bool(MgJson *json, const char *key, bool value);

#endif

#include "base/text.h"

#include <stdint.h>

#include "base/number.h"

MgText mg_text_into(char *buffer, size_t capacity) {
    if (capacity > 0) buffer[0] = 0;
    return (MgText){ buffer, capacity, 0 };
}

void mg_text_char(MgText *text, char c) {
    if (text->length + 1 < text->capacity) {
        text->buffer[text->length] = c;
        text->buffer[text->length + 1] = 0;
    }
    text->length++;
}

void mg_text_string(MgText *text, const char *string) {
    while (*string != 0) mg_text_char(text, *string++);
}

static void write_unsigned(MgText *text, uint64_t value, uint32_t base, int32_t least_digits) {
    char digits[20]; // 2^64 has 20 decimal digits
    int32_t count = 0;
    do {
        digits[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    for (int32_t i = count; i < least_digits; i++) mg_text_char(text, '0');
    while (count > 0) mg_text_char(text, digits[--count]);
}

static void write_signed(MgText *text, int64_t value) {
    if (value < 0) mg_text_char(text, '-');
    write_unsigned(text, value < 0 ? 0u - (uint64_t)value : (uint64_t)value, 10, 1);
}

// ---- doubles

#define DIGITS 9 // distinguish any two floats

static void write_plain(MgText *text, const char *digits, int32_t count, int32_t point) {
    for (int32_t i = point; i < 1; i++) {
        mg_text_char(text, '0');
        if (i == point) mg_text_char(text, '.');
    }
    for (int32_t i = 0; i < count || i < point; i++) {
        if (i == point && point > 0) mg_text_char(text, '.');
        mg_text_char(text, i < count ? digits[i] : '0');
    }
}

// The sign, and what has no digits: false if nothing is left to write.
static bool write_sign(MgText *text, double *value) {
    if (*value != *value) {
        mg_text_string(text, "nan");
        return false;
    }
    if (*value < 0) mg_text_char(text, '-'), *value = -*value;
    if (*value != 0 && *value <= 1.7976931348623157e308) return true;
    mg_text_string(text, *value == 0 ? "0" : "inf");
    return false;
}

static void write_digits(MgText *text, MgDigits d) {
    bool plain = d.point >= -3 && d.point <= 15;
    write_plain(text, d.digit, d.count, plain ? d.point : 1);
    if (plain) return;
    mg_text_char(text, 'e');
    write_signed(text, d.point - 1);
}

void mg_text_double(MgText *text, double value) {
    if (write_sign(text, &value)) write_digits(text, mg_number_digits(value, DIGITS));
}

void mg_text_exact_double(MgText *text, double value) {
    if (write_sign(text, &value)) write_digits(text, mg_number_shortest(value));
}

void mg_text_format_list(MgText *text, const char *format, va_list list) {
    for (; *format != 0; format++) {
        if (*format != '%') {
            mg_text_char(text, *format);
            continue;
        }
        switch (*++format) {
        case 's': mg_text_string(text, va_arg(list, const char *)); break;
        case 'd': write_signed(text, va_arg(list, int32_t)); break;
        case 'u': write_unsigned(text, va_arg(list, uint64_t), 10, 1); break;
        case 'x': write_unsigned(text, va_arg(list, uint64_t), 16, 16); break;
        case 'g': mg_text_double(text, va_arg(list, double)); break;
        case 'r': mg_text_exact_double(text, va_arg(list, double)); break;
        default: mg_text_char(text, '%'); break;
        }
    }
}

void mg_text_format(MgText *text, const char *format, ...) {
    va_list list;
    va_start(list, format);
    mg_text_format_list(text, format, list);
    va_end(list);
}

// ---- JSON

MgJson mg_json_into(char *buffer, size_t capacity) { return (MgJson){ mg_text_into(buffer, capacity), true }; }

static void write_quoted(MgText *text, const char *string) {
    mg_text_char(text, '"');
    for (; *string != 0; string++) {
        unsigned char c = (unsigned char)*string;
        if (c == '"' || c == '\\') mg_text_char(text, '\\');
        if (c >= 0x20) mg_text_char(text, *string);
        else if (c == '\n') mg_text_string(text, "\\n");
        else mg_text_string(text, "\\u00"), write_unsigned(text, c, 16, 2);
    }
    mg_text_char(text, '"');
}

static void begin_value(MgJson *json, const char *key) {
    if (!json->first) mg_text_char(&json->text, ',');
    json->first = false;
    if (key == NULL) return;
    write_quoted(&json->text, key);
    mg_text_char(&json->text, ':');
}

void mg_json_open(MgJson *json, const char *key, char bracket) {
    begin_value(json, key);
    mg_text_char(&json->text, bracket);
    json->first = true;
}

void mg_json_close(MgJson *json, char bracket) {
    mg_text_char(&json->text, bracket);
    json->first = false;
}

void mg_json_string(MgJson *json, const char *key, const char *value) {
    begin_value(json, key);
    write_quoted(&json->text, value);
}

void mg_json_number(MgJson *json, const char *key, double value) {
    begin_value(json, key);
    if (value - value != 0) mg_text_string(&json->text, "null");
    else mg_text_exact_double(&json->text, value);
}

void mg_json_whole(MgJson *json, const char *key, uint64_t value) {
    begin_value(json, key);
    write_unsigned(&json->text, value, 10, 1);
}

void mg_json_bool(MgJson *json, const char *key, bool value) {
    begin_value(json, key);
    mg_text_string(&json->text, value ? "true" : "false");
}

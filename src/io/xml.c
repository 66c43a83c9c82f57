#include "io/xml.h"

bool mg_next_tag(MgScan *s, MgTag *out) {
    while (s->at < s->end) {
        const char *open = mg_find(*s, "<");
        if (open == NULL) return false;
        MgScan inside = { open + 1, s->end };
        if (mg_skip_text(&inside, "!--")) {
            const char *close = mg_find(inside, "-->");
            if (close == NULL) return false;
            s->at = close + 3;
            continue;
        }
        char quote = 0;
        const char *close = inside.at;
        for (; close < s->end && (quote != 0 || *close != '>'); close++)
            if (quote != 0 ? *close == quote : *close == '"' || *close == '\'') quote = quote != 0 ? 0 : *close;
        if (close == s->end) return false;
        s->at = close + 1;
        if (*inside.at == '?' || *inside.at == '!') continue;
        const char *name_end = inside.at;
        while (name_end < close && !mg_is_space(*name_end) && (*name_end != '/' || name_end == inside.at)) name_end++;
        *out = (MgTag){ .name = { inside.at, name_end },
                        .attributes = { name_end, close },
                        .behind = close + 1,
                        .empty = close > inside.at && close[-1] == '/' };
        return true;
    }
    return false;
}

MgScan mg_attribute(const MgTag *tag, const char *name) {
    MgScan s = tag->attributes;
    while (s.at < s.end) {
        mg_skip_space(&s);
        MgScan key = { s.at, s.at };
        while (s.at < s.end && *s.at != '=' && !mg_is_space(*s.at)) s.at++;
        key.end = s.at;
        mg_skip_space(&s);
        if (!mg_skip_text(&s, "=")) {
            if (s.at < s.end) s.at++;
            continue;
        }
        mg_skip_space(&s);
        if (s.at == s.end || (*s.at != '"' && *s.at != '\'')) continue;
        char quote = *s.at++;
        MgScan value = { s.at, s.at };
        while (s.at < s.end && *s.at != quote) s.at++;
        value.end = s.at;
        if (s.at < s.end) s.at++;
        if (mg_scan_is(key, name)) return value;
    }
    return (MgScan){ s.end, s.end };
}

// ---- characters

static size_t put_utf8(uint32_t c, char out[4]) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    const size_t count = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = count - 1; i > 0; i--, c >>= 6) out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)((0xf0u << (4 - count)) | c);
    return count;
}

static int32_t digit_of(char c) {
    if (mg_is_digit(c)) return c - '0';
    const char small = (char)(c | 0x20);
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : 16;
}

// "#65" or "#x41"; 0: no character.
static uint32_t numbered_character(MgScan name) {
    uint32_t c = 0;
    if (!mg_skip_text(&name, "#")) return 0;
    const bool hex = mg_skip_text(&name, "x");
    for (; name.at < name.end && c < 0x110000; name.at++) {
        const int32_t digit = digit_of(*name.at), base = hex ? 16 : 10;
        if (digit >= base) return 0;
        c = c * (uint32_t)base + (uint32_t)digit;
    }
    return c < 0x110000 && (c & 0xfffff800u) != 0xd800 ? c : 0;
}

static uint32_t character_named(MgScan name) {
    static const struct {
        const char *name;
        char c;
    } known[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' } };
    for (int32_t i = 0; i < MG_COUNT_OF(known); i++)
        if (mg_scan_is(name, known[i].name)) return (uint32_t)known[i].c;
    return numbered_character(name);
}

#define LONGEST_REFERENCE 10 // "&#x10FFFF;"

size_t mg_unescape(MgScan value, char *out, size_t capacity) {
    size_t length = 0;
    while (value.at < value.end && length < capacity) {
        char bytes[4] = { *value.at };
        size_t count = 1, taken = 1;
        MgScan name = { value.at + 1, value.at + 1 };
        while (name.end < value.end && name.end - value.at < LONGEST_REFERENCE && *name.end != ';') name.end++;
        const bool ends = *value.at == '&' && name.end < value.end && *name.end == ';';
        const uint32_t c = ends ? character_named(name) : 0;
        if (c != 0) count = put_utf8(c, bytes), taken = (size_t)(name.end + 1 - value.at);
        for (size_t i = 0; i < count && length < capacity; i++) out[length++] = bytes[i];
        value.at += taken;
    }
    return length;
}

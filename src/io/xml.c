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

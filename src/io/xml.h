// The tags of an XML text in order, without a tree and without checks of nesting: enough for files of known form, and
// safe for any bytes.
#ifndef MG_IO_XML_H
#define MG_IO_XML_H

#include "io/scan.h"

typedef struct MgTag {
    MgScan name; // "/Piece" for an end
    MgScan attributes;
    const char *behind; // the first character after '>'
    bool empty;         // "<a/>"
} MgTag;

// The next tag at or after s->at, which moves behind it; comments and declarations are skipped. false: there is none.
bool mg_next_tag(MgScan *s, MgTag *out);

// The value of name="value"; empty if there is none.
MgScan mg_attribute(const MgTag *tag, const char *name);

// The text between a tag and the next one.
static inline MgScan mg_element_text(const char *behind, const char *end) {
    MgScan text = { behind, behind };
    while (text.end < end && *text.end != '<') text.end++;
    return text;
}

// A value with &amp; and other entities, &#65; and &#x41; replaced by their characters; an '&' that begins none is
// kept. Returns the bytes of it, at most capacity.
size_t mg_unescape(MgScan value, char *out, size_t capacity);

static inline bool mg_tag_is(const MgTag *tag, const char *name) { return mg_scan_is(tag->name, name); }

static inline bool mg_has_attribute(const MgTag *tag, const char *name, const char *value) {
    return mg_scan_is(mg_attribute(tag, name), value);
}

#endif

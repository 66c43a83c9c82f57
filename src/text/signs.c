#include "text/signs.h"

#include <string.h>

#define ASCII_QUOTE "straight quotation marks, \""

// Marks of several characters, which mean themselves, and signs that are read as marks. Longer ones stand before those
// they begin with.
static const MgSign signs[] = {
    { "->", "->", NULL },
    { "<->", "<->", NULL },
    { "<=>", "<->", NULL },
    { "<-->", "<->", NULL },
    { "..", "..", NULL },
    { "<=", "<=", NULL },
    { ">=", ">=", NULL },
    { "==", "==", NULL },
    { "!=", "!=", NULL },
    { "-->", "->", NULL },
    { "=>", "->", NULL },
    { "\xe2\x86\x92", "->", NULL },  // U+2192, arrow
    { "\xe2\x9f\xb6", "->", NULL },  // U+27F6, long arrow
    { "\xe2\x87\x92", "->", NULL },  // U+21D2, double arrow
    { "\xe2\x87\x8c", "<->", NULL }, // U+21CC, harpoons
    { "\xe2\x87\x8b", "<->", NULL }, // U+21CB, harpoons the other way
    { "\xe2\x87\x84", "<->", NULL }, // U+21C4, arrow over arrow
    { "\xe2\x87\x86", "<->", NULL }, // U+21C6, arrow over arrow
    { "\xe2\x86\x94", "<->", NULL }, // U+2194, arrow both ways
    { "\xe2\x9f\xb7", "<->", NULL }, // U+27F7, long arrow both ways
    { "\xe2\x87\x94", "<->", NULL }, // U+21D4, double arrow both ways
    { MG_SIGN_NOTHING, MG_SIGN_NOTHING, NULL },
    { "\xc3\x98", MG_SIGN_NOTHING, NULL },     // U+00D8, the letter that stands for it on keyboards
    { "\xc3\xb8", MG_SIGN_NOTHING, NULL },     // U+00F8
    { "\xe2\x8c\x80", MG_SIGN_NOTHING, NULL }, // U+2300, diameter
    { "\xc3\x97", "*", NULL },                 // U+00D7, times
    { "\xc2\xb7", "*", NULL },                 // U+00B7, middle dot
    { "\xe2\x8b\x85", "*", NULL },             // U+22C5, dot operator
    { "\xe2\x88\x97", "*", NULL },             // U+2217, asterisk operator
    { "\xe2\x88\x92", "-", NULL },             // U+2212, minus
    { "\xc3\xb7", "/", NULL },                 // U+00F7, divided by
    { "\xe2\x88\x95", "/", NULL },             // U+2215, division slash
    { "\xe2\x89\xa4", "<=", NULL },
    { "\xe2\x89\xa5", ">=", NULL },
    { "\xe2\x89\xa0", "!=", NULL },
    { "\xe2\x80\xa6", "..", NULL },                                       // U+2026, to which editors turn dots
    { "\xc2\xa0", " ", NULL },                                            // U+00A0, no-break space
    { "\xe2\x80\xaf", " ", NULL },                                        // U+202F, narrow no-break space
    { "\xe2\x80\x87", " ", NULL },                                        // U+2007, figure space
    { "\xe2\x80\x89", " ", NULL },                                        // U+2009, thin space
    { "\xe2\x80\x8b", " ", NULL },                                        // U+200B, space of no width
    { "\xe3\x80\x80", " ", NULL },                                        // U+3000, ideographic space
    { "\xe2\x80\x90", NULL, "-" },                                        // U+2010, hyphen
    { "\xe2\x80\x91", NULL, "-" },                                        // U+2011, no-break hyphen
    { "\xe2\x80\x93", NULL, "-" },                                        // U+2013, en dash: from a to b, or minus
    { "\xe2\x80\x94", NULL, "-" },                                        // U+2014, em dash
    { "\xe2\x86\x90", NULL, "the reaction from left to right, with ->" }, // U+2190, arrow to the left
    { "\xe2\x80\x9c", NULL, ASCII_QUOTE },
    { "\xe2\x80\x9d", NULL, ASCII_QUOTE },
    { "\xe2\x80\x9e", NULL, ASCII_QUOTE },
    { "\xc2\xab", NULL, ASCII_QUOTE },
    { "\xc2\xbb", NULL, ASCII_QUOTE },
    { "\xc2\xb2", NULL, "a product, k*k" }, // U+00B2, squared
    { "\xc2\xb3", NULL, "a product, k*k*k" },
    { "\xc2\xbd", NULL, "0.5" },          // U+00BD, one half
    { "\xe2\x88\x9e", NULL, "a number" }, // U+221E, infinity
};
static const MgSign other = { "", NULL, "a-z, A-Z, 0-9 and _ in names, and + - * / in sums" };

static bool begins(const char *text, const char *end, const char *sign) {
    const size_t length = strlen(sign);
    return (size_t)(end - text) >= length && memcmp(text, sign, length) == 0;
}

const MgSign *mg_sign_at(const char *text, const char *end) {
    for (int32_t i = 0; i < MG_COUNT_OF(signs); i++)
        if (begins(text, end, signs[i].text)) return &signs[i];
    return NULL;
}

const MgSign *mg_sign_refused(const char *token, int32_t length) {
    if (length == 0 || (unsigned char)token[0] < 0x80) return NULL;
    const MgSign *sign = mg_sign_at(token, token + length);
    if (sign == NULL) return mg_character_bytes(token, token + length) > 1 ? &other : NULL;
    return sign->advice != NULL ? sign : NULL;
}

int32_t mg_character_bytes(const char *text, const char *end) {
    if (text == end) return 1;
    const unsigned char first = (unsigned char)text[0];
    const int32_t count = first >= 0xc2 && first < 0xe0   ? 2
                          : first >= 0xe0 && first < 0xf0 ? 3
                          : first >= 0xf0 && first < 0xf5 ? 4
                                                          : 1;
    if (end - text < count) return 1;
    for (int32_t i = 1; i < count; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80) return 1;
    return count;
}

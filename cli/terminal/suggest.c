#include "terminal/suggest.h"

#include <stdio.h>
#include <string.h>

#define LONGEST_WORD 47
#define FAR 8 // as good as any that is further

static int least(int a, int b, int c) { return a < b ? (a < c ? a : c) : (b < c ? b : c); }

// Levenshtein's: how many letters must change to make one word of the other.
static int word_distance(const char *a, const char *b) {
    int row[LONGEST_WORD + 1];
    size_t columns = strlen(b);
    if (columns > LONGEST_WORD || strlen(a) > LONGEST_WORD) return FAR;
    for (size_t j = 0; j <= columns; j++) row[j] = (int)j;
    for (size_t i = 1; i <= strlen(a); i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= columns; j++) {
            int above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[columns] < FAR ? row[columns] : FAR;
}

Near near_to(const char *word) { return (Near){ .word = word, .distance = FAR }; }

void near_keep(Near *near, int distance, const char *shown) {
    if (distance >= FAR || distance > near->distance) return;
    if (distance < near->distance) near->count = 0;
    near->distance = distance;
    if (near->count < MOST_NEAR) snprintf(near->names[near->count++], NEAR_BYTES, "%s", shown);
}

void near_try(Near *near, const char *name, const char *shown) {
    size_t length = strlen(near->word);
    int distance = word_distance(near->word, name);
    if (length > 1 && strncmp(name, near->word, length) == 0) near_keep(near, 1, shown);
    else if (length > 0 && distance <= ((int)length + 2) / 3) near_keep(near, distance, shown);
}

const char *near_text(Near *near) {
    size_t used = 0;
    near->text[0] = 0;
    for (int i = 0; i < near->count; i++)
        used += (size_t)snprintf(near->text + used, sizeof near->text - used, "%s %s%s",
                                 i > 0 ? " or" : "; did you mean", near->names[i], i == near->count - 1 ? "?" : "");
    return near->text;
}

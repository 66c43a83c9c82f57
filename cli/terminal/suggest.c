#include "terminal/suggest.h"

#include <stdio.h>
#include <string.h>

#define LONGEST_WORD 47
#define FAR 8 // all larger distances count as this

static int least(int a, int b, int c) { return a < b ? (a < c ? a : c) : (b < c ? b : c); }

// Levenshtein distance.
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

Suggestion suggestion_for(const char *word) { return (Suggestion){ .word = word, .distance = FAR }; }

void suggest_at_distance(Suggestion *suggestion, int distance, const char *shown) {
    if (distance >= FAR || distance > suggestion->distance) return;
    if (distance < suggestion->distance) suggestion->count = 0;
    suggestion->distance = distance;
    if (suggestion->count < MAX_SUGGESTIONS)
        snprintf(suggestion->names[suggestion->count++], SUGGESTION_BYTES, "%s", shown);
}

void suggest_name(Suggestion *suggestion, const char *name, const char *shown) {
    size_t length = strlen(suggestion->word);
    int distance = word_distance(suggestion->word, name);
    if (length > 1 && strncmp(name, suggestion->word, length) == 0) suggest_at_distance(suggestion, 1, shown);
    else if (length > 0 && distance <= ((int)length + 2) / 3) suggest_at_distance(suggestion, distance, shown);
}

const char *suggestion_text(Suggestion *suggestion) {
    size_t used = 0;
    suggestion->text[0] = 0;
    for (int i = 0; i < suggestion->count; i++)
        used += (size_t)snprintf(suggestion->text + used, sizeof suggestion->text - used, "%s %s%s",
                                 i > 0 ? " or" : "; did you mean", suggestion->names[i],
                                 i == suggestion->count - 1 ? "?" : "");
    return suggestion->text;
}

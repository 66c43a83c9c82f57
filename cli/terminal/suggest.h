// What a person may have meant: the known words that are nearest to a mistyped one.
#ifndef MORPHOGEN_CLI_SUGGEST_H
#define MORPHOGEN_CLI_SUGGEST_H

enum { MAX_SUGGESTIONS = 4, SUGGESTION_BYTES = 96 };

typedef struct Suggestion {
    const char *word;
    int distance; // of those found
    int count;
    char names[MAX_SUGGESTIONS][SUGGESTION_BYTES];
    char text[MAX_SUGGESTIONS * SUGGESTION_BYTES + 32];
} Suggestion;

Suggestion suggestion_for(const char *word);

// At most a third of the word may be wrong, or it is the beginning of the name; only the nearest are kept. `shown` is
// what is printed.
void suggest_name(Suggestion *suggestion, const char *name, const char *shown);
void suggest_at_distance(Suggestion *suggestion, int distance, const char *shown); // by another measure

const char *suggestion_text(Suggestion *suggestion); // "; did you mean --feed or --seed?", or ""

#endif

// Suggestions for a mistyped word: the nearest known names.
#ifndef MORPHOGEN_CLI_SUGGEST_H
#define MORPHOGEN_CLI_SUGGEST_H

enum { MAX_SUGGESTIONS = 4, SUGGESTION_BYTES = 96 };

typedef struct Suggestion {
    const char *word;
    int distance; // of the names kept
    int count;
    char names[MAX_SUGGESTIONS][SUGGESTION_BYTES];
    char text[MAX_SUGGESTIONS * SUGGESTION_BYTES + 32];
} Suggestion;

Suggestion suggestion_for(const char *word);

// Considers a name: at most a third of the word's letters may differ, or the word is a prefix of it. Only the nearest
// names are kept. shown: as printed.
void suggest_name(Suggestion *suggestion, const char *name, const char *shown);
void suggest_at_distance(Suggestion *suggestion, int distance, const char *shown); // with a given distance

const char *suggestion_text(Suggestion *suggestion); // "; did you mean --feed or --seed?", or ""

#endif

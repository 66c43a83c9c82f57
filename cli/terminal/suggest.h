// What a person may have meant: the known words that are nearest to a mistyped one.
#ifndef MORPHOGEN_CLI_SUGGEST_H
#define MORPHOGEN_CLI_SUGGEST_H

enum { MOST_NEAR = 4, NEAR_BYTES = 96 };

typedef struct Near {
    const char *word;
    int distance; // of those found
    int count;
    char names[MOST_NEAR][NEAR_BYTES];
    char text[MOST_NEAR * NEAR_BYTES + 32];
} Near;

Near near_to(const char *word);

// At most a third of the word may be wrong, or it is the beginning of the name; only the nearest are kept. `shown` is
// what is printed.
void near_try(Near *near, const char *name, const char *shown);
void near_keep(Near *near, int distance, const char *shown); // by another measure

const char *near_text(Near *near); // "; did you mean --feed or --seed?", or ""

#endif

// Prints random texts of equations (support/random_text.h), each ended by a 0, for tests in another language.
//
//     print_texts BEGIN END
#include <stdio.h>
#include <stdlib.h>

#include "support/random_text.h"

int main(int count, char **words) {
    static char text[RANDOM_TEXT_BYTES];
    if (count != 3) return 2;
    for (int i = atoi(words[1]); i < atoi(words[2]); i++) {
        random_text((uint64_t)i, text);
        fputs(text, stdout);
        putchar(0);
    }
    return 0;
}

// Drives a fuzz target without libFuzzer: every seed, then a fixed number of mutations of them.
#include "support/fuzz.h"

#include "base/rng.h"

enum { ROUNDS = 100000, MOST_BYTES = 512, MOST_EDITS = 6 };

static MgRandom4 random_numbers;
static int32_t used = 4, drawn;

static uint32_t draw(uint32_t below) {
    if (used == 4) random_numbers = mg_random_at(1, 0, drawn++, 0, 0), used = 0;
    return random_numbers.word[used++] % below;
}

static uint8_t some_byte(void) {
    return draw(8) == 0 ? (uint8_t)draw(256) : (uint8_t)mg_fuzz_alphabet[draw((uint32_t)strlen(mg_fuzz_alphabet))];
}

// Replaces, inserts, removes or doubles.
static size_t edited(uint8_t *text, size_t size) {
    size_t at = size > 0 ? draw((uint32_t)size) : 0, count = size > 0 ? draw((uint32_t)(size - at)) + 1 : 0;
    switch (draw(4)) {
    case 0:
        if (size > 0) text[at] = some_byte();
        return size;
    case 1:
        if (size == MOST_BYTES) return size;
        memmove(text + at + 1, text + at, size - at);
        text[at] = some_byte();
        return size + 1;
    case 2:
        memmove(text + at, text + at + count, size - at - count);
        return size - count;
    default:
        if (size + count > MOST_BYTES) return size;
        memmove(text + at + count, text + at, size - at);
        return size + count;
    }
}

int main(void) {
    int32_t seed_count = 0;
    for (; mg_fuzz_seeds[seed_count] != NULL; seed_count++)
        LLVMFuzzerTestOneInput((const uint8_t *)mg_fuzz_seeds[seed_count], strlen(mg_fuzz_seeds[seed_count]));
    for (int32_t round = 0; round < ROUNDS; round++) {
        uint8_t text[2 * MOST_BYTES];
        const char *seed = mg_fuzz_seeds[draw((uint32_t)seed_count)];
        size_t size = strlen(seed) < MOST_BYTES ? strlen(seed) : MOST_BYTES;
        memcpy(text, seed, size);
        for (uint32_t edits = draw(MOST_EDITS) + 1; edits > 0; edits--) size = edited(text, size);
        uint8_t *exact = malloc(size + 1);           // its own block, so that the sanitizer guards the end
        memcpy(exact, text, size);
        LLVMFuzzerTestOneInput(exact, size);
        free(exact);
    }
    printf("%d inputs\n", ROUNDS + seed_count);
    return 0;
}

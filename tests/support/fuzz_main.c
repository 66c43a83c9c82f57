// Drives a fuzz target without libFuzzer: every seed, then a fixed number of mutations of them. Seeds are the target's
// texts, and the files of tests/fuzz/corpus/NAME where there are any.
#include "support/fuzz.h"

#include "base/rng.h"

#include <dirent.h>

// Files are larger than texts, and cost more to look at.
enum {
    ROUNDS = 100000,
    ROUNDS_OF_FILES = 20000,
    MAX_BYTES = 16384,
    MAX_TEXT_BYTES = 512,
    MAX_EDITS = 6,
    MAX_SEEDS = 512
};

typedef struct Seed {
    const char *bytes;
    size_t count;
} Seed;

static Seed seeds[MAX_SEEDS];
static int32_t seed_count;
static size_t most_bytes = MAX_TEXT_BYTES;

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
        if (size == most_bytes) return size;
        memmove(text + at + 1, text + at, size - at);
        text[at] = some_byte();
        return size + 1;
    case 2: memmove(text + at, text + at + count, size - at - count); return size - count;
    default:
        if (size + count > most_bytes) return size;
        memmove(text + at + count, text + at, size - at);
        return size + count;
    }
}

static void add_file(const char *folder, const char *name) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(MAX_BYTES);
    MG_FUZZ_EXPECT(file != NULL && bytes != NULL && seed_count < MAX_SEEDS);
    seeds[seed_count++] = (Seed){ bytes, fread(bytes, 1, MAX_BYTES, file) };
    fclose(file);
}

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }
static int is_seed(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static void add_corpus(const char *program) {
    char folder[512];
    struct dirent **entries;
    const char *slash = strrchr(program, '/');
    snprintf(folder, sizeof folder, MG_TESTS_FOLDER "/fuzz/corpus/%s", slash != NULL ? slash + 1 : program);
    int count = scandir(folder, &entries, is_seed, by_name);
    for (int i = 0; i < count; i++) {
        add_file(folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (count <= 0) return;
    free(entries);
    most_bytes = MAX_BYTES;
}

int main(int argc, char **argv) {
    (void)argc;
    for (; mg_fuzz_seeds[seed_count] != NULL; seed_count++)
        seeds[seed_count] = (Seed){ mg_fuzz_seeds[seed_count], strlen(mg_fuzz_seeds[seed_count]) };
    int32_t texts = seed_count;
    add_corpus(argv[0]);
    int32_t rounds = most_bytes == MAX_BYTES ? ROUNDS_OF_FILES : ROUNDS;
    for (int32_t i = 0; i < seed_count; i++) LLVMFuzzerTestOneInput((const uint8_t *)seeds[i].bytes, seeds[i].count);
    for (int32_t round = 0; round < rounds; round++) {
        static uint8_t text[2 * MAX_BYTES];
        const Seed *seed = &seeds[draw((uint32_t)seed_count)];
        size_t size = seed->count < most_bytes ? seed->count : most_bytes;
        memcpy(text, seed->bytes, size);
        for (uint32_t edits = draw(MAX_EDITS) + 1; edits > 0; edits--) size = edited(text, size);
        uint8_t *exact = malloc(size + 1); // its own block, so that the sanitizer guards the end
        memcpy(exact, text, size);
        LLVMFuzzerTestOneInput(exact, size);
        free(exact);
    }
    for (int32_t i = texts; i < seed_count; i++) free((void *)seeds[i].bytes);
    printf("%d inputs\n", rounds + seed_count);
    return 0;
}

// Drives a fuzz target without libFuzzer: every seed, then a fixed number of mutations of them. Seeds are the target's
// texts, and the files of tests/fuzz/corpus/NAME where there are any. Time and memory of each are held against the
// target's limits; last come inputs of growing size.
#include "support/fuzz.h"

#include "base/memory.h"
#include "base/rng.h"

#include <dirent.h>
#include <time.h>

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

// ---- what an input costs

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { TIME_IS_HELD = 0 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { TIME_IS_HELD = 0 };
#else
enum { TIME_IS_HELD = 1 };
#endif
#else
enum { TIME_IS_HELD = 1 };
#endif

enum { TRIES = 3 }; // the least time counts: others may slow a machine down

__attribute__((weak)) uint64_t mg_fuzz_allocated_bytes(void) { return mg_allocated_bytes(); }

static double worst_time, worst_memory; // parts of the limits

static double processor_microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e6 * (double)now.tv_sec + 1e-3 * (double)now.tv_nsec;
}

// Microseconds of one call; its memory is held against the limit.
static double run_once(const uint8_t *bytes, size_t size) {
    const uint64_t before = mg_fuzz_allocated_bytes();
    const double started = processor_microseconds();
    LLVMFuzzerTestOneInput(bytes, size);
    const double spent = processor_microseconds() - started;
    const FuzzLimits *l = &mg_fuzz_limits;
    const double part =
        (double)(mg_fuzz_allocated_bytes() - before) / (double)(l->bytes + l->bytes_a_byte * (uint64_t)size);
    if (part > worst_memory) worst_memory = part;
    if (part > 1) fprintf(stderr, "an input of %zu bytes takes %.1f times the memory it may\n", size, part);
    MG_FUZZ_EXPECT(part <= 1);
    return spent;
}

static double time_allowed(size_t size) {
    return mg_fuzz_limits.microseconds + mg_fuzz_limits.microseconds_a_byte * (double)size;
}

// The least time of some tries, or of the first that is below enough.
static double least_time(const uint8_t *bytes, size_t size, double enough) {
    double least = run_once(bytes, size);
    for (int32_t i = 1; i < TRIES && least > enough && TIME_IS_HELD; i++) {
        const double spent = run_once(bytes, size);
        if (spent < least) least = spent;
    }
    return least;
}

static void run_input(const uint8_t *bytes, size_t size) {
    const double part = least_time(bytes, size, time_allowed(size)) / time_allowed(size);
    if (part > worst_time) worst_time = part;
    if (part > 1 && TIME_IS_HELD)
        fprintf(stderr, "an input of %zu bytes takes %.1f times as long as it may: \"%.200s\"\n", size, part, bytes);
    MG_FUZZ_EXPECT(part <= 1 || !TIME_IS_HELD);
}

// ---- inputs of growing size

enum { FIRST_SIZE = 1 << 16, LAST_SIZE = 1 << 20, GROWTH = 4 };
#define MOST_GROWTH 8.0              // of the time for GROWTH times the size; of a quadratic one it is 16
#define SHORTEST_MICROSECONDS 2000.0 // what is quicker is not compared

static size_t repeat(uint8_t *out, size_t size, const char *beginning, const char *unit, size_t unit_size) {
    size_t at = strlen(beginning) < size ? strlen(beginning) : size;
    memcpy(out, beginning, at);
    for (; at < size; at++) out[at] = (uint8_t)unit[(at - strlen(beginning)) % unit_size];
    return size;
}

static void grow(const char *beginning, const char *unit, size_t unit_size) {
    double before = 0;
    for (size_t size = FIRST_SIZE; size <= LAST_SIZE; size *= GROWTH) {
        uint8_t *bytes = malloc(size);
        MG_FUZZ_EXPECT(bytes != NULL);
        repeat(bytes, size, beginning, unit, unit_size);
        const double allowed = MOST_GROWTH * (before > SHORTEST_MICROSECONDS ? before : SHORTEST_MICROSECONDS);
        const double spent = least_time(bytes, size, allowed);
        if (spent > allowed && size > FIRST_SIZE)
            fprintf(stderr, "\"%s\", then \"%.60s\" up to %zu bytes: %.0f microseconds, for a quarter of them %.0f\n",
                    beginning, unit, size, spent, before);
        MG_FUZZ_EXPECT(spent <= allowed || size == FIRST_SIZE);
        before = spent;
        free(bytes);
    }
}

static int32_t grow_all(int32_t texts) {
    int32_t grown = 0;
    if (!TIME_IS_HELD) return 0;
    for (; mg_fuzz_growth[grown].unit != NULL; grown++)
        grow(mg_fuzz_growth[grown].beginning, mg_fuzz_growth[grown].unit, strlen(mg_fuzz_growth[grown].unit));
    for (int32_t i = 0; i < texts; i++) {
        if (seeds[i].count == 0) continue;
        grow("", seeds[i].bytes, seeds[i].count);
        grown++;
    }
    return grown;
}

int main(int argc, char **argv) {
    (void)argc;
    for (; mg_fuzz_seeds[seed_count] != NULL; seed_count++)
        seeds[seed_count] = (Seed){ mg_fuzz_seeds[seed_count], strlen(mg_fuzz_seeds[seed_count]) };
    int32_t texts = seed_count;
    add_corpus(argv[0]);
    int32_t rounds = most_bytes == MAX_BYTES ? ROUNDS_OF_FILES : ROUNDS;
    for (int32_t i = 0; i < seed_count; i++) run_input((const uint8_t *)seeds[i].bytes, seeds[i].count);
    for (int32_t round = 0; round < rounds; round++) {
        static uint8_t text[2 * MAX_BYTES];
        const Seed *seed = &seeds[draw((uint32_t)seed_count)];
        size_t size = seed->count < most_bytes ? seed->count : most_bytes;
        memcpy(text, seed->bytes, size);
        for (uint32_t edits = draw(MAX_EDITS) + 1; edits > 0; edits--) size = edited(text, size);
        uint8_t *exact = malloc(size + 1); // its own block, so that the sanitizer guards the end
        memcpy(exact, text, size);
        run_input(exact, size);
        free(exact);
    }
    const int32_t grown = grow_all(texts);
    for (int32_t i = texts; i < seed_count; i++) free((void *)seeds[i].bytes);
    printf("%d inputs, %d grown to %d bytes; at most %.2f of the time and %.2f of the memory allowed\n",
           rounds + seed_count, grown, LAST_SIZE, worst_time, worst_memory);
    return 0;
}

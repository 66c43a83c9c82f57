// Snapshots that were written by another machine: what is saved again has the same bytes, and where they lead is the
// same. Run in every build, and by emulators on processors of the other byte order and of other vectors.
#include <inttypes.h>
#include <stdio.h>

#include "support/memory_file.h"

#include "base/base.h"
#include "io/bytes.h"
#include "morphogen/morphogen.h"

typedef struct Golden {
    const char *name;
    uint64_t after_20, seeded_and_after_10;
} Golden;

static const Golden goldens[] = {
    { "gray_scott", 0x241cc8e47fab3684u, 0xa4e9d8ed307c37fcu },
    { "network", 0x7297d0ae51a7510du, 0x87976a8b5f114247u },
    { "rdme", 0xd0f9b54ce08bffacu, 0x591ccb48ff2bd52au },
};

enum { MAX_BYTES = 1 << 20, SECTION_EXTRA = 24, FILE_HEADER = 32 };

static bool read_file(const char *name, File *out) {
    char path[1024];
    snprintf(path, sizeof path, MG_TESTS_FOLDER "/fuzz/corpus/fuzz_snapshot/%s.mgs", name);
    FILE *file = fopen(path, "rb");
    *out = (File){ .bytes = malloc(MAX_BYTES) };
    out->count = file != NULL && out->bytes != NULL ? fread(out->bytes, 1, MAX_BYTES, file) : 0;
    if (file != NULL) fclose(file);
    return out->count > 0;
}

// All but META, which tells the version of the program that wrote it.
static bool same_behind_meta(const File *a, const File *b) {
    size_t at = FILE_HEADER + SECTION_EXTRA + (size_t)mg_get_u64(a->bytes + FILE_HEADER + 8);
    size_t bt = FILE_HEADER + SECTION_EXTRA + (size_t)mg_get_u64(b->bytes + FILE_HEADER + 8);
    return a->count - at == b->count - bt && memcmp(a->bytes + at, b->bytes + bt, a->count - at) == 0;
}

static int check(const Golden *golden) {
    File file, again = { .writes_left = -1 };
    MgEngine *engine = NULL;
    if (!read_file(golden->name, &file) || mg_engine_load(take, &file, file.count, 1, 0, &engine) != MG_OK ||
        mg_engine_save(engine, append, &again) != MG_OK) {
        printf("%s: %s\n", golden->name, mg_error_message());
        mg_engine_destroy(engine);
        free(file.bytes), free(again.bytes);
        return 1;
    }
    bool same = same_behind_meta(&file, &again);
    free(file.bytes), free(again.bytes);
    mg_engine_step(engine, 20);
    uint64_t after = mg_engine_hash(engine);
    bool seeded = mg_engine_seed(engine, NULL, 5) == MG_OK;
    mg_engine_step(engine, 10);
    uint64_t anew = mg_engine_hash(engine);
    mg_engine_destroy(engine);
    if (same && seeded && after == golden->after_20 && anew == golden->seeded_and_after_10) return 0;
    printf("%s: saved again %s, got 0x%016" PRIx64 "u and 0x%016" PRIx64 "u\n", golden->name,
           same ? "the same" : "another", after, anew);
    return 1;
}

int main(void) {
    int wrong = 0;
    for (int32_t i = 0; i < MG_COUNT_OF(goldens); i++) wrong += check(&goldens[i]);
    printf("%d snapshots, %d wrong\n", MG_COUNT_OF(goldens), wrong);
    return wrong > 0;
}

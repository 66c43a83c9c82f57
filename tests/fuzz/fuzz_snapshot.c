// Snapshots with good checksums and anything inside: each input is mended before it is read, or nothing would come past
// the checksums. What is accepted runs; what is refused says why; memory stays in proportion to the file.
#include "support/fuzz.h"
#include "support/memory_file.h"
#include "support/mend.h"

#include "base/memory.h"

const char *const mg_fuzz_seeds[] = { "", "\x89MGS\r\n", NULL };
const char mg_fuzz_alphabet[] = "METAPARMFELDuds.xyz0123456789 nxnynzdxtimeseedviewhashfeedkill";

const FuzzLimits mg_fuzz_limits = { 20000, 40, 16 << 20, 64 };
const FuzzGrowth mg_fuzz_growth[] = {
    { "\x89MGS\r\n", "META" },
    { "\x89MGS\r\n", "PARM" },
    { "", "x" },
    { NULL, NULL },
};

// ---- reading

static bool drop(void *context, const void *bytes, size_t count) {
    (void)bytes;
    *(size_t *)context += count;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t *bytes = malloc(size > 0 ? size : 1);
    memcpy(bytes, data, size);
    mend_snapshot(bytes, size);
    File file = { .bytes = bytes, .count = size };
    static MgSnapshotInfo info;
    MgStatus told = mg_snapshot_info(take, &file, size, &info);
    MG_FUZZ_EXPECT(told == MG_OK || (told == MG_BAD_FILE && mg_error_message()[0] != 0));
    file.at = 0;
    MgEngine *engine = NULL;
    uint64_t before = mg_allocated_bytes();
    MgStatus status = mg_engine_load(take, &file, size, 1, 0, &engine);
    MG_FUZZ_EXPECT(mg_allocated_bytes() - before <=
                   (16 << 20) + (uint64_t)size * 64); // a small engine has 16 MB of room
    MG_FUZZ_EXPECT(status == MG_OK || status == MG_BAD_FILE || status == MG_OUT_OF_MEMORY || status == MG_OVER_BUDGET);
    MG_FUZZ_EXPECT((engine != NULL) == (status == MG_OK));
    if (engine != NULL) {
        size_t written = 0;
        MG_FUZZ_EXPECT(told == MG_OK);
        MG_FUZZ_EXPECT(mg_engine_hash(engine) == info.hash);
        MG_FUZZ_EXPECT(mg_engine_save(engine, drop, &written) == MG_OK && written >= size / 2);
        if (mg_engine_check_dt(engine, NULL) == MG_OK) mg_engine_step(engine, 2);
        mg_engine_destroy(engine);
    }
    free(bytes);
    return 0;
}

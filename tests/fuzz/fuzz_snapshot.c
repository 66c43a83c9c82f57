// Snapshots with good checksums and anything inside: each input is mended before it is read, or nothing would come past the
// checksums. What is accepted runs; what is refused says why; memory stays in proportion to the file.
#include "support/fuzz.h"

#include "base/memory.h"
#include "io/bytes.h"
#include "io/sections.h"

const char *const mg_fuzz_seeds[] = { "", "\x89MGS\r\n", NULL };
const char mg_fuzz_alphabet[] = "METAPARMFELDuds.xyz0123456789 nxnynzdxtimeseedviewhashfeedkill";

// ---- mending

static void mend(uint8_t *bytes, size_t size) {
    static MgCrcTables tables;
    static const uint8_t magic[8] = { 0x89, 'M', 'G', 'S', '\r', '\n', 0x1a, '\n' };
    if (tables.slice[0][1] == 0) mg_crc32c_tables(&tables);
    if (size < MG_FILE_HEADER_BYTES) return;
    memcpy(bytes, magic, sizeof magic);
    mg_put_u32(bytes + 8, 1);
    mg_put_u64(bytes + 16, size);
    mg_put_u32(bytes + 28, mg_crc32c(&tables, 0, bytes, 28));
    for (size_t at = MG_FILE_HEADER_BYTES; size - at >= MG_SECTION_EXTRA_BYTES;) {
        uint64_t payload = mg_get_u64(bytes + at + 8);
        mg_put_u32(bytes + at + 16, mg_crc32c(&tables, 0, bytes + at, 16));
        if (payload > size - at - MG_SECTION_EXTRA_BYTES) return;
        at += MG_SECTION_HEADER_BYTES;
        mg_put_u32(bytes + at + payload, mg_crc32c(&tables, 0, bytes + at, (size_t)payload));
        at += (size_t)payload + 4;
    }
}

// ---- reading

typedef struct File { const uint8_t *bytes; size_t count, at; } File;

static size_t take(void *context, void *bytes, size_t count) {
    File *file = context;
    size_t left = file->count - file->at, part = count < left ? count : left;
    memcpy(bytes, file->bytes + file->at, part);
    file->at += part;
    return part;
}

static bool drop(void *context, const void *bytes, size_t count) {
    (void)bytes;
    *(size_t *)context += count;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t *bytes = malloc(size > 0 ? size : 1);
    memcpy(bytes, data, size);
    mend(bytes, size);
    File file = { bytes, size, 0 };
    static MgSnapshotInfo info;
    MgStatus told = mg_snapshot_info(take, &file, size, &info);
    MG_FUZZ_EXPECT(told == MG_OK || (told == MG_BAD_FILE && mg_error_message()[0] != 0));
    file.at = 0;
    MgEngine *engine = NULL;
    uint64_t before = mg_allocated_bytes();
    MgStatus status = mg_engine_load(take, &file, size, 1, 0, &engine);
    MG_FUZZ_EXPECT(mg_allocated_bytes() - before <= (16 << 20) + (uint64_t)size * 64);       // a small engine has 16 MB of room
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

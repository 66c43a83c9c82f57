// What is wrong with a snapshot is found and told, without a crash and without taking memory the file does not bear
// out: every flipped bit, every cut, noise, and files with right checksums and wrong contents.
#include "support/snapshots.h"

#include "base/hash.h"
#include "base/memory.h"
#include "engine/snapshot.h"
#include "support/mend.h"

static void must_be_refused(File *file, const char *what, size_t where) {
    MgEngine *engine = NULL;
    MgStatus status = load(file, 1, &engine);
    if (status != MG_BAD_FILE) fail_msg("%s at %zu: status %d, %s", what, where, status, mg_error_message());
    assert_null(engine);
    assert_true(strlen(mg_error_message()) > 20);
}

// The bytes before and behind payloads: the file's header, the sections' and the checksums.
static bool *headers_of(const File *file) {
    bool *header = calloc(file->count + 1, sizeof *header);
    memset(header, true, MG_FILE_HEADER_BYTES);
    for (size_t at = MG_FILE_HEADER_BYTES; at < file->count;) {
        size_t payload = (size_t)mg_get_u64(file->bytes + at + 8);
        memset(header + at, true, MG_SECTION_HEADER_BYTES);
        at += MG_SECTION_HEADER_BYTES + payload;
        memset(header + at, true, 4);
        at += 4;
    }
    return header;
}

// How many payload bits or offsets are left out after each: none of the floats', of the molecules', whose engines take
// longer to make, most.
typedef struct Kind {
    File file;
    size_t stride;
} Kind;

enum { KINDS = 3 };

static File file_of(MgConfig config) {
    config.nx = config.ny = config.nz = 8, config.threads = 1;
    MgEngine *engine = NULL;
    if (mg_engine_create(&config, &engine) != MG_OK) fail_msg("%s", mg_error_message());
    assert_int_equal(mg_engine_seed(engine, NULL, 3), MG_OK);
    mg_engine_step(engine, 2);
    File file = saved(engine);
    mg_engine_destroy(engine);
    return file;
}

static const char network[] = "species X D = 0.1 initial = 5\nspecies Y D = 0 initial = 1\nreaction X -> Y rate 0.1\n";

static File molecule_file(void) {
    MgConfig config = mg_config_default();
    config.model = "gray_scott_molecules";
    return file_of(config);
}

static void make_kinds(Kind out[KINDS]) {
    MgConfig own = mg_config_default();
    own.model = NULL, own.text = network;
    out[0] = (Kind){ small_file(), mg_test_quick() ? 37 : 1 };
    out[1] = (Kind){ molecule_file(), 211 };
    out[2] = (Kind){ file_of(own), 211 };
}

static void every_flipped_bit_is_found(void **state) {
    (void)state;
    Kind kinds[KINDS];
    make_kinds(kinds);
    for (int32_t k = 0; k < KINDS; k++) {
        File file = kinds[k].file;
        bool *header = headers_of(&file);
        for (size_t bit = 0; bit < 8 * file.count; bit++) {
            if (!header[bit / 8] && bit % kinds[k].stride != 0) continue;
            file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
            must_be_refused(&file, "flipped bit", bit);
            file.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        mg_engine_destroy(loaded(&file, 1));
        free(header), free(file.bytes);
    }
}

// Cut short, known or not: the second file claims the bytes it does not have.
static void must_be_refused_short(const File *whole, size_t count) {
    File file = { .bytes = malloc(count + 1), .count = count }; // so that a sanitizer sees a byte read behind the end
    memcpy(file.bytes, whole->bytes, count);
    must_be_refused(&file, "cut", count);
    file.at = 0;
    MgEngine *engine = NULL;
    assert_int_equal(mg_engine_load(take, &file, whole->count, 1, 0, &engine), MG_BAD_FILE);
    assert_null(engine);
    MgSnapshotInfo info;
    file.at = 0;
    MgStatus told = mg_snapshot_info(take, &file, count, &info);
    assert_true(told == MG_BAD_FILE && info.nx == 0);
    free(file.bytes);
}

static void every_cut_is_found(void **state) {
    (void)state;
    Kind kinds[KINDS];
    make_kinds(kinds);
    for (int32_t k = 0; k < KINDS; k++) {
        File file = kinds[k].file;
        bool *header = headers_of(&file);
        for (size_t count = 0; count < file.count; count++)
            if (header[count] || count % kinds[k].stride == 0) must_be_refused_short(&file, count);
        file.bytes = realloc(file.bytes, file.count + 1);
        file.bytes[file.count++] = 0;
        must_be_refused(&file, "one byte more", file.count);
        free(header), free(file.bytes);
    }
}

static void noise_is_found(void **state) {
    (void)state;
    File file = small_file();
    uint32_t random = 1;
    for (int32_t round = 0; round < 2000; round++) {
        uint8_t kept[8];
        random = random * 1664525u + 1013904223u;
        size_t at = (random >> 4) % (file.count - 8);
        memcpy(kept, file.bytes + at, 8);
        for (size_t i = 0; i < 8; i++) {
            random = random * 1664525u + 1013904223u;
            file.bytes[at + i] = (uint8_t)(random >> 24);
        }
        must_be_refused(&file, "noise", at);
        memcpy(file.bytes + at, kept, 8);
    }
    free(file.bytes);
}

// ---- files with good checksums and bad contents

static void put_entry(File *payload, char kind, const char *name, const void *value, size_t count) {
    uint8_t header[4] = { (uint8_t)kind, (uint8_t)strlen(name), (uint8_t)count, 0 };
    append(payload, header, 4);
    append(payload, name, strlen(name));
    append(payload, value, count);
}

typedef struct Forgery {
    uint64_t nx, boundary;
    const char *model, *view, *extra_meta, *extra_param;
    double param, time, dx;
    const char *extra_tag, *last_tag; // a section behind META, and one behind everything
    uint32_t second;                  // the number of the second field
    size_t field_bytes;               // of each field; 0: as many as there are
} Forgery;

static const Forgery honest = { .nx = 8, .model = "gray_scott", .view = "v", .dx = 1, .second = 1 };

static void put_whole(File *payload, const char *name, uint64_t value) {
    uint8_t bytes[8];
    mg_put_u64(bytes, value);
    put_entry(payload, 'u', name, bytes, 8);
}

static void put_real(File *payload, const char *name, double value) {
    uint8_t bytes[8];
    mg_put_u64(bytes, mg_double_bits(value));
    put_entry(payload, 'd', name, bytes, 8);
}

static File forged_meta(const Forgery *f) {
    File meta = { .writes_left = -1 };
    put_entry(&meta, 's', "version", "0", 1);
    put_entry(&meta, 's', "model", f->model, strlen(f->model));
    put_entry(&meta, 's', "seeding", "perlin", 6);
    put_entry(&meta, 's', "view", f->view, strlen(f->view));
    put_whole(&meta, "nx", f->nx), put_whole(&meta, "ny", 8), put_whole(&meta, "nz", 8);
    put_whole(&meta, "boundary.x", f->boundary), put_whole(&meta, "boundary.y", 0), put_whole(&meta, "boundary.z", 1);
    put_real(&meta, "dx", f->dx), put_real(&meta, "time", f->time);
    put_whole(&meta, "seed", 1), put_whole(&meta, "steps", 0), put_whole(&meta, "hash", 12345);
    if (f->extra_meta != NULL) put_whole(&meta, f->extra_meta, 0);
    return meta;
}

static void put_section(MgSectionsOut *out, const char *tag, uint32_t number, const void *bytes, size_t count) {
    mg_section_open(out, tag, number, count);
    mg_writer_bytes(&out->writer, bytes, count);
    mg_section_close(out);
}

#define EXTRA_BYTES 3

static File forged(const Forgery *f) {
    File file = { .writes_left = -1 }, meta = forged_meta(f), params = { .writes_left = -1 };
    static MgSectionsOut out;
    uint8_t field[2 * (40 + 8 * 8 * 8 * 4)] = { 'u' };
    size_t field_bytes = f->field_bytes != 0 ? f->field_bytes : sizeof field / 2;
    put_real(&params, "feed", 0.03);
    if (f->extra_param != NULL) put_real(&params, f->extra_param, f->param);
    mg_put_u32(field + 32, 1);
    int32_t extra = (f->extra_tag != NULL) + (f->last_tag != NULL);
    mg_sections_out(&out, append, &file, 4 + extra,
                    meta.count + params.count + 2 * field_bytes + (size_t)extra * EXTRA_BYTES);
    put_section(&out, "META", 0, meta.bytes, meta.count);
    if (f->extra_tag != NULL) put_section(&out, f->extra_tag, 0, "abc", EXTRA_BYTES);
    put_section(&out, "PARM", 0, params.bytes, params.count);
    put_section(&out, "FELD", 0, field, field_bytes);
    field[0] = 'v';
    put_section(&out, "FELD", f->second, field, field_bytes);
    if (f->last_tag != NULL) put_section(&out, f->last_tag, 0, "abc", EXTRA_BYTES);
    assert_int_equal(mg_sections_finish(&out), MG_OK);
    free(meta.bytes), free(params.bytes);
    return file;
}

static void refuse_forgery(Forgery f, const char *word) {
    File file = forged(&f);
    must_be_refused(&file, word, 0);
    if (strstr(mg_error_message(), word) == NULL) fail_msg("'%s' does not say '%s'", mg_error_message(), word);
    free(file.bytes);
}

#define FORGE(word, ...)                                                                                               \
    do {                                                                                                               \
        Forgery f = honest;                                                                                            \
        __VA_ARGS__;                                                                                                   \
        refuse_forgery(f, word);                                                                                       \
    } while (0)

static void what_is_wrong_is_named(void **state) {
    (void)state;
    FORGE("has hash", (void)0);              // honest but for the hash: everything else was accepted
    FORGE("has hash", f.extra_tag = "cams"); // may be skipped
    FORGE("'CAMS'", f.extra_tag = "CAMS");
    FORGE("'grey_scott'", f.model = "grey_scott");
    FORGE("'w'", f.view = "w");
    FORGE("7 cells", f.nx = 7);
    FORGE("5000 cells", f.nx = 5000);
    FORGE("18446744073709551615 cells", f.nx = UINT64_MAX);
    FORGE("boundary 2", f.boundary = 2);
    FORGE("'colour'", f.extra_meta = "colour");
    FORGE("'hunger'", f.extra_param = "hunger");
    FORGE("'perlin.hunger'", f.extra_param = "perlin.hunger");
    FORGE("kill = 2", f.extra_param = "kill", f.param = 2);
    FORGE("kill = nan", f.extra_param = "kill", f.param = (double)mg_float_of(0x7fc00000u));
    FORGE("do not fit", f.nx = 4096);
    FORGE("has hash", f.last_tag = "cams");
    FORGE("'CAMS' behind", f.last_tag = "CAMS");
    FORGE("'FELD' behind", f.last_tag = "FELD");
    FORGE("'FELD' where 'FELD' 1", f.second = 0);
    FORGE("'FELD' where 'FELD' 1", f.second = UINT32_MAX);
    FORGE("its nx twice", f.extra_meta = "nx");
    FORGE("'feed' twice", f.extra_param = "feed", f.param = 0.05);
    FORGE("time nan", f.time = (double)mg_float_of(0x7fc00000u));
    FORGE("time -1", f.time = -1);
    FORGE("time inf", f.time = (double)mg_float_of(0x7f800000u));
    FORGE("dx = nan", f.dx = (double)mg_float_of(0x7fc00000u));
    FORGE("dx = 0", f.dx = 0);
    FORGE("has 2084 bytes, not 2088", f.field_bytes = 2084, f.last_tag = "room");
    FORGE("has 2092 bytes, not 2088", f.field_bytes = 2092);
    FORGE("do not fit", f.field_bytes = 8);
}

// One byte of what an honest file tells at a time is another one, and its checksums are right: nothing crashes, what is
// accepted runs.
static void every_byte_that_is_told_may_lie(void **state) {
    (void)state;
    File file = file_of(mg_config_default());
    size_t told = first_field_value(&file), accepted = 0;
    uint8_t *bytes = malloc(file.count);
    for (size_t at = MG_FILE_HEADER_BYTES; at < told; at++)
        for (int32_t bit = 0; bit < 9; bit++) {
            memcpy(bytes, file.bytes, file.count);
            bytes[at] ^= (uint8_t)(bit < 8 ? 1 << bit : 0xff);
            mend_snapshot(bytes, file.count);
            File liar = { .bytes = bytes, .count = file.count };
            MgEngine *engine = NULL;
            MgStatus status = load(&liar, 1, &engine);
            assert_true(status == MG_OK || status == MG_BAD_FILE);
            if (status != MG_OK) continue;
            accepted++;
            mg_engine_step(engine, 1);
            mg_engine_destroy(engine);
        }
    assert_true(accepted > 0); // seeds, parameters and others may be so
    free(bytes), free(file.bytes);
}

// ---- counts that are none, with a hash to match

static void agree(File *file, int32_t field_count) {
    uint64_t hash = 0;
    size_t cells = 8 * 8 * 8, at = first_field_value(file);
    for (int32_t f = 0; f < field_count; f++, at += MG_SECTION_EXTRA_BYTES + MG_FIELD_HEADER_BYTES + 4 * cells)
        for (size_t i = 0; i < cells; i++)
            hash += mg_hash_cell((uint64_t)f * cells + i,
                                 mg_hash_float_bits(mg_float_of(mg_get_u32(file->bytes + at + 4 * i))));
    for (at = 0; memcmp(file->bytes + at, "u\4\10\0hash", 8) != 0;) at++;
    mg_put_u64(file->bytes + at + 8, hash);
    mend_snapshot(file->bytes, file->count);
}

static void counts_that_are_none_are_refused(void **state) {
    (void)state;
    File file = molecule_file();
    MgEngine *engine = loaded(&file, 1);
    size_t at = first_field_value(&file) + 4 * 100;
    uint32_t before = mg_get_u32(file.bytes + at);
    const float counts[] = {
        1.5f, -1, -0.0f, 32768, 1e30f, mg_float_of(0x7f800000u), mg_float_of(0x7fc00000u), 1e-40f
    };
    agree(&file, 2);
    assert_int_equal(mg_engine_restore(engine, file.bytes, file.count), MG_OK); // it is that hash
    mg_engine_step(engine, 3);
    uint64_t hash = mg_engine_hash(engine);
    for (int32_t i = 0; i < MG_COUNT_OF(counts); i++) {
        mg_put_u32(file.bytes + at, mg_float_bits(counts[i]));
        agree(&file, 2);
        must_be_refused(&file, "count", (size_t)i);
        assert_non_null(strstr(mg_error_message(), "molecules of"));
        assert_int_equal(mg_engine_restore(engine, file.bytes, file.count), MG_BAD_FILE);
        assert_true(mg_engine_hash(engine) == hash && mg_engine_steps(engine) == 5);
    }
    mg_put_u32(file.bytes + at, before);
    mg_engine_destroy(engine);
    free(file.bytes);
}

// ---- beyond 32 bits: a section that may be skipped, of more than 4 GiB, which are made up as they are read

typedef struct Large {
    File before, behind;
    uint64_t zeros;
} Large;

static size_t take_large(void *context, void *bytes, size_t count) {
    Large *file = context;
    size_t done = take(&file->before, bytes, count);
    uint64_t zeros = count - done < file->zeros ? count - done : file->zeros;
    memset((uint8_t *)bytes + done, 0, (size_t)zeros);
    file->zeros -= zeros;
    return done + (size_t)zeros + take(&file->behind, (uint8_t *)bytes + done + zeros, count - done - (size_t)zeros);
}

#define ZEROS (((uint64_t)1 << 32) + 12345)
#define CRC_OF_ZEROS 0xa3cf1b63u

static void sizes_beyond_32_bits_are_read(void **state) {
    (void)state;
    if (mg_test_quick()) skip();
    static MgCrcTables tables;
    File file = small_file();
    uint8_t header[MG_SECTION_HEADER_BYTES] = "cams", crc[4];
    uint64_t bytes = file.count + MG_SECTION_EXTRA_BYTES + ZEROS;
    mg_crc32c_tables(&tables);
    mg_put_u32(file.bytes + 12, mg_get_u32(file.bytes + 12) + 1);
    mg_put_u64(file.bytes + 16, bytes);
    mg_put_u32(file.bytes + 28, mg_crc32c(&tables, 0, file.bytes, 28));
    mg_put_u64(header + 8, ZEROS);
    mg_put_u32(header + 16, mg_crc32c(&tables, 0, header, 16));
    mg_put_u32(crc, CRC_OF_ZEROS);
    append(&file, header, sizeof header);
    Large large = { .before = file, .behind = { .writes_left = -1 }, .zeros = ZEROS };
    append(&large.behind, crc, sizeof crc);
    MgEngine *engine = NULL;
    if (mg_engine_load(take_large, &large, bytes, 1, 0, &engine) != MG_OK) fail_msg("%s", mg_error_message());
    mg_engine_destroy(engine);
    free(file.bytes), free(large.behind.bytes);
}

static void a_large_claim_takes_no_memory(void **state) {
    (void)state;
    Forgery f = honest;
    f.nx = 4096;
    File file = forged(&f);
    uint64_t before = mg_allocated_bytes();
    must_be_refused(&file, "claim", 0);
    assert_true(mg_allocated_bytes() == before);
    free(file.bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flipped_bit_is_found),
        cmocka_unit_test(every_cut_is_found),
        cmocka_unit_test(noise_is_found),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(every_byte_that_is_told_may_lie),
        cmocka_unit_test(counts_that_are_none_are_refused),
        cmocka_unit_test(sizes_beyond_32_bits_are_read),
        cmocka_unit_test(a_large_claim_takes_no_memory),
    };
    return MG_RUN_TESTS(tests);
}

#include "io/sections.h"

#include "io/bytes.h"

// Like PNG's: a byte no text has, the name, both line ends and an end-of-file sign, so that a transfer as text is
// noticed.
static const uint8_t magic[8] = { 0x89, 'M', 'G', 'S', '\r', '\n', 0x1a, '\n' };
#define VERSION 1
#define MAX_SECTIONS 4096 // far more than anything writes

// ---- writing

void mg_sections_out(MgSectionsOut *o, MgWrite write, void *context, int32_t section_count, uint64_t payload_bytes) {
    mg_writer_start(&o->writer, write, context);
    mg_crc32c_tables(&o->tables);
    o->writer.tables = &o->tables;
    mg_writer_bytes(&o->writer, magic, sizeof magic);
    mg_writer_u32(&o->writer, VERSION);
    mg_writer_u32(&o->writer, (uint32_t)section_count);
    mg_writer_u64(&o->writer, MG_FILE_HEADER_BYTES + (uint64_t)section_count * MG_SECTION_EXTRA_BYTES + payload_bytes);
    mg_writer_u32(&o->writer, 0);
    mg_writer_u32(&o->writer, o->writer.crc);
}

void mg_section_open(MgSectionsOut *o, const char tag[4], uint32_t number, uint64_t bytes) {
    o->writer.crc = 0;
    mg_writer_bytes(&o->writer, tag, 4);
    mg_writer_u32(&o->writer, number);
    mg_writer_u64(&o->writer, bytes);
    mg_writer_u32(&o->writer, o->writer.crc);
    o->writer.crc = 0;
    o->payload_end = o->writer.count + bytes;
}

void mg_section_close(MgSectionsOut *o) {
    MG_ASSERT(o->writer.count == o->payload_end);
    mg_writer_u32(&o->writer, o->writer.crc);
}

MgStatus mg_sections_finish(MgSectionsOut *o) { return mg_writer_finish(&o->writer, "snapshot"); }

// ---- reading

static MgStatus read_exactly(MgSectionsIn *in, void *bytes, size_t count) {
    if (count > in->file_left || in->read(in->context, bytes, count) != count)
        return MG_FAIL(BAD_FILE, "the snapshot ends before it should: it was cut short, or could not be read");
    in->file_left -= count;
    return MG_OK;
}

static MgStatus check_header(const MgSectionsIn *in, const uint8_t *header, uint64_t file_bytes) {
    if (memcmp(header, magic, sizeof magic) != 0)
        return MG_FAIL(BAD_FILE, "this is no snapshot: it does not begin like one");
    if (mg_crc32c(&in->tables, 0, header, 28) != mg_get_u32(header + 28))
        return MG_FAIL(BAD_FILE, "the snapshot is damaged: its header does not match its checksum");
    if (mg_get_u32(header + 8) != VERSION)
        return MG_FAIL(BAD_FILE, "the snapshot is of version %u, this program reads version %d; take a newer program",
                       (uint64_t)mg_get_u32(header + 8), VERSION);
    if (mg_get_u32(header + 24) != 0)
        return MG_FAIL(BAD_FILE,
                       "the snapshot's header tells something this program does not know; take a newer program");
    if (mg_get_u64(header + 16) != file_bytes)
        return MG_FAIL(BAD_FILE,
                       "the snapshot has %u bytes and should have %u: it was cut short or something was added",
                       file_bytes, mg_get_u64(header + 16));
    return MG_OK;
}

MgStatus mg_sections_in(MgSectionsIn *in, MgRead read, void *context, uint64_t file_bytes) {
    uint8_t header[MG_FILE_HEADER_BYTES];
    in->read = read, in->context = context, in->file_left = file_bytes;
    in->payload_left = 0, in->crc = 0, in->number = 0, in->sections_left = 0;
    memset(in->tag, 0, sizeof in->tag);
    mg_crc32c_tables(&in->tables);
    MG_TRY(read_exactly(in, header, sizeof header));
    MG_TRY(check_header(in, header, file_bytes));
    uint32_t sections = mg_get_u32(header + 12);
    if (sections > MAX_SECTIONS || sections > in->file_left / MG_SECTION_EXTRA_BYTES)
        return MG_FAIL(BAD_FILE, "the snapshot is damaged: %u sections do not fit in it", (uint64_t)sections);
    in->sections_left = (int32_t)sections;
    return MG_OK;
}

bool mg_section_may_be_skipped(const MgSectionsIn *in) { return in->tag[0] >= 'a' && in->tag[0] <= 'z'; }

static bool is_letter(uint8_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

MgStatus mg_section_next(MgSectionsIn *in) {
    uint8_t header[MG_SECTION_HEADER_BYTES];
    MG_ASSERT(in->sections_left > 0);
    MG_TRY(read_exactly(in, header, sizeof header));
    if (mg_crc32c(&in->tables, 0, header, 16) != mg_get_u32(header + 16))
        return MG_FAIL(BAD_FILE, "the snapshot is damaged: the header behind section '%s' does not match its checksum",
                       in->tag);
    for (int32_t i = 0; i < 4; i++) in->tag[i] = is_letter(header[i]) ? (char)header[i] : '?'; // it may be printed
    in->number = mg_get_u32(header + 4);
    in->payload_left = mg_get_u64(header + 8);
    in->crc = 0;
    in->sections_left--;
    uint64_t behind = 4 + (uint64_t)in->sections_left * MG_SECTION_EXTRA_BYTES;
    if (in->file_left < behind || in->payload_left > in->file_left - behind)
        return MG_FAIL(BAD_FILE, "the snapshot is damaged: section '%s' is longer than the file", in->tag);
    return MG_OK;
}

MgStatus mg_section_read(MgSectionsIn *in, void *bytes, size_t count) {
    if (count > in->payload_left)
        return MG_FAIL(BAD_FILE, "the snapshot is damaged: section '%s' is too short", in->tag);
    MG_TRY(read_exactly(in, bytes, count));
    in->crc = mg_crc32c(&in->tables, in->crc, bytes, count);
    in->payload_left -= count;
    return MG_OK;
}

MgStatus mg_section_check(MgSectionsIn *in) {
    uint8_t rest[256];
    while (in->payload_left > 0) {
        uint64_t count = in->payload_left < sizeof rest ? in->payload_left : sizeof rest;
        MG_TRY(mg_section_read(in, rest, (size_t)count));
    }
    MG_TRY(read_exactly(in, rest, 4));
    if (mg_get_u32(rest) == in->crc) return MG_OK;
    return MG_FAIL(BAD_FILE, "the snapshot is damaged: section '%s' %u does not match its checksum", in->tag,
                   (uint64_t)in->number);
}

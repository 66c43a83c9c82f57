// A file of tagged sections with checksums, the container of snapshots. docs/files.md has the layout in bytes.
//
//     file header      magic 8, version u32, sections u32, bytes of the whole file u64, 0 u32, CRC-32C of these 28
//     section header   tag 4, number u32, bytes of the payload u64, CRC-32C of these 16
//     payload          then its CRC-32C
//
// Everything is little-endian. A reader knows the file's true size, and refuses a length that does not fit before it
// allocates or reads. A section whose tag begins with a small letter may be skipped by a reader that does not know it.
#ifndef MG_IO_SECTIONS_H
#define MG_IO_SECTIONS_H

#include "io/writer.h"

#define MG_FILE_HEADER_BYTES 32
#define MG_SECTION_HEADER_BYTES 20
#define MG_SECTION_EXTRA_BYTES (MG_SECTION_HEADER_BYTES + 4) // of every section, beside its payload

// ---- writing: payload sizes are known in advance

typedef struct MgSectionsOut {
    MgWriter writer;
    MgCrcTables tables;
    uint64_t payload_end; // what writer.count must be when the section closes
} MgSectionsOut;

void mg_sections_out(MgSectionsOut *out, MgWrite write, void *context, int32_t section_count, uint64_t payload_bytes);
void mg_section_open(MgSectionsOut *out, const char tag[4], uint32_t number, uint64_t bytes);
void mg_section_close(MgSectionsOut *out);
MgStatus mg_sections_finish(MgSectionsOut *out);

// ---- reading, in the order of the file

typedef struct MgSectionsIn {
    MgRead read;
    void *context;
    MgCrcTables tables;
    uint64_t file_left;    // bytes of the file not yet read
    uint64_t payload_left; // of the open section
    uint32_t crc;          // of what was read of it
    int32_t sections_left;
    char tag[5]; // of the open section, with a 0
    uint32_t number;
} MgSectionsIn;

MgStatus mg_sections_in(MgSectionsIn *in, MgRead read, void *context, uint64_t file_bytes); // BAD_FILE
MgStatus mg_section_next(MgSectionsIn *in);             // opens the next section; sections_left counts those behind it
bool mg_section_may_be_skipped(const MgSectionsIn *in); // by a reader that does not know its tag
MgStatus mg_section_read(MgSectionsIn *in, void *bytes, size_t count); // BAD_FILE beyond the payload's end
MgStatus mg_section_check(MgSectionsIn *in);                           // reads the rest of it and verifies its checksum

#endif

// Gathers small writes into large ones for an MgWrite callback. After the first error the rest is dropped, so code that
// writes a format checks for errors once, at its end.
#ifndef MG_IO_WRITER_H
#define MG_IO_WRITER_H

#include "base/base.h"
#include "io/crc32c.h"

#define MG_WRITER_BYTES 16384 // on the stack, which has 256 KB in a browser

typedef struct MgWriter {
    MgWrite write;
    void *context;
    bool failed;
    uint64_t count;            // bytes so far
    const MgCrcTables *tables; // NULL: crc is not needed
    uint32_t crc;              // of what was written since it was set to 0
    size_t used;
    uint8_t buffer[MG_WRITER_BYTES];
} MgWriter;

void mg_writer_start(MgWriter *writer, MgWrite write, void *context);
void mg_writer_bytes(MgWriter *writer, const void *bytes, size_t count);
void mg_writer_text(MgWriter *writer, const char *text);
void mg_writer_u32(MgWriter *writer, uint32_t value);
void mg_writer_u64(MgWriter *writer, uint64_t value);
void mg_writer_floats(MgWriter *writer, const float *values, size_t count); // little-endian
MgStatus mg_writer_finish(MgWriter *writer, const char *what);              // what: "VTI file", for the sentence

#endif

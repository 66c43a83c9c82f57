#include "io/writer.h"

#include "io/bytes.h"

void mg_writer_start(MgWriter *w, MgWrite write, void *context) {
    w->write = write, w->context = context;
    w->failed = false, w->count = 0, w->used = 0;
    w->tables = NULL, w->crc = 0;
}

static void flush(MgWriter *w) {
    if (w->used > 0 && !w->failed) w->failed = !w->write(w->context, w->buffer, w->used);
    w->used = 0;
}

void mg_writer_bytes(MgWriter *w, const void *bytes, size_t count) {
    const uint8_t *at = bytes;
    w->count += count;
    if (w->tables != NULL) w->crc = mg_crc32c(w->tables, w->crc, bytes, count);
    while (count > 0) {
        size_t room = sizeof w->buffer - w->used, part = count < room ? count : room;
        memcpy(w->buffer + w->used, at, part);
        w->used += part, at += part, count -= part;
        if (w->used == sizeof w->buffer) flush(w);
    }
}

void mg_writer_text(MgWriter *w, const char *text) { mg_writer_bytes(w, text, strlen(text)); }

void mg_writer_u32(MgWriter *w, uint32_t value) {
    uint8_t bytes[4];
    mg_put_u32(bytes, value);
    mg_writer_bytes(w, bytes, sizeof bytes);
}

void mg_writer_u64(MgWriter *w, uint64_t value) {
    uint8_t bytes[8];
    mg_put_u64(bytes, value);
    mg_writer_bytes(w, bytes, sizeof bytes);
}

#define FLOATS_AT_ONCE 256

void mg_writer_floats(MgWriter *w, const float *values, size_t count) {
    uint8_t bytes[4 * FLOATS_AT_ONCE];
    while (count > 0) {
        size_t part = count < FLOATS_AT_ONCE ? count : FLOATS_AT_ONCE;
        for (size_t i = 0; i < part; i++) mg_put_u32(bytes + 4 * i, mg_float_bits(values[i]));
        mg_writer_bytes(w, bytes, 4 * part);
        values += part, count -= part;
    }
}

MgStatus mg_writer_finish(MgWriter *w, const char *what) {
    flush(w);
    if (!w->failed) return MG_OK;
    return MG_FAIL(WRITE_FAILED, "the %s was not written to its end: the writer refused", what);
}

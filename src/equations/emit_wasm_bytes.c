#include "equations/emit_wasm_bytes.h"

#define RESERVED_BYTES 5 // a number of 32 bits, 7 of them in a byte

static void put(MgBytes *bytes, size_t place, uint32_t value) {
    if (place < bytes->capacity) bytes->buffer[place] = (uint8_t)value;
}

void mg_bytes_byte(MgBytes *bytes, uint32_t value) { put(bytes, bytes->length++, value & 0xff); }

void mg_bytes_number(MgBytes *bytes, uint32_t value) {
    for (; value >= 0x80; value >>= 7) mg_bytes_byte(bytes, (value & 0x7f) | 0x80);
    mg_bytes_byte(bytes, value);
}

void mg_bytes_signed(MgBytes *bytes, int32_t value) {
    for (; value < -64 || value > 63; value >>= 7) mg_bytes_byte(bytes, ((uint32_t)value & 0x7f) | 0x80);
    mg_bytes_byte(bytes, (uint32_t)value & 0x7f);
}

void mg_bytes_word(MgBytes *bytes, uint32_t value) {
    for (int32_t i = 0; i < 4; i++) mg_bytes_byte(bytes, value >> 8 * i);
}

void mg_bytes_name(MgBytes *bytes, const char *name) {
    uint32_t length = 0;
    while (name[length] != 0) length++;
    mg_bytes_number(bytes, length);
    for (uint32_t i = 0; i < length; i++) mg_bytes_byte(bytes, (uint8_t)name[i]);
}

size_t mg_bytes_reserve(MgBytes *bytes) {
    const size_t place = bytes->length;
    bytes->length += RESERVED_BYTES;
    return place;
}

void mg_bytes_fill(MgBytes *bytes, size_t place, uint32_t value) {
    for (uint32_t i = 0; i < RESERVED_BYTES; i++)
        put(bytes, place + i, (value >> 7 * i & 0x7f) | (i + 1 < RESERVED_BYTES ? 0x80 : 0));
}

void mg_bytes_fill_length(MgBytes *bytes, size_t place) {
    mg_bytes_fill(bytes, place, (uint32_t)(bytes->length - place - RESERVED_BYTES));
}

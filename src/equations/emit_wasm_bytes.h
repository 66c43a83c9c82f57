// Writes the binary format of WebAssembly (https://webassembly.github.io/spec/core/binary): numbers as LEB128, sections
// and functions with their length before them.
#ifndef MG_EQUATIONS_EMIT_WASM_BYTES_H
#define MG_EQUATIONS_EMIT_WASM_BYTES_H

#include <stddef.h>
#include <stdint.h>

// Writes what fits and counts everything, as MgText does.
typedef struct MgBytes {
    uint8_t *buffer;
    size_t capacity, length;
} MgBytes;

void mg_bytes_byte(MgBytes *bytes, uint32_t value); // its lowest 8 bits
void mg_bytes_number(MgBytes *bytes, uint32_t value);
void mg_bytes_signed(MgBytes *bytes, int32_t value);
void mg_bytes_word(MgBytes *bytes, uint32_t value); // 4 bytes, the lowest first
void mg_bytes_name(MgBytes *bytes, const char *name);

// Room for a number that is known later; returns its place.
size_t mg_bytes_reserve(MgBytes *bytes);
void mg_bytes_fill(MgBytes *bytes, size_t place, uint32_t value);
void mg_bytes_fill_length(MgBytes *bytes, size_t place); // of what was written since

#endif

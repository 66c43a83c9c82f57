#include "io/lz4.h"

#include <string.h>

#include "io/bytes.h"

#define LEAST_COPY 4
#define MORE_FOLLOWS 15 // in half a token: the next bytes are added, up to one that is not 255

typedef struct Block {
    const uint8_t *at, *end;
} Block;

static bool take_length(Block *b, uint32_t half, size_t *length) {
    *length = half;
    for (uint8_t more = half == MORE_FOLLOWS ? 255 : 0; more == 255; *length += more) {
        if (b->at == b->end) return false;
        more = *b->at++;
    }
    return true;
}

bool mg_lz4_block(const uint8_t *bytes, size_t count, uint8_t *out, size_t out_count) {
    Block b = { bytes, bytes + count };
    size_t done = 0, length;
    while (b.at < b.end) {
        uint32_t token = *b.at++;
        if (!take_length(&b, token >> 4, &length) || length > (size_t)(b.end - b.at) || length > out_count - done)
            return false;
        memcpy(out + done, b.at, length);
        b.at += length, done += length;
        if (b.at == b.end) break; // the last run has no copy
        if (b.end - b.at < 2) return false;
        size_t back = mg_get_u16(b.at);
        b.at += 2;
        if (!take_length(&b, token & 15, &length) || back == 0 || back > done) return false;
        length += LEAST_COPY;
        if (length > out_count - done) return false;
        for (size_t i = 0; i < length; i++) out[done + i] = out[done + i - back]; // may overlap: so runs repeat
        done += length;
    }
    return done == out_count;
}

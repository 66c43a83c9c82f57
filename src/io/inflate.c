#include "io/inflate.h"

#include <string.h>

#include "io/bytes.h"

#define LONGEST_CODE 15
#define LITERALS 288
#define DISTANCES 30
#define END_OF_BLOCK 256

typedef struct Stream {
    const uint8_t *bytes;
    size_t count, at;
    uint32_t held; // bits taken from bytes and not used yet, the next one lowest
    int32_t held_count;
    uint8_t *out;
    size_t out_count, out_at;
    bool bad;
} Stream;

static uint32_t bits(Stream *s, int32_t count) {
    while (s->held_count < count) {
        if (s->at == s->count) {
            s->bad = true;
            return 0;
        }
        s->held |= (uint32_t)s->bytes[s->at++] << s->held_count;
        s->held_count += 8;
    }
    uint32_t value = s->held & ((1u << count) - 1);
    s->held >>= count;
    s->held_count -= count;
    return value;
}

// ---- Huffman codes: how many there are of each length, and the symbols in the order of their codes

typedef struct Codes {
    uint16_t count[LONGEST_CODE + 1], symbols[LITERALS];
} Codes;

// false: more codes than their lengths allow (an over-subscribed code).
static bool build_codes(Codes *codes, const uint8_t *lengths, int32_t symbol_count) {
    uint16_t first[LONGEST_CODE + 2] = { 0 };
    int32_t room = 1;
    memset(codes->count, 0, sizeof codes->count);
    for (int32_t i = 0; i < symbol_count; i++) codes->count[lengths[i]]++;
    codes->count[0] = 0;
    for (int32_t length = 1; length <= LONGEST_CODE; length++) {
        room = 2 * room - codes->count[length];
        if (room < 0) return false;
        first[length + 1] = (uint16_t)(first[length] + codes->count[length]);
    }
    for (int32_t i = 0; i < symbol_count; i++)
        if (lengths[i] > 0) codes->symbols[first[lengths[i]]++] = (uint16_t)i;
    return true;
}

static int32_t symbol(Stream *s, const Codes *codes) {
    int32_t code = 0, first = 0, index = 0;
    for (int32_t length = 1; length <= LONGEST_CODE && !s->bad; length++) {
        code |= (int32_t)bits(s, 1);
        int32_t count = codes->count[length];
        if (code - count < first) return codes->symbols[index + (code - first)];
        index += count, first = (first + count) << 1, code <<= 1;
    }
    s->bad = true;
    return END_OF_BLOCK;
}

// ---- blocks

static void stored_block(Stream *s) {
    s->held = 0, s->held_count = 0; // to the next byte
    if (s->count - s->at < 4) {
        s->bad = true;
        return;
    }
    size_t length = mg_get_u16(s->bytes + s->at);
    bool sure = mg_get_u16(s->bytes + s->at + 2) == (uint16_t)~length;
    s->at += 4;
    if (!sure || length > s->count - s->at || length > s->out_count - s->out_at) {
        s->bad = true;
        return;
    }
    memcpy(s->out + s->out_at, s->bytes + s->at, length);
    s->at += length, s->out_at += length;
}

static void copy_back(Stream *s, size_t distance, size_t length) {
    if (distance > s->out_at || length > s->out_count - s->out_at) {
        s->bad = true;
        return;
    }
    for (size_t i = 0; i < length; i++, s->out_at++) s->out[s->out_at] = s->out[s->out_at - distance]; // may overlap
}

static void coded_block(Stream *s, const Codes *literals, const Codes *distances) {
    static const uint16_t length_base[29] = { 3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                              31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258 };
    static const uint8_t length_bits[29] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                             2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0 };
    while (!s->bad) {
        int32_t literal = symbol(s, literals);
        if (literal == END_OF_BLOCK) return;
        if (literal < END_OF_BLOCK) {
            if (s->out_at == s->out_count) s->bad = true;
            else s->out[s->out_at++] = (uint8_t)literal;
            continue;
        }
        int32_t l = literal - END_OF_BLOCK - 1;
        if (l >= 29) s->bad = true;
        if (s->bad) return;
        size_t length = length_base[l] + bits(s, length_bits[l]);
        int32_t d = symbol(s, distances);
        if (d >= DISTANCES) s->bad = true;
        if (s->bad) return;
        int32_t extra = d < 4 ? 0 : d / 2 - 1; // distances: 1 2 3 4, then two for every power of two
        size_t distance = d < 4 ? (size_t)d + 1 : ((size_t)(2 + d % 2) << extra) + 1 + bits(s, extra);
        copy_back(s, distance, length);
    }
}

static void fixed_block(Stream *s) {
    uint8_t lengths[LITERALS];
    Codes literals, distances;
    for (int32_t i = 0; i < LITERALS; i++) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    build_codes(&literals, lengths, LITERALS);
    memset(lengths, 5, DISTANCES);
    build_codes(&distances, lengths, DISTANCES);
    coded_block(s, &literals, &distances);
}

static bool read_lengths(Stream *s, uint8_t *lengths, int32_t count, const Codes *codes) {
    for (int32_t i = 0; i < count && !s->bad;) {
        int32_t code = symbol(s, codes), repeat = 1;
        uint8_t length = (uint8_t)code;
        if (code == 16) {
            if (i == 0) return false;
            length = lengths[i - 1], repeat = 3 + (int32_t)bits(s, 2);
        } else if (code == 17) length = 0, repeat = 3 + (int32_t)bits(s, 3);
        else if (code == 18) length = 0, repeat = 11 + (int32_t)bits(s, 7);
        else if (code > 18) return false;
        if (repeat > count - i) return false;
        while (repeat-- > 0) lengths[i++] = length;
    }
    return !s->bad;
}

static void dynamic_block(Stream *s) {
    static const uint8_t order[19] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
    uint8_t lengths[LITERALS + 32] = { 0 };
    Codes literals, distances;
    int32_t literal_count = 257 + (int32_t)bits(s, 5), distance_count = 1 + (int32_t)bits(s, 5);
    int32_t length_count = 4 + (int32_t)bits(s, 4);
    for (int32_t i = 0; i < length_count; i++) lengths[order[i]] = (uint8_t)bits(s, 3);
    if (s->bad || literal_count > 286 || distance_count > DISTANCES || !build_codes(&literals, lengths, 19)) {
        s->bad = true;
        return;
    }
    Codes of_lengths = literals;
    memset(lengths, 0, sizeof lengths);
    if (!read_lengths(s, lengths, literal_count + distance_count, &of_lengths) || lengths[END_OF_BLOCK] == 0 ||
        !build_codes(&literals, lengths, literal_count) ||
        !build_codes(&distances, lengths + literal_count, distance_count)) {
        s->bad = true;
        return;
    }
    coded_block(s, &literals, &distances);
}

static bool inflate_blocks(Stream *s) {
    for (bool last = false; !last && !s->bad;) {
        last = bits(s, 1) == 1;
        uint32_t kind = bits(s, 2);
        if (s->bad) break;
        if (kind == 0) stored_block(s);
        else if (kind == 1) fixed_block(s);
        else if (kind == 2) dynamic_block(s);
        else s->bad = true;
    }
    return !s->bad;
}

// ---- wrappings

static uint32_t adler32(const uint8_t *bytes, size_t count) {
    uint32_t a = 1, b = 0;
    while (count > 0) {
        size_t part = count < 5552 ? count : 5552; // as many as cannot overflow 32 bits
        for (size_t i = 0; i < part; i++) a += bytes[i], b += a;
        a %= 65521, b %= 65521, bytes += part, count -= part;
    }
    return b << 16 | a;
}

bool mg_inflate_zlib(const uint8_t *bytes, size_t count, uint8_t *out, size_t out_count) {
    if (count < 6 || (bytes[0] & 15) != 8 || (bytes[0] * 256 + bytes[1]) % 31 != 0 || (bytes[1] & 32) != 0)
        return false;
    Stream s = { .bytes = bytes, .count = count - 4, .at = 2, .out = out, .out_count = out_count };
    if (!inflate_blocks(&s) || s.out_at != out_count) return false;
    const uint8_t *sum = bytes + count - 4; // big-endian
    return adler32(out, out_count) ==
           ((uint32_t)sum[0] << 24 | (uint32_t)sum[1] << 16 | (uint32_t)sum[2] << 8 | sum[3]);
}

static uint32_t crc32_of(const uint8_t *bytes, size_t count) {
    uint32_t table[16], crc = ~0u; // half a byte at a time: small, and fast enough for a file
    for (uint32_t i = 0; i < 16; i++) {
        table[i] = i;
        for (int32_t bit = 0; bit < 4; bit++) table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320u : 0);
    }
    for (size_t i = 0; i < count; i++) {
        crc = crc >> 4 ^ table[(crc ^ bytes[i]) & 15];
        crc = crc >> 4 ^ table[(crc ^ (uint32_t)bytes[i] >> 4) & 15];
    }
    return ~crc;
}

static size_t behind_text(const uint8_t *bytes, size_t count, size_t at) {
    while (at < count && bytes[at] != 0) at++;
    return at + 1;
}

#define GZIP_HEADER_BYTES 10
#define GZIP_END_BYTES 8 // its CRC-32, and how many bytes it stands for

// Where the blocks of a member begin; 0: it is none.
static size_t behind_header(const uint8_t *bytes, size_t count) {
    enum { CHECKED = 2, EXTRA = 4, NAMED = 8, COMMENTED = 16 };
    if (count < GZIP_HEADER_BYTES + GZIP_END_BYTES || bytes[0] != 0x1f || bytes[1] != 0x8b || bytes[2] != 8) return 0;
    size_t at = GZIP_HEADER_BYTES;
    if (bytes[3] & EXTRA) at += 2 + (size_t)mg_get_u16(bytes + GZIP_HEADER_BYTES);
    if (bytes[3] & NAMED) at = behind_text(bytes, count, at);
    if (bytes[3] & COMMENTED) at = behind_text(bytes, count, at);
    if (bytes[3] & CHECKED) at += 2;
    return at <= count - GZIP_END_BYTES ? at : 0;
}

// Moves both behind it. Whole bytes that were read ahead of the last block are given back.
static bool inflate_member(const uint8_t **bytes, size_t *count, uint8_t **out, size_t *out_count) {
    const size_t at = behind_header(*bytes, *count);
    Stream s = { .bytes = *bytes, .count = *count - GZIP_END_BYTES, .at = at, .out = *out, .out_count = *out_count };
    if (at == 0 || !inflate_blocks(&s)) return false;
    const uint8_t *end = *bytes + s.at - (size_t)(s.held_count / 8);
    if (mg_get_u32(end) != crc32_of(*out, s.out_at) || mg_get_u32(end + 4) != (uint32_t)s.out_at) return false;
    *count -= (size_t)(end + GZIP_END_BYTES - *bytes), *bytes = end + GZIP_END_BYTES;
    *out += s.out_at, *out_count -= s.out_at;
    return true;
}

bool mg_inflate_gzip(const uint8_t *bytes, size_t count, uint8_t *out, size_t out_count) {
    do {
        if (!inflate_member(&bytes, &count, &out, &out_count)) return false;
        while (count > 0 && *bytes == 0) bytes++, count--; // what tapes and block devices add
    } while (count > 0);
    return out_count == 0;
}

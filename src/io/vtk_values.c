#include "io/vtk_values.h"

#include "base/memory.h"
#include "io/bytes.h"
#include "io/inflate.h"
#include "io/lz4.h"

// ---- a run of bytes: raw, or base64 in pieces that may each end with '='

typedef struct Source {
    MgScan text;
    bool base64;
    uint8_t held[3];
    int32_t held_count;
} Source;

static int32_t six_bits(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (mg_is_digit(c)) return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool decode_group(Source *s) {
    uint32_t bits = 0;
    int32_t count = 0, letters = 0;
    for (; letters < 4 && s->text.at < s->text.end; s->text.at++) {
        if (mg_is_space(*s->text.at)) continue;
        int32_t value = six_bits(*s->text.at);
        if (value < 0 && *s->text.at != '=') return false;
        bits = bits << 6 | (uint32_t)(value < 0 ? 0 : value);
        letters++;
        count += value >= 0;
    }
    if (letters < 4 || count < 2) return false;
    s->held_count = count - 1;
    for (int32_t i = 0; i < s->held_count; i++) s->held[i] = (uint8_t)(bits >> (16 - 8 * i));
    return true;
}

static bool take_bytes(Source *s, uint8_t *out, size_t count) {
    if (!s->base64) {
        if ((size_t)(s->text.end - s->text.at) < count) return false;
        memcpy(out, s->text.at, count);
        s->text.at += count;
        return true;
    }
    while (count > 0) {
        if (s->held_count == 0 && !decode_group(s)) return false;
        int32_t part = (size_t)s->held_count < count ? s->held_count : (int32_t)count;
        memcpy(out, s->held, (size_t)part);
        memmove(s->held, s->held + part, (size_t)(s->held_count - part));
        s->held_count -= part, out += part, count -= (size_t)part;
    }
    return true;
}

static bool take_number(const MgVtkCoding *v, Source *s, uint64_t *out) {
    uint8_t bytes[8];
    if (!take_bytes(s, bytes, (size_t)v->header_width)) return false;
    *out = 0;
    for (int32_t i = 0; i < v->header_width; i++)
        *out |= (uint64_t)bytes[v->big_endian ? v->header_width - 1 - i : i] << 8 * i;
    return true;
}

// A piece of base64 ends here; the next one begins with a group of its own.
static void end_piece(Source *s) { s->held_count = 0; }

// ---- values

typedef struct Blocks {
    uint64_t count, size, last;
} Blocks;

MgStatus mg_vtk_damaged(void) { return MG_FAIL(BAD_FILE, "the VTK file's values are damaged or cut short"); }

static bool unpack(MgVtkCompressor how, const uint8_t *packed, size_t size, uint8_t *out, size_t whole) {
    return how == MG_VTK_LZ4 ? mg_lz4_block(packed, size, out, whole) : mg_inflate_zlib(packed, size, out, whole);
}

// The sizes of the compressed blocks stand before them; a second source walks along them.
static MgStatus unpack_blocks(const MgVtkCoding *v, Source sizes, const Blocks *blocks, uint8_t *out) {
    Source data = sizes;
    uint64_t size;
    for (uint64_t i = 0; i < blocks->count; i++)
        if (!take_number(v, &data, &size)) return mg_vtk_damaged();
    end_piece(&data);
    size_t left = v->file_bytes;
    for (uint64_t i = 0; i < blocks->count; i++) {
        uint64_t whole = i + 1 == blocks->count && blocks->last > 0 ? blocks->last : blocks->size;
        if (!take_number(v, &sizes, &size) || size > left) return mg_vtk_damaged();
        uint8_t *packed = mg_allocate((size_t)size);
        if (packed == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for %u bytes of a VTK file", size);
        bool good =
            take_bytes(&data, packed, (size_t)size) && unpack(v->compressor, packed, (size_t)size, out, (size_t)whole);
        mg_free(packed);
        if (!good) return mg_vtk_damaged();
        out += whole;
    }
    return MG_OK;
}

static MgStatus refuse_size(uint64_t told, uint64_t bytes) {
    return MG_FAIL(BAD_FILE, "an array of the VTK file has %u bytes, and its box of values takes %u", told, bytes);
}

MgStatus mg_vtk_take_values(const MgVtkCoding *v, MgScan text, bool base64, uint64_t bytes, uint8_t *out) {
    Source s = { .text = text, .base64 = base64 };
    Blocks b;
    if (v->compressor == MG_VTK_NONE) {
        uint64_t told;
        if (!take_number(v, &s, &told)) return mg_vtk_damaged();
        if (told != bytes) return refuse_size(told, bytes);
        return take_bytes(&s, out, (size_t)bytes) ? MG_OK : mg_vtk_damaged();
    }
    if (!take_number(v, &s, &b.count) || !take_number(v, &s, &b.size) || !take_number(v, &s, &b.last))
        return mg_vtk_damaged();
    if (b.count == 0 || b.count > bytes || b.size == 0 || b.last > b.size) return mg_vtk_damaged();
    uint64_t last = b.last > 0 ? b.last : b.size; // by division, for the product may be more than 64 bits hold
    if (last > bytes || (bytes - last) % b.size != 0 || (bytes - last) / b.size != b.count - 1)
        return MG_FAIL(
            BAD_FILE,
            "an array of the VTK file is packed in %u blocks of %u bytes, the last of %u, and its box of values takes "
            "%u",
            b.count, b.size, last, bytes);
    return unpack_blocks(v, s, &b, out);
}

MgStatus mg_vtk_take_text(MgScan text, uint64_t values, uint8_t *out) {
    for (uint64_t i = 0; i < values; i++) {
        double value;
        MgScan word = mg_next_word(&text, '<');
        if (word.at == word.end)
            return MG_FAIL(BAD_FILE, "an array of the VTK file ends after %u of its %u values", i, values);
        if (!mg_scan_as_number(word, &value))
            return MG_FAIL(BAD_FILE, "value %u of an array of the VTK file is '%s', which is no number", i + 1,
                           mg_quote(word).text);
        mg_put_u64(out + 8 * i, mg_double_bits(value));
    }
    if (mg_scan_ends(text)) return MG_OK;
    return MG_FAIL(BAD_FILE, "an array of the VTK file has more than the %u values that its box takes", values);
}

// VTK's XML image data (docs.vtk.org, "VTK XML formats"): one piece, point or cell data; values as text, base64 or raw,
// inline or appended, plain or zlib. A tag is looked at where it stands; nothing is nested deeper than the format is.
//
// Patterns of the program Ready (github.com/GollyGang/ready) are such files with an element RD before the image: a rule, its
// parameters, and overlays that make the first state when it is loaded. The rules that are models here come along; others
// are refused by name.
#include "base/memory.h"
#include "base/rng.h"
#include "io/bytes.h"
#include "io/inflate.h"
#include "io/scan.h"
#include "io/volume_in.h"

// ---- tags

typedef struct Tag {
    MgScan name;                         // "/Piece" for an end
    MgScan attributes;
    const char *behind;                  // the first character after '>'
    bool empty;                          // "<a/>"
} Tag;

// The next tag at or behind s->at, which moves behind it; comments and declarations are passed over.
static bool next_tag(MgScan *s, Tag *out) {
    while (s->at < s->end) {
        const char *open = mg_find(*s, "<");
        if (open == NULL) return false;
        MgScan inside = { open + 1, s->end };
        if (mg_skip_text(&inside, "!--")) {
            const char *close = mg_find(inside, "-->");
            if (close == NULL) return false;
            s->at = close + 3;
            continue;
        }
        char quote = 0;
        const char *close = inside.at;
        for (; close < s->end && (quote != 0 || *close != '>'); close++)
            if (quote != 0 ? *close == quote : *close == '"' || *close == '\'') quote = quote != 0 ? 0 : *close;
        if (close == s->end) return false;
        s->at = close + 1;
        if (*inside.at == '?' || *inside.at == '!') continue;
        const char *name_end = inside.at;
        while (name_end < close && !mg_is_space(*name_end) && (*name_end != '/' || name_end == inside.at)) name_end++;
        *out = (Tag){ .name = { inside.at, name_end }, .attributes = { name_end, close }, .behind = close + 1,
                      .empty = close > inside.at && close[-1] == '/' };
        return true;
    }
    return false;
}

// The value of name="value"; empty where there is none.
static MgScan attribute(const Tag *tag, const char *name) {
    MgScan s = tag->attributes;
    while (s.at < s.end) {
        mg_skip_space(&s);
        MgScan key = { s.at, s.at };
        while (s.at < s.end && *s.at != '=' && !mg_is_space(*s.at)) s.at++;
        key.end = s.at;
        mg_skip_space(&s);
        if (!mg_skip_text(&s, "=")) {
            if (s.at < s.end) s.at++;
            continue;
        }
        mg_skip_space(&s);
        if (s.at == s.end || (*s.at != '"' && *s.at != '\'')) continue;
        char quote = *s.at++;
        MgScan value = { s.at, s.at };
        while (s.at < s.end && *s.at != quote) s.at++;
        value.end = s.at;
        if (s.at < s.end) s.at++;
        if (mg_scan_is(key, name)) return value;
    }
    return (MgScan){ s.end, s.end };
}

static bool has_attribute(const Tag *tag, const char *name, const char *value) {
    return mg_scan_is(attribute(tag, name), value);
}

// ---- what the file says before its values

typedef struct Array {
    MgElements type;
    MgScan name;
    int64_t components;
    bool appended, ascii;
    int64_t offset;
    const char *content;                 // behind its tag
} Array;

// One of Ready's overlays: op(value, fill) inside a shape.
typedef enum Op { OVERWRITE, ADD, SUBTRACT, MULTIPLY, DIVIDE } Op;
typedef enum Fill { CONSTANT, NOISE, OTHER } Fill;

typedef struct Overlay {
    int32_t chemical, other;
    Op op;
    Fill fill;
    double low, high;                    // CONSTANT: low
    bool everywhere;
    double corner[2][3];                 // of a rectangle, in parts of the box
    int32_t corner_count, shape_count;
} Overlay;

#define MOST_OVERLAYS 16

typedef struct Vti {
    MgScan all;                          // the file
    int32_t header_width;                // 4 or 8 bytes
    bool big_endian, compressed, raw_appended;
    int64_t extent[3];
    double spacing;
    Array arrays[MG_MOST_ARRAYS];
    int32_t array_count;
    const char *appended;                // behind the '_'; NULL: there is none
    bool in_data, sized;
    const char *model;                   // of Ready's rule; NULL: none
    MgScan rule;                         // its name, where it is a formula that is not known yet
    bool periodic, generated;            // by overlays
    Overlay overlays[MOST_OVERLAYS];
    int32_t overlay_count;
    bool in_overlay;
    MgScan strange;                      // an element of an overlay that is not known here
    int32_t parameter_count;
    MgSnapshotParameter parameters[MG_MOST_ARRAYS];
} Vti;

static MgStatus read_file_tag(const Tag *tag, Vti *v) {
    MgScan compressor = attribute(tag, "compressor");
    if (!has_attribute(tag, "type", "ImageData")) return MG_FAIL(BAD_FILE, "the VTK file is no ImageData; resample it to an image");
    v->big_endian = has_attribute(tag, "byte_order", "BigEndian");
    v->header_width = has_attribute(tag, "header_type", "UInt64") ? 8 : 4;
    v->compressed = compressor.at < compressor.end;
    if (v->compressed && !mg_scan_is(compressor, "vtkZLibDataCompressor"))
        return MG_FAIL(BAD_FILE, "the VTK file's compressor is not read here; take zlib, or none");
    return MG_OK;
}

static MgStatus read_extent(const Tag *tag, const char *name, int64_t out[3]) {
    MgScan value = attribute(tag, name);
    for (int32_t axis = 0; axis < 3; axis++) {
        int64_t from, to;
        mg_skip_space(&value);
        bool good = mg_scan_whole(&value, &from);
        mg_skip_space(&value);
        if (!good || !mg_scan_whole(&value, &to) || from > to || to - from >= MG_LARGEST_EXTENT)
            return MG_FAIL(BAD_FILE, "the VTK file's %s is not six numbers of a box of up to %d a side", name, MG_LARGEST_EXTENT);
        out[axis] = to - from + 1;
    }
    return MG_OK;
}

static MgStatus read_image_tag(const Tag *tag, Vti *v) {
    MgScan spacing = attribute(tag, "Spacing");
    mg_skip_space(&spacing);
    if (!mg_scan_number(&spacing, &v->spacing) || !(v->spacing > 0)) v->spacing = 1;
    return read_extent(tag, "WholeExtent", v->extent);
}

static MgStatus read_piece_tag(const Tag *tag, Vti *v) {
    int64_t extent[3];
    MG_TRY(read_extent(tag, "Extent", extent));
    if (v->sized || memcmp(extent, v->extent, sizeof extent) != 0)
        return MG_FAIL(BAD_FILE, "the VTK file has its image in several pieces; join them");
    v->sized = true;
    return MG_OK;
}

// Cell data has a value less along each axis than there are points, so one of the two is taken: what comes first.
static MgStatus enter_data(Vti *v, bool cells) {
    if (!v->sized) return MG_FAIL(BAD_FILE, "the VTK file has data outside of its piece");
    if (v->array_count > 0) return MG_OK;
    for (int32_t axis = 0; axis < 3 && cells; axis++)
        if (v->extent[axis] > 1) v->extent[axis]--;
    v->in_data = true;
    return MG_OK;
}

static const struct { const char *name; char kind; int32_t width; } types[] = {
    { "Float32", 'f', 4 }, { "Float64", 'f', 8 }, { "Int8", 'i', 1 },  { "UInt8", 'u', 1 },  { "Int16", 'i', 2 },
    { "UInt16", 'u', 2 },  { "Int32", 'i', 4 },   { "UInt32", 'u', 4 }, { "Int64", 'i', 8 }, { "UInt64", 'u', 8 },
};

static MgStatus read_array_tag(const Tag *tag, Vti *v) {
    MgScan type = attribute(tag, "type"), components = attribute(tag, "NumberOfComponents"), offset = attribute(tag, "offset");
    if (!v->in_data) return MG_OK;                           // field data
    if (v->array_count == MG_MOST_ARRAYS) return MG_FAIL(BAD_FILE, "the VTK file has more than %d arrays", MG_MOST_ARRAYS);
    Array *a = &v->arrays[v->array_count++];
    *a = (Array){ .name = attribute(tag, "Name"), .components = 1, .ascii = has_attribute(tag, "format", "ascii"),
                  .appended = has_attribute(tag, "format", "appended"), .content = tag->behind };
    bool known = false;
    for (int32_t i = 0; i < MG_COUNT_OF(types); i++)
        if (mg_scan_is(type, types[i].name)) known = mg_elements_type(&a->type, types[i].kind, types[i].width);
    if (!known) return MG_FAIL(BAD_FILE, "an array of the VTK file is of a type that is not read here");
    a->type.big_endian = v->big_endian;
    if (components.at < components.end && (!mg_scan_whole(&components, &a->components) || a->components < 1))
        return MG_FAIL(BAD_FILE, "an array of the VTK file has no proper number of components");
    if (a->appended && (!mg_scan_whole(&offset, &a->offset) || a->offset < 0))
        return MG_FAIL(BAD_FILE, "an appended array of the VTK file has no proper offset");
    return MG_OK;
}

// ---- Ready's rule

static const struct { const char *theirs, *ours; } gray_scott[] = {
    { "timestep", "dt" }, { "D_a", "du" }, { "D_b", "dv" }, { "k", "kill" }, { "K", "kill" }, { "F", "feed" },
};

static MgStatus read_parameter(const Tag *tag, MgScan all, Vti *v) {
    MgScan name = attribute(tag, "name"), value = { tag->behind, all.end };
    mg_skip_space(&value);
    for (int32_t i = 0; i < MG_COUNT_OF(gray_scott); i++) {
        if (!mg_scan_is(name, gray_scott[i].theirs) || v->parameter_count == MG_MOST_ARRAYS) continue;
        MgSnapshotParameter *p = &v->parameters[v->parameter_count++];
        memcpy(p->name, gray_scott[i].ours, strlen(gray_scott[i].ours) + 1);
        if (mg_scan_number(&value, &p->value)) return MG_OK;
        return MG_FAIL(BAD_FILE, "the pattern's parameter %s is no number", gray_scott[i].theirs);
    }
    return MG_OK;
}

static MgStatus refuse_rule(MgScan name) {
    char text[MG_SNAPSHOT_NAME_BYTES] = { 0 };
    size_t length = (size_t)(name.end - name.at);
    if (length > 0) memcpy(text, name.at, length < sizeof text ? length : sizeof text - 1);      // a formula may stand alone
    for (char *c = text; *c != 0; c++)
        if (*c < 0x20 || *c > 0x7e) *c = '?';
    return MG_FAIL(BAD_FILE, "the pattern's rule '%s' is not read here; there is: Gray-Scott", text);
}

static MgStatus read_rule_tag(const Tag *tag, Vti *v) {
    v->rule = attribute(tag, "name");
    v->periodic = !has_attribute(tag, "wrap", "0");
    if (has_attribute(tag, "type", "formula")) return MG_OK;             // its text decides
    if (!has_attribute(tag, "type", "inbuilt") || !mg_scan_is(v->rule, "Gray-Scott")) return refuse_rule(v->rule);
    v->model = "gray_scott";
    return MG_OK;
}

// Without spaces, the f behind numbers, and with k small, for it is written either way.
static bool formula_is(MgScan text, const char *expected) {
    char before = 0;
    for (; text.at < text.end && *text.at != '<'; text.at++) {
        char c = *text.at == 'K' ? 'k' : *text.at;
        if (mg_is_space(c) || (c == 'f' && mg_is_digit(before))) continue;
        if (*expected == 0 || *expected++ != c) return false;        // a 0 in the file is not its end
        before = c;
    }
    return *expected == 0;
}

static MgStatus read_formula_tag(MgScan rest, Vti *v) {
    static const char *const ways[] = {
        "delta_a=D_a*laplacian_a-a*b*b+F*(1.0-a);delta_b=D_b*laplacian_b+a*b*b-(F+k)*b;",
        "delta_a=D_a*laplacian_a-a*b*b+F*(1-a);delta_b=D_b*laplacian_b+a*b*b-(F+k)*b;",
    };
    for (int32_t i = 0; i < MG_COUNT_OF(ways); i++)
        if (formula_is(rest, ways[i])) v->model = "gray_scott";
    return v->model != NULL ? MG_OK : refuse_rule(v->rule);
}

// ---- Ready's overlays

static double number_attribute(const Tag *tag, const char *name, double otherwise) {
    MgScan value = attribute(tag, name);
    double number;
    mg_skip_space(&value);
    return mg_scan_number(&value, &number) && number - number == 0 ? number : otherwise;
}

static int32_t chemical_attribute(const Tag *tag) {
    MgScan value = attribute(tag, "chemical");
    return value.end - value.at == 1 && *value.at >= 'a' && *value.at < 'a' + MG_MOST_ARRAYS ? *value.at - 'a' : MG_MOST_ARRAYS;
}

static bool read_op(const Tag *tag, Overlay *o) {
    static const char *const names[] = { "overwrite", "add", "subtract", "multiply", "divide" };
    for (int32_t i = 0; i < MG_COUNT_OF(names); i++)
        if (mg_scan_is(tag->name, names[i])) {
            o->op = (Op)i;
            return true;
        }
    return false;
}

static bool read_fill(const Tag *tag, Overlay *o) {
    if (mg_scan_is(tag->name, "constant")) o->fill = CONSTANT, o->low = number_attribute(tag, "value", 0);
    else if (mg_scan_is(tag->name, "white_noise"))
        o->fill = NOISE, o->low = number_attribute(tag, "low", 0), o->high = number_attribute(tag, "high", 1);
    else if (mg_scan_is(tag->name, "other_chemical")) o->fill = OTHER, o->other = chemical_attribute(tag);
    else return false;
    return true;
}

static bool read_shape(const Tag *tag, Overlay *o) {
    if (mg_scan_is(tag->name, "everywhere")) o->everywhere = true, o->shape_count++;
    else if (mg_scan_is(tag->name, "rectangle")) o->shape_count++;
    else if (mg_scan_is(tag->name, "point3D") && o->corner_count < 2) {
        double *corner = o->corner[o->corner_count++];
        corner[0] = number_attribute(tag, "x", 0), corner[1] = number_attribute(tag, "y", 0);
        corner[2] = number_attribute(tag, "z", 0);
    } else return false;
    return true;
}

static void read_overlay_tag(const Tag *tag, Vti *v) {
    if (mg_scan_is(tag->name, "overlay")) {
        if (v->overlay_count == MOST_OVERLAYS) v->strange = tag->name;
        else v->overlays[v->overlay_count++] = (Overlay){ .chemical = chemical_attribute(tag) };
        v->in_overlay = true;
        return;
    }
    if (mg_scan_is(tag->name, "/overlay")) v->in_overlay = false;
    if (!v->in_overlay || *tag->name.at == '/') return;
    Overlay *o = &v->overlays[v->overlay_count - 1];
    if (!read_op(tag, o) && !read_fill(tag, o) && !read_shape(tag, o)) v->strange = tag->name;
    if (o->shape_count > 1) v->strange = tag->name;
}

// Only what the reader of the values needs; everything else is passed over.
static MgStatus read_tag(const Tag *tag, MgScan rest, Vti *v) {
    if (mg_scan_is(tag->name, "VTKFile")) return read_file_tag(tag, v);
    if (mg_scan_is(tag->name, "ImageData")) return read_image_tag(tag, v);
    if (mg_scan_is(tag->name, "Piece")) return read_piece_tag(tag, v);
    if (mg_scan_is(tag->name, "PointData") || mg_scan_is(tag->name, "CellData"))
        return tag->empty ? MG_OK : enter_data(v, *tag->name.at == 'C');
    if (mg_scan_is(tag->name, "/PointData") || mg_scan_is(tag->name, "/CellData")) v->in_data = false;
    if (mg_scan_is(tag->name, "DataArray")) return read_array_tag(tag, v);
    if (mg_scan_is(tag->name, "rule")) return read_rule_tag(tag, v);
    if (mg_scan_is(tag->name, "param") && v->rule.at != NULL) return read_parameter(tag, rest, v);
    if (mg_scan_is(tag->name, "formula")) return read_formula_tag(rest, v);
    if (mg_scan_is(tag->name, "initial_pattern_generator")) v->generated = has_attribute(tag, "apply_when_loading", "true");
    read_overlay_tag(tag, v);
    return MG_OK;
}

static MgStatus read_tags(Vti *v) {
    MgScan s = v->all;
    Tag tag;
    while (next_tag(&s, &tag)) {
        if (mg_scan_is(tag.name, "AppendedData")) {          // the last: what follows may be any bytes
            v->raw_appended = !has_attribute(&tag, "encoding", "base64");
            mg_skip_space(&s);
            if (mg_skip_text(&s, "_")) v->appended = s.at;
            break;
        }
        MG_TRY(read_tag(&tag, (MgScan){ s.at, v->all.end }, v));
    }
    if (!v->sized || v->array_count == 0) return MG_FAIL(BAD_FILE, "the VTK file has no image with data");
    return MG_OK;
}

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

static bool take_number(const Vti *v, Source *s, uint64_t *out) {
    uint8_t bytes[8];
    if (!take_bytes(s, bytes, (size_t)v->header_width)) return false;
    MgElements e = { .bytes = bytes, .kind = 'u', .width = v->header_width, .big_endian = v->big_endian };
    *out = 0;
    for (int32_t i = 0; i < e.width; i++) *out |= (uint64_t)bytes[e.big_endian ? e.width - 1 - i : i] << 8 * i;
    return true;
}

// A piece of base64 ends here; the next one begins with a group of its own.
static void end_piece(Source *s) { s->held_count = 0; }

// ---- values

typedef struct Blocks { uint64_t count, size, last; } Blocks;

static MgStatus damaged(void) { return MG_FAIL(BAD_FILE, "the VTK file's values are damaged or cut short"); }

// The sizes of the compressed blocks stand before them; a second source walks along them.
static MgStatus inflate_blocks(const Vti *v, Source sizes, const Blocks *blocks, uint8_t *out) {
    Source data = sizes;
    uint64_t size;
    for (uint64_t i = 0; i < blocks->count; i++)
        if (!take_number(v, &data, &size)) return damaged();
    end_piece(&data);
    size_t left = (size_t)(v->all.end - v->all.at);
    for (uint64_t i = 0; i < blocks->count; i++) {
        uint64_t whole = i + 1 == blocks->count && blocks->last > 0 ? blocks->last : blocks->size;
        if (!take_number(v, &sizes, &size) || size > left) return damaged();
        uint8_t *packed = mg_allocate((size_t)size);
        if (packed == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for %u bytes of a VTK file", size);
        bool good = take_bytes(&data, packed, (size_t)size) && mg_inflate_zlib(packed, (size_t)size, out, (size_t)whole);
        mg_free(packed);
        if (!good) return damaged();
        out += whole;
    }
    return MG_OK;
}

static MgStatus take_values(const Vti *v, Source s, uint64_t bytes, uint8_t *out) {
    Blocks b;
    if (!v->compressed) {
        uint64_t told;
        if (!take_number(v, &s, &told) || told != bytes || !take_bytes(&s, out, (size_t)bytes)) return damaged();
        return MG_OK;
    }
    if (!take_number(v, &s, &b.count) || !take_number(v, &s, &b.size) || !take_number(v, &s, &b.last)) return damaged();
    if (b.count == 0 || b.count > bytes || b.size == 0 || b.last > b.size) return damaged();
    uint64_t last = b.last > 0 ? b.last : b.size;            // by division, for the product may be more than 64 bits hold
    if (last > bytes || (bytes - last) % b.size != 0 || (bytes - last) / b.size != b.count - 1) return damaged();
    return inflate_blocks(v, s, &b, out);
}

static MgStatus take_text(MgScan text, uint64_t values, uint8_t *out) {
    for (uint64_t i = 0; i < values; i++) {
        double value;
        mg_skip_space(&text);
        if (!mg_scan_number(&text, &value)) return damaged();
        mg_put_u64(out + 8 * i, mg_double_bits(value));
    }
    return MG_OK;
}

static MgStatus read_values(const Vti *v, Array *a, uint64_t values, uint8_t *block) {
    if (a->ascii) {
        a->type = (MgElements){ .kind = 'f', .width = 8 };
        return take_text((MgScan){ a->content, v->all.end }, values, block);
    }
    Source s = { .text = { a->content, v->all.end }, .base64 = !a->appended || !v->raw_appended };
    if (a->appended) {
        if (v->appended == NULL || a->offset > v->all.end - v->appended) return damaged();
        s.text.at = v->appended + a->offset;
    }
    return take_values(v, s, values * (uint64_t)a->type.width, block);
}

static MgStatus fill_array(const Vti *v, Array *a, int32_t first, MgVolume *volume) {
    const size_t n = (size_t)a->components, row = (size_t)v->extent[0], plane = row * (size_t)v->extent[1];
    const size_t stride[3] = { n, n * row, n * plane };
    uint64_t values = (uint64_t)plane * (uint64_t)v->extent[2] * n;
    size_t bytes = (size_t)values * (size_t)(a->ascii ? 8 : a->type.width);
    uint8_t *block = mg_allocate(bytes);
    if (block == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for %u values of a VTK file", values);
    MgStatus status = read_values(v, a, values, block);
    a->type.bytes = block, a->type.count = bytes;
    for (int32_t i = 0; i < (int32_t)n && status == MG_OK; i++) {
        status = mg_volume_fill(volume, first + i, &a->type, (size_t)i, stride);
        if (n == 1) mg_volume_name(volume, first, a->name.at, (size_t)(a->name.end - a->name.at));
    }
    mg_free(block);
    return status;
}

// A value takes at least a byte in the file: of text, of a number, of base64; compressed, far less.
static uint64_t most_values(const Vti *v) {
    return (uint64_t)(v->all.end - v->all.at) * (v->compressed ? MG_MOST_INFLATION : 1);
}

// ---- making Ready's first state

static bool is_inside(const Overlay *o, const int64_t extent[3], const int32_t at[3]) {
    for (int32_t axis = 0; axis < 3 && !o->everywhere; axis++) {
        double n = (double)extent[axis], here = at[axis];
        if (extent[axis] > 1 && (here < o->corner[0][axis] * n || here > o->corner[1][axis] * n)) return false;
    }
    return true;
}

// Ready's noise differs each time; ours is the same each time.
static double fill_of(const Overlay *o, int32_t number, const double *values, const int32_t at[3]) {
    if (o->fill == CONSTANT) return o->low;
    if (o->fill == OTHER) return values[o->other];
    return o->low + (o->high - o->low) * (double)mg_unit_float(mg_random_at(1, (uint32_t)number, at[0], at[1], at[2]).word[0]);
}

static void apply(const Overlay *o, int32_t number, const int32_t at[3], double *values) {
    double *value = &values[o->chemical], fill = fill_of(o, number, values, at);
    switch (o->op) {
    case OVERWRITE: *value = fill; break;
    case ADD: *value += fill; break;
    case SUBTRACT: *value -= fill; break;
    case MULTIPLY: *value *= fill; break;
    case DIVIDE: *value = fill != 0 ? *value / fill : 0; break;
    }
}

static MgStatus check_overlays(const Vti *v, int32_t chemicals) {
    char name[32] = { 0 };
    size_t length = (size_t)(v->strange.end - v->strange.at);
    if (v->strange.at != NULL) {
        memcpy(name, v->strange.at, length < sizeof name ? length : sizeof name - 1);
        return MG_FAIL(BAD_FILE, "the pattern is made with <%s>, which is not read here; open it in Ready and save it with its "
                                 "generator off", name);
    }
    for (int32_t i = 0; i < v->overlay_count; i++) {
        const Overlay *o = &v->overlays[i];
        bool whole = o->everywhere || o->corner_count == 2;
        if (o->chemical >= chemicals || (o->fill == OTHER && o->other >= chemicals) || !whole)
            return MG_FAIL(BAD_FILE, "overlay %d of the pattern names no chemical it has, or no shape", i + 1);
    }
    return MG_OK;
}

static MgStatus generate(const Vti *v, MgVolume *out) {
    MG_TRY(check_overlays(v, out->info.array_count));
    size_t cell = 0;
    int32_t at[3];
    for (at[2] = 0; at[2] < out->info.nz; at[2]++)
        for (at[1] = 0; at[1] < out->info.ny; at[1]++)
            for (at[0] = 0; at[0] < out->info.nx; at[0]++, cell++) {
                double values[MG_MOST_ARRAYS];
                for (int32_t a = 0; a < out->info.array_count; a++) values[a] = out->values[a][cell];
                for (int32_t i = 0; i < v->overlay_count; i++)
                    if (is_inside(&v->overlays[i], v->extent, at)) apply(&v->overlays[i], i, at, values);
                for (int32_t a = 0; a < out->info.array_count; a++) {
                    float value = (float)values[a];
                    if (value - value != 0) return MG_FAIL(BAD_FILE, "the pattern's overlays make a value that is not finite");
                    out->values[a][cell] = value;
                }
            }
    return MG_OK;
}

static MgStatus take_rule(const Vti *v, MgVolume *out) {
    if (v->rule.at != NULL && v->model == NULL) return refuse_rule(v->rule);
    if (v->model == NULL) return MG_OK;
    memcpy(out->info.model, v->model, strlen(v->model) + 1);
    out->info.periodic = v->periodic;
    out->info.parameter_count = v->parameter_count;
    memcpy(out->info.parameters, v->parameters, sizeof out->info.parameters);
    for (int32_t i = 0; i < out->info.array_count; i++) out->info.names[i][0] = 0;      // chemicals come in order
    return v->generated ? generate(v, out) : MG_OK;
}

MgStatus mg_read_vti(const uint8_t *bytes, size_t count, MgVolume **out) {
    Vti v = { .all = { (const char *)bytes, (const char *)bytes + count }, .header_width = 4, .spacing = 1 };
    MG_TRY(read_tags(&v));
    int64_t arrays = 0;
    for (int32_t i = 0; i < v.array_count; i++) {
        if (v.arrays[i].components > MG_MOST_ARRAYS) return MG_FAIL(BAD_FILE, "an array of the VTK file has too many components");
        arrays += v.arrays[i].components;
    }
    MG_TRY(mg_volume_create(v.extent, (int32_t)arrays, most_values(&v), out));
    (*out)->info.dx = v.spacing;
    for (int32_t i = 0, first = 0; i < v.array_count; first += (int32_t)v.arrays[i].components, i++)
        MG_TRY(fill_array(&v, &v.arrays[i], first, *out));
    return take_rule(&v, *out);
}

// VTK's XML image data (docs.vtk.org, "VTK XML formats"): one piece, point or cell data; values as text, base64 or raw,
// inline or appended, plain, zlib or LZ4. Tags are read in order; no tree is built. Patterns of the program Ready are
// such files, see ready_pattern.h.
#include "base/memory.h"
#include "io/inflate.h"
#include "io/ready_pattern.h"
#include "io/vtk_values.h"

// ---- the XML before the values

typedef struct Array {
    MgElements type;
    MgScan name;
    int64_t components;
    bool appended, ascii;
    int64_t offset;
    const char *content; // behind its tag
} Array;

typedef struct Vti {
    MgScan all; // the file
    MgVtkCoding coding;
    bool raw_appended;
    int64_t extent[3];
    double spacing[3], origin[3], direction[9]; // direction: a matrix, row by row
    bool turned;
    Array arrays[MG_MAX_ARRAYS];
    int32_t array_count;
    const char *appended; // behind the '_'; NULL: there is none
    bool in_data, in_other, in_cells, sized;
    bool of_cells, other_data; // what is read is cell data; there are arrays of the other kind, too
    MgReady ready;
} Vti;

static MgStatus read_compressor(MgScan name, MgVtkCompressor *out) {
    *out = mg_scan_is(name, "vtkZLibDataCompressor")  ? MG_VTK_ZLIB
           : mg_scan_is(name, "vtkLZ4DataCompressor") ? MG_VTK_LZ4
                                                      : MG_VTK_NONE;
    if (name.at == name.end || *out != MG_VTK_NONE) return MG_OK;
    return MG_FAIL(BAD_FILE, "the VTK file is packed by %s, which is not read here; take ZLib, LZ4 or none",
                   mg_quote(name).text);
}

// One of two words, the first where there is none.
static MgStatus read_choice(const MgTag *tag, const char *name, const char *first, const char *second,
                            bool *is_second) {
    MgScan value = mg_attribute(tag, name);
    *is_second = mg_scan_is(value, second);
    if (*is_second || value.at == value.end || mg_scan_is(value, first)) return MG_OK;
    return MG_FAIL(BAD_FILE, "the VTK file's %s is '%s', neither %s nor %s", name, mg_quote(value).text, first, second);
}

static MgStatus read_file_tag(const MgTag *tag, Vti *v) {
    bool wide;
    if (mg_has_attribute(tag, "type", "PImageData"))
        return MG_FAIL(BAD_FILE,
                       "the VTK file names the pieces of an image, each in a file of its own; save it as one .vti");
    if (!mg_has_attribute(tag, "type", "ImageData"))
        return MG_FAIL(BAD_FILE, "the VTK file is no ImageData; resample it to an image");
    MG_TRY(read_choice(tag, "byte_order", "LittleEndian", "BigEndian", &v->coding.big_endian));
    MG_TRY(read_choice(tag, "header_type", "UInt32", "UInt64", &wide));
    v->coding.header_width = wide ? 8 : 4;
    return read_compressor(mg_attribute(tag, "compressor"), &v->coding.compressor);
}

// How many values there are along each axis, and the number of the first.
static MgStatus read_extent(const MgTag *tag, const char *name, int64_t out[3], int64_t first[3]) {
    MgScan value = mg_attribute(tag, name);
    bool good = true;
    for (int32_t axis = 0; axis < 3 && good; axis++) {
        int64_t to;
        good = mg_scan_as_whole(mg_next_word(&value, ' '), &first[axis]) &&
               mg_scan_as_whole(mg_next_word(&value, ' '), &to) && first[axis] <= to &&
               to - first[axis] < MG_LARGEST_EXTENT;
        out[axis] = good ? to - first[axis] + 1 : 0;
    }
    if (good && mg_scan_ends(value)) return MG_OK;
    return MG_FAIL(BAD_FILE, "the VTK file's %s is '%s', not six numbers of a box of up to %d a side", name,
                   mg_quote(mg_attribute(tag, name)).text, MG_LARGEST_EXTENT);
}

// Numbers that may be missing; what is there has to be all of them.
static MgStatus read_reals(const MgTag *tag, const char *name, double *out, int32_t count) {
    MgScan value = mg_attribute(tag, name);
    if (value.at == value.end || mg_scan_as_numbers(value, out, count)) return MG_OK;
    return MG_FAIL(BAD_FILE, "the VTK file's %s is '%s', not %d finite numbers", name, mg_quote(value).text, count);
}

// By so many cells along an axis of the file, whose direction in space is a column of the matrix.
static void move_origin(Vti *v, int32_t axis, double cells) {
    for (int32_t i = 0; i < 3; i++) v->origin[i] += v->direction[3 * i + axis] * (cells * v->spacing[axis]);
}

static MgStatus read_image_tag(const MgTag *tag, Vti *v) {
    int64_t first[3];
    MG_TRY(read_reals(tag, "Spacing", v->spacing, 3));
    MG_TRY(read_reals(tag, "Origin", v->origin, 3));
    MG_TRY(read_reals(tag, "Direction", v->direction, 9));
    for (int32_t i = 0; i < 9; i++) v->turned = v->turned || v->direction[i] != (i % 4 == 0 ? 1 : 0);
    MG_TRY(read_extent(tag, "WholeExtent", v->extent, first));
    for (int32_t axis = 0; axis < 3; axis++) move_origin(v, axis, (double)first[axis]);
    return MG_OK;
}

static MgStatus read_piece_tag(const MgTag *tag, Vti *v) {
    int64_t extent[3], first[3];
    MG_TRY(read_extent(tag, "Extent", extent, first));
    if (v->sized || memcmp(extent, v->extent, sizeof extent) != 0)
        return MG_FAIL(BAD_FILE, "the VTK file has its image in several pieces; save it as one");
    v->sized = true;
    return MG_OK;
}

// Cell data has a value less along each axis than there are points, half a spacing further. One of the two is taken:
// what comes first.
static MgStatus enter_data(Vti *v, bool cells) {
    if (!v->sized) return MG_FAIL(BAD_FILE, "the VTK file has data outside of its piece");
    v->in_data = v->array_count == 0, v->in_other = !v->in_data, v->in_cells = cells;
    return MG_OK;
}

static void settle_cells(Vti *v) {
    for (int32_t axis = 0; axis < 3 && v->of_cells; axis++)
        if (v->extent[axis] > 1) v->extent[axis]--, move_origin(v, axis, 0.5);
}

static const struct {
    const char *name;
    char kind;
    int32_t width;
} types[] = {
    { "Float32", 'f', 4 }, { "Float64", 'f', 8 }, { "Int8", 'i', 1 },   { "UInt8", 'u', 1 }, { "Int16", 'i', 2 },
    { "UInt16", 'u', 2 },  { "Int32", 'i', 4 },   { "UInt32", 'u', 4 }, { "Int64", 'i', 8 }, { "UInt64", 'u', 8 },
};

static MgStatus read_type(MgScan type, MgElements *out) {
    for (int32_t i = 0; i < MG_COUNT_OF(types); i++)
        if (mg_scan_is(type, types[i].name))
            return mg_elements_type(out, types[i].kind, types[i].width) ? MG_OK : MG_BAD_FILE;
    return MG_FAIL(BAD_FILE, "an array of the VTK file is of type '%s', which is not read here; take Float32",
                   mg_quote(type).text);
}

// As VTK takes it: what has an offset is appended, and what names no format is ascii.
static MgStatus read_format(const MgTag *tag, Array *a) {
    MgScan format = mg_attribute(tag, "format"), offset = mg_attribute(tag, "offset");
    const bool none = format.at == format.end, binary = mg_scan_is(format, "binary");
    a->appended = mg_scan_is(format, "appended") || (none && offset.at < offset.end);
    a->ascii = mg_scan_is(format, "ascii") || (none && !a->appended);
    if (!a->appended && !a->ascii && !binary)
        return MG_FAIL(BAD_FILE, "an array of the VTK file is of format '%s', none of ascii, binary and appended",
                       mg_quote(format).text);
    if (!a->appended || (mg_scan_as_whole(offset, &a->offset) && a->offset >= 0)) return MG_OK;
    return MG_FAIL(BAD_FILE, "an appended array of the VTK file has the offset '%s', which is no number",
                   mg_quote(offset).text);
}

static MgStatus read_array_tag(const MgTag *tag, Vti *v) {
    MgScan components = mg_attribute(tag, "NumberOfComponents");
    if (!v->in_data) { // field data, or of the other kind
        v->other_data = v->other_data || v->in_other;
        return MG_OK;
    }
    if (v->array_count == MG_MAX_ARRAYS)
        return MG_FAIL(BAD_FILE, "the VTK file has more than %d arrays", MG_MAX_ARRAYS);
    Array *a = &v->arrays[v->array_count++];
    *a = (Array){ .name = mg_attribute(tag, "Name"), .components = 1, .content = tag->behind };
    v->of_cells = v->in_cells;
    MG_TRY(read_type(mg_attribute(tag, "type"), &a->type));
    MG_TRY(read_format(tag, a));
    a->type.big_endian = v->coding.big_endian;
    if (components.at == components.end || (mg_scan_as_whole(components, &a->components) && a->components >= 1))
        return MG_OK;
    return MG_FAIL(BAD_FILE, "an array of the VTK file has '%s' components", mg_quote(components).text);
}

// Only what the reader of the values needs; everything else is skipped.
static MgStatus read_tag(const MgTag *tag, MgScan rest, Vti *v) {
    if (mg_tag_is(tag, "VTKFile")) return read_file_tag(tag, v);
    if (mg_tag_is(tag, "ImageData")) return read_image_tag(tag, v);
    if (mg_tag_is(tag, "Piece")) return read_piece_tag(tag, v);
    if (mg_tag_is(tag, "PointData") || mg_tag_is(tag, "CellData"))
        return tag->empty ? MG_OK : enter_data(v, *tag->name.at == 'C');
    if (mg_tag_is(tag, "/PointData") || mg_tag_is(tag, "/CellData")) v->in_data = v->in_other = false;
    if (mg_tag_is(tag, "DataArray")) return read_array_tag(tag, v);
    mg_ready_read_tag(tag, rest, &v->ready);
    return MG_OK;
}

static MgStatus read_tags(Vti *v) {
    MgScan s = v->all;
    MgTag tag;
    while (mg_next_tag(&s, &tag)) {
        if (mg_tag_is(&tag, "AppendedData")) { // the last: what follows may be any bytes
            MG_TRY(read_choice(&tag, "encoding", "base64", "raw", &v->raw_appended));
            mg_skip_space(&s);
            if (mg_skip_text(&s, "_")) v->appended = s.at;
            break;
        }
        MG_TRY(read_tag(&tag, (MgScan){ s.at, v->all.end }, v));
    }
    if (!v->sized || v->array_count == 0) return MG_FAIL(BAD_FILE, "the VTK file has no ImageData with arrays");
    settle_cells(v);
    return MG_OK;
}

// ---- values

static MgStatus read_values(const Vti *v, Array *a, uint64_t values, uint8_t *block) {
    if (a->ascii) {
        a->type = (MgElements){ .kind = 'f', .width = 8 };
        return mg_vtk_take_text(mg_element_text(a->content, v->all.end), values, block);
    }
    MgScan text = { a->content, v->all.end };
    if (a->appended) {
        if (v->appended == NULL || a->offset > v->all.end - v->appended) return mg_vtk_damaged();
        text.at = v->appended + a->offset;
    }
    return mg_vtk_take_values(&v->coding, text, !a->appended || !v->raw_appended, values * (uint64_t)a->type.width,
                              block);
}

static void name_array(MgScan attribute, int32_t array, MgVolume *volume) {
    char name[MG_SNAPSHOT_NAME_BYTES];
    size_t length = mg_unescape(attribute, name, sizeof name);
    mg_volume_name(volume, array, name, length);
}

static MgStatus fill_array(const Vti *v, Array *a, int32_t first, MgVolume *volume) {
    const size_t n = (size_t)a->components, row = (size_t)v->extent[0], plane = row * (size_t)v->extent[1];
    const size_t stride[3] = { n, n * row, n * plane };
    uint64_t values = (uint64_t)plane * (uint64_t)v->extent[2] * n;
    size_t bytes = (size_t)values * (size_t)(a->ascii ? 8 : a->type.width);
    uint8_t *block = mg_allocate(bytes);
    if (block == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for %u values of a VTK file", values);
    if (n == 1) name_array(a->name, first, volume);
    MgStatus status = read_values(v, a, values, block);
    a->type.bytes = block, a->type.count = bytes;
    for (int32_t i = 0; i < (int32_t)n && status == MG_OK; i++) {
        status = mg_volume_fill(volume, first + i, &a->type, (size_t)i, stride);
    }
    mg_free(block);
    return status;
}

// A value takes at least a byte in the file: of text, of a number, of base64; compressed, far less.
static uint64_t most_values(const Vti *v) {
    return (uint64_t)(v->all.end - v->all.at) * (v->coding.compressor != MG_VTK_NONE ? MG_MAX_INFLATION : 1);
}

// Bytes of the largest array as it is read, before it becomes floats.
static uint64_t scratch_bytes(const Vti *v) {
    uint64_t most = 0, cells = (uint64_t)v->extent[0] * (uint64_t)v->extent[1] * (uint64_t)v->extent[2];
    for (int32_t i = 0; i < v->array_count; i++) {
        const Array *a = &v->arrays[i];
        uint64_t bytes = cells * (uint64_t)a->components * (uint64_t)(a->ascii ? 8 : a->type.width);
        if (bytes > most) most = bytes;
    }
    return most;
}

static MgStatus note(const Vti *v, MgVolume *volume) {
    if (v->of_cells)
        mg_volume_note(volume, "the values are of cells: the first stands half a spacing behind the file's origin");
    if (v->other_data) mg_volume_note(volume, "the file's %s data is left aside", v->of_cells ? "point" : "cell");
    return mg_volume_place(volume, v->spacing, v->origin, v->turned);
}

MgStatus mg_read_vti(const uint8_t *bytes, size_t count, MgVolume **out) {
    Vti v = { .all = { (const char *)bytes, (const char *)bytes + count },
              .coding = { .header_width = 4, .file_bytes = count },
              .spacing = { 1, 1, 1 },
              .direction = { 1, 0, 0, 0, 1, 0, 0, 0, 1 } };
    MG_TRY(read_tags(&v));
    int64_t arrays = 0;
    for (int32_t i = 0; i < v.array_count; i++) {
        if (v.arrays[i].components > MG_MAX_ARRAYS)
            return MG_FAIL(BAD_FILE, "an array of the VTK file has too many components");
        arrays += v.arrays[i].components;
    }
    MG_TRY(mg_volume_create(v.extent, (int32_t)arrays, most_values(&v), scratch_bytes(&v), out));
    MG_TRY(note(&v, *out));
    for (int32_t i = 0, first = 0; i < v.array_count; first += (int32_t)v.arrays[i].components, i++)
        MG_TRY(fill_array(&v, &v.arrays[i], first, *out));
    return mg_ready_finish(&v.ready, *out);
}

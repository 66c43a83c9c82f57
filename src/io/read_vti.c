// VTK's XML image data (docs.vtk.org, "VTK XML formats"): one piece, point or cell data; values as text, base64 or raw,
// inline or appended, plain, zlib or LZ4. A tag is looked at where it stands; nothing is nested deeper than the format
// is. Patterns of the program Ready are such files, too, see ready.h.
#include "base/memory.h"
#include "io/inflate.h"
#include "io/ready.h"
#include "io/vtk_values.h"

// ---- what the file says before its values

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
    double spacing[3], origin[3];
    bool turned;
    Array arrays[MG_MOST_ARRAYS];
    int32_t array_count;
    const char *appended; // behind the '_'; NULL: there is none
    bool in_data, sized;
    MgReady ready;
} Vti;

static MgStatus read_compressor(MgScan name, MgVtkCompressor *out) {
    char text[MG_SNAPSHOT_NAME_BYTES] = { 0 };
    size_t length = (size_t)(name.end - name.at);
    *out = mg_scan_is(name, "vtkZLibDataCompressor")  ? MG_VTK_ZLIB
           : mg_scan_is(name, "vtkLZ4DataCompressor") ? MG_VTK_LZ4
                                                      : MG_VTK_NONE;
    if (length == 0 || *out != MG_VTK_NONE) return MG_OK;
    memcpy(text, name.at, length < sizeof text ? length : sizeof text - 1);
    return MG_FAIL(BAD_FILE, "the VTK file is packed by %s, which is not read here; take ZLib, LZ4 or none", text);
}

static MgStatus read_file_tag(const MgTag *tag, Vti *v) {
    if (mg_has_attribute(tag, "type", "PImageData"))
        return MG_FAIL(BAD_FILE,
                       "the VTK file names the pieces of an image, each in a file of its own; save it as one .vti");
    if (!mg_has_attribute(tag, "type", "ImageData"))
        return MG_FAIL(BAD_FILE, "the VTK file is no ImageData; resample it to an image");
    v->coding.big_endian = mg_has_attribute(tag, "byte_order", "BigEndian");
    v->coding.header_width = mg_has_attribute(tag, "header_type", "UInt64") ? 8 : 4;
    return read_compressor(mg_attribute(tag, "compressor"), &v->coding.compressor);
}

// How many values there are along each axis, and the number of the first.
static MgStatus read_extent(const MgTag *tag, const char *name, int64_t out[3], int64_t first[3]) {
    MgScan value = mg_attribute(tag, name);
    for (int32_t axis = 0; axis < 3; axis++) {
        int64_t from, to;
        mg_skip_space(&value);
        bool good = mg_scan_whole(&value, &from);
        mg_skip_space(&value);
        if (!good || !mg_scan_whole(&value, &to) || from > to || to - from >= MG_LARGEST_EXTENT)
            return MG_FAIL(BAD_FILE, "the VTK file's %s is not six numbers of a box of up to %d a side", name,
                           MG_LARGEST_EXTENT);
        out[axis] = to - from + 1, first[axis] = from;
    }
    return MG_OK;
}

static MgStatus read_image_tag(const MgTag *tag, Vti *v) {
    int64_t first[3];
    double direction[9];
    if (!mg_scan_numbers(mg_attribute(tag, "Spacing"), v->spacing, 3))
        v->spacing[0] = v->spacing[1] = v->spacing[2] = 1;
    if (!mg_scan_numbers(mg_attribute(tag, "Origin"), v->origin, 3)) memset(v->origin, 0, sizeof v->origin);
    if (mg_scan_numbers(mg_attribute(tag, "Direction"), direction, 9))
        for (int32_t i = 0; i < 9; i++) v->turned = v->turned || direction[i] != (i % 4 == 0 ? 1 : 0);
    MG_TRY(read_extent(tag, "WholeExtent", v->extent, first));
    for (int32_t axis = 0; axis < 3; axis++) v->origin[axis] += (double)first[axis] * v->spacing[axis];
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

// Cell data has a value less along each axis than there are points, so one of the two is taken: what comes first.
static MgStatus enter_data(Vti *v, bool cells) {
    if (!v->sized) return MG_FAIL(BAD_FILE, "the VTK file has data outside of its piece");
    if (v->array_count > 0) return MG_OK;
    for (int32_t axis = 0; axis < 3 && cells; axis++)
        if (v->extent[axis] > 1) v->extent[axis]--;
    v->in_data = true;
    return MG_OK;
}

static const struct {
    const char *name;
    char kind;
    int32_t width;
} types[] = {
    { "Float32", 'f', 4 }, { "Float64", 'f', 8 }, { "Int8", 'i', 1 },   { "UInt8", 'u', 1 }, { "Int16", 'i', 2 },
    { "UInt16", 'u', 2 },  { "Int32", 'i', 4 },   { "UInt32", 'u', 4 }, { "Int64", 'i', 8 }, { "UInt64", 'u', 8 },
};

static MgStatus refuse_type(MgScan type) {
    char text[MG_SNAPSHOT_NAME_BYTES] = { 0 };
    size_t length = (size_t)(type.end - type.at);
    if (length > 0) memcpy(text, type.at, length < sizeof text ? length : sizeof text - 1);
    return MG_FAIL(BAD_FILE, "an array of the VTK file is of type '%s', which is not read here; take Float32", text);
}

static MgStatus read_array_tag(const MgTag *tag, Vti *v) {
    MgScan type = mg_attribute(tag, "type"), components = mg_attribute(tag, "NumberOfComponents"),
           offset = mg_attribute(tag, "offset");
    if (!v->in_data) return MG_OK; // field data
    if (v->array_count == MG_MOST_ARRAYS)
        return MG_FAIL(BAD_FILE, "the VTK file has more than %d arrays", MG_MOST_ARRAYS);
    Array *a = &v->arrays[v->array_count++];
    *a = (Array){ .name = mg_attribute(tag, "Name"),
                  .components = 1,
                  .ascii = mg_has_attribute(tag, "format", "ascii"),
                  .appended = mg_has_attribute(tag, "format", "appended"),
                  .content = tag->behind };
    bool known = false;
    for (int32_t i = 0; i < MG_COUNT_OF(types); i++)
        if (mg_scan_is(type, types[i].name)) known = mg_elements_type(&a->type, types[i].kind, types[i].width);
    if (!known) return refuse_type(type);
    a->type.big_endian = v->coding.big_endian;
    if (components.at < components.end && (!mg_scan_whole(&components, &a->components) || a->components < 1))
        return MG_FAIL(BAD_FILE, "an array of the VTK file has no proper number of components");
    if (a->appended && (!mg_scan_whole(&offset, &a->offset) || a->offset < 0))
        return MG_FAIL(BAD_FILE, "an appended array of the VTK file has no proper offset");
    return MG_OK;
}

// Only what the reader of the values needs; everything else is passed over.
static MgStatus read_tag(const MgTag *tag, MgScan rest, Vti *v) {
    if (mg_tag_is(tag, "VTKFile")) return read_file_tag(tag, v);
    if (mg_tag_is(tag, "ImageData")) return read_image_tag(tag, v);
    if (mg_tag_is(tag, "Piece")) return read_piece_tag(tag, v);
    if (mg_tag_is(tag, "PointData") || mg_tag_is(tag, "CellData"))
        return tag->empty ? MG_OK : enter_data(v, *tag->name.at == 'C');
    if (mg_tag_is(tag, "/PointData") || mg_tag_is(tag, "/CellData")) v->in_data = false;
    if (mg_tag_is(tag, "DataArray")) return read_array_tag(tag, v);
    return mg_ready_read_tag(tag, rest, &v->ready);
}

static MgStatus read_tags(Vti *v) {
    MgScan s = v->all;
    MgTag tag;
    while (mg_next_tag(&s, &tag)) {
        if (mg_tag_is(&tag, "AppendedData")) { // the last: what follows may be any bytes
            v->raw_appended = !mg_has_attribute(&tag, "encoding", "base64");
            mg_skip_space(&s);
            if (mg_skip_text(&s, "_")) v->appended = s.at;
            break;
        }
        MG_TRY(read_tag(&tag, (MgScan){ s.at, v->all.end }, v));
    }
    if (!v->sized || v->array_count == 0) return MG_FAIL(BAD_FILE, "the VTK file has no image with data");
    return MG_OK;
}

// ---- values

static MgStatus read_values(const Vti *v, Array *a, uint64_t values, uint8_t *block) {
    if (a->ascii) {
        a->type = (MgElements){ .kind = 'f', .width = 8 };
        return mg_vtk_take_text((MgScan){ a->content, v->all.end }, values, block);
    }
    MgScan text = { a->content, v->all.end };
    if (a->appended) {
        if (v->appended == NULL || a->offset > v->all.end - v->appended) return mg_vtk_damaged();
        text.at = v->appended + a->offset;
    }
    return mg_vtk_take_values(&v->coding, text, !a->appended || !v->raw_appended, values * (uint64_t)a->type.width,
                              block);
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
    return (uint64_t)(v->all.end - v->all.at) * (v->coding.compressor != MG_VTK_NONE ? MG_MOST_INFLATION : 1);
}

MgStatus mg_read_vti(const uint8_t *bytes, size_t count, MgVolume **out) {
    Vti v = { .all = { (const char *)bytes, (const char *)bytes + count },
              .coding = { .header_width = 4, .file_bytes = count },
              .spacing = { 1, 1, 1 } };
    MG_TRY(read_tags(&v));
    int64_t arrays = 0;
    for (int32_t i = 0; i < v.array_count; i++) {
        if (v.arrays[i].components > MG_MOST_ARRAYS)
            return MG_FAIL(BAD_FILE, "an array of the VTK file has too many components");
        arrays += v.arrays[i].components;
    }
    MG_TRY(mg_volume_create(v.extent, (int32_t)arrays, most_values(&v), out));
    mg_volume_place(*out, v.spacing, v.origin, v.turned);
    for (int32_t i = 0, first = 0; i < v.array_count; first += (int32_t)v.arrays[i].components, i++)
        MG_TRY(fill_array(&v, &v.arrays[i], first, *out));
    return mg_ready_finish(&v.ready, *out);
}

#include "io/volume_in.h"

#include <string.h>

#include "base/limit.h"
#include "base/memory.h"
#include "base/text.h"
#include "io/bytes.h"

// ---- numbers

bool mg_elements_type(MgElements *out, char kind, int32_t width) {
    out->kind = kind, out->width = width;
    if (kind == 'f') return width == 4 || width == 8;
    return (kind == 'i' || kind == 'u') && (width == 1 || width == 2 || width == 4 || width == 8);
}

double mg_element(const MgElements *e, size_t index) {
    const uint8_t *at = e->bytes + index * (size_t)e->width;
    uint64_t bits = 0;
    for (int32_t i = 0; i < e->width; i++) bits |= (uint64_t)at[e->big_endian ? e->width - 1 - i : i] << 8 * i;
    if (e->kind == 'f') return e->width == 4 ? (double)mg_float_of((uint32_t)bits) : mg_double_of(bits);
    if (e->kind == 'u') return (double)bits;
    int32_t unused = 64 - 8 * e->width;
    return (double)((int64_t)(bits << unused) >> unused);
}

// ---- the volume

void mg_volume_note(MgVolume *v, const char *format, ...) {
    MgText text = { v->info.note, sizeof v->info.note, strlen(v->info.note) };
    if (text.length > 0) mg_text_string(&text, "; ");
    va_list list;
    va_start(list, format);
    mg_text_format_list(&text, format, list);
    va_end(list);
}

static const char *const axis_names[3] = { "x", "y", "z" };
static bool is_finite(double value) { return value - value == 0; }

MgStatus mg_volume_place(MgVolume *v, const double spacing[3], const double origin[3], bool turned) {
    for (int32_t axis = 0; axis < 3; axis++) {
        const bool unknown = spacing[axis] != spacing[axis], unknown_origin = origin[axis] != origin[axis];
        if (!unknown && (spacing[axis] == 0 || !is_finite(spacing[axis])))
            return MG_FAIL(BAD_FILE, "the spacing along %s is %g; it should be a length", axis_names[axis],
                           spacing[axis]);
        if (!unknown_origin && !is_finite(origin[axis]))
            return MG_FAIL(BAD_FILE, "the first value stands at %s = %g; it should be a place", axis_names[axis],
                           origin[axis]);
    }
    v->info.turned = turned;
    for (int32_t axis = 0; axis < 3; axis++) {
        const double d = spacing[axis];
        if (d != d) mg_volume_note(v, "the spacing along %s is unknown and taken as 1", axis_names[axis]);
        if (d < 0) mg_volume_note(v, "the spacing along %s is %g: that axis points backwards", axis_names[axis], d);
        if (origin[axis] != origin[axis])
            mg_volume_note(v, "the origin along %s is unknown and taken as 0", axis_names[axis]);
        v->info.spacing[axis] = d != d ? 1 : d < 0 ? -d : d;
        v->info.origin[axis] = origin[axis] != origin[axis] ? 0 : origin[axis];
        v->info.turned = v->info.turned || d < 0;
    }
    v->info.dx = v->info.spacing[0];
    return MG_OK;
}

static MgStatus check_extents(const int64_t extent[3], int32_t array_count, uint64_t most_values) {
    for (int32_t axis = 0; axis < 3; axis++)
        if (extent[axis] < 1 || extent[axis] > MG_LARGEST_EXTENT)
            return MG_FAIL(BAD_FILE, "the volume has %g values along %s, outside 1..%d", (double)extent[axis],
                           axis_names[axis], MG_LARGEST_EXTENT);
    if (array_count < 1 || array_count > MG_MAX_ARRAYS)
        return MG_FAIL(BAD_FILE, "the volume has %d arrays, outside 1..%d", array_count, MG_MAX_ARRAYS);
    const uint64_t values = (uint64_t)extent[0] * (uint64_t)extent[1] * (uint64_t)extent[2] * (uint64_t)array_count;
    if (values <= most_values) return MG_OK;
    return MG_FAIL(BAD_FILE, "the file is too short: a box of %dx%dx%d and %d arrays has %u values, it can hold %u",
                   (int32_t)extent[0], (int32_t)extent[1], (int32_t)extent[2], array_count, values, most_values);
}

static MgStatus take_memory(MgVolume *v, size_t cells) {
    const uint64_t bytes = (uint64_t)cells * (uint64_t)v->info.array_count * sizeof(float);
    mg_memory_hold(bytes);
    v->held_bytes = bytes;
    for (int32_t i = 0; i < v->info.array_count; i++) {
        v->values[i] = mg_allocate(cells * sizeof(float));
        if (v->values[i] == NULL)
            return MG_FAIL(OUT_OF_MEMORY, "no memory for a volume of %u values",
                           (uint64_t)cells * (uint64_t)v->info.array_count);
    }
    return MG_OK;
}

MgStatus mg_volume_create(const int64_t extent[3], int32_t array_count, uint64_t most_values, uint64_t scratch_bytes,
                          MgVolume **out) {
    *out = NULL;
    MG_TRY(check_extents(extent, array_count, most_values));
    uint64_t cells = (uint64_t)extent[0] * (uint64_t)extent[1] * (uint64_t)extent[2];
    MG_TRY(mg_check_memory(cells * (uint64_t)array_count * sizeof(float) + scratch_bytes, "the volume"));
    MgVolume *v = mg_allocate_cleared(sizeof *v);
    if (v == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for a volume");
    v->info.nx = (int32_t)extent[0], v->info.ny = (int32_t)extent[1], v->info.nz = (int32_t)extent[2];
    v->info.periodic = true, v->info.array_count = array_count;
    MgStatus status = mg_volume_place(v, (double[3]){ 1, 1, 1 }, (double[3]){ 0, 0, 0 }, false);
    if (status == MG_OK) status = take_memory(v, (size_t)cells);
    if (status == MG_OK) *out = v;
    else mg_volume_destroy(v);
    return status;
}

void mg_volume_destroy(MgVolume *v) {
    if (v == NULL) return;
    for (int32_t i = 0; i < MG_MAX_ARRAYS; i++) mg_free(v->values[i]);
    mg_free(v->equations);
    mg_memory_release(v->held_bytes);
    mg_free(v);
}

static MgStatus refuse_value(const MgVolume *v, int32_t array, double value, size_t x, size_t y, size_t z) {
    const char *name = v->info.names[array];
    return MG_FAIL(BAD_FILE, "the value at (%d, %d, %d) of array %s%s%s%d is %g, no finite number in single precision",
                   (int32_t)x, (int32_t)y, (int32_t)z, name, name[0] != 0 ? ", " : "", name[0] != 0 ? "number " : "",
                   array, value);
}

MgStatus mg_volume_fill(MgVolume *v, int32_t array, const MgElements *e, size_t first, const size_t stride[3]) {
    const size_t extent[3] = { (size_t)v->info.nx, (size_t)v->info.ny, (size_t)v->info.nz };
    size_t last = first, count = e->count / (size_t)e->width;
    for (int32_t i = 0; i < 3; i++) last += (extent[i] - 1) * stride[i];
    if (last >= count) return MG_FAIL(BAD_FILE, "the file ends after %u of its values", (uint64_t)count);
    float *to = v->values[array];
    for (size_t z = 0; z < extent[2]; z++)
        for (size_t y = 0; y < extent[1]; y++)
            for (size_t x = 0; x < extent[0]; x++) {
                const double element = mg_element(e, first + x * stride[0] + y * stride[1] + z * stride[2]);
                const float value = (float)element;
                if (value - value != 0) return refuse_value(v, array, element, x, y, z);
                *to++ = value;
            }
    return MG_OK;
}

MgStatus mg_volume_expect_end(uint64_t bytes_left) {
    if (bytes_left == 0) return MG_OK;
    return MG_FAIL(
        BAD_FILE,
        "the file holds %u bytes more than its values take; is its size another, or are there several volumes in it?",
        bytes_left);
}

void mg_volume_name(MgVolume *v, int32_t array, const char *name, size_t length) {
    char *to = v->info.names[array];
    size_t part = length < MG_SNAPSHOT_NAME_BYTES ? length : MG_SNAPSHOT_NAME_BYTES - 1;
    while (part < length && part > 0 && ((uint8_t)name[part] & 0xc0) == 0x80) part--; // between characters of UTF-8
    if (length > 0) memcpy(to, name, part);
    to[part] = 0;
}

const MgVolumeInfo *mg_volume_info(const MgVolume *v) { return &v->info; }

const float *mg_volume_values(const MgVolume *v, int32_t array) {
    MG_ASSERT(array >= 0 && array < v->info.array_count);
    return v->values[array];
}

// ---- formats

MgStatus mg_volume_from_raw(const void *bytes, size_t count, int32_t nx, int32_t ny, int32_t nz, int32_t array_count,
                            const char *type, MgVolume **out) {
    MgElements e = { .bytes = bytes, .count = count, .big_endian = type[0] == '>' };
    const char *name = type[0] == '>' || type[0] == '<' ? type + 1 : type;
    const int64_t extent[3] = { nx, ny, nz };
    *out = NULL;
    if (strlen(name) != 2 || !mg_elements_type(&e, name[0], name[1] - '0'))
        return MG_FAIL(INVALID_ARGUMENT, "there is no type of numbers '%s'; there are u1 i1 u2 i2 u4 i4 u8 i8 f4 f8",
                       type);
    MG_TRY(mg_volume_create(extent, array_count, count / (size_t)e.width, 0, out));
    const size_t stride[3] = { 1, (size_t)nx, (size_t)nx * (size_t)ny };
    uint64_t values = (uint64_t)stride[2] * (uint64_t)nz;
    MgStatus status = MG_OK;
    if (values * (uint64_t)array_count * (uint64_t)e.width != count)
        status = MG_FAIL(BAD_FILE, "the file has %u bytes; %d arrays of %dx%dx%d values of %d bytes have %u",
                         (uint64_t)count, array_count, nx, ny, nz, e.width,
                         values * (uint64_t)array_count * (uint64_t)e.width);
    for (int32_t i = 0; i < array_count && status == MG_OK; i++)
        status = mg_volume_fill(*out, i, &e, (size_t)i * (size_t)values, stride);
    if (status != MG_OK) mg_volume_destroy(*out), *out = NULL;
    return status;
}

static bool begins_with(MgScan file, const char *text) { return mg_skip_text(&file, text); }

static MgStatus parse(MgScan file, MgVolume **out) {
    if (begins_with(file, "\x93NUMPY")) return mg_read_npy((const uint8_t *)file.at, (size_t)(file.end - file.at), out);
    if (!mg_skip_byte_order_mark(&file)) return MG_FAIL(BAD_FILE, "the file is a text in UTF-16; save it as UTF-8");
    if (begins_with(file, "NRRD")) return mg_read_nrrd((const uint8_t *)file.at, (size_t)(file.end - file.at), out);
    if (begins_with(file, "PK"))
        return MG_FAIL(BAD_FILE, "this is an archive, as .npz is; save the array in it with numpy.save");
    if (begins_with(file, "\x1f\x8b")) return MG_FAIL(BAD_FILE, "this is a file packed by gzip; unpack it first");
    if (begins_with(file, "\x89HDF"))
        return MG_FAIL(BAD_FILE, "this is an HDF5 file, which is not read here; save it as .vti");
    mg_skip_space(&file);
    if (begins_with(file, "<")) return mg_read_vti((const uint8_t *)file.at, (size_t)(file.end - file.at), out);
    return MG_FAIL(BAD_FILE, "this is no volume that is read here: neither .npy, nor .nrrd, nor .vti");
}

MgStatus mg_volume_parse(const void *bytes, size_t count, MgVolume **out) {
    *out = NULL;
    MgStatus status = parse((MgScan){ bytes, (const char *)bytes + count }, out);
    if (status != MG_OK) mg_volume_destroy(*out), *out = NULL;
    return status;
}

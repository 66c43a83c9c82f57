#include "io/volume_in.h"

#include "base/memory.h"
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

void mg_volume_place(MgVolume *v, const double spacing[3], const double origin[3], bool turned) {
    for (int32_t axis = 0; axis < 3; axis++) {
        v->info.spacing[axis] = spacing[axis] > 0 && spacing[axis] - spacing[axis] == 0 ? spacing[axis] : 1;
        v->info.origin[axis] = origin[axis] - origin[axis] == 0 ? origin[axis] : 0;
    }
    v->info.dx = v->info.spacing[0], v->info.turned = turned;
}

MgStatus mg_volume_create(const int64_t extent[3], int32_t array_count, uint64_t most_values, MgVolume **out) {
    *out = NULL;
    for (int32_t axis = 0; axis < 3; axis++)
        if (extent[axis] < 1 || extent[axis] > MG_LARGEST_EXTENT)
            return MG_FAIL(BAD_FILE, "the volume has %g values along axis %d, outside 1..%d", (double)extent[axis],
                           axis, MG_LARGEST_EXTENT);
    if (array_count < 1 || array_count > MG_MOST_ARRAYS)
        return MG_FAIL(BAD_FILE, "the volume has %d arrays, outside 1..%d", array_count, MG_MOST_ARRAYS);
    uint64_t cells = (uint64_t)extent[0] * (uint64_t)extent[1] * (uint64_t)extent[2];
    if (cells * (uint64_t)array_count > most_values)
        return MG_FAIL(BAD_FILE, "the file is too short for %u values", cells * (uint64_t)array_count);
    MgVolume *v = mg_allocate_cleared(sizeof *v);
    if (v == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for a volume");
    v->info.nx = (int32_t)extent[0], v->info.ny = (int32_t)extent[1], v->info.nz = (int32_t)extent[2];
    v->info.periodic = true, v->info.array_count = array_count;
    mg_volume_place(v, (double[3]){ 1, 1, 1 }, (double[3]){ 0, 0, 0 }, false);
    for (int32_t i = 0; i < array_count; i++) {
        v->values[i] = mg_allocate((size_t)cells * sizeof(float));
        if (v->values[i] != NULL) continue;
        mg_volume_destroy(v);
        return MG_FAIL(OUT_OF_MEMORY, "no memory for a volume of %u values", cells * (uint64_t)array_count);
    }
    *out = v;
    return MG_OK;
}

void mg_volume_destroy(MgVolume *v) {
    if (v == NULL) return;
    for (int32_t i = 0; i < MG_MOST_ARRAYS; i++) mg_free(v->values[i]);
    mg_free(v);
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
                float value = (float)mg_element(e, first + x * stride[0] + y * stride[1] + z * stride[2]);
                if (value - value != 0)
                    return MG_FAIL(BAD_FILE, "the value at (%d, %d, %d) is no finite number in single precision",
                                   (int32_t)x, (int32_t)y, (int32_t)z);
                *to++ = value;
            }
    return MG_OK;
}

void mg_volume_name(MgVolume *v, int32_t array, const char *name, size_t length) {
    char *to = v->info.names[array];
    size_t part = length < MG_SNAPSHOT_NAME_BYTES ? length : MG_SNAPSHOT_NAME_BYTES - 1;
    memcpy(to, name, part);
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
    MG_TRY(mg_volume_create(extent, array_count, count / (size_t)e.width, out));
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

static bool begins_with(const uint8_t *bytes, size_t count, const char *text) {
    return count >= strlen(text) && memcmp(bytes, text, strlen(text)) == 0;
}

MgStatus mg_volume_parse(const void *bytes, size_t count, MgVolume **out) {
    MgStatus status;
    *out = NULL;
    if (begins_with(bytes, count, "\x93NUMPY")) status = mg_read_npy(bytes, count, out);
    else if (begins_with(bytes, count, "NRRD")) status = mg_read_nrrd(bytes, count, out);
    else if (begins_with(bytes, count, "<?xml") || begins_with(bytes, count, "<VTKFile"))
        status = mg_read_vti(bytes, count, out);
    else if (begins_with(bytes, count, "PK"))
        status = MG_FAIL(BAD_FILE, "this is an archive, as .npz is; save the array in it with numpy.save");
    else status = MG_FAIL(BAD_FILE, "this is no volume that is read here: neither .npy, nor .nrrd, nor .vti");
    if (status != MG_OK) mg_volume_destroy(*out), *out = NULL;
    return status;
}

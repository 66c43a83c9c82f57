// NumPy's array file (numpy.lib.format, versions 1 to 3): a dictionary as text, then the values.
#include "io/bytes.h"
#include "io/scan.h"
#include "io/volume_in.h"

#define MOST_AXES 4

typedef struct Npy {
    MgElements elements;
    bool fortran;
    int64_t shape[MOST_AXES];
    int32_t axes;
} Npy;

// Behind "'key':".
static bool find_key(MgScan header, const char *key, MgScan *value) {
    const char *at = mg_find(header, key);
    if (at == NULL) return false;
    *value = (MgScan){ at + strlen(key), header.end };
    return true;
}

static MgStatus read_type(MgScan value, Npy *out) {
    mg_skip_space(&value);
    if (value.end - value.at < 4 || (*value.at != '\'' && *value.at != '"'))
        return MG_FAIL(BAD_FILE, "the array has fields of several types, or an unknown one");
    char order = value.at[1], kind = value.at[2], width = value.at[3];
    out->elements.big_endian = order == '>';
    bool known = (order == '<' || order == '>' || order == '|' || order == '=') && value.end - value.at >= 5 &&
                 value.at[4] == *value.at;
    if (kind == 'b' && width == '1') kind = 'u'; // true and false
    if (!known || !mg_elements_type(&out->elements, kind, width - '0'))
        return MG_FAIL(BAD_FILE, "the array is of type '%s', which is not read here; take float32",
                       (char[4]){ order, kind, width });
    return MG_OK;
}

static MgStatus read_shape(MgScan value, Npy *out) {
    mg_skip_space(&value);
    bool good = mg_skip_text(&value, "(");
    for (mg_skip_space(&value); good && !mg_skip_text(&value, ")"); mg_skip_space(&value)) {
        good = out->axes < MOST_AXES && mg_scan_whole(&value, &out->shape[out->axes++]);
        mg_skip_space(&value);
        if (!mg_skip_text(&value, ",")) {
            good = good && mg_skip_text(&value, ")");
            break;
        }
    }
    if (good && out->axes == 2) { // a picture: a plane at z = 0
        out->shape[2] = out->shape[1], out->shape[1] = out->shape[0], out->shape[0] = 1;
        out->axes = 3;
    }
    if (good && out->axes >= 3) return MG_OK;
    return MG_FAIL(BAD_FILE, "the array should have axes (y, x), (z, y, x) or (component, z, y, x)");
}

static MgStatus read_header(MgScan header, Npy *out) {
    MgScan type, order, shape;
    if (!find_key(header, "'descr':", &type) || !find_key(header, "'fortran_order':", &order) ||
        !find_key(header, "'shape':", &shape))
        return MG_FAIL(BAD_FILE, "the array's header lacks its type, order or shape");
    mg_skip_space(&order);
    out->fortran = mg_skip_text(&order, "True");
    MG_TRY(read_type(type, out));
    return read_shape(shape, out);
}

// The first axis of a shape is the slowest, or in Fortran's order the fastest.
static void strides(const Npy *npy, size_t out[MOST_AXES]) {
    size_t stride = 1;
    for (int32_t i = 0; i < npy->axes; i++) {
        int32_t axis = npy->fortran ? i : npy->axes - 1 - i;
        out[axis] = stride;
        stride *= (size_t)npy->shape[axis];
    }
}

MgStatus mg_read_npy(const uint8_t *bytes, size_t count, MgVolume **out) {
    if (count < 12 || bytes[6] < 1 || bytes[6] > 3) return MG_FAIL(BAD_FILE, "the array is of an unknown version");
    size_t begin = bytes[6] == 1 ? 10 : 12, length = bytes[6] == 1 ? mg_get_u16(bytes + 8) : mg_get_u32(bytes + 8);
    if (length > count - begin) return MG_FAIL(BAD_FILE, "the array's header does not fit in the file");
    const char *text = (const char *)bytes + begin;
    Npy npy = { .elements = { .bytes = bytes + begin + length, .count = count - begin - length } };
    MG_TRY(read_header((MgScan){ text, text + length }, &npy));
    const int64_t *shape = npy.shape + (npy.axes - 3); // z, y, x
    const int64_t extent[3] = { shape[2], shape[1], shape[0] };
    int64_t arrays = npy.axes == 4 ? npy.shape[0] : 1;
    if (arrays < 1 || arrays > MG_MOST_ARRAYS) arrays = MG_MOST_ARRAYS + 1;
    MG_TRY(mg_volume_create(extent, (int32_t)arrays, npy.elements.count / (size_t)npy.elements.width, out));
    size_t stride[MOST_AXES];
    strides(&npy, stride);
    const size_t *s = stride + (npy.axes - 3), xyz[3] = { s[2], s[1], s[0] };
    const size_t next = npy.axes == 4 ? stride[0] : 0;
    for (int32_t i = 0; i < arrays; i++) MG_TRY(mg_volume_fill(*out, i, &npy.elements, (size_t)i * next, xyz));
    return MG_OK;
}

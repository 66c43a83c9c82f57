// NumPy's array file (numpy.lib.format, versions 1 to 3): a dictionary as text, then the values.
#include "base/text.h"
#include "io/bytes.h"
#include "io/scan.h"
#include "io/volume_in.h"

#define MAX_AXES 4

typedef struct Npy {
    MgElements elements;
    bool fortran;
    int64_t shape[MAX_AXES];
    int32_t axes;
    MgScan shape_text;
} Npy;

// ---- the dictionary: {'descr': '<f4', 'fortran_order': False, 'shape': (10, 9, 8), }

typedef struct Entries {
    MgScan type, order, shape;
} Entries;

// Behind a text in quotes, which is left in *out without them.
static bool take_quoted(MgScan *s, MgScan *out) {
    const char quote = s->at < s->end ? *s->at : 0;
    if (quote != '\'' && quote != '"') return false;
    out->at = ++s->at;
    while (s->at < s->end && *s->at != quote) s->at++;
    out->end = s->at;
    if (s->at == s->end) return false;
    s->at++;
    return true;
}

// To the comma or brace that ends a value, past what stands in brackets and quotes.
static bool take_value(MgScan *s, MgScan *out) {
    int32_t depth = 0;
    MgScan text;
    out->at = s->at;
    while (s->at < s->end && (depth > 0 || (*s->at != ',' && *s->at != '}'))) {
        if (*s->at == '\'' || *s->at == '"') {
            if (!take_quoted(s, &text)) return false;
            continue;
        }
        depth += *s->at == '(' || *s->at == '[';
        depth -= *s->at == ')' || *s->at == ']';
        s->at++;
    }
    out->end = s->at;
    *out = mg_trimmed(*out);
    return s->at < s->end && depth == 0;
}

static bool take_entries(MgScan s, Entries *out) {
    mg_skip_space(&s);
    if (!mg_skip_text(&s, "{")) return false;
    for (mg_skip_space(&s); !mg_skip_text(&s, "}"); mg_skip_space(&s)) {
        MgScan key, value;
        if (!take_quoted(&s, &key)) return false;
        mg_skip_space(&s);
        if (!mg_skip_text(&s, ":")) return false;
        mg_skip_space(&s);
        if (!take_value(&s, &value)) return false;
        mg_skip_text(&s, ",");
        if (mg_scan_is(key, "descr")) out->type = value;
        else if (mg_scan_is(key, "fortran_order")) out->order = value;
        else if (mg_scan_is(key, "shape")) out->shape = value;
        else return false;
    }
    return mg_scan_ends(s) && out->type.at != NULL && out->order.at != NULL && out->shape.at != NULL;
}

// ---- the entries of the header

static MgStatus read_type(MgScan value, Npy *out) {
    MgScan type;
    if (!take_quoted(&value, &type) || !mg_scan_ends(value))
        return MG_FAIL(BAD_FILE, "the array has fields of several types, %s; save one of them", mg_quote(value).text);
    const char order = type.end - type.at == 3 ? type.at[0] : 0;
    bool known = order == '<' || order == '>' || order == '=' || (order == '|' && type.at[2] == '1');
    const char kind = known && type.at[1] == 'b' && type.at[2] == '1' ? 'u' : known ? type.at[1] : 0; // true and false
    out->elements.big_endian = order == '>';
    if (known && mg_elements_type(&out->elements, kind, type.at[2] - '0')) return MG_OK;
    return MG_FAIL(BAD_FILE, "the array is of type '%s', which is not read here; take float32: a.astype('<f4')",
                   mg_quote(type).text);
}

static MgStatus refuse_shape(MgScan text) {
    return MG_FAIL(BAD_FILE, "the array is of shape %s; read are axes (y, x), (z, y, x) and (array, z, y, x)",
                   mg_quote(text).text);
}

// "(10, 9, 8)", and as Python 2 wrote it "(10L, 9L, 8L)".
static MgStatus read_shape(MgScan value, Npy *out) {
    out->shape_text = value;
    if (!mg_skip_text(&value, "(")) return refuse_shape(out->shape_text);
    for (mg_skip_space(&value); !mg_skip_text(&value, ")"); mg_skip_space(&value)) {
        if (out->axes == MAX_AXES || !mg_scan_whole(&value, &out->shape[out->axes++]))
            return refuse_shape(out->shape_text);
        mg_skip_text(&value, "L");
        mg_skip_space(&value);
        if (!mg_skip_text(&value, ",") && (value.at == value.end || *value.at != ')'))
            return refuse_shape(out->shape_text);
    }
    if (!mg_scan_ends(value) || out->axes < 2) return refuse_shape(out->shape_text);
    if (out->axes == 2) { // a picture: a plane at z = 0
        out->shape[2] = out->shape[1], out->shape[1] = out->shape[0], out->shape[0] = 1;
        out->axes = 3;
    }
    return MG_OK;
}

// The first of four axes counts arrays. Many there and few along the last are an array saved with them, or with
// moments, last.
static MgStatus check_arrays(const Npy *npy) {
    if (npy->axes < 4 || (npy->shape[0] >= 1 && npy->shape[0] <= MG_MAX_ARRAYS)) return MG_OK;
    const bool last = npy->shape[3] >= 1 && npy->shape[3] <= MG_MAX_ARRAYS;
    return MG_FAIL(BAD_FILE, "the array is of shape %s; read is (array, z, y, x) with 1 to %d arrays%s",
                   mg_quote(npy->shape_text).text, MG_MAX_ARRAYS,
                   last ? "; where they are the last axis, save numpy.moveaxis(a, -1, 0)" : "; save some of them");
}

static MgStatus read_header(MgScan header, Npy *out) {
    Entries entries = { .type = { NULL, NULL }, .order = { NULL, NULL }, .shape = { NULL, NULL } };
    if (!take_entries(header, &entries))
        return MG_FAIL(BAD_FILE, "the array's header is not of type, order and shape: %s", mg_quote(header).text);
    out->fortran = mg_scan_is(entries.order, "True");
    if (!out->fortran && !mg_scan_is(entries.order, "False"))
        return MG_FAIL(BAD_FILE, "the array's order is neither True nor False, but %s", mg_quote(entries.order).text);
    MG_TRY(read_type(entries.type, out));
    MG_TRY(read_shape(entries.shape, out));
    return check_arrays(out);
}

// ---- values

// The first axis of a shape is the slowest, or in Fortran's order the fastest.
static void strides(const Npy *npy, size_t out[MAX_AXES]) {
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
    const int32_t arrays = npy.axes == 4 ? (int32_t)npy.shape[0] : 1;
    MG_TRY(mg_volume_create(extent, arrays, npy.elements.count / (size_t)npy.elements.width, 0, out));
    size_t stride[MAX_AXES];
    strides(&npy, stride);
    const size_t *s = stride + (npy.axes - 3), xyz[3] = { s[2], s[1], s[0] };
    const size_t next = npy.axes == 4 ? stride[0] : 0;
    for (int32_t i = 0; i < arrays; i++) MG_TRY(mg_volume_fill(*out, i, &npy.elements, (size_t)i * next, xyz));
    if (npy.axes == 4 && npy.shape[3] < npy.shape[0])
        mg_volume_note(*out, "the shape %s is read as %d arrays of (z, y, x)", mg_quote(npy.shape_text).text, arrays);
    const size_t cells = (size_t)extent[0] * (size_t)extent[1] * (size_t)extent[2];
    return mg_volume_expect_end(npy.elements.count - cells * (size_t)arrays * (size_t)npy.elements.width);
}

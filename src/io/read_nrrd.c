// NRRD (teem.sourceforge.net/nrrd/format.html), the attached form: lines "key: value", an empty line, then the values.
// Of where the values stand, spacings, directions and the origin are read; units, centers and what a program noted for
// itself are passed over.
#include "base/memory.h"
#include "io/inflate.h"
#include "io/scan.h"
#include "io/volume_in.h"

#define MOST_AXES 4

typedef enum Encoding { RAW, ASCII, GZIP } Encoding;

typedef struct Nrrd {
    MgElements elements;
    Encoding encoding;
    int32_t axes;
    int64_t sizes[MOST_AXES];                    // the first is the fastest
    double spacing[MOST_AXES], least[MOST_AXES]; // of each axis
    double origin[3];                            // of the space, where there is one
    bool has_origin, turned;
    int32_t component_axis; // -1: none is told
    int64_t line_skip, byte_skip;
    MgScan names; // of our own note "arrays:=u v"
    bool typed, sized, encoded;
} Nrrd;

static const struct {
    const char *name;
    char kind;
    int32_t width;
} types[] = {
    { "float", 'f', 4 },
    { "double", 'f', 8 },
    { "signed char", 'i', 1 },
    { "int8", 'i', 1 },
    { "int8_t", 'i', 1 },
    { "uchar", 'u', 1 },
    { "unsigned char", 'u', 1 },
    { "uint8", 'u', 1 },
    { "uint8_t", 'u', 1 },
    { "short", 'i', 2 },
    { "short int", 'i', 2 },
    { "signed short", 'i', 2 },
    { "signed short int", 'i', 2 },
    { "int16", 'i', 2 },
    { "int16_t", 'i', 2 },
    { "ushort", 'u', 2 },
    { "unsigned short", 'u', 2 },
    { "unsigned short int", 'u', 2 },
    { "uint16", 'u', 2 },
    { "uint16_t", 'u', 2 },
    { "int", 'i', 4 },
    { "signed int", 'i', 4 },
    { "int32", 'i', 4 },
    { "int32_t", 'i', 4 },
    { "uint", 'u', 4 },
    { "unsigned int", 'u', 4 },
    { "uint32", 'u', 4 },
    { "uint32_t", 'u', 4 },
    { "longlong", 'i', 8 },
    { "long long", 'i', 8 },
    { "long long int", 'i', 8 },
    { "signed long long", 'i', 8 },
    { "signed long long int", 'i', 8 },
    { "int64", 'i', 8 },
    { "int64_t", 'i', 8 },
    { "ulonglong", 'u', 8 },
    { "unsigned long long", 'u', 8 },
    { "unsigned long long int", 'u', 8 },
    { "uint64", 'u', 8 },
    { "uint64_t", 'u', 8 },
};

// Names of fields and of what they say may be written in capitals.
static bool same_word(MgScan s, const char *word) {
    for (; s.at < s.end && *word != 0; s.at++, word++)
        if ((*s.at >= 'A' && *s.at <= 'Z' ? *s.at - 'A' + 'a' : *s.at) != *word) return false;
    return s.at == s.end && *word == 0;
}

static MgStatus read_type(MgScan value, Nrrd *n) {
    for (int32_t i = 0; i < MG_COUNT_OF(types); i++)
        if (same_word(value, types[i].name)) {
            n->typed = mg_elements_type(&n->elements, types[i].kind, types[i].width);
            return MG_OK;
        }
    return MG_FAIL(BAD_FILE, "the NRRD file's type of numbers is not read here; take float");
}

static MgStatus read_sizes(MgScan value, Nrrd *n) {
    for (n->axes = 0, mg_skip_space(&value); value.at < value.end; mg_skip_space(&value))
        if (n->axes == MOST_AXES || !mg_scan_whole(&value, &n->sizes[n->axes++]))
            return MG_FAIL(BAD_FILE, "the NRRD file's sizes are not three or four numbers");
    n->sized = true;
    return MG_OK;
}

static MgStatus read_encoding(MgScan value, Nrrd *n) {
    n->encoded = true;
    if (same_word(value, "raw")) n->encoding = RAW;
    else if (same_word(value, "ascii") || same_word(value, "text") || same_word(value, "txt")) n->encoding = ASCII;
    else if (same_word(value, "gzip") || same_word(value, "gz")) n->encoding = GZIP;
    else return MG_FAIL(BAD_FILE, "the NRRD file's encoding is not read here; take raw, ascii or gzip");
    return MG_OK;
}

// ---- where the values stand

// "nan 0.5 0.5 0.5"
static void read_axes(MgScan value, double out[MOST_AXES], double otherwise) {
    for (int32_t axis = 0; axis < MOST_AXES; axis++) {
        double number;
        mg_skip_space(&value);
        out[axis] = mg_scan_number(&value, &number) && number - number == 0 ? number : otherwise;
    }
}

// "(0.5,0,0)", which moves behind it. false: it is none.
static bool read_vector(MgScan *value, double out[3]) {
    mg_skip_space(value);
    if (!mg_skip_text(value, "(")) return false;
    for (int32_t i = 0; i < 3; i++) {
        mg_skip_space(value);
        if (!mg_scan_number(value, &out[i]) || out[i] - out[i] != 0) return false;
        mg_skip_space(value);
        if (!mg_skip_text(value, i < 2 ? "," : ")")) return false;
    }
    return true;
}

// "none (0.5,0,0) (0,0.5,0) (0,0,1)": an axis without one is of components.
static void read_directions(MgScan value, Nrrd *n) {
    for (int32_t axis = 0, i = 0; axis < MOST_AXES && value.at < value.end; axis++) {
        double v[3];
        mg_skip_space(&value);
        if (mg_skip_text(&value, "none")) {
            if (n->component_axis < 0) n->component_axis = axis;
            continue;
        }
        if (i == 3 || !read_vector(&value, v)) return;
        n->spacing[axis] = __builtin_sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
        n->turned = n->turned || v[i] < n->spacing[axis];
        i++;
    }
}

static void read_kinds(MgScan value, Nrrd *n) {
    for (int32_t axis = 0; axis < MOST_AXES; axis++) {
        mg_skip_space(&value);
        MgScan word = value;
        while (value.at < value.end && !mg_is_space(*value.at)) value.at++;
        word.end = value.at;
        bool of_space = same_word(word, "domain") || same_word(word, "space"),
             unknown = same_word(word, "???") || same_word(word, "none");
        if (word.at < word.end && !of_space && !unknown) n->component_axis = axis;
    }
}

static MgStatus read_skip(MgScan value, int64_t least, int64_t *out) {
    if (mg_scan_whole(&value, out) && *out >= least) return MG_OK;
    return MG_FAIL(BAD_FILE, "the NRRD file does not tell properly how much it skips before its values");
}

static MgStatus read_line(MgScan line, Nrrd *n) {
    const char *colon = mg_find(line, ":");
    if (colon == NULL || *line.at == '#') return MG_OK; // a comment
    MgScan key = { line.at, colon }, value = mg_trimmed((MgScan){ colon + 1, line.end });
    if (colon + 1 < line.end && colon[1] == '=') { // a note
        if (mg_scan_is(key, "arrays")) n->names = (MgScan){ colon + 2, line.end };
        return MG_OK;
    }
    if (same_word(key, "type")) return read_type(value, n);
    if (same_word(key, "sizes")) return read_sizes(value, n);
    if (same_word(key, "encoding")) return read_encoding(value, n);
    if (same_word(key, "endian")) n->elements.big_endian = same_word(value, "big");
    if (same_word(key, "spacings")) read_axes(value, n->spacing, 1);
    if (same_word(key, "axis mins") || same_word(key, "axismins")) read_axes(value, n->least, 0);
    if (same_word(key, "space directions")) read_directions(value, n);
    if (same_word(key, "space origin")) n->has_origin = read_vector(&value, n->origin);
    if (same_word(key, "kinds")) read_kinds(value, n);
    if (same_word(key, "data file") || same_word(key, "datafile"))
        return MG_FAIL(BAD_FILE, "the NRRD file's values are in another file; join them (unu save -f nrrd)");
    if (same_word(key, "line skip") || same_word(key, "lineskip")) return read_skip(value, 0, &n->line_skip);
    if (same_word(key, "byte skip") || same_word(key, "byteskip")) return read_skip(value, -1, &n->byte_skip);
    return MG_OK;
}

// To the empty line; what stands behind it are the values.
static MgStatus read_header(MgScan *text, Nrrd *n) {
    while (text->at < text->end) {
        MgScan line = { text->at, text->at };
        while (line.end < text->end && *line.end != '\n') line.end++;
        text->at = line.end < text->end ? line.end + 1 : line.end;
        if (line.end > line.at && line.end[-1] == '\r') line.end--;
        if (line.at == line.end) break;
        MG_TRY(read_line(line, n));
    }
    if (!n->typed || !n->sized || !n->encoded || n->axes < 2)
        return MG_FAIL(BAD_FILE, "the NRRD file does not tell its type, encoding, or sizes of two axes, three or four");
    return MG_OK;
}

// ---- values

// Lines first, then bytes; -1 bytes: the values are the last of the file. Of packed values, teem skips bytes that come
// out.
static MgStatus skip_to_values(MgScan *text, const Nrrd *n) {
    for (int64_t line = 0; line < n->line_skip && text->at < text->end; line++) {
        const char *end = mg_find(*text, "\n");
        text->at = end != NULL ? end + 1 : text->end;
    }
    if (n->byte_skip == 0) return MG_OK;
    if (n->encoding != RAW)
        return MG_FAIL(BAD_FILE, "the NRRD file skips bytes of values that are not raw, which is not read here");
    uint64_t left = (uint64_t)(text->end - text->at), values = (uint64_t)n->elements.width;
    for (int32_t axis = 0; axis < n->axes && values <= left; axis++) values *= (uint64_t)n->sizes[axis];
    uint64_t skip = n->byte_skip > 0 ? (uint64_t)n->byte_skip : left - values;
    if (skip > left) return MG_FAIL(BAD_FILE, "the NRRD file is too short for what it skips and its values");
    text->at += skip;
    return MG_OK;
}

static MgStatus read_ascii(MgScan text, uint64_t values, uint8_t *out) {
    for (uint64_t i = 0; i < values; i++) {
        double value;
        while (text.at < text.end && (mg_is_space(*text.at) || *text.at == ',')) text.at++;
        if (!mg_scan_number(&text, &value)) return MG_FAIL(BAD_FILE, "the NRRD file ends after %u of its values", i);
        memcpy(out + 8 * i, &value, 8);
    }
    return MG_OK;
}

static bool is_little_endian(void) { return *(const uint8_t *)&(const uint16_t){ 1 } == 1; }

// Turns what is encoded into plain elements in *block.
static MgStatus decode(MgScan text, uint64_t values, Nrrd *n, uint8_t **block) {
    if (n->encoding == RAW) return MG_OK;
    if (n->encoding == ASCII)
        n->elements.kind = 'f', n->elements.width = 8, n->elements.big_endian = !is_little_endian();
    size_t bytes = (size_t)values * (size_t)n->elements.width;
    *block = mg_allocate(bytes);
    if (*block == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for %u values", values);
    n->elements.bytes = *block, n->elements.count = bytes;
    if (n->encoding == ASCII) return read_ascii(text, values, *block);
    if (mg_inflate_gzip((const uint8_t *)text.at, (size_t)(text.end - text.at), *block, bytes)) return MG_OK;
    return MG_FAIL(BAD_FILE, "the NRRD file's compressed values are damaged");
}

static MgStatus fill(MgScan text, Nrrd *n, int32_t component, MgVolume *v) {
    size_t stride[MOST_AXES], next = 1, xyz[3] = { 0 };
    uint8_t *block = NULL;
    for (int32_t axis = 0, i = 0; axis < n->axes; axis++) {
        stride[axis] = next;
        next *= (size_t)n->sizes[axis];
        if (axis != component) xyz[i++] = stride[axis];
    }
    MgStatus status = decode(text, next, n, &block);
    for (int32_t i = 0; i < v->info.array_count && status == MG_OK; i++)
        status = mg_volume_fill(v, i, &n->elements, component >= 0 ? (size_t)i * stride[component] : 0, xyz);
    mg_free(block);
    return status;
}

static void take_names(MgScan names, MgVolume *v) {
    for (int32_t i = 0; i < v->info.array_count && names.at < names.end; i++) {
        mg_skip_space(&names);
        const char *first = names.at;
        while (names.at < names.end && !mg_is_space(*names.at)) names.at++;
        mg_volume_name(v, i, first, (size_t)(names.at - first));
    }
}

// The axis of components, -1: there is none. Where four axes do not say which, it is the first, as usual, unless only
// the last can be.
static int32_t find_components(const Nrrd *n) {
    if (n->component_axis >= 0 && n->component_axis < n->axes) return n->component_axis;
    if (n->axes < 4) return -1;
    return n->sizes[0] > MG_MOST_ARRAYS && n->sizes[3] <= MG_MOST_ARRAYS ? 3 : 0;
}

// Which of the axes are x, y and z; -1: the box has none.
static int32_t axes_of_box(const Nrrd *n, int32_t component, int32_t out[3]) {
    int32_t count = 0;
    out[0] = out[1] = out[2] = -1;
    for (int32_t axis = 0; axis < n->axes; axis++) {
        if (axis == component) continue;
        if (count < 3) out[count] = axis;
        count++;
    }
    return count;
}

static void place(const Nrrd *n, const int32_t axes[3], MgVolume *v) {
    double spacing[3] = { 1, 1, 1 }, origin[3] = { 0 };
    for (int32_t i = 0; i < 3; i++) {
        if (axes[i] >= 0) spacing[i] = n->spacing[axes[i]], origin[i] = n->least[axes[i]];
        if (n->has_origin) origin[i] = n->origin[i];
    }
    mg_volume_place(v, spacing, origin, n->turned);
}

MgStatus mg_read_nrrd(const uint8_t *bytes, size_t count, MgVolume **out) {
    MgScan text = { (const char *)bytes, (const char *)bytes + count };
    Nrrd n = { .spacing = { 1, 1, 1, 1 }, .component_axis = -1 };
    MG_TRY(read_header(&text, &n));
    MG_TRY(skip_to_values(&text, &n));
    int32_t component = find_components(&n), axes[3], sides = axes_of_box(&n, component, axes);
    if (sides < 2 || sides > 3)
        return MG_FAIL(BAD_FILE, "the NRRD file has %d axes of space; two or three make a volume", sides);
    int64_t extent[3] = { 1, 1, 1 };
    for (int32_t i = 0; i < sides; i++) extent[i] = n.sizes[axes[i]];
    int64_t arrays = component >= 0 ? n.sizes[component] : 1;
    if (arrays < 1 || arrays > MG_MOST_ARRAYS) arrays = MG_MOST_ARRAYS + 1;
    size_t left = (size_t)(text.end - text.at);
    n.elements.bytes = (const uint8_t *)text.at, n.elements.count = left;
    uint64_t most = n.encoding == RAW     ? left / (size_t)n.elements.width
                    : n.encoding == ASCII ? left
                                          : (uint64_t)left * MG_MOST_INFLATION;
    MG_TRY(mg_volume_create(extent, (int32_t)arrays, most, out));
    place(&n, axes, *out);
    if (n.names.at != NULL) take_names(n.names, *out);
    return fill(text, &n, component, *out);
}

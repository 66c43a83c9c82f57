// NRRD (teem.sourceforge.net/nrrd/format.html), the attached form: lines "key: value", an empty line, then the values.
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
    int64_t sizes[MOST_AXES];            // the first is the fastest
    double spacing;
    int32_t component_axis;              // -1: none is told
    MgScan names;                        // of our own note "arrays:=u v"
    bool typed, sized, encoded;
} Nrrd;

static const struct { const char *name; char kind; int32_t width; } types[] = {
    { "float", 'f', 4 }, { "double", 'f', 8 },
    { "signed char", 'i', 1 }, { "int8", 'i', 1 }, { "int8_t", 'i', 1 },
    { "uchar", 'u', 1 }, { "unsigned char", 'u', 1 }, { "uint8", 'u', 1 }, { "uint8_t", 'u', 1 },
    { "short", 'i', 2 }, { "short int", 'i', 2 }, { "signed short", 'i', 2 }, { "signed short int", 'i', 2 },
    { "int16", 'i', 2 }, { "int16_t", 'i', 2 }, { "ushort", 'u', 2 }, { "unsigned short", 'u', 2 },
    { "unsigned short int", 'u', 2 }, { "uint16", 'u', 2 }, { "uint16_t", 'u', 2 },
    { "int", 'i', 4 }, { "signed int", 'i', 4 }, { "int32", 'i', 4 }, { "int32_t", 'i', 4 },
    { "uint", 'u', 4 }, { "unsigned int", 'u', 4 }, { "uint32", 'u', 4 }, { "uint32_t", 'u', 4 },
    { "longlong", 'i', 8 }, { "long long", 'i', 8 }, { "int64", 'i', 8 }, { "int64_t", 'i', 8 },
    { "ulonglong", 'u', 8 }, { "unsigned long long", 'u', 8 }, { "uint64", 'u', 8 }, { "uint64_t", 'u', 8 },
};

static MgStatus read_type(MgScan value, Nrrd *n) {
    for (int32_t i = 0; i < MG_COUNT_OF(types); i++)
        if (mg_scan_is(value, types[i].name)) {
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
    if (mg_scan_is(value, "raw")) n->encoding = RAW;
    else if (mg_scan_is(value, "ascii") || mg_scan_is(value, "text") || mg_scan_is(value, "txt")) n->encoding = ASCII;
    else if (mg_scan_is(value, "gzip") || mg_scan_is(value, "gz")) n->encoding = GZIP;
    else return MG_FAIL(BAD_FILE, "the NRRD file's encoding is not read here; take raw, ascii or gzip");
    return MG_OK;
}

// The first number that is none of 0 and nan: "nan 0.5 0.5 0.5" and "none (0.5,0,0) (0,0.5,0)" alike.
static void read_spacing(MgScan value, Nrrd *n) {
    while (value.at < value.end) {
        double number;
        MgScan ahead = value;
        if (mg_scan_number(&ahead, &number) && ahead.at > value.at) {
            if (number - number == 0 && number > 0) {
                n->spacing = number;
                return;
            }
            value = ahead;
        } else value.at++;
    }
}

static void read_kinds(MgScan value, Nrrd *n) {
    for (int32_t axis = 0; axis < MOST_AXES; axis++) {
        mg_skip_space(&value);
        MgScan word = value;
        while (value.at < value.end && !mg_is_space(*value.at)) value.at++;
        word.end = value.at;
        if (word.at < word.end && !mg_scan_is(word, "domain") && !mg_scan_is(word, "space")) n->component_axis = axis;
    }
}

static MgStatus read_line(MgScan line, Nrrd *n) {
    const char *colon = mg_find(line, ":");
    if (colon == NULL || *line.at == '#') return MG_OK;                  // a comment
    MgScan key = { line.at, colon }, value = mg_trimmed((MgScan){ colon + 1, line.end });
    if (colon + 1 < line.end && colon[1] == '=') {                       // a note
        if (mg_scan_is(key, "arrays")) n->names = (MgScan){ colon + 2, line.end };
        return MG_OK;
    }
    if (mg_scan_is(key, "type")) return read_type(value, n);
    if (mg_scan_is(key, "sizes")) return read_sizes(value, n);
    if (mg_scan_is(key, "encoding")) return read_encoding(value, n);
    if (mg_scan_is(key, "endian")) n->elements.big_endian = mg_scan_is(value, "big");
    if (mg_scan_is(key, "spacings") || mg_scan_is(key, "space directions")) read_spacing(value, n);
    if (mg_scan_is(key, "kinds")) read_kinds(value, n);
    if (mg_scan_is(key, "data file") || mg_scan_is(key, "datafile"))
        return MG_FAIL(BAD_FILE, "the NRRD file's values are in another file; join them (unu save -f nrrd)");
    bool skips = mg_scan_is(key, "line skip") || mg_scan_is(key, "lineskip") || mg_scan_is(key, "byte skip") ||
                 mg_scan_is(key, "byteskip");
    if (skips && !mg_scan_is(value, "0")) return MG_FAIL(BAD_FILE, "the NRRD file skips before its values, which is not read here");
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
    if (!n->typed || !n->sized || !n->encoded || n->axes < 3)
        return MG_FAIL(BAD_FILE, "the NRRD file does not tell its type, encoding, or sizes of three axes or four");
    return MG_OK;
}

// ---- values

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
    if (n->encoding == ASCII) n->elements.kind = 'f', n->elements.width = 8, n->elements.big_endian = !is_little_endian();
    size_t bytes = (size_t)values * (size_t)n->elements.width;
    *block = mg_allocate(bytes);
    if (*block == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for %u values", values);
    n->elements.bytes = *block, n->elements.count = bytes;
    if (n->encoding == ASCII) return read_ascii(text, values, *block);
    if (mg_inflate_gzip((const uint8_t *)text.at, (size_t)(text.end - text.at), *block, bytes)) return MG_OK;
    return MG_FAIL(BAD_FILE, "the NRRD file's compressed values are damaged");
}

static MgStatus fill(MgScan text, Nrrd *n, int32_t component, MgVolume *v) {
    size_t stride[MOST_AXES], next = 1, xyz[3];
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

MgStatus mg_read_nrrd(const uint8_t *bytes, size_t count, MgVolume **out) {
    MgScan text = { (const char *)bytes, (const char *)bytes + count };
    Nrrd n = { .spacing = 1, .component_axis = -1 };
    MG_TRY(read_header(&text, &n));
    int32_t component = n.axes == 3 ? -1 : n.component_axis >= 0 ? n.component_axis : 0;
    int64_t extent[3];
    for (int32_t axis = 0, i = 0; axis < n.axes; axis++)
        if (axis != component) extent[i++] = n.sizes[axis];
    int64_t arrays = component >= 0 ? n.sizes[component] : 1;
    if (arrays < 1 || arrays > MG_MOST_ARRAYS) arrays = MG_MOST_ARRAYS + 1;
    size_t left = (size_t)(text.end - text.at);
    n.elements.bytes = (const uint8_t *)text.at, n.elements.count = left;
    uint64_t most = n.encoding == RAW ? left / (size_t)n.elements.width : n.encoding == ASCII ? left
                    : (uint64_t)left * MG_MOST_INFLATION;
    MG_TRY(mg_volume_create(extent, (int32_t)arrays, most, out));
    (*out)->info.dx = n.spacing;
    if (n.names.at != NULL) take_names(n.names, *out);
    return fill(text, &n, component, *out);
}

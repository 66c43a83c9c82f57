// NRRD (teem.sourceforge.net/nrrd/format.html), the attached form: lines "key: value", an empty line, then the values.
// Fields that place the values are read or refused; units, labels and private notes are skipped by name.
#include "base/memory.h"
#include "io/inflate.h"
#include "io/scan.h"
#include "io/volume_in.h"

#define MAX_AXES 4

typedef enum Encoding { RAW, ASCII, GZIP } Encoding;
typedef enum Centers { UNKNOWN_CENTERS, CELL, NODE } Centers;

typedef struct Nrrd {
    MgElements elements;
    Encoding encoding;
    int32_t axes;
    int64_t sizes[MAX_AXES];                                   // the first is the fastest
    int64_t dimension, space_dimension;                        // 0: not given
    double spacing[MAX_AXES], least[MAX_AXES], most[MAX_AXES]; // of each axis; NaN: not given or unknown
    Centers centers[MAX_AXES];
    MgScan directions, origin_text; // parsed when the dimension of the space is known
    double origin[3];               // of the space, where there is one
    bool has_origin, turned, ours;
    int32_t component_axis; // -1: none given
    bool component_is_time;
    int32_t least_told, most_told; // of how many axes the lines that have a word for each told; 0: there was none
    int64_t line_skip, byte_skip;
    MgScan names; // of our own note "arrays:=u v"
    bool typed, sized, encoded, has_endian;
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

static MgStatus refuse(const char *what, MgScan value) {
    return MG_FAIL(BAD_FILE, "the NRRD file's %s '%s' is not read here", what, mg_quote(value).text);
}

static MgStatus read_type(MgScan value, Nrrd *n) {
    for (int32_t i = 0; i < MG_COUNT_OF(types); i++)
        if (mg_scan_is_word(value, types[i].name)) {
            n->typed = mg_elements_type(&n->elements, types[i].kind, types[i].width);
            return MG_OK;
        }
    return MG_FAIL(BAD_FILE, "the NRRD file's type '%s' is not read here; take float", mg_quote(value).text);
}

static MgStatus read_dimension(MgScan value, Nrrd *n) {
    if (mg_scan_as_whole(value, &n->dimension) && n->dimension >= 1) return MG_OK;
    return refuse("dimension", value);
}

static MgStatus read_sizes(MgScan value, Nrrd *n) {
    const MgScan all = value;
    for (n->axes = 0; !mg_scan_ends(value); n->axes++)
        if (n->axes == MAX_AXES || !mg_scan_as_whole(mg_next_word(&value, ' '), &n->sizes[n->axes]))
            return MG_FAIL(BAD_FILE, "the NRRD file's sizes '%s' are not two, three or four numbers",
                           mg_quote(all).text);
    n->sized = true;
    return MG_OK;
}

static MgStatus read_encoding(MgScan value, Nrrd *n) {
    n->encoded = true;
    if (mg_scan_is_word(value, "raw")) n->encoding = RAW;
    else if (mg_scan_is_word(value, "ascii") || mg_scan_is_word(value, "text") || mg_scan_is_word(value, "txt"))
        n->encoding = ASCII;
    else if (mg_scan_is_word(value, "gzip") || mg_scan_is_word(value, "gz")) n->encoding = GZIP;
    else
        return MG_FAIL(BAD_FILE, "the NRRD file's encoding '%s' is not read here; take raw, ascii or gzip",
                       mg_quote(value).text);
    return MG_OK;
}

static MgStatus read_endian(MgScan value, Nrrd *n) {
    n->has_endian = true;
    n->elements.big_endian = mg_scan_is_word(value, "big");
    return n->elements.big_endian || mg_scan_is_word(value, "little") ? MG_OK : refuse("endian", value);
}

// ---- where the values stand

static void count_told_axes(Nrrd *n, int32_t count) {
    n->least_told = n->most_told == 0 ? count : mg_min_i32(n->least_told, count);
    n->most_told = mg_max_i32(n->most_told, count);
}

// "NaN 0.5 0.5 0.5": a number an axis, NaN where it is not known.
static MgStatus read_axes(const char *what, MgScan value, double out[MAX_AXES], Nrrd *n) {
    const MgScan all = value;
    int32_t axis = 0;
    for (; !mg_scan_ends(value); axis++)
        if (axis == MAX_AXES || !mg_scan_as_number(mg_next_word(&value, ' '), &out[axis])) return refuse(what, all);
    count_told_axes(n, axis);
    return MG_OK;
}

static MgStatus read_centers(MgScan value, Nrrd *n) {
    const MgScan all = value;
    int32_t axis = 0;
    for (; !mg_scan_ends(value); axis++) {
        MgScan word = mg_next_word(&value, ' ');
        if (axis == MAX_AXES) return refuse("centers", all);
        if (mg_scan_is_word(word, "cell")) n->centers[axis] = CELL;
        else if (mg_scan_is_word(word, "node")) n->centers[axis] = NODE;
        else if (!mg_scan_is(word, "???") && !mg_scan_is_word(word, "none")) return refuse("centers", all);
    }
    count_told_axes(n, axis);
    return MG_OK;
}

// The name of a space gives its number of axes.
static MgStatus read_space(MgScan value, Nrrd *n) {
    static const char *const of_three[] = {
        "right-anterior-superior",
        "ras",
        "left-anterior-superior",
        "las",
        "left-posterior-superior",
        "lps",
        "scanner-xyz",
        "3d-right-handed",
        "3d-left-handed",
    };
    for (int32_t i = 0; i < MG_COUNT_OF(of_three); i++)
        if (mg_scan_is_word(value, of_three[i])) n->space_dimension = 3;
    return n->space_dimension == 3 ? MG_OK : refuse("space", value);
}

static MgStatus read_space_dimension(MgScan value, Nrrd *n) {
    if (mg_scan_as_whole(value, &n->space_dimension) && (n->space_dimension == 2 || n->space_dimension == 3))
        return MG_OK;
    return refuse("space dimension", value);
}

// "(0.5,0,0)", of as many numbers as the space has axes; moves behind it.
static bool read_vector(MgScan *value, int64_t count, double out[3]) {
    out[2] = 0;
    mg_skip_space(value);
    if (!mg_skip_text(value, "(")) return false;
    for (int64_t i = 0; i < count; i++) {
        mg_skip_space(value);
        if (!mg_scan_number(value, &out[i]) || out[i] - out[i] != 0) return false;
        mg_skip_space(value);
        if (!mg_skip_text(value, i < count - 1 ? "," : ")")) return false;
    }
    return true;
}

// "none (0.5,0,0) (0,0.5,0) (0,0,1)": an axis without one is of components.
static MgStatus read_directions(Nrrd *n) {
    MgScan value = n->directions;
    int32_t axis = 0;
    for (int32_t i = 0; !mg_scan_ends(value); axis++) {
        double v[3];
        mg_skip_space(&value);
        if (axis == MAX_AXES) return refuse("space directions", n->directions);
        if (mg_skip_text(&value, "none")) {
            if (n->component_axis < 0) n->component_axis = axis;
            continue;
        }
        if (i == n->space_dimension || !read_vector(&value, n->space_dimension, v))
            return refuse("space directions", n->directions);
        n->spacing[axis] = __builtin_sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
        n->turned = n->turned || v[i] < n->spacing[axis];
        i++;
    }
    count_told_axes(n, axis);
    return MG_OK;
}

static MgStatus read_space_of(Nrrd *n) {
    if ((n->directions.at != NULL || n->origin_text.at != NULL) && n->space_dimension == 0)
        return MG_FAIL(BAD_FILE,
                       "the NRRD file has space directions or an origin, but tells neither space nor space dimension");
    if (n->directions.at != NULL) MG_TRY(read_directions(n));
    if (n->origin_text.at == NULL || mg_scan_is_word(n->origin_text, "none")) return MG_OK;
    MgScan value = n->origin_text;
    n->has_origin = true;
    return read_vector(&value, n->space_dimension, n->origin) && mg_scan_ends(value)
               ? MG_OK
               : refuse("space origin", n->origin_text);
}

static bool is_axis_of_space(MgScan kind) {
    return mg_scan_is_word(kind, "domain") || mg_scan_is_word(kind, "space") || mg_scan_is(kind, "???") ||
           mg_scan_is_word(kind, "none");
}

static MgStatus read_kinds(MgScan value, Nrrd *n) {
    const MgScan all = value;
    int32_t axis = 0;
    for (; !mg_scan_ends(value); axis++) {
        MgScan word = mg_next_word(&value, ' ');
        if (axis == MAX_AXES) return refuse("kinds", all);
        if (is_axis_of_space(word)) continue;
        if (n->component_axis >= 0 && n->component_axis != axis)
            return MG_FAIL(BAD_FILE, "the NRRD file has several axes that are none of space: kinds %s",
                           mg_quote(all).text);
        n->component_axis = axis, n->component_is_time = mg_scan_is_word(word, "time");
    }
    count_told_axes(n, axis);
    return MG_OK;
}

// ---- lines

static MgStatus read_skip(MgScan value, int64_t least, int64_t *out) {
    if (mg_scan_as_whole(value, out) && *out >= least) return MG_OK;
    return refuse("number to skip", value);
}

// Fields of the format that do not matter here.
static bool is_passed_over(MgScan key) {
    static const char *const names[] = {
        "content",     "number", "sample units", "sampleunits", "block size",        "blocksize",
        "min",         "max",    "old min",      "oldmin",      "old max",           "oldmax",
        "thicknesses", "labels", "units",        "space units", "measurement frame",
    };
    for (int32_t i = 0; i < MG_COUNT_OF(names); i++)
        if (mg_scan_is_word(key, names[i])) return true;
    return false;
}

static bool is(MgScan key, const char *name, const char *other) {
    return mg_scan_is_word(key, name) || mg_scan_is_word(key, other);
}

static MgStatus read_place(MgScan key, MgScan value, Nrrd *n) {
    if (is(key, "spacings", "spacing")) return read_axes("spacings", value, n->spacing, n);
    if (is(key, "axis mins", "axismins")) return read_axes("axis mins", value, n->least, n);
    if (is(key, "axis maxs", "axismaxs")) return read_axes("axis maxs", value, n->most, n);
    if (is(key, "centers", "centerings")) return read_centers(value, n);
    if (is(key, "kinds", "kinds")) return read_kinds(value, n);
    if (is(key, "space", "space")) return read_space(value, n);
    if (is(key, "space dimension", "spacedimension")) return read_space_dimension(value, n);
    if (is(key, "space directions", "spacedirections")) n->directions = value;
    else if (is(key, "space origin", "spaceorigin")) n->origin_text = value;
    else if (!is_passed_over(key))
        return MG_FAIL(BAD_FILE, "the NRRD file has a line '%s', which the format does not know", mg_quote(key).text);
    return MG_OK;
}

static MgStatus read_field(MgScan key, MgScan value, Nrrd *n) {
    if (is(key, "type", "type")) return read_type(value, n);
    if (is(key, "dimension", "dimension")) return read_dimension(value, n);
    if (is(key, "sizes", "sizes")) return read_sizes(value, n);
    if (is(key, "encoding", "encoding")) return read_encoding(value, n);
    if (is(key, "endian", "endian")) return read_endian(value, n);
    if (is(key, "data file", "datafile"))
        return MG_FAIL(BAD_FILE, "the NRRD file's values are in another file; join them (unu save -f nrrd)");
    if (is(key, "line skip", "lineskip")) return read_skip(value, 0, &n->line_skip);
    if (is(key, "byte skip", "byteskip")) return read_skip(value, -1, &n->byte_skip);
    return read_place(key, value, n);
}

static MgStatus read_line(MgScan line, Nrrd *n) {
    if (*line.at == '#') {
        n->ours = n->ours || mg_scan_is(line, "# made by morphogen");
        return MG_OK;
    }
    const char *colon = mg_find(line, ":");
    if (colon == NULL) return refuse("line", line);
    if (colon + 1 < line.end && colon[1] == '=') { // a note
        if (mg_scan_is((MgScan){ line.at, colon }, "arrays")) n->names = (MgScan){ colon + 2, line.end };
        return MG_OK;
    }
    return read_field((MgScan){ line.at, colon }, mg_trimmed((MgScan){ colon + 1, line.end }), n);
}

static MgStatus check_header(const Nrrd *n) {
    if (!n->typed || !n->sized || !n->encoded || n->axes < 2)
        return MG_FAIL(BAD_FILE, "the NRRD file does not tell its type, encoding, or sizes of two axes, three or four");
    if (n->dimension != 0 && n->dimension != n->axes)
        return MG_FAIL(BAD_FILE, "the NRRD file's dimension is %d, and it has %d sizes", (int32_t)n->dimension,
                       n->axes);
    if (n->encoding != ASCII && n->elements.width > 1 && !n->has_endian)
        return MG_FAIL(BAD_FILE, "the NRRD file does not tell the endian of its values, little or big");
    return MG_OK;
}

// Reads to the empty line, after which the values begin.
static MgStatus read_header(MgScan *text, Nrrd *n) {
    mg_next_word(text, '\n'); // "NRRD0004"
    while (text->at < text->end && *text->at != '\n') text->at++;
    if (text->at < text->end) text->at++;
    while (text->at < text->end) {
        MgScan line = { text->at, text->at };
        while (line.end < text->end && *line.end != '\n') line.end++;
        text->at = line.end < text->end ? line.end + 1 : line.end;
        if (line.end > line.at && line.end[-1] == '\r') line.end--;
        if (line.at == line.end) break;
        MG_TRY(read_line(line, n));
    }
    MG_TRY(check_header(n));
    MG_TRY(read_space_of(n));
    if (n->most_told == 0 || (n->least_told == n->axes && n->most_told == n->axes)) return MG_OK;
    return MG_FAIL(BAD_FILE, "the NRRD file has %d axes, and tells of %d in spacings, kinds or the like", n->axes,
                   n->least_told == n->axes ? n->most_told : n->least_told);
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

static void skip_separators(MgScan *s) {
    while (s->at < s->end && (mg_is_space(*s->at) || *s->at == ',')) s->at++;
}

static MgStatus read_ascii(MgScan text, uint64_t values, uint8_t *out) {
    for (uint64_t i = 0; i < values; i++) {
        double value;
        skip_separators(&text);
        MgScan word = mg_next_word(&text, ',');
        if (word.at == word.end) return MG_FAIL(BAD_FILE, "the NRRD file ends after %u of its %u values", i, values);
        if (!mg_scan_as_number(word, &value))
            return MG_FAIL(BAD_FILE, "value %u of the NRRD file is '%s', which is no number", i + 1,
                           mg_quote(word).text);
        memcpy(out + 8 * i, &value, 8);
    }
    skip_separators(&text);
    return mg_volume_expect_end((uint64_t)(text.end - text.at));
}

static bool is_little_endian(void) { return *(const uint8_t *)&(const uint16_t){ 1 } == 1; }

// Bytes that an element takes once it is decoded; 0: as it lies in the file.
static uint64_t decoded_width(const Nrrd *n) {
    return n->encoding == RAW ? 0 : n->encoding == ASCII ? 8 : (uint64_t)n->elements.width;
}

// Turns what is encoded into plain elements in *block.
static MgStatus decode(MgScan text, uint64_t values, Nrrd *n, uint8_t **block) {
    if (n->encoding == RAW) return mg_volume_expect_end(n->elements.count - values * (uint64_t)n->elements.width);
    size_t bytes = (size_t)(values * decoded_width(n));
    if (n->encoding == ASCII)
        n->elements.kind = 'f', n->elements.width = 8, n->elements.big_endian = !is_little_endian();
    *block = mg_allocate(bytes);
    if (*block == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for %u values", values);
    n->elements.bytes = *block, n->elements.count = bytes;
    if (n->encoding == ASCII) return read_ascii(text, values, *block);
    if (mg_inflate_gzip((const uint8_t *)text.at, (size_t)(text.end - text.at), *block, bytes)) return MG_OK;
    return MG_FAIL(BAD_FILE, "the NRRD file's packed values are damaged, or not the %u bytes that its sizes make",
                   (uint64_t)bytes);
}

static MgStatus fill(MgScan text, Nrrd *n, int32_t component, MgVolume *v) {
    size_t stride[MAX_AXES], next = 1, xyz[3] = { 0 };
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

// ---- names: as our writer puts them, spaces and '%' in a name as %20 and %25

static int32_t hex_digit(char c) { return mg_is_digit(c) ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; }

static void take_name(MgScan word, MgVolume *v, int32_t array) {
    char name[MG_SNAPSHOT_NAME_BYTES];
    size_t length = 0;
    for (; word.at < word.end && length < sizeof name; word.at++) {
        const bool escaped =
            *word.at == '%' && word.end - word.at >= 3 && hex_digit(word.at[1]) >= 0 && hex_digit(word.at[2]) >= 0;
        name[length++] = escaped ? (char)(hex_digit(word.at[1]) * 16 + hex_digit(word.at[2])) : *word.at;
        if (escaped) word.at += 2;
    }
    mg_volume_name(v, array, name, length);
}

static void take_names(MgScan names, MgVolume *v) {
    for (int32_t i = 0; i < v->info.array_count && !mg_scan_ends(names); i++)
        take_name(mg_next_word(&names, ' '), v, i);
}

// ---- axes

// The axis of components, -1: there is none. Where four axes do not say which, it is the first, as usual, unless only
// the last can be.
static int32_t find_components(const Nrrd *n) {
    if (n->component_axis >= 0 && n->component_axis < n->axes) return n->component_axis;
    if (n->axes < 4) return -1;
    return n->sizes[0] > MG_MAX_ARRAYS && n->sizes[3] <= MG_MAX_ARRAYS ? 3 : 0;
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

// Between its least and largest place an axis of cells has as many spacings as values, one of nodes one less. What says
// neither teem and ITK take for cells. Files of Morphogen 0.1 said neither and meant nodes.
static bool is_of_nodes(const Nrrd *n, int32_t axis) {
    return n->centers[axis] == NODE || (n->centers[axis] == UNKNOWN_CENTERS && n->ours);
}

static void place_axis(const Nrrd *n, int32_t axis, double *spacing, double *origin, bool *assumed) {
    const bool nodes = is_of_nodes(n, axis), bounded = n->least[axis] - n->least[axis] == 0;
    const double steps = (double)(n->sizes[axis] - nodes), range = n->most[axis] - n->least[axis];
    *spacing = n->spacing[axis];
    if (*spacing != *spacing && range == range && steps > 0) *spacing = range / steps;
    if (!bounded) return;
    *origin = n->least[axis] + (nodes || *spacing != *spacing ? 0 : *spacing / 2);
    *assumed = *assumed || (n->centers[axis] == UNKNOWN_CENTERS && !n->ours);
}

static bool is_told(const Nrrd *n, int32_t axis) {
    return n->spacing[axis] == n->spacing[axis] || n->least[axis] == n->least[axis] || n->most[axis] == n->most[axis];
}

static MgStatus place(const Nrrd *n, const int32_t axes[3], MgVolume *v) {
    double spacing[3] = { 1, 1, 1 }, origin[3] = { 0 };
    bool assumed = false, told = false;
    for (int32_t i = 0; i < 3; i++) told = told || (axes[i] >= 0 && is_told(n, axes[i]));
    for (int32_t i = 0; i < 3 && told; i++) {
        if (axes[i] >= 0) place_axis(n, axes[i], &spacing[i], &origin[i], &assumed);
        else spacing[i] = spacing[0]; // a plane is as thick as its cells are wide
    }
    if (assumed) mg_volume_note(v, "axis mins without centers are taken for the edges of cells, as teem and ITK do");
    if (n->has_origin) memcpy(origin, n->origin, sizeof origin);
    return mg_volume_place(v, spacing, origin, n->turned);
}

static void note_components(const Nrrd *n, int32_t component, MgVolume *v) {
    if (component < 0) return;
    if (n->component_axis < 0)
        mg_volume_note(v, "axis %d of four is taken for arrays, since no kinds tell which", component + 1);
    if (n->component_is_time) mg_volume_note(v, "the moments along the axis of time are read as arrays");
}

static uint64_t most_values(const Nrrd *n, uint64_t left) {
    return n->encoding == RAW     ? left / (uint64_t)n->elements.width
           : n->encoding == ASCII ? left
                                  : left * MG_MAX_INFLATION;
}

MgStatus mg_read_nrrd(const uint8_t *bytes, size_t count, MgVolume **out) {
    MgScan text = { (const char *)bytes, (const char *)bytes + count };
    Nrrd n = { .component_axis = -1 };
    for (int32_t axis = 0; axis < MAX_AXES; axis++)
        n.spacing[axis] = n.least[axis] = n.most[axis] = (double)__builtin_nanf("");
    MG_TRY(read_header(&text, &n));
    MG_TRY(skip_to_values(&text, &n));
    int32_t component = find_components(&n), axes[3], sides = axes_of_box(&n, component, axes);
    if (sides < 2 || sides > 3)
        return MG_FAIL(BAD_FILE, "the NRRD file has %d axes of space; two or three make a volume", sides);
    int64_t extent[3] = { 1, 1, 1 };
    for (int32_t i = 0; i < sides; i++) extent[i] = n.sizes[axes[i]];
    int64_t arrays = component >= 0 ? n.sizes[component] : 1;
    if (arrays < 1 || arrays > MG_MAX_ARRAYS)
        return MG_FAIL(BAD_FILE, "the NRRD file has %g arrays along axis %d, outside 1..%d", (double)arrays,
                       component + 1, MG_MAX_ARRAYS);
    uint64_t left = (uint64_t)(text.end - text.at);
    n.elements.bytes = (const uint8_t *)text.at, n.elements.count = (size_t)left;
    const uint64_t cells = (uint64_t)extent[0] * (uint64_t)extent[1] * (uint64_t)extent[2];
    MG_TRY(mg_volume_create(extent, (int32_t)arrays, most_values(&n, left),
                            cells * (uint64_t)arrays * decoded_width(&n), out));
    MG_TRY(place(&n, axes, *out));
    note_components(&n, component, *out);
    if (n.names.at != NULL) take_names(n.names, *out);
    return fill(text, &n, component, *out);
}

// The header of NRRD (teem.sourceforge.net/nrrd/format.html), the attached form: lines "key: value" up to an empty one.
// Fields that place the values are read or refused; units, labels and private notes are skipped by name.
#include "io/nrrd_header.h"

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

static MgStatus read_type(MgScan value, MgNrrd *n) {
    for (int32_t i = 0; i < MG_COUNT_OF(types); i++)
        if (mg_scan_is_word(value, types[i].name)) {
            n->typed = mg_elements_type(&n->elements, types[i].kind, types[i].width);
            return MG_OK;
        }
    return MG_FAIL(BAD_FILE, "the NRRD file's type '%s' is not read here; take float", mg_quote(value).text);
}

static MgStatus read_dimension(MgScan value, MgNrrd *n) {
    if (mg_scan_as_whole(value, &n->dimension) && n->dimension >= 1) return MG_OK;
    return refuse("dimension", value);
}

static MgStatus read_sizes(MgScan value, MgNrrd *n) {
    const MgScan all = value;
    for (n->axes = 0; !mg_scan_ends(value); n->axes++)
        if (n->axes == MG_NRRD_AXES || !mg_scan_as_whole(mg_next_word(&value, ' '), &n->sizes[n->axes]))
            return MG_FAIL(BAD_FILE, "the NRRD file's sizes '%s' are not two, three or four numbers",
                           mg_quote(all).text);
    n->sized = true;
    return MG_OK;
}

static MgStatus read_encoding(MgScan value, MgNrrd *n) {
    n->encoded = true;
    if (mg_scan_is_word(value, "raw")) n->encoding = MG_NRRD_RAW;
    else if (mg_scan_is_word(value, "ascii") || mg_scan_is_word(value, "text") || mg_scan_is_word(value, "txt"))
        n->encoding = MG_NRRD_ASCII;
    else if (mg_scan_is_word(value, "gzip") || mg_scan_is_word(value, "gz")) n->encoding = MG_NRRD_GZIP;
    else
        return MG_FAIL(BAD_FILE, "the NRRD file's encoding '%s' is not read here; take raw, ascii or gzip",
                       mg_quote(value).text);
    return MG_OK;
}

static MgStatus read_endian(MgScan value, MgNrrd *n) {
    n->has_endian = true;
    n->elements.big_endian = mg_scan_is_word(value, "big");
    return n->elements.big_endian || mg_scan_is_word(value, "little") ? MG_OK : refuse("endian", value);
}

// ---- where the values stand

static void count_named_axes(MgNrrd *n, int32_t count) {
    n->least_named = n->most_named == 0 ? count : mg_min_i32(n->least_named, count);
    n->most_named = mg_max_i32(n->most_named, count);
}

// "NaN 0.5 0.5 0.5": a number an axis, NaN where it is not known.
static MgStatus read_axes(const char *what, MgScan value, double out[MG_NRRD_AXES], MgNrrd *n) {
    const MgScan all = value;
    int32_t axis = 0;
    for (; !mg_scan_ends(value); axis++)
        if (axis == MG_NRRD_AXES || !mg_scan_as_number(mg_next_word(&value, ' '), &out[axis])) return refuse(what, all);
    count_named_axes(n, axis);
    return MG_OK;
}

static MgStatus read_centers(MgScan value, MgNrrd *n) {
    const MgScan all = value;
    int32_t axis = 0;
    for (; !mg_scan_ends(value); axis++) {
        MgScan word = mg_next_word(&value, ' ');
        if (axis == MG_NRRD_AXES) return refuse("centers", all);
        if (mg_scan_is_word(word, "cell")) n->centers[axis] = MG_NRRD_CELL;
        else if (mg_scan_is_word(word, "node")) n->centers[axis] = MG_NRRD_NODE;
        else if (!mg_scan_is(word, "???") && !mg_scan_is_word(word, "none")) return refuse("centers", all);
    }
    count_named_axes(n, axis);
    return MG_OK;
}

// The name of a space gives its number of axes.
static MgStatus read_space(MgScan value, MgNrrd *n) {
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

static MgStatus read_space_dimension(MgScan value, MgNrrd *n) {
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
static MgStatus read_directions(MgNrrd *n) {
    MgScan value = n->directions;
    int32_t axis = 0;
    for (int32_t i = 0; !mg_scan_ends(value); axis++) {
        double v[3];
        mg_skip_space(&value);
        if (axis == MG_NRRD_AXES) return refuse("space directions", n->directions);
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
    count_named_axes(n, axis);
    return MG_OK;
}

static MgStatus read_space_of(MgNrrd *n) {
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

static MgStatus read_kinds(MgScan value, MgNrrd *n) {
    const MgScan all = value;
    int32_t axis = 0;
    for (; !mg_scan_ends(value); axis++) {
        MgScan word = mg_next_word(&value, ' ');
        if (axis == MG_NRRD_AXES) return refuse("kinds", all);
        if (is_axis_of_space(word)) continue;
        if (n->component_axis >= 0 && n->component_axis != axis)
            return MG_FAIL(BAD_FILE, "the NRRD file has several axes that are none of space: kinds %s",
                           mg_quote(all).text);
        n->component_axis = axis, n->component_is_time = mg_scan_is_word(word, "time");
    }
    count_named_axes(n, axis);
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

static MgStatus read_place(MgScan key, MgScan value, MgNrrd *n) {
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

static MgStatus read_field(MgScan key, MgScan value, MgNrrd *n) {
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

static MgStatus read_line(MgScan line, MgNrrd *n) {
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

static MgStatus check_header(const MgNrrd *n) {
    if (!n->typed || !n->sized || !n->encoded || n->axes < 2)
        return MG_FAIL(BAD_FILE, "the NRRD file does not tell its type, encoding, or sizes of two axes, three or four");
    if (n->dimension != 0 && n->dimension != n->axes)
        return MG_FAIL(BAD_FILE, "the NRRD file's dimension is %d, and it has %d sizes", (int32_t)n->dimension,
                       n->axes);
    if (n->encoding != MG_NRRD_ASCII && n->elements.width > 1 && !n->has_endian)
        return MG_FAIL(BAD_FILE, "the NRRD file does not name the endian of its values, little or big");
    return MG_OK;
}

MgStatus mg_nrrd_header(MgScan *text, MgNrrd *n) {
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
    if (n->most_named == 0 || (n->least_named == n->axes && n->most_named == n->axes)) return MG_OK;
    return MG_FAIL(BAD_FILE, "the NRRD file has %d axes, and names %d in spacings, kinds or the like", n->axes,
                   n->least_named == n->axes ? n->most_named : n->least_named);
}

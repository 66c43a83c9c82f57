// NRRD (teem.sourceforge.net/nrrd/format.html), the attached form: a header, then the values, decoded and placed here.
#include "base/memory.h"
#include "io/inflate.h"
#include "io/nrrd_header.h"

// ---- values

// Lines first, then bytes; -1 bytes: the values are the last of the file. Of packed values, teem skips bytes that come
// out.
static MgStatus skip_to_values(MgScan *text, const MgNrrd *n) {
    for (int64_t line = 0; line < n->line_skip && text->at < text->end; line++) {
        const char *end = mg_find(*text, "\n");
        text->at = end != NULL ? end + 1 : text->end;
    }
    if (n->byte_skip == 0) return MG_OK;
    if (n->encoding != MG_NRRD_RAW)
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
static uint64_t decoded_width(const MgNrrd *n) {
    return n->encoding == MG_NRRD_RAW ? 0 : n->encoding == MG_NRRD_ASCII ? 8 : (uint64_t)n->elements.width;
}

// Turns what is encoded into plain elements in *block.
static MgStatus decode(MgScan text, uint64_t values, MgNrrd *n, uint8_t **block) {
    if (n->encoding == MG_NRRD_RAW)
        return mg_volume_expect_end(n->elements.count - values * (uint64_t)n->elements.width);
    size_t bytes = (size_t)(values * decoded_width(n));
    if (n->encoding == MG_NRRD_ASCII)
        n->elements.kind = 'f', n->elements.width = 8, n->elements.big_endian = !is_little_endian();
    *block = mg_allocate(bytes);
    if (*block == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for %u values", values);
    n->elements.bytes = *block, n->elements.count = bytes;
    if (n->encoding == MG_NRRD_ASCII) return read_ascii(text, values, *block);
    if (mg_inflate_gzip((const uint8_t *)text.at, (size_t)(text.end - text.at), *block, bytes)) return MG_OK;
    return MG_FAIL(BAD_FILE, "the NRRD file's packed values are damaged, or not the %u bytes that its sizes make",
                   (uint64_t)bytes);
}

static MgStatus fill(MgScan text, MgNrrd *n, int32_t component, MgVolume *v) {
    size_t stride[MG_NRRD_AXES], next = 1, xyz[3] = { 0 };
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

// The axis of components, -1: there is none. Where four axes have no kinds, it is the first, as usual, unless only
// the last can be.
static int32_t find_components(const MgNrrd *n) {
    if (n->component_axis >= 0 && n->component_axis < n->axes) return n->component_axis;
    if (n->axes < 4) return -1;
    return n->sizes[0] > MG_MAX_ARRAYS && n->sizes[3] <= MG_MAX_ARRAYS ? 3 : 0;
}

// Which of the axes are x, y and z; -1: the box has none.
static int32_t axes_of_box(const MgNrrd *n, int32_t component, int32_t out[3]) {
    int32_t count = 0;
    out[0] = out[1] = out[2] = -1;
    for (int32_t axis = 0; axis < n->axes; axis++) {
        if (axis == component) continue;
        if (count < 3) out[count] = axis;
        count++;
    }
    return count;
}

// Between its least and largest place an axis of cells has as many spacings as values, one of nodes one less. An axis
// without centers is of cells for teem and ITK. Files of Morphogen 0.1 had no centers and meant nodes.
static bool is_of_nodes(const MgNrrd *n, int32_t axis) {
    return n->centers[axis] == MG_NRRD_NODE || (n->centers[axis] == MG_NRRD_UNKNOWN && n->ours);
}

static void place_axis(const MgNrrd *n, int32_t axis, double *spacing, double *origin, bool *assumed) {
    const bool nodes = is_of_nodes(n, axis), bounded = n->least[axis] - n->least[axis] == 0;
    const double steps = (double)(n->sizes[axis] - nodes), range = n->most[axis] - n->least[axis];
    *spacing = n->spacing[axis];
    if (*spacing != *spacing && range == range && steps > 0) *spacing = range / steps;
    if (!bounded) return;
    *origin = n->least[axis] + (nodes || *spacing != *spacing ? 0 : *spacing / 2);
    *assumed = *assumed || (n->centers[axis] == MG_NRRD_UNKNOWN && !n->ours);
}

static bool has_place(const MgNrrd *n, int32_t axis) {
    return n->spacing[axis] == n->spacing[axis] || n->least[axis] == n->least[axis] || n->most[axis] == n->most[axis];
}

static MgStatus place(const MgNrrd *n, const int32_t axes[3], MgVolume *v) {
    double spacing[3] = { 1, 1, 1 }, origin[3] = { 0 };
    bool assumed = false, has_places = false;
    for (int32_t i = 0; i < 3; i++) has_places = has_places || (axes[i] >= 0 && has_place(n, axes[i]));
    for (int32_t i = 0; i < 3 && has_places; i++) {
        if (axes[i] >= 0) place_axis(n, axes[i], &spacing[i], &origin[i], &assumed);
        else spacing[i] = spacing[0]; // a plane is as thick as its cells are wide
    }
    if (assumed) mg_volume_note(v, "axis mins without centers are taken for the edges of cells, as teem and ITK do");
    if (n->has_origin) memcpy(origin, n->origin, sizeof origin);
    return mg_volume_place(v, spacing, origin, n->turned);
}

static void note_components(const MgNrrd *n, int32_t component, MgVolume *v) {
    if (component < 0) return;
    if (n->component_axis < 0)
        mg_volume_note(v, "axis %d of four is taken for arrays, since no kinds tell which", component + 1);
    if (n->component_is_time) mg_volume_note(v, "the moments along the axis of time are read as arrays");
}

static uint64_t most_values(const MgNrrd *n, uint64_t left) {
    return n->encoding == MG_NRRD_RAW     ? left / (uint64_t)n->elements.width
           : n->encoding == MG_NRRD_ASCII ? left
                                          : left * MG_MAX_INFLATION;
}

MgStatus mg_read_nrrd(const uint8_t *bytes, size_t count, MgVolume **out) {
    MgScan text = { (const char *)bytes, (const char *)bytes + count };
    MgNrrd n = { .component_axis = -1 };
    for (int32_t axis = 0; axis < MG_NRRD_AXES; axis++)
        n.spacing[axis] = n.least[axis] = n.most[axis] = (double)__builtin_nanf("");
    MG_TRY(mg_nrrd_header(&text, &n));
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

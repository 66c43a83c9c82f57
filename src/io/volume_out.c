#include "io/volume_out.h"

#include "base/memory.h"
#include "base/text.h"
#include "io/bytes.h"
#include "io/scan.h"
#include "io/volume_in.h"

static void write_array(MgWriter *w, const MgVolumeOut *v, int32_t array) {
    float row[MG_LARGEST_EXTENT];
    for (int32_t z = 0; z < v->grid->nz && !w->failed; z++)
        for (int32_t y = 0; y < v->grid->ny; y++) {
            v->row(v->context, array, y, z, row);
            mg_writer_floats(w, row, (size_t)v->grid->nx);
        }
}

// ---- VTK's XML image data, raw appended: each array is its length in bytes (u64) and its values. Kitware, "VTK XML
// formats", docs.vtk.org. Point data, because contours and slices want values where they interpolate.

#define XML_CAPACITY 8192

static void put_attribute_text(MgText *text, const char *name) {
    for (; *name != 0; name++) {
        if (*name == '&') mg_text_string(text, "&amp;");
        else if (*name == '<') mg_text_string(text, "&lt;");
        else if (*name == '>') mg_text_string(text, "&gt;");
        else if (*name == '"') mg_text_string(text, "&quot;");
        else mg_text_char(text, *name);
    }
}

static void write_xml(MgText *text, const MgVolumeOut *v, uint64_t array_bytes) {
    const MgGrid *g = v->grid;
    mg_text_format(text,
                   "<?xml version=\"1.0\"?>\n<VTKFile type=\"ImageData\" version=\"1.0\" byte_order=\"LittleEndian\" "
                   "header_type=\"UInt64\">\n");
    mg_text_format(text, "<ImageData WholeExtent=\"0 %d 0 %d 0 %d\" Origin=\"%r %r %r\" Spacing=\"%r %r %r\">\n",
                   g->nx - 1, g->ny - 1, g->nz - 1, v->origin[0], v->origin[1], v->origin[2], v->spacing[0],
                   v->spacing[1], v->spacing[2]);
    if (v->of_a_run)
        mg_text_format(
            text,
            "<FieldData>\n<DataArray type=\"Int64\" Name=\"step\" NumberOfTuples=\"1\" format=\"ascii\">%u"
            "</DataArray>\n<DataArray type=\"Float64\" Name=\"TimeValue\" NumberOfTuples=\"1\" format=\"ascii\">%r"
            "</DataArray>\n<DataArray type=\"UInt64\" Name=\"seed\" NumberOfTuples=\"1\" format=\"ascii\">%u"
            "</DataArray>\n</FieldData>\n",
            v->step, v->time, v->seed);
    mg_text_format(text, "<Piece Extent=\"0 %d 0 %d 0 %d\">\n<PointData Scalars=\"", g->nx - 1, g->ny - 1, g->nz - 1);
    put_attribute_text(text, v->names[v->array_count - 1]);
    mg_text_string(text, "\">\n");
    for (int32_t i = 0; i < v->array_count; i++) {
        mg_text_string(text, "<DataArray type=\"Float32\" Name=\"");
        put_attribute_text(text, v->names[i]);
        mg_text_format(text, "\" format=\"appended\" offset=\"%u\"/>\n", (uint64_t)i * (array_bytes + 8));
    }
    mg_text_format(text, "</PointData>\n</Piece>\n</ImageData>\n<AppendedData encoding=\"raw\">\n_");
    MG_ASSERT(text->length < XML_CAPACITY);
}

MgStatus mg_volume_write_vti(const MgVolumeOut *v, MgWrite write, void *context) {
    char xml[XML_CAPACITY];
    MgText text = mg_text_into(xml, sizeof xml);
    uint64_t array_bytes = (uint64_t)mg_grid_cells(v->grid) * sizeof(float);
    write_xml(&text, v, array_bytes);
    MgWriter w;
    mg_writer_start(&w, write, context);
    mg_writer_text(&w, xml);
    for (int32_t i = 0; i < v->array_count && !w.failed; i++) {
        mg_writer_u64(&w, array_bytes);
        write_array(&w, v, i);
    }
    mg_writer_text(&w, "\n</AppendedData>\n</VTKFile>\n");
    return mg_writer_finish(&w, "VTI file");
}

// ---- NumPy's array, version 1.0 (numpy.lib.format): a dictionary padded so that the values begin at a multiple of 64.

#define NPY_CAPACITY 256

MgStatus mg_volume_write_npy(const MgVolumeOut *v, MgWrite write, void *context) {
    const MgGrid *g = v->grid;
    char header[NPY_CAPACITY];
    MgText text = mg_text_into(header, sizeof header);
    mg_text_format(&text, "\x93NUMPY%s", "\x01");
    mg_text_string(&text, "  ?"); // the minor version and the length, put in below
    mg_text_string(&text, "{'descr': '<f4', 'fortran_order': False, 'shape': (");
    if (v->array_count > 1) mg_text_format(&text, "%d, ", v->array_count);
    mg_text_format(&text, "%d, %d, %d), }", g->nz, g->ny, g->nx);
    while ((text.length + 1) % 64 != 0) mg_text_char(&text, ' ');
    mg_text_char(&text, '\n');
    MG_ASSERT(text.length < sizeof header);
    header[7] = 0;
    mg_put_u16((uint8_t *)header + 8, (uint16_t)(text.length - 10));
    MgWriter w;
    mg_writer_start(&w, write, context);
    mg_writer_bytes(&w, header, text.length);
    for (int32_t i = 0; i < v->array_count && !w.failed; i++) write_array(&w, v, i);
    return mg_writer_finish(&w, "NumPy file");
}

// ---- NRRD (teem.sourceforge.net/nrrd/format.html), attached and raw. The position of the values is given by space
// directions and a space origin: ITK takes axis mins without centers for edges, VTK for centres. Several arrays are an
// axis of kind list before the others, for VTK's reader knows no other place; it takes any first axis of up to nine for
// one, so that a box as thin as that has a list of one. Names stand in a note "arrays:=u v", with what would end a word
// as %20.

#define NRRD_CAPACITY 4096
#define MOST_COMPONENTS_FOR_VTK 9 // vtkNrrdReader of VTK 9.1

static void put_word(MgText *text, const char *name) {
    static const char digits[] = "0123456789ABCDEF";
    for (; *name != 0; name++) {
        const uint8_t c = (uint8_t)*name;
        const char escaped[] = { '%', digits[c >> 4], digits[c & 15], 0 };
        if (c <= ' ' || c == '%' || c == 0x7f) mg_text_string(text, escaped);
        else mg_text_char(text, *name);
    }
}

static void write_nrrd_header(MgText *text, const MgVolumeOut *v) {
    const MgGrid *g = v->grid;
    const bool list = v->array_count > 1 || g->nx <= MOST_COMPONENTS_FOR_VTK;
    mg_text_format(text, "NRRD0004\n# made by morphogen\ntype: float\ndimension: %d\nsizes: ", list ? 4 : 3);
    if (list) mg_text_format(text, "%d ", v->array_count);
    mg_text_format(text, "%d %d %d\n", g->nx, g->ny, g->nz); // before the space, or VTK 9.1 keeps the list as an axis
    mg_text_format(text, "space dimension: 3\nspace directions: %s(%r,0,0) (0,%r,0) (0,0,%r)\n", list ? "none " : "",
                   v->spacing[0], v->spacing[1], v->spacing[2]);
    mg_text_format(text, "kinds: %sdomain domain domain\nendian: little\nencoding: raw\n", list ? "list " : "");
    mg_text_format(text, "space origin: (%r,%r,%r)\narrays:=", v->origin[0], v->origin[1], v->origin[2]);
    for (int32_t i = 0; i < v->array_count; i++) {
        if (i > 0) mg_text_char(text, ' ');
        put_word(text, v->names[i]);
    }
    mg_text_string(text, "\n\n");
}

// Of every cell all arrays; together has room for a row of them.
static void write_interleaved(MgWriter *w, const MgVolumeOut *v, float *together) {
    const int32_t nx = v->grid->nx, n = v->array_count;
    float row[MG_LARGEST_EXTENT];
    for (int32_t z = 0; z < v->grid->nz && !w->failed; z++)
        for (int32_t y = 0; y < v->grid->ny; y++) {
            for (int32_t i = 0; i < n; i++) {
                v->row(v->context, i, y, z, row);
                for (int32_t x = 0; x < nx; x++) together[x * n + i] = row[x];
            }
            mg_writer_floats(w, together, (size_t)nx * (size_t)n);
        }
}

MgStatus mg_volume_write_nrrd(const MgVolumeOut *v, MgWrite write, void *context) {
    char header[NRRD_CAPACITY];
    MgText text = mg_text_into(header, sizeof header);
    write_nrrd_header(&text, v);
    MG_ASSERT(text.length < sizeof header);
    float *together = mg_allocate((size_t)v->grid->nx * (size_t)v->array_count * sizeof(float));
    if (together == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for a row of a NRRD file");
    MgWriter w;
    mg_writer_start(&w, write, context);
    mg_writer_text(&w, header);
    write_interleaved(&w, v, together);
    mg_free(together);
    return mg_writer_finish(&w, "NRRD file");
}

// ---- volumes that were read

static void volume_row(const void *context, int32_t array, int32_t y, int32_t z, float *out) {
    const MgVolume *v = context;
    size_t nx = (size_t)v->info.nx, row = (size_t)z * (size_t)v->info.ny + (size_t)y;
    memcpy(out, v->values[array] + row * nx, nx * sizeof(float));
}

// Bytes of the character of UTF-8 that begins here; 0: none does.
static size_t bytes_of_character(const char *at) {
    const uint8_t first = (uint8_t)at[0];
    const size_t count = first < 0x80                    ? 1
                         : first >= 0xc2 && first < 0xe0 ? 2
                         : (first & 0xf0) == 0xe0        ? 3
                         : (first & 0xf8) == 0xf0        ? 4
                                                         : 0;
    for (size_t i = 1; i < count; i++)
        if (((uint8_t)at[i] & 0xc0) != 0x80) return 0;
    return count;
}

// Names may come from any file: bytes that are no valid text become '_'.
static void writable_name(const char *name, int32_t array, char out[MG_SNAPSHOT_NAME_BYTES]) {
    MgText text = mg_text_into(out, MG_SNAPSHOT_NAME_BYTES);
    if (*name == 0) mg_text_format(&text, "array_%d", array);
    while (*name != 0) {
        const size_t count = bytes_of_character(name);
        if (count == 0 || (uint8_t)*name < ' ' || *name == 0x7f) mg_text_char(&text, '_'), name++;
        else
            for (size_t i = 0; i < count; i++) mg_text_char(&text, *name++);
    }
}

MgStatus mg_volume_export(const MgVolume *v, MgVolumeFormat format, MgWrite write, void *context) {
    const MgVolumeInfo *info = &v->info;
    MgGrid grid =
        mg_grid(info->nx, info->ny, info->nz, (MgBoundary[3]){ MG_NO_FLUX, MG_NO_FLUX, MG_NO_FLUX }, info->dx);
    MgVolumeOut out = { .grid = &grid, .array_count = info->array_count, .row = volume_row, .context = v };
    char names[MG_MAX_ARRAYS][MG_SNAPSHOT_NAME_BYTES];
    memcpy(out.spacing, info->spacing, sizeof out.spacing);
    memcpy(out.origin, info->origin, sizeof out.origin);
    for (int32_t i = 0; i < out.array_count; i++) {
        writable_name(info->names[i], i, names[i]);
        out.names[i] = names[i];
    }
    switch (format) {
    case MG_VOLUME_VTI: return mg_volume_write_vti(&out, write, context);
    case MG_VOLUME_NPY: return mg_volume_write_npy(&out, write, context);
    case MG_VOLUME_NRRD: return mg_volume_write_nrrd(&out, write, context);
    }
    return MG_FAIL(INVALID_ARGUMENT, "there is no volume format %d", (int32_t)format);
}

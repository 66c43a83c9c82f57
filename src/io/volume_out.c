#include "io/volume_out.h"

#include "base/text.h"
#include "io/bytes.h"

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

static void write_xml(MgText *text, const MgVolumeOut *v, uint64_t array_bytes) {
    const MgGrid *g = v->grid;
    mg_text_format(text, "<?xml version=\"1.0\"?>\n<VTKFile type=\"ImageData\" version=\"1.0\" byte_order=\"LittleEndian\" "
                         "header_type=\"UInt64\">\n");
    mg_text_format(text, "<ImageData WholeExtent=\"0 %d 0 %d 0 %d\" Origin=\"0 0 0\" Spacing=\"%g %g %g\">\n", g->nx - 1,
                   g->ny - 1, g->nz - 1, g->dx, g->dx, g->dx);
    mg_text_format(text, "<FieldData>\n<DataArray type=\"Int64\" Name=\"step\" NumberOfTuples=\"1\" format=\"ascii\">%u"
                         "</DataArray>\n<DataArray type=\"Float64\" Name=\"TimeValue\" NumberOfTuples=\"1\" format=\"ascii\">%g"
                         "</DataArray>\n<DataArray type=\"UInt64\" Name=\"seed\" NumberOfTuples=\"1\" format=\"ascii\">%u"
                         "</DataArray>\n</FieldData>\n", v->step, v->time, v->seed);
    mg_text_format(text, "<Piece Extent=\"0 %d 0 %d 0 %d\">\n<PointData Scalars=\"%s\">\n", g->nx - 1, g->ny - 1, g->nz - 1,
                   v->names[v->array_count - 1]);
    for (int32_t i = 0; i < v->array_count; i++)
        mg_text_format(text, "<DataArray type=\"Float32\" Name=\"%s\" format=\"appended\" offset=\"%u\"/>\n", v->names[i],
                       (uint64_t)i * (array_bytes + 8));
    mg_text_format(text, "</PointData>\n</Piece>\n</ImageData>\n<AppendedData encoding=\"raw\">\n_");
    MG_ASSERT(text->length < XML_CAPACITY);
}

MgStatus mg_volume_export_vti(const MgVolumeOut *v, MgWrite write, void *context) {
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

MgStatus mg_volume_export_npy(const MgVolumeOut *v, MgWrite write, void *context) {
    const MgGrid *g = v->grid;
    char header[NPY_CAPACITY];
    MgText text = mg_text_into(header, sizeof header);
    mg_text_format(&text, "\x93NUMPY%s", "\x01");
    mg_text_string(&text, "  ?");                            // the minor version and the length, put in below
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

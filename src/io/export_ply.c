// Binary little-endian PLY: a vertex is x y z nx ny nz as floats, red green blue as bytes (the colour of the gradient's
// magnitude, which Blender and MeshLab show) and quality, that magnitude, as a float; a face is the number 3 and three
// indices. http://paulbourke.net/dataformats/ply
#include "base/text.h"
#include "io/bytes.h"
#include "io/writer.h"

#define HEADER_CAPACITY 512

_Static_assert(MG_PLY_VERTEX_BYTES == sizeof(MgVertexFloat) + 3, "seven floats and three bytes of colour");
_Static_assert(MG_PLY_TRIANGLE_BYTES == 1 + 3 * 4, "the count and three indices");

static void write_header(MgWriter *w, const MgMesh *mesh) {
    char header[HEADER_CAPACITY];
    MgText text = mg_text_into(header, sizeof header);
    mg_text_format(&text,
                   "ply\nformat binary_little_endian 1.0\ncomment made by morphogen\nelement vertex %d\n"
                   "property float x\nproperty float y\nproperty float z\n"
                   "property float nx\nproperty float ny\nproperty float nz\n"
                   "property uchar red\nproperty uchar green\nproperty uchar blue\nproperty float quality\n"
                   "element face %d\nproperty list uchar int vertex_indices\nend_header\n",
                   mesh->vertex_count, mesh->triangle_count);
    MG_ASSERT(text.length < sizeof header);
    mg_writer_text(w, header);
}

static void write_vertex(MgWriter *w, const MgVertexFloat *v, float scalar_max) {
    uint8_t colour[3];
    mg_viridis(scalar_max > 0 ? v->scalar / scalar_max : 0.0f, colour);
    mg_writer_floats(w, v->position, 3);
    mg_writer_floats(w, v->normal, 3);
    mg_writer_bytes(w, colour, sizeof colour);
    mg_writer_floats(w, &v->scalar, 1);
}

static void write_face(MgWriter *w, const uint32_t corner[3]) {
    uint8_t bytes[MG_PLY_TRIANGLE_BYTES] = { 3 };
    for (int32_t i = 0; i < 3; i++) mg_put_u32(bytes + 1 + 4 * i, corner[i]);
    mg_writer_bytes(w, bytes, sizeof bytes);
}

MgStatus mg_export_ply(const MgMesh *mesh, MgWrite write, void *context) {
    if (mesh->format != MG_VERTEX_FLOAT)
        return MG_FAIL(INVALID_ARGUMENT, "a PLY file needs float vertices: mesh with MG_VERTEX_FLOAT");
    const MgVertexFloat *vertices = mesh->vertices;
    MgWriter w;
    mg_writer_start(&w, write, context);
    write_header(&w, mesh);
    for (int32_t i = 0; i < mesh->vertex_count && !w.failed; i++) write_vertex(&w, &vertices[i], mesh->scalar_max);
    for (int32_t i = 0; i < mesh->triangle_count && !w.failed; i++) write_face(&w, mesh->indices + 3 * (size_t)i);
    return mg_writer_finish(&w, "PLY file");
}

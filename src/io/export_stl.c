// Binary STL: 80 bytes of comment, a count, then for each triangle the normal of its face, three places and two bytes
// of nothing. http://paulbourke.net/dataformats/stl
#include "base/text.h"
#include "io/bytes.h"
#include "io/writer.h"

#define COMMENT_BYTES 80

// Unit, by the right-hand rule; zero for a triangle without area, which readers take as "compute it yourself".
static void face_normal(const float *a, const float *b, const float *c, float out[3]) {
    double u[3], v[3], n[3], square;
    for (int32_t i = 0; i < 3; i++) u[i] = (double)b[i] - a[i], v[i] = (double)c[i] - a[i];
    for (int32_t i = 0; i < 3; i++) n[i] = u[(i + 1) % 3] * v[(i + 2) % 3] - u[(i + 2) % 3] * v[(i + 1) % 3];
    square = n[0] * n[0] + n[1] * n[1] + n[2] * n[2];
    double scale = square > 0 ? 1.0 / __builtin_sqrt(square) : 0.0;
    for (int32_t i = 0; i < 3; i++) out[i] = (float)(n[i] * scale);
}

static void put_floats(uint8_t *to, const float *values) {
    for (int32_t i = 0; i < 3; i++) mg_put_u32(to + 4 * i, mg_float_bits(values[i]));
}

MgStatus mg_export_stl(const MgMesh *mesh, MgWrite write, void *context) {
    if (mesh->format != MG_VERTEX_FLOAT)
        return MG_FAIL(INVALID_ARGUMENT, "an STL file needs float vertices: mesh with MG_VERTEX_FLOAT");
    const MgVertexFloat *vertices = mesh->vertices;
    MgWriter w;
    mg_writer_start(&w, write, context);
    char comment[COMMENT_BYTES] = "made by morphogen"; // "solid" at the beginning would mean a text file
    mg_writer_bytes(&w, comment, sizeof comment);
    mg_writer_u32(&w, (uint32_t)mesh->triangle_count);
    for (int32_t t = 0; t < mesh->triangle_count && !w.failed; t++) {
        const uint32_t *corner = mesh->indices + 3 * (size_t)t;
        uint8_t bytes[MG_STL_TRIANGLE_BYTES] = { 0 };
        float normal[3];
        face_normal(vertices[corner[0]].position, vertices[corner[1]].position, vertices[corner[2]].position, normal);
        put_floats(bytes, normal);
        for (int32_t i = 0; i < 3; i++) put_floats(bytes + 12 * (i + 1), vertices[corner[i]].position);
        mg_writer_bytes(&w, bytes, sizeof bytes);
    }
    return mg_writer_finish(&w, "STL file");
}

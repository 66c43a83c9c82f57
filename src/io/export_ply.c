// Binary little-endian PLY. A vertex is stored as it lies in memory: x y z nx ny nz quality; a face is the number 3 and
// three indices. http://paulbourke.net/dataformats/ply
#include <string.h>

#include "base/base.h"
#include "base/text.h"

_Static_assert(sizeof(MgVertexFloat) == 28, "the header below describes seven floats without gaps");

#define FACE_BYTES 13                // a byte for the count, three times 4 for the indices
#define FACES_AT_ONCE 256            // 3 KB on the stack

static size_t write_header(const MgMesh *mesh, char *buffer, size_t capacity) {
    MgText text = mg_text_into(buffer, capacity);
    mg_text_format(&text,
                   "ply\nformat binary_little_endian 1.0\ncomment made by morphogen\nelement vertex %d\n"
                   "property float x\nproperty float y\nproperty float z\n"
                   "property float nx\nproperty float ny\nproperty float nz\nproperty float quality\n"
                   "element face %d\nproperty list uchar int vertex_indices\nend_header\n",
                   mesh->vertex_count, mesh->triangle_count);
    MG_ASSERT(text.length < capacity);
    return text.length;
}

static bool write_faces(const MgMesh *mesh, MgWrite write, void *context) {
    uint8_t buffer[FACES_AT_ONCE * FACE_BYTES];
    for (int32_t first = 0; first < mesh->triangle_count; first += FACES_AT_ONCE) {
        int32_t count = mg_min_i32(FACES_AT_ONCE, mesh->triangle_count - first);
        for (int32_t i = 0; i < count; i++) {
            uint8_t *face = buffer + i * FACE_BYTES;
            face[0] = 3;
            memcpy(face + 1, mesh->indices + 3 * ((size_t)first + (size_t)i), FACE_BYTES - 1);
        }
        if (!write(context, buffer, (size_t)count * FACE_BYTES)) return false;
    }
    return true;
}

MgStatus mg_export_ply(const MgMesh *mesh, MgWrite write, void *context) {
    if (mesh->format != MG_VERTEX_FLOAT)
        return MG_FAIL(INVALID_ARGUMENT, "a PLY file needs float vertices: mesh with MG_VERTEX_FLOAT");
    char header[512];
    size_t header_bytes = write_header(mesh, header, sizeof header);
    bool written = write(context, header, header_bytes) &&
                   (mesh->vertex_count == 0 ||
                    write(context, mesh->vertices, (size_t)mesh->vertex_count * sizeof(MgVertexFloat))) &&
                   write_faces(mesh, write, context);
    return written ? MG_OK : MG_FAIL(WRITE_FAILED, "the PLY file was not written to its end: the writer refused");
}

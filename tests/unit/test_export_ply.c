// The PLY file read back by a small reader of its own, number by number.
#include "support/surface.h"

#define VERTEX_BYTES 31 // six floats, three bytes, a float

typedef struct File {
    char *bytes;
    size_t count;
    size_t refuse_after; // bytes; 0: never
} File;

static bool append(void *context, const void *bytes, size_t count) {
    File *file = context;
    if (file->refuse_after && file->count + count > file->refuse_after) return false;
    file->bytes = realloc(file->bytes, file->count + count + 1);
    memcpy(file->bytes + file->count, bytes, count);
    file->count += count;
    file->bytes[file->count] = 0;
    return true;
}

static Lab *noise_lab(void) {
    Lab *lab = lab_open(20, 17, 9, MG_PERIODIC, 1);
    lab_fill_noise(lab, 1, 1);
    return lab;
}

static void the_header_describes_the_bytes(void **state) {
    (void)state;
    Lab *lab = noise_lab();
    MgMeshRequest request = lab_request(0.5f, 1.0f);
    const MgMesh *mesh = lab_mesh(lab, &request);
    File file = { 0 };
    assert_int_equal(mg_export_ply(mesh, append, &file), MG_OK);
    int vertices = 0, faces = 0;
    assert_int_equal(strncmp(file.bytes, "ply\nformat binary_little_endian 1.0\n", 36), 0);
    assert_int_equal(sscanf(strstr(file.bytes, "element vertex"), "element vertex %d", &vertices), 1);
    assert_int_equal(sscanf(strstr(file.bytes, "element face"), "element face %d", &faces), 1);
    assert_int_equal(vertices, mesh->vertex_count);
    assert_int_equal(faces, mesh->triangle_count);
    const char *const properties[] = { "float x",  "float y",   "float z",     "float nx",   "float ny",
                                       "float nz", "uchar red", "uchar green", "uchar blue", "float quality" },
                      *at = file.bytes;
    for (size_t i = 0; i < 10; i++) {
        char line[64];
        snprintf(line, sizeof line, "\nproperty %s\n", properties[i]);
        at = strstr(at, line);
        assert_non_null(at);
    }
    assert_non_null(strstr(at, "\nproperty list uchar int vertex_indices\nend_header\n"));
    const char *body = strstr(file.bytes, "end_header\n") + strlen("end_header\n");
    size_t vertex_bytes = (size_t)vertices * VERTEX_BYTES;
    assert_int_equal(file.count - (size_t)(body - file.bytes), vertex_bytes + (size_t)faces * 13);
    const MgVertexFloat *v = mesh->vertices;
    for (int32_t i = 0; i < vertices; i++) {
        const char *bytes = body + (size_t)i * VERTEX_BYTES;
        uint8_t colour[3];
        mg_viridis(v[i].scalar / mesh->scalar_max, colour);
        assert_memory_equal(bytes, v[i].position, 24);
        assert_memory_equal(bytes + 24, colour, 3);
        assert_memory_equal(bytes + 27, &v[i].scalar, 4);
    }
    for (int32_t face = 0; face < faces; face++) {
        const char *bytes = body + vertex_bytes + (size_t)face * 13;
        assert_int_equal(bytes[0], 3);
        assert_memory_equal(bytes + 1, mesh->indices + 3 * face, 12);
    }
    free(file.bytes);
    lab_close(lab);
}

static void a_writer_that_stops_is_reported(void **state) {
    (void)state;
    Lab *lab = noise_lab();
    MgMeshRequest request = lab_request(0.5f, 1.0f);
    const MgMesh *mesh = lab_mesh(lab, &request);
    size_t vertex_bytes = (size_t)mesh->vertex_count * VERTEX_BYTES;
    const size_t stops[] = { 1, 20000, vertex_bytes + 600, vertex_bytes + 40000 };
    for (size_t i = 0; i < 4; i++) { // in header, vertices, first and later faces
        File file = { .refuse_after = stops[i] };
        assert_int_equal(mg_export_ply(mesh, append, &file), MG_WRITE_FAILED);
        assert_non_null(strstr(mg_error_message(), "PLY"));
        free(file.bytes);
    }
    lab_close(lab);
}

static void packed_meshes_are_refused(void **state) {
    (void)state;
    Lab *lab = noise_lab();
    MgMeshRequest request = lab_request(0.5f, 1.0f);
    request.format = MG_VERTEX_PACKED;
    File file = { 0 };
    assert_int_equal(mg_export_ply(lab_mesh(lab, &request), append, &file), MG_INVALID_ARGUMENT);
    assert_non_null(strstr(mg_error_message(), "MG_VERTEX_FLOAT"));
    assert_int_equal(file.count, 0);
    lab_close(lab);
}

static void an_empty_mesh_is_a_file_without_elements(void **state) {
    (void)state;
    Lab *lab = noise_lab();
    MgMeshRequest request = lab_request(5.0f, 1.0f);
    File file = { 0 };
    assert_int_equal(mg_export_ply(lab_mesh(lab, &request), append, &file), MG_OK);
    assert_non_null(strstr(file.bytes, "element vertex 0\n"));
    assert_string_equal(file.bytes + file.count - 11, "end_header\n");
    free(file.bytes);
    lab_close(lab);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_header_describes_the_bytes),
        cmocka_unit_test(a_writer_that_stops_is_reported),
        cmocka_unit_test(packed_meshes_are_refused),
        cmocka_unit_test(an_empty_mesh_is_a_file_without_elements),
    };
    return MG_RUN_TESTS(tests);
}

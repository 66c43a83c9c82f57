// Binary glTF 2.0 (registry.khronos.org/glTF/specs/2.0): a JSON chunk that describes the layout, and a chunk of bytes:
// the vertices as they lie in memory, then a colour for each, then the indices.
#include <string.h>

#include "base/text.h"
#include "io/bytes.h"
#include "io/writer.h"

#define HEADER_BYTES 12
#define CHUNK_HEADER_BYTES 8
#define COLOUR_BYTES 4
#define GLTF 0x46546c67u // "glTF"
#define JSON 0x4e4f534au // "JSON"
#define BIN 0x004e4942u  // "BIN"
#define JSON_CAPACITY 4096

enum { FLOAT = 5126, UNSIGNED_BYTE = 5121, UNSIGNED_INT = 5125, ARRAY_BUFFER = 34962, ELEMENT_ARRAY_BUFFER = 34963 };

// ---- colours

// glTF's vertex colours are linear light; cubes of sRGB are near enough for a picture (the exact curve needs a power).
static float linear(float srgb) { return srgb * (srgb * (srgb * 0.305306f + 0.682171f) + 0.012523f); }

static void put_colour(uint8_t *to, float scalar, float scalar_max) {
    mg_viridis(scalar_max > 0 ? scalar / scalar_max : 0.0f, to);
    for (int32_t c = 0; c < 3; c++) to[c] = (uint8_t)(linear(to[c] / 255.0f) * 255.0f + 0.5f);
    to[3] = 255;
}

// ---- the description

typedef struct Layout {
    uint64_t vertices, colours, indices;
} Layout; // bytes of each part

static void view(MgJson *json, uint64_t offset, uint64_t bytes, int32_t stride, int32_t target) {
    mg_json_open(json, NULL, '{');
    mg_json_number(json, "buffer", 0);
    mg_json_whole(json, "byteOffset", offset);
    mg_json_whole(json, "byteLength", bytes);
    if (stride > 0) mg_json_number(json, "byteStride", stride);
    mg_json_number(json, "target", target);
    mg_json_close(json, '}');
}

static void corner(MgJson *json, const char *key, const float place[3]) {
    mg_json_open(json, key, '[');
    for (int32_t i = 0; i < 3; i++) mg_json_number(json, NULL, (double)place[i]);
    mg_json_close(json, ']');
}

static void accessor(MgJson *json, int32_t buffer_view, int32_t offset, int32_t kind, int32_t count, const char *type,
                     const float *min, const float *max) {
    mg_json_open(json, NULL, '{');
    mg_json_number(json, "bufferView", buffer_view);
    mg_json_number(json, "byteOffset", offset);
    mg_json_number(json, "componentType", kind);
    if (kind == UNSIGNED_BYTE) mg_json_bool(json, "normalized", true);
    mg_json_number(json, "count", count);
    mg_json_string(json, "type", type);
    if (min != NULL) corner(json, "min", min), corner(json, "max", max);
    mg_json_close(json, '}');
}

static void bounds(const MgMesh *mesh, float min[3], float max[3]) {
    const MgVertexFloat *v = mesh->vertices;
    for (int32_t i = 0; i < 3; i++) min[i] = max[i] = v[0].position[i];
    for (int32_t n = 1; n < mesh->vertex_count; n++)
        for (int32_t i = 0; i < 3; i++) {
            min[i] = mg_min_f32(min[i], v[n].position[i]);
            max[i] = mg_max_f32(max[i], v[n].position[i]);
        }
}

static void describe_scene(MgJson *json) {
    mg_json_open(json, "asset", '{');
    mg_json_string(json, "version", "2.0");
    mg_json_string(json, "generator", "morphogen");
    mg_json_close(json, '}');
    mg_json_number(json, "scene", 0);
    mg_json_open(json, "scenes", '[');
    mg_json_open(json, NULL, '{');
    mg_json_open(json, "nodes", '[');
    mg_json_number(json, NULL, 0);
    mg_json_close(json, ']'), mg_json_close(json, '}'), mg_json_close(json, ']');
    mg_json_open(json, "nodes", '[');
    mg_json_open(json, NULL, '{');
    mg_json_number(json, "mesh", 0);
    mg_json_close(json, '}'), mg_json_close(json, ']');
    mg_json_open(json, "materials", '[');
    mg_json_open(json, NULL, '{');
    mg_json_open(json, "pbrMetallicRoughness", '{');
    mg_json_number(json, "metallicFactor", 0);
    mg_json_number(json, "roughnessFactor", 0.6);
    mg_json_close(json, '}'), mg_json_close(json, '}'), mg_json_close(json, ']');
}

static void describe_mesh(MgJson *json) {
    mg_json_open(json, "meshes", '[');
    mg_json_open(json, NULL, '{');
    mg_json_open(json, "primitives", '[');
    mg_json_open(json, NULL, '{');
    mg_json_open(json, "attributes", '{');
    mg_json_number(json, "POSITION", 0);
    mg_json_number(json, "NORMAL", 1);
    mg_json_number(json, "_SCALAR", 2);
    mg_json_number(json, "COLOR_0", 3);
    mg_json_close(json, '}');
    mg_json_number(json, "indices", 4);
    mg_json_number(json, "material", 0);
    mg_json_close(json, '}'), mg_json_close(json, ']'), mg_json_close(json, '}'), mg_json_close(json, ']');
}

static void describe_bytes(MgJson *json, const MgMesh *mesh, const Layout *part) {
    float min[3], max[3];
    bounds(mesh, min, max);
    mg_json_open(json, "accessors", '[');
    accessor(json, 0, offsetof(MgVertexFloat, position), FLOAT, mesh->vertex_count, "VEC3", min, max);
    accessor(json, 0, offsetof(MgVertexFloat, normal), FLOAT, mesh->vertex_count, "VEC3", NULL, NULL);
    accessor(json, 0, offsetof(MgVertexFloat, scalar), FLOAT, mesh->vertex_count, "SCALAR", NULL, NULL);
    accessor(json, 1, 0, UNSIGNED_BYTE, mesh->vertex_count, "VEC4", NULL, NULL);
    accessor(json, 2, 0, UNSIGNED_INT, 3 * mesh->triangle_count, "SCALAR", NULL, NULL);
    mg_json_close(json, ']');
    mg_json_open(json, "bufferViews", '[');
    view(json, 0, part->vertices, sizeof(MgVertexFloat), ARRAY_BUFFER);
    view(json, part->vertices, part->colours, 0, ARRAY_BUFFER);
    view(json, part->vertices + part->colours, part->indices, 0, ELEMENT_ARRAY_BUFFER);
    mg_json_close(json, ']');
    mg_json_open(json, "buffers", '[');
    mg_json_open(json, NULL, '{');
    mg_json_whole(json, "byteLength", (part->vertices + part->colours + part->indices));
    mg_json_close(json, '}'), mg_json_close(json, ']');
}

// ---- the file

static void write_vertices(MgWriter *w, const MgMesh *mesh) {
    const MgVertexFloat *v = mesh->vertices;
    _Static_assert(sizeof(MgVertexFloat) == 28, "seven floats without gaps");
    for (int32_t i = 0; i < mesh->vertex_count && !w->failed; i++) mg_writer_floats(w, v[i].position, 7);
    for (int32_t i = 0; i < mesh->vertex_count && !w->failed; i++) {
        uint8_t colour[COLOUR_BYTES];
        put_colour(colour, v[i].scalar, mesh->scalar_max);
        mg_writer_bytes(w, colour, sizeof colour);
    }
}

MgStatus mg_export_glb(const MgMesh *mesh, MgWrite write, void *context) {
    if (mesh->format != MG_VERTEX_FLOAT)
        return MG_FAIL(INVALID_ARGUMENT, "a GLB file needs float vertices: mesh with MG_VERTEX_FLOAT");
    if (mesh->triangle_count == 0)
        return MG_FAIL(INVALID_ARGUMENT, "a GLB file of no triangles is none: choose another isovalue");
    const uint64_t vertices = (uint64_t)mesh->vertex_count, triangles = (uint64_t)mesh->triangle_count;
    _Static_assert(sizeof(MgVertexFloat) + COLOUR_BYTES == MG_GLB_VERTEX_BYTES, "a vertex and its colour");
    const Layout part = { vertices * sizeof(MgVertexFloat), vertices * COLOUR_BYTES,
                          triangles * MG_GLB_TRIANGLE_BYTES };
    uint64_t bin_bytes = part.vertices + part.colours + part.indices; // a multiple of 4, as it must be
    char text[JSON_CAPACITY];
    MgJson json = mg_json_into(text, sizeof text);
    mg_json_open(&json, NULL, '{');
    describe_scene(&json);
    describe_mesh(&json);
    describe_bytes(&json, mesh, &part);
    mg_json_close(&json, '}');
    while (json.text.length % 4 != 0) mg_text_char(&json.text, ' ');
    MG_ASSERT(json.text.length < sizeof text);
    uint64_t total = HEADER_BYTES + 2 * CHUNK_HEADER_BYTES + json.text.length + bin_bytes;
    if (total > MG_LARGEST_GLB_BYTES)
        return MG_FAIL(INVALID_ARGUMENT, "%d triangles need a GLB file of %u bytes, which can be at most %u; take PLY",
                       mesh->triangle_count, total, (uint64_t)MG_LARGEST_GLB_BYTES);
    MgWriter w;
    mg_writer_start(&w, write, context);
    mg_writer_u32(&w, GLTF), mg_writer_u32(&w, 2), mg_writer_u32(&w, (uint32_t)total);
    mg_writer_u32(&w, (uint32_t)json.text.length), mg_writer_u32(&w, JSON), mg_writer_text(&w, text);
    mg_writer_u32(&w, (uint32_t)bin_bytes), mg_writer_u32(&w, BIN);
    write_vertices(&w, mesh);
    for (int32_t i = 0; i < 3 * mesh->triangle_count && !w.failed; i++) mg_writer_u32(&w, mesh->indices[i]);
    return mg_writer_finish(&w, "GLB file");
}

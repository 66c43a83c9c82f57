// A mesher with two keyframes whose values a test writes, and questions about the surfaces it makes.
#ifndef MG_TESTS_SUPPORT_SURFACE_H
#define MG_TESTS_SUPPORT_SURFACE_H

#include "support/test.h"

#include "grid/chunks.h"
#include "mesh/mesher.h"

typedef struct Lab {
    MgGrid grid;
    MgScheduler *scheduler;
    MgMesher *mesher;
    MgProfile profile;
    MgKeyframe frames[2]; // previous, next
    float *values[2];     // theirs; halo and padding are filled with junk
    MgRange *ranges[2];
} Lab;

Lab *lab_open(int32_t nx, int32_t ny, int32_t nz, MgBoundary boundary, int32_t threads);
// Bit `axis` of mix: walls along that axis, else periodic.
Lab *lab_open_mixed(int32_t nx, int32_t ny, int32_t nz, int32_t mix, double dx, int32_t threads);
void lab_close(Lab *lab);

typedef double (*Shape)(double x, double y, double z); // at cell (x, y, z)
void lab_fill_shape(Lab *lab, int32_t frame, Shape shape);
void lab_fill_noise(Lab *lab, int32_t frame, uint64_t seed); // every cell on its own, in [0, 1)
void lab_set(Lab *lab, int32_t frame, int32_t x, int32_t y, int32_t z, float value);
void lab_update_ranges(Lab *lab, int32_t frame); // after lab_set
void lab_widen_ranges(Lab *lab);                 // so that no chunk is left out by its range

MgMeshRequest lab_request(float isovalue, float blend); // everything, float vertices, slot 0
const MgMesh *lab_mesh(Lab *lab, const MgMeshRequest *request);

// A mesh outlives the next one in a copy.
typedef struct Copy {
    int32_t vertex_count, triangle_count;
    char *vertices;
    uint32_t *indices;
    size_t vertex_bytes, index_bytes;
} Copy;
Copy copy_of(const MgMesh *mesh);
void free_copy(Copy *copy);
bool same_bytes(const Copy *copy, const MgMesh *mesh);

// How the surface hangs together once position n is taken for position 0 on periodic axes.
typedef struct Topology {
    int64_t vertices, edges, faces;
    int64_t lone_vertices;  // used by no triangle
    int64_t bad_edges;      // not shared by exactly two triangles that walk it in opposite directions
    int64_t open_edges;     // of one triangle, and not within a wall
    int64_t edges_at_walls; // of one triangle, within a wall
    int64_t unlike_twins;   // vertices of one place on both sides of the box, but another normal or scalar
} Topology;
Topology topology_of(const Lab *lab, const MgMesh *mesh);
void assert_closed(const Lab *lab, const MgMesh *mesh); // open edges only within walls
int64_t euler_characteristic(const Lab *lab, const MgMesh *mesh);

double signed_volume(const MgMesh *mesh); // positive when triangles face outwards

#endif

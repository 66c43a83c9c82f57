// Surfaces: closed and manifold whatever the field, of the right shape, and the same bytes by every road.
#include "support/surface.h"

#include <math.h>

#include "base/memory.h"
#include "base/rng.h"
#include "mesh/slots.h"

static const double pi = 3.14159265358979323846;

// ---- shapes, as distances from a surface: positive inside

static double ball(double x, double y, double z) {
    return 12.3 - sqrt((x - 20.2) * (x - 20.2) + (y - 19.7) * (y - 19.7) + (z - 20.4) * (z - 20.4));
}

static double torus(double x, double y, double z) {
    double ring = sqrt((x - 20.2) * (x - 20.2) + (y - 19.7) * (y - 19.7)) - 11.0;
    return 4.4 - sqrt(ring * ring + (z - 20.4) * (z - 20.4));
}

static double two_balls(double x, double y, double z) {
    double a = 5.2 - sqrt((x - 9.1) * (x - 9.1) + (y - 9.3) * (y - 9.3) + (z - 9.2) * (z - 9.2));
    double b = 7.3 - sqrt((x - 28.1) * (x - 28.1) + (y - 27.3) * (y - 27.3) + (z - 28.2) * (z - 28.2));
    return a > b ? a : b;
}

static double slab(double x, double y, double z) { // crosses the box's faces
    (void)x;
    return 9.3 - fabs(z - 20.1 + 3.0 * sin(y * 2.0 * pi / 40.0));
}

static const MgMesh *mesh_of_shape(Lab *lab, Shape shape) {
    lab_fill_shape(lab, 0, shape);
    lab_fill_shape(lab, 1, shape);
    MgMeshRequest request = lab_request(0.0f, 1.0f);
    return lab_mesh(lab, &request);
}

static void closed_shapes_have_their_euler_characteristic(void **state) {
    (void)state;
    const struct {
        Shape shape;
        int64_t characteristic;
    } shapes[] = { { ball, 2 }, { torus, 0 }, { two_balls, 4 } };
    for (size_t i = 0; i < 3; i++)
        for (int32_t boundary = 0; boundary < 2; boundary++) {
            Lab *lab = lab_open(40, 41, 42, (MgBoundary)boundary, 2);
            const MgMesh *mesh = mesh_of_shape(lab, shapes[i].shape);
            assert_true(mesh->triangle_count > 500);
            assert_closed(lab, mesh);
            assert_int_equal(euler_characteristic(lab, mesh), shapes[i].characteristic);
            lab_close(lab);
        }
}

static double moved_ball(double x, double y, double z) { // across the corner of a box of 40^3
    return ball(x < 20 ? x + 20 : x - 20, y < 20 ? y + 20 : y - 20, z < 20 ? z + 20 : z - 20);
}

static void a_ball_across_the_corner_is_a_ball(void **state) {
    (void)state;
    Lab *lab = lab_open(40, 40, 40, MG_PERIODIC, 2);
    const MgMesh *mesh = mesh_of_shape(lab, moved_ball);
    assert_closed(lab, mesh);
    assert_int_equal(euler_characteristic(lab, mesh), 2);
    lab_close(lab);
}

static void a_slab_through_the_periodic_box_is_two_tori(void **state) {
    (void)state;
    Lab *lab = lab_open(40, 40, 40, MG_PERIODIC, 2);
    const MgMesh *mesh = mesh_of_shape(lab, slab);
    assert_closed(lab, mesh);
    assert_int_equal(euler_characteristic(lab, mesh), 0);
    lab_close(lab);
}

// The planar facets lie inside the ball: the volume is a little less than the ball's, by its curvature.
static void triangles_face_outwards(void **state) {
    (void)state;
    Lab *lab = lab_open(40, 41, 42, MG_PERIODIC, 2);
    double volume = signed_volume(mesh_of_shape(lab, ball)), expected = 4.0 / 3.0 * pi * 12.3 * 12.3 * 12.3;
    assert_true(volume < expected && volume > 0.99 * expected);
    volume = signed_volume(mesh_of_shape(lab, torus));
    expected = 2.0 * pi * pi * 11.0 * 4.4 * 4.4;
    assert_true(volume < expected && volume > 0.97 * expected);
    lab_close(lab);
}

static void vertices_and_normals_are_those_of_the_ball(void **state) {
    (void)state;
    Lab *lab = lab_open(40, 41, 42, MG_NO_FLUX, 2);
    lab->grid.dx = 0.5;
    mg_mesher_destroy(lab->mesher);
    lab->mesher = mg_mesher_create(&lab->grid);
    const MgMesh *mesh = mesh_of_shape(lab, ball);
    const double centre[3] = { 20.2, 19.7, 20.4 };
    const MgVertexFloat *v = mesh->vertices;
    assert_true(mesh->extent[0] == 20.0f && mesh->extent[1] == 20.5f && mesh->extent[2] == 21.0f);
    for (int32_t i = 0; i < mesh->vertex_count; i++) {
        double radius = 0, along = 0, length = 0;
        for (int32_t axis = 0; axis < 3; axis++) {
            double d = v[i].position[axis] / 0.5 - centre[axis];
            radius += d * d;
            along += d * v[i].normal[axis];
            length += (double)v[i].normal[axis] * v[i].normal[axis];
        }
        assert_true(fabs(sqrt(radius) - 12.3) < 0.012); // an edge's sagitta: 1 / (8 * 12.3)
        assert_true(fabs(sqrt(length) - 1.0) < 1e-5);
        assert_true(along / sqrt(radius) > cos(1.0 * pi / 180)); // within a degree
        assert_true(fabs(v[i].scalar - 2.0) < 0.02);             // slope 1 per cell, a cell is 0.5 long
    }
    lab_close(lab);
}

// ---- noise: every case and every ambiguous face side by side

static void check_noise(int32_t nx, int32_t ny, int32_t nz, MgBoundary boundary, float blend, uint64_t seed) {
    Lab *lab = lab_open(nx, ny, nz, boundary, 0);
    lab_fill_noise(lab, 0, seed);
    lab_fill_noise(lab, 1, seed + 1);
    MgMeshRequest request = lab_request(0.5f, blend);
    const MgMesh *mesh = lab_mesh(lab, &request);
    assert_true(mesh->triangle_count > nx * ny * nz);
    assert_closed(lab, mesh);
    if (boundary == MG_NO_FLUX) assert_true(topology_of(lab, mesh).edges_at_walls > 0);
    lab_close(lab);
}

static void noise_is_closed_and_manifold(void **state) {
    (void)state;
    const int32_t sizes[][3] = { { 40, 52, 33 }, { 17, 9, 70 },  { 64, 64, 64 },
                                 { 63, 8, 65 },  { 130, 16, 9 }, { 8, 8, 8 } };
    const float blends[] = { 0.0f, 0.3f, 1.0f };
    for (int32_t i = 0; i < 6; i++)
        for (int32_t j = 0; j < 3; j++)
            for (int32_t boundary = 0; boundary < 2; boundary++)
                check_noise(sizes[i][0], sizes[i][1], sizes[i][2], (MgBoundary)boundary, blends[j],
                            (uint64_t)(10 * i + j));
    check_noise(128, 128, 128, MG_PERIODIC, 0.3f, 1);
}

static void boundaries_may_differ_by_axis(void **state) {
    (void)state;
    for (int32_t mix = 1; mix < 7; mix++) {
        Lab *lab = lab_open(33, 20, 64, MG_PERIODIC, 2);
        for (int32_t axis = 0; axis < 3; axis++) lab->grid.boundary[axis] = mix >> axis & 1 ? MG_NO_FLUX : MG_PERIODIC;
        mg_mesher_destroy(lab->mesher);
        lab->mesher = mg_mesher_create(&lab->grid);
        lab_fill_noise(lab, 1, 3);
        MgMeshRequest request = lab_request(0.5f, 1.0f);
        const MgMesh *mesh = lab_mesh(lab, &request);
        Topology t = topology_of(lab, mesh);
        assert_int_equal(t.bad_edges + t.open_edges + t.lone_vertices + t.unlike_twins, 0);
        assert_true(t.edges_at_walls > 0);
        lab_close(lab);
    }
}

// ---- the same bytes by every road

static MgMeshRequest with_format(MgMeshRequest request, int32_t format) {
    request.format = (MgVertexFormat)format;
    return request;
}

static void leaving_out_chunks_leaves_out_nothing(void **state) {
    (void)state;
    const float blends[] = { 0.0f, 0.3f, 1.0f };
    for (int32_t boundary = 0; boundary < 2; boundary++) {
        Lab *lab = lab_open(100, 70, 90, (MgBoundary)boundary, 2);
        lab_fill_shape(lab, 0, ball);
        lab_fill_shape(lab, 1, two_balls);
        Copy chosen[6];
        int32_t chunks_chosen = 0;
        for (int32_t i = 0; i < 6; i++) {
            MgMeshRequest request = with_format(lab_request(0.0f, blends[i / 2]), i % 2);
            const MgMesh *mesh = lab_mesh(lab, &request);
            chunks_chosen = mesh->chunks_chosen;
            assert_true(mesh->triangle_count > 0);
            chosen[i] = copy_of(mesh);
        }
        lab_widen_ranges(lab);
        for (int32_t i = 0; i < 6; i++) {
            MgMeshRequest request = with_format(lab_request(0.0f, blends[i / 2]), i % 2);
            const MgMesh *mesh = lab_mesh(lab, &request);
            assert_true(same_bytes(&chosen[i], mesh));
            assert_int_equal(mesh->chunks_chosen, 7 * 5 * 6);
            assert_true(chunks_chosen < mesh->chunks_chosen / 2);
            free_copy(&chosen[i]);
        }
        lab_close(lab);
    }
}

// Both keyframes hold the isovalue and less, so no range reaches above it; but a blend of two equal values may round to
// more. Such cells are inside, and their chunks must not be left out.
static void check_plateau(float level, float blend) {
    Lab *lab = lab_open(48, 32, 16, MG_PERIODIC, 1);
    for (int32_t frame = 0; frame < 2; frame++) {
        for (int32_t z = 0; z < 16; z++)
            for (int32_t y = 0; y < 32; y++)
                for (int32_t x = 0; x < 48; x++) lab_set(lab, frame, x, y, z, x < 24 && y % 3 ? level : level * 0.5f);
        lab_update_ranges(lab, frame);
    }
    MgMeshRequest request = lab_request(level, blend);
    Copy chosen = copy_of(lab_mesh(lab, &request));
    assert_true(chosen.triangle_count > 0);
    lab_widen_ranges(lab);
    assert_true(same_bytes(&chosen, lab_mesh(lab, &request)));
    free_copy(&chosen);
    lab_close(lab);
}

static void blending_equal_values_leaves_out_nothing(void **state) {
    (void)state;
    int32_t rounded_up = 0;
    for (int32_t i = 0; rounded_up < 20 && i < 10000; i++) {
        MgRandom4 random = mg_random_at(3, 0, i, 0, 0);
        float level = mg_unit_float(random.word[0]), blend = mg_unit_float(random.word[1]);
        if (!((1.0f - blend) * level + blend * level > level)) continue;
        check_plateau(level, blend);
        rounded_up++;
    }
    assert_int_equal(rounded_up, 20);
}

static void threads_do_not_show(void **state) {
    (void)state;
    const int32_t threads[] = { 1, 2, 7 };
    for (int32_t format = 0; format < 2; format++) {
        Copy first = { 0 };
        for (int32_t i = 0; i < 3; i++) {
            Lab *lab = lab_open(90, 52, 65, MG_PERIODIC, threads[i]);
            lab_fill_noise(lab, 0, 1);
            lab_fill_shape(lab, 1, slab);
            MgMeshRequest request = with_format(lab_request(0.2f, 0.4f), format);
            const MgMesh *mesh = lab_mesh(lab, &request);
            if (i == 0) first = copy_of(mesh);
            assert_true(same_bytes(&first, mesh));
            lab_close(lab);
        }
        assert_true(first.triangle_count > 10000);
        free_copy(&first);
    }
}

// What a run leaves behind in the scratch must not show in the next: the same mesh before and after quite another one.
static void one_mesh_leaves_no_trace_in_the_next(void **state) {
    (void)state;
    Lab *lab = lab_open(70, 50, 40, MG_PERIODIC, 2);
    lab_fill_shape(lab, 0, ball);
    lab_fill_noise(lab, 1, 4);
    MgMeshRequest a = lab_request(0.0f, 0.0f), b = lab_request(0.5f, 1.0f);
    Copy first = copy_of(lab_mesh(lab, &a)), second = copy_of(lab_mesh(lab, &b));
    assert_true(same_bytes(&first, lab_mesh(lab, &a)));
    assert_true(same_bytes(&second, lab_mesh(lab, &b)));
    free_copy(&first);
    free_copy(&second);
    lab_close(lab);
}

static void blend_0_and_1_are_one_keyframe(void **state) {
    (void)state;
    Lab *lab = lab_open(40, 40, 40, MG_PERIODIC, 2);
    for (int32_t kept = 0; kept < 2; kept++) {
        lab_fill_noise(lab, kept, 4);
        for (int32_t z = 0; z < 40; z++) // nothing of the other keyframe may be read
            for (int32_t y = 0; y < 40; y++)
                for (int32_t x = 0; x < 40; x++) lab_set(lab, 1 - kept, x, y, z, __builtin_nanf(""));
        lab_update_ranges(lab, 1 - kept);
        MgMeshRequest request = lab_request(0.5f, (float)kept);
        Copy alone = copy_of(lab_mesh(lab, &request));
        assert_true(alone.triangle_count > 10000);
        MgKeyframe other = lab->frames[1 - kept];
        lab->frames[1 - kept] = lab->frames[kept];
        request.blend = 0.37f; // previous == next is allowed
        assert_true(same_bytes(&alone, lab_mesh(lab, &request)));
        lab->frames[1 - kept] = other;
        free_copy(&alone);
    }
    lab_close(lab);
}

// ---- view sphere and clip box

// Which cell a triangle belongs to is told by its centre.
static int32_t cell_of(const MgVertexFloat *v, const uint32_t *triangle, double dx, int32_t axis) {
    double sum = 0;
    for (int32_t i = 0; i < 3; i++) sum += v[triangle[i]].position[axis];
    return (int32_t)floor(sum / 3 / dx);
}

static bool cell_visible(const MgMeshRequest *r, const int32_t cell[3], double dx) {
    double distance = 0;
    for (int32_t axis = 0; axis < 3; axis++) {
        double centre = (cell[axis] + 0.5) * dx, d = centre - r->sphere_centre[axis];
        distance += d * d;
        if (!(r->box_min[0] > r->box_max[0]) && (centre < r->box_min[axis] || centre > r->box_max[axis])) return false;
    }
    return !(r->sphere_radius > 0) || distance <= (double)r->sphere_radius * r->sphere_radius;
}

static int32_t count_visible(const Copy *all, const MgMeshRequest *r, double dx) {
    int32_t count = 0;
    for (int32_t i = 0; i < all->triangle_count; i++) {
        int32_t cell[3];
        for (int32_t axis = 0; axis < 3; axis++)
            cell[axis] = cell_of((MgVertexFloat *)all->vertices, all->indices + 3 * i, dx, axis);
        count += cell_visible(r, cell, dx);
    }
    return count;
}

static void only_cells_with_a_visible_centre_are_meshed(void **state) {
    (void)state;
    const double dx = 0.75;
    Lab *lab = lab_open(50, 41, 70, MG_PERIODIC, 2);
    lab->grid.dx = dx;
    mg_mesher_destroy(lab->mesher);
    lab->mesher = mg_mesher_create(&lab->grid);
    lab_fill_noise(lab, 1, 9);
    MgMeshRequest everything = lab_request(0.5f, 1.0f);
    Copy all = copy_of(lab_mesh(lab, &everything));
    int32_t meshed = 0;
    for (int32_t i = 0; i < 60; i++) {
        MgMeshRequest r = everything;
        MgRandom4 random = mg_random_at(1, 0, i, 0, 0), more = mg_random_at(1, 1, i, 0, 0);
        for (int32_t axis = 0; axis < 3; axis++) {
            r.sphere_centre[axis] = 50.0f * mg_unit_float(random.word[axis]) - 5.0f;
            r.box_min[axis] = i % 3 == 0 ? (axis == 0) : 20.0f * mg_unit_float(more.word[axis]) - 5.0f;
            r.box_max[axis] = i % 3 == 0 ? 0 : r.box_min[axis] + 30.0f * mg_unit_float(more.word[3 - axis]);
        }
        r.sphere_radius = i % 3 == 1 ? 0.0f : 40.0f * mg_unit_float(random.word[3]);
        const MgMesh *mesh = lab_mesh(lab, &r);
        assert_int_equal(mesh->triangle_count, count_visible(&all, &r, dx));
        assert_int_equal(topology_of(lab, mesh).lone_vertices, 0);
        for (int32_t t = 0; t < mesh->triangle_count; t++) {
            int32_t cell[3];
            for (int32_t axis = 0; axis < 3; axis++)
                cell[axis] = cell_of(mesh->vertices, mesh->indices + 3 * t, dx, axis);
            assert_true(cell_visible(&r, cell, dx));
        }
        meshed += mesh->triangle_count > 0;
    }
    assert_true(meshed > 30);
    free_copy(&all);
    lab_close(lab);
}

// Rows are counted as one long row of words, so what is beyond the end of one is the beginning of another: extents at
// which the last point is the last bit of a word, and the first of the next, seen in part after having been seen whole.
static void rows_that_end_with_a_word_end_there(void **state) {
    (void)state;
    const int32_t extents[] = { 62, 63, 64, 65, 127, 128 };
    for (int32_t i = 0; i < MG_COUNT_OF(extents); i++)
        for (int32_t variant = 0; variant < 16; variant++) {
            Lab *lab = lab_open(extents[i], 20, 8, (MgBoundary)(variant % 2), 1);
            lab_fill_noise(lab, 1, (uint64_t)variant);
            MgMeshRequest everything = lab_request(0.5f, 1.0f), r = everything;
            Copy all = copy_of(lab_mesh(lab, &everything));
            for (int32_t axis = 0; axis < 3; axis++) r.box_min[axis] = 2.0f, r.box_max[axis] = (float)extents[i];
            const MgMesh *mesh = lab_mesh(lab, &r);
            assert_int_equal(mesh->triangle_count, count_visible(&all, &r, 1.0));
            assert_int_equal(topology_of(lab, mesh).lone_vertices, 0);
            assert_true(same_bytes(&all, lab_mesh(lab, &everything)));
            free_copy(&all);
            lab_close(lab);
        }
}

// Centres that lie exactly on the rim are inside, whatever the arithmetic of the row's interval says.
static void the_rim_of_the_sphere_and_the_box_is_inside(void **state) {
    (void)state;
    Lab *lab = lab_open(40, 40, 40, MG_NO_FLUX, 1);
    lab_fill_noise(lab, 1, 2);
    MgMeshRequest everything = lab_request(0.5f, 1.0f), r = everything;
    Copy all = copy_of(lab_mesh(lab, &everything));
    for (int32_t radius = 1; radius < 12; radius++) {
        r = everything;
        for (int32_t axis = 0; axis < 3; axis++) r.sphere_centre[axis] = 19.5f;
        r.sphere_radius = (float)radius;
        assert_int_equal(lab_mesh(lab, &r)->triangle_count, count_visible(&all, &r, 1.0));
        r = everything;
        for (int32_t axis = 0; axis < 3; axis++) r.box_min[axis] = 16.5f, r.box_max[axis] = 16.5f + (float)radius;
        assert_int_equal(lab_mesh(lab, &r)->triangle_count, count_visible(&all, &r, 1.0));
    }
    free_copy(&all);
    lab_close(lab);
}

static void chunks_out_of_sight_are_not_looked_at(void **state) {
    (void)state;
    Lab *lab = lab_open(64, 64, 64, MG_PERIODIC, 1);
    lab_fill_noise(lab, 1, 2);
    MgMeshRequest r = lab_request(0.5f, 1.0f);
    assert_int_equal(lab_mesh(lab, &r)->chunks_chosen, 64);
    for (int32_t axis = 0; axis < 3; axis++) r.sphere_centre[axis] = 24.0f;
    r.sphere_radius = 7.0f;
    assert_int_equal(lab_mesh(lab, &r)->chunks_chosen, 1);
    r.sphere_radius = 9.0f;
    assert_int_equal(lab_mesh(lab, &r)->chunks_chosen, 7); // its own and the six beside it
    r.sphere_radius = 0.0f;
    r.box_min[0] = r.box_min[1] = r.box_min[2] = 17.0f;
    r.box_max[0] = r.box_max[1] = 31.0f;
    r.box_max[2] = 33.0f;
    assert_int_equal(lab_mesh(lab, &r)->chunks_chosen, 2);
    r = lab_request(2.0f, 1.0f); // above every value
    const MgMesh *mesh = lab_mesh(lab, &r);
    assert_int_equal(mesh->chunks_chosen, 0);
    assert_int_equal(mesh->vertex_count + mesh->triangle_count, 0);
    lab_close(lab);
}

// ---- packed vertices

static void unpack_normal(const uint16_t packed[2], double out[3]) {
    double u = packed[0] / 65535.0 * 2 - 1, v = packed[1] / 65535.0 * 2 - 1, w = 1 - fabs(u) - fabs(v);
    if (w < 0) {
        double folded = (1 - fabs(v)) * (u >= 0 ? 1 : -1);
        v = (1 - fabs(u)) * (v >= 0 ? 1 : -1);
        u = folded;
    }
    double length = sqrt(u * u + v * v + w * w);
    out[0] = u / length, out[1] = v / length, out[2] = w / length;
}

static double length_of(const float v[3]) {
    return sqrt((double)v[0] * v[0] + (double)v[1] * v[1] + (double)v[2] * v[2]);
}

static void assert_packed_alike(const MgMesh *mesh, const MgVertexFloat *exact, float scalar_max) {
    const MgVertexPacked *packed = mesh->vertices;
    for (int32_t i = 0; i < mesh->vertex_count; i++) {
        double normal[3], along = 0, scalar = exact[i].scalar < scalar_max ? exact[i].scalar : scalar_max;
        unpack_normal(packed[i].normal, normal);
        for (int32_t axis = 0; axis < 3; axis++) {
            double position = packed[i].position[axis] / 65535.0 * mesh->extent[axis];
            assert_true(fabs(position - exact[i].position[axis]) < 0.51 / 65535 * mesh->extent[axis]);
            along += normal[axis] * exact[i].normal[axis];
        }
        assert_true(fabs(packed[i].scalar / 65535.0 * scalar_max - scalar) < 0.51 / 65535 * scalar_max);
        // Half a unit of 2 / 65535 in both octahedral coordinates, stretched at most fourfold by the map.
        assert_true(sqrt(2 - 2 * along / length_of(exact[i].normal)) < 1e-4);
    }
}

static void packed_vertices_are_the_float_ones_rounded(void **state) {
    (void)state;
    Lab *lab = lab_open(40, 52, 33, MG_PERIODIC, 2);
    lab_fill_noise(lab, 0, 1);
    lab_fill_noise(lab, 1, 2);
    MgMeshRequest request = lab_request(0.5f, 0.3f);
    Copy exact = copy_of(lab_mesh(lab, &request));
    request.format = MG_VERTEX_PACKED;
    request.scalar_max = 0.4f; // some gradients are beyond it
    const MgMesh *mesh = lab_mesh(lab, &request);
    assert_int_equal(mesh->format, MG_VERTEX_PACKED);
    assert_int_equal(mesh->vertex_count, exact.vertex_count);
    assert_memory_equal(mesh->indices, exact.indices, exact.index_bytes);
    assert_packed_alike(mesh, (MgVertexFloat *)exact.vertices, 0.4f);
    free_copy(&exact);
    lab_close(lab);
}

// A vertex on the far side of the box is, packed, the near one with 65535 instead of 0.
static void packed_twins_across_the_box_match_bit_for_bit(void **state) {
    (void)state;
    Lab *lab = lab_open(40, 24, 33, MG_PERIODIC, 2);
    lab_fill_noise(lab, 1, 5);
    MgMeshRequest request = lab_request(0.5f, 1.0f);
    Copy exact = copy_of(lab_mesh(lab, &request));
    const MgVertexFloat *v = (MgVertexFloat *)exact.vertices;
    request.format = MG_VERTEX_PACKED;
    const MgMesh *mesh = lab_mesh(lab, &request);
    const MgVertexPacked *p = mesh->vertices;
    int32_t pairs = 0;
    for (int32_t axis = 0; axis < 3; axis++) {
        int32_t j = (axis + 1) % 3, k = (axis + 2) % 3;
        for (int32_t far_one = 0; far_one < mesh->vertex_count; far_one++) {
            if (v[far_one].position[axis] != mesh->extent[axis]) continue;
            int32_t near_one = 0;
            while (near_one < mesh->vertex_count &&
                   (v[near_one].position[axis] != 0.0f || v[near_one].position[j] != v[far_one].position[j] ||
                    v[near_one].position[k] != v[far_one].position[k]))
                near_one++;
            assert_true(near_one < mesh->vertex_count);
            assert_int_equal(p[near_one].position[axis], 0);
            assert_int_equal(p[far_one].position[axis], 65535);
            MgVertexPacked shifted = p[far_one];
            shifted.position[axis] = 0;
            assert_memory_equal(&shifted, &p[near_one], sizeof shifted);
            pairs++;
        }
    }
    assert_true(pairs > 500);
    free_copy(&exact);
    lab_close(lab);
}

// ---- bad news

static void values_that_are_not_numbers_are_outside(void **state) {
    (void)state;
    for (int32_t boundary = 0; boundary < 2; boundary++) {
        Lab *lab = lab_open(40, 33, 35, (MgBoundary)boundary, 2);
        for (int32_t frame = 0; frame < 2; frame++) {
            lab_fill_noise(lab, frame, 1);
            for (int32_t i = 0; i < 3000; i++) {
                MgRandom4 r = mg_random_at(2, (uint32_t)frame, i, 0, 0);
                float value = i % 3 == 0 ? __builtin_nanf("") : i % 3 == 1 ? __builtin_inff() : -__builtin_inff();
                lab_set(lab, frame, (int32_t)(r.word[0] % 40), (int32_t)(r.word[1] % 33), (int32_t)(r.word[2] % 35),
                        value);
            }
            lab_update_ranges(lab, frame);
        }
        for (int32_t i = 0; i < 6; i++) {
            MgMeshRequest request = with_format(lab_request(0.5f, 0.5f * (float)(i / 2)), i % 2);
            const MgMesh *mesh = lab_mesh(lab, &request);
            assert_true(mesh->triangle_count > 10000);
            for (int32_t k = 0; k < 3 * mesh->triangle_count; k++)
                assert_true(mesh->indices[k] < (uint32_t)mesh->vertex_count);
            if (i % 2) continue;
            const float *numbers = mesh->vertices;
            for (int32_t k = 0; k < 7 * mesh->vertex_count; k++) assert_true(isfinite(numbers[k]));
            Topology t = topology_of(lab, mesh); // vertices may share a place, edges still pair up
            assert_int_equal(t.lone_vertices, 0);
            Copy chosen = copy_of(mesh);
            lab_widen_ranges(lab);
            assert_true(same_bytes(&chosen, lab_mesh(lab, &request)));
            free_copy(&chosen);
            lab_update_ranges(lab, 0);
            lab_update_ranges(lab, 1);
        }
        lab_close(lab);
    }
}

static void a_field_of_nan_has_no_surface(void **state) {
    (void)state;
    Lab *lab = lab_open(40, 33, 35, MG_PERIODIC, 2);
    for (size_t i = 0; i < (size_t)(lab->grid.plane_stride * lab->grid.nz); i++)
        lab->values[0][i] = lab->values[1][i] = __builtin_nanf("");
    lab_update_ranges(lab, 0);
    lab_update_ranges(lab, 1);
    MgMeshRequest request = lab_request(0.5f, 0.5f);
    assert_int_equal(lab_mesh(lab, &request)->triangle_count, 0);
    lab_widen_ranges(lab);
    assert_int_equal(lab_mesh(lab, &request)->vertex_count, 0);
    request = lab_request(__builtin_nanf(""), 0.5f);
    assert_int_equal(lab_mesh(lab, &request)->vertex_count, 0);
    lab_close(lab);
}

// A lone cell above the isovalue in a flat field: at its neighbours' far sides the gradient vanishes on some edges.
static void a_vanishing_gradient_has_a_unit_normal(void **state) {
    (void)state;
    Lab *lab = lab_open(16, 16, 16, MG_NO_FLUX, 1);
    for (int32_t z = 0; z < 16; z++)
        for (int32_t y = 0; y < 16; y++)
            for (int32_t x = 0; x < 16; x++) lab_set(lab, 1, x, y, z, (x + y + z) % 2 ? 1.0f : 0.0f);
    lab_update_ranges(lab, 1);
    MgMeshRequest request = lab_request(0.5f, 1.0f);
    const MgMesh *mesh = lab_mesh(lab, &request);
    const MgVertexFloat *v = mesh->vertices;
    int32_t flat = 0;
    for (int32_t i = 0; i < mesh->vertex_count; i++) {
        assert_true(fabs(length_of(v[i].normal) - 1) < 1e-6);
        flat += v[i].scalar == 0.0f;
    }
    assert_true(flat > 1000);
    lab_close(lab);
}

static void refused_memory_empties_the_slot_and_no_other(void **state) {
    (void)state;
    Lab *lab = lab_open(40, 40, 40, MG_PERIODIC, 2);
    lab_fill_shape(lab, 0, ball);
    lab_fill_noise(lab, 1, 1);
    MgMeshRequest small = lab_request(0.0f, 0.0f), large = lab_request(0.5f, 1.0f);
    small.slot = 2;
    const MgMesh *kept = lab_mesh(lab, &small);
    Copy copy = copy_of(kept);
    for (uint64_t nth = 1; nth <= 2; nth++) { // the vertices' block, the indices' block
        small.slot = large.slot = (int32_t)nth - 1;
        const MgMesh *slot = lab_mesh(lab, &small), *out = kept;
        assert_true(slot->triangle_count > 0);
        mg_refuse_allocation(nth);
        MgStatus status =
            mg_mesher_run(lab->mesher, lab->scheduler, &lab->profile, &lab->frames[0], &lab->frames[1], &large, &out);
        mg_refuse_allocation(0);
        assert_int_equal(status, MG_OUT_OF_MEMORY);
        assert_null(out);
        assert_non_null(strstr(mg_error_message(), "triangles"));
        assert_int_equal(slot->vertex_count + slot->triangle_count, 0);
        assert_true(same_bytes(&copy, kept));
        assert_true(lab_mesh(lab, &large)->triangle_count > 10000); // and the slot can be used again
    }
    free_copy(&copy);
    lab_close(lab);
}

// Too many triangles for a signed count of indices: refused before any memory is asked for.
static void a_surface_beyond_counting_is_refused(void **state) {
    (void)state;
    MgMeshSlot slot = { 0 };
    assert_int_equal(mg_mesh_slot_reserve(&slot, MG_VERTEX_PACKED, 100, 100), MG_OK);
    uint64_t before = mg_allocation_count();
    assert_int_equal(mg_mesh_slot_reserve(&slot, MG_VERTEX_PACKED, 100, INT32_MAX / 3 + 1), MG_OUT_OF_MEMORY);
    assert_int_equal(mg_mesh_slot_reserve(&slot, MG_VERTEX_FLOAT, 1ll << 33, 100), MG_OUT_OF_MEMORY);
    assert_non_null(strstr(mg_error_message(), "715827882"));
    assert_true(mg_allocation_count() == before);
    assert_int_equal(slot.mesh.vertex_count + slot.mesh.triangle_count, 0);
    mg_mesh_slot_free(&slot);
}

static void a_mesh_that_fits_allocates_nothing(void **state) {
    (void)state;
    Lab *lab = lab_open(40, 40, 40, MG_PERIODIC, 2);
    lab_fill_noise(lab, 1, 1);
    MgMeshRequest request = lab_request(0.5f, 1.0f), fewer = lab_request(0.8f, 1.0f);
    lab_mesh(lab, &request);
    uint64_t before = mg_allocation_count();
    assert_true(lab_mesh(lab, &fewer)->triangle_count > 0);
    lab_mesh(lab, &request);
    assert_true(mg_allocation_count() == before);
    lab_close(lab);
}

static void create_takes_what_it_says_or_nothing(void **state) {
    (void)state;
    MgGrid grid = mg_grid(128, 128, 128, (MgBoundary[3]){ MG_PERIODIC, MG_PERIODIC, MG_PERIODIC }, 1.0);
    uint64_t bytes = mg_mesher_bytes(&grid), field_bytes = 128ull * 128 * 128 * 4;
    assert_true(bytes > 0 && bytes < field_bytes / 2);
    for (uint64_t nth = 1; nth <= 2; nth++) {
        mg_refuse_allocation(nth);
        assert_null(mg_mesher_create(&grid));
        mg_refuse_allocation(0);
    }
    mg_mesher_destroy(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_shapes_have_their_euler_characteristic),
        cmocka_unit_test(a_ball_across_the_corner_is_a_ball),
        cmocka_unit_test(a_slab_through_the_periodic_box_is_two_tori),
        cmocka_unit_test(triangles_face_outwards),
        cmocka_unit_test(vertices_and_normals_are_those_of_the_ball),
        cmocka_unit_test(noise_is_closed_and_manifold),
        cmocka_unit_test(boundaries_may_differ_by_axis),
        cmocka_unit_test(leaving_out_chunks_leaves_out_nothing),
        cmocka_unit_test(blending_equal_values_leaves_out_nothing),
        cmocka_unit_test(threads_do_not_show),
        cmocka_unit_test(one_mesh_leaves_no_trace_in_the_next),
        cmocka_unit_test(blend_0_and_1_are_one_keyframe),
        cmocka_unit_test(only_cells_with_a_visible_centre_are_meshed),
        cmocka_unit_test(rows_that_end_with_a_word_end_there),
        cmocka_unit_test(the_rim_of_the_sphere_and_the_box_is_inside),
        cmocka_unit_test(chunks_out_of_sight_are_not_looked_at),
        cmocka_unit_test(packed_vertices_are_the_float_ones_rounded),
        cmocka_unit_test(packed_twins_across_the_box_match_bit_for_bit),
        cmocka_unit_test(values_that_are_not_numbers_are_outside),
        cmocka_unit_test(a_field_of_nan_has_no_surface),
        cmocka_unit_test(a_vanishing_gradient_has_a_unit_normal),
        cmocka_unit_test(refused_memory_empties_the_slot_and_no_other),
        cmocka_unit_test(a_surface_beyond_counting_is_refused),
        cmocka_unit_test(a_mesh_that_fits_allocates_nothing),
        cmocka_unit_test(create_takes_what_it_says_or_nothing),
    };
    return MG_RUN_TESTS(tests);
}

// Capped surfaces: solids without an open edge, whatever the field, the walls and the clip; of the right volume and
// shape.
#include "support/solid.h"

#include <math.h>

#include "base/memory.h"
#include "base/rng.h"

static MgMeshRequest capped(float isovalue, float blend) {
    MgMeshRequest request = lab_request(isovalue, blend);
    request.cap = true;
    return request;
}

// ---- noise: every square of every face, in every mixture of walls

static void noise_becomes_solids(void **state) {
    (void)state;
    const int32_t sizes[][3] = { { 8, 8, 8 }, { 17, 9, 70 }, { 63, 8, 9 }, { 64, 12, 9 }, { 66, 9, 8 } };
    for (int32_t i = 0; i < 5; i++)
        for (int32_t mix = 0; mix < 8; mix++) {
            Lab *lab = lab_open_mixed(sizes[i][0], sizes[i][1], sizes[i][2], mix, 0.5, 2);
            lab_fill_noise(lab, 0, (uint64_t)i);
            lab_fill_noise(lab, 1, (uint64_t)(mix + 10));
            for (int32_t level = 3; level <= 7; level += 2) {
                MgMeshRequest request = capped(0.1f * (float)level, mix % 2 ? 1.0f : 0.4f);
                const MgMesh *mesh = lab_mesh(lab, &request);
                assert_true(mesh->triangle_count > 100);
                assert_int_equal(assert_solid(mesh) % 2, 0);
                assert_true(signed_volume(mesh) > 0);
            }
            lab_close(lab);
        }
}

static void sphere_and_clip_box_are_capped_too(void **state) {
    (void)state;
    Lab *lab = lab_open_mixed(40, 33, 35, 2, 0.75, 2);
    lab_fill_noise(lab, 1, 5);
    int32_t meshed = 0;
    for (int32_t i = 0; i < 40; i++) {
        MgMeshRequest r = capped(i % 2 ? 0.5f : 0.3f, 1.0f);
        MgRandom4 random = mg_random_at(1, 0, i, 0, 0), more = mg_random_at(1, 1, i, 0, 0);
        for (int32_t axis = 0; axis < 3; axis++) {
            r.sphere_centre[axis] = 35.0f * mg_unit_float(random.word[axis]) - 5.0f;
            r.box_min[axis] = i % 3 == 0 ? (axis == 0) : 15.0f * mg_unit_float(more.word[axis]) - 5.0f;
            r.box_max[axis] = i % 3 == 0 ? 0 : r.box_min[axis] + 20.0f * mg_unit_float(more.word[3 - axis]);
        }
        r.sphere_radius = i % 3 == 1 ? 0.0f : 20.0f * mg_unit_float(random.word[3]);
        const MgMesh *mesh = lab_mesh(lab, &r);
        assert_int_equal(assert_solid(mesh) % 2, 0);
        meshed += mesh->triangle_count > 0;
    }
    assert_true(meshed > 20);
    lab_close(lab);
}

// ---- shapes whose volume and topology are known

static double ball_at_a_wall(double x, double y, double z) {
    return 9.4 - sqrt(x * x + (y - 19.7) * (y - 19.7) + (z - 20.4) * (z - 20.4));
}

static double torus_at_a_wall(double x, double y, double z) { // half a ring stands on the wall
    double ring = sqrt(x * x + (y - 19.7) * (y - 19.7)) - 11.0;
    return 4.4 - sqrt(ring * ring + (z - 20.4) * (z - 20.4));
}

static double two_columns(double x, double y, double z) { // through the box from wall to wall
    (void)z;
    double a = 4.3 - sqrt((x - 10) * (x - 10) + (y - 10) * (y - 10)),
           b = 6.2 - sqrt((x - 28) * (x - 28) + (y - 25) * (y - 25));
    return a > b ? a : b;
}

static double holed_slab(double x, double y, double z) { // a slab from wall to wall with a hole: a thick washer
    double slab = 6.3 - fabs(z - 20.2), hole = sqrt((x - 19) * (x - 19) + (y - 21) * (y - 21)) - 5.1;
    return slab < hole ? slab : hole;
}

static void shapes_have_their_euler_characteristic(void **state) {
    (void)state;
    const struct {
        Shape shape;
        int64_t characteristic;
    } shapes[] = {
        { ball_at_a_wall, 2 },
        { torus_at_a_wall, 2 },
        { two_columns, 4 },
        { holed_slab, 0 },
    };
    for (size_t i = 0; i < 4; i++) {
        Lab *lab = lab_open_mixed(40, 41, 42, 7, 1.0, 2);
        lab_fill_shape(lab, 1, shapes[i].shape);
        MgMeshRequest request = capped(0.0f, 1.0f);
        assert_int_equal(assert_solid(lab_mesh(lab, &request)), shapes[i].characteristic);
        lab_close(lab);
    }
}

static double everything(double x, double y, double z) {
    (void)x, (void)y, (void)z;
    return 1;
}
static double half_space(double x, double y, double z) { return 0.5 * x + 0.25 * y + z - 20.6; }

static void volumes_are_exact(void **state) {
    (void)state;
    const double dx = 0.5;
    for (int32_t mix = 0; mix < 8; mix++) {
        Lab *lab = lab_open_mixed(20, 24, 28, mix, dx, 1);
        lab_fill_shape(lab, 1, everything);
        MgMeshRequest request = capped(0.0f, 1.0f);
        const MgMesh *mesh = lab_mesh(lab, &request);
        const double sides[3] = { 20 - (mix & 1), 24 - (mix >> 1 & 1), 28 - (mix >> 2 & 1) };
        assert_int_equal(assert_solid(mesh), 2);
        assert_true(fabs(signed_volume(mesh) - sides[0] * sides[1] * sides[2] * dx * dx * dx) < 1e-3);
        request.box_min[0] = request.box_min[1] = request.box_min[2] = 4.0f * (float)dx;
        request.box_max[0] = request.box_max[1] = request.box_max[2] = 14.0f * (float)dx;
        mesh = lab_mesh(lab, &request); // ten cells a side
        assert_int_equal(assert_solid(mesh), 2);
        assert_true(fabs(signed_volume(mesh) - 1000 * dx * dx * dx) < 1e-4);
        lab_close(lab);
    }
    // The plane 0.5 x + 0.25 y + z = 20.6 over 19 x 23 cells: its mean height is 20.6 - 4.75 - 2.875 of 27.
    Lab *lab = lab_open_mixed(20, 24, 28, 7, dx, 1);
    lab_fill_shape(lab, 1, half_space);
    MgMeshRequest request = capped(0.0f, 1.0f);
    const MgMesh *mesh = lab_mesh(lab, &request);
    assert_int_equal(assert_solid(mesh), 2);
    assert_true(fabs(signed_volume(mesh) - 19 * 23 * (27 - 12.975) * dx * dx * dx) < 1e-2);
    lab_close(lab);
}

// ---- what else is promised

static void caps_leave_the_surface_as_it_is(void **state) {
    (void)state;
    Lab *lab = lab_open_mixed(40, 41, 42, 5, 1.0, 2);
    lab_fill_noise(lab, 1, 3);
    MgMeshRequest open = lab_request(0.5f, 1.0f), closed = capped(0.5f, 1.0f);
    Copy surface = copy_of(lab_mesh(lab, &open));
    const MgMesh *mesh = lab_mesh(lab, &closed);
    assert_true(mesh->vertex_count > surface.vertex_count && mesh->triangle_count > surface.triangle_count);
    assert_memory_equal(mesh->indices, surface.indices, surface.index_bytes);
    const MgVertexFloat *v = mesh->vertices, *before = (const MgVertexFloat *)surface.vertices;
    int32_t on_rim = 0;
    for (int32_t i = 0; i < surface.vertex_count; i++) {
        double turned = 0, length = 0;
        bool rim = false;
        assert_memory_equal(v[i].position, before[i].position, sizeof v[i].position);
        assert_true(v[i].scalar == before[i].scalar);
        for (int32_t axis = 0; axis < 3; axis++) {
            double p = v[i].position[axis], last = axis == 1 ? mesh->extent[1] : mesh->extent[axis] - 1;
            double change = (double)v[i].normal[axis] - before[i].normal[axis];
            length += (double)v[i].normal[axis] * v[i].normal[axis];
            if (p == 0 || p == last) rim = true, turned += p == 0 ? -change : change;
        }
        if (!rim) assert_memory_equal(&v[i], &before[i], sizeof v[i]);
        else assert_true(turned >= -1e-6 && fabs(length - 1) < 1e-5); // towards the wall's
        on_rim += rim && turned > 0.1;
    }
    assert_true(on_rim > 500);
    for (int32_t i = surface.vertex_count; i < mesh->vertex_count; i++) {
        double along = 0, length = 0;
        for (int32_t axis = 0; axis < 3; axis++) {
            double p = v[i].position[axis], last = axis == 1 ? mesh->extent[1] : mesh->extent[axis] - 1,
                   n = v[i].normal[axis];
            along += p == 0 ? -n : p == last ? n : 0;
            length += n * n;
        }
        assert_true(fabs(length - 1) < 1e-6 && along > 0.99); // outwards of the box
        assert_true(v[i].scalar >= 0 && v[i].scalar < 1);
    }
    free_copy(&surface);
    lab_close(lab);
}

static void refused_memory_leaves_the_slot_empty_and_the_mesher_well(void **state) {
    (void)state;
    Lab *lab = lab_open_mixed(24, 24, 24, 7, 1.0, 1);
    lab_fill_noise(lab, 1, 3);
    MgMeshRequest request = capped(0.5f, 1.0f);
    Copy good = copy_of(lab_mesh(lab, &request));
    const MgMesh *mesh;
    for (uint64_t nth = 1; nth <= 2; nth++) {
        mg_refuse_allocation(nth);
        assert_int_equal(mg_mesher_run(lab->mesher, lab->scheduler, &lab->profile, &lab->frames[0], &lab->frames[1],
                                       &request, &mesh),
                         MG_OUT_OF_MEMORY);
        mg_refuse_allocation(0);
        assert_null(mesh);
        assert_true(same_bytes(&good, lab_mesh(lab, &request)));
    }
    free_copy(&good);
    lab_close(lab);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(noise_becomes_solids),
        cmocka_unit_test(sphere_and_clip_box_are_capped_too),
        cmocka_unit_test(shapes_have_their_euler_characteristic),
        cmocka_unit_test(volumes_are_exact),
        cmocka_unit_test(caps_leave_the_surface_as_it_is),
        cmocka_unit_test(refused_memory_leaves_the_slot_empty_and_the_mesher_well),
    };
    return MG_RUN_TESTS(tests);
}

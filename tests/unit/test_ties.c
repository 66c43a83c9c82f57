// Cells that hold the isovalue exactly - molecules are counted, so their surfaces are full of them: still the surface
// is closed and manifold for a reader that joins vertices by position, no triangle is empty, and every normal has
// length 1.
#include "support/solid.h"

#include <math.h>

#include "base/rng.h"

#define ISOVALUE 2.0f

// What a cell holds, from a word of noise.
typedef float CellValue(uint32_t noise, int32_t x, int32_t y, int32_t z);

static float integers(uint32_t noise, int32_t x, int32_t y, int32_t z) {
    (void)x, (void)y, (void)z;
    return (float)(noise % 5);
}

static float mostly_ties(uint32_t noise, int32_t x, int32_t y, int32_t z) {
    (void)x, (void)y, (void)z;
    return noise % 16 == 0 ? 1.0f : noise % 16 == 1 ? 3.0f : ISOVALUE;
}

static float plateaus(uint32_t noise, int32_t x, int32_t y, int32_t z) {
    (void)noise;
    return (float)(mg_random_at(9, 0, x / 3, y / 4, z / 3).word[0] % 4);
}

static float steps(uint32_t noise, int32_t x, int32_t y, int32_t z) { // slopes that pass through the isovalue
    (void)noise;
    return (float)((x + 2 * y + z) / 3 % 5);
}

static float next_to_ties(uint32_t noise, int32_t x, int32_t y, int32_t z) { // a few roundings from it, and far from it
    (void)x, (void)y, (void)z;
    float value = ISOVALUE;
    for (uint32_t i = 0; i < noise % 4; i++) value = nextafterf(value, noise & 64 ? 9.0f : 0.0f);
    return noise & 128 ? value : (float)(noise >> 8) * 1e-6f;
}

static float far_apart(uint32_t noise, int32_t x, int32_t y, int32_t z) { // ends of what a float can be, and none
    (void)x, (void)y, (void)z;
    const float values[] = { ISOVALUE,          3e38f, -3e38f, 1e-38f, __builtin_nanf(""), __builtin_inff(),
                             -__builtin_inff(), 5.0f };
    return values[noise % 8];
}

static CellValue *const fields[] = { integers, mostly_ties, plateaus, steps, next_to_ties, far_apart };

static void fill(Lab *lab, int32_t frame, CellValue *value, uint64_t seed) {
    for (int32_t z = 0; z < lab->grid.nz; z++)
        for (int32_t y = 0; y < lab->grid.ny; y++)
            for (int32_t x = 0; x < lab->grid.nx; x++)
                lab_set(lab, frame, x, y, z, value(mg_random_at(seed, 3, x, y, z).word[0], x, y, z));
    lab_update_ranges(lab, frame);
}

static void assert_clean(const MgMesh *mesh) {
    assert_positions_differ(mesh);
    assert_areas_and_normals(mesh);
}

static void solids_are_clean_in_every_mixture_of_walls(void **state) {
    (void)state;
    const float blends[] = { 0.0f, 0.5f, 1.0f, 0.3f }; // halves and wholes make ties of both keyframes'
    const double lengths[] = { 1.0, 0.1, 1.0 / 3.0, 0.7 };
    for (int32_t i = 0; i < MG_COUNT_OF(fields); i++)
        for (int32_t mix = 0; mix < 8; mix++) {
            Lab *lab = lab_open_mixed(19, 12, 17, mix, lengths[mix % 4], 1);
            fill(lab, 0, fields[i], 1), fill(lab, 1, fields[i], 2);
            for (int32_t blend = 0; blend < 4; blend++) {
                MgMeshRequest request = lab_request(ISOVALUE, blends[blend]);
                request.cap = true;
                const MgMesh *mesh = lab_mesh(lab, &request);
                assert_true(mesh->triangle_count > 100);
                assert_int_equal(assert_solid(mesh) % 2, 0);
                assert_clean(mesh);
            }
            lab_close(lab);
        }
}

static void open_surfaces_are_clean(void **state) {
    (void)state;
    for (int32_t i = 0; i < MG_COUNT_OF(fields); i++)
        for (int32_t boundary = 0; boundary < 2; boundary++) {
            Lab *lab = lab_open(33, 20, 18, (MgBoundary)boundary, 1);
            fill(lab, 1, fields[i], 5);
            MgMeshRequest request = lab_request(ISOVALUE, 1.0f);
            const MgMesh *mesh = lab_mesh(lab, &request);
            assert_closed(lab, mesh);
            assert_clean(mesh);
            lab_close(lab);
        }
}

static void clipped_solids_are_clean(void **state) {
    (void)state;
    int32_t meshed = 0;
    for (int32_t i = 0; i < MG_COUNT_OF(fields); i++) {
        Lab *lab = lab_open_mixed(30, 22, 26, i, 0.75, 1);
        fill(lab, 1, fields[i], 4);
        for (int32_t view = 0; view < 12; view++) {
            MgMeshRequest r = lab_request(ISOVALUE, 1.0f);
            MgRandom4 random = mg_random_at(1, 0, view, i, 0), more = mg_random_at(1, 1, view, i, 0);
            for (int32_t axis = 0; axis < 3; axis++) {
                r.sphere_centre[axis] = 22.0f * mg_unit_float(random.word[axis]);
                r.box_min[axis] = view % 3 == 0 ? (axis == 0) : 8.0f * mg_unit_float(more.word[axis]);
                r.box_max[axis] = view % 3 == 0 ? 0 : r.box_min[axis] + 12.0f * mg_unit_float(more.word[3 - axis]);
            }
            r.sphere_radius = view % 3 == 1 ? 0.0f : 4.0f + 10.0f * mg_unit_float(random.word[3]);
            r.cap = true;
            const MgMesh *mesh = lab_mesh(lab, &r);
            assert_solid(mesh);
            assert_clean(mesh);
            meshed += mesh->triangle_count > 0;
        }
        lab_close(lab);
    }
    assert_true(meshed > 40);
}

// Where a float has fewest bits left for a part of a cell.
static void the_longest_box_is_clean_to_its_end(void **state) {
    (void)state;
    const double lengths[] = { 1.0, 0.1, 1.0 / 3.0, 1e-6, 0.7, 1e6 };
    for (int32_t i = 0; i < 6; i++) {
        int32_t extents[3] = { 8, 8, 8 };
        extents[i % 3] = MG_LARGEST_EXTENT;
        Lab *lab = lab_open_mixed(extents[0], extents[1], extents[2], i, lengths[i], 2);
        fill(lab, 1, mostly_ties, 6);
        MgMeshRequest request = lab_request(ISOVALUE, 1.0f);
        request.cap = true;
        const MgMesh *mesh = lab_mesh(lab, &request);
        assert_int_equal(assert_solid(mesh) % 2, 0);
        assert_clean(mesh);
        lab_close(lab);
    }
}

// One cell above the isovalue among cells that hold it: an octahedron, whose corners come as near to the other cells as
// they may.
static void a_cell_among_ties_is_an_octahedron(void **state) {
    (void)state;
    Lab *lab = lab_open(8, 8, 8, MG_NO_FLUX, 1);
    for (int32_t cell = 0; cell < 8 * 8 * 8; cell++)
        lab_set(lab, 1, cell % 8, cell / 8 % 8, cell / 64, cell == 4 + 8 * 4 + 64 * 4 ? 3.0f : ISOVALUE);
    lab_update_ranges(lab, 1);
    MgMeshRequest request = lab_request(ISOVALUE, 1.0f);
    const MgMesh *mesh = lab_mesh(lab, &request);
    assert_int_equal(mesh->triangle_count, 8);
    assert_int_equal(assert_solid(mesh), 2);
    assert_clean(mesh);
    double side = 1 - 1.0 / 1024;
    assert_true(fabs(signed_volume(mesh) - 4.0 / 3.0 * side * side * side) < 1e-5);
    lab_close(lab);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(solids_are_clean_in_every_mixture_of_walls),
        cmocka_unit_test(open_surfaces_are_clean),
        cmocka_unit_test(clipped_solids_are_clean),
        cmocka_unit_test(the_longest_box_is_clean_to_its_end),
        cmocka_unit_test(a_cell_among_ties_is_an_octahedron),
    };
    return MG_RUN_TESTS(tests);
}

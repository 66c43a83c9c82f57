// Rays against fields whose surfaces are known, and against a plain march along the interpolation.
#include "support/test.h"

#include "morphogen/morphogen.h"

#include <math.h>

enum { NX = 24, NY = 20, NZ = 28 };
static const MgBoundary periodic[3] = { MG_PERIODIC, MG_PERIODIC, MG_PERIODIC };
static const MgBoundary walls[3] = { MG_NO_FLUX, MG_NO_FLUX, MG_NO_FLUX };

typedef float (*Field)(int32_t x, int32_t y, int32_t z);

static float values[NX * NY * NZ];

static MgEngine *engine_with(Field field, const MgBoundary boundary[3], double dx) {
    MgConfig config = mg_config_default();
    config.nx = NX, config.ny = NY, config.nz = NZ, config.dx = dx;
    memcpy(config.boundary, boundary, sizeof config.boundary);
    MgEngine *engine = NULL;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    for (int32_t z = 0; z < NZ; z++)
        for (int32_t y = 0; y < NY; y++)
            for (int32_t x = 0; x < NX; x++) values[(z * NY + y) * NX + x] = field(x, y, z);
    assert_int_equal(mg_engine_write_field(engine, "v", values, NX * NY * NZ), MG_OK);
    mg_engine_publish(engine);
    return engine;
}

static MgRay ray_of(double ox, double oy, double oz, double dx, double dy, double dz) {
    return (MgRay){ .origin = { ox, oy, oz }, .direction = { dx, dy, dz }, .blend = 1.0f, .box_min = { 1 } };
}

static MgRayHit cast(MgEngine *engine, MgRay ray) {
    MgRayHit hit;
    assert_int_equal(mg_engine_raycast(engine, &ray, &hit), MG_OK);
    return hit;
}

// A plane x = 7.25 in a field that is linear in x: the interpolation is exact.
static float slope(int32_t x, int32_t y, int32_t z) {
    (void)y, (void)z;
    return 7.25f - (float)x;
}

static void a_plane_is_hit_where_it_is(void **state) {
    (void)state;
    MgEngine *engine = engine_with(slope, walls, 0.5);
    MgRayHit hit = cast(engine, ray_of(20.0, 3.1, 4.3, -2.0, 0.0, 0.0));
    assert_true(hit.hit && !hit.cut);
    assert_true(fabs(hit.position[0] - 3.625) < 1e-12 && fabs(hit.distance - 16.375) < 1e-12);
    assert_true(fabs(hit.position[1] - 3.1) < 1e-12 && hit.cell[0] == 7 && hit.cell[1] == 6 && hit.cell[2] == 9);
    assert_true(fabs(hit.normal[0] - 1.0f) < 1e-6f);           // towards smaller values
    hit = cast(engine, ray_of(-5.0, 3.0, 4.0, 1.0, 0.0, 0.0)); // comes in through the wall, in the midst of matter
    assert_true(hit.hit && hit.cut && hit.position[0] == 0.0 && hit.normal[0] == -1.0f);
    hit = cast(engine, ray_of(2.0, 3.0, 4.0, 1.0, 0.0, 0.0)); // begins in matter: where it comes out
    assert_true(hit.hit && !hit.cut && fabs(hit.position[0] - 3.625) < 1e-12);
    assert_false(cast(engine, ray_of(20.0, 3.0, 4.0, 1.0, 0.0, 0.0)).hit);   // the other way
    assert_false(cast(engine, ray_of(20.0, 30.0, 4.0, -1.0, 0.0, 0.0)).hit); // past the box
    assert_false(cast(engine, ray_of(6.0, 3.0, -9.0, 0.0, 0.0, 1.0)).hit);   // along the plane, outside
    mg_engine_destroy(engine);
}

static void the_clip_box_cuts_matter(void **state) {
    (void)state;
    MgEngine *engine = engine_with(slope, walls, 1.0);
    MgRay ray = ray_of(30.0, 5.0, 5.0, -1.0, 0.0, 0.0);
    ray.box_min[0] = 2.0f, ray.box_max[0] = 4.5f, ray.box_max[1] = ray.box_max[2] = 20.0f;
    MgRayHit hit = cast(engine, ray);
    assert_true(hit.hit && hit.cut && hit.position[0] == 4.5 && hit.normal[0] == 1.0f);
    ray.box_min[0] = 9.0f, ray.box_max[0] = 12.0f;
    assert_false(cast(engine, ray).hit);
    mg_engine_destroy(engine);
}

// A ball around the corner of the periodic box: its parts are in all eight corners.
static float ball(int32_t x, int32_t y, int32_t z) {
    double dx = x < NX / 2 ? x : x - NX, dy = y < NY / 2 ? y : y - NY, dz = z < NZ / 2 ? z : z - NZ;
    return (float)(6.0 - sqrt(dx * dx + dy * dy + dz * dz));
}

static void a_periodic_side_is_no_side(void **state) {
    (void)state;
    MgEngine *engine = engine_with(ball, periodic, 1.0);
    MgRayHit hit = cast(engine, ray_of(12.0, 0.25, 0.25, 1.0, 0.0, 0.0));
    assert_true(hit.hit && !hit.cut && fabs(hit.position[0] - (NX - 6.0)) < 0.1);
    hit = cast(engine, ray_of(NX - 0.5, 0.25, 0.25, -1.0, 0.0, 0.0)); // inside, between the last cell and the first
    assert_true(hit.hit && fabs(hit.position[0] - (NX - 6.0)) < 0.1);
    hit = cast(engine, ray_of(NX + 5.0, 0.25, NZ - 0.25, -1.0, 0.0, 0.0));
    assert_true(hit.hit && hit.cut && hit.position[0] == (double)NX && hit.cell[0] == 0 && hit.cell[2] == 0);
    mg_engine_destroy(engine);
}

// ---- any ray in any field: the crossing is one, and nothing crosses before it

static uint64_t state_of_noise = 1;

static double noise(void) {
    state_of_noise = state_of_noise * 6364136223846793005u + 1442695040888963407u;
    return (double)(state_of_noise >> 11) / 9007199254740992.0;
}

static float rough(int32_t x, int32_t y, int32_t z) {
    (void)x, (void)y, (void)z;
    return (float)noise();
}

static double interpolated(const MgBoundary boundary[3], const double p[3]) {
    const int32_t n[3] = { NX, NY, NZ };
    double sum = 0;
    int32_t low[3];
    for (int32_t axis = 0; axis < 3; axis++) {
        int32_t cubes = n[axis] - (boundary[axis] == MG_NO_FLUX);
        low[axis] = (int32_t)floor(p[axis]);
        low[axis] = low[axis] < 0 ? 0 : low[axis] >= cubes ? cubes - 1 : low[axis];
    }
    for (int32_t i = 0; i < 8; i++) {
        double part = 1;
        int32_t at[3];
        for (int32_t axis = 0; axis < 3; axis++) {
            double u = p[axis] - low[axis];
            part *= i >> axis & 1 ? u : 1 - u;
            at[axis] = (low[axis] + (i >> axis & 1)) % n[axis];
        }
        sum += part * (double)values[(at[2] * NY + at[1]) * NX + at[0]];
    }
    return sum;
}

static bool in_box(const MgBoundary boundary[3], const double p[3]) {
    const int32_t n[3] = { NX, NY, NZ };
    for (int32_t axis = 0; axis < 3; axis++)
        if (!(p[axis] >= 0 && p[axis] <= n[axis] - (boundary[axis] == MG_NO_FLUX))) return false;
    return true;
}

static void march(MgEngine *engine, const MgBoundary boundary[3], MgRay ray) {
    double length = sqrt(ray.direction[0] * ray.direction[0] + ray.direction[1] * ray.direction[1] +
                         ray.direction[2] * ray.direction[2]);
    MgRayHit hit = cast(engine, ray);
    const double step = 0.004, end = hit.hit ? hit.distance : 120.0;
    bool known = false, inside = false;
    for (double t = 0; t < end - 1e-9; t += step) {
        double p[3];
        for (int32_t i = 0; i < 3; i++) p[i] = ray.origin[i] + t * ray.direction[i] / length;
        if (!in_box(boundary, p)) continue;
        double v = interpolated(boundary, p) - (double)ray.isovalue;
        if (known && fabs(v) > 1e-9) assert_true((v > 0) == inside); // no crossing was missed
        else inside = v > 0, known = true;
    }
    if (!hit.hit) return;
    double v = interpolated(boundary, hit.position) - (double)ray.isovalue;
    if (hit.cut) assert_true(v > -1e-9);
    else assert_true(fabs(v) < 1e-9); // and this is one
}

static void no_crossing_is_missed(void **state) {
    (void)state;
    for (int32_t setup = 0; setup < 2; setup++) {
        const MgBoundary *boundary = setup == 0 ? periodic : walls;
        MgEngine *engine = engine_with(rough, boundary, 1.0);
        for (int32_t i = 0; i < 300; i++) {
            MgRay ray = ray_of(60 * noise() - 20, 60 * noise() - 20, 60 * noise() - 20, 0, 0, 0);
            for (int32_t axis = 0; axis < 3; axis++) ray.direction[axis] = 24 * noise() - ray.origin[axis];
            if (i % 5 == 0) ray.direction[i / 5 % 3] = 0;
            ray.isovalue = i % 2 == 0 ? 0.9f : 0.97f;
            march(engine, boundary, ray);
        }
        mg_engine_destroy(engine);
    }
}

static void between_two_keyframes(void **state) {
    (void)state;
    MgEngine *engine = engine_with(slope, walls, 1.0);
    for (int32_t i = 0; i < NX * NY * NZ; i++) values[i] += 4.0f; // the plane moves by 4
    assert_int_equal(mg_engine_write_field(engine, "v", values, NX * NY * NZ), MG_OK);
    mg_engine_publish(engine);
    MgRay ray = ray_of(40.0, 5.0, 5.0, -1.0, 0.0, 0.0);
    ray.blend = 0.25f;
    assert_true(fabs(cast(engine, ray).position[0] - 8.25) < 1e-6);
    mg_engine_destroy(engine);
}

static void a_bad_ray_is_refused(void **state) {
    (void)state;
    MgEngine *engine = engine_with(slope, walls, 1.0);
    MgRayHit hit;
    MgRay ray = ray_of(0, 0, 0, 0, 0, 0);
    assert_int_equal(mg_engine_raycast(engine, &ray, &hit), MG_INVALID_ARGUMENT);
    assert_non_null(strstr(mg_error_message(), "direction"));
    ray = ray_of(NAN, 0, 0, 1, 0, 0);
    assert_int_equal(mg_engine_raycast(engine, &ray, &hit), MG_INVALID_ARGUMENT);
    ray = ray_of(0, 0, 0, 1, 0, 0), ray.blend = 2;
    assert_int_equal(mg_engine_raycast(engine, &ray, &hit), MG_INVALID_ARGUMENT);
    ray = ray_of(0, 0, 0, 1, 0, 0), ray.isovalue = NAN;
    assert_int_equal(mg_engine_raycast(engine, &ray, &hit), MG_INVALID_ARGUMENT);
    assert_false(hit.hit);
    mg_engine_destroy(engine);
}

static void a_cell_has_a_value_of_every_field(void **state) {
    (void)state;
    MgEngine *engine = engine_with(slope, walls, 1.0);
    float cell[2];
    assert_int_equal(mg_engine_read_cell(engine, 3, 4, 5, cell, 2), MG_OK);
    assert_true(cell[1] == 4.25f);
    assert_int_equal(mg_engine_read_cell(engine, NX, 4, 5, cell, 2), MG_INVALID_ARGUMENT);
    assert_non_null(strstr(mg_error_message(), "(24, 4, 5)"));
    assert_int_equal(mg_engine_read_cell(engine, 0, 0, 0, cell, 3), MG_INVALID_ARGUMENT);
    mg_engine_destroy(engine);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plane_is_hit_where_it_is),
        cmocka_unit_test(the_clip_box_cuts_matter),
        cmocka_unit_test(a_periodic_side_is_no_side),
        cmocka_unit_test(no_crossing_is_missed),
        cmocka_unit_test(between_two_keyframes),
        cmocka_unit_test(a_bad_ray_is_refused),
        cmocka_unit_test(a_cell_has_a_value_of_every_field),
    };
    return MG_RUN_TESTS(tests);
}

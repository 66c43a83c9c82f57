// A brush, in every world: it changes the ball alone, moves values towards their targets and never past them, sees
// neither threads nor where the origin is nor which way an axis points, wraps where the axis does, and leaves keyframes
// alone.
#include "support/setup.h"

#include <math.h>

enum { STEPS = 5 };

static MgBrush brush_in(const Setup *setup, MgBrushMode mode) {
    return (MgBrush){
        .centre = { 1.0, (double)setup->ny / 2, 2.5 }, .radius = 3.75, .softness = 0.5, .strength = 0.75, .mode = mode
    };
}

static void paint(MgEngine *engine, MgBrush brush) { assert_int_equal(mg_engine_paint(engine, &brush), MG_OK); }

static double away(const Setup *setup, int32_t axis, int32_t cell, double centre) {
    const int32_t extents[3] = { setup->nx, setup->ny, setup->nz };
    double n = extents[axis], d = cell - centre;
    if (setup->boundary[axis] == MG_PERIODIC) {
        while (d > n / 2) d -= n;
        while (d < -n / 2) d += n;
    }
    return d;
}

typedef void (*VisitCell)(const Setup *setup, const MgBrush *brush, int32_t field, double distance, float before,
                          float after);

static void compare(const Setup *setup, MgBrush brush, VisitCell visit) {
    MgEngine *engine = engine_of(setup, 0);
    mg_engine_step(engine, 2);
    float *before = read_fields(setup, engine), *was = before;
    paint(engine, brush);
    float *after = read_fields(setup, engine), *is = after;
    for (int32_t plane = 0; plane < setup->nz * fields_of(setup); plane++)
        for (int32_t y = 0; y < setup->ny; y++)
            for (int32_t x = 0; x < setup->nx; x++) {
                double dx = away(setup, 0, x, brush.centre[0]), dy = away(setup, 1, y, brush.centre[1]),
                       dz = away(setup, 2, plane % setup->nz, brush.centre[2]);
                visit(setup, &brush, plane / setup->nz, sqrt(dx * dx + dy * dy + dz * dz), *was++, *is++);
            }
    free(before), free(after);
    mg_engine_destroy(engine);
}

static double scale_of(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 0);
    double volume = 1.0;
    if (setup->model->paint_scale != NULL) assert_int_equal(mg_engine_get(engine, "volume", &volume), MG_OK);
    mg_engine_destroy(engine);
    return volume;
}

static int64_t changed_cells;
static double scale;

static void stays_in_its_place(const Setup *setup, const MgBrush *brush, int32_t f, double distance, float before,
                               float after) {
    const MgField *field = &setup->model->fields[f];
    if (memcmp(&before, &after, sizeof before) != 0) changed_cells++;
    if (distance > brush->radius || field->paint_value == field->erase_value)
        assert_memory_equal(&before, &after, sizeof before);
}

static void goes_towards_the_target(const Setup *setup, const MgBrush *brush, int32_t f, double distance, float before,
                                    float after) {
    (void)distance;
    const MgField *field = &setup->model->fields[f];
    double target = brush->mode == MG_BRUSH_ADD ? field->paint_value : field->erase_value;
    double other = brush->mode == MG_BRUSH_ADD ? field->erase_value : field->paint_value;
    double scaled = target * scale;
    if (setup->model->network != NULL) assert_true(after == floorf(after) && after >= 0);
    if (before == after) return;
    float nearest = (float)scaled, slack = setup->model->network != NULL ? 0.5f : 0.0f; // counts are whole
    if (target > other) assert_true(after > before && after <= nearest + slack);
    else assert_true(after < before && after >= nearest - slack);
}

static void in_its_place(const Setup *setup) {
    changed_cells = 0;
    compare(setup, brush_in(setup, MG_BRUSH_ADD), stays_in_its_place);
    compare(setup, brush_in(setup, MG_BRUSH_ERASE), stays_in_its_place);
    assert_true(changed_cells > 0);
}

static void towards_the_target(const Setup *setup) {
    scale = scale_of(setup);
    compare(setup, brush_in(setup, MG_BRUSH_ADD), goes_towards_the_target);
    compare(setup, brush_in(setup, MG_BRUSH_ERASE), goes_towards_the_target);
}

static void outside_the_ball_nothing_changes(void **state) {
    (void)state;
    in_every_setup(in_its_place);
}
static void values_go_towards_their_targets_and_never_past(void **state) {
    (void)state;
    in_every_small_setup(towards_the_target);
}

// ---- threads, and what is published

static void same_for_any_number_of_threads(const Setup *setup) {
    const int32_t threads[] = { 1, 2, 7 };
    uint64_t hashes[3];
    for (int32_t i = 0; i < 3; i++) {
        MgEngine *engine = engine_of(setup, threads[i]);
        mg_engine_step(engine, STEPS);
        const MgKeyframe *keyframe = mg_engine_publish(engine);
        size_t floats = (size_t)(keyframe->plane_stride * (keyframe->nz - 1));
        uint64_t shown = hash_of_bytes(keyframe->values, floats * sizeof(float));
        paint(engine, brush_in(setup, MG_BRUSH_ADD));
        mg_engine_step(engine, 1);
        paint(engine, brush_in(setup, MG_BRUSH_ERASE));
        paint(engine, brush_in(setup, MG_BRUSH_ADD));
        assert_true(hash_of_bytes(keyframe->values, floats * sizeof(float)) == shown);
        mg_engine_step(engine, STEPS);
        hashes[i] = mg_engine_hash(engine);
        mg_engine_destroy(engine);
    }
    assert_true(hashes[1] == hashes[0] && hashes[2] == hashes[0]);
}

static void threads_change_nothing_and_keyframes_stay(void **state) {
    (void)state;
    in_every_setup(same_for_any_number_of_threads);
}

// ---- places and directions

static void painted_like_its_mirror_image(const Setup *setup) {
    const int32_t extents[3] = { setup->nx, setup->ny, setup->nz };
    for (int32_t axis = 0; axis < 3; axis++) {
        MgEngine *plain = engine_of(setup, 0), *other = engine_of(setup, 0);
        MgBrush brush = brush_in(setup, MG_BRUSH_ADD), mirrored = brush;
        mirrored.centre[axis] = extents[axis] - 1 - brush.centre[axis];
        float *same = calloc(cells_of(setup) * (size_t)fields_of(setup), sizeof(float));
        write_fields(setup, plain, same), write_fields(setup, other, same);
        paint(plain, brush), paint(other, mirrored);
        float *a = read_fields(setup, plain), *b = read_fields(setup, other), *cell = a;
        for (int32_t plane = 0; plane < setup->nz * fields_of(setup); plane++)
            for (int32_t y = 0; y < setup->ny; y++)
                for (int32_t x = 0; x < setup->nx; x++, cell++) {
                    int32_t at[3] = { x, y, plane % setup->nz }, first = plane / setup->nz * setup->nz;
                    at[axis] = extents[axis] - 1 - at[axis];
                    assert_true(*cell == b[((first + at[2]) * setup->ny + at[1]) * setup->nx + at[0]]);
                }
        free(same), free(a), free(b);
        mg_engine_destroy(plain), mg_engine_destroy(other);
    }
}

static void a_mirrored_brush_paints_a_mirror_image(void **state) {
    (void)state;
    in_every_small_setup(painted_like_its_mirror_image);
}

static void comes_in_on_the_other_side(const Setup *setup) {
    const int32_t extents[3] = { setup->nx, setup->ny, setup->nz };
    MgEngine *plain = engine_of(setup, 0), *other = engine_of(setup, 0);
    MgBrush brush = brush_in(setup, MG_BRUSH_ADD), around = brush;
    for (int32_t axis = 0; axis < 3; axis++)
        if (setup->boundary[axis] == MG_PERIODIC) around.centre[axis] += (axis - 1.0) * extents[axis] * 2.0;
    paint(plain, brush), paint(other, around);
    assert_true(mg_engine_hash(plain) == mg_engine_hash(other));
    mg_engine_destroy(plain), mg_engine_destroy(other);
}

static void a_periodic_axis_has_no_end(void **state) {
    (void)state;
    in_every_small_setup(comes_in_on_the_other_side);
}

// ---- what cannot be painted

static void refused(MgEngine *engine, MgBrush brush, const char *word) {
    uint64_t before = mg_engine_hash(engine);
    assert_int_equal(mg_engine_paint(engine, &brush), MG_INVALID_ARGUMENT);
    assert_non_null(strstr(mg_error_message(), word));
    assert_true(mg_engine_hash(engine) == before);
}

static void refuses_what_is_no_brush(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 0);
    MgBrush good = brush_in(setup, MG_BRUSH_ADD), bad = good;
    bad.radius = 0, refused(engine, bad, "radius"), bad.radius = NAN, refused(engine, bad, "radius"), bad = good;
    bad.centre[1] = INFINITY, refused(engine, bad, "centre"), bad = good;
    bad.softness = 1.5, refused(engine, bad, "softness"), bad = good;
    bad.strength = -0.1, refused(engine, bad, "strength"), bad = good;
    bad.mode = (MgBrushMode)7, refused(engine, bad, "mode 7");
    mg_engine_destroy(engine);
}

static void a_bad_brush_is_refused(void **state) {
    (void)state;
    in_every_small_setup(refuses_what_is_no_brush);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MG_LAW(outside_the_ball_nothing_changes),
        MG_LAW(values_go_towards_their_targets_and_never_past),
        MG_LAW(threads_change_nothing_and_keyframes_stay),
        MG_LAW(a_mirrored_brush_paints_a_mirror_image),
        MG_LAW(a_periodic_axis_has_no_end),
        MG_LAW(a_bad_brush_is_refused),
    };
    return MG_RUN_TESTS(tests);
}

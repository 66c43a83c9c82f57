// The passes of a round: how far they lag and overlap, how many planes rings hold, where fields are read and written.
#include "support/test.h"

#include "engine/passes.h"
#include "model/model.h"

static const MgModel *model(const char *id) {
    const MgModel *found = mg_model_find(id);
    assert_non_null(found);
    return found;
}

static void one_stage_of_one_step_needs_no_ring(void **state) {
    (void)state;
    MgPasses p;
    mg_passes(model("gray_scott"), 1, &p);
    assert_int_equal(p.count, 1);
    assert_int_equal(p.ring_count, 0);
    assert_int_equal(p.pass[0].overlap, 0);
    for (int32_t f = 0; f < 2; f++) {
        assert_int_equal(p.pass[0].from[f], MG_FIELD_FRONT);
        assert_int_equal(p.pass[0].to[f], MG_FIELD_BACK);
    }
}

static void rings_hold_two_planes_and_two_reaches(void **state) {
    (void)state;
    MgPasses p;
    mg_passes(model("gray_scott"), 4, &p);
    assert_int_equal(p.ring_count, 3 * 2);
    assert_int_equal(p.ring_planes, 2 + 2 * 1);
    mg_passes(model("swift_hohenberg"), 4, &p);
    assert_int_equal(p.ring_count, 3);
    assert_int_equal(p.ring_planes, 2 + 2 * 2);
    for (int32_t i = 0; i < 4; i++) {
        assert_int_equal(p.pass[i].overlap, 2 * (3 - i)); // the reaches that follow
        assert_int_equal(p.pass[i].lag, 2 * i);
    }
}

// Spread u (pass 1 of each step) writes u for good, and spread v looks around in it: a ring, and a copy into the back.
static void a_field_that_is_looked_around_in_is_kept(void **state) {
    (void)state;
    MgPasses p;
    mg_passes(model("split_fitzhugh"), 2, &p);
    assert_int_equal(p.count, 6);
    assert_int_equal(p.pass[1].kept, 0);
    assert_int_equal(p.pass[4].kept, MG_FIELD_BIT(0));
    assert_true(p.pass[4].to[0] >= 0);
    assert_int_equal(p.pass[5].from[0], p.pass[4].to[0]);
    assert_int_equal(p.pass[5].to[1], MG_FIELD_BACK);
    assert_int_equal(p.pass[5].from[1], p.pass[3].to[1]); // v as the reaction left it, two passes before
    assert_int_equal(p.ring_planes, 2 + 2 * 1 + 1);       // so it is held a plane longer
}

static void what_is_read_before_it_is_written_is_loaded(void **state) {
    (void)state;
    MgPasses p;
    mg_passes(model("terrain"), 3, &p); // field 1 is an input
    assert_int_equal(p.pass[0].from[1], MG_FIELD_FRONT);
    assert_true(p.loaded[1] >= 0 && p.loaded[0] == MG_NOT_USED);
    for (int32_t i = 1; i < 3; i++) assert_int_equal(p.pass[i].from[1], p.loaded[1]);
    assert_int_equal(mg_stepped_fields(model("terrain")), MG_FIELD_BIT(0));
    mg_passes(model("wave"), 1, &p); // u is moved by the second stage only
    assert_int_equal(p.pass[1].from[0], p.loaded[0]);
    assert_int_equal(p.pass[0].to[1], MG_FIELD_BACK); // nobody looks around in w behind it
    assert_int_equal(p.pass[1].from[1], MG_FIELD_BACK);
}

static void a_derived_field_lives_in_rings(void **state) {
    (void)state;
    MgPasses p;
    mg_passes(model("phase_field"), 1, &p);
    assert_true(p.pass[0].to[1] >= 0 && p.pass[0].kept == 0);
    assert_int_equal(p.pass[1].from[1], p.pass[0].to[1]);
    assert_int_equal(mg_stored_fields(model("phase_field")), 1);
    assert_int_equal(mg_stepped_fields(model("phase_field")), MG_FIELD_BIT(0));
}

// Whatever is read from a ring is there: written before, by a pass that is as far ahead as the reader looks, and not
// yet written over.
static void rings_are_deep_enough(void **state) {
    (void)state;
    for (int32_t m = 0; m < mg_model_count(); m++) {
        if (mg_model_at(m)->stage_count == 0) continue;
        for (int32_t steps = 1; steps <= MG_MAX_FUSED_STEPS; steps++) {
            MgPasses p;
            mg_passes(mg_model_at(m), steps, &p);
            for (int32_t reader = 0; reader < p.count; reader++)
                for (int32_t f = 0; f < mg_model_at(m)->field_count; f++) {
                    if (p.pass[reader].from[f] < 0) continue;
                    int32_t writer = 0;
                    while (writer < reader && p.pass[writer].to[f] != p.pass[reader].from[f]) writer++;
                    bool loaded = p.loaded[f] == p.pass[reader].from[f];
                    assert_true(writer < reader || loaded);
                    int32_t behind = p.pass[reader].lag - (loaded ? 0 : p.pass[writer].lag),
                            reach = p.pass[reader].stage->reach;
                    assert_true(behind >= reach && behind + reach + 2 <= p.ring_planes);
                }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_stage_of_one_step_needs_no_ring),
        cmocka_unit_test(rings_hold_two_planes_and_two_reaches),
        cmocka_unit_test(a_field_that_is_looked_around_in_is_kept),
        cmocka_unit_test(what_is_read_before_it_is_written_is_loaded),
        cmocka_unit_test(a_derived_field_lives_in_rings),
        cmocka_unit_test(rings_are_deep_enough),
    };
    return MG_RUN_TESTS(tests);
}

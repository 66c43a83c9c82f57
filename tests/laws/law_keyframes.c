// Keyframes: publishing hands a buffer over, stepping never writes into it, ranges hold what they promise.
#include "support/setup.h"

#include "base/memory.h"
#include "grid/border.h"

static float keyframe_value(const MgKeyframe *k, int32_t x, int32_t y, int32_t z) {
    return k->values[x + y * k->row_stride + z * k->plane_stride];
}

static uint64_t hash_of_keyframe(const MgKeyframe *k) {
    uint64_t sum = 0;
    for (int32_t z = 0; z < k->nz; z++)
        for (int32_t y = 0; y < k->ny; y++)
            sum = sum * 31 +
                  hash_of_bytes(&k->values[y * k->row_stride + z * k->plane_stride], (size_t)k->nx * sizeof(float));
    return sum;
}

static const MgView *view_at(const Setup *setup, int32_t index) { return &setup->model->views[index]; }

// What is published is the field itself where the view is a field.
static void keyframe_is_the_field(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 0);
    float *values = malloc(cells_of(setup) * sizeof(float));
    for (int32_t v = 0; v < setup->model->view_count; v++) {
        if (view_at(setup, v)->field < 0) continue;
        assert_int_equal(mg_engine_set_view(engine, view_at(setup, v)->id), MG_OK);
        assert_string_equal(mg_engine_view(engine), view_at(setup, v)->id);
        mg_engine_step(engine, 3);
        const MgKeyframe *k = mg_engine_publish(engine);
        assert_int_equal(k->step, mg_engine_steps(engine));
        assert_true(k->time == mg_engine_time(engine));
        assert_int_equal(
            mg_engine_read_field(engine, setup->model->fields[view_at(setup, v)->field].id, values, cells_of(setup)),
            MG_OK);
        for (int32_t z = 0; z < k->nz; z++)
            for (int32_t y = 0; y < k->ny; y++)
                for (int32_t x = 0; x < k->nx; x++)
                    assert_true(keyframe_value(k, x, y, z) == values[x + k->nx * (y + k->ny * z)]);
    }
    free(values);
    mg_engine_destroy(engine);
}

static void a_keyframe_shows_the_field(void **state) {
    (void)state;
    in_every_setup(keyframe_is_the_field);
}

// Two publishes without a step between show one buffer, and a run of publishes goes round through few of them: nothing
// is copied into a new place.
static void publishing_hands_buffers_round(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 0);
    for (int32_t v = 0; v < setup->model->view_count; v++) {
        if (view_at(setup, v)->field < 0) continue;
        assert_int_equal(mg_engine_set_view(engine, view_at(setup, v)->id), MG_OK);
        const float *first = mg_engine_publish(engine)->values, *seen[16] = { first };
        assert_ptr_equal(mg_engine_publish(engine)->values, first);
        int32_t count = 1;
        for (int32_t i = 0; i < 40; i++) {
            mg_engine_step(engine, 1 + i % 3);
            const float *values = mg_engine_publish(engine)->values;
            bool is_input = setup->model->fields[view_at(setup, v)->field].role == MG_INPUT; // never stepped
            assert_int_equal(values == first, is_input);
            first = values;
            int32_t known = 0;
            while (known < count && seen[known] != values) known++;
            if (known == count) seen[count++] = values;
            assert_true(count <= 2 * fields_of(setup) + 2);
        }
    }
    mg_engine_destroy(engine);
}

static void publishing_copies_nothing(void **state) {
    (void)state;
    in_every_small_setup(publishing_hands_buffers_round);
}

// A keyframe is good until the second publish after it, whatever is done in between. In the smallest boxes every number
// of steps from 1 to 7 comes before and after, in the others every third of these pairs.
static void keyframes_stay(const Setup *setup) {
    const int32_t stride = cells_of(setup) <= 1000 ? 1 : 3;
    for (int32_t v = 0; v < setup->model->view_count; v++) {
        MgEngine *engine = engine_of(setup, 0);
        assert_int_equal(mg_engine_set_view(engine, view_at(setup, v)->id), MG_OK);
        const MgKeyframe *older = mg_engine_publish(engine);
        uint64_t older_hash = hash_of_keyframe(older);
        for (int32_t i = 0; i < 12; i += stride) {
            mg_engine_step(engine, 1 + i % 7);
            assert_true(hash_of_keyframe(older) == older_hash);
            const MgKeyframe *newer = mg_engine_publish(engine);
            uint64_t newer_hash = hash_of_keyframe(newer);
            mg_engine_step(engine, 1 + i % 5);
            if (i % 2 == 0) { // a person paints
                float *fields = read_fields(setup, engine);
                write_fields(setup, engine, fields);
                free(fields);
            }
            mg_engine_step(engine, 6);
            assert_true(hash_of_keyframe(older) == older_hash);
            assert_true(hash_of_keyframe(newer) == newer_hash);
            older = newer, older_hash = newer_hash;
        }
        mg_engine_destroy(engine);
    }
}

static void stepping_never_writes_into_a_keyframe(void **state) {
    (void)state;
    in_every_setup(keyframes_stay);
}

static void publishing_changes_no_result(const Setup *setup) {
    MgEngine *shown = engine_of(setup, 0), *unseen = engine_of(setup, 0);
    for (int32_t i = 0; i < 10; i++) {
        mg_engine_step(shown, 1 + i % 5);
        mg_engine_step(unseen, 1 + i % 5);
        mg_engine_publish(shown);
        if (i == 4) mg_engine_set_view(shown, view_at(setup, setup->model->view_count - 1)->id);
    }
    assert_true(mg_engine_hash(shown) == mg_engine_hash(unseen));
    mg_engine_destroy(shown);
    mg_engine_destroy(unseen);
}

static void looking_does_not_change_the_run(void **state) {
    (void)state;
    in_every_setup(publishing_changes_no_result);
}

// A chunk's range covers its own cells and the first layer of the next chunks, across a periodic wall too.
static MgRange range_of_chunk(const Setup *w, const MgKeyframe *k, int32_t cx, int32_t cy, int32_t cz) {
    MgRange range = { keyframe_value(k, cx * MG_CHUNK_EDGE, cy * MG_CHUNK_EDGE, cz * MG_CHUNK_EDGE), 0 };
    range.max = range.min;
    for (int32_t z = cz * MG_CHUNK_EDGE; z <= cz * MG_CHUNK_EDGE + MG_CHUNK_EDGE && z <= k->nz; z++)
        for (int32_t y = cy * MG_CHUNK_EDGE; y <= cy * MG_CHUNK_EDGE + MG_CHUNK_EDGE && y <= k->ny; y++)
            for (int32_t x = cx * MG_CHUNK_EDGE; x <= cx * MG_CHUNK_EDGE + MG_CHUNK_EDGE && x <= k->nx; x++) {
                float value =
                    keyframe_value(k, mg_border_cell(x, k->nx, w->boundary[0]),
                                   mg_border_cell(y, k->ny, w->boundary[1]), mg_border_cell(z, k->nz, w->boundary[2]));
                range.min = mg_min_f32(range.min, value);
                range.max = mg_max_f32(range.max, value);
            }
    return range;
}

static void ranges_are_exact(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 0);
    mg_engine_step(engine, 4);
    const MgKeyframe *k = mg_engine_publish(engine);
    MgRange all = k->chunk_ranges[0];
    for (int32_t i = 0; i < k->chunks_x * k->chunks_y * k->chunks_z; i++) {
        MgRange got = k->chunk_ranges[i];
        MgRange expected =
            range_of_chunk(setup, k, i % k->chunks_x, i / k->chunks_x % k->chunks_y, i / k->chunks_x / k->chunks_y);
        assert_true(got.min == expected.min && got.max == expected.max);
        all.min = mg_min_f32(all.min, got.min);
        all.max = mg_max_f32(all.max, got.max);
    }
    assert_true(k->range.min == all.min && k->range.max == all.max);
    mg_engine_destroy(engine);
}

static void chunk_ranges_are_exact(void **state) {
    (void)state;
    in_every_setup(ranges_are_exact);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MG_LAW(a_keyframe_shows_the_field),
        MG_LAW(publishing_copies_nothing),
        MG_LAW(stepping_never_writes_into_a_keyframe),
        MG_LAW(looking_does_not_change_the_run),
        MG_LAW(chunk_ranges_are_exact),
    };
    return MG_RUN_TESTS(tests);
}

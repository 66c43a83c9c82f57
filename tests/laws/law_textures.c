// Textures: half floats of what is published, of every view, and of coarser grids, on any number of threads; and what
// is refused.
#include "support/setup.h"

#include <math.h>

#include "base/memory.h"

// What a half means, by its definition.
static double value_of_half(uint16_t half) {
    int exponent = half >> 10 & 31, mantissa = half & 1023;
    double size = exponent == 0 ? ldexp(mantissa, -24) : ldexp(1024 + mantissa, exponent - 25);
    return half >> 15 ? -size : size;
}

// No half is nearer to the value: it is within half the distance to the next one.
static void expect_nearest(uint16_t half, double wanted) {
    double size = fabs(wanted) > 65504 ? 65504 : fabs(wanted);
    int exponent = 0;
    (void)frexp(size, &exponent); // size < 2^exponent
    double distance = ldexp(1, exponent - 11 < -24 ? -24 : exponent - 11);
    double got = value_of_half(half);
    if (fabs(got - copysign(size, wanted)) > 0.5 * distance * (1 + 1e-6)) fail_msg("%g became %g", wanted, got);
}

static int32_t cell_of(int32_t texel, int32_t texels, int32_t cells) {
    return (int32_t)floor((double)texel * cells / texels);
}

static void expect_keyframe(const MgTexture *t, const MgKeyframe *k) {
    assert_int_equal(t->step, k->step);
    assert_true(t->time == k->time);
    float scale = 1.0f / (t->high - t->low);
    for (int32_t z = 0; z < t->nz; z++)
        for (int32_t y = 0; y < t->ny; y++)
            for (int32_t x = 0; x < t->nx; x++) {
                ptrdiff_t at = cell_of(x, t->nx, k->nx) + cell_of(y, t->ny, k->ny) * k->row_stride +
                               cell_of(z, t->nz, k->nz) * k->plane_stride;
                expect_nearest(t->texels[x + t->nx * (y + (ptrdiff_t)t->ny * z)],
                               (double)((k->values[at] - t->low) * scale));
            }
}

// Every texel that a card blends in a block, and none besides, is in its range.
static void expect_range(const MgTexture *t, const Setup *setup, const int32_t block[3], const uint16_t *range) {
    const int32_t size[3] = { t->nx, t->ny, t->nz };
    int32_t from[3], to[3];
    double least = INFINITY, most = -INFINITY;
    for (int i = 0; i < 3; i++) {
        from[i] = block[i] * MG_TEXTURE_BLOCK;
        to[i] = from[i] + MG_TEXTURE_BLOCK < size[i] ? from[i] + MG_TEXTURE_BLOCK : size[i];
        if (to[i] == size[i] && setup->boundary[i] != MG_PERIODIC) to[i]--;
    }
    for (int32_t z = from[2]; z <= to[2]; z++)
        for (int32_t y = from[1]; y <= to[1]; y++)
            for (int32_t x = from[0]; x <= to[0]; x++) {
                double value =
                    value_of_half(t->texels[x % t->nx + t->nx * (y % t->ny + (ptrdiff_t)t->ny * (z % t->nz))]);
                least = fmin(least, value), most = fmax(most, value);
            }
    if (value_of_half(range[0]) != least || value_of_half(range[1]) != most)
        fail_msg("block %d %d %d is %g..%g, not %g..%g", block[0], block[1], block[2], value_of_half(range[0]),
                 value_of_half(range[1]), least, most);
}

static void expect_ranges(const MgTexture *t, const Setup *setup) {
    int32_t bx = (t->nx + MG_TEXTURE_BLOCK - 1) / MG_TEXTURE_BLOCK,
            by = (t->ny + MG_TEXTURE_BLOCK - 1) / MG_TEXTURE_BLOCK;
    int32_t bz = (t->nz + MG_TEXTURE_BLOCK - 1) / MG_TEXTURE_BLOCK;
    assert_ptr_equal(t->ranges, t->texels + (ptrdiff_t)t->nx * t->ny * t->nz);
    for (int32_t i = 0; i < bx * by * bz; i++)
        expect_range(t, setup, (int32_t[3]){ i % bx, i / bx % by, i / bx / by }, t->ranges + 2 * (ptrdiff_t)i);
}

static const MgTexture *texture_of(MgEngine *engine, MgTextureRequest request) {
    const MgTexture *texture;
    if (mg_engine_texture(engine, &request, &texture) != MG_OK) fail_msg("%s", mg_error_message());
    assert_int_equal(texture->slot, request.slot);
    return texture;
}

static void keyframes_become_textures(const Setup *setup) {
    for (int32_t v = 0; v < setup->model->view_count; v++) {
        MgEngine *engine = engine_of(setup, 0);
        const MgView *view = &setup->model->views[v];
        assert_int_equal(mg_engine_set_view(engine, view->id), MG_OK);
        const MgKeyframe *previous = mg_engine_publish(engine);
        mg_engine_step(engine, 3);
        const MgKeyframe *newest = mg_engine_publish(engine);
        mg_engine_step(engine, 2);
        const MgTexture *a = texture_of(engine, (MgTextureRequest){ .previous = true, .slot = 1 });
        const MgTexture *b = texture_of(engine, (MgTextureRequest){ .slot = 3 });
        assert_true(b->low == (float)view->min && b->high == (float)view->max);
        assert_true(b->nx == setup->nx && b->ny == setup->ny && b->nz == setup->nz);
        expect_keyframe(a, previous);
        expect_keyframe(b, newest);
        int32_t nx = setup->nx / 2, ny = setup->ny, nz = setup->nz * 2 / 3;
        const MgTexture *coarse = texture_of(engine, (MgTextureRequest){ .nx = nx, .nz = nz, .slot = 1 });
        assert_true(coarse->nx == nx && coarse->ny == ny && coarse->nz == nz);
        expect_keyframe(coarse, newest);
        expect_ranges(coarse, setup);
        expect_ranges(b, setup);
        mg_engine_destroy(engine);
    }
}

static void a_texture_is_its_keyframe(void **state) {
    (void)state;
    in_every_small_setup(keyframes_become_textures);
}

// What another view would publish now, whatever is shown, and on any number of threads; the run notices nothing.
static void views_become_textures(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 0), *other = engine_of(setup, 3);
    mg_engine_step(engine, 3), mg_engine_step(other, 3);
    for (int32_t v = 0; v < setup->model->view_count; v++) {
        const char *view = setup->model->views[v].id;
        const MgKeyframe *shown = mg_engine_publish(engine);
        const float *values = shown->values;
        MgTextureRequest request = { .view = view, .ny = setup->ny - 1, .slot = v % MG_TEXTURE_SLOTS };
        const MgTexture *texture = texture_of(engine, request);
        assert_ptr_equal(shown->values, values);
        assert_string_equal(mg_engine_view(engine), setup->model->views[0].id);
        assert_int_equal(mg_engine_set_view(other, view), MG_OK);
        expect_keyframe(texture, mg_engine_publish(other));
        const MgTexture *again = texture_of(other, request);
        assert_memory_equal(again->texels, texture->texels, 2 * (size_t)(texture->nx * texture->ny * texture->nz));
    }
    mg_engine_step(engine, 2), mg_engine_step(other, 2);
    assert_true(mg_engine_hash(engine) == mg_engine_hash(other));
    mg_engine_destroy(engine);
    mg_engine_destroy(other);
}

static void any_view_can_be_a_texture(void **state) {
    (void)state;
    in_every_small_setup(views_become_textures);
}

static void every_kind_of_value_becomes_the_nearest_half(void **state) {
    (void)state;
    MgConfig config = mg_config_default();
    config.nx = 64, config.ny = config.nz = 8;
    MgEngine *engine;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    float *values = calloc(64 * 8 * 8, sizeof *values);
    for (int32_t i = 0; i < 64 * 8 * 8; i++) {
        float size = ldexpf(1.0f + (float)(i * 37 % 4096) / 4096.0f, i % 60 - 35);
        values[i] = i % 2 ? -size : size;
    }
    values[0] = NAN, values[1] = INFINITY, values[2] = -INFINITY, values[3] = 1e-42f, values[4] = -0.0f,
    values[5] = 1.0f;
    assert_int_equal(mg_engine_write_field(engine, "v", values, 64 * 8 * 8), MG_OK);
    const MgTexture *t = texture_of(engine, (MgTextureRequest){ .view = "v" });
    assert_true(t->low == 0 && t->high == 1); // so the values themselves
    values[0] = 0;
    for (int32_t i = 0; i < 64 * 8 * 8; i++) expect_nearest(t->texels[i], (double)values[i]);
    assert_int_equal(t->texels[5], 0x3c00);
    expect_ranges(
        t, &(Setup){ .boundary = { config.boundary[0], config.boundary[1], config.boundary[2] } }); // below 0, too
    free(values);
    mg_engine_destroy(engine);
}

static void expect_refused(MgEngine *engine, MgTextureRequest request, MgStatus status, const char *part) {
    const MgTexture *texture = (const MgTexture *)engine;
    assert_int_equal(mg_engine_texture(engine, &request, &texture), status);
    assert_null(texture);
    if (strstr(mg_error_message(), part) == NULL) fail_msg("'%s' does not speak of '%s'", mg_error_message(), part);
}

static void requests_are_checked(const Setup *setup) {
    MgEngine *engine = engine_of(setup, 1);
    expect_refused(engine, (MgTextureRequest){ .slot = MG_TEXTURE_SLOTS }, MG_INVALID_ARGUMENT, "slot 4");
    expect_refused(engine, (MgTextureRequest){ .slot = -1 }, MG_INVALID_ARGUMENT, "slot -1");
    expect_refused(engine, (MgTextureRequest){ .nx = -1 }, MG_INVALID_ARGUMENT, "-1 texels along x");
    expect_refused(engine, (MgTextureRequest){ .nz = setup->nz + 1 }, MG_INVALID_ARGUMENT, "along z");
    expect_refused(engine, (MgTextureRequest){ .view = "nonsense" }, MG_UNKNOWN_NAME, "nonsense");
    uint64_t hash = mg_engine_hash(engine);
    mg_refuse_allocation(1);
    expect_refused(engine, (MgTextureRequest){ 0 }, MG_OUT_OF_MEMORY, "fewer texels");
    mg_refuse_allocation(0);
    texture_of(engine, (MgTextureRequest){ 0 });
    uint64_t before = mg_allocation_count();
    texture_of(engine, (MgTextureRequest){ 0 }); // a slot keeps its memory
    assert_int_equal(mg_allocation_count(), before);
    mg_engine_drop_textures(engine);
    mg_engine_drop_textures(engine);
    texture_of(engine, (MgTextureRequest){ 0 });
    assert_int_equal(mg_allocation_count(), before + 1);
    assert_true(mg_engine_hash(engine) == hash);
    mg_engine_destroy(engine);
}

static void impossible_textures_are_refused(void **state) {
    (void)state;
    in_every_small_setup(requests_are_checked);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MG_LAW(a_texture_is_its_keyframe),
        MG_LAW(any_view_can_be_a_texture),
        cmocka_unit_test(every_kind_of_value_becomes_the_nearest_half),
        MG_LAW(impossible_textures_are_refused),
    };
    return MG_RUN_TESTS(tests);
}

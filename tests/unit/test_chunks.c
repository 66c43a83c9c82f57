// Chunk ranges against a plain loop over the cells they are said to cover.
#include "support/surface.h"

static bool covers(int32_t chunk, int32_t cell, int32_t n, MgBoundary boundary) {
    int32_t first = chunk * MG_CHUNK_EDGE, next = first + MG_CHUNK_EDGE < n ? first + MG_CHUNK_EDGE : n;
    if (cell >= first && cell < next) return true;
    return next < n ? cell == next : boundary == MG_PERIODIC && cell == 0;
}

static MgRange expected_range(const Lab *lab, int32_t cx, int32_t cy, int32_t cz) {
    const MgGrid *g = &lab->grid;
    MgRange r = { __builtin_inff(), -__builtin_inff() };
    for (int32_t z = 0; z < g->nz; z++)
        for (int32_t y = 0; y < g->ny; y++)
            for (int32_t x = 0; x < g->nx; x++) {
                if (!covers(cx, x, g->nx, g->boundary[0]) || !covers(cy, y, g->ny, g->boundary[1]) ||
                    !covers(cz, z, g->nz, g->boundary[2]))
                    continue;
                float v = lab->values[0][mg_grid_index(g, x, y, z)];
                if (v != v) v = -__builtin_inff(); // NaN counts as minus infinity
                if (v < r.min) r.min = v;
                if (v > r.max) r.max = v;
            }
    return r;
}

static void assert_ranges(const Lab *lab) {
    MgChunks chunks = mg_chunks(&lab->grid);
    MgRange all = { __builtin_inff(), -__builtin_inff() };
    for (int32_t cz = 0, i = 0; cz < chunks.z; cz++)
        for (int32_t cy = 0; cy < chunks.y; cy++)
            for (int32_t cx = 0; cx < chunks.x; cx++, i++) {
                MgRange expected = expected_range(lab, cx, cy, cz);
                assert_true(lab->ranges[0][i].min == expected.min);
                assert_true(lab->ranges[0][i].max == expected.max);
                if (expected.min < all.min) all.min = expected.min;
                if (expected.max > all.max) all.max = expected.max;
            }
    assert_true(lab->frames[0].range.min == all.min && lab->frames[0].range.max == all.max);
}

static void in_each_box(void (*law)(Lab *lab)) {
    const int32_t sizes[][3] = { { 32, 48, 32 }, { 40, 52, 33 }, { 17, 9, 70 },
                                 { 8, 8, 8 },    { 16, 31, 16 }, { 300, 8, 17 } };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        for (int32_t boundary = 0; boundary < 2; boundary++) {
            Lab *lab = lab_open(sizes[i][0], sizes[i][1], sizes[i][2], (MgBoundary)boundary, 2);
            law(lab);
            lab_close(lab);
        }
}

static void check_noise(Lab *lab) {
    lab_fill_noise(lab, 0, 5);
    assert_ranges(lab);
}

static void ranges_cover_the_cells_and_the_next_layer(void **state) {
    (void)state;
    in_each_box(check_noise);
}

// One value that stands out, at corners and faces of chunks: it is in the range of all chunks whose cubes touch it.
static void check_peaks(Lab *lab) {
    const int32_t nx = lab->grid.nx, ny = lab->grid.ny, nz = lab->grid.nz;
    const int32_t places[][3] = {
        { 0, 0, 0 }, { nx - 1, ny - 1, nz - 1 }, { 0, ny - 1, 0 }, { nx / 16 * 16 % nx, 0, nz - 1 }, { 7, 7, nz / 2 }
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        for (int32_t sign = -1; sign <= 1; sign += 2) {
            lab_fill_noise(lab, 0, 6);
            lab_set(lab, 0, places[i][0], places[i][1], places[i][2], 9.0f * (float)sign);
            lab_update_ranges(lab, 0);
            assert_ranges(lab);
        }
}

static void a_single_peak_reaches_every_chunk_that_touches_it(void **state) {
    (void)state;
    in_each_box(check_peaks);
}

static void check_nan(Lab *lab) {
    lab_fill_noise(lab, 0, 7);
    lab_set(lab, 0, 0, 0, 0, __builtin_nanf(""));
    lab_set(lab, 0, lab->grid.nx - 1, 3, lab->grid.nz - 1, -__builtin_nanf(""));
    lab_set(lab, 0, 5, lab->grid.ny - 1, 2, __builtin_inff());
    lab_update_ranges(lab, 0);
    assert_ranges(lab);
}

static void nan_counts_as_minus_infinity(void **state) {
    (void)state;
    in_each_box(check_nan);
}

static void threads_do_not_show(void **state) {
    (void)state;
    Lab *one = lab_open(130, 66, 50, MG_PERIODIC, 1), *many = lab_open(130, 66, 50, MG_PERIODIC, 7);
    lab_fill_noise(one, 0, 8);
    lab_fill_noise(many, 0, 8);
    size_t bytes = (size_t)mg_chunks_count(mg_chunks(&one->grid)) * sizeof(MgRange);
    assert_memory_equal(one->ranges[0], many->ranges[0], bytes);
    lab_close(one);
    lab_close(many);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_cover_the_cells_and_the_next_layer),
        cmocka_unit_test(a_single_peak_reaches_every_chunk_that_touches_it),
        cmocka_unit_test(nan_counts_as_minus_infinity),
        cmocka_unit_test(threads_do_not_show),
    };
    return MG_RUN_TESTS(tests);
}

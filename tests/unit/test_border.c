// What stands beyond the ends of an axis: a periodic axis repeats, a wall mirrors; distances and halo cells say the
// same.
#include "support/test.h"

#include "grid/border.h"

enum { FARTHEST = 40 };

// One step at a time, turning round at walls: the meaning of mirroring, not its arithmetic.
static int32_t walked(int32_t steps, int32_t n, MgBoundary boundary) {
    int32_t at = 0, direction = steps < 0 ? -1 : 1;
    for (int32_t i = 0; i < steps * (steps < 0 ? -1 : 1); i++) {
        int32_t next = at + direction;
        if (next >= 0 && next < n) at = next;
        else if (boundary == MG_PERIODIC) at = next < 0 ? n - 1 : 0;
        else direction = -direction; // the mirrored cell is the cell itself
    }
    return at;
}

static void cells_beyond_an_end_are_cells_of_the_axis(void **state) {
    (void)state;
    for (int32_t boundary = MG_PERIODIC; boundary <= MG_NO_FLUX; boundary++)
        for (int32_t n = 1; n <= 9; n++)
            for (int32_t i = -FARTHEST; i <= FARTHEST; i++)
                assert_int_equal(mg_border_cell(i, n, (MgBoundary)boundary), walked(i, n, (MgBoundary)boundary));
    assert_int_equal(mg_border_cell(-2, 8, MG_NO_FLUX), 1);
    assert_int_equal(mg_border_cell(9, 8, MG_NO_FLUX), 6);
    assert_int_equal(mg_border_cell(-2, 8, MG_PERIODIC), 6);
}

static void distances_lead_there(void **state) {
    (void)state;
    ptrdiff_t distances[2 * MG_MAX_HALO + 1], *to = distances + MG_MAX_HALO;
    for (int32_t boundary = MG_PERIODIC; boundary <= MG_NO_FLUX; boundary++)
        for (int32_t i = 0; i < 5; i++) {
            mg_border_distances(i, 5, (MgBoundary)boundary, MG_MAX_HALO, 100, to);
            for (int32_t k = -MG_MAX_HALO; k <= MG_MAX_HALO; k++)
                assert_int_equal(i * 100 + to[k], 100 * mg_border_cell(i + k, 5, (MgBoundary)boundary));
        }
}

static void halo_cells_are_filled_as_far_as_the_halo_goes(void **state) {
    (void)state;
    for (int32_t boundary = MG_PERIODIC; boundary <= MG_NO_FLUX; boundary++)
        for (int32_t halo = 1; halo <= MG_MAX_HALO; halo++) {
            MgGrid grid = mg_grid_with_halo(8, 8, 8, (MgBoundary[3]){ (MgBoundary)boundary }, 1.0, halo);
            assert_true(grid.row_stride >= 8 + 2 * halo && grid.row_stride % MG_FLOATS_PER_LINE == 0);
            float cells[8 + 2 * MG_MAX_HALO + 2], *row = cells + MG_MAX_HALO + 1;
            for (int32_t x = -MG_MAX_HALO - 1; x <= 8 + MG_MAX_HALO; x++) row[x] = (float)(100 + x);
            mg_border_fill_rows(&grid, row, 1);
            for (int32_t x = -MG_MAX_HALO - 1; x <= 8 + MG_MAX_HALO; x++) {
                bool is_halo = (x < 0 && x >= -halo) || (x >= 8 && x < 8 + halo);
                int32_t cell = is_halo ? mg_border_cell(x, 8, (MgBoundary)boundary) : x;
                assert_true(row[x] == (float)(100 + cell)); // and no cell farther out is touched
            }
        }
}

static void walls_stand_at_the_ends(void **state) {
    (void)state;
    assert_true(mg_border_is_wall(0, -1, 8, MG_NO_FLUX) && mg_border_is_wall(7, +1, 8, MG_NO_FLUX));
    assert_false(mg_border_is_wall(0, +1, 8, MG_NO_FLUX) || mg_border_is_wall(7, -1, 8, MG_NO_FLUX));
    assert_false(mg_border_is_wall(0, -1, 8, MG_PERIODIC) || mg_border_is_wall(7, +1, 8, MG_PERIODIC));
    assert_true(mg_border_is_known(MG_PERIODIC) && mg_border_is_known(MG_NO_FLUX));
    assert_false(mg_border_is_known(-1) || mg_border_is_known(2) || mg_border_is_known((int64_t)1 << 32));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_beyond_an_end_are_cells_of_the_axis),
        cmocka_unit_test(distances_lead_there),
        cmocka_unit_test(halo_cells_are_filled_as_far_as_the_halo_goes),
        cmocka_unit_test(walls_stand_at_the_ends),
    };
    return MG_RUN_TESTS(tests);
}

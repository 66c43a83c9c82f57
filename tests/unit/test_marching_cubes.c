// All 256 cases: cut where they must be, closed across every shared face, no diagonal on a face, facing outwards.
#include "support/test.h"

#include "mesh/marching_cubes.h"

static MgCaseTable table;

static int make_table(void **state) {
    (void)state;
    mg_case_table_make(&table);
    return 0;
}

static bool is_crossed(int32_t inside, int32_t edge) {
    MgCubeEdge e = mg_cube_edge(edge);
    return (inside >> e.corners[0] & 1) != (inside >> e.corners[1] & 1);
}

static uint32_t shared_faces(int32_t a, int32_t b) { return mg_cube_edge(a).faces & mg_cube_edge(b).faces; }

// walked[a][b]: how often a triangle walks from edge a's vertex to edge b's.
typedef struct Walks {
    int32_t walked[12][12];
} Walks;

static Walks walks_of(int32_t inside) {
    const MgCase *c = &table.cases[inside];
    Walks w = { { { 0 } } };
    for (int32_t i = 0; i < 3 * c->triangle_count; i++) w.walked[c->edges[i]][c->edges[i % 3 == 2 ? i - 2 : i + 1]]++;
    return w;
}

static void the_twelve_edges_join_neighbouring_corners(void **state) {
    (void)state;
    int32_t seen = 0;
    for (int32_t edge = 0; edge < 12; edge++) {
        MgCubeEdge e = mg_cube_edge(edge);
        assert_int_equal(e.corners[0] ^ e.corners[1], 1 << edge / 4);
        assert_int_equal(__builtin_popcount(e.faces), 2);
        for (int32_t before = 0; before < edge; before++)
            seen += mg_cube_edge(before).corners[0] == e.corners[0] && mg_cube_edge(before).corners[1] == e.corners[1];
        for (int32_t face = 0; face < 6; face++) { // on a face: both corners are
            bool both = (e.corners[0] >> face / 2 & 1) == (face & 1) && (e.corners[1] >> face / 2 & 1) == (face & 1);
            assert_int_equal(e.faces >> face & 1, both);
        }
    }
    assert_int_equal(seen, 0);
    MgCubeEdge fifth = mg_cube_edge(5);
    assert_int_equal(fifth.corners[0], 1);
    assert_int_equal(fifth.corners[1], 3);
}

static void exactly_the_crossed_edges_carry_vertices(void **state) {
    (void)state;
    for (int32_t inside = 0; inside < MG_CASES; inside++) {
        const MgCase *c = &table.cases[inside];
        bool used[12] = { false };
        for (int32_t i = 0; i < 3 * c->triangle_count; i++) used[c->edges[i]] = true;
        for (int32_t edge = 0; edge < 12; edge++) assert_int_equal(used[edge], is_crossed(inside, edge));
    }
}

static void inner_sides_are_shared_by_two_triangles_and_lie_on_no_face(void **state) {
    (void)state;
    for (int32_t inside = 0; inside < MG_CASES; inside++) {
        Walks w = walks_of(inside);
        for (int32_t a = 0; a < 12; a++)
            for (int32_t b = 0; b < 12; b++) {
                if (!w.walked[a][b]) continue;
                assert_int_equal(w.walked[a][b], 1);
                if (w.walked[b][a]) assert_int_equal(shared_faces(a, b), 0);
                else assert_int_not_equal(shared_faces(a, b), 0);
            }
    }
}

// The rule, said again from the face alone: what is walked on a face goes from the edge where a run of inside corners
// begins to the edge where it ends, so an ambiguous face has two segments, each around one inside corner.
static void on_an_ambiguous_face_inside_corners_are_separate(void **state) {
    (void)state;
    int32_t ambiguous = 0;
    for (int32_t inside = 0; inside < MG_CASES; inside++) {
        Walks w = walks_of(inside);
        for (int32_t a = 0; a < 12; a++)
            for (int32_t b = 0; b < 12; b++) {
                uint32_t face = shared_faces(a, b);
                if (a == b || !w.walked[a][b] || !face) continue;
                int32_t crossed = 0;
                for (int32_t edge = 0; edge < 12; edge++)
                    crossed += (mg_cube_edge(edge).faces & face) && is_crossed(inside, edge);
                if (crossed < 4) continue;
                ambiguous++;
                int32_t common = -1; // the two edges meet in a corner, and it is inside
                for (int32_t i = 0; i < 2; i++)
                    for (int32_t j = 0; j < 2; j++)
                        if (mg_cube_edge(a).corners[i] == mg_cube_edge(b).corners[j])
                            common = mg_cube_edge(a).corners[i];
                assert_true(common >= 0);
                assert_true(inside >> common & 1);
            }
    }
    assert_true(ambiguous > 100);
}

// Mirrors an edge across the axis: what the neighbour on that side calls it.
static int32_t across(int32_t edge, int32_t axis) {
    MgCubeEdge e = mg_cube_edge(edge);
    for (int32_t other = 0; other < 12; other++)
        if (mg_cube_edge(other).corners[0] == (e.corners[0] ^ 1 << axis) && other / 4 == edge / 4) return other;
    return -1;
}

// Two cells that share a face share its four corners; the segments one walks, the other walks backwards.
static void assert_faces_agree(int32_t lower, int32_t upper, int32_t axis) {
    Walks here = walks_of(lower), there = walks_of(upper);
    uint32_t face = 1u << (2 * axis + 1);
    for (int32_t a = 0; a < 12; a++)
        for (int32_t b = 0; b < 12; b++)
            if (a != b && (shared_faces(a, b) & face))
                assert_int_equal(here.walked[a][b], there.walked[across(b, axis)][across(a, axis)]);
}

static void neighbouring_cells_agree_on_their_face(void **state) {
    (void)state;
    for (int32_t axis = 0; axis < 3; axis++)
        for (int32_t lower = 0; lower < MG_CASES; lower++)
            for (int32_t upper = 0; upper < MG_CASES; upper++) {
                bool fit = true;
                for (int32_t corner = 0; corner < 8; corner++) {
                    bool near_side = !(corner >> axis & 1);
                    if (near_side && (upper >> corner & 1) != (lower >> (corner | 1 << axis) & 1)) fit = false;
                }
                if (fit) assert_faces_agree(lower, upper, axis);
            }
}

// One inside corner: the triangle's normal points away from it.
static void triangles_face_outwards(void **state) {
    (void)state;
    for (int32_t corner = 0; corner < 8; corner++) {
        const MgCase *c = &table.cases[1 << corner];
        assert_int_equal(c->triangle_count, 1);
        double p[3][3];
        for (int32_t i = 0; i < 3; i++)
            for (int32_t axis = 0; axis < 3; axis++) {
                MgCubeEdge e = mg_cube_edge(c->edges[i]);
                p[i][axis] = ((e.corners[0] >> axis & 1) + (e.corners[1] >> axis & 1)) / 2.0;
            }
        double away = 0;
        for (int32_t axis = 0; axis < 3; axis++) {
            int32_t j = (axis + 1) % 3, k = (axis + 2) % 3;
            double normal = (p[1][j] - p[0][j]) * (p[2][k] - p[0][k]) - (p[1][k] - p[0][k]) * (p[2][j] - p[0][j]);
            away += normal * (corner >> axis & 1 ? -1 : 1);
        }
        assert_true(away > 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_twelve_edges_join_neighbouring_corners),
        cmocka_unit_test(exactly_the_crossed_edges_carry_vertices),
        cmocka_unit_test(inner_sides_are_shared_by_two_triangles_and_lie_on_no_face),
        cmocka_unit_test(on_an_ambiguous_face_inside_corners_are_separate),
        cmocka_unit_test(neighbouring_cells_agree_on_their_face),
        cmocka_unit_test(triangles_face_outwards),
    };
    return cmocka_run_group_tests_name(__FILE__, tests, make_table, NULL);
}

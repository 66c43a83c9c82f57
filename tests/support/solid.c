#include "support/solid.h"

#include <math.h>

typedef struct Half {
    uint32_t from, to, next;
} Half; // of a triangle: from -> to -> next

static int by_ends(const void *a, const void *b) {
    const Half *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

static const Half *find_half(const Half *sorted, size_t count, uint32_t from, uint32_t to) {
    Half key = { from, to, 0 };
    return bsearch(&key, sorted, count, sizeof key, by_ends);
}

int64_t assert_solid(const MgMesh *mesh) {
    size_t count = 3 * (size_t)mesh->triangle_count;
    Half *halves = malloc((count + 1) * sizeof *halves);
    assert_non_null(halves);
    for (size_t i = 0; i < count; i++) {
        const uint32_t *t = mesh->indices + i / 3 * 3;
        halves[i] = (Half){ t[i % 3], t[(i + 1) % 3], t[(i + 2) % 3] };
        assert_true(halves[i].from < (uint32_t)mesh->vertex_count && halves[i].from != halves[i].to);
    }
    qsort(halves, count, sizeof *halves, by_ends);
    for (size_t i = 1; i < count; i++) assert_int_not_equal(by_ends(&halves[i - 1], &halves[i]), 0);
    size_t first = 0;
    for (int32_t v = 0; v < mesh->vertex_count; v++) {
        size_t degree = 0, walked = 0;
        while (first + degree < count && halves[first + degree].from == (uint32_t)v) degree++;
        assert_true(degree >= 3); // and no vertex is left over
        const Half *half = &halves[first];
        do {
            half = find_half(halves, count, (uint32_t)v, half->next);
            assert_non_null(half);
            walked++;
        } while (half != &halves[first] && walked <= degree);
        assert_int_equal(walked, degree);
        first += degree;
    }
    assert_int_equal(first, count);
    free(halves);
    return (int64_t)mesh->vertex_count - (int64_t)count / 2 + mesh->triangle_count;
}

// ---- positions, areas, normals

static int by_position(const void *a, const void *b) { return memcmp(a, b, 3 * sizeof(float)); } // no -0 is written

void assert_positions_differ(const MgMesh *mesh) {
    const MgVertexFloat *v = mesh->vertices;
    size_t count = (size_t)mesh->vertex_count;
    float (*positions)[3] = malloc((count + 1) * sizeof *positions);
    assert_non_null(positions);
    for (size_t i = 0; i < count; i++) memcpy(positions[i], v[i].position, sizeof positions[i]);
    qsort(positions, count, sizeof *positions, by_position);
    for (size_t i = 1; i < count; i++) assert_int_not_equal(by_position(positions[i - 1], positions[i]), 0);
    free(positions);
}

static float squared(const float v[3]) { return v[0] * v[0] + v[1] * v[1] + v[2] * v[2]; }

// What a program that reads floats and multiplies floats makes of a triangle.
static float twice_area(const float *a, const float *b, const float *c) {
    float u[3], v[3], product[3];
    for (int32_t i = 0; i < 3; i++) u[i] = b[i] - a[i], v[i] = c[i] - a[i];
    for (int32_t i = 0; i < 3; i++) product[i] = u[(i + 1) % 3] * v[(i + 2) % 3] - u[(i + 2) % 3] * v[(i + 1) % 3];
    return sqrtf(squared(product));
}

void assert_areas_and_normals(const MgMesh *mesh) {
    const MgVertexFloat *v = mesh->vertices;
    for (int32_t i = 0; i < 3 * mesh->triangle_count; i += 3) {
        const uint32_t *t = &mesh->indices[i];
        assert_true(twice_area(v[t[0]].position, v[t[1]].position, v[t[2]].position) > 0);
    }
    for (int32_t i = 0; i < mesh->vertex_count; i++) {
        assert_true(fabsf(squared(v[i].normal) - 1) < 1e-5f);
        assert_true(v[i].scalar >= 0 && v[i].scalar < HUGE_VALF);
    }
}

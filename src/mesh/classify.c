// Stage 2: which points are inside, one bit each, 16 at a time: compare, narrow, gather the sign bits.
#include "mesh/stages.h"

#define GROUP 16 // points; as long as a chunk, so that chunks out of play are not read
#define GROUPS_PER_WORD (64 / GROUP)

typedef float Float4 __attribute__((vector_size(16), aligned(4)));
typedef int32_t Int4 __attribute__((vector_size(16)));

// The sign bits of 16 comparisons.
#if defined(__SSE2__)
#include <emmintrin.h>
MG_INLINE uint32_t sign_bits(Int4 a, Int4 b, Int4 c, Int4 d) {
    __m128i low = _mm_packs_epi32((__m128i)a, (__m128i)b), high = _mm_packs_epi32((__m128i)c, (__m128i)d);
    return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high));
}
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
MG_INLINE uint32_t sign_bits(Int4 a, Int4 b, Int4 c, Int4 d) {
    v128_t low = wasm_i16x8_narrow_i32x4((v128_t)a, (v128_t)b), high = wasm_i16x8_narrow_i32x4((v128_t)c, (v128_t)d);
    return (uint32_t)wasm_i8x16_bitmask(wasm_i8x16_narrow_i16x8(low, high));
}
#else
MG_INLINE uint32_t sign_bits4(Int4 a) { return (uint32_t)((a[0] & 1) | (a[1] & 2) | (a[2] & 4) | (a[3] & 8)); }
MG_INLINE uint32_t sign_bits(Int4 a, Int4 b, Int4 c, Int4 d) {
    return sign_bits4(a) | sign_bits4(b) << 4 | sign_bits4(c) << 8 | sign_bits4(d) << 12;
}
#endif

MG_INLINE Int4 four_inside(MgBlend field, ptrdiff_t at, float isovalue, bool blending) {
    Float4 value = *(const Float4 *)(field.a + at);
    if (blending) value = field.weight_a * value + field.weight_b * *(const Float4 *)(field.b + at);
    return (Int4)(value > isovalue);
}

MG_INLINE uint64_t group_inside(MgBlend field, ptrdiff_t at, float isovalue, bool blending) {
    return sign_bits(four_inside(field, at, isovalue, blending), four_inside(field, at + 4, isovalue, blending),
                     four_inside(field, at + 8, isovalue, blending), four_inside(field, at + 12, isovalue, blending));
}

// Writes the words of a row in which a group is needed. A row of the grid is a whole number of groups long.
typedef void ClassifyRow(MgBlend field, ptrdiff_t at, float isovalue, const uint64_t *needed, int32_t words,
                         uint64_t *inside);

#define CLASSIFY_ROW(group_inside, blending)                                                                           \
    for (int32_t w = 0; w < words; w++) {                                                                              \
        uint64_t word = 0;                                                                                             \
        for (int32_t group = 0; group < GROUPS_PER_WORD; group++)                                                      \
            if (needed[w] >> (group * GROUP) & 0xffff)                                                                 \
                word |= group_inside(field, at + w * 64 + group * GROUP, isovalue, blending) << (group * GROUP);       \
        inside[w] = word;                                                                                              \
    }

static void classify_row(MgBlend field, ptrdiff_t at, float isovalue, const uint64_t *needed, int32_t words,
                         uint64_t *inside) {
    if (field.blending) CLASSIFY_ROW(group_inside, true)
    else CLASSIFY_ROW(group_inside, false)
}

#ifdef MG_AVX2
#include <immintrin.h>

MG_INLINE MG_AVX2 uint64_t eight_inside(MgBlend field, ptrdiff_t at, float isovalue, bool blending) {
    __m256 value = _mm256_loadu_ps(field.a + at);
    if (blending)
        value = _mm256_add_ps(_mm256_mul_ps(_mm256_set1_ps(field.weight_a), value),
                              _mm256_mul_ps(_mm256_set1_ps(field.weight_b), _mm256_loadu_ps(field.b + at)));
    return (uint64_t)_mm256_movemask_ps(_mm256_cmp_ps(value, _mm256_set1_ps(isovalue), _CMP_GT_OQ));
}

MG_INLINE MG_AVX2 uint64_t group_inside_avx2(MgBlend field, ptrdiff_t at, float isovalue, bool blending) {
    return eight_inside(field, at, isovalue, blending) | eight_inside(field, at + 8, isovalue, blending) << 8;
}

MG_AVX2 static void classify_row_avx2(MgBlend field, ptrdiff_t at, float isovalue, const uint64_t *needed,
                                      int32_t words, uint64_t *inside) {
    if (field.blending) CLASSIFY_ROW(group_inside_avx2, true)
    else CLASSIFY_ROW(group_inside_avx2, false)
}

static ClassifyRow *choose_classifier(void) { return MG_HAS_AVX2 ? classify_row_avx2 : classify_row; }
#else
static ClassifyRow *choose_classifier(void) { return classify_row; }
#endif

// Points that the chosen cells of the four rows around a row of points touch.
static bool find_needed(const MgMesher *m, int32_t y, int32_t z, uint64_t *needed) {
    bool periodic_y = mg_border_wraps(m->grid.boundary[1]), periodic_z = mg_border_wraps(m->grid.boundary[2]);
    int32_t ym = y == 0 && periodic_y ? m->cells[1] - 1 : y - 1, zm = z == 0 && periodic_z ? m->cells[2] - 1 : z - 1;
    const uint64_t *rows[4] = { chosen_row(m, y, z), chosen_row(m, ym, z), chosen_row(m, y, zm),
                                chosen_row(m, ym, zm) };
    uint64_t carry = 0, any = 0;
    for (int32_t w = 0; w < m->words; w++) {
        uint64_t cells = rows[0][w] | rows[1][w] | rows[2][w] | rows[3][w];
        needed[w] = cells | cells << 1 | carry;
        carry = cells >> 63;
        any |= cells;
    }
    int32_t nx = m->grid.nx;
    bool wraps = needed[nx / 64] >> (nx % 64) & 1; // point nx: its value is that of point 0
    needed[0] |= wraps;
    needed[nx / 64] &= (1ull << nx % 64) - 1;
    return any != 0;
}

// Beyond the row lies padding: its bits go, and point nx is point 0 again on a periodic axis.
static void end_row(const MgMesher *m, uint64_t *inside) {
    int32_t nx = m->grid.nx;
    inside[nx / 64] &= (1ull << nx % 64) - 1;
    if (mg_border_wraps(m->grid.boundary[0])) inside[nx / 64] |= (inside[0] & 1) << nx % 64;
}

// Whether what this row needs may differ from what the row before needs: the cells around it are of other chunks.
static bool needs_anew(const MgMesher *m, int32_t y) { return y % MG_CHUNK_EDGE <= 1 || y >= m->cells[1]; }

static void classify_rows(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const MgMesher *m = context;
    ClassifyRow *classify = choose_classifier();
    uint64_t needed[MG_LARGEST_EXTENT / 64 + 1];
    bool any = false;
    if (mg_is_cut(m->cancellation)) return;
    for (int32_t row = begin; row < end; row++) {
        int32_t y = row % m->grid.ny, z = row / m->grid.ny;
        if (row == begin || needs_anew(m, y)) any = find_needed(m, y, z, needed);
        if (!any) continue;
        uint64_t *inside = m->inside + (ptrdiff_t)row * m->words;
        classify(m->field, mg_grid_index(&m->grid, 0, y, z), m->request->isovalue, needed, m->words, inside);
        end_row(m, inside);
    }
}

void mg_mesh_classify(MgMesher *m, MgScheduler *scheduler) {
    mg_parallel_for(scheduler, m->grid.ny * m->grid.nz, ROWS_PER_TASK, classify_rows, m);
}

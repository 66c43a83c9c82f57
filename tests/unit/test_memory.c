// Memory: aligned, cleared when asked, counted, and refused on request.
#include "support/test.h"

#include "base/memory.h"
#include "base/platform.h"

static void blocks_start_on_a_cache_line(void **state) {
    (void)state;
    const size_t sizes[] = { 0, 1, 63, 64, 65, 4097, 3 << 20 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        void *block = mg_allocate(sizes[i]), *other = mg_allocate(sizes[i]);
        assert_non_null(block);
        assert_ptr_not_equal(block, other);
        assert_int_equal((uintptr_t)block % MG_CACHE_LINE, 0);
        memset(block, 0xa5, sizes[i]);
        mg_free(block);
        mg_free(other);
    }
    mg_free(NULL);
}

static void cleared_memory_is_zero(void **state) {
    (void)state;
    for (int32_t round = 0; round < 4; round++) { // a freed dirty block may come back
        uint8_t *block = mg_allocate_cleared(10000);
        for (int32_t i = 0; i < 10000; i++) assert_int_equal(block[i], 0);
        memset(block, 0xff, 10000);
        mg_free(block);
    }
}

static void every_allocation_is_counted(void **state) {
    (void)state;
    uint64_t before = mg_allocation_count();
    mg_free(mg_allocate(10));
    mg_free(mg_allocate_cleared(10));
    assert_int_equal(mg_allocation_count() - before, 2);
}

static void the_nth_allocation_is_refused_once(void **state) {
    (void)state;
    mg_refuse_allocation(2);
    void *first = mg_allocate(1), *second = mg_allocate_cleared(1), *third = mg_allocate(1);
    mg_refuse_allocation(0);
    assert_non_null(first);
    assert_null(second);
    assert_non_null(third);
    mg_free(first);
    mg_free(third);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_start_on_a_cache_line),
        cmocka_unit_test(cleared_memory_is_zero),
        cmocka_unit_test(every_allocation_is_counted),
        cmocka_unit_test(the_nth_allocation_is_refused_once),
    };
    return MG_RUN_TESTS(tests);
}

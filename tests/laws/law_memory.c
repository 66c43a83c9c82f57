// What publishing moves and what an engine really takes: measured from outside, by the pages it writes and by the
// memory the system has given to the process. The link wraps mg_platform_allocate to learn where the engine's blocks
// are.
#include "support/setup.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/platform.h"
#include "engine/passes.h"

// ---- blocks as large as a field, and the pages of them that were written

#define MAX_BLOCKS 64

typedef struct Pages {
    char *begin;
    size_t bytes;
} Pages;

static Pages blocks[MAX_BLOCKS];
static int32_t block_count;
static size_t remembered_from = SIZE_MAX; // bytes
static size_t page_bytes;
static volatile sig_atomic_t pages_written;

void *__real_mg_platform_allocate(size_t bytes);
void *__wrap_mg_platform_allocate(size_t bytes);

void *__wrap_mg_platform_allocate(size_t bytes) {
    char *block = __real_mg_platform_allocate(bytes);
    if (block == NULL || bytes < remembered_from) return block;
    assert_true(block_count < MAX_BLOCKS);
    uintptr_t begin =
        ((uintptr_t)block + page_bytes - 1) / page_bytes * page_bytes; // whole pages: others live at the ends
    uintptr_t end = ((uintptr_t)block + bytes) / page_bytes * page_bytes;
    blocks[block_count++] = (Pages){ (char *)begin, end - begin };
    return block;
}

static void count_and_let_pass(int number, siginfo_t *info, void *context) {
    (void)number, (void)context;
    uintptr_t page = (uintptr_t)info->si_addr / page_bytes * page_bytes;
    for (int32_t i = 0; i < block_count; i++) {
        if (page < (uintptr_t)blocks[i].begin || page >= (uintptr_t)blocks[i].begin + blocks[i].bytes) continue;
        pages_written++;
        if (mprotect((void *)page, page_bytes, PROT_READ | PROT_WRITE) == 0) return;
    }
    _exit(99); // a fault of another kind
}

static void protect(int how) {
    for (int32_t i = 0; i < block_count; i++) assert_int_equal(mprotect(blocks[i].begin, blocks[i].bytes, how), 0);
}

// Bytes of the engine's large blocks that a publish writes, in whole pages.
static size_t bytes_moved_by_publish(MgEngine *engine) {
    struct sigaction counting = { .sa_sigaction = count_and_let_pass, .sa_flags = SA_SIGINFO }, before;
    pages_written = 0;
    assert_int_equal(sigaction(SIGSEGV, &counting, &before), 0);
    protect(PROT_READ);
    mg_engine_publish(engine);
    protect(PROT_READ | PROT_WRITE);
    assert_int_equal(sigaction(SIGSEGV, &before, NULL), 0);
    return (size_t)pages_written * page_bytes;
}

static void publishing_moves_nothing(const Setup *small) {
    Setup setup = *small;
    setup.nx = 64, setup.ny = 48, setup.nz = 40;
    size_t field_bytes = cells_of(&setup) * sizeof(float);
    if (setup.model->stage_count == 0) return; // molecules are counts; what is shown of them is computed
    block_count = 0, remembered_from = field_bytes;
    MgEngine *engine = engine_of(&setup, 1);
    remembered_from = SIZE_MAX;
    assert_true(block_count >= fields_of(&setup) + __builtin_popcount(mg_stepped_fields(setup.model)) + 2);
    for (int32_t v = 0; v < setup.model->view_count; v++) {
        assert_int_equal(mg_engine_set_view(engine, setup.model->views[v].id), MG_OK);
        for (int32_t i = 0; i < 4; i++) {
            mg_engine_step(engine, 3);
            size_t moved = bytes_moved_by_publish(engine);
            if (setup.model->views[v].field >= 0) assert_int_equal(moved, 0);
            else
                assert_in_range(moved, field_bytes / 2,
                                2 * field_bytes); // straight into the keyframe, and no copy of it
        }
    }
    mg_engine_destroy(engine);
}

static void a_publish_moves_no_voxel(void **state) {
    (void)state;
#ifdef MG_UNDER_TSAN
    skip(); // it defers signals
#endif
    page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    in_every_small_setup(publishing_moves_nothing);
}

// ---- foretold and taken

static double peak_bytes(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return 1024.0 * (double)usage.ru_maxrss;
}

// A fresh program: its peak is then what the run added. Huge pages would round every block up to 2 MB.
static int grow_and_compare(const MgConfig *config) {
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    uint64_t foretold;
    if (mg_config_bytes(config, &foretold) != MG_OK) return 2;
    double before = peak_bytes();
    MgEngine *engine;
    if (mg_engine_create(config, &engine) != MG_OK) return 3;
    for (int32_t i = 0; i < 3; i++) {
        mg_engine_step(engine, 9);
        mg_engine_publish(engine);
    }
    double grown = peak_bytes() - before, part = grown / (double)foretold;
    print_message("    %s: foretold %.1f MB, taken %.1f MB\n", config->model, (double)foretold / 1e6, grown / 1e6);
    return part > 0.95 && part < 1.05 ? 0 : 1;
}

static void the_peak_is_as_foretold(void **state) {
    (void)state;
#if defined(MG_UNDER_TSAN) || defined(__SANITIZE_ADDRESS__)
    skip(); // shadow memory grows along
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    skip();
#endif
#endif
    const char *models[] = { "gray_scott", "three_species", "rdme" };
    for (int32_t i = 0; i < 3; i++) {
        MgConfig config = mg_config_default();
        config.model = models[i], config.threads = 2;
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) _exit(grow_and_compare(&config));
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_peak_is_as_foretold),
        MG_LAW(a_publish_moves_no_voxel),
    };
    return MG_RUN_TESTS(tests);
}

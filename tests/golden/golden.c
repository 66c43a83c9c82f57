// Every row of hashes.txt and painted.txt, with 1, 2 and 4 threads (or as many as MG_TEST_THREADS says; MG_TEST_QUICK
// leaves long runs out). The same file is read by node and by the browsers.
//
//     golden --print | --print-painted     the file anew with the hashes of this build: tests/golden/regenerate.sh
#include "support/golden.h"

#include <inttypes.h>

static int32_t failures;

#define MAX_CELL_STEPS_OF_QUICK 10e6

static bool is_long(const GoldenRow *row) {
    int32_t nx, ny, nz;
    return sscanf(row->size, "%dx%dx%d", &nx, &ny, &nz) == 3 &&
           (double)nx * ny * nz * row->steps > MAX_CELL_STEPS_OF_QUICK;
}

static void check_row(const GoldenRow *row, void *context) {
    (void)context;
    const char *chosen = getenv("MG_TEST_THREADS");
    if (mg_test_quick() && is_long(row)) return;
    for (int32_t threads = 1; threads <= 4; threads *= 2) {
        MgEngine *engine = run_golden_row(row, chosen != NULL ? atoi(chosen) : threads);
        uint64_t hash = mg_engine_hash(engine);
        MgBadCell bad;
        bool finite = !mg_engine_find_bad_cell(engine, &bad);
        mg_engine_destroy(engine);
        if (hash != row->hash || !finite) failures++;
        if (hash != row->hash || !finite)
            printf("%s %s %s %s seed %" PRIu64 ", %d steps, %s, %d threads: got %016" PRIx64 ", expected %016" PRIx64
                   "%s\n",
                   row->model, row->size, row->boundary, row->seeding, row->seed, row->steps, row->settings, threads,
                   hash, row->hash, finite ? "" : ", and a cell is not finite");
        if (chosen != NULL) break;
    }
}

static void print_row(const GoldenRow *row, void *context) {
    (void)context;
    MgEngine *engine = run_golden_row(row, 0);
    bool painted = row->touches[0] != 0;
    printf("%s %s %s %s %" PRIu64 " %d %s %s%s%016" PRIx64 "\n", row->model, row->size, row->boundary, row->seeding,
           row->seed, row->steps, row->settings, row->touches, painted ? " " : "", mg_engine_hash(engine));
    mg_engine_destroy(engine);
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "--print") == 0) return for_each_golden_row(print_row, NULL) == 0;
    if (argc == 2 && strcmp(argv[1], "--print-painted") == 0) return for_each_painted_row(print_row, NULL) == 0;
    int32_t rows = for_each_golden_row(check_row, NULL), painted = for_each_painted_row(check_row, NULL);
    printf("%d rows, %d wrong\n", rows + painted, failures);
    return rows == 0 || painted == 0 || failures > 0; // no rows at all is no proof
}

// models/gray_scott.pde is the built-in Gray-Scott in other words: every golden row of the one is a golden row of the
// other.
#include "support/golden.h"
#include "support/model_texts.h"

#include <inttypes.h>

static int32_t rows, failures;

static void check_row(const GoldenRow *row, void *context) {
    const char *text = context;
    if (strcmp(row->model, "gray_scott") != 0 || (mg_test_quick() && row->steps > 100)) return;
    for (int32_t threads = 1; threads <= 2; threads++) {
        MgEngine *engine = run_golden_row_of_text(row, text, threads);
        uint64_t hash = mg_engine_hash(engine);
        if (hash != row->hash)
            printf("%s %s %s, %d threads: got %016" PRIx64 ", expected %016" PRIx64 "\n", row->size, row->seeding,
                   row->settings, threads, hash, row->hash);
        failures += hash != row->hash;
        mg_engine_destroy(engine);
    }
    rows++;
}

int main(void) {
    char *text = read_model_text(MG_TESTS_FOLDER "/../models/gray_scott.pde");
    for_each_golden_row(check_row, text);
    for_each_painted_row(check_row, text);
    free(text);
    printf("%d rows, %d wrong\n", rows, failures);
    return rows == 0 || failures > 0;
}
